import sys
from pathlib import Path

import pytest
from conftest_ports import free_port
from qibu.supervisor import Platform

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="module")
async def platform(tmp_path_factory):
    async with Platform(tmp_path_factory.mktemp("platform"), free_port()) as running:
        yield running


@pytest.fixture
def bureau(platform):
    from actors import Bureau

    return Bureau(platform.url, platform.admin_password)
