"""Guarantors: registered once, their promises, their relations."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.money import Money
from kit.private import PrivateData, mask
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound
from pydantic import BaseModel
from sqlalchemy import RowMapping, or_, select

from credit.api import permissions
from credit.api.as_of import rule_book
from credit.api.private import private_data
from credit.api.refusals import DATES
from credit.domain.errors import guarantors as errors
from credit.domain.errors.loans import RecordedMeanwhile
from credit.domain.errors.rules import DateInFuture
from credit.domain.guarantors import Employer, Relation
from credit.fields import MoneyText, text_of
from credit.store.guarantors import IDENTITY, NAME, guarantor_of, promised_by
from credit.store.scope import visible
from credit.store.tables.securities import bound_security, guarantor, guarantor_relation
from credit.use_cases.register_guarantor import GuarantorTaken, RegisterGuarantor, register_guarantor
from credit.use_cases.relate_guarantor import (
    EndRelation,
    GuarantorRelated,
    RelateGuarantor,
    RelationEnded,
    end_relation,
    relate_guarantor,
)
from credit.use_cases.reveal_guarantor import GuarantorRevealed, RevealGuarantor, reveal_guarantor
from credit.use_cases.update_guarantor import GuarantorUpdated, UpdateGuarantor, update_guarantor

router = Routes(tags=["guarantors"])

_REGISTRATION: dict[str, Any] = {
    "name": "李建国",
    "identity_number": "500381196803150011",
    "area": "500116103",
    "employer": "public_employee",
    "employer_name": "江津中学",
    "annual_income": "24000.00",
    "insured_months": 96,
    "retires_on": "2028-03-15",
    "registered_on": "2007-09-01",
}


class GuarantorShown(BaseModel):
    """A guarantor; name and number masked. `promised`: for open applications and loans, of `capacity` today; yuan."""

    id: str
    area: str
    name: str
    identity_number: str
    applicant_id: str | None
    employer: Employer
    employer_name: str
    annual_income: MoneyText
    insured_months: int
    retires_on: date
    facts_on: date
    registered_on: date
    promised: MoneyText
    capacity: MoneyText
    version: int


class GuarantorList(BaseModel):
    """A page of guarantors, oldest first."""

    items: list[GuarantorShown]
    next: str | None


class PromiseShown(BaseModel):
    """What is or was promised for an application."""

    application_id: str
    number: int
    borrower_id: str
    amount: MoneyText
    bound_on: date
    freed_on: date | None


class RelationShown(BaseModel):
    """A relation, whichever of the two it was recorded for; the other is a guarantor or an applicant."""

    id: str
    guarantor_id: str
    other_guarantor_id: str | None
    other_applicant_id: str | None
    relation: Relation
    since_on: date
    ended_on: date | None


class GuarantorDetail(GuarantorShown):
    """A guarantor with all promises and relations."""

    promises: list[PromiseShown]
    relations: list[RelationShown]


@router.verb(
    "POST",
    "/v1/guarantors",
    permission=permissions.REGISTER_GUARANTOR,
    status=201,
    summary="Register a guarantor",
    description="A person is registered once; name and identity number are encrypted at rest. `applicant_id` when the "
    "guarantor takes part in the programme too: then nobody may guarantee in a circle through them.",
    refusals=[
        NotFound,
        errors.IdentityNumberInvalid,
        errors.GuarantorRegisteredAlready,
        errors.ParticipantGuaranteesAlready,
        errors.GuarantorTooYoung,
        RecordedMeanwhile,
        *DATES,
    ],
    body_example=_REGISTRATION,
    response_model=GuarantorTaken,
)
async def register_loan_guarantor(
    call: Caller, database: Db, request: Request, command: RegisterGuarantor
) -> GuarantorTaken:
    """Register a guarantor."""
    return await register_guarantor(database, call, rule_book(request), private_data(request), command)


@router.verb(
    "PATCH",
    "/v1/guarantors/{guarantor_id}",
    permission=permissions.REGISTER_GUARANTOR,
    summary="Bring a guarantor's facts up to date",
    description="Income, insurance, employment, and whether the person takes part in the programme. Answers what it "
    "means for open promises: more than the capacity, or a circle. These are judged again at the next commitment.",
    refusals=[NotFound, DatesOutOfOrder, errors.ParticipantGuaranteesAlready, RecordedMeanwhile, *DATES],
    body_example={"facts_on": "2008-03-01", "annual_income": "26000.00", "insured_months": 102},
    response_model=GuarantorUpdated,
)
async def update_loan_guarantor(
    guarantor_id: Id, call: Caller, database: Db, request: Request, command: UpdateGuarantor
) -> GuarantorUpdated:
    """Bring a guarantor's facts up to date."""
    return await update_guarantor(database, call, rule_book(request), guarantor_id, command)


@router.verb(
    "POST",
    "/v1/guarantors/{guarantor_id}/relations",
    permission=permissions.REGISTER_GUARANTOR,
    status=201,
    summary="Record a spouse or business partner",
    description="Neither may guarantee for the other from then on. Open guarantees between the two are answered.",
    refusals=[
        NotFound,
        errors.GuarantorUnknown,
        errors.RelationAlreadyRecorded,
        errors.RelationToOneself,
        DateInFuture,
    ],
    body_example={
        "relation": "spouse",
        "other_applicant_id": "0198c1de-0000-7000-8000-000000000002",
        "since_on": "2001-05-01",
    },
    response_model=GuarantorRelated,
)
async def relate_loan_guarantor(
    guarantor_id: Id, call: Caller, database: Db, command: RelateGuarantor
) -> GuarantorRelated:
    """Record a spouse or business partner."""
    return await relate_guarantor(database, call, guarantor_id, command)


