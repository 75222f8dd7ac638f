"""Agreements with institutions: budget, prices, amendments by two people, end."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import Path, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.money import Money
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson
from sqlalchemy import RowMapping

from training.api import permissions
from training.api.claim_views import (
    AgreementDetail,
    AgreementPage,
    AgreementVersionView,
    AgreementView,
    BudgetView,
)
from training.domain.errors.agreements import (
    AgreementEnded,
    AgreementOverlaps,
    AmendmentPending,
    AmendmentUnknown,
    BudgetBelowCommitted,
    NothingAmended,
    PriceAboveCap,
    PriceNamedTwice,
)
from training.domain.errors.dates import DatedTooFarBack, DateInFuture
from training.domain.errors.institutions import InstitutionNotCertified
from training.domain.lodging import Fate, propose
from training.store.agreements import agreement, load_agreement, versions_of
from training.store.claim_offers import offers_of
from training.store.listing import matching, page_of
from training.store.scope import within
from training.use_cases.amend_agreement import (
    AgreementAfterEnd,
    AmendmentShown,
    DecideAmendment,
    EndAgreement,
    ProposeAmendment,
    decide_amendment,
    end_agreement,
    propose_amendment,
)
from training.use_cases.make_agreement import AgreementMade, MakeAgreement, make_agreement

router = Routes(tags=["agreements"])

_PRICE = {"package": "SYB", "milestone": "M1", "target_group": "laid_off", "amount": "480.00"}


@router.verb(
    "POST",
    "/v1/agreements",
    permission=permissions.MAKE_AGREEMENT,
    status=201,
    summary="Agree on a budget and prices with an institution",
    description="Results of classes that begin within the agreement are claimed from its budget. A price may be "
    "named for a package, milestone and target group; it is never above the policy's amount, and what has no price "
    "is paid by policy. The price of the day on which a milestone was earned counts. Periods do not overlap.",
    refusals=[InstitutionNotCertified, DatesOutOfOrder, AgreementOverlaps, PriceAboveCap, PriceNamedTwice],
    body_example={
        "institution_id": "0198c1de-0000-7000-8000-000000000001",
        "valid_from": "2007-07-01",
        "valid_to": "2008-06-30",
        "budget": "300000.00",
        "prices": [_PRICE],
    },
    response_model=AgreementMade,
)
async def make_training_agreement(
    call: Caller, database: Db, request: Request, command: MakeAgreement
) -> AgreementMade:
    """Make an agreement."""
    return await make_agreement(database, call, request.app.state.rules_as_of, command)


def _agreement(row: RowMapping) -> AgreementView:
    return AgreementView(**row, free=_free(row))


def _free(row: RowMapping) -> Decimal:
    free: Decimal = row["budget"] - row["reserved"] - row["paid"] + row["clawed_back"]
    return free


@router.verb(
    "GET",
    "/v1/agreements",
    permission=permissions.READ_AGREEMENTS,
    summary="List agreements",
    description="With what is reserved, paid, clawed back and free of each budget.",
    response_model=AgreementPage,
)
async def list_agreements(call: Caller, database: Db, page: Paging, institution_id: Id | None = None) -> AgreementPage:
    """List agreements."""
    conditions = [
        within(call.actor, agreement.c.institution_id, agreement.c.area),
        *matching(agreement, institution_id=institution_id),
    ]
    async with database.reading(call) as tx:
        rows, after = await page_of(tx, agreement, conditions, page.limit, page.after)
    return AgreementPage(items=[_agreement(row) for row in rows], next=next_cursor(after))


@router.verb(
    "GET",
    "/v1/agreements/{agreement_id}",
    permission=permissions.READ_AGREEMENTS,
    summary="Read an agreement",
    description="With every version of its terms: who proposed, who decided, from which day.",
    response_model=AgreementDetail,
)
async def read_agreement(call: Caller, database: Db, agreement_id: Id) -> AgreementDetail:
    """Read an agreement."""
    async with database.reading(call) as tx:
        _, row = await load_agreement(tx, agreement_id, call.actor)
        versions = await versions_of(tx, agreement_id)
    return AgreementDetail(**row, free=_free(row), versions=[AgreementVersionView(**version) for version in versions])


@router.verb(
    "GET",
    "/v1/agreements/{agreement_id}/budget",
    permission=permissions.READ_AGREEMENTS,
    summary="See where an agreement's money stands",
    description="Budget, reserved, paid, clawed back and free; what is earned and not yet claimed is expected, and "
    "a warning says when the free budget will not suffice for it.",
    response_model=BudgetView,
)
async def read_agreement_budget(
    call: Caller, database: Db, request: Request, agreement_id: Id, as_of: date | None = None
) -> BudgetView:
    """Read an agreement's budget."""
    async with database.reading(call) as tx:
        held, _ = await load_agreement(tx, agreement_id, call.actor)
        offers = await offers_of(tx, held, request.app.state.rules_as_of, lock=False)
        day = as_of or tx.today
    proposed = propose(held, offers, day, request.app.state.rules_as_of)
    due = [one for one in proposed if one.fate in {Fate.CLAIMED, Fate.WAITS_FOR_BUDGET}]
    expected = Money.sum(one.amount for one in due)
    shortfall = max(expected - held.free, Money.zero())
    return BudgetView(
        agreement_id=agreement_id,
        budget=held.budget.amount,
        reserved=held.reserved.amount,
        paid=held.paid.amount,
        clawed_back=held.clawed_back.amount,
        free=held.free.amount,
        as_of=day,
        expected=expected.amount,
        expected_lines=len(due),
        too_late=Money.sum(one.amount for one in proposed if one.fate is Fate.WINDOW_CLOSED).amount,
        shortfall=shortfall.amount,
        warning=f"{shortfall} yuan are missing for what is earned and not yet claimed" if shortfall else None,
        warning_zh=f"已取得未申领的成果尚缺预算 {shortfall} 元" if shortfall else None,
    )


