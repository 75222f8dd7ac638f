"""Load and save a business with its visits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from kit.database import Row, Transaction
from kit.money import Money
from sqlalchemy import RowMapping, Select, select, true, update

from followup.domain.address import address_key
from followup.domain.business import Business, OwnerFacts, Registration
from followup.domain.rules import Rules, VisitKind
from followup.domain.standing import Standing
from followup.domain.visits import Findings, Outcome, People, Record, Visit, VisitState
from followup.store.facts import add_facts, fact
from followup.store.tables import BusinessRow, OwnerRow, ProgressRow, VisitRecordRow, VisitRow, table_of

BUSINESS = table_of(BusinessRow)
OWNER = table_of(OwnerRow)
VISIT = table_of(VisitRow)
RECORD = table_of(VisitRecordRow)
PROGRESS = table_of(ProgressRow)


async def lock_owners(tx: Transaction, applicants: Sequence[str], area: str | None) -> dict[str, OwnerFacts]:
    """What is known of these people, of those whose area lies in the subtree ``area`` (None: all).

    They stay locked until the transaction ends, so that nobody registers two businesses at once.
    """
    people = await tx.lock_all(
        select(PROGRESS.c.applicant_id, PROGRESS.c.area, PROGRESS.c.accepted_on)
        .where(PROGRESS.c.applicant_id.in_(applicants), PROGRESS.c.registered_on.is_not(None))
        .order_by(PROGRESS.c.applicant_id)
    )
    owned = await tx.all(
        select(OWNER.c.applicant_id, BUSINESS.c.closed_on)
        .join(BUSINESS, BUSINESS.c.id == OWNER.c.business_id)
        .where(OWNER.c.applicant_id.in_(applicants))
    )
    return {
        person["applicant_id"]: OwnerFacts(
            person["applicant_id"],
            person["accepted_on"],
            tuple(row["closed_on"] for row in owned if row["applicant_id"] == person["applicant_id"]),
        )
        for person in people
        if area is None or (person["area"] or "").startswith(area)
    }


async def lock_business(tx: Transaction, business_id: str) -> RowMapping | None:
    """The business's row, locked; None when there is none."""
    return await tx.lock_one(select(BUSINESS).where(BUSINESS.c.id == business_id))


async def lock_business_of_visit(tx: Transaction, visit_id: str) -> RowMapping | None:
    """The row of the business that the visit is to, locked; None when there is none."""
    of_visit = select(VISIT.c.business_id).where(VISIT.c.id == visit_id).scalar_subquery()
    return await tx.lock_one(select(BUSINESS).where(BUSINESS.c.id == of_visit))


async def load_business(tx: Transaction, row: RowMapping) -> tuple[Business, dict[str, int]]:
    """The aggregate behind a business's row, and the version of each of its visits."""
    owners = await tx.all(select(OWNER.c.applicant_id).where(OWNER.c.business_id == row["id"]))
    visits = await tx.all(visits_with_record(row["id"]))
    jobs = (row["jobs_workers"], row["jobs_on"])
    business = Business(
        business_id=row["id"],
        owners=tuple(sorted(owner["applicant_id"] for owner in owners)),
        registered_on=row["registered_on"],
        survives_after=row["survives_after"],
        visits={visit["id"]: _visit(visit) for visit in visits},
        survival_said=row["survival_said"],
        jobs_said=None if jobs[0] is None or jobs[1] is None else (jobs[0], jobs[1]),
    )
    return business, {visit["id"]: visit["version"] for visit in visits}


def visits_with_record(business_id: str) -> Select[Any]:
    """All visits to a business, each with its record in force (columns ``record_…``) or NULLs."""
    latest = (
        select(RECORD)
        .where(RECORD.c.visit_id == VISIT.c.id)
        .order_by(RECORD.c.version.desc())
        .limit(1)
        .lateral("latest")
    )
    columns = [column.label(f"record_{column.name}") for column in latest.c]
    return (
        select(VISIT, *columns)
        .select_from(VISIT.join(latest, true(), isouter=True))
        .where(VISIT.c.business_id == business_id)
        .order_by(VISIT.c.id)
    )


def insert_business(
    tx: Transaction, business: Business, registration: Registration, standing: Standing, rules: Rules
) -> None:
    """Buffer a new business, its owners, its plan of visits, and the facts about its owners."""
    row = {
        **asdict(registration),
        "id": business.business_id,
        "address_key": address_key(registration.area, registration.address),
        "form": str(registration.form),
        "survives_after": business.survives_after,
        "state": str(standing.state),
        "policy_version": rules.version,
        "recorded_by": tx.call.actor.account,
        "recorded_at": tx.now,
        "version": 1,
    }
    del row["owners"]
    tx.insert(BusinessRow, row)
    owners = [{"business_id": business.business_id, "applicant_id": owner} for owner in business.owners]
    tx.insert(OwnerRow, *owners)
    _insert_visits(tx, business.visits.values(), business.business_id, registration.area)
    facts = [
        fact(
            business.business_id,
            "followup.business.registered",
            business.registered_on,
            tx.now,
            line=line,
            applicant_id=owner,
            business_id=business.business_id,
            data={
                "survives_after": business.survives_after.isoformat(),
                "sector": registration.sector,
                "area": registration.area,
            },
        )
        for line, owner in enumerate(business.owners)
    ]
    add_facts(tx, *facts)


