"""The documentation: one OpenAPI document, and pages that need nothing from elsewhere."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from orjson import dumps

from gateway.reference.errors_page import errors_page
from gateway.reference.operations_page import operations_page
from gateway.reference.page import STYLE

router = APIRouter(include_in_schema=False)
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """All operations of the platform, at the address that the caller knows the gateway by."""
    address = request.app.state.settings.public_url or str(request.base_url)
    document = {**request.app.state.document, "servers": [{"url": address.rstrip("/")}]}
    return Response(dumps(document), media_type="application/json", headers={"Cache-Control": "no-cache"})


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Every operation, readable."""
    return HTMLResponse(operations_page(request.app.state.document), headers=_HEADERS)


@router.get("/docs/errors")
async def errors(request: Request) -> Response:
    """Every refusal: problem documents point here by their ``type``."""
    return HTMLResponse(errors_page(request.app.state.document), headers=_HEADERS)


@router.get("/docs/style.css")
async def style() -> Response:
    """How the pages look."""
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})
