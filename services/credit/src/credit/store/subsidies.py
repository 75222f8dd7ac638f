"""Interest subsidies: what was claimed before, what is due now, batches and clawbacks; all as sets."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kit.database import Row, Transaction
from kit.money import Money
from kit.refusal import NotFound
from sqlalchemy import RowMapping, Select, and_, func, or_, select

from credit.domain.products import is_micro_profit
from credit.domain.repayments import parts_of
from credit.domain.subsidies import Borrowed, Claimed, Key, LoanLine, Quarter, Terms, Totals, Why, claim, totals
from credit.domain.subsidy_batches import Batch, BatchState, Earlier
from credit.policy import RuleBook
from credit.store.loans import read_loans
from credit.store.tables.applications import loan_application
from credit.store.tables.loans import loan
from credit.store.tables.subsidies import subsidy_batch, subsidy_clawback, subsidy_line, subsidy_part

LIVE = subsidy_batch.c.state != BatchState.RETURNED.value


@dataclass(frozen=True)
class BanksBatches:
    """A bank's batches so far: the highest number, and those that count."""

    highest: int
    earlier: list[Earlier]


async def read_batches(tx: Transaction, bank_id: str) -> BanksBatches:
    """Read before anything else when a batch is drawn up: what comes later makes its number collide."""
    columns = (subsidy_batch.c.number, subsidy_batch.c.quarter, subsidy_batch.c.state)
    rows = await tx.all(select(*columns).where(subsidy_batch.c.bank_id == bank_id))
    earlier = [Earlier(Quarter.parse(row["quarter"]), BatchState(row["state"])) for row in rows]
    return BanksBatches(max((row["number"] for row in rows), default=0), earlier)


@dataclass(frozen=True)
class Drawn:
    """A batch as it would be now."""

    lines: list[LoanLine]
    totals: Totals


async def draw_up(tx: Transaction, book: RuleBook, bank_id: str, quarter: Quarter) -> Drawn:
    """A bank's batch for a quarter against what live batches claimed: four reads, whatever the number of loans."""
    carried_in = await _carried(tx, bank_id)
    before = await _claimed_before(tx, bank_id)
    borrowed = await _borrowed(tx, book, bank_id, quarter)
    loans = await read_loans(tx, loan.c.bank_id == bank_id, loan.c.disbursed_on <= quarter.ends_on)
    lines = [
        line
        for loan_id, found in loans.items()
        if loan_id in borrowed
        and (line := claim(borrowed[loan_id], parts_of(found.course), before.get(loan_id, {}), quarter))
    ]
    return Drawn(lines, totals(lines, quarter, carried_in))


async def _carried(tx: Transaction, bank_id: str) -> Money:
    """What earlier batches left for the bank to give back, not taken off a later one yet; zero or negative."""
    owed = await tx.value(select(func.coalesce(func.sum(subsidy_batch.c.payable), 0)).where(_to_carry(bank_id)))
    return Money(owed)


def _to_carry(bank_id: str) -> Any:
    return and_(
        subsidy_batch.c.bank_id == bank_id,
        subsidy_batch.c.state == BatchState.CARRIED_OVER.value,
        subsidy_batch.c.carried_into.is_(None),
    )


async def _claimed_before(tx: Transaction, bank_id: str) -> Mapping[str, dict[Key, Claimed]]:
    part = subsidy_part.c
    claimed = func.sum(part.amount)
    query = (
        select(
            part.loan_id,
            part.repayment_id,
            part.instalment_number,
            claimed.label("claimed"),
            func.max(part.paid_on).label("paid_on"),
            func.max(part.due_on).label("due_on"),
        )
        .join(subsidy_batch, subsidy_batch.c.id == part.batch_id)
        .where(subsidy_batch.c.bank_id == bank_id, LIVE)
        .group_by(part.loan_id, part.repayment_id, part.instalment_number)
        .having(claimed != 0)
    )
    found: dict[str, dict[Key, Claimed]] = defaultdict(dict)
    for row in await tx.all(query):
        key = Key(row["repayment_id"], row["instalment_number"])
        found[row["loan_id"]][key] = Claimed(Money(row["claimed"]), row["paid_on"], row["due_on"])
    return found


