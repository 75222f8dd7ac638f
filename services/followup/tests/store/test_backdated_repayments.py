"""What is owed and guaranteed on any day follows from what loans tell of their balance, in any order."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from kit.event import CloudEvent
from kit.ids import new_id
from sqlalchemy import column, func, select, table

START = datetime(2009, 1, 1, tzinfo=UTC)


async def tell(service, number, kind, **data):
    event = CloudEvent(
        id=new_id(),
        source="/t",
        type=f"qibu.credit.{kind}.v1",
        subject=data.get("loan_id", "a"),
        time=START + timedelta(minutes=number),
        data={"bank_id": "b", **data},
    )
    async with service.database.transaction(service.call) as tx:
        await service.handlers.apply(tx, event)


def change(on, principal):
    return {"on": on, "principal": principal, "guaranteed": str(Decimal(principal) * Decimal("0.8"))}


TOLD = (
    [change("2008-02-01", "90.00")],
    [change("2008-04-01", "280.00")],
    # A payment dated between them: it takes the April interest upon itself.
    [change("2008-03-01", "185.00"), change("2008-04-01", "5.00")],
)


async def lend(service, order=(0, 1, 2)):
    """1,000 lent, 800 of it guaranteed; 100 and 300 come in, then 200 dated between them."""
    person, loan, application = new_id(), new_id(), new_id()
    of = {"applicant_id": person, "application_id": application}
    await tell(service, 0, "guarantee.issued", **of, guarantee_id="g", amount="800.00", issued_on="2007-12-20")
    paid_out = {"disbursed_on": "2008-01-01", "amount": "1000.00", "term_months": 12}
    await tell(service, 0, "loan.disbursed", **of, loan_id=loan, **paid_out)
    for number in order:
        await tell(service, number + 1, "loan.balance_changed", applicant_id=person, loan_id=loan, changes=TOLD[number])
    return person


async def owed(service, person, source):
    names = column("outstanding_principal"), column("guarantees_outstanding")
    query = select(*names).select_from(source).where(column("applicant_id") == person)
    async with service.database.reading(service.call) as tx:
        row = await tx.one(query)
    return tuple(row.values())


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
async def test_what_is_owed_is_what_was_lent_less_every_change(service, order):
    person = await lend(service, order)
    now = await owed(service, person, table("participant_progress"))
    assert now == (Decimal("440.00"), Decimal("352.00"))


async def test_a_past_day_is_exact_also_between_backdated_repayments(service):
    person = await lend(service)

    async def then(day, known_at=None):
        known = known_at or datetime.now(UTC)
        source = func.participant_progress_as_of(day, known).table_valued("applicant_id", name="then")
        return (await owed(service, person, source))[0]

    assert await then(date(2008, 2, 15)) == Decimal("910.00")
    assert await then(date(2008, 3, 15)) == Decimal("725.00")
    assert await then(date(2008, 4, 15)) == Decimal("440.00")
    assert await then(date(2008, 4, 15), START + timedelta(minutes=2)) == Decimal("630.00")


async def test_a_claim_and_what_comes_back_are_known_with_the_person(service):
    person = await lend(service)
    of = {"applicant_id": person, "loan_id": "l", "claim_id": "c"}
    await tell(service, 5, "claim.paid", **of, amount="352.00", paid_on="2008-12-01")
    await tell(service, 6, "recovery.posted", **of, amount="100.00", to_fund="80.00", received_on="2009-02-01")
    query = select(column("kind"), column("amount")).select_from(table("fact")).where(column("applicant_id") == person)
    async with service.database.reading(service.call) as tx:
        rows = await tx.all(query)
    told = {row["kind"]: row["amount"] for row in rows}
    assert (told["credit.claim.paid"], told["credit.recovery.posted"]) == (Decimal("352.00"), Decimal("100.00"))
