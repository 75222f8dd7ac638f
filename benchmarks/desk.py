"""A case worker's desk with 1,000,000 applicants, through the API: work list, lists, one file, its timeline.

One applicant is registered through the API; a million copies of its rows get ids, names, numbers' fingerprints, areas,
states and days of their own, and a fifth of them a next step. Beside it: the same first page by bare SQL.
"""

import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

import asyncpg
from applicants.events.handlers import handlers
from applicants.main import make_app
from applicants.settings import Settings
from books import api, bearer
from kit.http import next_cursor
from kit.ids import new_id
from kit.marks import Marks
from kit.private import PrivateData
from kit.testing import running_service
from measure import Figure, percentile
from qibu.engines import Engines
from qibu.environment import programme_folder

APPLICANTS = Path(__file__).parents[1] / "services" / "applicants"
PEOPLE, TASKS, WORKERS, TOWNS, STEP = 1_000_000, 200_000, 300, 30, 100_000
ASKED, LIMIT_MS = 60, 100
FORM = {
    "name": "王秀英",
    "identity_number": "50038119680315002X",
    "phone": "13800138000",
    "area": "500116103",
    "education": "junior_middle",
    "employment_status": "laid_off",
    "unemployed_since": "2005-03-01",
    "target_group": "laid_off",
    "group_document_number": "渝津再就业字第0123号",
    "wants": "own_business",
    "idea": {"sector": "6521", "description": "小超市", "own_capital": "8000.00"},
    "consent": {"purpose": "the programme", "given_on": "2007-07-02"},
    "runs_registered_business": False,
    "registered_on": "2007-07-02",
}
OWN: dict[str, str] = {
    "id": "lpad(to_hex(n), 8, '0') || substr(m.id, 9)",
    "identity_index": "md5(n::text) || md5('i' || n)",
    "phone_index": "md5('p' || n) || md5('q' || n)",
    "name": "substr('王李张刘陈杨赵黄周吴徐孙马朱胡', 1 + n % 15, 1) "
    "|| chr(19968 + n % 4000) || chr(19968 + n / 4000 % 500)",
    "birth_on": "date '1948-01-01' + n % 14000",
    "area": f"'500116' || lpad((100 + n % {TOWNS})::text, 3, '0')",
    "registered_on": "date '2003-01-01' + n % 7000",
    "consent_given_on": "date '2003-01-01' + n % 7000",
    "accepted_on": "CASE WHEN n % 40 > 0 THEN date '2003-01-05' + n % 7000 END",
    "referred_on": "CASE WHEN n % 40 > 1 THEN date '2003-01-15' + n % 7000 END",
    "in_training_on": "CASE WHEN n % 40 > 3 THEN date '2003-02-05' + n % 7000 END",
    "state": "CASE n % 40 WHEN 0 THEN 'registered' WHEN 1 THEN 'accepted' WHEN 2 THEN 'referred' "
    "WHEN 3 THEN 'referred' ELSE 'in_training' END",
    "case_worker": f"CASE n % {WORKERS} WHEN 0 THEN 'bench-case_worker' ELSE 'worker-' || n % {WORKERS} END",
}

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def desk(folder: Path, port: int) -> list[Figure]:
    """Ask as case workers of towns and of the district do, first pages and later ones."""
    async with _office(folder) as (running, url):
        worker = running.as_role("case_worker", account="bench-case_worker", area="500116")
        person = (await worker.ok("/v1/applicants", FORM))["id"]
        note = {"noted_on": "2007-07-20", "text": "asked", "next_step": {"text": "call", "due_on": "2007-08-01"}}
        await worker.ok(f"/v1/applicants/{person}/notes", note)
        connection = await asyncpg.connect(url)
        await _copy(connection)
        people = await connection.fetchval("SELECT count(*) FROM applicant")
        steps = await connection.fetchval("SELECT count(*) FROM case_task WHERE done_on IS NULL")
        told = f"{people:,} applicants, {steps:,} next steps"
        bare = await _bare(connection)
        async with api(url, folder, port, "applicants") as http:
            figures = [
                await _asked(http, "work list, a town's", lambda chance: f"/v1/work-list?area={_town(chance)}", told),
                await _asked(http, "work list, one's own cases", lambda _: "/v1/work-list?mine=true"),
                await _asked(http, "work list, the district's, any page", _any_page()),
                await _sought(http, "search by name", _name),
                await _sought(http, "search by pinyin", _pinyin),
                await _sought(http, "search by identity number", lambda _: FORM["identity_number"]),
                await _asked(http, "a town's files", lambda chance: f"/v1/applicants?area={_town(chance)}"),
                await _asked(http, "one file", lambda chance: f"/v1/applicants/{_one(chance, person)}"),
                await _asked(http, "its timeline", lambda chance: f"/v1/applicants/{_one(chance, person)}/timeline"),
            ]
        await connection.close()
    return [*figures, Figure("one short list of the work list, bare SQL, 95th percentile", bare, "ms")]


