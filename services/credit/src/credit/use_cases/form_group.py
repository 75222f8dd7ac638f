"""Participants of different households form a group whose members answer for each other."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.refusal import NotFound
from pydantic import BaseModel, Field

from credit.domain.counter_guarantees import Member
from credit.domain.errors.joint_groups import AgreementNumberTaken, InAnotherGroup
from credit.domain.joint_groups import JointGroup
from credit.events.published import published
from credit.fields import Day, Input, Reference
from credit.policy import RuleBook
from credit.store.joint_groups import insert_members, people_known, progress_of
from credit.store.tables.securities import joint_group
from credit.use_cases.register_guarantor import Area
from credit.use_cases.securities_given import MemberGiven


class FormGroup(Input):
    """The agreement and who signed it."""

    agreement_number: Reference
    area: Area
    members: Annotated[list[MemberGiven], Field(min_length=1, max_length=10)]
    formed_on: Day


class GroupTaken(BaseModel):
    """The group."""

    id: str
    version: int


@use_case(
    "credit.joint_group.form",
    conflicts={
        "uq_joint_group_agreement_number": lambda: AgreementNumberTaken(where="agreement_number"),
        "uq_group_member_open": lambda: InAnotherGroup(where="members"),
    },
)
async def form_group(tx: Transaction, book: RuleBook, command: FormGroup) -> GroupTaken:
    """Three to five accepted participants, none of them in another open group."""
    rules = book.on(command.formed_on)
    rules.check_day(command.formed_on, today=tx.today, where="formed_on")
    if not tx.call.actor.within_area(command.area):
        raise NotFound(where="area", noun="area")
    members = [Member(given.applicant_id, given.household) for given in command.members]
    group = JointGroup(
        id=new_id(),
        area=command.area,
        agreement_number=command.agreement_number,
        formed_on=command.formed_on,
        members=members,
        last_changed_on=command.formed_on,
    )
    event = group.form(await people_known(tx, group.ids, command.formed_on), rules)
    tx.insert(
        joint_group,
        {
            "id": group.id,
            "area": group.area,
            "agreement_number": group.agreement_number,
            "formed_on": group.formed_on,
            **progress_of(group),
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
            "version": 1,
        },
    )
    insert_members(tx, group.id, members, command.formed_on, command.agreement_number)
    tx.emit(*published(event))
    tx.about(group.id, members=len(members))
    return GroupTaken(id=group.id, version=1)
