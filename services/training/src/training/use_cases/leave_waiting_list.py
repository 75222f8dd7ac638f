"""Somebody no longer wants to wait for a seat."""

from datetime import date

import sqlalchemy as sa
from kit.database import Transaction, use_case
from kit.refusal import NotFound
from pydantic import BaseModel

from training.domain.dates import check_fact
from training.domain.waiting_list import WaitingState
from training.policy import RulesAsOf
from training.store.classes import lock_class
from training.store.scope import within
from training.store.waiting_lists import waiting, waiting_of
from training.use_cases.shapes import Command, Day, Text


class LeaveWaitingList(Command):
    """When and why."""

    left_on: Day
    reason: Text


class WaitingLeft(BaseModel):
    """The place as it ended."""

    id: str
    state: str
    ended_on: date
    version: int


@use_case("training.waiting_list.leave")
async def leave_waiting_list(
    tx: Transaction, rules_as_of: RulesAsOf, waiting_id: str, command: LeaveWaitingList
) -> WaitingLeft:
    """End one's own place on a list; the positions of the others stay."""
    check_fact("left_on", command.left_on, tx.today, rules_as_of(tx.today))
    actor = tx.call.actor
    seen = sa.select(waiting).where(waiting.c.id == waiting_id, within(actor, waiting.c.institution_id, waiting.c.area))
    found = await tx.one(seen)
    if found is None:
        raise NotFound(noun="waiting")
    await lock_class(tx, found["class_id"], actor, expect_version=False)
    row = (await tx.all(seen))[0]
    tx.expect_version(row["version"])
    waiting_of(row).check_leaving(command.left_on)
    await tx.execute(
        sa.update(waiting)
        .where(waiting.c.id == waiting_id)
        .values(
            state=WaitingState.LEFT.value,
            ended_on=command.left_on,
            end_reason=command.reason,
            version=waiting.c.version + 1,
        )
    )
    tx.about(waiting_id, reason=command.reason)
    return WaitingLeft(
        id=waiting_id, state=WaitingState.LEFT.value, ended_on=command.left_on, version=row["version"] + 1
    )