@router.verb(
    "POST",
    "/v1/agreements/{agreement_id}/amendments",
    permission=permissions.PROPOSE_AMENDMENT,
    status=201,
    summary="Propose new terms",
    description="A larger or smaller budget, a longer period, other prices from a day on. Nothing changes until a "
    "second person approves. Milestones earned before that day keep the price of before.",
    refusals=[
        AmendmentPending,
        NothingAmended,
        BudgetBelowCommitted,
        PriceAboveCap,
        PriceNamedTwice,
        AgreementOverlaps,
        AgreementEnded,
        DatesOutOfOrder,
        DateInFuture,
        DatedTooFarBack,
    ],
    body_example={
        "effective_from": "2008-01-01",
        "proposed_on": "2007-12-20",
        "reason": "more learners start than foreseen",
        "budget": "400000.00",
        "prices": [_PRICE],
    },
    response_model=AmendmentShown,
)
async def propose_agreement_amendment(
    call: Caller, database: Db, request: Request, agreement_id: Id, command: ProposeAmendment
) -> AmendmentShown:
    """Propose an amendment."""
    return await propose_amendment(database, call, request.app.state.rules_as_of, agreement_id, command)


@router.verb(
    "POST",
    "/v1/agreements/{agreement_id}/amendments/{number}/decision",
    permission=permissions.DECIDE_AMENDMENT,
    summary="Approve or reject an amendment",
    description="By a second person, a manager or finance. The budget is never less than what is reserved and paid.",
    refusals=[SamePerson, AmendmentUnknown, BudgetBelowCommitted, AgreementOverlaps, AgreementEnded, IllegalTransition],
    body_example={"decided_on": "2007-12-21", "approved": True, "reason": "within the year's plan"},
    response_model=AmendmentShown,
)
async def decide_agreement_amendment(
    call: Caller,
    database: Db,
    request: Request,
    agreement_id: Id,
    number: Annotated[int, Path(ge=2, le=10_000)],
    command: DecideAmendment,
) -> AmendmentShown:
    """Decide on an amendment."""
    return await decide_amendment(database, call, request.app.state.rules_as_of, agreement_id, number, command)


@router.verb(
    "POST",
    "/v1/agreements/{agreement_id}/end",
    permission=permissions.END_AGREEMENT,
    summary="End an agreement early",
    description="No class that begins after that day is paid from it; what earlier classes earn is still claimed.",
    refusals=[AgreementEnded, DatesOutOfOrder, DateInFuture, DatedTooFarBack],
    body_example={"ended_on": "2008-03-31", "reason": "the institution gives up training"},
    response_model=AgreementAfterEnd,
)
async def end_training_agreement(
    call: Caller, database: Db, request: Request, agreement_id: Id, command: EndAgreement
) -> AgreementAfterEnd:
    """End an agreement."""
    return await end_agreement(database, call, request.app.state.rules_as_of, agreement_id, command)
