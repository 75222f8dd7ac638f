"""Every route declares the permission it needs, and every role is tried on every route."""

import re
from contextlib import AsyncExitStack

import pytest
from kit.auth import Role
from kit.testing import running_service
from platform_parts import SERVICES, make_app, migrations_folder, service_handlers

OPERATION = ("/livez", "/readyz", "/metrics", "/openapi.json", "/docs", "/docs/oauth2-redirect")
NO_SUCH_ID = "00000000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
async def services(engines):
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(
                running_service(name, make_app(name), service_handlers(name), migrations_folder(name))
            )
            for name in SERVICES
        }


def routes_of(app):
    """Every route that answers, however deep it was included."""
    found = []

    def walk(routes):
        for route in routes:
            inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
            if hasattr(route, "methods") and hasattr(route, "path"):
                found.append(route)
            elif inner:
                walk(inner)

    walk(app.routes)
    return [route for route in found if route.path not in OPERATION]


@pytest.mark.parametrize("name", SERVICES)
async def test_every_route_declares_a_permission(services, name):
    routes = routes_of(services[name].app)
    assert len(routes) > 5
    for route in routes:
        permission = getattr(route, "permission", None)
        assert permission is not None, f"{route.path} declares no permission"
        assert permission.public or permission.roles, f"{route.path}: nobody may"


@pytest.mark.parametrize("name", SERVICES)
async def test_every_role_is_tried_on_every_route(services, name):
    service = services[name]
    tried = 0
    for route in routes_of(service.app):
        path = re.sub(r"\{\w*number\w*\}", "1", route.path)
        path = re.sub(r"\{\w+\}", NO_SUCH_ID, path)
        (method,) = route.methods - {"HEAD"}
        for role in Role:
            client = service.as_role(role, organisation=NO_SUCH_ID, area="500116")
            options = {} if method == "GET" else {"headers": {"If-Match": '"1"', "Idempotency-Key": f"k{tried}"}}
            answer = await client._send(method, path, **options)
            tried += 1
            if route.permission.public:
                continue
            allowed = role in route.permission.roles
            where = f"{role} {method} {route.path}: {answer.status_code} {answer.text[:200]}"
            assert (answer.status_code == 403) is (not allowed), where
            assert answer.status_code not in {401, 500}, where
        anonymous = await service.anonymous()._send(method, path)
        assert anonymous.status_code == (anonymous.status_code if route.permission.public else 401)
    assert tried >= len(Role) * 5
