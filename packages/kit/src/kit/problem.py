"""Problem details (RFC 9457): what went wrong, where, and how to mend it, in the caller's language."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from orjson import dumps
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from kit.attachments import (
    AttachmentEmpty,
    AttachmentTooLarge,
    AttachmentTypeDiffers,
    AttachmentTypeNotAllowed,
    AttachmentUnavailable,
)
from kit.auth import NotPermitted, TokenInvalid, TokenMissing
from kit.database import UNREACHABLE, IdempotencyKeyReused, VersionStale
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound, Refusal, SamePerson
from kit.translation import explain

log = logging.getLogger("kit.problem")
MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """One fault in the input."""

    where: str = Field(description="Field path such as `sessions[0].hours`, or a header or query name.")
    code: str
    detail: str
    row: int | None = Field(default=None, description="Row number in an uploaded sheet.")
    column: str | None = Field(default=None, description="Column in an uploaded sheet.")


class Problem(BaseModel):
    """RFC 9457 problem details with a stable `code`."""

    type: str = Field(description="Address of the error's documentation.")
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable name for programs.")
    where: str = Field(default="", description="The field, row or header that is at fault.")
    remedy: str = Field(default="", description="How to mend it.")
    request_id: str = ""
    errors: list[FieldProblem] = Field(default_factory=list, description="All faults, when there are several.")


class IdempotencyKeyMissing(Refusal):
    """Every POST needs an Idempotency-Key."""

    zh = "每个 POST 请求都需要 Idempotency-Key。"
    mend = "Send a new random key (for example a UUID) in the header Idempotency-Key, and the same one when you repeat."
    mend_zh = "请在请求头 Idempotency-Key 中放入随机键（如 UUID），重发时使用同一个键。"


class IfMatchMissing(Refusal):
    """An edit needs If-Match with the version that you read."""

    zh = "修改记录需要 If-Match（您读取时的版本）。"
    mend = "Read the record, and send its ETag as If-Match."
    mend_zh = "请先读取记录，并将其 ETag 作为 If-Match 发送。"


class HeaderInvalid(Refusal):
    """The header {header} is not valid."""

    zh = "请求头 {header} 无效。"
    mend = "{expected}"
    mend_zh = "{expected}"


class InputInvalid(Refusal):
    """The input is not valid: {count} faults."""

    zh = "输入有误：共 {count} 处。"
    mend = "Correct the listed fields and send it again."
    mend_zh = "请更正所列各项后重新提交。"


class ContentInvalid(Refusal):
    """The file or body has {count} faults; nothing was stored."""

    zh = "文件内容有 {count} 处错误，未保存任何数据。"
    mend = "Correct the listed rows and send the whole file again."
    mend_zh = "请更正所列各行后重新上传整个文件。"

    def __init__(self, errors: Sequence[FieldProblem], where: str = "", **facts: Any) -> None:
        self.errors = list(errors)
        super().__init__(where, count=len(self.errors), **facts)


class InvalidCharacter(Refusal):
    """The request contains a character that text may not have (NUL)."""

    zh = "请求中含有文本不允许的字符（NUL）。"
    mend = "Remove the character."
    mend_zh = "请删除该字符。"


class BodyTooLarge(Refusal):
    """The request is larger than {limit} bytes."""

    zh = "请求超过 {limit} 字节。"
    mend = "Send less at once."
    mend_zh = "请分批提交。"


class NoSuchAddress(Refusal):
    """There is nothing at this address."""

    zh = "此地址不存在。"
    mend = "See /docs for the addresses that exist."
    mend_zh = "可用地址见 /docs。"


class MethodNotAllowed(Refusal):
    """This address does not take that method."""

    zh = "此地址不支持该方法。"
    mend = "See /docs for what this address takes."
    mend_zh = "该地址支持的方法见 /docs。"


class TemporarilyUnavailable(Refusal):
    """A part of the platform is not reachable just now."""

    zh = "平台的某一部分暂时不可用。"
    mend = "Try again in a few seconds with the same Idempotency-Key."
    mend_zh = "请几秒后用同一个 Idempotency-Key 重试。"


class Unexpected(Refusal):
    """Something went wrong on our side."""

    zh = "系统内部出错。"
    mend = "Report the request id to the administrator."
    mend_zh = "请将请求编号报告给管理员。"


Statuses = Mapping[type[Refusal], int]

KIT_STATUSES: Statuses = {
    TokenMissing: 401,
    TokenInvalid: 401,
    NotPermitted: 403,
    NotFound: 404,
    NoSuchAddress: 404,
    MethodNotAllowed: 405,
    IllegalTransition: 409,
    SamePerson: 409,
    VersionStale: 412,
    BodyTooLarge: 413,
    AttachmentTooLarge: 413,
    AttachmentTypeNotAllowed: 415,
    AttachmentTypeDiffers: 415,
    AttachmentEmpty: 422,
    DatesOutOfOrder: 422,
    InputInvalid: 422,
    ContentInvalid: 422,
    InvalidCharacter: 422,
    IdempotencyKeyReused: 422,
    IdempotencyKeyMissing: 400,
    HeaderInvalid: 400,
    IfMatchMissing: 428,
    AttachmentUnavailable: 500,
    Unexpected: 500,
    TemporarilyUnavailable: 503,
}


def language_of(accept_language: str | None) -> str:
    """``zh`` or ``en`` from an Accept-Language header; English when neither is named."""
    best, weight = "en", -1.0
    for item in (accept_language or "").split(","):
        tag, _, quality = item.strip().partition(";q=")
        try:
            q = float(quality) if quality else 1.0
        except ValueError:
            continue
        name = tag.split("-")[0].lower()
        if name in {"zh", "en"} and q > weight:
            best, weight = name, q
    return best


def status_of(refusal: Refusal, statuses: Statuses) -> int:
    """The status of the nearest class in ``statuses``; 409 for a refusal that none names."""
    for cls in type(refusal).__mro__:
        if cls in statuses:
            return statuses[cls]
    return 409


def problem_of(refusal: Refusal, status: int, language: str, request_id: str) -> Problem:
    """The problem document of a refusal."""
    return Problem(
        type=f"/docs/errors#{refusal.code()}",
        title=refusal.title(language),
        status=status,
        detail=refusal.detail(language),
        code=refusal.code(),
        where=refusal.where,
        remedy=refusal.remedy(language),
        request_id=request_id,
        errors=getattr(refusal, "errors", []),
    )


def problem_response(problem: Problem, language: str) -> Response:
    """The HTTP answer."""
    headers = {"Content-Language": language}
    if problem.status == 401:  # noqa: PLR2004 -- HTTP statuses are their own names
        headers["WWW-Authenticate"] = "Bearer"
    if problem.status == 503:  # noqa: PLR2004 -- as above
        headers["Retry-After"] = "2"
    return Response(dumps(problem.model_dump()), problem.status, headers, MEDIA_TYPE)


def add_problem_handlers(app: FastAPI, statuses: Statuses) -> None:
    """Every error of ``app`` becomes a problem document; ``statuses`` maps the service's refusals."""
    known = {**KIT_STATUSES, **statuses}

    def answer(request: Request, refusal: Refusal) -> Response:
        language = language_of(request.headers.get("accept-language"))
        request_id = request.headers.get("x-request-id", "")
        return problem_response(problem_of(refusal, status_of(refusal, known), language, request_id), language)

    async def refused(request: Request, error: Exception) -> Response:
        return answer(request, error if isinstance(error, Refusal) else Unexpected())

    async def invalid(request: Request, error: Exception) -> Response:
        language = language_of(request.headers.get("accept-language"))
        faults = error.errors() if isinstance(error, RequestValidationError) else []
        refusal = InputInvalid(count=len(faults))
        refusal.errors = [_fault(fault, language) for fault in faults]  # type: ignore[attr-defined]  # shown by problem_of
        refusal.where = refusal.errors[0].where if faults else ""  # type: ignore[attr-defined]  # as above
        return answer(request, refusal)

    async def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        by_status: dict[int, Refusal] = {404: NoSuchAddress(), 405: MethodNotAllowed()}
        response = answer(request, by_status.get(status) or InputInvalid(count=1))
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response

    async def unreachable(request: Request, error: Exception) -> Response:
        log.warning("database unreachable", extra={"error": type(error).__name__})
        return answer(request, TemporarilyUnavailable())

    async def unexpected(request: Request, error: Exception) -> Response:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            return await unreachable(request, error)
        log.error("unexpected error", exc_info=error, extra={"path": request.url.path})
        return answer(request, Unexpected())

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    for kind in UNREACHABLE:
        app.add_exception_handler(kind, unreachable)
    app.add_exception_handler(Exception, unexpected)


def _fault(fault: Any, language: str) -> FieldProblem:
    place = list(fault.get("loc", ()))
    if place and place[0] in {"body", "query", "path", "header"}:
        place = place[1:]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    return FieldProblem(where=path or "body", code=str(fault.get("type", "invalid")), detail=explain(fault, language))
