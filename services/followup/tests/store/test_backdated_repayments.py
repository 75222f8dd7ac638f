"""A backdated repayment changes how the others were split, so what is owed follows from all that came in."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from kit.event import CloudEvent
from kit.ids import new_id
from sqlalchemy import column, func, select, table

LENT = Decimal("1000.00")
START = datetime(2009, 1, 1, tzinfo=UTC)


async def tell(service, number, kind, **data):
    event = CloudEvent(
        id=new_id(),
        source="/t",
        type=f"qibu.credit.loan.{kind}.v1",
        subject=data["loan_id"],
        time=START + timedelta(minutes=number),
        data={"bank_id": "b", **data},
    )
    async with service.database.transaction(service.call) as tx:
        await service.handlers.apply(tx, event)


async def lend(service):
    """1,000 lent; 100 and 300 come in, then 200 dated between them; the balance told last is what is owed."""
    loan = {"applicant_id": new_id(), "loan_id": new_id()}
    paid_out = {"application_id": "a", "disbursed_on": "2008-01-01", "amount": "1000.00", "term_months": 12}
    await tell(service, 0, "disbursed", **loan, **paid_out)
    repaid = [
        ("2008-02-01", "100.00", "90.00", "910.00"),
        ("2008-04-01", "300.00", "280.00", "630.00"),
        ("2008-03-01", "200.00", "185.00", "440.00"),
    ]
    for number in (2, 0, 1):
        paid_on, amount, principal, balance = repaid[number]
        split = {"amount": amount, "principal": principal, "interest": "10.00", "balance": balance}
        await tell(service, number + 1, "repaid", **loan, reference=f"r{number}", paid_on=paid_on, **split)
    return loan["applicant_id"]


async def owed(service, person, source):
    query = select(column("outstanding_principal")).select_from(source).where(column("applicant_id") == person)
    async with service.database.reading(service.call) as tx:
        return await tx.value(query)


async def test_what_is_owed_is_the_balance_after_all_that_came_in(service):
    person = await lend(service)
    assert await owed(service, person, table("participant_progress")) == Decimal("440.00")


async def test_a_past_day_is_exact_where_a_balance_was_told_and_else_by_what_was_split_off(service):
    person = await lend(service)

    async def then(day, known_at=None):
        known = known_at or datetime.now(UTC)
        source = func.participant_progress_as_of(day, known).table_valued("applicant_id", name="then")
        return await owed(service, person, source)

    assert await then(date(2008, 2, 15)) == Decimal("910.00")
    assert await then(date(2008, 3, 15)) == LENT - Decimal("90.00") - Decimal("185.00")
    assert await then(date(2008, 4, 15)) == Decimal("440.00")
    assert await then(date(2008, 4, 15), START + timedelta(minutes=2)) == Decimal("630.00")