@router.verb(
    "POST",
    "/v1/guarantors/{guarantor_id}/relations/{relation_id}/end",
    permission=permissions.REGISTER_GUARANTOR,
    summary="A relation has ended",
    description="From that day the two may guarantee for each other again.",
    refusals=[NotFound, IllegalTransition, DatesOutOfOrder, *DATES],
    body_example={"ended_on": "2008-06-30"},
    response_model=RelationEnded,
)
async def end_guarantor_relation(
    guarantor_id: Id, relation_id: Id, call: Caller, database: Db, request: Request, command: EndRelation
) -> RelationEnded:
    """A relation has ended."""
    return await end_relation(database, call, rule_book(request), guarantor_id, relation_id, command)


@router.verb(
    "POST",
    "/v1/guarantors/{guarantor_id}/reveal",
    permission=permissions.REVEAL_GUARANTOR,
    summary="Read a guarantor's name and identity number in clear",
    description="Each reading is kept in the audit log with its reason; the answer itself is not stored, so a "
    "repeated request reads, and is logged, again.",
    refusals=[NotFound],
    body_example={"reason": "The guarantee contract is drawn up"},
    response_model=GuarantorRevealed,
)
async def reveal_one_guarantor(
    guarantor_id: Id, call: Caller, database: Db, request: Request, command: RevealGuarantor
) -> GuarantorRevealed:
    """Reveal. Without a key nothing is remembered: clear numbers are never stored."""
    call.idempotency_key = None
    return await reveal_guarantor(database, call, private_data(request), guarantor_id, command)


@router.verb(
    "GET",
    "/v1/guarantors",
    permission=permissions.READ_GUARANTORS,
    summary="List guarantors",
    description="A case worker sees those of their area. The oldest first; name and number masked.",
    response_model=GuarantorList,
)
async def list_guarantors(
    call: Caller,
    database: Db,
    request: Request,
    page: Paging,
    applicant_id: Annotated[str | None, Query(max_length=36)] = None,
) -> GuarantorList:
    """List guarantors."""
    query = select(guarantor).where(visible(guarantor, call.actor)).order_by(guarantor.c.id).limit(page.limit + 1)
    if page.after is not None:
        query = query.where(guarantor.c.id > page.after)
    if applicant_id is not None:
        query = query.where(guarantor.c.applicant_id == applicant_id)
    async with database.reading(call) as tx:
        rows = await tx.all(query)
        promised = await promised_by(tx, [row["id"] for row in rows])
    rules = rule_book(request).on(tx.today)
    private = private_data(request)
    items = [
        GuarantorShown(
            **_shown(row, private),
            promised=str(promised.get(row["id"], Money.zero())),
            capacity=str(guarantor_of(row).capacity(rules)),
        )
        for row in rows[: page.limit]
    ]
    return GuarantorList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))


@router.verb(
    "GET",
    "/v1/guarantors/{guarantor_id}",
    permission=permissions.READ_GUARANTORS,
    summary="A guarantor",
    description="With every promise, open and freed, and every relation.",
    refusals=[NotFound],
    response_model=GuarantorDetail,
)
async def show_guarantor(guarantor_id: Id, call: Caller, database: Db, request: Request) -> GuarantorDetail:
    """A guarantor."""
    async with database.reading(call) as tx:
        row = await tx.one(select(guarantor).where(guarantor.c.id == guarantor_id, visible(guarantor, call.actor)))
        if row is None:
            raise NotFound(where="guarantor_id", noun="guarantor")
        bound = bound_security
        query = select(bound).where(bound.c.guarantor_id == guarantor_id)
        promises = await tx.all(query.order_by(bound.c.application_id, bound.c.number))
        own, other = guarantor_relation.c.guarantor_id, guarantor_relation.c.other_guarantor_id
        related = [own == guarantor_id, other == guarantor_id]
        if row["applicant_id"] is not None:
            related.append(guarantor_relation.c.other_applicant_id == row["applicant_id"])
        relations = await tx.all(select(guarantor_relation).where(or_(*related)).order_by(guarantor_relation.c.id))
    open_sum = Money.sum(Money(item["amount"]) for item in promises if item["freed_on"] is None)
    return GuarantorDetail(
        **_shown(row, private_data(request)),
        promised=text_of(open_sum),
        capacity=str(guarantor_of(row).capacity(rule_book(request).on(tx.today))),
        promises=[PromiseShown.model_validate({**item, "amount": text_of(item["amount"])}) for item in promises],
        relations=[RelationShown.model_validate(dict(item)) for item in relations],
    )


def _shown(row: RowMapping, private: PrivateData) -> dict[str, Any]:
    name = private.decrypt(row["name_encrypted"], NAME)
    names = ("id", "area", "applicant_id", "employer", "employer_name", "insured_months", "retires_on", "facts_on")
    return {
        **{key: row[key] for key in (*names, "registered_on", "version")},
        "name": name[0] + "*" * (len(name) - 1),
        "identity_number": mask(private.decrypt(row["identity_encrypted"], IDENTITY)),
        "annual_income": text_of(row["annual_income"]),
    }
