"""The automatic checks on a claim of 10,000 lines against 1,000,000 past enrolments, through training's API.

One class of 20 goes the whole way through the API: taught, certified, businesses started, claimed. 50,000 copies of all
its rows make the past; the newest 250 classes are not claimed yet: their 10,000 milestones are the claim. Learners
share phones, came to two classes, and handed in plans, as in life. Beside it, in the same run: the rows that the checks
look at, fetched by bare statements.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

import asyncpg
from books import api, bearer
from kit.ids import new_id
from measure import Figure
from school import school_of

CLASSES, LEARNERS, CLAIMED = 50_000, 20, 250
STEP = 5_000

IDS = {
    "applicant_id",
    "business_id",
    "certificate_id",
    "claim_id",
    "class_id",
    "enrolment_id",
    "id",
    "milestone_id",
    "other_id",
    "plan_id",
    "subject_id",
    "trainer_id",
}
"""Columns whose ids get a copy's own: the copy's number in front, as newer ids are greater."""

NUMBERS = {"training_class.number", "certificate.number", "milestone.certificate_number", "licence.licence_number"}

TABLES: Mapping[str, str] = {
    "applicant": "true",
    "owner_business": "true",
    "business": "true",
    "trainer": "true",
    "trainer_engagement": "true",
    "licence": "true",
    "training_class": "true",
    "class_trainer": "true",
    "class_session": "true",
    "enrolment": "true",
    "attendance_sheet": "true",
    "plan_grade": "true",
    "certificate": "true",
    "milestone": "true",
    "claim": "true",
    "claim_line": "milestone = 'M1'",
    "shared_statement": "true",
    "shared_link": "true",
}
"""What is copied, and which rows of it."""

BARE = """
SELECT m.*, c.enrolment_id, e.target_group, t.starts_on, t.ends_on FROM milestone m
JOIN certificate c ON c.id = m.certificate_id JOIN enrolment e ON e.id = c.enrolment_id
JOIN training_class t ON t.id = m.class_id
WHERE m.institution_id = $1 AND m.state = 'earned'
"""
BARE_SHEETS = """
SELECT s.* FROM attendance_sheet s
WHERE s.class_id IN (SELECT class_id FROM milestone WHERE institution_id = $1 AND state = 'earned')
"""

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def claim_checks(folder: Path, port: int) -> list[Figure]:
    """Preview the claim, which is the checks alone; then lodge it."""
    async with school_of(folder, budget="20000000.00") as (school, url, _):
        await _model(school)
        connection = await asyncpg.connect(url)
        await _copy(connection)
        told = await _told(connection)
        bare = await _bare(connection, school.id)
        async with api(url, folder, port, "training") as http:
            path = f"/v1/claims/preview?agreement_id={school.agreement}&claimed_on=2008-07-20&limit=1"
            first, again = await _timed(http, "GET", path, school.id), await _timed(http, "GET", path, school.id)
            body = {"agreement_id": school.agreement, "claimed_on": "2008-07-20"}
            lodged = await _timed(http, "POST", "/v1/claims", school.id, body)
        counts = await _outcome(connection)
        await connection.close()
    return [
        Figure("claim of 10,000 lines, automatic checks", again, "s", 10, note=told),
        Figure("of it the first time, nothing in memory", first, "s"),
        Figure("the same claim lodged: checked, locked, flags raised", lodged, "s", note=counts),
        Figure("the rows that are checked, bare SELECT", bare, "s", note=f"ratio to the checks {again / bare:.1f}"),
    ]


async def _model(school: Any) -> None:
    """One class of 20, taught, certified, started, claimed; three of its learners under one phone."""
    taught = await school.certified_class(LEARNERS)
    for person in taught.applicants:
        business = await school.business(person, "2008-02-11")
        standing = {"business_id": business, "registered_on": "2008-02-11"}
        await school.survival(person, standing["business_id"], "2008-02-11", "2008-09-01")
    for person in taught.applicants[:3]:
        others = [other for other in taught.applicants[:3] if other != person]
        data = {"applicant_id": person, "kind": "phone", "shared_with": others, "people": 3}
        await school.service.deliver("applicants.contact.shared", person, data, time=datetime.now(UTC))
    await school.lodge("2008-07-20")


async def _copy(connection: Connection) -> None:
    """The model's rows, 50,000 times; the newest are earned and in no claim."""
    await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    for table, condition in TABLES.items():
        await connection.execute(f"CREATE TEMP TABLE model_{table} AS SELECT * FROM {table} WHERE {condition}")
        columns = await _columns(connection, table)
        values = ", ".join(_value(table, column, kind) for column, kind in columns)
        names = ", ".join(column for column, _ in columns)
        past = CLASSES - CLAIMED if table in {"claim", "claim_line"} else CLASSES
        for first in range(1, past + 1, STEP):
            last = min(first + STEP - 1, past)
            await connection.execute(
                f"INSERT INTO {table} ({names}) SELECT {values} "
                f"FROM generate_series({first}, {last}) n, model_{table} m"
            )
    # Copies' ids begin with 0000; the model's own rows stay claimed. Of M3 nothing is left to claim.
    await connection.execute("UPDATE milestone SET state = 'paid' WHERE milestone = 'M3'")
    await connection.execute(
        "UPDATE milestone SET state = CASE WHEN id < $1 THEN 'paid' ELSE 'earned' END, "
        "claim_id = CASE WHEN id < $1 THEN claim_id END WHERE milestone <> 'M3' AND id < '0001'",
        f"{CLASSES - CLAIMED + 1:08x}",
    )
    # Every hundredth learner was in another class as well.
    await connection.execute(
        "UPDATE enrolment SET applicant_id = lpad(to_hex(('x' || left(id, 8))::bit(32)::int + $1), 8, '0') "
        "|| substr(applicant_id, 9), uses_entitlement = false "
        "WHERE id < $2 AND ('x' || right(id, 2))::bit(8)::int < 3",
        CLAIMED,
        f"{CLASSES - CLAIMED + 1:08x}",
    )
    await connection.execute("SET session_replication_role = origin")
    await connection.execute("VACUUM ANALYZE")


