"""The page of all operations, grouped by the service that answers."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

from gateway.contracts import operations
from gateway.reference.page import cell, frame, inline, prose, table
from gateway.reference.schemas import Schemas

_TITLES = {
    "gateway": "Accounts and stories",
    "applicants": "Applicants 申请人",
    "training": "Training 培训",
    "credit": "Credit 信贷",
    "followup": "Follow-up 跟踪",
}
Operation = tuple[str, str, Mapping[str, Any]]


def operations_page(document: Mapping[str, Any]) -> str:
    """The page for the merged document."""
    schemas = Schemas(document)
    groups = [
        (service, list(found))
        for service, found in groupby(operations(document), key=lambda item: str(item[2].get("x-service", "")))
    ]
    parts = [prose(document["info"].get("description", ""))]
    parts += [_index(service, found) for service, found in groups]
    for service, found in groups:
        parts.append(f'<h2 id="{escape(service)}">{escape(_title(service))}</h2>')
        parts += [_article(schemas, *operation) for operation in found]
    return frame(str(document["info"]["title"]), "".join(parts))


def _title(service: str) -> str:
    return _TITLES.get(service, service)


def _index(service: str, found: Sequence[Operation]) -> str:
    lines = "".join(
        f'<li>{_method(method)} <a href="#{_anchor(operation)}">{escape(operation.get("summary") or path)}</a></li>'
        for path, method, operation in found
    )
    return f'<h4><a href="#{escape(service)}">{escape(_title(service))}</a></h4><ul class="index">{lines}</ul>'


def _method(method: str) -> str:
    return f'<span class="method {method}">{method.upper()}</span>'


def _anchor(operation: Mapping[str, Any]) -> str:
    return escape(str(operation.get("operationId", "")))


def _article(schemas: Schemas, path: str, method: str, operation: Mapping[str, Any]) -> str:
    return (
        f'<article id="{_anchor(operation)}"><h3>{_method(method)} <code>{escape(path)}</code></h3>'
        f"<p><strong>{escape(operation.get('summary', ''))}</strong></p>{prose(operation.get('description', ''))}"
        f"{_who(operation)}{_parameters(schemas, operation)}{_body(schemas, operation)}{_answers(schemas, operation)}"
        "</article>"
    )


def _who(operation: Mapping[str, Any]) -> str:
    permission = f"Permission <code>{escape(str(operation.get('x-permission', '')))}</code>"
    if operation.get("x-public") is True:
        return f'<p class="facts">{permission}: anyone, without a token</p>'
    roles = "".join(f'<span class="role">{escape(role)}</span>' for role in operation.get("x-roles", []))
    return f'<p class="facts">{permission}: {roles}</p>'


def _parameters(schemas: Schemas, operation: Mapping[str, Any]) -> str:
    rows = [
        [
            cell(f"<code>{escape(parameter['name'])}</code>"),
            cell(escape(parameter["in"])),
            cell(escape(schemas.kind(parameter.get("schema", {})))),
            cell("required" if parameter.get("required") else ""),
            cell(inline(parameter.get("description", ""))),
        ]
        for parameter in operation.get("parameters", [])
    ]
    return "<h4>Parameters</h4>" + table(["name", "in", "kind", "", "meaning"], rows) if rows else ""


def _body(schemas: Schemas, operation: Mapping[str, Any]) -> str:
    parts = []
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = content.get("schema", {})
        example = content["example"] if "example" in content else schemas.example(schema)
        parts.append(
            f"<h4>Request: <code>{escape(media_type)}</code></h4>{_example(example)}"
            f"<details><summary>Fields</summary>{_fields(schemas, schema)}</details>"
        )
    return "".join(parts)


def _answers(schemas: Schemas, operation: Mapping[str, Any]) -> str:
    good: list[tuple[list[str], Mapping[str, Any]]] = []
    refused: list[list[str]] = []
    for status, answer in operation.get("responses", {}).items():
        line = [cell(f"<code>{escape(str(status))}</code>"), cell(inline(answer.get("description", "")))]
        if str(status).startswith("2"):
            good.append((line, answer))
        else:
            refused.append(line)
    parts = ["<h4>Answers</h4>", *(_good_answer(schemas, line, answer) for line, answer in good)]
    if refused:
        rows = table(["status", "meaning"], refused)
        parts.append(f"<details><summary>When it is refused</summary>{rows}</details>")
    return "".join(parts)


def _good_answer(schemas: Schemas, line: list[str], answer: Mapping[str, Any]) -> str:
    parts = [table(["status", "meaning"], [line])]
    for media_type, content in answer.get("content", {}).items():
        schema = content.get("schema", {})
        if media_type == "application/json" and schema:
            parts.append(
                f"<details><summary>{escape(schemas.kind(schema))}</summary>"
                f"{_example(content.get('example') or schemas.example(schema))}{_fields(schemas, schema)}</details>"
            )
        else:
            parts.append(f"<p><code>{escape(media_type)}</code></p>")
    return "".join(parts)


def _example(example: Any) -> str:
    return f"<pre>{escape(json.dumps(example, ensure_ascii=False, indent=2))}</pre>"


def _fields(schemas: Schemas, schema: Mapping[str, Any]) -> str:
    rows = [
        [
            cell(f"<code>{escape(line.name)}</code>", f"deep{line.depth}" if line.depth else ""),
            cell(escape(line.kind)),
            cell("required" if line.required else ""),
            cell(inline(line.text)),
        ]
        for line in schemas.fields(schema)
    ]
    return table(["field", "kind", "", "meaning"], rows) if rows else ""