async def save_record(
    tx: Transaction, row: RowMapping, business: Business, before: Mapping[str, Visit], visit_id: str, rules: Rules
) -> None:
    """Save what recording ``visit_id`` changed: the record, the plan, how the business stands."""
    standing = business.standing(rules)
    jobs = business.jobs_said or (None, None)
    await tx.execute(
        update(BUSINESS)
        .where(BUSINESS.c.id == business.business_id)
        .values(
            state=str(standing.state),
            closed_on=standing.closed_on,
            survival_said=business.survival_said,
            jobs_workers=jobs[0],
            jobs_on=jobs[1],
            version=row["version"] + 1,
        )
    )
    await _update_visits(tx, business.visits, before, visit_id)
    added = [visit for visit in business.visits.values() if visit.visit_id not in before]
    _insert_visits(tx, added, business.business_id, row["area"])
    record = business.visits[visit_id].record
    if record is not None:
        _insert_record(tx, business.business_id, visit_id, record, rules)


async def _update_visits(
    tx: Transaction, visits: Mapping[str, Visit], before: Mapping[str, Visit], recorded: str
) -> None:
    changed: dict[str, list[str]] = {}
    for visit_id, earlier in before.items():
        visit = visits[visit_id]
        if visit_id == recorded or visit.state is not earlier.state:
            changed.setdefault(str(visit.state), []).append(visit_id)
    for state, ids in changed.items():
        await tx.execute(update(VISIT).where(VISIT.c.id.in_(ids)).values(state=state, version=VISIT.c.version + 1))


def _insert_visits(tx: Transaction, visits: Iterable[Visit], business_id: str, area: str) -> None:
    rows: list[Row] = [
        {
            "id": visit.visit_id,
            "business_id": business_id,
            "area": area,
            "kind": str(visit.kind),
            "state": str(visit.state),
            "due_from": visit.due_from,
            "due_by": visit.due_by,
            "version": 1,
        }
        for visit in visits
    ]
    if rows:
        tx.insert(VisitRow, *rows)


def _insert_record(tx: Transaction, business_id: str, visit_id: str, record: Record, rules: Rules) -> None:
    found = record.findings
    tx.insert(
        VisitRecordRow,
        {
            "id": record.record_id,
            "visit_id": visit_id,
            "business_id": business_id,
            "version": record.version,
            "sequence": record.sequence,
            "visited_on": found.visited_on,
            "outcome": str(found.outcome),
            "closed_on": found.closed_on,
            "reason": found.reason,
            "people": asdict(found.people) if found.people else None,
            "turnover": found.turnover,
            "costs": found.costs,
            "owner_income": found.owner_income,
            "problems": found.problems,
            "evidence": list(found.evidence),
            "policy_version": rules.version,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    add_facts(
        tx,
        fact(
            record.record_id,
            "followup.visit.recorded",
            # A closure happened on its closing date, whenever it was seen.
            found.closed_on or found.visited_on,
            tx.now,
            business_id=business_id,
            about_id=visit_id,
            series=visit_id,
            version=record.version,
            data={
                "visited_on": found.visited_on.isoformat(),
                "outcome": str(found.outcome),
                "workers": found.workers,
                "sequence": record.sequence,
            },
        ),
    )


def _visit(row: RowMapping) -> Visit:
    record = None
    if row["record_id"] is not None:
        record = Record(row["record_id"], row["record_version"], row["record_sequence"], _findings(row))
    return Visit(row["id"], VisitKind(row["kind"]), VisitState(row["state"]), row["due_from"], row["due_by"], record)


def _findings(row: RowMapping) -> Findings:
    people = row["record_people"]
    return Findings(
        visited_on=row["record_visited_on"],
        outcome=Outcome(row["record_outcome"]),
        closed_on=row["record_closed_on"],
        reason=row["record_reason"],
        people=People(**people) if people else None,
        turnover=_money(row["record_turnover"]),
        costs=_money(row["record_costs"]),
        owner_income=_money(row["record_owner_income"]),
        problems=row["record_problems"],
        evidence=tuple(row["record_evidence"]),
    )


def _money(amount: Any) -> Money | None:
    return None if amount is None else Money(amount)
