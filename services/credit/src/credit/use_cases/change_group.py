"""A participant joins a joint guarantee group or leaves it, or the group dissolves."""

from kit.database import Transaction, use_case
from kit.http import Id
from pydantic import BaseModel

from credit.domain.counter_guarantees import Member
from credit.domain.errors.joint_groups import InAnotherGroup
from credit.domain.joint_groups import JointGroup
from credit.events.published import published
from credit.fields import Day, Input, Reference
from credit.policy import RuleBook
from credit.store.joint_groups import (
    days_late,
    end_memberships,
    insert_members,
    lock_group,
    open_loans_of,
    people_known,
    save_groups,
)
from credit.use_cases.securities_given import MemberGiven


class JoinGroup(Input):
    """Who joins, and the supplement to the agreement."""

    member: MemberGiven
    joined_on: Day
    document: Reference


class LeaveGroup(Input):
    """Who leaves."""

    applicant_id: Id
    left_on: Day


class DissolveGroup(Input):
    """The day on which the agreement ends."""

    dissolved_on: Day


class GroupChanged(BaseModel):
    """The group after the change."""

    id: str
    state: str
    members: list[str]
    version: int


@use_case(
    "credit.joint_group.join", conflicts={"uq_group_member_open": lambda: InAnotherGroup(where="member.applicant_id")}
)
async def join_group(tx: Transaction, book: RuleBook, group_id: str, command: JoinGroup) -> GroupChanged:
    """Refused while a member is too late, or the group is full."""
    rules = book.on(command.joined_on)
    rules.check_day(command.joined_on, today=tx.today, where="joined_on")
    group, version = await lock_group(tx, group_id)
    member = Member(command.member.applicant_id, command.member.household)
    late = max((await days_late(tx, group.ids, command.joined_on)).values(), default=0)
    people = await people_known(tx, {*group.ids, member.applicant_id}, command.joined_on)
    event = group.join(member, command.joined_on, people, rules, days_late=late)
    insert_members(tx, group_id, [member], command.joined_on, command.document)
    tx.emit(*published(event))
    return await _changed(tx, group, version)


@use_case("credit.joint_group.leave")
async def leave_group(tx: Transaction, book: RuleBook, group_id: str, command: LeaveGroup) -> GroupChanged:
    """Refused while any member's loan or application is open."""
    rules = book.on(command.left_on)
    rules.check_day(command.left_on, today=tx.today, where="left_on")
    group, version = await lock_group(tx, group_id)
    late, loans = await _liability(tx, group, command)
    event = group.leave(command.applicant_id, command.left_on, rules, days_late=late, open_loans=loans)
    await end_memberships(tx, group_id, command.left_on, command.applicant_id)
    tx.emit(*published(event))
    return await _changed(tx, group, version)


@use_case("credit.joint_group.dissolve")
async def dissolve_group(tx: Transaction, book: RuleBook, group_id: str, command: DissolveGroup) -> GroupChanged:
    """Refused while any member's loan or application is open."""
    rules = book.on(command.dissolved_on)
    rules.check_day(command.dissolved_on, today=tx.today, where="dissolved_on")
    group, version = await lock_group(tx, group_id)
    late, loans = await _liability(tx, group, command)
    event = group.dissolve(command.dissolved_on, rules, days_late=late, open_loans=loans)
    await end_memberships(tx, group_id, command.dissolved_on)
    tx.emit(*published(event))
    return await _changed(tx, group, version)


async def _liability(tx: Transaction, group: JointGroup, command: LeaveGroup | DissolveGroup) -> tuple[int, int]:
    """By how many days the latest member is late, and how many have something open."""
    day = command.left_on if isinstance(command, LeaveGroup) else command.dissolved_on
    late = max((await days_late(tx, group.ids, day)).values(), default=0)
    return late, await open_loans_of(tx, group.ids)


async def _changed(tx: Transaction, group: JointGroup, version: int) -> GroupChanged:
    await save_groups(tx, [(group, version)])
    tx.about(group.id, members=len(group.ids))
    return GroupChanged(id=group.id, state=group.state, members=sorted(group.ids), version=version + 1)
