"""Joint guarantee groups: formed, changed, blocked."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound
from pydantic import BaseModel
from sqlalchemy import RowMapping, select

from credit.api import permissions
from credit.api.as_of import rule_book
from credit.api.refusals import DATES
from credit.domain.errors import joint_groups as errors
from credit.domain.errors.securities import JointGroupNotQualified
from credit.fields import MoneyText, text_of
from credit.store.joint_groups import group_of
from credit.store.scope import visible
from credit.store.sets import one_of
from credit.store.tables.securities import bound_security, group_member, joint_group
from credit.use_cases.assess_groups import AssessGroups, GroupsAssessed, assess_groups
from credit.use_cases.change_group import (
    DissolveGroup,
    GroupChanged,
    JoinGroup,
    LeaveGroup,
    dissolve_group,
    join_group,
    leave_group,
)
from credit.use_cases.form_group import FormGroup, GroupTaken, form_group

router = Routes(tags=["joint guarantee groups"])

_PEOPLE = [f"0198c1de-0000-7000-8000-00000000000{number}" for number in (2, 6, 7, 8)]
_CHANGE = [NotFound, IllegalTransition, DatesOutOfOrder, errors.GroupBlocked, *DATES]


class MembershipShown(BaseModel):
    """A time of membership."""

    applicant_id: str
    household: str
    joined_on: date
    left_on: date | None
    document: str


class LiabilityShown(BaseModel):
    """A loan or application that the group secures, or did."""

    application_id: str
    borrower_id: str
    amount: MoneyText
    bound_on: date
    freed_on: date | None


class GroupShown(BaseModel):
    """A group; `state` is open, blocked or dissolved, `days_late` its latest member's when it was last assessed."""

    id: str
    area: str
    agreement_number: str
    formed_on: date
    state: str
    blocked_on: date | None
    days_late: int
    assessed_on: date | None
    dissolved_on: date | None
    members: list[str]
    version: int


class GroupList(BaseModel):
    """A page of groups, oldest first."""

    items: list[GroupShown]
    next: str | None


class GroupDetail(GroupShown):
    """A group with all memberships, and what it secures."""

    memberships: list[MembershipShown]
    liabilities: list[LiabilityShown]


@router.verb(
    "POST",
    "/v1/joint-groups",
    permission=permissions.CHANGE_GROUPS,
    status=201,
    summary="Form a joint guarantee group",
    description="Three to five accepted participants of different households answer for each other. `household` is any "
    "mark that tells households apart; a recorded couple is refused. A participant is in one group at a time.",
    refusals=[NotFound, JointGroupNotQualified, errors.AgreementNumberTaken, errors.InAnotherGroup, *DATES],
    body_example={
        "agreement_number": "LB-2007-0012",
        "area": "500116103",
        "members": [{"applicant_id": one, "household": f"H{n}"} for n, one in enumerate(_PEOPLE[:3], 1)],
        "formed_on": "2007-09-01",
    },
    response_model=GroupTaken,
)
async def form_joint_group(call: Caller, database: Db, request: Request, command: FormGroup) -> GroupTaken:
    """Form a joint guarantee group."""
    return await form_group(database, call, rule_book(request), command)


@router.verb(
    "POST",
    "/v1/joint-groups/{group_id}/joining",
    permission=permissions.CHANGE_GROUPS,
    summary="A participant joins a group",
    description="Answers for loans committed from then on. Refused while the group is blocked or full.",
    refusals=[*_CHANGE, JointGroupNotQualified, errors.InAnotherGroup],
    body_example={
        "member": {"applicant_id": _PEOPLE[3], "household": "H4"},
        "joined_on": "2008-01-10",
        "document": "LB-2007-0012-1",
    },
    response_model=GroupChanged,
)
async def join_joint_group(
    group_id: Id, call: Caller, database: Db, request: Request, command: JoinGroup
) -> GroupChanged:
    """A participant joins a group."""
    return await join_group(database, call, rule_book(request), group_id, command)


@router.verb(
    "POST",
    "/v1/joint-groups/{group_id}/leaving",
    permission=permissions.CHANGE_GROUPS,
    summary="A participant leaves a group",
    description="Refused while the group is blocked or any member's loan or application is open.",
    refusals=[*_CHANGE, errors.GroupStillLiable, errors.NotAMember],
    body_example={"applicant_id": _PEOPLE[2], "left_on": "2008-10-06"},
    response_model=GroupChanged,
)
async def leave_joint_group(
    group_id: Id, call: Caller, database: Db, request: Request, command: LeaveGroup
) -> GroupChanged:
    """A participant leaves a group."""
    return await leave_group(database, call, rule_book(request), group_id, command)


