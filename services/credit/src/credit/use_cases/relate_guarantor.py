"""Record who is a guarantor's spouse or business partner, and when that ended."""

from typing import Self

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.refusal import IllegalTransition, NotFound
from pydantic import BaseModel, model_validator
from sqlalchemy import and_, exists, or_, select

from credit.domain.errors.guarantors import GuarantorUnknown, RelationAlreadyRecorded, RelationToOneself
from credit.domain.errors.rules import DateInFuture
from credit.domain.guarantors import RegisteredGuarantor, Relation
from credit.domain.rules import check_order
from credit.fields import Day, Input
from credit.policy import RuleBook
from credit.store.guarantors import edges_at, lock_visible_guarantor
from credit.store.tables.people import applicant
from credit.store.tables.securities import guarantor, guarantor_relation

MOST_EDGES = 1_000


class RelateGuarantor(Input):
    """The other person is either a guarantor or an applicant."""

    relation: Relation
    other_guarantor_id: Id | None = None
    other_applicant_id: Id | None = None
    since_on: Day

    @model_validator(mode="after")
    def _one_other(self) -> Self:
        if (self.other_guarantor_id is None) == (self.other_applicant_id is None):
            raise ValueError("name the other person as guarantor or as applicant, one of the two")
        return self


class GuarantorRelated(BaseModel):
    """The relation, and the open applications on which one of the two guarantees the other: to be looked at."""

    id: str
    affected_applications: list[str]


class EndRelation(Input):
    """The day on which it ended."""

    ended_on: Day


class RelationEnded(BaseModel):
    """The relation."""

    id: str
    ended_on: str


@use_case("credit.guarantor.relate")
async def relate_guarantor(tx: Transaction, guarantor_id: str, command: RelateGuarantor) -> GuarantorRelated:
    """It holds in both directions. Open guarantees between the two do not prevent it; they are answered."""
    person, _ = await lock_visible_guarantor(tx, guarantor_id)
    if command.since_on > tx.today:
        raise DateInFuture(where="since_on", day=command.since_on)
    other = await _other_person(tx, person, command)
    if await _known(tx, guarantor_id, command):
        raise RelationAlreadyRecorded(where="relation")
    found = new_id()
    tx.insert(
        guarantor_relation,
        {
            "id": found,
            "guarantor_id": guarantor_id,
            "other_guarantor_id": command.other_guarantor_id,
            "other_applicant_id": command.other_applicant_id,
            "relation": command.relation.value,
            "since_on": command.since_on,
            "ended_on": None,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.about(guarantor_id, relation=command.relation.value)
    pair = {person.applicant_id or person.id, other}
    edges = [edge for edge in await edges_at(tx, pair, MOST_EDGES) if {edge.guarantor, edge.borrower} == pair]
    return GuarantorRelated(id=found, affected_applications=sorted({edge.application_id for edge in edges}))


@use_case("credit.guarantor.end_relation")
async def end_relation(
    tx: Transaction, book: RuleBook, guarantor_id: str, relation_id: str, command: EndRelation
) -> RelationEnded:
    """A divorce, a partnership dissolved: from that day the rule no longer holds between the two."""
    await lock_visible_guarantor(tx, guarantor_id)
    rules = book.on(command.ended_on)
    rules.check_day(command.ended_on, today=tx.today, where="ended_on")
    row = await tx.lock_one(
        select(guarantor_relation).where(
            guarantor_relation.c.id == relation_id, guarantor_relation.c.guarantor_id == guarantor_id
        )
    )
    if row is None:
        raise NotFound(where="relation_id", noun="relation")
    if row["ended_on"] is not None:
        raise IllegalTransition(noun="relation", state="ended", verb="ended")
    check_order(row["since_on"], command.ended_on, names=("since_on", "ended_on"))
    ended = guarantor_relation.update().where(guarantor_relation.c.id == relation_id)
    await tx.execute(ended.values(ended_on=command.ended_on))
    tx.about(guarantor_id, relation_id=relation_id)
    return RelationEnded(id=relation_id, ended_on=command.ended_on.isoformat())


async def _other_person(tx: Transaction, person: RegisteredGuarantor, command: RelateGuarantor) -> str:
    """The other's id in the guarantee graph. Raises GuarantorUnknown, NotFound, RelationToOneself."""
    if command.other_guarantor_id is not None:
        row = await tx.one(select(guarantor).where(guarantor.c.id == command.other_guarantor_id))
        if row is None:
            raise GuarantorUnknown(where="other_guarantor_id")
        other = str(row["applicant_id"] or row["id"])
    else:
        other = str(command.other_applicant_id)
        if not await tx.value(select(exists().where(applicant.c.applicant_id == other))):
            raise NotFound(where="other_applicant_id", noun="applicant")
    if other in (person.id, person.applicant_id):
        raise RelationToOneself(where="relation")
    return other


async def _known(tx: Transaction, guarantor_id: str, command: RelateGuarantor) -> bool:
    """Whether the same is recorded and not ended, for this guarantor or the other way round."""
    relation = guarantor_relation
    same = and_(
        relation.c.guarantor_id == guarantor_id,
        or_(
            relation.c.other_guarantor_id == command.other_guarantor_id,
            relation.c.other_applicant_id == command.other_applicant_id,
        ),
    )
    turned = and_(relation.c.guarantor_id == command.other_guarantor_id, relation.c.other_guarantor_id == guarantor_id)
    query = exists().where(
        relation.c.relation == command.relation.value, relation.c.ended_on.is_(None), or_(same, turned)
    )
    return bool(await tx.value(select(query)))