async def _borrowed(tx: Transaction, book: RuleBook, bank_id: str, quarter: Quarter) -> dict[str, Borrowed]:
    """The bank's loans by the rules of the days on which they were disbursed."""
    query = (
        select(
            loan.c.id,
            loan.c.disbursed_on,
            loan_application.c.sector,
            subsidy_clawback.c.loan_id.label("clawed_back"),
        )
        .join(loan_application, loan_application.c.id == loan.c.application_id)
        .outerjoin(subsidy_clawback, subsidy_clawback.c.loan_id == loan.c.id)
        .where(loan.c.bank_id == bank_id, loan.c.disbursed_on <= quarter.ends_on)
    )
    found: dict[str, Borrowed] = {}
    for row in await tx.all(query):
        rules = book.on(row["disbursed_on"])
        found[row["id"]] = Borrowed(
            row["id"],
            bank_id,
            is_micro_profit(row["sector"], rules),
            row["clawed_back"] is not None,
            Terms(rules.subsidy_percent.value, rules.subsidy_tolerance_days.value),
        )
    return found


def insert_batch(tx: Transaction, batch: Batch, drawn: Drawn, *, number: int, policy_version: str) -> None:
    """Buffer a new batch with its lines and parts."""
    figures = drawn.totals
    head: Row = {
        "id": batch.id,
        "bank_id": batch.bank_id,
        "number": number,
        "quarter": str(batch.quarter),
        "loans": figures.loans,
        "interest": figures.interest,
        "interest_subsidised": figures.interest_subsidised,
        "amount": figures.amount,
        "corrections": figures.corrections,
        "carried_in": figures.carried_in,
        "payable": figures.payable,
        "policy_version": policy_version,
        "claimed_on": batch.claimed_on,
        "claimed_by": batch.claimed_by,
        "carried_into": None,
        "version": 1,
        "recorded_at": tx.now,
        **_progress(batch),
    }
    tx.insert(subsidy_batch, head)
    lines: list[Row] = [
        {"batch_id": batch.id, "loan_id": line.loan_id, "interest": line.interest, "amount": line.amount}
        for line in drawn.lines
    ]
    parts: list[Row] = [
        {
            "batch_id": batch.id,
            "loan_id": line.loan_id,
            "repayment_id": part.key.repayment_id,
            "instalment_number": part.key.instalment_number,
            "paid_on": part.paid_on,
            "due_on": part.due_on,
            "interest": part.interest,
            "due_now": part.now,
            "claimed_before": part.before,
            "amount": part.amount,
            "why": part.why.value,
        }
        for line in drawn.lines
        for part in line.parts
    ]
    if lines:
        tx.insert(subsidy_line, *lines)
        tx.insert(subsidy_part, *parts)


async def take_in_carried(tx: Transaction, batch: Batch) -> None:
    """What was carried over is taken off ``batch`` now."""
    await tx.execute(subsidy_batch.update().where(_to_carry(batch.bank_id)).values(carried_into=batch.id))


async def free_carried(tx: Transaction, batch_id: str) -> None:
    """The batch was returned: what it took in waits for another one."""
    await tx.execute(subsidy_batch.update().where(subsidy_batch.c.carried_into == batch_id).values(carried_into=None))


async def lock_batch(tx: Transaction, batch_id: str) -> tuple[Batch, int]:
    """A batch and its version, locked. Raises NotFound, VersionStale."""
    row = await tx.lock_one(select(subsidy_batch).where(subsidy_batch.c.id == batch_id))
    if row is None:
        raise NotFound(where="batch_id", noun="subsidy batch")
    tx.expect_version(row["version"])
    return batch_of(row), row["version"]


