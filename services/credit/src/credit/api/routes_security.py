"""What secures one application: its documents, further counter-guarantees, and the guarantees around it."""

from datetime import date
from typing import Annotated, Any

from fastapi import Path, Query, Request
from kit.http import Caller, Db, Id, Routes
from kit.refusal import DatesOutOfOrder, IllegalTransition, NotFound, SamePerson
from pydantic import BaseModel
from sqlalchemy import select

from credit.api import permissions
from credit.api.as_of import rule_book
from credit.api.refusals import DATES, SECURITY
from credit.domain.errors.securities import CounterGuaranteeIncomplete, DocumentsMissing
from credit.domain.guarantee_graph import Edge
from credit.fields import MoneyText, text_of
from credit.store.guarantors import edges_at
from credit.store.scope import visible
from credit.store.securities import evidence_of
from credit.store.tables.applications import counter_guarantee, loan_application
from credit.store.tables.securities import bound_security, evidence_step
from credit.use_cases.check_evidence import (
    AddCounterGuarantees,
    CounterGuaranteesAdded,
    EvidenceNoted,
    JudgeDocuments,
    NoteDocuments,
    add_counter_guarantees,
    judge_documents,
    note_documents,
)

router = Routes(tags=["loan applications"])

MOST_EDGES = 1_000
_BOUND = ("guarantor_id", "group_id", "asset_reference", "bound_on", "freed_on")
Number = Annotated[int, Path(ge=1, le=100, description="Number of the counter-guarantee in its application.")]

_MORE: dict[str, Any] = {
    "items": [
        {
            "kind": "property_mortgage",
            "value": "30000.00",
            "description": "Flat of 60 m² in the old town",
            "asset_reference": "房权证津字第01234号",
        }
    ],
    "added_on": "2007-09-06",
}


class EvidenceStepShown(BaseModel):
    """Documents were seen, verified or rejected."""

    status: str
    documents: list[str]
    noted_on: date
    noted_by: str
    note: str


class SecurityShown(BaseModel):
    """A counter-guarantee; `counted` after the haircut. What it binds is bound from `bound_on` to `freed_on`."""

    number: int
    kind: str
    value: MoneyText
    counted: MoneyText
    description: str
    evidence: str
    status: str
    required_documents: list[str]
    steps: list[EvidenceStepShown]
    guarantor_id: str | None
    group_id: str | None
    asset_reference: str | None
    bound_on: date | None
    freed_on: date | None


class SecurityList(BaseModel):
    """What secures an application, by number; there are never many."""

    application_id: str
    items: list[SecurityShown]


class EdgeShown(BaseModel):
    """`guarantor_id` answers for `borrower_id`: an applicant's id, or a guarantor's who is no applicant."""

    guarantor_id: str
    borrower_id: str
    application_id: str
    amount: MoneyText


class GraphShown(BaseModel):
    """The open guarantees around an application; `complete` unless there are more steps or edges than asked for."""

    application_id: str
    borrower_id: str
    edges: list[EdgeShown]
    complete: bool


@router.verb(
    "POST",
    "/v1/loan-applications/{application_id}/counter-guarantees",
    permission=permissions.ADD_COUNTER_GUARANTEES,
    status=201,
    summary="Add counter-guarantees",
    description="While the fund has not committed itself: for instance when documents were rejected. All of them are "
    "judged together as of the day.",
    refusals=[NotFound, IllegalTransition, DatesOutOfOrder, CounterGuaranteeIncomplete, *SECURITY, *DATES],
    body_example=_MORE,
    response_model=CounterGuaranteesAdded,
)
async def add_loan_counter_guarantees(
    application_id: Id, call: Caller, database: Db, request: Request, command: AddCounterGuarantees
) -> CounterGuaranteesAdded:
    """Add counter-guarantees."""
    return await add_counter_guarantees(database, call, rule_book(request), application_id, command)


@router.verb(
    "POST",
    "/v1/loan-applications/{application_id}/counter-guarantees/{number}/evidence",
    permission=permissions.NOTE_DOCUMENTS,
    summary="Documents were seen",
    description="From `missing` to `seen`: every document that the kind requires must have been seen as original.",
    refusals=[NotFound, IllegalTransition, DatesOutOfOrder, DocumentsMissing, *DATES],
    body_example={"documents": ["title_certificate", "valuation_report", "mortgage_contract"], "seen_on": "2007-09-06"},
    response_model=EvidenceNoted,
)
async def note_counter_guarantee_documents(
    application_id: Id, number: Number, call: Caller, database: Db, request: Request, command: NoteDocuments
) -> EvidenceNoted:
    """Documents were seen."""
    return await note_documents(database, call, rule_book(request), application_id, number, command)


