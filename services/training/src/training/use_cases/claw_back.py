"""Clawbacks: proposed from facts or by hand, decided by another person, repaid by receipt or written off."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.refusal import DatesOutOfOrder
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from training.domain.clawback import Cause, ClawbackState
from training.domain.dates import check_fact
from training.domain.errors.payments import NotDueBack, ReceiptUsed
from training.policy import RulesAsOf
from training.store.agreements import lock_any_agreement, save_budget
from training.store.applicants import lock_applicants
from training.store.clawbacks import invalid_paid, known_clawback, lock_clawback, paid_line, save_clawback, with_lines
from training.store.tables.payments import ClawbackRow
from training.use_cases.payment_moves import earn_anew, take_in
from training.use_cases.shapes import Command, Day, Name, Text


class ProposeClawbacks(Command):
    """Every paid line whose facts no longer hold."""

    proposed_on: Day


class ProposeClawback(Command):
    """One paid line, by hand: what was found."""

    proposed_on: Day
    claim_id: Annotated[str, Field(max_length=36)]
    line: Annotated[int, Field(ge=1)]
    reason: Text


class DecideClawback(Command):
    """Confirmed: the institution is told on this day, and may appeal."""

    decided_on: Day
    confirmed: bool


class RepayClawback(Command):
    """The institution paid it back: when, and the receipt, which counts once."""

    repaid_on: Day
    receipt: Name


class WriteOffClawback(Command):
    """Nothing will come back, and why."""

    written_off_on: Day
    reason: Text


class ClawbackShown(BaseModel):
    """A clawback after a step."""

    id: str
    institution_id: str
    claim_id: str
    line: int
    amount: Decimal
    cause: Cause
    reason: str
    state: ClawbackState
    proposed_on: date
    decided_on: date | None
    appeal_until: date | None
    settled_on: date | None
    version: int


class ClawbacksProposed(BaseModel):
    """What was proposed."""

    proposed: list[ClawbackShown]


_LINE_TAKEN: dict[str, Any] = {"uq_clawback_line": lambda: NotDueBack("line", line="of this claim")}


@use_case("training.clawback.propose_due", conflicts=_LINE_TAKEN)
async def propose_due(tx: Transaction, rules_as_of: RulesAsOf, command: ProposeClawbacks) -> ClawbacksProposed:
    """One clawback for each paid line whose facts no longer hold and that nobody claws back yet."""
    check_fact("proposed_on", command.proposed_on, tx.today, rules_as_of(tx.today))
    lines = [row for row in await invalid_paid(tx) if row["paid_on"] <= command.proposed_on]
    made = _insert(tx, lines, command.proposed_on, Cause.FACTS)
    tx.about("clawbacks", proposed=len(made))
    return ClawbacksProposed(proposed=made)


@use_case("training.clawback.propose", conflicts=_LINE_TAKEN)
async def propose_clawback(tx: Transaction, rules_as_of: RulesAsOf, command: ProposeClawback) -> ClawbackShown:
    """One paid line, with the reason that somebody found."""
    check_fact("proposed_on", command.proposed_on, tx.today, rules_as_of(tx.today))
    row = await paid_line(tx, command.claim_id, command.line)
    if row is None:
        raise NotDueBack("line", line=command.line)
    if command.proposed_on < row["paid_on"]:
        raise DatesOutOfOrder("proposed_on", later="proposed_on", earlier="paid_on")
    (made,) = _insert(tx, [row], command.proposed_on, Cause.FOUND, command.reason)
    tx.about(made.id, amount=str(made.amount))
    return made


def _insert(
    tx: Transaction, lines: Sequence[RowMapping], on: date, cause: Cause, reason: str = ""
) -> list[ClawbackShown]:
    rows = [
        {
            "id": new_id(),
            **{name: row[name] for name in ("institution_id", "area", "agreement_id", "claim_id", "line")},
            "milestone_id": row["milestone_id"],
            "amount": row["amount"],
            "cause": cause.value,
            "reason": reason or row["invalid_reason"],
            "state": ClawbackState.PROPOSED.value,
            "proposed_on": on,
            "proposed_by": tx.call.actor.account,
            "version": 1,
            "recorded_at": tx.now,
        }
        for row in lines
    ]
    if rows:
        tx.insert(ClawbackRow, *rows)
    nothing = dict.fromkeys(("decided_on", "appeal_until", "settled_on"))
    return [clawback_shown({**nothing, **row}) for row in rows]


def clawback_shown(row: Any) -> ClawbackShown:
    """The clawback as answered, from its row."""
    return ClawbackShown.model_validate({name: row[name] for name in ClawbackShown.model_fields})


@use_case("training.clawback.decide")
async def decide_clawback(
    tx: Transaction, rules_as_of: RulesAsOf, clawback_id: str, command: DecideClawback
) -> ClawbackShown:
    """A second person confirms or rejects; the days of appeal begin."""
    actor = tx.call.actor
    check_fact("decided_on", command.decided_on, tx.today, rules_as_of(tx.today))
    await known_clawback(tx, clawback_id, actor)
    held = await lock_clawback(tx, clawback_id)
    if command.confirmed:
        held.confirm(command.decided_on, rules_as_of(command.decided_on).payments.appeal_days, by=actor.account)
    else:
        held.reject(command.decided_on, by=actor.account)
    await save_clawback(tx, held)
    tx.about(clawback_id, state=held.state.value)
    return clawback_shown(await known_clawback(tx, clawback_id, actor))


@use_case("training.clawback.repay", conflicts={"uq_clawback_receipt": lambda: ReceiptUsed("receipt", receipt="given")})
async def repay_clawback(
    tx: Transaction, rules_as_of: RulesAsOf, clawback_id: str, command: RepayClawback
) -> ClawbackShown:
    """The money came back to the account: the budget is free again."""
    actor = tx.call.actor
    check_fact("repaid_on", command.repaid_on, tx.today, rules_as_of(tx.today))
    row = await known_clawback(tx, clawback_id, actor)
    await lock_applicants(tx, [row["applicant_id"]])
    agreement = await lock_any_agreement(tx, row["agreement_id"])
    held = await lock_clawback(tx, clawback_id)
    held.repay(command.repaid_on)
    rows = await with_lines(tx, [clawback_id])
    await take_in(tx, rows, {agreement.agreement_id: agreement}, command.repaid_on, "repaid")
    await save_clawback(tx, held, settled_by=actor.account, receipt=command.receipt)
    await save_budget(tx, agreement)
    await earn_anew(tx, rows, rules_as_of)
    tx.about(clawback_id, amount=str(held.amount))
    return clawback_shown(await known_clawback(tx, clawback_id, actor))


@use_case("training.clawback.write_off")
async def write_off_clawback(
    tx: Transaction, rules_as_of: RulesAsOf, clawback_id: str, command: WriteOffClawback
) -> ClawbackShown:
    """What was paid stays paid: the budget is not free again, and the person is not paid for it anew."""
    actor = tx.call.actor
    check_fact("written_off_on", command.written_off_on, tx.today, rules_as_of(tx.today))
    await known_clawback(tx, clawback_id, actor)
    held = await lock_clawback(tx, clawback_id)
    held.write_off(command.written_off_on, by=actor.account)
    await save_clawback(tx, held, settled_by=actor.account, write_off_reason=command.reason)
    tx.about(clawback_id, amount=str(held.amount), reason=command.reason)
    return clawback_shown(await known_clawback(tx, clawback_id, actor))
