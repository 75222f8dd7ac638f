"""What a claim must meet, as verdicts: in force, late enough, demanded, within what the fund answers for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kit.calendar import add_months
from kit.money import Money

from credit.domain.errors.claims import (
    ClaimAboveLimit,
    ClaimTooEarly,
    DemandLetterMissing,
    DemandLetterTooRecent,
    GuaranteeNotInForce,
)
from credit.domain.guarantees import Guarantee, GuaranteeState
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict, verdict


class DocumentKind(StrEnum):
    """What a bank hands in with a claim."""

    DEMAND_LETTER = "demand_letter"
    LOAN_CONTRACT = "loan_contract"
    GUARANTEE_LETTER = "guarantee_letter"
    DISBURSEMENT_VOUCHER = "disbursement_voucher"
    ACCOUNT_STATEMENT = "account_statement"
    COLLECTION_RECORD = "collection_record"
    COURT_PAPER = "court_paper"
    OTHER = "other"


@dataclass(frozen=True)
class Document:
    """A paper of a claim; ``sha256`` of its scan, if there is one."""

    kind: DocumentKind
    reference: str
    dated_on: date | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Debt:
    """The loan behind a claim as of a day; ``matures_on``: its last instalment."""

    days_past_due: int
    principal_owed: Money
    matures_on: date


def demand_letter_of(documents: Sequence[Document]) -> date | None:
    """The day of the oldest demand letter."""
    days = [item.dated_on for item in documents if item.kind is DocumentKind.DEMAND_LETTER and item.dated_on]
    return min(days, default=None)


def limit_of(guarantee: Guarantee, debt: Debt) -> Money:
    """What may be claimed: the guaranteed share of the principal owed, never more than the fund answers for now."""
    return min(guarantee.covers(debt.principal_owed), guarantee.outstanding)


def judge_claim(
    amount: Money, guarantee: Guarantee, debt: Debt, demanded_on: date | None, rules: Rules
) -> list[Verdict]:
    """Every rule on a claim for ``amount`` as of the day of ``rules``; the last one is advice."""
    late, letter = rules.claim_days_past_due_min, rules.claim_demand_letter_days_min
    newest = rules.on - timedelta(days=letter.value)
    months = rules.claim_guarantee_period_months
    until = add_months(debt.matures_on, months.value)
    return [
        verdict(
            "guarantee_in_force",
            met=guarantee.state is GuaranteeState.EFFECTIVE,
            value=guarantee.state.value,
            limit=rules.coverage_percent,
            shown_limit=GuaranteeState.EFFECTIVE.value,
        ),
        verdict(
            "days_past_due",
            met=debt.days_past_due > late.value,
            value=debt.days_past_due,
            limit=late,
            shown_limit=f"more than {late.value}",
        ),
        verdict(
            "demand_letter_on",
            met=demanded_on is not None and demanded_on <= newest,
            value=str(demanded_on) if demanded_on else None,
            limit=letter,
            shown_limit=f"{newest} or earlier",
        ),
        verdict(
            "amount_within_guarantee",
            met=amount <= limit_of(guarantee, debt),
            value=amount,
            limit=rules.coverage_percent,
            shown_limit=f"at most {limit_of(guarantee, debt)}",
        ),
        verdict(
            "guarantee_period",
            met=rules.on <= until,
            value=str(rules.on),
            limit=months,
            shown_limit=f"{until} or earlier",
            binding=False,
        ),
    ]


def refuse_claim(amount: Money, guarantee: Guarantee, debt: Debt, demanded_on: date | None, rules: Rules) -> None:
    """Raises the refusal of the first binding rule of ``judge_claim`` that is not met, for a claim lodged that day."""
    if guarantee.state is not GuaranteeState.EFFECTIVE:
        raise GuaranteeNotInForce(where="loan_id", state=guarantee.state.value)
    late = rules.claim_days_past_due_min.value
    if debt.days_past_due <= late:
        raise ClaimTooEarly(where="lodged_on", days=debt.days_past_due, day=rules.on, limit=late)
    days = rules.claim_demand_letter_days_min.value
    if demanded_on is None:
        raise DemandLetterMissing(where="documents")
    if demanded_on > rules.on - timedelta(days=days):
        raise DemandLetterTooRecent(where="documents", dated_on=demanded_on, days=days)
    refuse_amount(amount, limit_of(guarantee, debt), rules.on)


def refuse_amount(amount: Money, limit: Money, day: date, *, where: str = "amount") -> None:
    """Raises ClaimAboveLimit."""
    if amount > limit:
        raise ClaimAboveLimit(where=where, amount=amount, limit=limit, day=day)


def judge_payment(amount: Money, limit: Money, available: Money, rules: Rules) -> list[Verdict]:
    """The rules on paying ``amount``: within the guaranteed share of what is owed, and there in the account."""
    return [
        verdict(
            "payment_within_guarantee",
            met=amount <= limit,
            value=amount,
            limit=rules.coverage_percent,
            shown_limit=f"at most {limit}",
        ),
        verdict(
            "special_account_holds",
            met=amount <= available,
            value=amount,
            limit=rules.coverage_percent,
            shown_limit=f"at most {available}",
        ),
    ]
