"""Reads JSON schemas for people: the kind of a value, the fields of an object, an example of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_REFERENCE = "#/components/schemas/"
_DEEPEST = 3
_FORMATS: dict[str, Any] = {
    "date": "2007-07-01",
    "date-time": "2007-07-01T09:00:00+08:00",
    "time": "09:00",
    "uuid": "0198c1de-7f3a-7c51-9d5e-2f1f6f1b7f10",
    "binary": "(file)",
    "password": "a long sentence is best",
}
_KINDS: dict[str, Any] = {"integer": 1, "number": 1, "boolean": True, "null": None}
_LIMITS = {
    "minimum": "≥ {}",
    "exclusiveMinimum": "> {}",
    "maximum": "≤ {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
}

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of an object, ``depth`` levels down."""

    depth: int
    name: str
    kind: str
    required: bool
    text: str


class Schemas:
    """The schemas of a document, by name."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._named: Mapping[str, Schema] = document.get("components", {}).get("schemas", {})

    def resolved(self, schema: Schema) -> Schema:
        """The schema itself, behind references and beside null."""
        while True:
            if "$ref" in schema:
                schema = self._named.get(schema["$ref"].removeprefix(_REFERENCE), {})
            elif "allOf" in schema and len(schema["allOf"]) == 1:
                schema = schema["allOf"][0]
            else:
                options = [option for option in schema.get("anyOf", []) if option.get("type") != "null"]
                if len(options) != 1:
                    return schema
                schema = options[0]

    def kind(self, schema: Schema) -> str:
        """``string (date)``, ``list of Session``, ``one of: a, b``; ``or null`` where it may be."""
        options = schema.get("anyOf") or schema.get("oneOf")
        if options:
            return " or ".join(dict.fromkeys(self.kind(option) for option in options))
        if "$ref" in schema:
            target = self.resolved(schema)
            return self._one_of(target) or str(schema["$ref"].removeprefix(_REFERENCE))
        if schema.get("type") == "array":
            return f"list of {self.kind(schema.get('items', {}))}"
        kind = self._one_of(schema) or str(schema.get("type", "any"))
        return f"{kind} ({schema['format']})" if "format" in schema else kind

    def fields(self, schema: Schema, depth: int = 0, seen: tuple[int, ...] = ()) -> Iterator[FieldLine]:
        """All fields of an object, or of a list's items, with those of the objects within it."""
        target = self._within(schema)
        if id(target) in seen or depth > _DEEPEST:
            return
        required = target.get("required", [])
        for name, field in target.get("properties", {}).items():
            text = [*_limits(self.resolved(field)), field.get("description", "")]
            yield FieldLine(depth, name, self.kind(field), name in required, ". ".join(part for part in text if part))
            yield from self.fields(field, depth + 1, (*seen, id(target)))

    def example(self, schema: Schema, depth: int = 0) -> Any:
        """A value that shows the shape: the schema's own example, or one made from it."""
        if schema.get("examples"):
            return schema["examples"][0]
        target = self.resolved(schema)
        for name in ("example", "default", "const"):
            if target.get(name) is not None:
                return target[name]
        if target.get("examples"):
            return target["examples"][0]
        if target.get("enum"):
            return target["enum"][0]
        return self._made(target, depth)

    def _made(self, schema: Schema, depth: int) -> Any:
        options = schema.get("anyOf") or schema.get("oneOf")
        if options:
            return self.example(options[0], depth + 1)
        kind = schema.get("type")
        if kind == "object":
            properties = schema.get("properties", {}) if depth <= _DEEPEST else {}
            return {name: self.example(field, depth + 1) for name, field in properties.items()}
        if kind == "array":
            return [self.example(schema.get("items", {}), depth + 1)] if depth <= _DEEPEST else []
        if kind == "string":
            return _FORMATS.get(schema.get("format", ""), "…")
        return _KINDS.get(str(kind), "…")

    def _within(self, schema: Schema) -> Schema:
        target = self.resolved(schema)
        while target.get("type") == "array":
            target = self.resolved(target.get("items", {}))
        return target

    @staticmethod
    def _one_of(schema: Schema) -> str:
        if "const" in schema:
            return f"always {schema['const']}"
        return "one of: " + ", ".join(str(value) for value in schema["enum"]) if schema.get("enum") else ""


def _limits(schema: Schema) -> list[str]:
    limits = [text.format(schema[name]) for name, text in _LIMITS.items() if name in schema]
    return [", ".join(limits)] if limits else []