@router.verb(
    "POST",
    "/v1/joint-groups/{group_id}/dissolution",
    permission=permissions.CHANGE_GROUPS,
    summary="A group dissolves",
    description="Refused while the group is blocked or any member's loan or application is open.",
    refusals=[*_CHANGE, errors.GroupStillLiable],
    body_example={"dissolved_on": "2008-12-01"},
    response_model=GroupChanged,
)
async def dissolve_joint_group(
    group_id: Id, call: Caller, database: Db, request: Request, command: DissolveGroup
) -> GroupChanged:
    """A group dissolves."""
    return await dissolve_group(database, call, rule_book(request), group_id, command)


@router.verb(
    "POST",
    "/v1/joint-group-assessments",
    permission=permissions.ASSESS_GROUPS,
    summary="Block and unblock joint groups as of a day",
    description="A group with a member more than 30 days late is blocked, one whose members have paid is unblocked. "
    "The assessment of arrears does the same, and a recorded repayment unblocks at once.",
    refusals=DATES,
    body_example={"as_of": "2007-11-30"},
    response_model=GroupsAssessed,
)
async def assess_joint_groups(call: Caller, database: Db, request: Request, command: AssessGroups) -> GroupsAssessed:
    """Block and unblock joint groups as of a day."""
    return await assess_groups(database, call, rule_book(request), command)


@router.verb(
    "GET",
    "/v1/joint-groups",
    permission=permissions.READ_GROUPS,
    summary="List joint guarantee groups",
    description="A case worker sees those of their area. The oldest first.",
    response_model=GroupList,
)
async def list_joint_groups(
    call: Caller,
    database: Db,
    page: Paging,
    applicant_id: Annotated[str | None, Query(max_length=36, description="Groups that this participant is in.")] = None,
) -> GroupList:
    """List joint guarantee groups."""
    table = joint_group
    query = select(table).where(visible(table, call.actor)).order_by(table.c.id).limit(page.limit + 1)
    if page.after is not None:
        query = query.where(table.c.id > page.after)
    if applicant_id is not None:
        of_person = (group_member.c.applicant_id == applicant_id) & group_member.c.left_on.is_(None)
        query = query.where(table.c.id.in_(select(group_member.c.group_id).where(of_person)))
    async with database.reading(call) as tx:
        rows = await tx.all(query)
        current = select(group_member).where(
            one_of(group_member.c.group_id, [row["id"] for row in rows]), group_member.c.left_on.is_(None)
        )
        members: dict[str, list[str]] = {}
        for member in await tx.all(current.order_by(group_member.c.applicant_id)):
            members.setdefault(member["group_id"], []).append(member["applicant_id"])
    items = [_shown(row, members.get(row["id"], [])) for row in rows[: page.limit]]
    return GroupList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))


@router.verb(
    "GET",
    "/v1/joint-groups/{group_id}",
    permission=permissions.READ_GROUPS,
    summary="A joint guarantee group",
    description="With every membership, and every loan and application that it secures or did.",
    refusals=[NotFound],
    response_model=GroupDetail,
)
async def show_joint_group(group_id: Id, call: Caller, database: Db) -> GroupDetail:
    """A joint guarantee group."""
    async with database.reading(call) as tx:
        row = await tx.one(select(joint_group).where(joint_group.c.id == group_id, visible(joint_group, call.actor)))
        if row is None:
            raise NotFound(where="group_id", noun="joint guarantee group")
        of_group = select(group_member).where(group_member.c.group_id == group_id)
        memberships = await tx.all(of_group.order_by(group_member.c.joined_on, group_member.c.id))
        bound = bound_security
        liabilities = await tx.all(
            select(bound).where(bound.c.group_id == group_id).order_by(bound.c.application_id, bound.c.number)
        )
    current = sorted(item["applicant_id"] for item in memberships if item["left_on"] is None)
    return GroupDetail(
        **_shown(row, current).model_dump(),
        memberships=[MembershipShown.model_validate(dict(item)) for item in memberships],
        liabilities=[
            LiabilityShown.model_validate({**item, "amount": text_of(item["amount"])}) for item in liabilities
        ],
    )


def _shown(row: RowMapping, members: list[str]) -> GroupShown:
    return GroupShown.model_validate({**row, "members": members, "state": group_of(row, []).state})
