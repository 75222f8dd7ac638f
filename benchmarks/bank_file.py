"""A bank's file of 100,000 repayments over 10,000 loans, through the API: allocated, posted, events out.

Beside it, in the same run: the same finished rows written by bare `INSERT … SELECT` into tables with the same
indexes, without foreign keys and triggers, which is the least that the database itself takes for them.
"""

import csv
import io
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg
from books import api, bearer, books, copy_id, copy_loan
from kit.ids import new_id
from measure import Figure

LOANS = 10_000
PAYMENTS = 10
KIND = "a001"
WRITTEN = ("repayment", "allocation", "journal_entry", "posting", "outbox", "loan_standing")


async def bank_file(folder: Path, port: int) -> list[Figure]:
    """Post the file once, and once more."""
    async with books(folder) as (journey, url):
        bank = await journey.register_bank(fund="100000000.00")
        loan = await journey.disbursed(bank)
        connection = await asyncpg.connect(url)
        await copy_loan(connection, loan, range(1, LOANS + 1), KIND)
        await _answer_for(connection, loan)
        await connection.execute("VACUUM ANALYZE")
        content = _file(bank, loan)
        async with api(url, folder, port) as http:
            seconds, answer = await _post(http, bank, content)
            again, repeated = await _post(http, bank, content)
        if answer["recorded"] != LOANS * PAYMENTS or not repeated["repeated"]:
            raise RuntimeError(str(answer)[:500])
        told = await _told(connection)
        bare = await _bare(connection)
        await connection.close()
    size = f"{len(content) / 1e6:.1f} MB, {told}"
    return [
        Figure("bank file, 100,000 repayments over 10,000 loans", seconds, "s", 30, note=size),
        Figure("the same rows, bare INSERT with the same indexes", bare, "s", note=f"ratio {seconds / bare:.1f}"),
        Figure("the same file again", again, "s", note="nothing changes"),
    ]


async def _answer_for(connection: "asyncpg.Connection[asyncpg.Record]", loan: dict[str, Any]) -> None:
    """The fund answers for the copies too, and its ledger says so."""
    outstanding = await connection.fetchval(
        "SELECT outstanding FROM guarantee WHERE application_id = $1", loan["application_id"]
    )
    for table in ("fund", "fund_account"):
        await connection.execute(
            f"UPDATE {table} SET liability = liability + $1 WHERE liability > 0", outstanding * LOANS
        )


def _file(bank: str, loan: dict[str, Any]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    dues = [Decimal(line["principal"]) + Decimal(line["interest"]) for line in loan["schedule"][:PAYMENTS]]
    head = [["银行 Bank", bank], ["笔数 Count", LOANS * PAYMENTS], ["合计 Total", sum(dues) * LOANS]]
    writer.writerows([*head, ["凭证号 Reference", "贷款编号 Loan", "金额 Amount", "还款日 Paid on"]])
    for place, (due, line) in enumerate(zip(dues, loan["schedule"], strict=False), start=1):
        for number in range(1, LOANS + 1):
            writer.writerow([f"HK-{place:02d}-{number:06d}", copy_id(KIND, number), due, line["due_on"]])
    return written.getvalue().encode()


async def _post(http: Any, bank: str, content: bytes) -> tuple[float, dict[str, Any]]:
    headers = {**bearer("bank", bank), "Idempotency-Key": new_id()}
    started = perf_counter()
    response = await http.post("/v1/repayment-files", files={"file": ("bank.csv", content)}, headers=headers)
    seconds = perf_counter() - started
    if not response.is_success:
        raise RuntimeError(response.text[:500])
    return seconds, dict(response.json())


async def _told(connection: "asyncpg.Connection[asyncpg.Record]") -> str:
    counts = [f"{await connection.fetchval(f'SELECT count(*) FROM {table}'):,} {table}" for table in WRITTEN]
    return ", ".join(counts)


async def _bare(connection: "asyncpg.Connection[asyncpg.Record]") -> float:
    """The finished rows again, into empty tables of the same form."""
    for table in WRITTEN:
        await connection.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
    started = perf_counter()
    async with connection.transaction():
        for table in WRITTEN:
            await connection.execute(f"INSERT INTO bare_{table} OVERRIDING SYSTEM VALUE SELECT * FROM {table}")
    return perf_counter() - started
