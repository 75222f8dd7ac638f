"""The services' OpenAPI documents: what the gateway routes by, and shows."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from orjson import JSONDecodeError, loads

Document = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")


class ContractsError(Exception):
    """The documents cannot be used; the message names the file or the operation, and the fault."""


def load(folder: Path, services: Sequence[str]) -> dict[str, Document]:
    """Each service's document from ``folder/<service>.json``. Raises ContractsError."""
    documents: dict[str, Document] = {}
    for service in services:
        path = folder / f"{service}.json"
        try:
            document = loads(path.read_bytes())
        except (OSError, JSONDecodeError) as error:
            raise ContractsError(f"{path}: not readable as JSON ({type(error).__name__})") from error
        if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
            raise ContractsError(f"{path}: not an OpenAPI document")
        documents[service] = document
    return documents


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Document]]:
    """``(path, method in small letters, operation)`` of every operation, in the document's order."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]
