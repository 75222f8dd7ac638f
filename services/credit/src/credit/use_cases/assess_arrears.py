"""Which loans are in arrears as of a day; each unbroken time in arrears is told once."""

from collections.abc import Mapping

from kit.auth import Role
from kit.database import Row, Transaction, use_case
from pydantic import BaseModel

from credit.domain.arrears import Standing, standing_of
from credit.domain.errors.loans import RecordedMeanwhile
from credit.domain.happened.loans import LoanInArrears
from credit.domain.loans import Loan
from credit.events.published import published
from credit.fields import Day, Input, MoneyText
from credit.policy import RuleBook
from credit.store.loans import known_spells, read_loans
from credit.store.portfolio import Chosen, late_loans, portfolio_as_of
from credit.store.sets import one_of
from credit.store.tables.loans import arrears_spell, loan
from credit.use_cases.assess_groups import block_groups
from credit.views import BucketShown, buckets_shown


class AssessArrears(Input):
    """The day to look at."""

    as_of: Day


class LateLoan(BaseModel):
    """A loan newly in arrears."""

    loan_id: str
    applicant_id: str
    bank_id: str
    days_past_due: int
    bucket: str
    overdue: MoneyText


class ArrearsAssessed(BaseModel):
    """What is new, and all buckets."""

    as_of: str
    loans: int
    newly_in_arrears: list[LateLoan]
    buckets: list[BucketShown]


@use_case("credit.arrears.assess", conflicts={"pk_arrears_spell": RecordedMeanwhile})
async def assess_arrears(tx: Transaction, book: RuleBook, command: AssessArrears) -> ArrearsAssessed:
    """A bank assesses its own loans, the guarantee officer all."""
    rules = book.on(command.as_of)
    rules.check_day(command.as_of, today=tx.today, where="as_of")
    loans = await read_loans(tx, one_of(loan.c.id, await late_loans(tx, command.as_of)))
    late = {item.id: standing_of(item.course, command.as_of) for item in loans.values()}
    known = await known_spells(tx, late)
    new = {key: found for key, found in late.items() if (key, found.spell_began_on) not in known}
    _tell(tx, command, loans, new)
    await block_groups(tx, rules)
    figures = await portfolio_as_of(tx, command.as_of, Chosen())
    scope = tx.call.actor.organisation if tx.call.actor.role == Role.BANK else None
    tx.about(scope or "all banks", as_of=command.as_of.isoformat(), newly_in_arrears=len(new))
    return ArrearsAssessed(
        as_of=command.as_of.isoformat(),
        loans=figures.loans,
        newly_in_arrears=[
            LateLoan(
                loan_id=key,
                applicant_id=loans[key].applicant_id,
                bank_id=loans[key].bank_id,
                days_past_due=found.days_past_due,
                bucket=found.bucket.value,
                overdue=str(found.overdue),
            )
            for key, found in new.items()
        ],
        buckets=buckets_shown(figures),
    )


def _tell(tx: Transaction, command: AssessArrears, loans: Mapping[str, Loan], new: Mapping[str, Standing]) -> None:
    rows: list[Row] = [
        {
            "loan_id": key,
            "began_on": found.spell_began_on,
            "assessed_on": command.as_of,
            "days_past_due": found.days_past_due,
            "overdue": found.overdue,
            "recorded_at": tx.now,
        }
        for key, found in new.items()
    ]
    if not rows:
        return
    tx.insert(arrears_spell, *rows)
    events = [
        LoanInArrears(
            key, loans[key].applicant_id, loans[key].bank_id, command.as_of, found.days_past_due, found.overdue
        )
        for key, found in new.items()
    ]
    tx.emit(*published(*events))
