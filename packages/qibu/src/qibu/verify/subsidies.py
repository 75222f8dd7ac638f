"""Interest subsidies once more, from schedules and payments alone: nothing of the service's own arithmetic.

What a loan should have been claimed for by its bank's last batch: the interest that payments of
instalments not yet overdue had filled by the quarter's end, in the trades that the programme lists.
Loans that were extended, settled early or clawed back go other ways and are left out on both sides.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import asyncpg
from kit.policy import Policy

from qibu.verify.books import Check

CENT = Decimal("0.01")
LAST_BATCHES = """
SELECT DISTINCT ON (bank_id) bank_id, quarter, recorded_at FROM subsidy_batch
WHERE state <> 'returned' ORDER BY bank_id, quarter DESC, number DESC
"""
LOANS = """
SELECT l.id, l.bank_id, l.disbursed_on, a.sector FROM loan l JOIN loan_application a ON a.id = l.application_id
WHERE NOT EXISTS (SELECT FROM loan_extension e WHERE e.loan_id = l.id)
  AND NOT EXISTS (SELECT FROM repayment r WHERE r.loan_id = l.id AND r.settles)
  AND NOT EXISTS (SELECT FROM subsidy_clawback c WHERE c.loan_id = l.id)
"""
INSTALMENTS = "SELECT loan_id, due_on, interest, principal FROM instalment ORDER BY loan_id, number"
PAYMENTS = """
SELECT r.loan_id, r.paid_on, r.amount, r.recorded_at, b.recorded_at AS reversed_at
FROM repayment r LEFT JOIN repayment_reversal b ON b.repayment_id = r.id ORDER BY r.loan_id, r.paid_on, r.number
"""
CLAIMED = """
SELECT l.loan_id, sum(l.amount) AS amount FROM subsidy_line l JOIN subsidy_batch b ON b.id = l.batch_id
WHERE b.state <> 'returned' GROUP BY l.loan_id
"""


async def check_subsidies(credit: "asyncpg.Connection[Any]", programme: Path) -> list[Check]:
    """What was claimed for each loan, held against what its payments say; yuan, and loans that differ."""
    policy = Policy.load(programme / "credit.yaml")
    batches = {row["bank_id"]: row for row in await credit.fetch(LAST_BATCHES)}
    schedules, payments = await _by_loan(credit, INSTALMENTS), await _by_loan(credit, PAYMENTS)
    claimed = {row["loan_id"]: row["amount"] for row in await credit.fetch(CLAIMED)}
    expected: dict[str, Decimal] = {}
    for loan in await credit.fetch(LOANS):
        batch = batches.get(loan["bank_id"])
        if batch is None:
            continue
        came_in = _known(payments[loan["id"]], batch["recorded_at"])
        interest = _interest_in_time(schedules[loan["id"]], came_in, _last_day(batch["quarter"]), _days(policy, loan))
        expected[loan["id"]] = _due(policy, loan, interest)
    zero = Decimal(0)
    differ = sum(claimed.get(loan_id, zero) != amount for loan_id, amount in expected.items())
    shown = sum((claimed.get(loan_id, zero) for loan_id in expected), zero)
    return [
        Check("credit: interest subsidies, lines and payments", f"{shown:.2f}", f"{sum(expected.values(), zero):.2f}"),
        Check("credit: interest subsidies, loans that differ", str(differ), "0"),
    ]


async def _by_loan(credit: "asyncpg.Connection[Any]", query: str) -> defaultdict[str, list[asyncpg.Record]]:
    found: defaultdict[str, list[asyncpg.Record]] = defaultdict(list)
    for row in await credit.fetch(query):
        found[row["loan_id"]].append(row)
    return found


def _known(payments: Iterable[asyncpg.Record], moment: datetime) -> list[tuple[date, Decimal]]:
    """Payments that had been recorded, and not reversed, when the batch was drawn up."""
    return [
        (row["paid_on"], row["amount"])
        for row in payments
        if row["recorded_at"] <= moment and not (row["reversed_at"] and row["reversed_at"] <= moment)
    ]


def _interest_in_time(
    schedule: Iterable[asyncpg.Record], payments: list[tuple[date, Decimal]], last_day: date, tolerance: timedelta
) -> list[Decimal]:
    """Interest parts, one a payment and instalment, that were paid when due and by ``last_day``."""
    parts = []
    waiting = [[day, amount] for day, amount in payments]
    for line in schedule:
        for owed, is_interest in ((line["interest"], True), (line["principal"], False)):
            left = owed
            while left and waiting:
                day, amount = waiting[0]
                part = min(left, amount)
                left, waiting[0][1] = left - part, amount - part
                if not waiting[0][1]:
                    waiting.pop(0)
                if is_interest and day <= min(line["due_on"] + tolerance, last_day):
                    parts.append(part)
    return parts


def _due(policy: Policy, loan: asyncpg.Record, interest: Iterable[Decimal]) -> Decimal:
    """The subsidy on these parts, each rounded to the fen; nothing for other trades."""
    listed = policy.at("product.micro_profit_sectors", loan["disbursed_on"]).value
    code = loan["sector"]
    if not any(code.startswith(entry) or code.lstrip("ABCDEFGHIJKLMNOPQRST").startswith(entry) for entry in listed):
        return Decimal(0)
    percent = Decimal(policy.at("subsidy.percent", loan["disbursed_on"]).value)
    return sum(((part * percent / 100).quantize(CENT, rounding=ROUND_HALF_UP) for part in interest), Decimal(0))


def _days(policy: Policy, loan: asyncpg.Record) -> timedelta:
    return timedelta(days=int(policy.at("subsidy.tolerance_days", loan["disbursed_on"]).value))


def _last_day(quarter: str) -> date:
    year, number = int(quarter[:4]), int(quarter[5:])
    return date(year + number // 4, number * 3 % 12 + 1, 1) - timedelta(days=1)
