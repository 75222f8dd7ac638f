"""Counter-guarantees: what secures the fund, what each counts for, and who may give it [S, V]."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from kit.calendar import add_months
from kit.money import FEN, Money

from credit.domain.errors.securities import (
    CounterGuaranteeIncomplete,
    CounterGuaranteeTooSmall,
    GuarantorNotQualified,
    JointGroupNotQualified,
)
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict, verdict


class Kind(StrEnum):
    """The kinds of counter-guarantee."""

    PUBLIC_EMPLOYEE = "public_employee"
    LOCAL_EMPLOYEE = "local_employee"
    PROPERTY_MORTGAGE = "property_mortgage"
    MOVABLE_PLEDGE = "movable_pledge"
    DEPOSIT = "deposit"
    MUTUAL_FUND = "mutual_fund"
    JOINT_GROUP = "joint_group"


EMPLOYEES = (Kind.PUBLIC_EMPLOYEE, Kind.LOCAL_EMPLOYEE)


@dataclass(frozen=True)
class Guarantor:
    """An employee who answers for the borrower; income in yuan a year."""

    annual_income: Money
    insured_months: int
    retires_on: date
    is_spouse: bool


@dataclass(frozen=True)
class Member:
    """A participant in a joint guarantee group; ``household`` only tells households apart."""

    applicant_id: str
    household: str


@dataclass(frozen=True)
class CounterGuarantee:
    """One counter-guarantee and its full ``value`` in yuan, before the haircut."""

    kind: Kind
    value: Money
    description: str = ""
    guarantor: Guarantor | None = None
    members: tuple[Member, ...] = ()

    def counted(self, rules: Rules) -> Money:
        """What it counts for: the value times the share of its kind, rounded down to the fen."""
        share = rules.counted_percent[self.kind].value / 100
        return Money((self.value.amount * share).quantize(FEN, rounding=ROUND_DOWN))


@dataclass(frozen=True)
class Case:
    """The loan that is to be secured, and who of the group members is an accepted participant."""

    borrower_id: str
    amount: Money
    on: date
    accepted: Collection[str]


def judge(items: Sequence[CounterGuarantee], case: Case, rules: Rules) -> list[Verdict]:
    """A verdict for every rule of every counter-guarantee, then the required total.

    Raises CounterGuaranteeIncomplete when one lacks what its kind needs.
    """
    found: list[Verdict] = []
    for index, item in enumerate(items):
        where = f"counter_guarantees[{index}]"
        _complete(item, where)
        if item.guarantor is not None:
            found += _guarantor_verdicts(item, item.guarantor, case, rules, where)
        if item.members:
            found += _group_verdicts(item.members, case, rules, where)
    required = required_total(case.amount, rules)
    counted = Money.sum(item.counted(rules) for item in items)
    limit = rules.counter_guarantee_required_percent
    found.append(
        verdict(
            "counter_guarantee_total", met=counted >= required, value=counted, limit=limit, shown_limit=str(required)
        )
    )
    return found


def required_total(loan: Money, rules: Rules) -> Money:
    """What the counter-guarantees must count for together."""
    return rules.guaranteed_part(loan).times(rules.counter_guarantee_required_percent.value / 100)


def refuse(verdicts: Sequence[Verdict]) -> None:
    """Raises the refusal of the first counter-guarantee rule that is not met."""
    for found in verdicts:
        if found.met:
            continue
        where, _, rule = found.rule.rpartition(".")
        if rule == "counter_guarantee_total":
            raise CounterGuaranteeTooSmall(where="counter_guarantees", counted=found.value, required=found.limit)
        reason = f"{rule} is {found.value}, required {found.limit}"
        if rule.startswith("guarantor"):
            raise GuarantorNotQualified(where=where, reason=reason)
        raise JointGroupNotQualified(where=where, reason=reason)


def _complete(item: CounterGuarantee, where: str) -> None:
    """Each kind has what it needs and nothing of another kind."""
    employee, group = item.kind in EMPLOYEES, item.kind is Kind.JOINT_GROUP
    if employee != (item.guarantor is not None):
        needed = "a guarantor" if employee else "no guarantor"
        raise CounterGuaranteeIncomplete(where=f"{where}.guarantor", kind=item.kind.value, needed=needed)
    if group != bool(item.members):
        needed = "members" if group else "no members"
        raise CounterGuaranteeIncomplete(where=f"{where}.members", kind=item.kind.value, needed=needed)


def _guarantor_verdicts(
    item: CounterGuarantee, guarantor: Guarantor, case: Case, rules: Rules, where: str
) -> list[Verdict]:
    """Hangzhou rules [V]: income, insurance, retirement, not the spouse; a promise within the income."""
    income = rules.guarantor_income_percent_of_loan_min
    needed = case.amount.times(Decimal(income.value) / 100)
    years = rules.guarantor_years_to_retirement_min
    latest = add_months(case.on, 12 * years.value)
    insured = rules.guarantor_insured_months_min
    return [
        verdict(
            f"{where}.guarantor_income",
            met=guarantor.annual_income >= needed,
            value=guarantor.annual_income,
            limit=income,
            shown_limit=f"at least {needed}",
        ),
        verdict(
            f"{where}.guarantor_promise",
            met=item.value <= guarantor.annual_income,
            value=item.value,
            limit=income,
            shown_limit=f"at most the yearly income {guarantor.annual_income}",
        ),
        verdict(
            f"{where}.guarantor_insured_months",
            met=guarantor.insured_months >= insured.value,
            value=guarantor.insured_months,
            limit=insured,
            shown_limit=f"at least {insured.value}",
        ),
        verdict(
            f"{where}.guarantor_retires_on",
            met=guarantor.retires_on >= latest,
            value=guarantor.retires_on,
            limit=years,
            shown_limit=f"{latest} or later",
        ),
        verdict(
            f"{where}.guarantor_is_spouse",
            met=not guarantor.is_spouse,
            value=guarantor.is_spouse,
            limit=insured,
            shown_limit="no",
        ),
    ]


def _group_verdicts(members: Sequence[Member], case: Case, rules: Rules, where: str) -> list[Verdict]:
    """3 to 5 participants of different households, the borrower among them [S]."""
    least, most = rules.group_members_min, rules.group_members_max
    ids = {member.applicant_id for member in members}
    households = {member.household for member in members}
    return [
        verdict(
            f"{where}.group_members",
            met=least.value <= len(members) <= most.value and len(ids) == len(members),
            value=len(ids),
            limit=least,
            shown_limit=f"{least.value} to {most.value}",
        ),
        verdict(
            f"{where}.group_households",
            met=len(households) == len(members),
            value=len(households),
            limit=least,
            shown_limit=f"{len(members)}, one for each member",
        ),
        verdict(
            f"{where}.group_has_borrower",
            met=case.borrower_id in ids,
            value=case.borrower_id in ids,
            limit=least,
            shown_limit="yes",
        ),
        verdict(
            f"{where}.group_members_accepted",
            met=ids <= set(case.accepted),
            value=len(ids & set(case.accepted)),
            limit=least,
            shown_limit=f"{len(ids)}, all participants of the programme",
        ),
    ]
