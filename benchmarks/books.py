"""A credit database full of loans, and its real API beside it: what the benchmarks of repayments and portfolio share.

One loan of each kind goes the whole way through the API; the others are copies of its rows with ids of their own.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from credit.events.handlers import handlers
from credit.main import make_app
from credit.settings import Settings
from kit.private import PrivateData
from kit.testing import KEYS, running_service, token
from qibu.engines import Engines
from qibu.environment import programme_folder

TESTS = Path(__file__).parents[1] / "services" / "credit"

COPY = """
INSERT INTO {table} ({columns})
SELECT {values}
FROM {table} AS source, generate_series($2::int, $3::int) AS n, jsonb_populate_record(source, {change}) AS made
WHERE source.{key} = $1
"""
STORED = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'
"""
ID = "'00000000-0000-7000-' || $4::text || '-' || lpad(n::text, 12, '0')"


@asynccontextmanager
async def books(folder: Path) -> AsyncIterator[tuple[Any, str]]:
    """A journey through credit's API in this process, and the address of its database."""
    spec = spec_from_file_location("credit_journey", TESTS / "tests" / "conftest.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("the journey of credit's tests is missing")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)

    def app(url: str, key: bytes) -> Any:
        return make_app(url, key, Settings(programme=programme_folder()))

    async with Engines(folder) as engines:
        data_key = folder / "data-keys.json"
        data_key.write_text(PrivateData.generate())
        os.environ["QIBU_DATA_KEY_FILE"] = str(data_key)
        os.environ["QIBU_TEST_POSTGRES_URL"] = engines.superuser_url
        async with running_service("credit", app, handlers, TESTS / "migrations") as running:
            url = running.database.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
            yield module.Journey(running), url


@asynccontextmanager
async def api(url: str, folder: Path, port: int, service: str = "credit") -> AsyncIterator[httpx.AsyncClient]:
    """The service's own API process on the database at ``url``."""
    key = folder / "token.pem"
    key.write_bytes(KEYS.public)
    environment = {
        **os.environ,
        f"QIBU_{service.upper()}_DATABASE_URL": url,
        "QIBU_TOKEN_PUBLIC_KEY_FILE": str(key),
        "QIBU_PORT": str(port),
        "QIBU_PROGRAMME": str(programme_folder()),
        "QIBU_LOG_LEVEL": "WARNING",
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", f"{service}.main", env=environment)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=300) as http:
            await _ready(http)
            yield http
    finally:
        process.terminate()
        await process.wait()


async def _ready(http: httpx.AsyncClient) -> None:
    for _ in range(200):
        try:
            await http.get("/health")
            return
        except httpx.TransportError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the API did not start")


def bearer(role: str, organisation: str | None = None) -> dict[str, str]:
    """The header of an account with ``role``."""
    return {"Authorization": f"Bearer {token(role, account=f'bench-{role}', organisation=organisation)}"}


async def copy_loan(
    connection: "asyncpg.Connection[asyncpg.Record]",
    loan: Mapping[str, Any],
    numbers: range,
    kind: str,
    *,
    days: str = "0",
) -> None:
    """Copies of a loan with application, guarantee, schedule and standings; ``kind``: four characters in their ids.

    ``days``: an SQL expression of ``n``, by how many days a copy is later than the loan.
    """
    changes = {
        "loan_application": ("id", loan["application_id"], {"id": ID, "applicant_id": ID}),
        "guarantee": (
            "application_id",
            loan["application_id"],
            {"id": ID, "application_id": ID, "applicant_id": ID, "letter_number": "'B' || $4::text || '-' || n"},
        ),
        "loan": (
            "id",
            loan["loan_id"],
            {
                "id": ID,
                "application_id": ID,
                "applicant_id": ID,
                "reference": "'B' || $4::text || '-' || n",
                "disbursed_on": f"source.disbursed_on + ({days})",
                "closed_on": f"source.closed_on + ({days})",
            },
        ),
        "instalment": ("loan_id", loan["loan_id"], {"loan_id": ID, "due_on": f"source.due_on + ({days})"}),
        "loan_standing": (
            "loan_id",
            loan["loan_id"],
            {
                "loan_id": ID,
                "from_on": f"source.from_on + ({days})",
                "to_on": f"source.to_on + ({days})",
                "oldest_due_on": f"source.oldest_due_on + ({days})",
            },
        ),
    }
    for table, (key, value, columns) in changes.items():
        change = ", ".join(f"'{column}', {made}" for column, made in columns.items())
        stored = [row["column_name"] for row in await connection.fetch(STORED, table)]
        statement = COPY.format(
            table=table,
            columns=", ".join(stored),
            values=", ".join(f"made.{column}" for column in stored),
            change=f"jsonb_build_object({change})",
            key=key,
        )
        await connection.execute(statement, value, numbers.start, numbers.stop - 1, kind)


def copy_id(kind: str, number: int) -> str:
    """The id of a copy."""
    return f"00000000-0000-7000-{kind}-{number:012d}"
