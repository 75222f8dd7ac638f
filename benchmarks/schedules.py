"""Schedules a second in one process beside packages from PyPI, and how many published cases each gets exactly.

An adapter asks a library only for what it can express, in the way that suits it best, and answers None
for the rest. A case is exact when number, principal, interest and balance of every published row are;
due dates count for those that give them (ours and pyloan).
"""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from amortization.enums import PaymentFrequency as Frequency
from amortization.schedule import amortization_schedule as floats_schedule
from credit.domain.schedule_cases import rows_of
from credit.domain.schedules import Terms, build_schedule
from kit.money import Money
from measure import Figure
from mortgagemath import DayCount, LoanParams, PaymentFrequency, PaymentRounding, amortization_schedule
from pyloan.pyloan import Loan

CASES = Path(__file__).parents[1] / "services" / "credit" / "tests" / "domain" / "schedules.json"
ROUNDS = 5
ROUND_SECONDS = 0.6
LEAST_A_SECOND = 2000
PRINCIPAL, RATE, INSTALMENTS, START = 50_000, Decimal("7.47"), 36, date(2008, 1, 3)

Row = list[Any]
"""Number, due date or None, principal, interest, balance; amounts as text."""
Case = dict[str, Any]


def schedules() -> list[Figure]:
    """Ours first; the others in the same run, in turns, so that all meet the same machine."""
    ways: dict[str, tuple[Callable[[], object], Callable[[Case], list[Row] | None]]] = {
        "qibu": (ours, rows_of),
        "pyloan": (by_pyloan, pyloan_rows),
        "amortization": (by_amortization, amortization_rows),
        "mortgagemath": (by_mortgagemath, mortgagemath_rows),
    }
    cases = json.loads(CASES.read_text())["cases"]
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (make, _) in ways.items():
            speeds[name].append(a_second(make))
    figures = []
    for name, (_, rows) in ways.items():
        exact, expressed = score(rows, cases)
        limit = LEAST_A_SECOND if name == "qibu" else None
        note = f"exact in {exact} of {len(cases)} published cases, {expressed} of which it can express"
        figures.append(
            Figure(
                f"36-instalment schedules, {name}", median(speeds[name]), "a second", limit, at_most=False, note=note
            )
        )
    return figures


def a_second(make: Callable[[], object]) -> float:
    """How often ``make`` runs in a second."""
    started, done = perf_counter(), 0
    while perf_counter() - started < ROUND_SECONDS:
        make()
        done += 1
    return done / (perf_counter() - started)


def score(rows: Callable[[Case], list[Row] | None], cases: list[Case]) -> tuple[int, int]:
    """How many cases are exact, and how many could be expressed at all."""
    exact = expressed = 0
    for case in cases:
        found = rows(case)
        if found is None:
            continue
        expressed += 1
        exact += is_exact(found, case)
    return exact, expressed


def is_exact(found: list[Row], case: Case) -> bool:
    """Whether every published row is there, to the fen."""
    if case["rows_complete"] and len(found) != len(case["rows"]):
        return False
    by_number = {row[0]: row for row in found}
    return all(
        number in by_number
        and by_number[number][1] in (None, due_on)
        and by_number[number][2:4] == [principal, interest]
        and balance in (None, by_number[number][4])
        for number, due_on, principal, interest, balance in case["rows"]
    )


def ours() -> object:
    return build_schedule(Terms(Money(PRINCIPAL), RATE, INSTALMENTS, START))


def by_pyloan() -> object:
    return Loan(
        PRINCIPAL, float(RATE), INSTALMENTS, str(START), loan_term_period="M", payment_end_of_month=False
    ).get_payment_schedule()


def by_amortization() -> object:
    return list(floats_schedule(PRINCIPAL, float(RATE) / 100, INSTALMENTS))


def by_mortgagemath() -> object:
    rounding = PaymentRounding.ROUND_HALF_UP
    return amortization_schedule(LoanParams(Decimal(PRINCIPAL), RATE, INSTALMENTS, payment_rounding=rounding))


