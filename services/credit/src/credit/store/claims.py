"""Claims with their papers and steps; what was paid, called and recovered for them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kit.database import Row, Transaction
from kit.ids import new_id
from kit.money import Money
from kit.refusal import NotFound
from sqlalchemy import RowMapping, Select, select, update

from credit.domain.claim_rules import Debt, Document, DocumentKind, demand_letter_of
from credit.domain.claims import Claim, ClaimState, Outcome, Step, Taken
from credit.domain.guarantees import Guarantee
from credit.domain.recoveries import Shares
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict
from credit.store.guarantees import read_guarantees
from credit.store.loans import read_loans
from credit.store.scope import visible
from credit.store.tables.claims import claim, claim_document, claim_payment, claim_step
from credit.store.tables.loans import loan


@dataclass(frozen=True)
class Held:
    """A claim that is locked until the transaction ends, as of a version."""

    claim: Claim
    version: int


async def lock_claim(tx: Transaction, claim_id: str, *, loan_too: bool = False) -> Held:
    """Lock a claim that the caller may see; with ``loan_too`` its loan before it.

    Raises NotFound, VersionStale.
    """
    mine = select(claim).where(claim.c.id == claim_id, visible(claim, tx.call.actor))
    if loan_too:
        seen = await tx.one(mine)
        if seen is not None:
            await tx.lock_one(select(loan.c.id).where(loan.c.id == seen["loan_id"]))
    row = await tx.lock_one(mine)
    if row is None:
        raise NotFound(where="claim_id", noun="claim")
    tx.expect_version(row["version"])
    steps = await tx.all(steps_of(claim_id))
    paid = await tx.one(select(claim_payment).where(claim_payment.c.claim_id == claim_id))
    return Held(claim_of(row, steps, paid), row["version"])


async def lock_open_claims(tx: Transaction, loan_ids: Collection[str]) -> list[Held]:
    """The open claims for loans that are locked already, locked in a fixed order."""
    query = select(claim).where(claim.c.loan_id.in_(sorted(loan_ids)), claim.c.is_open).order_by(claim.c.id)
    rows = await tx.lock_all(query)
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    steps = await tx.all(select(claim_step).where(claim_step.c.claim_id.in_(ids)).order_by(claim_step.c.id))
    by_claim: dict[str, list[RowMapping]] = {claim_id: [] for claim_id in ids}
    for step in steps:
        by_claim[step["claim_id"]].append(step)
    return [Held(claim_of(row, by_claim[row["id"]], None), row["version"]) for row in rows]


def steps_of(claim_id: str) -> Select[tuple[object, ...]]:
    """The steps of a claim, in the order in which they were recorded."""
    return select(claim_step).where(claim_step.c.claim_id == claim_id).order_by(claim_step.c.id)


def claim_of(row: RowMapping, steps: Iterable[RowMapping], paid: RowMapping | None) -> Claim:
    """The aggregate from its rows."""
    return Claim(
        id=row["id"],
        loan_id=row["loan_id"],
        application_id=row["application_id"],
        applicant_id=row["applicant_id"],
        fund_id=row["fund_id"],
        bank_id=row["bank_id"],
        reference=row["reference"],
        claimed=Money(row["claimed"]),
        lodged_on=row["lodged_on"],
        state=ClaimState(row["state"]),
        history=[_taken(step) for step in steps],
        answer_by=row["answer_by"],
        approved=Money(row["approved"]),
        covered_when_approved=Money(row["covered_when_approved"]),
        paid_on=None if paid is None else paid["paid_on"],
        loss=None if paid is None else loss_of(paid),
        written_off=Money(row["written_off"]),
        ended_on=row["ended_on"],
    )


def loss_of(paid: RowMapping) -> Shares:
    """The loss of a claim from the row of its payment."""
    return Shares(Money(paid["amount"]), Money(paid["loss"] - paid["amount"]))


def _taken(row: RowMapping) -> Taken:
    return Taken(
        Step(row["step"]),
        Outcome(row["outcome"]),
        row["taken_on"],
        row["taken_by"],
        None if row["amount"] is None else Money(row["amount"]),
        row["due_on"],
    )


def insert_claim(tx: Transaction, found: Claim, area: str, debt: Debt) -> None:
    """Buffer a new claim; what the loan owed on the day it was lodged stays with it."""
    row: Row = {
        "id": found.id,
        "loan_id": found.loan_id,
        "application_id": found.application_id,
        "applicant_id": found.applicant_id,
        "fund_id": found.fund_id,
        "bank_id": found.bank_id,
        "area": area,
        "reference": found.reference,
        "claimed": found.claimed,
        "lodged_on": found.lodged_on,
        "days_past_due": debt.days_past_due,
        "principal_owed": debt.principal_owed,
        "recorded_at": tx.now,
        "version": 1,
        **_progress(found),
    }
    tx.insert(claim, row)


async def save_claim(tx: Transaction, held: Held) -> int:
    """Write how far a claim has come; the new version."""
    version = held.version + 1
    await tx.execute(
        update(claim).where(claim.c.id == held.claim.id).values({**_progress(held.claim), "version": version})
    )
    return version


def _progress(found: Claim) -> dict[str, object]:
    return {
        "state": found.state.value,
        "is_open": found.open,
        "waiting_since": found.last_on,
        "answer_by": found.answer_by,
        "approved": found.approved.amount,
        "covered_when_approved": found.covered_when_approved.amount,
        "written_off": found.written_off.amount,
        "ended_on": found.ended_on,
    }


def note_step(
    tx: Transaction, claim_id: str, taken: Taken, rules: Rules, *, opinion: str, verdicts: Sequence[Verdict] = ()
) -> None:
    """Buffer a step with its verdicts and the rules that it was taken by."""
    tx.insert(
        claim_step,
        {
            "id": new_id(),
            "claim_id": claim_id,
            "step": taken.step.value,
            "outcome": taken.outcome.value,
            "taken_on": taken.on,
            "taken_by": taken.by,
            "amount": taken.amount,
            "due_on": taken.due_on,
            "opinion": opinion,
            "policy_version": rules.version,
            "verdicts": [item.as_facts() for item in verdicts],
            "recorded_at": tx.now,
        },
    )


def insert_documents(tx: Transaction, claim_id: str, documents: Sequence[Document], on: date) -> None:
    """Buffer the papers of a claim."""
    rows: list[Row] = [
        {
            "id": new_id(),
            "claim_id": claim_id,
            "kind": item.kind.value,
            "reference": item.reference,
            "dated_on": item.dated_on,
            "sha256": item.sha256,
            "added_on": on,
            "added_by": tx.call.actor.account,
            "recorded_at": tx.now,
        }
        for item in documents
    ]
    if rows:
        tx.insert(claim_document, *rows)


@dataclass(frozen=True)
class Ground:
    """What a claim rests on as of a day: the guarantee, the debt, when the borrower was called upon to pay."""

    guarantee: Guarantee
    debt: Debt
    demanded_on: date | None


async def read_ground(tx: Transaction, found: Claim, day: date) -> Ground:
    """The ground of a claim as of ``day``."""
    guarantee = (await read_guarantees(tx, [found.application_id]))[found.application_id]
    papers = await tx.all(select(claim_document).where(claim_document.c.claim_id == found.id))
    documents = [Document(DocumentKind(row["kind"]), row["reference"], row["dated_on"]) for row in papers]
    return Ground(guarantee, await debt_as_of(tx, found.loan_id, day), demand_letter_of(documents))


async def debt_as_of(tx: Transaction, loan_id: str, day: date) -> Debt:
    """What a loan owes at the end of ``day``, by the repayments dated up to then."""
    found = (await read_loans(tx, loan.c.id == loan_id))[loan_id]
    owed = found.owed_as_of(day)
    return Debt(owed.days_past_due, owed.principal, found.matures_on)
