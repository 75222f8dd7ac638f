"""Bring a guarantor's income, insurance and employment up to date; or note that they take part in the programme."""

from kit.database import Transaction, use_case
from kit.http import Id
from kit.money import Money
from pydantic import BaseModel

from credit.domain.errors.loans import RecordedMeanwhile
from credit.domain.guarantee_graph import circle_closed_by
from credit.domain.guarantors import Employer, RegisteredGuarantor
from credit.domain.rules import check_order
from credit.fields import Calendar, Day, Input, MoneyText, Name, Yuan
from credit.policy import RuleBook
from credit.store.guarantors import (
    edges_at,
    edges_reached_from,
    fact_values,
    lock_graph,
    lock_visible_guarantor,
    promised_by,
)
from credit.store.tables.securities import guarantor
from credit.use_cases.register_guarantor import Insured, refuse_second_registration

MOST_EDGES = 10_000


class UpdateGuarantor(Input):
    """What has changed, as of a day; what is left out stays."""

    facts_on: Day
    employer: Employer | None = None
    employer_name: Name | None = None
    annual_income: Yuan | None = None
    insured_months: Insured | None = None
    retires_on: Calendar | None = None
    applicant_id: Id | None = None


class GuarantorUpdated(BaseModel):
    """What follows from it: ``circle`` when an open guarantee turns out to be in one, by persons in their order."""

    id: str
    version: int
    capacity: MoneyText
    promised: MoneyText
    overcommitted: bool
    circle: list[str]


@use_case("credit.guarantor.update", conflicts={"uq_guarantor_applicant": RecordedMeanwhile})
async def update_guarantor(
    tx: Transaction, book: RuleBook, guarantor_id: str, command: UpdateGuarantor
) -> GuarantorUpdated:
    """Facts are recorded whatever they mean for open guarantees; what they mean is answered, and judged at the next."""
    person, version = await lock_visible_guarantor(tx, guarantor_id)
    rules = book.on(command.facts_on)
    rules.check_day(command.facts_on, today=tx.today, where="facts_on")
    check_order(person.facts_on, command.facts_on, names=("the facts known", "facts_on"))
    circle: list[str] = []
    if command.applicant_id is not None and command.applicant_id != person.applicant_id:
        await refuse_second_registration(tx, command.applicant_id)
        circle = await _circle_with(tx, person, command.applicant_id)
    changes = command.model_dump(exclude_none=True, exclude={"annual_income"})
    for name, value in changes.items():
        setattr(person, name, value)
    if command.annual_income is not None:
        person.annual_income = Money(command.annual_income)
    values = fact_values(person) | {"version": version + 1}
    await tx.execute(guarantor.update().where(guarantor.c.id == guarantor_id).values(values))
    promised = (await promised_by(tx, [guarantor_id])).get(guarantor_id, Money.zero())
    capacity = person.capacity(rules)
    tx.about(guarantor_id, changed=sorted(changes))
    return GuarantorUpdated(
        id=guarantor_id,
        version=version + 1,
        capacity=str(capacity),
        promised=str(promised),
        overcommitted=promised > capacity,
        circle=circle,
    )


async def _circle_with(tx: Transaction, person: RegisteredGuarantor, applicant_id: str) -> list[str]:
    """The circle that is there once the guarantor and the applicant are known to be the same person."""
    await lock_graph(tx)
    own = [edge for edge in await edges_at(tx, [person.id], MOST_EDGES) if edge.guarantor == person.id]
    for edge in own:
        found = circle_closed_by(await edges_reached_from(tx, edge.borrower), applicant_id, edge.borrower)
        if found:
            return list(found)
    return []
