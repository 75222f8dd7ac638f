"""Record what a visit found: a planned one, or one that nobody planned."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from kit.database import Transaction, use_case
from kit.event import Published
from kit.ids import new_id
from kit.money import Money
from kit.refusal import NotFound
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from followup.domain import events as happened
from followup.domain.business import Business
from followup.domain.visits import Findings, Outcome, People, VisitState
from followup.events import published
from followup.policy import FollowupPolicy
from followup.scope import demand_in_scope
from followup.store.businesses import load_business, lock_business, lock_business_of_visit, save_record
from followup.use_cases.register_business import PlannedVisit

Yuan = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Count = Annotated[int, Field(ge=0, le=10_000, strict=True)]


class PeopleCounted(BaseModel):
    """People working there other than the owners; the last four are parts of the first two."""

    model_config = ConfigDict(extra="forbid")

    full_time: Count
    part_time: Count = 0
    women: Count = 0
    formerly_laid_off: Count = 0
    with_contract: Count = 0
    with_social_insurance: Count = 0


class RecordVisit(BaseModel):
    """What a visit found. Money in yuan for the calendar month before the visit."""

    model_config = ConfigDict(extra="forbid")

    visited_on: date
    outcome: Outcome
    closed_on: date | None = Field(default=None, description="Only, and always, with outcome `closed`.")
    reason: Annotated[str, StringConstraints(max_length=500)] | None = None
    people: PeopleCounted | None = Field(default=None, description="Only with `operating` or `suspended`.")
    turnover: Yuan | None = None
    costs: Yuan | None = None
    owner_income: Yuan | None = None
    problems: Annotated[str, StringConstraints(max_length=2000)] | None = None
    evidence: list[Annotated[str, StringConstraints(max_length=300)]] = Field(
        default_factory=list, max_length=20, description="References of photos and documents."
    )

    def findings(self) -> Findings:
        """As the domain says it."""
        return Findings(
            visited_on=self.visited_on,
            outcome=self.outcome,
            closed_on=self.closed_on,
            reason=self.reason,
            people=People(**self.people.model_dump()) if self.people else None,
            turnover=_money(self.turnover),
            costs=_money(self.costs),
            owner_income=_money(self.owner_income),
            problems=self.problems,
            evidence=tuple(self.evidence),
        )


class RecordedVisit(BaseModel):
    """The record, and how the business stands by all records in force.

    ``record_version`` counts the records of this visit; ``workers`` are people other than the owners
    at the last verified visit. ``version`` is the visit's.
    """

    visit_id: str
    business_id: str
    record_id: str
    record_version: int
    outcome: str
    business_state: str
    closed_on: date | None
    survival_confirmed_on: date | None
    workers: int | None
    open_visits: list[PlannedVisit]
    policy_version: str
    version: int


@use_case("followup.visit.record")
async def record_visit(tx: Transaction, policy: FollowupPolicy, visit_id: str, command: RecordVisit) -> RecordedVisit:
    """Record a planned visit, or supersede an earlier record of it. Refusals: see the route."""
    row = await lock_business_of_visit(tx, visit_id)
    if row is None:
        raise NotFound(where="id", noun="visit")
    demand_in_scope(tx.call.actor, row["area"], "visit")
    business, versions = await load_business(tx, row)
    tx.expect_version(versions[visit_id])
    before = dict(business.visits)
    rules = policy.rules(command.visited_on, tx.today)
    events = business.record(visit_id, command.findings(), today=tx.today, rules=rules, new_id=new_id)
    await save_record(tx, row, business, before, visit_id, rules)
    _tell(tx, business, events)
    return _answer(business, policy, command.visited_on, tx, visit_id, versions[visit_id] + 1)


@use_case("followup.visit.record_unplanned")
async def record_unplanned_visit(
    tx: Transaction, policy: FollowupPolicy, business_id: str, command: RecordVisit
) -> RecordedVisit:
    """Record a visit that nobody planned. Refusals: see the route."""
    row = await lock_business(tx, business_id)
    if row is None:
        raise NotFound(where="id", noun="business")
    demand_in_scope(tx.call.actor, row["area"], "business")
    tx.expect_version(row["version"])
    business, _ = await load_business(tx, row)
    before = dict(business.visits)
    rules = policy.rules(command.visited_on, tx.today)
    visit_id, events = business.record_unplanned(command.findings(), today=tx.today, rules=rules, new_id=new_id)
    await save_record(tx, row, business, before, visit_id, rules)
    _tell(tx, business, events)
    return _answer(business, policy, command.visited_on, tx, visit_id, 1)


def _tell(tx: Transaction, business: Business, events: Sequence[happened.Happened]) -> None:
    for event in events:
        tx.emit(_published(business, event))
    tx.about(business.business_id, happened=[type(event).__name__ for event in events])


def _published(business: Business, event: happened.Happened) -> Published:
    business_id, owners = business.business_id, list(business.owners)
    match event:
        case happened.VisitRecorded():
            return published.VisitRecorded(
                business_id=business_id,
                visit_id=event.visit_id,
                owners=owners,
                visited_on=event.visited_on,
                outcome=event.outcome,
                workers=event.workers,
                record_version=event.version,
            )
        case happened.BusinessClosed():
            return published.BusinessClosed(business_id=business_id, owners=owners, closed_on=event.closed_on)
        case happened.BusinessReopened():
            return published.BusinessReopened(business_id=business_id, owners=owners, reopened_on=event.reopened_on)
        case happened.SurvivalConfirmed():
            return published.SurvivalConfirmed(
                business_id=business_id,
                owners=owners,
                confirmed_on=event.confirmed_on,
                registered_on=business.registered_on,
            )
        case happened.SurvivalWithdrawn():
            return published.SurvivalWithdrawn(business_id=business_id, owners=owners, withdrawn_on=event.withdrawn_on)
        case happened.JobsConfirmed():
            return published.JobsConfirmed(
                business_id=business_id, workers=event.workers, confirmed_on=event.confirmed_on
            )


def _answer(
    business: Business, policy: FollowupPolicy, on: date, tx: Transaction, visit_id: str, version: int
) -> RecordedVisit:
    rules = policy.rules(on, tx.today)
    standing = business.standing(rules)
    record = business.visits[visit_id].record
    if record is None:
        raise RuntimeError("a visit that was just recorded has a record")
    waiting = [visit for visit in business.visits.values() if visit.state is VisitState.PLANNED]
    return RecordedVisit(
        visit_id=visit_id,
        business_id=business.business_id,
        record_id=record.record_id,
        record_version=record.version,
        outcome=str(record.findings.outcome),
        business_state=str(standing.state),
        closed_on=standing.closed_on,
        survival_confirmed_on=standing.survived_on,
        workers=standing.workers,
        open_visits=[PlannedVisit.of(visit) for visit in waiting],
        policy_version=rules.version,
        version=version,
    )


def _money(amount: Decimal | None) -> Money | None:
    return None if amount is None else Money(amount)