@asynccontextmanager
async def _office(folder: Path) -> AsyncIterator[tuple[Any, str]]:
    async with Engines(folder) as engines:
        for variable, text in (
            ("QIBU_DATA_KEY_FILE", PrivateData.generate()),
            ("QIBU_MARK_KEY_FILE", Marks.generate()),
        ):
            path = folder / variable.lower()
            path.write_text(text)
            os.environ[variable] = str(path)
        os.environ["QIBU_TEST_POSTGRES_URL"] = engines.superuser_url

        def app(url: str, key: bytes) -> Any:
            return make_app(url, public_key=key, settings=Settings(programme=programme_folder()))

        async with running_service("applicants", app, handlers, APPLICANTS / "migrations") as running:
            yield running, running.database.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")


async def _copy(connection: Connection) -> None:
    """A million copies; every fifth with a next step on a day of its own."""
    await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    due = "date '2003-02-01' + n % 8000"
    own = "lpad(to_hex(n), 8, '0') || substr(m.{0}, 9)"
    ids = {name: own.format(name) for name in ("id", "applicant_id", "entry_id")}
    tables = {
        "applicant": (OWN, PEOPLE),
        "case_entry": (ids | {"happened_on": due}, TASKS),
        "case_task": (ids | {"due_on": due, "first_due_on": due}, TASKS),
    }
    for table, (changes, count) in tables.items():
        await connection.execute(f"CREATE TEMP TABLE model_{table} AS SELECT * FROM {table}")
        rows = await connection.fetch(
            "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position",
            table,
        )
        names = [row["name"] for row in rows]
        values = ", ".join(changes.get(name, f"m.{name}") for name in names)
        for first in range(1, count + 1, STEP):
            series = f"generate_series({first}, {min(first + STEP - 1, count)}) n"
            await connection.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {series}, model_{table} m"
            )
    await connection.execute(
        "INSERT INTO name_reading SELECT id, translate(substr(md5(id), 1, 7), '0123456789', 'wlzcyhsxma') "
        "FROM applicant WHERE id < '0010' UNION SELECT id, translate(substr(md5(id || 'i'), 1, 3), "
        "'0123456789', 'wlzcyhsxma') FROM applicant WHERE id < '0010'"
    )
    await connection.execute("SET session_replication_role = origin")
    await connection.execute("VACUUM ANALYZE")


def _town(chance: random.Random) -> str:
    return f"500116{100 + chance.randrange(TOWNS):03d}"


def _name(chance: random.Random) -> str:
    return "王李张刘陈杨赵黄周吴"[chance.randrange(10)] + chr(19968 + chance.randrange(4000))


def _one(chance: random.Random, model: str) -> str:
    return f"{chance.randrange(1, TASKS):08x}{model[8:]}"


def _pinyin(chance: random.Random) -> str:
    return "".join(chance.choice("wlzcyhsxm") for _ in range(2)) + chance.choice(["", "a", "i", "u"])


async def _sought(http: Any, what: str, text_of: Any) -> Figure:
    chance = random.Random(20070702)
    times = []
    for asked in range(ASKED + 3):
        headers = {**bearer("case_worker"), "Idempotency-Key": new_id()}
        started = perf_counter()
        response = await http.post("/v1/applicant-searches", json={"text": text_of(chance)}, headers=headers)
        response.raise_for_status()
        if asked >= 3:
            times.append((perf_counter() - started) * 1000)
    return Figure(f"{what}, 95th percentile", percentile(times, 0.95), "ms", LIMIT_MS)


def _any_page() -> Any:
    """The list from a day on, as somebody who turns pages comes to it."""

    def path(chance: random.Random) -> str:
        day = f"{2003 + chance.randrange(20)}-{1 + chance.randrange(12):02d}-01"
        return f"/v1/work-list?cursor={next_cursor(f'{day}|screen|0')}"

    return path


async def _asked(http: Any, what: str, path_of: Any, note: str = "") -> Figure:
    chance = random.Random(20070702)
    headers = bearer("case_worker")
    times, items = [], 0
    for asked in range(ASKED + 3):
        path = path_of(chance)
        started = perf_counter()
        response = await http.get(path, headers=headers)
        if asked >= 3:
            times.append((perf_counter() - started) * 1000)
        answer = response.raise_for_status().json()
        items += len(answer.get("items", [answer]))
    if not items:
        raise RuntimeError(f"nothing was found: {what}")
    return Figure(f"{what}, 95th percentile", percentile(times, 0.95), "ms", LIMIT_MS, note=note)


async def _bare(connection: Connection) -> float:
    chance, times = random.Random(20070702), []
    for _ in range(ASKED):
        started = perf_counter()
        await connection.fetch(
            "SELECT id, name, registered_on FROM applicant WHERE state = 'registered' AND area LIKE $1 "
            "ORDER BY registered_on, id LIMIT 51",
            f"{_town(chance)}%",
        )
        times.append((perf_counter() - started) * 1000)
    return percentile(times, 0.95)
