"""The answer of a step of a claim, and what every step does: check the day, save, note, tell."""

from collections.abc import Sequence
from datetime import date

from kit.database import Transaction
from pydantic import BaseModel

from credit.domain.claims import Taken
from credit.domain.happened import Happened
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict
from credit.events.published import published
from credit.fields import MoneyText
from credit.policy import RuleBook
from credit.store.claims import Held, note_step, save_claim


class ClaimMoved(BaseModel):
    """Where the claim stands after the step; ``amount`` of the step, if it has one."""

    id: str
    state: str
    outcome: str
    amount: MoneyText | None
    version: int


def rules_of(tx: Transaction, book: RuleBook, day: date, where: str) -> Rules:
    """The rules of the day on which a step is taken. Raises DateInFuture, TooFarBack, NoRulesYet."""
    rules = book.on(day)
    rules.check_day(day, today=tx.today, where=where)
    return rules


async def finish(
    tx: Transaction,
    held: Held,
    taken: Taken,
    rules: Rules,
    *events: Happened,
    opinion: str,
    verdicts: Sequence[Verdict] = (),
) -> ClaimMoved:
    """Write the claim and the step, tell what happened."""
    version = await save_claim(tx, held)
    note_step(tx, held.claim.id, taken, rules, opinion=opinion, verdicts=verdicts)
    tx.emit(*published(*events))
    tx.about(held.claim.id, reason=opinion, step=taken.step.value, outcome=taken.outcome.value)
    return ClaimMoved(
        id=held.claim.id,
        state=held.claim.state.value,
        outcome=taken.outcome.value,
        amount=None if taken.amount is None else str(taken.amount),
        version=version,
    )
