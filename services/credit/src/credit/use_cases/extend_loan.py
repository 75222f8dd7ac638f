"""A longer term: the bank asks, the guarantee officer agrees or refuses; before maturity, without subsidy."""

from datetime import date
from typing import Annotated

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.refusal import IllegalTransition, NotFound
from pydantic import BaseModel, Field
from sqlalchemy import select, update

from credit.domain.debt import Extension
from credit.domain.errors.loans import ExtensionPending
from credit.domain.happened import Happened
from credit.events.published import published
from credit.fields import Day, Input, Text, Whole, YesNo
from credit.policy import RuleBook
from credit.store.loans import lock_loans
from credit.store.tables.loans import loan, loan_extension
from credit.use_cases.booking import Occasion, book
from credit.use_cases.record_repayments import bank_of


class AskExtension(Input):
    """From which day and by how many months."""

    extended_on: Annotated[Day, Field(description="What is owed on this day is drawn up again; before maturity.")]
    months: Annotated[Whole, Field(ge=1, le=60, description="By how many months the term grows.")]
    reason: Text


class DecideExtension(Input):
    """The guarantee officer's word: the guarantee goes on, or not."""

    agreed: YesNo
    opinion: Text


class ExtensionMoved(BaseModel):
    """Where the extension stands; rate and maturity once it is agreed."""

    id: str
    loan_id: str
    state: str
    version: int
    extended_on: date
    months: int
    annual_rate_percent: str | None = None
    rate_reference: str | None = None
    matures_on: date | None = None


@use_case("credit.extension.ask", conflicts={"uq_loan_extension_asked": ExtensionPending})
async def ask_extension(tx: Transaction, rule_book: RuleBook, loan_id: str, command: AskExtension) -> ExtensionMoved:
    """The bank of the loan asks, while the rules allow it."""
    bank_id = bank_of(tx)
    rules = rule_book.on(command.extended_on)
    rules.check_day(command.extended_on, today=tx.today, where="extended_on")
    found = (await lock_loans(tx, [loan_id], bank_id)).get(loan_id)
    if found is None:
        raise NotFound(where="loan_id", noun="loan")
    found.check_extension(command.extended_on, command.months, rules)
    row = await tx.one(select(loan.c.area).where(loan.c.id == loan_id))
    extension_id = new_id()
    tx.insert(
        loan_extension,
        {
            "id": extension_id,
            "loan_id": loan_id,
            "bank_id": bank_id,
            "area": row["area"] if row else "",
            "months": command.months,
            "extended_on": command.extended_on,
            "reason": command.reason,
            "asked_by": tx.call.actor.account,
            "asked_at": tx.now,
            "state": "asked",
            "annual_rate_percent": None,
            "rate_reference": "",
            "policy_version": rules.version,
            "opinion": "",
            "decided_by": "",
            "decided_at": None,
            "version": 1,
        },
    )
    tx.about(loan_id, reason=command.reason, months=command.months)
    return ExtensionMoved(
        id=extension_id,
        loan_id=loan_id,
        state="asked",
        version=1,
        extended_on=command.extended_on,
        months=command.months,
    )


@use_case("credit.extension.decide")
async def decide_extension(
    tx: Transaction, rule_book: RuleBook, extension_id: str, command: DecideExtension
) -> ExtensionMoved:
    """Agreed: the remaining principal is drawn up again at the benchmark of the extension's day.

    The benchmark is that of the whole term, extension included.
    """
    asked = await tx.one(select(loan_extension.c.loan_id).where(loan_extension.c.id == extension_id))
    if asked is None:
        raise NotFound(where="extension_id", noun="extension")
    found = (await lock_loans(tx, [asked["loan_id"]]))[asked["loan_id"]]
    row = await tx.lock_one(select(loan_extension).where(loan_extension.c.id == extension_id))
    if row is None or row["state"] != "asked":
        raise IllegalTransition(noun="extension", state=row["state"] if row else "gone", verb="decided")
    tx.expect_version(row["version"])
    rules = rule_book.on(row["extended_on"])
    moved = ExtensionMoved(
        id=extension_id,
        loan_id=found.id,
        state="agreed" if command.agreed else "refused",
        version=row["version"] + 1,
        extended_on=row["extended_on"],
        months=row["months"],
    )
    happened: list[Happened] = []
    if command.agreed:
        found.check_extension(row["extended_on"], row["months"], rules)
        rate = rules.annual_rate(found.term_months + row["months"])
        happened = [found.extend(Extension(row["extended_on"], row["months"], rate.value))]
        happened += await book(tx, [found], Occasion(row["extended_on"], rules))
        moved.annual_rate_percent, moved.rate_reference = f"{rate.value:.2f}", rate.reference
        moved.matures_on = found.matures_on
    await tx.execute(
        update(loan_extension)
        .where(loan_extension.c.id == extension_id)
        .values(
            state=moved.state,
            annual_rate_percent=found.extensions[-1].annual_rate_percent if command.agreed else None,
            rate_reference=moved.rate_reference or "",
            policy_version=rules.version,
            opinion=command.opinion,
            decided_by=tx.call.actor.account,
            decided_at=tx.now,
            version=moved.version,
        )
    )
    tx.emit(*published(*happened))
    tx.about(found.id, reason=command.opinion, state=moved.state)
    return moved
