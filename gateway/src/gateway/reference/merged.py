"""One OpenAPI document of all services and the gateway itself."""

from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from fastapi import FastAPI

from gateway.api import routes_accounts, routes_story, routes_tokens
from gateway.contracts import Document, operations

_REFERENCE = "#/components/schemas/"
_BEARER = "bearer"
_FORM = "application/x-www-form-urlencoded"
_BY_THE_GATEWAY = {
    "408": "The request did not arrive whole in time",
    "504": "The service did not answer in time; repeat with the same Idempotency-Key",
}
_ABOUT = (
    "One address for the whole programme: applicants, training, credit and follow-up. Sign in at `/v1/token`; send "
    "the token as `Authorization: Bearer …`. Every POST needs an `Idempotency-Key`, every PATCH an `If-Match`. "
    "Errors are problem details (RFC 9457) with a stable `code`; `Accept-Language: zh` gives them in Chinese."
)


@cache
def _own() -> Document:
    app = FastAPI(title="Qibu 起步", version="1", description=_ABOUT)
    for module in (routes_tokens, routes_accounts, routes_story):
        app.include_router(module.router)
    document: Document = app.openapi()
    document["components"]["securitySchemes"] = {_BEARER: _security_scheme()}
    token = document["paths"]["/v1/token"]["post"]
    token.pop("parameters", None)  # an edit's If-Match means nothing here
    token["requestBody"]["content"][_FORM]["example"] = {
        "grant_type": "password",
        "username": "li.case",
        "password": "a long sentence is best",
    }
    refused = deepcopy(token["responses"]["401"])
    token["responses"]["429"] = {**refused, "description": "Too many wrong passwords; Retry-After says how long"}
    return document


def own_document() -> Document:
    """The OpenAPI document of the gateway's own addresses."""
    return deepcopy(_own())


def merge(documents: Mapping[str, Document], own: Document) -> Document:
    """The document of the whole platform.

    Every operation says in ``x-service`` who answers it. Schemas of the same name and meaning are one; where
    they differ, each is named after its service (``CreditWithdrawal``). Operation ids that occur twice get the
    service's name before them.
    """
    named = {"gateway": own, **documents}
    schemas = {service: document.get("components", {}).get("schemas", {}) for service, document in named.items()}
    clashing = _clashing(schemas)
    ids = Counter(
        operation.get("operationId") for document in named.values() for _, _, operation in operations(document)
    )
    merged: Document = {
        "openapi": "3.1.0",
        "info": own["info"],
        "paths": {},
        "components": {"schemas": {}, "securitySchemes": {_BEARER: _security_scheme()}},
    }
    for service, document in named.items():
        names = {name: _prefixed(service, name) if name in clashing else name for name in schemas[service]}
        for name, schema in schemas[service].items():
            merged["components"]["schemas"][names[name]] = _renamed(schema, names)
        for path, method, operation in operations(document):
            item = merged["paths"].setdefault(path, {})
            item[method] = _operation(service, _renamed(operation, names), ids)
    merged["components"]["schemas"] = dict(sorted(merged["components"]["schemas"].items()))
    return merged


def _security_scheme() -> Document:
    return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "Access token from /v1/token."}


def _operation(service: str, operation: Document, ids: Mapping[str | None, int]) -> Document:
    operation["x-service"] = service
    operation["security"] = [] if operation.get("x-public") is True else [{_BEARER: []}]
    if ids[operation.get("operationId")] > 1:
        operation["operationId"] = f"{service}_{operation['operationId']}"
    problem = operation["responses"].get("503", {})
    for status, text in _BY_THE_GATEWAY.items():
        if (status != "504" or service != "gateway") and (status != "408" or "requestBody" in operation):
            operation["responses"].setdefault(status, {**problem, "description": text})
    return operation


def _clashing(schemas: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Names that mean different things in different services, directly or by what they refer to."""
    by_name: dict[str, list[Any]] = {}
    for of_service in schemas.values():
        for name, schema in of_service.items():
            by_name.setdefault(name, []).append(schema)
    shared = {name: found for name, found in by_name.items() if len(found) > 1}
    clashing = {name for name, found in shared.items() if any(schema != found[0] for schema in found[1:])}
    while True:
        more = {
            name
            for name, found in shared.items()
            if name not in clashing and any(_refers_to(schema, clashing) for schema in found)
        }
        if not more:
            return clashing
        clashing |= more


def _refers_to(value: Any, names: set[str]) -> bool:
    if isinstance(value, dict):
        return any(_refers_to(item, names) for item in value.values())
    if isinstance(value, list):
        return any(_refers_to(item, names) for item in value)
    return isinstance(value, str) and value.startswith(_REFERENCE) and value.removeprefix(_REFERENCE) in names


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if isinstance(value, str) and value.startswith(_REFERENCE):
        name = value.removeprefix(_REFERENCE)
        return _REFERENCE + names.get(name, name)
    return value


def _prefixed(service: str, name: str) -> str:
    return service.capitalize() + name