async def lock_open_batch(tx: Transaction, bank_id: str) -> None:
    """Wait for, and hold up, whoever decides on the bank's unsettled batch."""
    await tx.lock_one(
        select(subsidy_batch.c.id).where(
            subsidy_batch.c.bank_id == bank_id,
            or_(*(subsidy_batch.c.state == state.value for state in (BatchState.CLAIMED, BatchState.APPROVED))),
        )
    )


def batch_of(row: RowMapping) -> Batch:
    """The aggregate from its row."""
    return Batch(
        id=row["id"],
        bank_id=row["bank_id"],
        quarter=Quarter.parse(row["quarter"]),
        payable=Money(row["payable"]),
        claimed_on=row["claimed_on"],
        claimed_by=row["claimed_by"],
        state=BatchState(row["state"]),
        decided_on=row["decided_on"],
        decided_by=row["decided_by"],
        opinion=row["opinion"],
        settled_on=row["settled_on"],
        settled_by=row["settled_by"],
        reference=row["reference"],
    )


async def save_batch(tx: Transaction, batch: Batch, version: int) -> int:
    """Write how far a batch has come; the new version."""
    await tx.execute(
        subsidy_batch.update().where(subsidy_batch.c.id == batch.id).values(version=version + 1, **_progress(batch))
    )
    return version + 1


def _progress(batch: Batch) -> dict[str, Any]:
    return {
        "state": batch.state.value,
        "decided_on": batch.decided_on,
        "decided_by": batch.decided_by,
        "opinion": batch.opinion,
        "settled_on": batch.settled_on,
        "settled_by": batch.settled_by,
        "reference": batch.reference,
    }


async def clawed_back_since(tx: Transaction, batch_id: str) -> int:
    """Loans that the batch subsidises although their subsidy has been clawed back by now."""
    query = (
        select(func.count(func.distinct(subsidy_part.c.loan_id)))
        .join(subsidy_clawback, subsidy_clawback.c.loan_id == subsidy_part.c.loan_id)
        .where(subsidy_part.c.batch_id == batch_id, subsidy_part.c.why == Why.COUNTED.value)
    )
    return int(await tx.value(query))


async def claimed_for(tx: Transaction, loan_id: str) -> Money:
    """What live batches have claimed for a loan, yuan."""
    query = (
        select(func.coalesce(func.sum(subsidy_line.c.amount), 0))
        .join(subsidy_batch, subsidy_batch.c.id == subsidy_line.c.batch_id)
        .where(subsidy_line.c.loan_id == loan_id, LIVE)
    )
    return Money(await tx.value(query))


def lines_of(batch_id: str, after: str | None, limit: int | None) -> Select[Any]:
    """A batch's lines with what a reader needs to know of the loan, by loan."""
    query = (
        select(
            *subsidy_line.c,
            loan.c.reference.label("loan_reference"),
            loan.c.disbursed_on,
            loan.c.principal,
            loan.c.annual_rate_percent,
            loan_application.c.sector,
        )
        .join(loan, loan.c.id == subsidy_line.c.loan_id)
        .join(loan_application, loan_application.c.id == loan.c.application_id)
        .where(subsidy_line.c.batch_id == batch_id)
        .order_by(subsidy_line.c.loan_id)
    )
    if limit is not None:
        query = query.limit(limit)
    return query if after is None else query.where(subsidy_line.c.loan_id > after)


async def parts_by_loan(tx: Transaction, batch_id: str, first: str, last: str) -> dict[str, Sequence[RowMapping]]:
    """The parts of a batch's lines from one loan to another."""
    part = subsidy_part.c
    rows = await tx.all(
        select(subsidy_part)
        .where(part.batch_id == batch_id, part.loan_id.between(first, last))
        .order_by(part.loan_id, part.paid_on, part.repayment_id, part.instalment_number)
    )
    found: dict[str, list[RowMapping]] = defaultdict(list)
    for row in rows:
        found[row["loan_id"]].append(row)
    return dict(found)
