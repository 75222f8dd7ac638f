import socket
import sys
from pathlib import Path

import pytest
from qibu.supervisor import Platform

sys.path.insert(0, str(Path(__file__).parent))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
async def platform(tmp_path_factory):
    async with Platform(tmp_path_factory.mktemp("platform"), free_port()) as running:
        yield running


@pytest.fixture
def bureau(platform):
    from actors import Bureau

    return Bureau(platform.url, platform.admin_password)
