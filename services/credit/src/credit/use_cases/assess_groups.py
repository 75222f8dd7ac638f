"""Which joint guarantee groups are blocked as of a day, because a member is more than 30 days late."""

from collections.abc import Collection, Mapping
from datetime import date

from kit.database import Transaction, use_case
from pydantic import BaseModel
from sqlalchemy import exists, or_

from credit.domain.happened.securities import JointGroupBlocked, JointGroupUnblocked
from credit.domain.joint_groups import JointGroup
from credit.domain.rules import Rules
from credit.events.published import published
from credit.fields import Day, Input
from credit.policy import RuleBook
from credit.store.joint_groups import days_late, lock_groups, save_groups
from credit.store.sets import one_of
from credit.store.tables.loans import loan
from credit.store.tables.securities import group_member, joint_group


class AssessGroups(Input):
    """The day to look at."""

    as_of: Day


class GroupsAssessed(BaseModel):
    """Which groups were blocked and unblocked by it."""

    as_of: str
    blocked: list[str]
    unblocked: list[str]


@use_case("credit.joint_group.assess")
async def assess_groups(tx: Transaction, book: RuleBook, command: AssessGroups) -> GroupsAssessed:
    """A group that was assessed as of a later day stays as it is."""
    rules = book.on(command.as_of)
    rules.check_day(command.as_of, today=tx.today, where="as_of")
    events = await block_groups(tx, rules)
    tx.about("joint guarantee groups", as_of=command.as_of.isoformat(), changed=len(events))
    return GroupsAssessed(
        as_of=command.as_of.isoformat(),
        blocked=[event.group_id for event in events if isinstance(event, JointGroupBlocked)],
        unblocked=[event.group_id for event in events if isinstance(event, JointGroupUnblocked)],
    )


async def block_groups(tx: Transaction, rules: Rules) -> list[JointGroupBlocked | JointGroupUnblocked]:
    """Block and unblock as of the day of ``rules``, among groups that are blocked or have a member with a loan."""
    owes = (
        exists()
        .where(group_member.c.group_id == joint_group.c.id, group_member.c.left_on.is_(None))
        .where(loan.c.applicant_id == group_member.c.applicant_id, loan.c.closed_on.is_(None))
    )
    groups = await lock_groups(
        tx,
        joint_group.c.dissolved_on.is_(None),
        joint_group.c.formed_on <= rules.on,
        or_(joint_group.c.blocked_on.is_not(None), owes),
    )
    return await _assess(tx, groups, rules.on, rules)


async def lock_blocked_groups(tx: Transaction, applicant_ids: Collection[str]) -> Mapping[str, tuple[JointGroup, int]]:
    """The blocked groups of these applicants, locked: before the fund is, as always."""
    theirs = exists().where(
        group_member.c.group_id == joint_group.c.id,
        group_member.c.left_on.is_(None),
        one_of(group_member.c.applicant_id, applicant_ids),
    )
    return await lock_groups(tx, joint_group.c.blocked_on.is_not(None), theirs)


async def unblock_groups(
    tx: Transaction, groups: Mapping[str, tuple[JointGroup, int]], paid_on: date, rules: Rules
) -> None:
    """Members have paid, the last on ``paid_on``: unblock the groups in which nobody is too late any more.

    Judged as of the last day for which one of the groups was assessed, or ``paid_on`` when that is later.
    """
    if groups:
        days = [group.assessed_on for group, _ in groups.values() if group.assessed_on is not None]
        await _assess(tx, groups, max([paid_on, *days]), rules)


async def _assess(
    tx: Transaction, groups: Mapping[str, tuple[JointGroup, int]], day: date, rules: Rules
) -> list[JointGroupBlocked | JointGroupUnblocked]:
    late = await days_late(tx, {person for group, _ in groups.values() for person in group.ids}, day)
    events = []
    for group, _ in groups.values():
        event = group.assess(max((late.get(person, 0) for person in group.ids), default=0), day, rules)
        if event is not None:
            events.append(event)
    await save_groups(tx, list(groups.values()))
    tx.emit(*published(*events))
    return events
