"""The fund's capacity is reserved, never oversold, and its books balance."""

import asyncio

import asyncpg
import pytest
from credit.store.tables.fund import fund, fund_account
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError


async def balanced(journey) -> None:
    """The ledger balances and says the same as the rows that hold the capacity."""
    ledger = (await journey.finance.get("/v1/fund/ledger", params={"limit": 500})).json()
    assert ledger["balanced"]
    shown = await journey.fund()
    async with journey.service.database.reading(journey.service.call) as tx:
        row = await tx.one(select(fund))
        accounts = await tx.all(select(fund_account))
    assert (str(row["net"]), str(row["liability"])) == (shown["net"], shown["liability"])
    by_bank = {item["bank_id"]: (item["net"], item["liability"]) for item in shown["banks"]}
    assert {item["bank_id"]: (str(item["net"]), str(item["liability"])) for item in accounts} == by_bank


async def test_two_hundred_commitments_at_once_against_room_for_fifty_give_exactly_fifty(journey, service) -> None:
    bank = await journey.register_bank(fund="160000.00")  # five times that is fifty guarantees of 16,000
    ids = []
    for start in range(0, 200, 20):
        ids += await asyncio.gather(*(journey.reviewed(bank) for _ in range(start, start + 20)))
    answers = await asyncio.gather(*(journey.commit(application_id) for application_id in ids))
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(201), statuses.count(409)) == (50, 150)
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert (refused["code"], "headroom is 0.00" in refused["detail"]) == ("headroom_too_small", True)
    shown = await journey.fund()
    assert (shown["liability"], shown["headroom"]) == ("800000.00", "0.00")
    assert len(await service.events("credit.guarantee.issued")) == 50
    await balanced(journey)


async def test_one_banks_account_does_not_lend_its_room_to_another(journey) -> None:
    rich, poor = await journey.register_bank(), await journey.register_bank(fund="3200.00")
    await journey.committed(poor)
    refused = await journey.commit(await journey.reviewed(poor))
    assert (refused.status_code, refused.json()["code"]) == (409, "headroom_too_small")
    await journey.committed(rich)
    await balanced(journey)


async def test_withdrawal_and_decline_release_the_reservation(journey, service) -> None:
    bank = await journey.register_bank(fund="3200.00")
    first = await journey.committed(bank)
    gone = await journey.step(
        journey.maker, first, "withdrawal", {"withdrawn_on": "2007-09-11", "reason": "Found work"}
    )
    assert gone.json()["state"] == "withdrawn"
    second = await journey.committed(bank)
    assert (await journey.decide(bank, second, approved=False)).json()["state"] == "declined"
    third = await journey.committed(bank)
    assert (await journey.decide(bank, third)).json()["state"] == "approved"
    released = [event["data"]["application_id"] for event in await service.events("credit.guarantee.released")]
    assert released == [first, second]
    await balanced(journey)


async def test_a_decision_after_three_weeks_is_refused_and_frees_the_capacity(journey, service) -> None:
    bank = await journey.register_bank(fund="3200.00")
    application_id = await journey.committed(bank)
    for _ in range(2):
        late = await journey.decide(bank, application_id, on="2007-10-02")
        assert (late.status_code, late.json()["code"]) == (409, "decision_too_late")
    detail = (await journey.manager.get(f"/v1/loan-applications/{application_id}")).json()
    assert (detail["state"], detail["guarantee"]["state"]) == ("expired", "expired")
    decided = await service.events("credit.application.decided")
    assert [(item["data"]["approved"], item["data"]["decided_on"]) for item in decided] == [(False, "2007-10-02")]
    assert len(await service.events("credit.guarantee.released")) == 1
    await journey.committed(bank)
    await balanced(journey)


async def test_the_fund_can_be_asked_for_as_of_a_day(journey) -> None:
    bank = await journey.register_bank(fund="100000.00")
    await journey.committed(bank)
    await journey.contribute(bank, "50000.00", on="2007-12-01")
    before = await journey.fund(as_of="2007-09-09")
    after = await journey.fund(as_of="2007-09-10")
    later = await journey.fund()
    assert (before["net"], before["liability"]) == ("100000.00", "0.00")
    assert (after["net"], after["liability"], after["banks"][0]["reserved"]) == ("100000.00", "16000.00", "16000.00")
    assert later["net"] == "150000.00"


async def test_a_contribution_counts_once_for_its_reference(journey) -> None:
    bank = await journey.register_bank(fund=None)
    body = {"bank_id": bank, "amount": "1000.00", "contributed_on": "2007-07-02", "reference": "CZ-1"}
    assert (await journey.finance.post("/v1/fund/contributions", body)).status_code == 201
    again = await journey.finance.post("/v1/fund/contributions", body)
    assert (again.status_code, again.json()["code"]) == (409, "contribution_already_recorded")
    assert (await journey.fund())["net"] == "1000.00"
    await balanced(journey)


async def attempt(service, statement: str) -> None:
    async with service.database.transaction(service.call) as tx:
        await tx.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE posting SET amount = amount + 1",
        "DELETE FROM posting",
        "TRUNCATE posting",
        "UPDATE journal_entry SET kind = 'other'",
        "DELETE FROM journal_entry",
        "UPDATE decision SET outcome = 'other'",
        "INSERT INTO posting (entry_id, line, bank_id, account, booked_on, amount) "
        "SELECT id, 9, bank_id, 'contributions', booked_on, 1 FROM journal_entry",
        "INSERT INTO journal_entry (id, bank_id, kind, booked_on, document, recorded_at) "
        "SELECT 'x', bank_id, 'empty', booked_on, '', recorded_at FROM journal_entry",
    ],
)
async def test_the_ledger_refuses_change_imbalance_and_empty_entries(journey, service, statement) -> None:
    await journey.register_bank()
    with pytest.raises((DBAPIError, asyncpg.PostgresError)):
        await attempt(service, statement)
    await balanced(journey)
