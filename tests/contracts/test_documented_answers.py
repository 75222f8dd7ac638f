"""Every operation of every service, with made-up input: no 500, and no answer that is not documented."""

import threading
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
import schemathesis
import uvicorn
from conftest_ports import free_port
from hypothesis import HealthCheck, Phase, given, settings
from kit.testing import KEYS, fresh_database, token
from platform_parts import SERVICES, make_app, migrations_folder
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = 12
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@asynccontextmanager
async def served(name):
    """The service on a real socket and a fresh database; its address."""
    async with fresh_database(name, migrations_folder(name)) as url:
        port = free_port()
        app = make_app(name)(url, KEYS.public)
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.05)
            assert thread.is_alive()
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(15)


@pytest.fixture(scope="module")
async def addresses(engines):
    async with AsyncExitStack() as stack:
        yield {name: await stack.enter_async_context(served(name)) for name in SERVICES}


@pytest.mark.parametrize("name", SERVICES)
def test_made_up_input_gets_only_documented_answers(addresses, name):
    document = httpx.get(f"{addresses[name]}/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=addresses[name])
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 5
    for operation in operations:
        roles = operation.definition.raw.get("x-roles") or ["auditor"]
        bearer = token(roles[0], organisation="00000000-0000-7000-8000-000000000000", area="500116")
        tried = _try(operation, {"Authorization": f"Bearer {bearer}"})
        assert tried > 0, f"{operation.label} was never called"


def _try(operation, headers):
    called = 0

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def attempt(case):
        nonlocal called
        called += 1
        case.call_and_validate(headers=headers, checks=CHECKS)

    attempt()
    return called