@router.verb(
    "POST",
    "/v1/loan-applications/{application_id}/counter-guarantees/{number}/verification",
    permission=permissions.JUDGE_DOCUMENTS,
    summary="Documents are verified or rejected",
    description="From `seen` to `verified` or `rejected`, by another person than who saw them. Only what is verified "
    "counts at commitment; what is rejected binds nobody any more.",
    refusals=[NotFound, IllegalTransition, DatesOutOfOrder, SamePerson, *DATES],
    body_example={"verified": True, "checked_on": "2007-09-07", "note": "Checked with the land registry."},
    response_model=EvidenceNoted,
)
async def judge_counter_guarantee_documents(
    application_id: Id, number: Number, call: Caller, database: Db, request: Request, command: JudgeDocuments
) -> EvidenceNoted:
    """Documents are verified or rejected."""
    return await judge_documents(database, call, rule_book(request), application_id, number, command)


@router.verb(
    "GET",
    "/v1/loan-applications/{application_id}/counter-guarantees",
    permission=permissions.READ_CASES,
    summary="What secures an application",
    description="Each with the documents that its kind requires, who saw and who verified them, and what it binds.",
    refusals=[NotFound],
    response_model=SecurityList,
)
async def list_counter_guarantees(application_id: Id, call: Caller, database: Db, request: Request) -> SecurityList:
    """What secures an application."""
    table, item, bound, step = loan_application, counter_guarantee, bound_security, evidence_step
    async with database.reading(call) as tx:
        row = await tx.one(select(table).where(table.c.id == application_id, visible(table, call.actor)))
        if row is None:
            raise NotFound(where="application_id", noun="loan application")
        same = (bound.c.application_id == item.c.application_id) & (bound.c.number == item.c.number)
        found = await tx.all(
            select(*item.c, evidence_of(item.c).label("status"), *(bound.c[name] for name in _BOUND))
            .outerjoin(bound, same)
            .where(item.c.application_id == application_id)
            .order_by(item.c.number)
        )
        of_application = select(step).where(step.c.application_id == application_id)
        steps = await tx.all(of_application.order_by(step.c.recorded_at, step.c.id))
    required = rule_book(request).on(row["applied_on"]).counter_guarantee_documents
    return SecurityList(
        application_id=application_id,
        items=[
            SecurityShown.model_validate(
                {
                    **one,
                    "value": text_of(one["value"]),
                    "counted": text_of(one["counted"]),
                    "required_documents": list(required[one["kind"]].value),
                    "steps": [dict(each) for each in steps if each["number"] == one["number"]],
                }
            )
            for one in found
        ],
    )


@router.verb(
    "GET",
    "/v1/loan-applications/{application_id}/guarantee-graph",
    permission=permissions.READ_GRAPH,
    summary="The guarantees around an application",
    description="Who guarantees the borrower, whom the borrower guarantees, and so on up to `steps` away, over open "
    "applications and loans. Joint groups are no part of it.",
    refusals=[NotFound],
    response_model=GraphShown,
)
async def show_guarantee_graph(
    application_id: Id, call: Caller, database: Db, steps: Annotated[int, Query(ge=1, le=10)] = 3
) -> GraphShown:
    """The guarantees around an application."""
    table = loan_application
    async with database.reading(call) as tx:
        row = await tx.one(select(table).where(table.c.id == application_id, visible(table, call.actor)))
        if row is None:
            raise NotFound(where="application_id", noun="loan application")
        found: dict[Edge, None] = {}
        known, border = {row["applicant_id"]}, {row["applicant_id"]}
        complete = True
        for _ in range(steps):
            edges = await edges_at(tx, border, MOST_EDGES)
            complete = complete and len(edges) < MOST_EDGES
            found |= dict.fromkeys(edges)
            border = {person for edge in edges for person in (edge.guarantor, edge.borrower)} - known
            known |= border
            if not border:
                break
        beyond = await edges_at(tx, border, MOST_EDGES) if border else []
    return GraphShown(
        application_id=application_id,
        borrower_id=row["applicant_id"],
        edges=[
            EdgeShown(
                guarantor_id=edge.guarantor,
                borrower_id=edge.borrower,
                application_id=edge.application_id,
                amount=str(edge.amount),
            )
            for edge in found
        ],
        complete=complete and all(edge in found for edge in beyond),
    )
