"""An institution appeals against a refuted line or a clawback; a clawback under appeal is not netted."""

from datetime import date
from typing import Annotated, Any

from kit.database import Transaction, use_case
from kit.ids import new_id
from pydantic import BaseModel, Field

from training.domain.appeal import AppealState, appeal_line, check_in_time
from training.domain.dates import check_fact
from training.domain.errors.payments import AppealedAlready
from training.policy import RulesAsOf
from training.store.claims import lock_claim
from training.store.clawbacks import known_clawback, lock_clawback, save_clawback
from training.store.tables.appeals import AppealRow
from training.use_cases.shapes import Command, Day, Text


class AppealLine(Command):
    """Against which line, and why."""

    lodged_on: Day
    line: Annotated[int, Field(ge=1)]
    grounds: Text


class AppealClawback(Command):
    """Why what was paid should stay paid."""

    lodged_on: Day
    grounds: Text


class AppealShown(BaseModel):
    """An appeal after a step."""

    id: str
    institution_id: str
    claim_id: str
    line: int
    clawback_id: str | None
    grounds: str
    lodged_on: date
    state: AppealState
    decided_on: date | None
    reason: str | None
    version: int


_ONCE: dict[str, Any] = {"uq_appeal_line": AppealedAlready, "uq_appeal_clawback": AppealedAlready}


@use_case("training.appeal.lodge_against_line", conflicts=_ONCE)
async def appeal_against_line(
    tx: Transaction, rules_as_of: RulesAsOf, claim_id: str, command: AppealLine
) -> AppealShown:
    """The days of appeal run from the day on which the claim was decided."""
    check_fact("lodged_on", command.lodged_on, tx.today, rules_as_of(tx.today))
    claim, row, _ = await lock_claim(tx, claim_id, tx.call.actor)
    told_on = max(day for day in (claim.claimed_on, claim.verified_on, row["decided_on"]) if day is not None)
    appeal_line(claim, command.line, told_on, command.lodged_on, rules_as_of(told_on).payments.appeal_days)
    return _add(tx, row, claim_id, command.line, None, command)


@use_case("training.appeal.lodge_against_clawback", conflicts=_ONCE)
async def appeal_against_clawback(
    tx: Transaction, rules_as_of: RulesAsOf, clawback_id: str, command: AppealClawback
) -> AppealShown:
    """The clawback waits until the appeal is decided."""
    check_fact("lodged_on", command.lodged_on, tx.today, rules_as_of(tx.today))
    row = await known_clawback(tx, clawback_id, tx.call.actor)
    held = await lock_clawback(tx, clawback_id)
    held.appeal()
    if held.appeal_until is not None:
        check_in_time(command.lodged_on, held.appeal_until)
    await save_clawback(tx, held)
    return _add(tx, row, row["claim_id"], row["line"], clawback_id, command)


def _add(
    tx: Transaction, of: Any, claim_id: str, line: int, clawback_id: str | None, command: AppealLine | AppealClawback
) -> AppealShown:
    appeal = {
        "id": new_id(),
        "institution_id": of["institution_id"],
        "area": of["area"],
        "claim_id": claim_id,
        "line": line,
        "clawback_id": clawback_id,
        "grounds": command.grounds,
        "lodged_on": command.lodged_on,
        "lodged_by": tx.call.actor.account,
        "state": AppealState.LODGED.value,
        "version": 1,
        "recorded_at": tx.now,
    }
    tx.insert(AppealRow, appeal)
    tx.about(appeal["id"], claim_id=claim_id, line=line)
    return appeal_shown({"decided_on": None, "reason": None, **appeal})


def appeal_shown(row: Any) -> AppealShown:
    """The appeal as answered, from its row."""
    return AppealShown.model_validate({name: row[name] for name in AppealShown.model_fields})
