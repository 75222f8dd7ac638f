import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from kit.testing import fresh_database

sys.path.insert(0, str(Path(__file__).parent))

from gateway_at_work import MIGRATIONS, Behind, RunningGateway, running_gateway, services_behind, settings_for


@pytest.fixture(scope="session")
async def behind(tmp_path_factory) -> AsyncIterator[Behind]:
    async with services_behind(tmp_path_factory.mktemp("contracts")) as services:
        yield services


@pytest.fixture(scope="session")
async def gateway_database_url(engines: None) -> AsyncIterator[str]:
    async with fresh_database("gateway", MIGRATIONS) as url:
        yield url


@pytest.fixture(scope="session")
async def gateway(gateway_database_url: str, behind: Behind, tmp_path_factory) -> AsyncIterator[RunningGateway]:
    settings = settings_for(behind, tmp_path_factory.mktemp("keys"))
    async with running_gateway(gateway_database_url, settings) as running:
        yield running
