"""Claims as they are read: lists, the desk by waiting time, one claim with its whole history and who bore what."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.money import Money
from kit.problem import HeaderInvalid
from kit.refusal import NotFound
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping, Select, or_, select

from credit.api import permissions
from credit.api.as_of import AsOf, rule_book, rules_as_of
from credit.application_views import DecisionShown
from credit.domain.claims import NEXT, ClaimState
from credit.domain.errors.rules import DateInFuture, NoRulesYet, TooFarBack
from credit.domain.recoveries import Recovery, statement
from credit.fields import MoneyText, text_of
from credit.store.claims import loss_of, steps_of
from credit.store.recoveries import call_of, recovery_of
from credit.store.scope import visible
from credit.store.tables.claims import (
    claim,
    claim_document,
    claim_payment,
    counter_guarantee_call,
    recovery,
)

router = Routes(tags=["claims"])


class ClaimShown(BaseModel):
    """A claim in a list; ``paid`` and ``loss`` from the payment on."""

    id: str
    loan_id: str
    applicant_id: str
    fund_id: str
    bank_id: str
    area: str
    reference: str
    state: str
    claimed: MoneyText
    approved: MoneyText
    paid: MoneyText | None
    loss: MoneyText | None
    lodged_on: date
    paid_on: date | None
    ended_on: date | None
    version: int


class ClaimList(BaseModel):
    """A page of claims."""

    items: list[ClaimShown]
    next: str | None


class WaitingClaim(ClaimShown):
    """A claim that waits for someone."""

    waiting_since: date
    waiting_days: int
    next_step: str = Field(description="Who or what it waits for.")
    decide_by: date
    overdue: bool = Field(description="The institution's time to decide is over.")


class ClaimDesk(BaseModel):
    """Claims that wait, the longest waiting first."""

    as_of: date
    items: list[WaitingClaim]
    next: str | None


class ClaimDocumentShown(BaseModel):
    """A paper of the claim."""

    kind: str
    reference: str
    dated_on: date | None
    sha256: str | None
    added_on: date


class ClaimStepShown(DecisionShown):
    """A step with its amount and deadline, if it has them."""

    amount: MoneyText | None
    due_on: date | None


class CallState(BaseModel):
    """A called counter-guarantee as of a day, and what is still asked for."""

    id: str
    number: int
    kind: str
    amount: MoneyText
    paid: MoneyText
    left: MoneyText
    addressee: str
    liable: list[str]
    letter_reference: str
    letter_on: date
    due_on: date
    overdue: bool


class RecoveryShown(BaseModel):
    """Money recovered and how it was shared; negative for a reversal."""

    id: str
    reference: str
    source: str
    amount: MoneyText
    costs: MoneyText
    to_fund: MoneyText
    to_bank: MoneyText
    received_on: date
    booked_on: date
    call_id: str | None
    payer_id: str | None
    reverses: str | None
    note: str


class StatementShown(BaseModel):
    """Who bore the loss: borrower, counter-guarantors, fund and bank add up to it."""

    loss: MoneyText = Field(description="Principal owed when the claim was paid.")
    borrower: MoneyText
    counter_guarantors: MoneyText
    fund: MoneyText
    bank: MoneyText
    written_off: MoneyText = Field(description="Of the fund's part: given up.")
    receivable: MoneyText = Field(description="Of the fund's part: still sought.")
    costs: MoneyText
    days_to_payment: int


class ClaimDetail(ClaimShown):
    """A claim with everything that was done."""

    application_id: str
    days_past_due: int = Field(description="On the day it was lodged.")
    principal_owed: MoneyText = Field(description="On the day it was lodged.")
    answer_by: date | None
    documents: list[ClaimDocumentShown]
    steps: list[ClaimStepShown]
    calls: list[CallState]
    recoveries: list[RecoveryShown]
    statement: StatementShown | None = Field(description="From the payment on.")


_WITH_PAYMENT = select(
    *claim.c, claim_payment.c.amount.label("paid"), claim_payment.c.loss, claim_payment.c.paid_on
).outerjoin(claim_payment, claim_payment.c.claim_id == claim.c.id)

OneBank = Annotated[str | None, Query(max_length=36)]


@router.verb(
    "GET",
    "/v1/guarantee-claims",
    permission=permissions.READ_CASES,
    summary="List claims",
    description="A bank sees its own, a case worker those of their area. The oldest first.",
    response_model=ClaimList,
)
async def list_claims(
    call: Caller,
    database: Db,
    page: Paging,
    state: ClaimState | None = None,
    bank_id: OneBank = None,
    loan_id: Annotated[str | None, Query(max_length=36)] = None,
    applicant_id: Annotated[str | None, Query(max_length=36)] = None,
) -> ClaimList:
    """List claims."""
    query = _WITH_PAYMENT.where(visible(claim, call.actor)).order_by(claim.c.id).limit(page.limit + 1)
    wanted = {"state": state and state.value, "bank_id": bank_id, "loan_id": loan_id, "applicant_id": applicant_id}
    query = query.where(*(claim.c[name] == value for name, value in wanted.items() if value is not None))
    if page.after is not None:
        query = query.where(claim.c.id > page.after)
    async with database.reading(call) as tx:
        rows = await tx.all(query)
    items = [ClaimShown(**_summary(row)) for row in rows[: page.limit]]
    return ClaimList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))


@router.verb(
    "GET",
    "/v1/claim-desk",
    permission=permissions.READ_CLAIM_DESK,
    summary="Claims that wait",
    description="Open claims, the longest waiting first, with what each waits for and by when it is to be decided.",
    refusals=[DateInFuture, TooFarBack, NoRulesYet],
    response_model=ClaimDesk,
)
async def show_claim_desk(
    call: Caller, database: Db, request: Request, page: Paging, as_of: AsOf = None, bank_id: OneBank = None
) -> ClaimDesk:
    """Claims that wait."""
    async with database.reading(call) as tx:
        rules = rules_as_of(tx, rule_book(request), as_of)
        rows = await tx.all(_waiting(page.after, bank_id, page.limit + 1))
    items = [_waits(row, rules.on, rules.claim_decision_days_max.value) for row in rows[: page.limit]]
    last = f"{items[-1].waiting_since}/{items[-1].id}" if len(rows) > page.limit else None
    return ClaimDesk(as_of=rules.on, items=items, next=next_cursor(last))


@router.verb(
    "GET",
    "/v1/guarantee-claims/{claim_id}",
    permission=permissions.READ_CASES,
    summary="A claim",
    description=(
        "With its documents, every step with verdicts and policy version, what was called and recovered, and who "
        "bore the loss."
    ),
    refusals=[NotFound, DateInFuture, TooFarBack, NoRulesYet],
    response_model=ClaimDetail,
)
async def show_claim(claim_id: Id, call: Caller, database: Db, request: Request, as_of: AsOf = None) -> ClaimDetail:
    """A claim."""
    async with database.reading(call) as tx:
        day = rules_as_of(tx, rule_book(request), as_of).on
        row = await tx.one(_WITH_PAYMENT.where(claim.c.id == claim_id, visible(claim, call.actor)))
        if row is None:
            raise NotFound(where="claim_id", noun="claim")
        steps = await tx.all(steps_of(claim_id))
        papers = await tx.all(_of(claim_document, claim_id))
        calls = await tx.all(_of(counter_guarantee_call, claim_id))
        came_in = await tx.all(_of(recovery, claim_id))
        paid = await tx.one(select(claim_payment).where(claim_payment.c.claim_id == claim_id))
    recoveries = [recovery_of(item) for item in came_in]
    return ClaimDetail(
        **_summary(row),
        application_id=row["application_id"],
        days_past_due=row["days_past_due"],
        principal_owed=text_of(row["principal_owed"]),
        answer_by=row["answer_by"],
        documents=[ClaimDocumentShown(**{name: item[name] for name in _PAPER}) for item in papers],
        steps=[_step(item) for item in steps],
        calls=[_call(item, recoveries, day) for item in calls],
        recoveries=[_recovery(item) for item in came_in],
        statement=None if paid is None else _statement(row, paid, recoveries),
    )


_PAPER = ("kind", "reference", "dated_on", "sha256", "added_on")


def _of(table: Any, claim_id: str) -> Select[Any]:
    return select(table).where(table.c.claim_id == claim_id).order_by(table.c.id)


def _waiting(after: str | None, bank_id: str | None, limit: int) -> Select[Any]:
    query = _WITH_PAYMENT.where(claim.c.is_open).order_by(claim.c.waiting_since, claim.c.id).limit(limit)
    if bank_id is not None:
        query = query.where(claim.c.bank_id == bank_id)
    if after is None:
        return query
    since, _, last = after.partition("/")
    try:
        day = date.fromisoformat(since)
    except ValueError as error:
        raise HeaderInvalid(where="cursor", header="cursor", expected="Send `next` as it came.") from error
    return query.where(or_(claim.c.waiting_since > day, (claim.c.waiting_since == day) & (claim.c.id > last)))


def _waits(row: RowMapping, day: date, decision_days: int) -> WaitingClaim:
    state = ClaimState(row["state"])
    decide_by = row["lodged_on"] + timedelta(days=decision_days)
    return WaitingClaim(
        **_summary(row),
        waiting_since=row["waiting_since"],
        waiting_days=(day - row["waiting_since"]).days,
        next_step=NEXT[state],
        decide_by=decide_by,
        overdue=day > decide_by and state is not ClaimState.APPROVED,
    )


def _summary(row: RowMapping) -> dict[str, Any]:
    names = ("id", "loan_id", "applicant_id", "fund_id", "bank_id", "area", "reference", "state", "lodged_on")
    money = ("claimed", "approved", "paid", "loss")
    return {
        **{name: row[name] for name in (*names, "paid_on", "ended_on", "version")},
        **{name: None if row[name] is None else text_of(row[name]) for name in money},
    }


def _step(row: RowMapping) -> ClaimStepShown:
    names = ("step", "outcome", "taken_on", "taken_by", "opinion", "policy_version", "verdicts", "due_on")
    return ClaimStepShown(
        **{name: row[name] for name in names},
        recorded_at=row["recorded_at"].isoformat(),
        amount=None if row["amount"] is None else text_of(row["amount"]),
    )


def _call(row: RowMapping, recoveries: list[Recovery], day: date) -> CallState:
    found = call_of(row)
    paid = Money.sum(item.amount for item in recoveries if item.call_id == found.id)
    left = found.amount - paid
    return CallState(
        id=found.id,
        number=found.number,
        kind=found.kind,
        amount=str(found.amount),
        paid=str(paid),
        left=str(left),
        addressee=row["addressee"],
        liable=list(found.liable),
        letter_reference=found.letter_reference,
        letter_on=found.letter_on,
        due_on=found.due_on,
        overdue=bool(left) and day > found.due_on,
    )


def _recovery(row: RowMapping) -> RecoveryShown:
    names = ("id", "reference", "source", "received_on", "booked_on", "call_id", "payer_id", "reverses", "note")
    money = ("amount", "costs", "to_fund", "to_bank")
    return RecoveryShown(**{name: row[name] for name in names}, **{name: text_of(row[name]) for name in money})


def _statement(row: RowMapping, paid: RowMapping, recoveries: list[Recovery]) -> StatementShown:
    found = statement(loss_of(paid), recoveries, Money(row["written_off"]))
    return StatementShown(
        loss=str(found.loss),
        borrower=str(found.borrower),
        counter_guarantors=str(found.counter_guarantors),
        fund=str(found.fund),
        bank=str(found.bank),
        written_off=str(found.written_off),
        receivable=str(found.receivable),
        costs=str(found.costs),
        days_to_payment=(paid["paid_on"] - row["lodged_on"]).days,
    )
