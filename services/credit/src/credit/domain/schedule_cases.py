"""Cases of a schedule as core-banking systems describe them, read into terms.

The format is that of ``oracles/schedules.json``, whose figures are published test expectations of
Apache Fineract. ``method`` tells its two generators apart: ``PROGRESSIVE`` and ``CUMULATIVE``. A
field or value that is not known is refused: no schedule is better than a wrong one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from kit.money import FEN, Money, Rounding

from credit.domain.errors.schedules import CaseNotUnderstood, ScheduleImpossible
from credit.domain.schedules import build_schedule
from credit.domain.terms import Convention, DayCount, InterestOn, Method, MonthEnd, Terms, Unit

Row = list[int | str]
DIGITS_MAX = 15
DECIMALS_MAX = 2
WHOLE_MAX = 1_000_000

NAMES: Mapping[str, tuple[str, ...]] = {
    "principal": ("amount", "principal_amount", "loan_amount"),
    "annual_rate_percent": ("annual_interest_rate_percent", "annual_rate", "rate_percent"),
    "instalments": ("installments", "number_of_instalments", "number_of_installments", "number_of_repayments"),
    "every": ("repayment_every", "repay_every"),
    "unit": ("frequency", "repayment_frequency", "repayment_unit", "frequency_type"),
    "disbursed_on": ("disbursement_date", "disbursed", "start_date"),
    "amortisation": ("amortization", "amortisation_type", "amortization_type"),
    "interest": ("interest_type", "interest_method"),
    "interest_period": ("interest_calculation_period", "interest_calculation_period_type"),
    "days_in_month": ("days_in_month_type",),
    "days_in_year": ("days_in_year_type",),
    "days_in_year_custom_strategy": ("days_in_year_strategy", "leap_year_strategy"),
    "rounding": ("rounding_mode",),
    "instalment_multiple_of": ("installment_multiple_of", "instalment_multiples", "installment_amount_in_multiples_of"),
    "currency_multiple_of": ("currency_in_multiples_of", "in_multiples_of"),
    "currency_decimals": ("decimal_places", "digits_after_decimal"),
    "principal_grace": ("grace_on_principal", "grace_on_principal_payment", "principal_payment_grace"),
    "interest_payment_grace": ("interest_grace", "grace_on_interest", "grace_on_interest_payment"),
    "month_end_due_date_strategy": ("month_end", "month_end_rule", "month_end_strategy"),
    "method": ("schedule_type", "loan_schedule_type"),
}
"""Fields that are read, and other names that they go by."""

REMARKS = frozenset(
    {"case", "name", "id", "title", "scenario", "description", "comment", "note", "notes", "how", "what", "tags"}
    | {"source", "reference", "url", "rows", "rows_complete", "totals", "columns", "currency", "product"}
    | {"expected", "expected_rows", "expected_totals"}
)
"""Fields that say something about a case, not about the loan."""

UNITS: Mapping[str, tuple[Unit, int]] = {
    "DAYS": (Unit.DAYS, 1),
    "WEEKS": (Unit.WEEKS, 1),
    "MONTHS": (Unit.MONTHS, 1),
    "QUARTERS": (Unit.MONTHS, 3),
    "YEARS": (Unit.MONTHS, 12),
}
METHODS: Mapping[str, Method] = {
    "EQUAL_INSTALMENTS": Method.EQUAL_INSTALMENT,
    "EQUAL_INSTALLMENTS": Method.EQUAL_INSTALMENT,
    "EQUAL_PRINCIPAL": Method.EQUAL_PRINCIPAL,
    "INTEREST_ONLY": Method.INTEREST_ONLY,
    "BULLET": Method.INTEREST_ONLY,
    "BALLOON": Method.INTEREST_ONLY,
}
MONTH_ENDS: Mapping[str, MonthEnd] = {
    "LAST_DAY_OF_MONTH": MonthEnd.LAST_DAY,
    "LAST_DAY": MonthEnd.LAST_DAY,
    "FIRST_DAY_OF_NEXT_MONTH": MonthEnd.FIRST_OF_NEXT,
    "FIRST_OF_NEXT": MonthEnd.FIRST_OF_NEXT,
}
PER_PERIOD = {Unit.MONTHS: DayCount.THIRTY_360, Unit.WEEKS: DayCount.ACTUAL_364}
"""A year of twelve equal months, or of 52 weeks."""

Found = TypeVar("Found")
_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")


@dataclass(frozen=True)
class _Case:
    """The fields of a case under their own names; what is not said is missing."""

    said: Mapping[str, Any]

    def one_of(self, name: str, known: Mapping[str, Found], default: str) -> Found:
        """The meaning of a word."""
        word = str(self.said.get(name, default)).strip().upper().replace(" ", "_").replace("-", "_")
        if word not in known:
            raise CaseNotUnderstood(where=name, field=name, reason=f"'{word}' is none of {', '.join(known)}")
        return known[word]

    def number(self, name: str, default: str | None = None) -> Decimal:
        """An exact number; a float is taken by its shortest text."""
        value = self.said.get(name, default)
        if value is None:
            raise CaseNotUnderstood(where=name, field=name, reason="it is missing")
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(value, bool) or not number.is_finite() or (number and abs(number.adjusted()) > DIGITS_MAX):
            raise CaseNotUnderstood(where=name, field=name, reason=f"'{str(value)[:20]}' is no number in reach")
        return number

    def whole(self, name: str, default: str | None = None) -> int:
        """A whole number."""
        number = self.number(name, default)
        if number != number.to_integral_value() or abs(number) > WHOLE_MAX:
            raise CaseNotUnderstood(where=name, field=name, reason=f"{number} is no whole number in reach")
        return int(number)


def answer_to(case: object, number: int) -> dict[str, Any]:
    """``{"case", "rows"}``, or ``{"case", "error"}`` when no schedule can be made; ``number``: its place."""
    label = label_of(case, number)
    try:
        return {"case": label, "rows": rows_of(case)}
    except ScheduleImpossible as refusal:
        return {"case": label, "error": refusal.detail("en")}


def rows_of(case: object) -> list[Row]:
    """``[number, due_on, principal, interest, balance]`` of each instalment, amounts as text in yuan.

    Raises ScheduleImpossible: CaseNotUnderstood, or what makes the schedule impossible.
    """
    lines = build_schedule(terms_of_case(case))
    return [
        [line.number, line.due_on.isoformat(), str(line.principal), str(line.interest), str(line.balance)]
        for line in lines
    ]


def terms_of_case(case: object) -> Terms:
    """The terms that a case describes. Raises CaseNotUnderstood, TermsOutOfRange and its kin."""
    found = _Case(_fields(case))
    unit, months = found.one_of("unit", UNITS, "MONTHS")
    flat = found.one_of("interest", {"FLAT": True, "DECLINING_BALANCE": False, "DECLINING": False}, "DECLINING_BALANCE")
    cumulative = found.one_of("method", {"CUMULATIVE": True, "PROGRESSIVE": False}, "PROGRESSIVE")
    amounts = _amounts_multiple_of(found)
    return Terms(
        principal=_money(found),
        annual_rate_percent=found.number("annual_rate_percent"),
        instalments=found.whole("instalments"),
        disbursed_on=_day(found),
        method=found.one_of("amortisation", METHODS, "EQUAL_INSTALMENTS"),
        day_count=_day_count(found, unit, flat=flat, cumulative=cumulative),
        rounding=found.one_of("rounding", {mode.name: mode for mode in Rounding}, "HALF_EVEN"),
        grace_instalments=found.whole("principal_grace", "0"),
        every=found.whole("every", "1") * months,
        unit=unit,
        month_end=found.one_of("month_end_due_date_strategy", MONTH_ENDS, "LAST_DAY"),
        interest_on=InterestOn.PRINCIPAL if flat else InterestOn.BALANCE,
        amounts_multiple_of=amounts,
        instalment_multiple_of=found.number("instalment_multiple_of", "0") or FEN,
        interest_grace_instalments=found.whole("interest_payment_grace", "0"),
        convention=Convention.AVERAGED if cumulative else Convention.BY_PERIOD,
    )


def _fields(case: object) -> dict[str, Any]:
    """Own names; what is null is not said. Raises CaseNotUnderstood for a field that nobody knows."""
    if not isinstance(case, Mapping):
        raise CaseNotUnderstood(where="case", field="case", reason="it is no object with fields")
    own = {other: name for name, others in NAMES.items() for other in (name, *others)}
    fields: dict[str, Any] = {}
    for written, value in case.items():
        name = _CAPITAL.sub(r"_\1", str(written)).lower()
        if name in REMARKS or name.startswith("_") or name.endswith("_note") or value is None:
            continue
        if name not in own:
            if value in (0, "", "0", False) or value == []:
                continue
            raise CaseNotUnderstood(where=name[:40], field=name[:40], reason="no such field is known")
        if fields.setdefault(own[name], value) != value:
            raise CaseNotUnderstood(where=own[name], field=own[name], reason="it is given twice, with different values")
    return fields


def _day_count(found: _Case, unit: Unit, *, flat: bool, cumulative: bool) -> DayCount:
    """How a period's part of the year is counted.

    By periods of the same length a month is a twelfth and a week a 52nd of a year. By days, the
    cumulative generator takes a year of actual length for 365 days, and flat interest by actual days.
    """
    by_period = found.one_of("interest_period", {"SAME_AS_REPAYMENT_PERIOD": True, "DAILY": False}, "DAILY")
    if by_period and unit in PER_PERIOD:
        return PER_PERIOD[unit]
    months = {"30": "30", "DAYS_30": "30", "ACTUAL": "actual"}
    years = {"360": "360", "364": "364", "365": "365", "DAYS_360": "360", "DAYS_364": "364", "DAYS_365": "365"}
    leap_years = {"FULL_LEAP_YEAR": False, "FEB_29_PERIOD_ONLY": True}
    month = found.one_of("days_in_month", months, "ACTUAL")
    year = found.one_of("days_in_year", years | {"ACTUAL": "actual"}, "ACTUAL")
    leap = found.one_of("days_in_year_custom_strategy", leap_years, "FULL_LEAP_YEAR")
    if cumulative:
        year = "365" if year == "actual" else year
        month = "actual" if flat else month
    if leap and year == "actual":
        if month == "30":
            raise CaseNotUnderstood(
                where="days_in_year_custom_strategy",
                field="days_in_year_custom_strategy",
                reason="FEB_29_PERIOD_ONLY goes with months of actual length",
            )
        return DayCount.ACTUAL_LEAP_DAY
    return DayCount(f"{month}/{year}")


def _amounts_multiple_of(found: _Case) -> Decimal:
    """What every amount is rounded to: a multiple of the currency, or its last decimal."""
    multiple = found.number("currency_multiple_of", "0")
    decimals = found.whole("currency_decimals", "2")
    if not 0 <= decimals <= DECIMALS_MAX:
        raise CaseNotUnderstood(where="currency_decimals", field="currency_decimals", reason="yuan have at most two")
    return max(multiple, Decimal(1).scaleb(-decimals))


def _money(found: _Case) -> Money:
    amount = found.number("principal")
    try:
        return Money(amount)
    except (ValueError, InvalidOperation):
        raise CaseNotUnderstood(
            where="principal", field="principal", reason=f"{amount} is no amount in whole fen"
        ) from None


def _day(found: _Case) -> date:
    text = str(found.said.get("disbursed_on", ""))
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        raise CaseNotUnderstood(
            where="disbursed_on", field="disbursed_on", reason=f"'{text[:20]}' is no day such as 2007-09-03"
        ) from None


def cases_in(document: object) -> Sequence[object]:
    """The cases of a file: a list, or an object that holds one as ``cases``. Raises CaseNotUnderstood."""
    cases = document.get("cases") if isinstance(document, Mapping) else document
    if not isinstance(cases, list):
        raise CaseNotUnderstood(where="cases", field="cases", reason="it is to be a list of cases")
    return cases


def label_of(case: object, number: int) -> str:
    """What a case is called: its own name, or its place in the file."""
    names = [case.get(key) for key in ("case", "name", "id")] if isinstance(case, Mapping) else []
    return next((str(name) for name in names if name is not None), str(number))