async def _columns(connection: Connection, table: str) -> list[tuple[str, str]]:
    rows = await connection.fetch(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' "
        "AND table_name = $1 AND is_identity = 'NO' AND is_generated = 'NEVER' ORDER BY ordinal_position",
        table,
    )
    return [(row["column_name"], row["data_type"]) for row in rows]


def _value(table: str, column: str, kind: str) -> str:
    """A copy's value of a column: its own ids and numbers, everything else as it is."""
    name = f"{table}.{column}"
    own = "lpad(to_hex(n), 8, '0') || substr({0}, 9)"
    if column in IDS:
        return own.format(f"m.{column}")
    if name == "attendance_sheet.present":
        return f"ARRAY(SELECT {own.format('one')} FROM unnest(m.present) one)"
    if name == "certificate.check_code":
        return "upper(left(md5(m.check_code || n), 16))"
    if name in NUMBERS and kind == "character varying":
        return f"m.{column} || '-' || n"
    return f"m.{column}"


async def _told(connection: Connection) -> str:
    wanted = ("enrolment", "certificate", "milestone", "attendance_sheet", "claim_line", "shared_link")
    counts = [f"{await connection.fetchval(f'SELECT count(*) FROM {table}'):,} {table}" for table in wanted]
    return ", ".join(counts)


async def _bare(connection: Connection, institution_id: str) -> float:
    started = perf_counter()
    rows = await connection.fetch(BARE, institution_id)
    sheets = await connection.fetch(BARE_SHEETS, institution_id)
    seconds = perf_counter() - started
    if len(rows) != 2 * LEARNERS * CLAIMED or not sheets:
        raise RuntimeError(f"{len(rows)} milestones are to be claimed")
    return seconds


async def _timed(http: Any, method: str, path: str, institution: str, body: dict[str, str] | None = None) -> float:
    headers = {**bearer("institution", institution), "Idempotency-Key": new_id()}
    started = perf_counter()
    response = await http.request(method, path, json=body, headers=headers)
    seconds = perf_counter() - started
    if not response.is_success:
        raise RuntimeError(response.text[:500])
    return seconds


async def _outcome(connection: Connection) -> str:
    lines = await connection.fetchrow(
        "SELECT count(*) AS lines, count(*) FILTER (WHERE l.state = 'refuted') AS refuted FROM claim_line l "
        "WHERE l.claim_id = (SELECT id FROM claim ORDER BY recorded_at DESC LIMIT 1)"
    )
    flags = await connection.fetchval("SELECT count(*) FROM flag")
    if lines is None or lines["lines"] != 2 * LEARNERS * CLAIMED:
        raise RuntimeError("the claim has other lines than were made")
    return f"{lines['lines']:,} lines, {lines['refuted']:,} refuted by a check, {flags:,} flags"
