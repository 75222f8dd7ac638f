"""No service's role can open another service's database."""

import os

import asyncpg
import pytest
from platform_parts import SERVICES
from qibu.engines.bootstrap import bootstrap_databases, database_url

NAMES = (*SERVICES, "gateway")


@pytest.fixture(scope="module")
async def urls(engines):
    return await bootstrap_databases(
        os.environ["QIBU_TEST_POSTGRES_URL"], {name: f"secret-of-{name}" for name in NAMES}
    )


@pytest.mark.parametrize("own", NAMES)
async def test_a_role_opens_its_own_database_and_no_other(urls, own):
    connection = await asyncpg.connect(urls[own])
    assert await connection.fetchval("SELECT current_user") == own
    assert await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    await connection.close()
    for other in (*NAMES, "postgres", "template1"):
        if other == own:
            continue
        url = database_url(os.environ["QIBU_TEST_POSTGRES_URL"], own, f"secret-of-{own}").rsplit("/", 1)[0]
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(f"{url}/{other}")
