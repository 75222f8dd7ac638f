"""What comes into a fund and goes out of it by a bank's voucher, and what is taken back."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Query, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.money import Money
from pydantic import BaseModel

from credit.api import examples, permissions
from credit.api.as_of import rule_book
from credit.domain.errors.fees import (
    FeeAboveDue,
    FeeAlreadyRecorded,
    FeeNotDue,
    FeesDoNotAddUp,
    LetterTwice,
    LetterUnknown,
)
from credit.domain.errors.fund import (
    BankUnknown,
    CapOverdrawn,
    ContributionAlreadyRecorded,
    EntryAlreadyReversed,
    EntryNotReversible,
    FundClosed,
    FundNotNamed,
    FundOverdrawn,
    FundReferenceReused,
    FundUnknown,
    ReversalNotReversible,
)
from credit.domain.errors.rules import DateInFuture, TooFarBack
from credit.domain.fees import fee_due
from credit.fields import MoneyText
from credit.store.movements import fees_due, letter_of, list_movements
from credit.use_cases.contribute import Contribute, Contributed, contribute
from credit.use_cases.record_fee import FeePaymentRecorded, RecordFee, record_fee
from credit.use_cases.reverse_entry import EntryTakenBack, ReverseEntry, reverse_entry
from credit.use_cases.withdraw_funds import FundsWithdrawn, WithdrawFunds, withdraw_funds

router = Routes(tags=["fund"])

FundId = Annotated[str | None, Query(max_length=36, description="Only this fund.")]
BankId = Annotated[str | None, Query(max_length=36, description="Only this bank.")]
Kind = Annotated[Literal["contribution", "withdrawal", "fee"] | None, Query(description="Only these.")]
_WHERE = [BankUnknown, FundUnknown, FundNotNamed, FundClosed, DateInFuture, TooFarBack]


class MovementShown(BaseModel):
    """A contribution, withdrawal or fee payment, and whether it was taken back."""

    id: str
    kind: str
    fund_id: str
    bank_id: str
    entry_id: str
    amount: MoneyText
    booked_on: date
    reference: str
    reason: str
    recorded_by: str
    recorded_at: str
    reversed_on: date | None
    reversal_id: str | None
    reversal_reason: str | None


class MovementList(BaseModel):
    """A page of movements."""

    items: list[MovementShown]
    next: str | None


class FeeDueShown(BaseModel):
    """A letter in effect for which no fee is recorded, and what is due."""

    letter_number: str
    fund_id: str
    bank_id: str
    issued_on: date
    effective_on: date
    principal: MoneyText
    term_months: int
    due: MoneyText
    rate_percent: str
    reference: str


class FeesDueList(BaseModel):
    """A page of letters; ``total`` is what is due on this page."""

    items: list[FeeDueShown]
    total: MoneyText
    next: str | None


@router.verb(
    "POST",
    "/v1/fund/contributions",
    permission=permissions.CONTRIBUTE,
    status=201,
    summary="Pay into the fund",
    description="Records a payment into the special account at a bank. Each reference counts once for a bank, again "
    "only after it was reversed.",
    refusals=[ContributionAlreadyRecorded, *_WHERE],
    body_example=examples.CONTRIBUTION,
    response_model=Contributed,
)
async def contribute_to_fund(call: Caller, database: Db, request: Request, command: Contribute) -> Contributed:
    """Pay into the fund."""
    return await contribute(database, call, rule_book(request), command)


@router.verb(
    "POST",
    "/v1/fund/withdrawals",
    permission=permissions.WITHDRAW_FUNDS,
    status=201,
    summary="Take money out of the fund",
    description="Refused when the special account would be overdrawn on that day or any later one, or when what is "
    "guaranteed would be more than the cap allows, in all or at this bank.",
    refusals=[FundOverdrawn, CapOverdrawn, FundReferenceReused, *_WHERE],
    body_example=examples.FUND_WITHDRAWAL,
    response_model=FundsWithdrawn,
)
async def withdraw_from_fund(call: Caller, database: Db, request: Request, command: WithdrawFunds) -> FundsWithdrawn:
    """Take money out of the fund."""
    return await withdraw_funds(database, call, rule_book(request), command)


@router.verb(
    "POST",
    "/v1/fund/fees",
    permission=permissions.RECORD_FEE,
    status=201,
    summary="Record a payment of guarantee fees",
    description="The finance bureau pays the fees of one or more guarantee letters in one sum. Each letter's fee "
    "counts once and is never above what is due: a yearly percentage of the loan's principal over its term.",
    refusals=[
        LetterUnknown,
        LetterTwice,
        FeeNotDue,
        FeeAlreadyRecorded,
        FeeAboveDue,
        FeesDoNotAddUp,
        FundReferenceReused,
        *_WHERE,
    ],
    body_example=examples.FEE_PAYMENT,
    response_model=FeePaymentRecorded,
)
async def record_guarantee_fees(call: Caller, database: Db, request: Request, command: RecordFee) -> FeePaymentRecorded:
    """Record a payment of guarantee fees."""
    return await record_fee(database, call, rule_book(request), command)


@router.verb(
    "GET",
    "/v1/fund/fees/due",
    permission=permissions.READ_FUND,
    summary="Guarantee fees that are due",
    description="Letters whose loan is disbursed and for which no fee is recorded, the oldest first.",
    response_model=FeesDueList,
)
async def list_fees_due(
    call: Caller, database: Db, request: Request, page: Paging, fund_id: FundId = None, bank_id: BankId = None
) -> FeesDueList:
    """Guarantee fees that are due."""
    async with database.reading(call) as tx:
        rows = await tx.all(fees_due((fund_id, bank_id), page.after, page.limit + 1))
    items = []
    for row in rows[: page.limit]:
        letter, rules = letter_of(row), rule_book(request).on(row["issued_on"])
        items.append(
            FeeDueShown(
                letter_number=letter.number,
                fund_id=row["fund_id"],
                bank_id=row["bank_id"],
                issued_on=letter.issued_on,
                effective_on=row["disbursed_on"],
                principal=str(letter.principal),
                term_months=letter.term_months,
                due=str(fee_due(letter, rules)),
                rate_percent=str(rules.guarantee_fee_percent.value),
                reference=rules.guarantee_fee_percent.reference,
            )
        )
    total = Money.sum(Money(item.due) for item in items)
    more = rows[page.limit - 1]["id"] if len(rows) > page.limit else None
    return FeesDueList(items=items, total=str(total), next=next_cursor(more))


@router.verb(
    "GET",
    "/v1/fund/movements",
    permission=permissions.READ_FUND,
    summary="List movements of the funds",
    description="Contributions, withdrawals and fee payments in the order in which they were recorded, with what "
    "became of each.",
    response_model=MovementList,
)
async def list_fund_movements(
    call: Caller, database: Db, page: Paging, kind: Kind = None, fund_id: FundId = None, bank_id: BankId = None
) -> MovementList:
    """List movements of the funds."""
    where = {"kind": kind, "fund_id": fund_id, "bank_id": bank_id}
    async with database.reading(call) as tx:
        rows = await tx.all(list_movements(where, page.after, page.limit + 1))
    items = [
        MovementShown(
            **{name: row[name] for name in MovementShown.model_fields if name not in {"amount", "recorded_at"}},
            amount=str(Money(row["amount"])),
            recorded_at=row["recorded_at"].isoformat(),
        )
        for row in rows[: page.limit]
    ]
    return MovementList(items=items, next=next_cursor(items[-1].id if len(rows) > page.limit else None))


@router.verb(
    "POST",
    "/v1/fund/ledger/{entry_id}/reversal",
    permission=permissions.REVERSE_ENTRY,
    status=201,
    summary="Reverse an entry",
    description="Takes back a contribution, withdrawal or fee payment, once, by another person than the one who "
    "recorded it. Both entries stay. Refused when the fund or its cap would be overdrawn. The reference "
    "may be recorded anew.",
    refusals=[
        EntryNotReversible,
        ReversalNotReversible,
        EntryAlreadyReversed,
        FundOverdrawn,
        CapOverdrawn,
        FundClosed,
        DateInFuture,
        TooFarBack,
    ],
    body_example=examples.ENTRY_REVERSAL,
    response_model=EntryTakenBack,
)
async def reverse_ledger_entry(
    call: Caller, database: Db, request: Request, entry_id: Id, command: ReverseEntry
) -> EntryTakenBack:
    """Reverse an entry."""
    return await reverse_entry(database, call, rule_book(request), entry_id, command)
