"""Attendance and results of 10,000 learners from two sheets, through training's API: read, checked, committed.

400 classes of 25, ten sessions each. Beside it, in the same run: the same files read by openpyxl alone, and the same
finished rows written by bare ``INSERT … SELECT`` into tables with the same indexes.
"""

import io
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg
from books import api, bearer
from kit.ids import new_id
from kit.marks import Marks
from measure import Figure
from openpyxl import Workbook, load_workbook
from school import school_of

CLASSES, LEARNERS, SESSIONS = 400, 25, 10
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
WRITTEN = ("attendance_sheet", "plan_grade", "outbox", "learner_name")

Learner = tuple[str, str, str]
"""Class number, applicant, name."""


async def training_sheets(folder: Path, port: int) -> list[Figure]:
    """Report by sheets once, and the same sheets once more."""
    async with school_of(folder) as (school, url, marks):
        connection = await asyncpg.connect(url)
        learners = await _fill(connection, await school.open_class(), marks)
        await connection.execute("DELETE FROM outbox")
        await connection.execute("VACUUM ANALYZE")
        files = {"attendance": _attendance(learners), "results": _results(learners)}
        async with api(url, folder, port, "training") as http:
            seconds = {kind: await _report(http, school.id, kind, content) for kind, content in files.items()}
            again = sum([(await _upload(http, school.id, kind, content))[0] for kind, content in files.items()])
        told = await _told(connection)
        reading = sum(_read_bare(content) for content in files.values())
        bare = await _write_bare(connection)
        await connection.close()
    whole = seconds["attendance"] + seconds["results"]
    return [
        Figure("training sheets, 10,000 learners' attendance and results", whole, "s", 20, note=told),
        Figure("of it attendance", seconds["attendance"], "s"),
        Figure("of it results", seconds["results"], "s"),
        Figure("the same files, bare openpyxl", reading, "s"),
        Figure(
            "the same rows, bare INSERT with the same indexes",
            bare,
            "s",
            note=f"ratio to reading and writing {whole / (reading + bare):.1f}",
        ),
        Figure("the same sheets again", again, "s", note="nothing changes"),
    ]


async def _fill(connection: "asyncpg.Connection[asyncpg.Record]", class_id: str, marks: Marks) -> list[Learner]:
    """Copies of one class, each full of learners whose names the register has told by their marks."""
    model = dict(await connection.fetchrow("SELECT * FROM training_class WHERE id = $1", class_id) or {})
    sessions = [
        dict(row) for row in await connection.fetch("SELECT * FROM class_session WHERE class_id = $1", class_id)
    ]
    trainers = [
        dict(row) for row in await connection.fetch("SELECT * FROM class_trainer WHERE class_id = $1", class_id)
    ]
    classes, held, teach, people, places, learners = [], [], [], [], [], []
    for n in range(CLASSES):
        made = {**model, "id": new_id(), "number": f"BENCH-{n:04d}", "capacity": LEARNERS, "seats_taken": LEARNERS}
        classes.append(made)
        held += [{**session, "class_id": made["id"]} for session in sessions]
        teach += [{**trainer, "class_id": made["id"]} for trainer in trainers]
        for m in range(LEARNERS):
            number = n * LEARNERS + m
            name = SURNAMES[number % 10] + GIVEN[number // 10 % 20] + GIVEN[number // 200 % 20]
            person = new_id()
            people.append(_person(person, marks.mark(name, person)))
            places.append(_place(made, person))
            learners.append((made["number"], person, name))
    tables = ("applicant", people), ("training_class", classes), ("class_session", held), ("class_trainer", teach)
    for table, rows in (*tables, ("enrolment", places)):
        records = [tuple(row.values()) for row in rows]
        await connection.copy_records_to_table(table, columns=list(rows[0]), records=records)
    return learners


def _person(person: str, mark: str) -> dict[str, Any]:
    return {"id": person, "accepted_on": date(2007, 7, 5), "free_of_charge": True, "name_mark": mark}


def _place(made: dict[str, Any], person: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "class_id": made["id"],
        "applicant_id": person,
        "institution_id": made["institution_id"],
        "area": made["area"],
        "package": made["package"],
        "enrolled_on": date(2007, 7, 20),
        "free": True,
        "reason": "entitled",
        "fee": 0,
        "uses_entitlement": True,
        "policy_version": made["policy_version"],
        "state": "enrolled",
        "version": 1,
        "recorded_by": "bench",
        "recorded_at": made["recorded_at"],
    }


def _attendance(learners: list[Learner]) -> bytes:
    header = ["班次编号", "学员编号", "姓名", *(f"第{number}次" for number in range(1, SESSIONS + 1))]
    marks = ["√"] * 8
    rows = [
        [*learner, *marks, "×" if n % 10 == 0 else "√", 3.5 if n % 7 == 0 else "√"]
        for n, learner in enumerate(learners)
    ]
    return _workbook(header, rows)


def _results(learners: list[Learner]) -> bytes:
    header = ["班次编号", "学员编号", "姓名", "计划书成绩", "评审专家", "评分日期"]
    day = date(2007, 8, 16) + timedelta(days=4)
    grades = ("优秀", "合格", "合格", "合格", "不合格")
    return _workbook(header, [[*learner, grades[n % 5], "陈华", day] for n, learner in enumerate(learners)])


def _workbook(header: list[str], rows: list[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


async def _report(http: Any, institution: str, kind: str, content: bytes) -> float:
    """Upload and commit; the seconds of both."""
    seconds, preview = await _upload(http, institution, kind, content)
    if preview["error_count"]:
        raise RuntimeError(str(preview["errors"][:3]))
    headers = _headers(institution) | {"If-Match": f'"{preview["version"]}"'}
    started = perf_counter()
    response = await http.post(f"/v1/sheets/{preview['id']}/commit", headers=headers)
    seconds += perf_counter() - started
    if not response.is_success or response.json()["state"] != "committed":
        raise RuntimeError(response.text[:500])
    return seconds


async def _upload(http: Any, institution: str, kind: str, content: bytes) -> tuple[float, dict[str, Any]]:
    form = {"kind": kind, "recorded_on": "2007-12-01"}
    started = perf_counter()
    response = await http.post(
        "/v1/sheets", data=form, files={"file": (f"{kind}.xlsx", content)}, headers=_headers(institution)
    )
    seconds = perf_counter() - started
    if not response.is_success:
        raise RuntimeError(response.text[:500])
    return seconds, dict(response.json())


def _headers(institution: str) -> dict[str, str]:
    return {**bearer("institution", institution), "Idempotency-Key": new_id()}


async def _told(connection: "asyncpg.Connection[asyncpg.Record]") -> str:
    counts = [f"{await connection.fetchval(f'SELECT count(*) FROM {table}'):,} {table}" for table in WRITTEN]
    return ", ".join(counts)


def _read_bare(content: bytes) -> float:
    started = perf_counter()
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    cells = sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))
    if not cells:
        raise RuntimeError("nothing was read")
    return perf_counter() - started


async def _write_bare(connection: "asyncpg.Connection[asyncpg.Record]") -> float:
    """The finished rows again, into empty tables of the same form."""
    for table in WRITTEN:
        await connection.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
    started = perf_counter()
    async with connection.transaction():
        for table in WRITTEN:
            await connection.execute(f"INSERT INTO bare_{table} OVERRIDING SYSTEM VALUE SELECT * FROM {table}")
    return perf_counter() - started
