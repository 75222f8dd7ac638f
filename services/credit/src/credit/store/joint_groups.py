"""Joint guarantee groups and how late their members are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from kit.database import Row, Transaction
from kit.ids import new_id
from kit.refusal import NotFound
from sqlalchemy import ColumnElement, RowMapping, func, or_, select

from credit.domain.counter_guarantees import Member
from credit.domain.guarantors import Relation
from credit.domain.joint_groups import JointGroup, People
from credit.store.guarantors import relations_among
from credit.store.loans import outstanding_as_of, read_loans
from credit.store.mirrors import accepted_among
from credit.store.scope import visible
from credit.store.sets import one_of, update_rows
from credit.store.tables.applications import loan_application
from credit.store.tables.loans import loan
from credit.store.tables.securities import group_member, joint_group


async def lock_groups(tx: Transaction, *conditions: ColumnElement[bool]) -> dict[str, tuple[JointGroup, int]]:
    """The groups that meet ``conditions``, with members and version, locked in a fixed order; by id."""
    rows = await tx.lock_all(select(joint_group).where(*conditions).order_by(joint_group.c.id))
    members = await _members(tx, [row["id"] for row in rows])
    return {row["id"]: (group_of(row, members[row["id"]]), row["version"]) for row in rows}


async def lock_group(tx: Transaction, group_id: str) -> tuple[JointGroup, int]:
    """A group of the caller's area, locked. Raises NotFound, VersionStale."""
    found = await lock_groups(tx, joint_group.c.id == group_id, visible(joint_group, tx.call.actor))
    if group_id not in found:
        raise NotFound(where="group_id", noun="joint guarantee group")
    group, version = found[group_id]
    tx.expect_version(version)
    return group, version


def group_of(row: RowMapping, members: Sequence[Member]) -> JointGroup:
    """The aggregate from its rows."""
    return JointGroup(
        id=row["id"],
        area=row["area"],
        agreement_number=row["agreement_number"],
        formed_on=row["formed_on"],
        members=list(members),
        last_changed_on=row["last_changed_on"],
        dissolved_on=row["dissolved_on"],
        blocked_on=row["blocked_on"],
        days_late=row["days_late"],
        assessed_on=row["assessed_on"],
    )


def progress_of(group: JointGroup) -> dict[str, Any]:
    """The columns that change."""
    return {
        "last_changed_on": group.last_changed_on,
        "dissolved_on": group.dissolved_on,
        "blocked_on": group.blocked_on,
        "days_late": group.days_late,
        "assessed_on": group.assessed_on,
    }


async def save_groups(tx: Transaction, groups: Collection[tuple[JointGroup, int]]) -> None:
    """Write how far groups that were locked have come: one statement."""
    if groups:
        rows: list[Row] = [{"id": group.id, **progress_of(group), "version": version + 1} for group, version in groups]
        await tx.execute(update_rows(joint_group, rows))


def insert_members(tx: Transaction, group_id: str, members: Collection[Member], on: date, document: str) -> None:
    """Buffer new memberships."""
    rows: list[Row] = [
        {
            "id": new_id(),
            "group_id": group_id,
            "applicant_id": member.applicant_id,
            "household": member.household,
            "joined_on": on,
            "left_on": None,
            "document": document,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        }
        for member in members
    ]
    tx.insert(group_member, *rows)


async def end_memberships(tx: Transaction, group_id: str, on: date, applicant_id: str | None = None) -> None:
    """One member leaves, or all."""
    ended = group_member.update().where(group_member.c.group_id == group_id, group_member.c.left_on.is_(None))
    if applicant_id is not None:
        ended = ended.where(group_member.c.applicant_id == applicant_id)
    await tx.execute(ended.values(left_on=on))


async def members_on(tx: Transaction, group_ids: Collection[str], day: date) -> dict[str, list[Member]]:
    """The members of each group at the end of ``day``."""
    at_the_time = or_(group_member.c.left_on.is_(None), group_member.c.left_on > day)
    return await _members(tx, group_ids, group_member.c.joined_on <= day, at_the_time)


async def people_known(tx: Transaction, ids: Collection[str], day: date) -> People:
    """Who of ``ids`` takes part in the programme on ``day``, and who are husband and wife."""
    related = await relations_among(tx, ids, day)
    couples = [pair for pair, relation in related.items() if relation is Relation.SPOUSE]
    return People(await accepted_among(tx, ids, day), couples)


async def days_late(tx: Transaction, applicant_ids: Collection[str], day: date) -> Mapping[str, int]:
    """By how many days each applicant's loan is late on ``day``; those without a loan are left out."""
    if not applicant_ids:
        return {}
    ended = select(loan_application.c.id).where(~loan_application.c.is_open)
    unsettled = or_(loan.c.closed_on.is_not(None), loan.c.application_id.not_in(ended))
    loans = await read_loans(tx, one_of(loan.c.applicant_id, applicant_ids), outstanding_as_of(day), unsettled)
    found: dict[str, int] = defaultdict(int)
    for item in loans.values():
        late = item.owed_as_of(day).days_past_due
        found[item.applicant_id] = max(found[item.applicant_id], late)
    return found


async def open_loans_of(tx: Transaction, applicant_ids: Collection[str]) -> int:
    """How many of ``applicant_ids`` have an open application or loan."""
    mine = one_of(loan_application.c.applicant_id, applicant_ids)
    return int(
        await tx.value(select(func.count()).select_from(loan_application).where(mine, loan_application.c.is_open))
    )


async def _members(
    tx: Transaction, group_ids: Collection[str], *conditions: ColumnElement[bool]
) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = defaultdict(list)
    if group_ids:
        chosen = conditions or (group_member.c.left_on.is_(None),)
        query = select(group_member).where(one_of(group_member.c.group_id, group_ids), *chosen)
        for row in await tx.all(query.order_by(group_member.c.id)):
            found[row["group_id"]].append(Member(row["applicant_id"], row["household"]))
    return found
