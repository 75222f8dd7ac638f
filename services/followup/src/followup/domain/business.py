"""A registered business: its owners, its plan of visits, and what its visits verify."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from kit.refusal import IllegalTransition, NotFound

from followup.domain.errors import (
    BusinessOlderThanAcceptance,
    ContradictsClosure,
    ContradictsOperation,
    OwnerAlreadyRunsBusiness,
    OwnerNotAccepted,
    OwnersMissing,
    VisitTooEarly,
)
from followup.domain.events import (
    BusinessClosed,
    BusinessReopened,
    Happened,
    JobsConfirmed,
    SurvivalConfirmed,
    SurvivalWithdrawn,
    VisitRecorded,
)
from followup.domain.licence import checked_licence_number
from followup.domain.rules import Rules, VisitKind, check_happened, check_order
from followup.domain.standing import Standing, standing
from followup.domain.visits import Findings, Outcome, Record, Visit, VisitState

NewId = Callable[[], str]


class Form(StrEnum):
    """Legal form on the licence."""

    INDIVIDUAL = "individual"
    SOLE_PROPRIETORSHIP = "sole_proprietorship"
    PARTNERSHIP = "partnership"
    COMPANY = "company"
    COOPERATIVE = "cooperative"


@dataclass(frozen=True)
class OwnerFacts:
    """What is known of a person who is to own a business.

    ``busy_until`` holds, for each business that the person owns, its closing date or None.
    """

    applicant_id: str
    accepted_on: date | None
    busy_until: tuple[date | None, ...] = ()


@dataclass(frozen=True)
class Registration:
    """What the licence says."""

    owners: tuple[str, ...]
    name: str
    licence_number: str
    registered_on: date
    sector: str
    area: str
    address: str
    form: Form
    licence_seen_on: date


@dataclass
class Business:
    """One business and its visits. ``survival_said`` and ``jobs_said``: what was published already."""

    business_id: str
    owners: tuple[str, ...]
    registered_on: date
    survives_after: date
    visits: dict[str, Visit] = field(default_factory=dict)
    survival_said: date | None = None
    jobs_said: tuple[int, date] | None = None

    def standing(self, rules: Rules) -> Standing:
        """How the business stands by the records in force."""
        return standing(self._records(), self.survives_after, rules)

    def record(self, visit_id: str, findings: Findings, *, today: date, rules: Rules, new_id: NewId) -> list[Happened]:
        """Write down what a visit found; a second record of the same visit supersedes the first.

        Plans another attempt when nobody was found, holds the plan while the business is closed.
        Raises NotFound, IllegalTransition, VisitTooEarly, ContradictsClosure, ContradictsOperation
        and whatever :meth:`Findings.check` refuses.
        """
        visit = self.visits.get(visit_id)
        if visit is None:
            raise NotFound(where="visit_id", noun="visit")
        if visit.state is VisitState.WITHDRAWN:
            raise IllegalTransition(noun="visit", state=str(visit.state), verb="recorded")
        findings.check(self.registered_on, today, rules)
        _check_not_early(visit, findings, rules)
        self._check_agrees(visit_id, findings)
        before = self.standing(rules)
        record = self._next_record(visit, findings, new_id)
        self.visits[visit_id] = visit.recorded(record)
        after = self.standing(rules)
        self._mend_plan(after, rules, new_id)
        return [_said(visit_id, record), *self._changes(before, after, findings, today)]

    def record_unplanned(
        self, findings: Findings, *, today: date, rules: Rules, new_id: NewId
    ) -> tuple[str, list[Happened]]:
        """Write down a visit that nobody planned; its new id and what happened."""
        visit_id = new_id()
        self.visits[visit_id] = Visit(visit_id, VisitKind.UNPLANNED, VisitState.PLANNED)
        try:
            return visit_id, self.record(visit_id, findings, today=today, rules=rules, new_id=new_id)
        except BaseException:
            del self.visits[visit_id]
            raise

    def _records(self, without: str = "") -> Iterable[Record]:
        return (v.record for v in self.visits.values() if v.record is not None and v.visit_id != without)

    def _next_record(self, visit: Visit, findings: Findings, new_id: NewId) -> Record:
        version = visit.record.version + 1 if visit.record else 1
        sequence = max((record.sequence for record in self._records()), default=0) + 1
        return Record(new_id(), version, sequence, findings)

    def _check_agrees(self, visit_id: str, findings: Findings) -> None:
        """An operating visit and a closure that covers its day cannot both be true."""
        for record in self._records(without=visit_id):
            other = record.findings
            if findings.outcome is Outcome.OPERATING and _covers(other, findings.visited_on):
                raise ContradictsClosure(where="visited_on", closed_on=other.closed_on, seen_on=other.visited_on)
            if other.outcome is Outcome.OPERATING and _covers(findings, other.visited_on):
                raise ContradictsOperation(where="closed_on", operating_on=other.visited_on)

    def _changes(self, before: Standing, after: Standing, findings: Findings, today: date) -> list[Happened]:
        happened: list[Happened] = []
        if after.closed_on is not None and after.closed_on != before.closed_on:
            happened.append(BusinessClosed(after.closed_on))
        if after.closed_on is None and before.closed_on is not None:
            happened.append(BusinessReopened(findings.visited_on))
        happened += self._survival(after.survived_on, today)
        if after.survived_on is not None and after.workers is not None and after.counted_on is not None:
            jobs = (after.workers, after.counted_on)
            if jobs != self.jobs_said:
                self.jobs_said = jobs
                happened.append(JobsConfirmed(*jobs))
        return happened

    def _survival(self, survived_on: date | None, today: date) -> list[Happened]:
        """What is to be said of survival: the first confirmation, and that a correction took it away."""
        happened: list[Happened] = []
        said = self.survival_said
        if said is not None and (survived_on is None or survived_on > said):
            self.survival_said, self.jobs_said = None, None
            happened.append(SurvivalWithdrawn(today))
        if survived_on is not None and self.survival_said is None:
            self.survival_said = survived_on
            happened.append(SurvivalConfirmed(survived_on))
        return happened

    def _mend_plan(self, now: Standing, rules: Rules, new_id: NewId) -> None:
        closed = now.closed_on is not None
        for visit in list(self.visits.values()):
            if visit.state is VisitState.PLANNED and closed:
                self.visits[visit.visit_id] = replace(visit, state=VisitState.ON_HOLD)
            elif visit.state is VisitState.ON_HOLD and not closed:
                self.visits[visit.visit_id] = replace(visit, state=VisitState.PLANNED)
        self._mend_repeats(now.failed_since, rules, new_id)

    def _mend_repeats(self, failed_since: date | None, rules: Rules, new_id: NewId) -> None:
        """One open repeat while attempts fail; none once the business was found or given up."""
        waiting = (VisitState.PLANNED, VisitState.ON_HOLD)
        open_repeats = [v for v in self.visits.values() if v.kind is VisitKind.REPEAT and v.state in waiting]
        if failed_since is None:
            for visit in open_repeats:
                self.visits[visit.visit_id] = replace(visit, state=VisitState.WITHDRAWN)
        elif not open_repeats:
            due = failed_since + timedelta(days=rules.repeat_after_days)
            visit_id = new_id()
            self.visits[visit_id] = Visit(visit_id, VisitKind.REPEAT, VisitState.PLANNED, due, due)


def register(
    registration: Registration,
    owners: Mapping[str, OwnerFacts],
    *,
    today: date,
    rules: Rules,
    new_id: NewId,
) -> tuple[Business, Registration]:
    """A new business with its plan of visits, and the registration with its number in one shape.

    ``owners``: what is known of each person; raises NotFound for one who is not. Other refusals:
    OwnersMissing, LicenceShapeWrong, LicenceCheckWrong, DateInFuture, DateTooLongAgo,
    DatesOutOfOrder, OwnerNotAccepted, BusinessOlderThanAcceptance, OwnerAlreadyRunsBusiness.
    """
    if not registration.owners or len(set(registration.owners)) != len(registration.owners):
        raise OwnersMissing(where="owners")
    number = checked_licence_number(registration.licence_number)
    check_happened("registered_on", registration.registered_on, today, rules)
    check_happened("licence_seen_on", registration.licence_seen_on, today, rules)
    check_order("registered_on", registration.registered_on, "licence_seen_on", registration.licence_seen_on)
    for index, applicant_id in enumerate(registration.owners):
        check_owner(owners.get(applicant_id), registration.registered_on, f"owners[{index}]")
    business = Business(
        new_id(),
        registration.owners,
        registration.registered_on,
        rules.survives_after(registration.registered_on),
    )
    for visit in plan(registration.registered_on, rules, new_id):
        business.visits[visit.visit_id] = visit
    return business, replace(registration, licence_number=number)


def check_owner(owner: OwnerFacts | None, registered_on: date, where: str) -> None:
    """Raises the refusal for a person who may not own a business registered on that day."""
    if owner is None:
        raise NotFound(where=where, noun="applicant")
    if owner.accepted_on is None:
        raise OwnerNotAccepted(where=where, applicant_id=owner.applicant_id)
    if registered_on < owner.accepted_on:
        raise BusinessOlderThanAcceptance(
            where="registered_on", applicant_id=owner.applicant_id, accepted_on=owner.accepted_on
        )
    if any(closed_on is None or closed_on > registered_on for closed_on in owner.busy_until):
        raise OwnerAlreadyRunsBusiness(where=where, applicant_id=owner.applicant_id)


def plan(registered_on: date, rules: Rules, new_id: NewId) -> Sequence[Visit]:
    """The visits that policy plans for a business registered on that day."""
    visits = []
    for check in rules.visit_plan:
        due_from, due_by = check.window(registered_on)
        visits.append(Visit(new_id(), check.kind, VisitState.PLANNED, due_from, due_by))
    return visits


def _covers(closure: Findings, day: date) -> bool:
    """Whether ``closure`` says that the business was closed on ``day`` (after its closing date)."""
    if closure.outcome is not Outcome.CLOSED or closure.closed_on is None:
        return False
    return closure.closed_on < day <= closure.visited_on


def _check_not_early(visit: Visit, findings: Findings, rules: Rules) -> None:
    """A planned visit is made in its window; the six-month check never before it opens."""
    if visit.due_from is None or visit.kind is VisitKind.REPEAT:
        return
    allowed = 0 if visit.kind is VisitKind.SIX_MONTH else rules.visit_early_days
    earliest = visit.due_from - timedelta(days=allowed)
    if findings.visited_on < earliest:
        raise VisitTooEarly(where="visited_on", earliest=earliest)


def _said(visit_id: str, record: Record) -> VisitRecorded:
    findings = record.findings
    return VisitRecorded(
        visit_id,
        record.record_id,
        record.version,
        findings.visited_on,
        str(findings.outcome),
        findings.closed_on,
        findings.workers,
    )
