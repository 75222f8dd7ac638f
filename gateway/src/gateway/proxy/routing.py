"""Which service answers an address, and who may ask: compiled once from the OpenAPI documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kit.auth import Role

from gateway.contracts import ContractsError, operations

_ROLES = frozenset(role.value for role in Role)


@dataclass(frozen=True, slots=True)
class Route:
    """An operation of a service. ``path`` is its template, such as ``/v1/loans/{id}``."""

    service: str
    method: str
    path: str
    permission: str
    roles: frozenset[str]
    public: bool
    upload: bool


Methods = Mapping[str, Route]


@dataclass(slots=True)
class _Node:
    literals: dict[str, "_Node"] = field(default_factory=dict)
    parameter: "_Node | None" = None
    methods: dict[str, Route] = field(default_factory=dict)


class RouteTable:
    """Finds routes by address: a trie of path segments, literal ones before parameters."""

    def __init__(self) -> None:
        self._root = _Node()
        self.routes: list[Route] = []

    @classmethod
    def of(cls, documents: Mapping[str, Mapping[str, Any]]) -> "RouteTable":
        """From the documents by service.

        Raises ContractsError for an operation without a permission, open to nobody, or declared twice: what is
        not declared is denied, and what is declared badly stops the start instead of opening a door.
        """
        table = cls()
        for service, document in documents.items():
            for path, method, operation in operations(document):
                table.add(_route(service, method.upper(), path, operation))
        return table

    def add(self, route: Route) -> None:
        """Add one route. Raises ContractsError when there is one already."""
        node = self._root
        for segment in _segments(route.path):
            if segment.startswith("{"):
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, _Node())
        if route.method in node.methods:
            other = node.methods[route.method]
            raise ContractsError(
                f"{route.method} {route.path} of {route.service} and {other.path} of {other.service} are one address"
            )
        node.methods[route.method] = route
        self.routes.append(route)

    def find(self, method: str, path: str) -> Route | frozenset[str]:
        """The route; or, when there is none, the methods that the address does take (none: no such address)."""
        segments = _segments(path)
        allowed: set[str] = set()
        found = _walk(self._root, segments, 0, method, allowed)
        return found or frozenset(allowed)


def _segments(path: str) -> list[str]:
    return path[1:].split("/")


def _walk(node: _Node, segments: list[str], index: int, method: str, allowed: set[str]) -> Route | None:
    if index == len(segments):
        route = node.methods.get(method)
        if route is None:
            allowed.update(node.methods)
        return route
    segment = segments[index]
    literal = node.literals.get(segment)
    if literal is not None:
        found = _walk(literal, segments, index + 1, method, allowed)
        if found is not None:
            return found
    if node.parameter is not None and segment:
        return _walk(node.parameter, segments, index + 1, method, allowed)
    return None


def _route(service: str, method: str, path: str, operation: Mapping[str, Any]) -> Route:
    name = f"{method} {path} of {service}"
    permission, public = operation.get("x-permission"), operation.get("x-public", False)
    roles = operation.get("x-roles", [])
    if not isinstance(permission, str) or not permission:
        raise ContractsError(f"{name} declares no x-permission")
    if not isinstance(roles, list) or not _ROLES.issuperset(roles):
        raise ContractsError(f"{name} names unknown roles in x-roles")
    if public is not True and not roles:
        raise ContractsError(f"{name} is open to nobody: x-roles is empty and x-public is not true")
    content = operation.get("requestBody", {}).get("content", {})
    return Route(service, method, path, permission, frozenset(roles), public is True, "multipart/form-data" in content)
