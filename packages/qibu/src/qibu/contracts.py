"""Generates what the parts promise each other into ``contracts/``; CI fails when the files differ from the code.

OpenAPI of every service, event schemas with golden examples, and AsyncAPI.
"""

import importlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from kit.event import CloudEvent, Published
from kit.handlers import Handlers

SERVICES = ("applicants", "training", "credit", "followup")
_NOWHERE = "postgresql://nobody@localhost/none"
_GOLDEN_ID = "0198c1de-7f3a-7c51-9d5e-2f1f6f1b7f10"
_GOLDEN_TIME = "2007-07-02T01:30:00Z"

Files = dict[str, str]


def published(service: str) -> list[type[Published]]:
    """The events that ``service`` publishes, sorted by type: of its module, or of the package's modules."""
    top = importlib.import_module(f"{service}.events.published")
    parts = [
        importlib.import_module(f"{top.__name__}.{part.name}") for part in iter_modules(getattr(top, "__path__", []))
    ]
    found = {
        item
        for module in (top, *parts)
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, Published) and hasattr(item, "event")
    }
    return sorted(found, key=lambda item: item.type_name())


def handlers(service: str) -> Handlers:
    """What ``service`` listens to."""
    found = importlib.import_module(f"{service}.events.handlers").handlers
    if not isinstance(found, Handlers):
        raise TypeError(f"{service}.events.handlers.handlers is no Handlers")
    return found


def golden(event: type[Published]) -> dict[str, Any]:
    """The event's example as it travels, always the same."""
    data = event.model_validate(event.example)
    envelope = CloudEvent(
        id=_GOLDEN_ID,
        source=f"/qibu/{event.event.split('.')[0]}",
        type=event.type_name(),
        subject=data.subject,
        time=datetime.fromisoformat(_GOLDEN_TIME),
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        data=data.model_dump(mode="json"),
    )
    return envelope.model_dump(mode="json")


def generate() -> Files:
    """All generated files: path under ``contracts/`` to text."""
    files: Files = {}
    for service in SERVICES:
        app = importlib.import_module(f"{service}.main").make_app(_NOWHERE, public_key=b"none")
        files[f"http/{service}.json"] = _text(app.openapi())
    files["http/gateway.json"] = _text(importlib.import_module("gateway.reference.merged").own_document())
    for service in SERVICES:
        for event in published(service):
            files[f"events/{event.type_name()}.schema.json"] = _text(_schema(event))
            files[f"events/{event.type_name()}.example.json"] = _text(golden(event))
    files["asyncapi.json"] = _text(asyncapi())
    return files


def asyncapi() -> dict[str, Any]:
    """The whole event catalogue as one AsyncAPI 3.0 document."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    for service in SERVICES:
        for event in published(service):
            name = event.type_name()
            channels[name] = {
                "address": f"{name}.l{{lane}}",
                "title": event.event,
                "description": (event.__doc__ or "").strip(),
                "parameters": {"lane": {"description": "A checksum of the subject, 0 to 7: order is kept in a lane."}},
                "messages": {"event": {"$ref": f"#/components/messages/{name}"}},
            }
            messages[name] = {
                "name": name,
                "contentType": "application/cloudevents+json",
                "payload": {"$ref": f"events/{name}.schema.json"},
                "examples": [{"payload": golden(event)}],
            }
            operations[f"{service} sends {event.event}"] = {"action": "send", "channel": {"$ref": f"#/channels/{name}"}}
        for type_ in handlers(service).types:
            operations[f"{service} receives {type_}"] = {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{type_}"},
            }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Qibu events", "version": "1", "description": "CloudEvents 1.0 on NATS JetStream."},
        "defaultContentType": "application/cloudevents+json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }


def write(root: Path) -> int:
    """Write all files below ``root``, remove those no longer generated; how many changed."""
    files = generate()
    changed = 0
    for path in [*root.glob("http/*.json"), *root.glob("events/*.json")]:
        if str(path.relative_to(root)) not in files:
            path.unlink()
            changed += 1
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            changed += 1
    return changed


def differences(root: Path) -> list[str]:
    """The generated files that ``root`` does not hold as they are generated now."""
    files = generate()
    stale = [name for name, text in files.items() if not (root / name).exists() or (root / name).read_text() != text]
    there = {str(path.relative_to(root)) for path in [*root.glob("http/*.json"), *root.glob("events/*.json")]}
    return sorted([*stale, *(there - files.keys())])


def _schema(event: type[Published]) -> dict[str, Any]:
    data = event.model_json_schema()
    definitions = data.pop("$defs", {})
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": event.type_name(),
        "description": (event.__doc__ or "").strip(),
        "type": "object",
        "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "format": "uuid"},
            "source": {"const": f"/qibu/{event.event.split('.')[0]}"},
            "type": {"const": event.type_name()},
            "subject": {"type": "string", "description": f"{event.subject_field} of the data"},
            "time": {"type": "string", "format": "date-time", "description": "When the service recorded it."},
            "datacontenttype": {"const": "application/json"},
            "traceparent": {"type": "string"},
            "data": data,
        },
    }
    if definitions:
        schema["$defs"] = definitions
    return schema


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=False) + "\n"
