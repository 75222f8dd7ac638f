"""A flag is taken, assigned or handed back; what its inquiry found is written down; it gets its outcome."""

from datetime import date

from kit.auth import Role
from kit.database import Transaction, use_case
from pydantic import BaseModel

from training.domain.dates import check_fact
from training.domain.flags import Flag, FlagState, Outcome
from training.events.published.flags import FlagClosed
from training.policy import RulesAsOf
from training.store.flag_people import involved_with
from training.store.flags import lock_flag, save_work, write_step
from training.use_cases.shapes import Command, Day, Name, Text


class AssignFlag(Command):
    """Whose hands; none hands the flag back. A case worker takes or hands back; a manager assigns."""

    worker: Name | None


class NoteFlag(Command):
    """A step of the inquiry: what was asked, seen, found. No names or numbers of people."""

    noted_on: Day
    note: Text


class CloseFlag(Command):
    """What it came to, and why."""

    outcome: Outcome
    closed_on: Day
    reason: Text


class FlagStanding(BaseModel):
    """Where a flag stands after a step."""

    id: str
    state: FlagState
    worker: str | None
    version: int


@use_case("training.flag.assign")
async def assign_flag(tx: Transaction, flag_id: str, command: AssignFlag) -> FlagStanding:
    """Take, assign or hand back."""
    actor = tx.call.actor
    held = await lock_flag(tx, flag_id, actor)
    held.assign(command.worker, by=actor.account, own_only=actor.role == Role.CASE_WORKER)
    version = await save_work(tx, held)
    write_step(tx, flag_id, "assigned" if command.worker else "handed_back", tx.today, command.worker)
    tx.about(flag_id, worker=command.worker)
    return _standing(held, version)


@use_case("training.flag.note")
async def note_flag(tx: Transaction, rules_as_of: RulesAsOf, flag_id: str, command: NoteFlag) -> FlagStanding:
    """Write down a step of the inquiry."""
    actor = tx.call.actor
    check_fact("noted_on", command.noted_on, tx.today, rules_as_of(tx.today))
    held = await lock_flag(tx, flag_id, actor)
    held.note(command.noted_on, by=actor.account, own_only=actor.role == Role.CASE_WORKER)
    version = await save_work(tx, held)
    write_step(tx, flag_id, "noted", command.noted_on, command.note)
    tx.about(flag_id)
    return _standing(held, version)


@use_case("training.flag.close")
async def close_flag(tx: Transaction, rules_as_of: RulesAsOf, flag_id: str, command: CloseFlag) -> FlagStanding:
    """Give it an outcome. Nothing else is done: what follows from it is proposed where it belongs."""
    actor = tx.call.actor
    check_fact("closed_on", command.closed_on, tx.today, rules_as_of(tx.today))
    held = await lock_flag(tx, flag_id, actor)
    held.close(
        command.outcome,
        command.closed_on,
        command.reason,
        by=actor.account,
        organisation=actor.organisation,
        involved=await involved_with(tx, held.suspicion.links),
        own_only=actor.role == Role.CASE_WORKER,
    )
    version = await save_work(tx, held)
    write_step(tx, flag_id, command.outcome.value, command.closed_on, command.reason)
    tx.emit(_closed(held, command.outcome, command.closed_on))
    tx.about(flag_id, reason=command.reason, outcome=command.outcome.value)
    return _standing(held, version)


def _closed(held: Flag, outcome: Outcome, on: date) -> FlagClosed:
    return FlagClosed(
        flag_id=held.flag_id,
        kind=held.suspicion.kind.value,
        institution_ids=sorted(held.institutions),
        points=held.suspicion.points,
        outcome=outcome.value,
        closed_on=on,
    )


def _standing(held: Flag, version: int) -> FlagStanding:
    return FlagStanding(id=held.flag_id, state=held.state, worker=held.worker, version=version)