def pyloan_rows(case: Case) -> list[Row] | None:
    """Annuity, equal principal, months without principal at first; no flat interest, days, multiples."""
    if (
        case["interest"] == "FLAT"
        or case["unit"] != "MONTHS"
        or case["every"] not in (1, 3, 6, 12)
        or not plain_amounts(case)
    ):
        return None
    if case.get("month_end_due_date_strategy") == "FIRST_DAY_OF_NEXT_MONTH":
        return None
    loan = Loan(
        float(case["principal"]),
        float(case["annual_rate_percent"]),
        case["instalments"] * case["every"],
        case["disbursed_on"],
        loan_term_period="M",
        payment_end_of_month=False,
        annual_payments=12 // case["every"],
        interest_only_period=case["principal_grace"],
        compounding_method={"30/360": "30E/360 ISDA", "365": "A/365", "actual": "A/A"}[days_of(case)],
        loan_type="linear" if case["amortisation"] == "EQUAL_PRINCIPAL" else "annuity",
    )
    return [
        [
            number,
            str(paid.date.date()),
            cents(paid.total_principal_amount),
            cents(paid.interest_amount),
            cents(paid.loan_balance_amount),
        ]
        for number, paid in enumerate(loan.get_payment_schedule()[1:], start=1)
    ]


def amortization_rows(case: Case) -> list[Row] | None:
    """An annuity over periods that divide the year; no dates, no grace, no multiples."""
    frequencies = {("MONTHS", 1): Frequency.MONTHLY, ("MONTHS", 3): Frequency.QUARTERLY, ("WEEKS", 1): Frequency.WEEKLY}
    frequency = frequencies.get((case["unit"], case["every"]))
    if frequency is None or not annuity(case) or days_of(case) != "30/360" or case["principal_grace"]:
        return None
    rate = float(case["annual_rate_percent"]) / 100
    rows = floats_schedule(float(case["principal"]), rate, case["instalments"], frequency)
    return [[row.number, None, cents(row.principal), cents(row.interest), cents(row.balance)] for row in rows]


def mortgagemath_rows(case: Case) -> list[Row] | None:
    """An annuity, 30/360 here, months without principal at first; no dates, no multiples."""
    frequencies = {("MONTHS", 1): PaymentFrequency.MONTHLY, ("MONTHS", 3): PaymentFrequency.QUARTERLY}
    frequency = frequencies.get((case["unit"], case["every"]))
    if frequency is None or not annuity(case) or days_of(case) != "30/360":
        return None
    loan = LoanParams(
        Decimal(case["principal"]),
        Decimal(case["annual_rate_percent"]),
        case["instalments"] * case["every"],
        day_count=DayCount.THIRTY_360,
        payment_rounding=PaymentRounding.ROUND_HALF_EVEN,
        interest_rounding=PaymentRounding.ROUND_HALF_EVEN,
        payment_frequency=frequency,
        interest_only_months=case["principal_grace"] * case["every"],
    )
    return [
        [row.number, None, cents(row.principal), cents(row.interest), cents(row.balance)]
        for row in amortization_schedule(loan)[1:]
    ]


def annuity(case: Case) -> bool:
    """Equal instalments on a declining balance, to the fen."""
    equal = (case["amortisation"], case["interest"]) == ("EQUAL_INSTALMENTS", "DECLINING_BALANCE")
    return equal and plain_amounts(case)


def plain_amounts(case: Case) -> bool:
    """Amounts to the fen: a multiple of the instalment means nothing with equal principal."""
    multiple = case["instalment_multiple_of"] and case["amortisation"] == "EQUAL_INSTALMENTS"
    return not multiple and not case["currency_multiple_of"]


def days_of(case: Case) -> str:
    """By which days interest runs, in the words of the other libraries."""
    if case["interest_period"] == "SAME_AS_REPAYMENT_PERIOD" or case["days_in_month"] == "30":
        return "30/360"
    return "actual" if case["days_in_year"] == "ACTUAL" and case["method"] == "PROGRESSIVE" else "365"


def cents(amount: Decimal | float) -> str:
    """Two decimals; a float's own error is not held against it."""
    return f"{amount + 0:.2f}"


if __name__ == "__main__":
    for figure in schedules():
        print(f"{figure.what}: {figure.value:,.0f} {figure.unit}; {figure.note}")
