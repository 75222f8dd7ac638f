"""From the recording of an event in one service to its effect in the next, while 200 a second flow."""

import asyncio
from datetime import date
from time import perf_counter

import asyncpg
from applicants.events.published import ApplicantRegistered
from kit.call import system_call
from kit.database import Database
from kit.ids import new_id
from measure import Figure, percentile

RATE = 200
SECONDS = 20


async def event_delay(applicants_url: str, followup_url: str) -> list[Figure]:
    """Record registrations in the applicants' outbox at a steady rate; look when follow-up applied each."""
    database = Database(applicants_url, pool=4, service="applicants")
    sent: list[str] = []
    started = perf_counter()
    for number in range(RATE * SECONDS):
        due = started + number / RATE
        await asyncio.sleep(max(0.0, due - perf_counter()))
        sent.append(await _register(database))
    rate = len(sent) / (perf_counter() - started)
    await database.close()
    delays = await _delays(applicants_url, followup_url, len(sent), set(sent))
    note = f"{len(delays):,} events at {rate:.0f}/s"
    return [
        Figure("event applied in the next service, median", percentile(delays, 0.5) * 1000, "ms", note=note),
        Figure("event applied in the next service, 99th percentile", percentile(delays, 0.99) * 1000, "ms", 250),
    ]


async def _register(database: Database) -> str:
    applicant = new_id()
    example = {**ApplicantRegistered.example, "applicant_id": applicant, "registered_on": date(2007, 7, 2)}
    async with database.transaction(system_call("applicants")) as tx:
        tx.emit(ApplicantRegistered.model_validate(example))
    return applicant


async def _delays(applicants_url: str, followup_url: str, expected: int, subjects: set[str]) -> list[float]:
    source, target = await asyncpg.connect(applicants_url), await asyncpg.connect(followup_url)
    applied: dict[str, float] = {}
    for _ in range(200):
        rows = await target.fetch("SELECT event_id, subject, extract(epoch FROM applied_at) AS at FROM inbox")
        applied = {row["event_id"]: float(row["at"]) for row in rows if row["subject"] in subjects}
        if len(applied) >= expected:
            break
        await asyncio.sleep(0.1)
    rows = await source.fetch("SELECT event_id, extract(epoch FROM recorded_at) AS at FROM outbox")
    recorded = {row["event_id"]: float(row["at"]) for row in rows}
    await source.close()
    await target.close()
    return [at - recorded[event] for event, at in applied.items() if event in recorded]
