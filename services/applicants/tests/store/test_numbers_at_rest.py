import pytest
import sqlalchemy as sa
from applicants.store.tables import applicant, decision
from kit import tables
from sqlalchemy.exc import DBAPIError


async def everything_stored(service) -> str:
    async with service.database.reading(service.call) as tx:
        found = []
        for table in (applicant, tables.outbox, tables.audit, tables.idempotency):
            found += [str(dict(row)) for row in await tx.all(sa.select(table))]
    return "\n".join(found)


async def test_identity_and_phone_numbers_are_nowhere_in_the_database_in_clear(service, worker, form, files, row):
    body = form(phone="13800138123")
    made = await worker.ok("/v1/applicants", body)
    revealed = await worker.ok(f"/v1/applicants/{made['id']}/reveal", {"reason": "guarantee letter"})
    assert (revealed["identity_number"], revealed["phone"]) == (body["identity_number"], "13800138123")
    await worker.patch(f"/v1/applicants/{made['id']}", {"phone": "13800138124"}, 1)
    person = row(phone="13800138125")
    await worker.ok("/v1/rosters", files={"file": ("a.xlsx", files.as_xlsx([person]))})
    stored = await everything_stored(service)
    for secret in (body["identity_number"], person["identity_number"], "13800138123", "13800138124", "13800138125"):
        assert secret not in stored


async def test_each_reading_in_clear_is_in_the_audit_log_with_its_reason(service, worker, form):
    made = await worker.ok("/v1/applicants", form())
    for _ in range(2):
        await worker.ok(f"/v1/applicants/{made['id']}/reveal", {"reason": "bank asks"}, key=f"same-{made['id']}")
    query = sa.select(tables.audit).where(
        tables.audit.c.subject == made["id"], tables.audit.c.action == "applicants.applicant.reveal"
    )
    async with service.database.reading(service.call) as tx:
        rows = await tx.all(query)
    assert [(row["account"], row["reason"]) for row in rows] == [("li", "bank asks")] * 2


async def test_a_decision_is_never_changed(service, worker, form):
    made = await worker.ok("/v1/applicants", form())
    await worker.ok(f"/v1/applicants/{made['id']}/screening", {"screened_on": "2007-07-05"})
    with pytest.raises(DBAPIError, match="never changed"):
        async with service.database.transaction(service.call) as tx:
            await tx.execute(sa.update(decision).values(met=False))
