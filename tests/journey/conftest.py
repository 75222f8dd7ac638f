import os
import sys
from pathlib import Path

import pytest
from conftest_ports import free_port
from qibu.engines import bootstrap_databases
from qibu.environment import DATABASES, database_variable
from qibu.supervisor import Platform

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="module")
async def given_engines(request):
    """With containers the platform is pointed at them, as a province points it at its own engines."""
    if os.environ.get("QIBU_TEST_ENGINES") != "containers":
        yield
        return
    request.getfixturevalue("engines")
    urls = await bootstrap_databases(
        os.environ["QIBU_TEST_POSTGRES_URL"], {name: f"secret-of-{name}" for name in DATABASES}
    )
    given = {database_variable(name): url for name, url in urls.items()}
    given["QIBU_NATS_URL"] = os.environ["QIBU_TEST_NATS_URL"]
    os.environ.update(given)
    yield
    for name in given:
        del os.environ[name]


@pytest.fixture(scope="module")
async def platform(given_engines, tmp_path_factory):
    async with Platform(tmp_path_factory.mktemp("platform"), free_port()) as running:
        yield running


@pytest.fixture
def bureau(platform):
    from actors import Bureau

    return Bureau(platform.url, platform.admin_password)
