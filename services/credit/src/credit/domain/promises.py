"""What a guarantor promises: whether the person may, and whether it fits (Hangzhou rules [V])."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kit.calendar import add_months
from kit.money import Money

from credit.domain.guarantors import Relation
from credit.domain.rules import Rules
from credit.domain.verdicts import Limit, Verdict, verdict

NO_CIRCLES = "no circles of guarantees, of any length"
NOT_ONESELF = "nobody guarantees their own loan"


@dataclass(frozen=True)
class Registered:
    """What is known of a registered guarantor beyond income and insurance.

    ``promised``: yuan in other open applications and loans; ``capacity``: what all together may come to;
    ``circle``: the persons of the circle that the guarantee would close; ``employer``: the kind that the person can be.
    """

    id: str
    employer: str
    promised: Money
    capacity: Money
    applicant_id: str | None = None
    relation: Relation | None = None
    circle: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guarantor:
    """An employee who answers for the borrower; income in yuan a year."""

    annual_income: Money
    insured_months: int
    retires_on: date
    is_spouse: bool
    registered: Registered | None = None


@dataclass(frozen=True)
class Borrower:
    """Whose loan it is, of how many yuan, and the day of the judgement."""

    applicant_id: str
    amount: Money
    on: date


def guarantor_verdicts(
    kind: str, value: Money, guarantor: Guarantor, borrower: Borrower, rules: Rules, where: str
) -> Iterator[Verdict]:
    """Income, insurance, retirement, not the spouse, a promise within the income; of a registered one also the rest."""
    yield from _income_verdicts(value, guarantor, borrower, rules, where)
    years = rules.guarantor_years_to_retirement_min
    latest = add_months(borrower.on, 12 * years.value)
    insured = rules.guarantor_insured_months_min
    yield verdict(
        f"{where}.guarantor_insured_months",
        met=guarantor.insured_months >= insured.value,
        value=guarantor.insured_months,
        limit=insured,
        shown_limit=f"at least {insured.value}",
    )
    yield verdict(
        f"{where}.guarantor_retires_on",
        met=guarantor.retires_on >= latest,
        value=guarantor.retires_on,
        limit=years,
        shown_limit=f"{latest} or later",
    )
    yield verdict(
        f"{where}.guarantor_is_spouse",
        met=not guarantor.is_spouse,
        value=guarantor.is_spouse,
        limit=rules.guarantor_relations_barred,
        shown_limit="no",
    )
    if guarantor.registered is not None:
        yield from _registered_verdicts(kind, value, guarantor.registered, borrower, rules, where)


def _income_verdicts(
    value: Money, guarantor: Guarantor, borrower: Borrower, rules: Rules, where: str
) -> Iterator[Verdict]:
    income = rules.guarantor_income_percent_of_loan_min
    needed = borrower.amount.times(Decimal(income.value) / 100)
    yield verdict(
        f"{where}.guarantor_income",
        met=guarantor.annual_income >= needed,
        value=guarantor.annual_income,
        limit=income,
        shown_limit=f"at least {needed}",
    )
    yield verdict(
        f"{where}.guarantor_promise",
        met=value <= guarantor.annual_income,
        value=value,
        limit=income,
        shown_limit=f"at most the yearly income {guarantor.annual_income}",
    )


def _registered_verdicts(
    kind: str, value: Money, known: Registered, borrower: Borrower, rules: Rules, where: str
) -> Iterator[Verdict]:
    barred = rules.guarantor_relations_barred
    yield verdict(
        f"{where}.guarantor_employer",
        met=known.employer == kind,
        value=known.employer,
        limit=rules.counted_percent[kind],
        shown_limit=kind,
    )
    own = known.applicant_id == borrower.applicant_id
    yield verdict(f"{where}.guarantor_is_borrower", met=not own, value=own, limit=Limit("no", NOT_ONESELF))
    yield verdict(
        f"{where}.guarantor_relation",
        met=known.relation is None or known.relation.value not in barred.value,
        value=known.relation.value if known.relation else "none",
        limit=barred,
        shown_limit=f"not {', '.join(barred.value)}",
    )
    yield verdict(
        f"{where}.guarantor_capacity",
        met=known.promised + value <= known.capacity,
        value=value,
        limit=rules.guarantor_capacity_percent_of_income,
        shown_limit=f"at most {known.capacity} in all, {known.promised} of it promised",
    )
    yield verdict(
        f"{where}.guarantor_circle", met=not known.circle, value=len(known.circle), limit=Limit("no circle", NO_CIRCLES)
    )
