"""The page of all refusals, where the ``type`` of a problem document points to."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from kit.problem import KIT_STATUSES
from kit.refusal import Refusal

from gateway.contracts import operations
from gateway.errors import STATUSES
from gateway.reference.page import cell, frame, table

_REFUSALS = re.compile(r"^Refusals: (.+)$", re.MULTILINE)
_CODE = re.compile(r"`([a-z0-9_]+)`")
_ABOUT = (
    "<p>An error is a problem document (RFC 9457, <code>application/problem+json</code>): <code>code</code> is stable "
    "and for programs, <code>title</code>, <code>detail</code> and <code>remedy</code> are for people, in English or, "
    "with <code>Accept-Language: zh</code>, in Chinese; <code>where</code> names the field, row or header.</p>"
)


def errors_page(document: Mapping[str, Any]) -> str:
    """The page: what every part of the platform may refuse, then what each service's operations name."""
    common = {kind.code(): (kind, status) for kind, status in {**KIT_STATUSES, **STATUSES}.items()}
    named = _named(document)
    texts = _texts(document)
    rows = [_explained(kind, status, named.get(code, [])) for code, (kind, status) in sorted(common.items())]
    parts = [_ABOUT, "<h2>Everywhere</h2>", table(["code", "meaning", "what to do", "named by"], rows)]
    services = sorted({service for code, found in named.items() if code not in common for service, _, _ in found})
    for service in services:
        own = {
            code: [item for item in found if item[0] == service]
            for code, found in sorted(named.items())
            if code not in common
        }
        rows = [
            _referred(code, found, named[code], texts.get((service, code), {})) for code, found in own.items() if found
        ]
        parts += [f"<h2>{escape(service)}</h2>", table(["code", "meaning", "what to do", "named by"], rows)]
    return frame("Errors 错误代码", "".join(parts))


Named = dict[str, list[tuple[str, str, str]]]


def _named(document: Mapping[str, Any]) -> Named:
    """By code: service, operation id and summary of the operations whose description names it."""
    named: Named = {}
    for path, _, operation in operations(document):
        for line in _REFUSALS.findall(operation.get("description", "")):
            for code in _CODE.findall(line):
                place = (
                    str(operation.get("x-service", "")),
                    str(operation.get("operationId", "")),
                    str(operation.get("summary") or path),
                )
                named.setdefault(code, []).append(place)
    return named


def _texts(document: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, str]]:
    """By service and code: what it says, and how to mend it, in both languages."""
    return {
        (str(operation.get("x-service", "")), code): told
        for _, _, operation in operations(document)
        for code, told in operation.get("x-refusals", {}).items()
    }


def _explained(kind: type[Refusal], status: int, found: list[tuple[str, str, str]]) -> list[str]:
    code = escape(kind.code())
    return [
        cell(f'<a id="{code}" href="#{code}"><code>{code}</code></a><br>{status}'),
        cell(f"{escape(kind.text('en'))}<br>{escape(kind.text('zh'))}"),
        cell(f"{escape(kind.mend)}<br>{escape(kind.mend_zh)}"),
        cell(_links(found)),
    ]


def _referred(
    code: str,
    found: list[tuple[str, str, str]],
    everywhere: list[tuple[str, str, str]],
    told: Mapping[str, str],
) -> list[str]:
    # A code that two services name has its anchor at the first.
    anchor = f'id="{escape(code)}" ' if found[0] == everywhere[0] else ""
    return [
        cell(f'<a {anchor}href="#{escape(code)}"><code>{escape(code)}</code></a>'),
        cell(f"{escape(told.get('en', ''))}<br>{escape(told.get('zh', ''))}"),
        cell(f"{escape(told.get('mend_en', ''))}<br>{escape(told.get('mend_zh', ''))}"),
        cell(_links(found)),
    ]


def _links(found: list[tuple[str, str, str]]) -> str:
    return ", ".join(f'<a href="/docs#{escape(operation)}">{escape(summary)}</a>' for _, operation, summary in found)
