"""A small service, declared as real ones are: it verifies tokens itself and remembers what it was sent."""

import asyncio
from typing import Annotated

from fastapi import FastAPI, Request, UploadFile
from fastapi.responses import Response
from kit.auth import Permission, Role, Verifier
from kit.call import Answer, Call
from kit.http import Caller, Routes
from kit.problem import add_problem_handlers
from kit.refusal import NotFound, Refusal
from kit.testing import KEYS
from pydantic import BaseModel, ConfigDict, Field, create_model

UNKNOWN = "00000000-0000-7000-8000-000000000404"
NOUNS = {"applicants": "applicants", "training": "classes", "credit": "loans", "followup": "visits"}


class CapExceeded(Refusal):
    """The cap is exceeded."""


class Write(BaseModel):
    model_config = ConfigDict(extra="forbid")
    word: Annotated[str, Field(max_length=20, description="What <b>is</b> `written`.")]


class Echo(BaseModel):
    word: str
    version: int = 1


def make_service(name: str) -> FastAPI:
    app = FastAPI(title=name, version="1")
    app.state.verifier = Verifier(KEYS.public)
    app.state.seen = []
    add_problem_handlers(app, {CapExceeded: 409})
    app.include_router(_records(name))
    app.include_router(_oddities(name))
    app.include_router(_story(name))

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> str:
        return "ready"

    return app


def _records(name: str) -> Routes:
    router = Routes(tags=["records"])
    base, noun = f"/v1/{NOUNS[name]}", NOUNS[name]
    write = Permission.of(f"{name}.record.write", Role.CASE_WORKER)
    read = Permission.of(f"{name}.record.read", Role.CASE_WORKER, Role.AUDITOR)
    different = create_model("Different", **{noun: (str, "x")})
    around = create_model("Around", inner=(different, ...))

    async def create(request: Request, call: Caller, command: Write) -> Echo:
        await _note(request)
        if command.word == "too much":
            raise CapExceeded(where="word")
        return _done(call, Echo(word=command.word))

    async def read_one(request: Request, call: Caller, record_id: str) -> around:
        await _note(request, record_id=record_id)
        if record_id == UNKNOWN:
            raise NotFound(noun="record")
        return around(inner=different())

    async def template(request: Request, call: Caller) -> Response:
        await _note(request)
        return Response(b"PK\x03\x04\x00binary", media_type="application/zip")

    async def edit(request: Request, call: Caller, record_id: str, command: Write) -> Echo:
        await _note(request, record_id=record_id)
        return _done(call, Echo(word=command.word, version=2))

    async def upload(request: Request, call: Caller, file: UploadFile) -> Echo:
        await _note(request)
        return _done(call, Echo(word=str(len(await file.read()))))

    create.__name__, read_one.__name__, template.__name__ = f"write_{noun}", f"read_{noun}", f"template_{noun}"
    edit.__name__, upload.__name__ = f"edit_{noun}", f"upload_{noun}"
    verb = router.verb
    verb("GET", f"{base}/template", permission=read, summary="Template", description="A file.")(template)
    verb("GET", f"{base}/{{record_id}}", permission=read, summary="Read", description="One.", refusals=[NotFound])(
        read_one
    )
    verb("PATCH", f"{base}/{{record_id}}", permission=write, summary="Edit", description="Edit one.")(edit)
    verb("POST", f"{base}/uploads", permission=write, status=201, summary="Upload", description="A file.")(upload)
    verb(
        "POST",
        base,
        permission=write,
        status=201,
        summary=f"Write to {noun}",
        description="With <script>alert(1)</script> in its text.",
        refusals=[CapExceeded],
        body_example={"word": "example word"},
        response_model=Echo,
    )(create)
    return router


def _oddities(name: str) -> Routes:
    """What only one service has: a public address, a slow one, an odd answer, and an id that all share."""
    router = Routes()
    anyone = Permission(f"{name}.open", public=True)
    someone = Permission.of(f"{name}.odd", Role.CASE_WORKER)

    @router.verb("GET", f"/v1/{name}/open/{{number}}", permission=anyone, summary="Open", description="For anyone.")
    async def shared_name(request: Request, call: Caller, number: str) -> dict[str, str]:
        await _note(request)
        return {"number": number}

    if name == "credit":

        @router.verb("POST", "/v1/slow", permission=someone, summary="Slow", description="Too slow.")
        async def slow(request: Request, call: Caller) -> dict[str, str]:
            await _note(request)
            await asyncio.sleep(5)
            return {}

        @router.verb("GET", "/v1/odd", permission=someone, summary="Odd", description="Odd headers.")
        async def odd(call: Caller) -> Response:
            headers = {"Connection": "X-Secret", "X-Secret": "1", "Keep-Alive": "timeout=5", "Server": "small"}
            kept = {"ETag": '"7"', "Idempotency-Replayed": "true", "Cache-Control": "public, max-age=60"}
            return Response(b"{}", 200, {**headers, **kept}, "application/json")

    return router


def _story(name: str) -> Routes:
    router = Routes()
    roles = [Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR]
    read = Permission.of(f"{name}.story.read", *roles, *([] if name == "credit" else [Role.GUARANTEE_OFFICER]))

    async def tell(request: Request, call: Caller, participant_id: str) -> dict[str, str]:
        await _note(request)
        if participant_id == UNKNOWN:
            raise NotFound(noun="participant")
        return {"from": name, "participant": participant_id}

    tell.__name__ = f"tell_{name}"
    router.verb(
        "GET", f"/v1/story/{name}/{{participant_id}}", permission=read, summary="Its part", description="Of the story."
    )(tell)
    return router


def _done(call: Call, echo: Echo) -> Echo:
    """Answers as a use case would: with the verb's own status."""
    call.answer = Answer(call.success_status, echo.model_dump_json(), echo.version)
    return echo


async def _note(request: Request, **more: str) -> None:
    request.app.state.seen.append(
        {
            "method": request.method,
            "raw_path": request.scope["raw_path"],
            "query": request.url.query,
            "headers": dict(request.headers),
            "body": await request.body() if "multipart" not in request.headers.get("content-type", "") else b"",
            **more,
        }
    )
