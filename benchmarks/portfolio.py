"""Portfolio figures over 100,000 loans as of any date, through the API; a bare index scan beside it."""

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg
from books import api, bearer, books, copy_loan
from measure import Figure, percentile

LOANS = 100_000
ASKED = 60
SPREAD_DAYS = 330
"""Disbursed within the first loan's year, so that there are days on which every loan is outstanding."""
FIRST = date(2007, 9, 21)

BARE = """
SELECT count(*) FROM loan_standing
WHERE to_on IS NOT NULL AND from_on > $1::date - 31 AND from_on <= $1::date AND to_on > $1::date
"""


async def portfolio(folder: Path, port: int) -> list[Figure]:
    """Ask for days all over the history: the whole portfolio, one bank's, one area's, one sector's."""
    async with books(folder) as (journey, url):
        bank = await journey.register_bank(fund="1000000.00")
        other = await journey.register_bank(fund="1000000.00")
        loans = [await _of_kind(journey, bank if kind % 2 else other, kind) for kind in range(8)]
        connection = await asyncpg.connect(url)
        each = LOANS // len(loans)
        for kind, loan in enumerate(loans):
            days = f"((n * 7919) % {SPREAD_DAYS})"
            await copy_loan(connection, loan, range(1, each + 1), f"b{kind:03d}", days=days)
        await connection.execute("VACUUM ANALYZE")
        rows = await connection.fetchval("SELECT count(*) FROM loan_standing")
        async with api(url, folder, port) as http:
            figures = [
                await _asked(http, "all", {}, f"{rows:,} standings"),
                await _asked(http, "one bank", {"bank_id": bank}, ""),
                await _asked(http, "one area", {"area": "500116103"}, ""),
                await _asked(http, "one sector", {"sector": "H6"}, ""),
            ]
        bare = await _bare(connection)
        await connection.close()
    note = f"ratio {figures[0].value / bare:.1f}"
    return [*figures, Figure("bare index scan of the same standings, 95th percentile", bare, "ms", note=note)]


async def _of_kind(journey: Any, bank: str, kind: int) -> dict[str, Any]:
    """A loan that is paid in time, late by some days, in part, or not from some month on."""
    loan = await journey.disbursed(bank)
    lines = []
    for number, line in enumerate(loan["schedule"], start=1):
        if kind >= 5 and number > 2 * (kind - 4):
            break
        paid_on = date.fromisoformat(line["due_on"]) + timedelta(days=(0, 0, 0, 12, 45, 0, 5, 40)[kind])
        amount = str(Decimal(line["principal"]) + Decimal(line["interest"]))
        lines.append((f"K{kind}-{number}", loan["loan_id"], amount, paid_on.isoformat()))
    await journey.repay(bank, *lines)
    return dict(loan)


async def _asked(http: Any, what: str, narrowed: dict[str, str], note: str) -> Figure:
    chance = random.Random(20070921)
    times = []
    most = 0
    for _ in range(ASKED):
        day = FIRST + timedelta(days=chance.randrange(30, SPREAD_DAYS + 700))
        started = perf_counter()
        response = await http.get(
            "/v1/portfolio", params={"as_of": day.isoformat(), **narrowed}, headers=bearer("manager")
        )
        times.append((perf_counter() - started) * 1000)
        most = max(most, response.raise_for_status().json()["loans"])
    said = f"up to {most:,} loans outstanding" + (f", {note}" if note else "")
    return Figure(
        f"portfolio as of any day, {LOANS:,} loans, {what}, 95th percentile",
        percentile(times, 0.95),
        "ms",
        300,
        note=said,
    )


async def _bare(connection: "asyncpg.Connection[asyncpg.Record]") -> float:
    chance = random.Random(20070921)
    times = []
    for _ in range(ASKED):
        day = FIRST + timedelta(days=chance.randrange(30, SPREAD_DAYS + 700))
        started = perf_counter()
        await connection.fetchval(BARE, day)
        times.append((perf_counter() - started) * 1000)
    return percentile(times, 0.95)
