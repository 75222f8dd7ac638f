"""Flags: what a check found, as a matter that a person looks into until it has an outcome.

One flag for each fact (the kind of finding and its subject), however many lines it touches and however
often it is met. open → in_work → confirmed fraud, error corrected or unfounded; met again with
evidence that was not known, a closed one opens again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from kit.refusal import DatesOutOfOrder, IllegalTransition

from training.domain.check_facts import Claimable
from training.domain.check_rules import CheckName, Severity
from training.domain.checks import Check
from training.domain.errors.flags import FlagDeciderInvolved, FlagOfAnother
from training.domain.found import Subject


class FlagState(StrEnum):
    """Where a flag stands."""

    OPEN = "open"
    IN_WORK = "in_work"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    UNFOUNDED = "unfounded"


STANDING = (FlagState.OPEN, FlagState.IN_WORK)
"""While a flag counts in the risk of the lines that it touches."""


class Outcome(StrEnum):
    """What a flag came to: fraud, an error that was put right, or nothing."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    UNFOUNDED = "unfounded"


class Met(StrEnum):
    """What meeting a suspicion does to what is known of it."""

    RAISED = "raised"
    ADDED = "evidence_added"
    REOPENED = "reopened"
    KNOWN = "known"


Link = tuple[str, str]
"""What a flag touches: the kind of thing and its id; institutions among them."""

INSTITUTION = "institution"


@dataclass(frozen=True)
class Suspicion:
    """A fact that a check found, with everything that it touches."""

    kind: CheckName
    subject: Subject
    subject_id: str
    area: str
    severity: Severity
    points: int
    reference: str
    detail: str
    detail_zh: str
    evidence: Mapping[str, Any]
    links: frozenset[Link]

    @property
    def key(self) -> tuple[str, str]:
        """What tells one fact from another."""
        return self.kind.value, self.subject_id

    @property
    def marks(self) -> frozenset[str]:
        """The ids and dates that it rests on: what tells whether evidence is new. Counts alone are not."""
        lists = [f"{name} {item}" for name, value in self.evidence.items() if isinstance(value, list) for item in value]
        return frozenset(lists) or frozenset(f"{name} {value}" for name, value in self.evidence.items())


def suspicions_of(found: Iterable[tuple[Claimable, Iterable[Check]]]) -> list[Suspicion]:
    """One suspicion for each fact that failed checks of these lines found, in the order of their keys."""
    met: dict[tuple[str, str], Suspicion] = {}
    for line, checks in found:
        for check in checks:
            if not check.passed and check.subject is not None:
                one = _suspicion(check, line.area, _links(line))
                met[one.key] = _joined(met[one.key], one) if one.key in met else one
    return [met[key] for key in sorted(met)]


def suspicion_of_class(class_id: str, institution_id: str, area: str, checks: Iterable[Check]) -> list[Suspicion]:
    """The suspicions about a class of which nothing is claimed yet."""
    links = frozenset({(Subject.CLASS.value, class_id), (INSTITUTION, institution_id)})
    return [_suspicion(check, area, links) for check in checks if not check.passed and check.subject is not None]


def _suspicion(check: Check, area: str, links: frozenset[Link]) -> Suspicion:
    return Suspicion(
        kind=check.check,
        subject=check.subject or Subject.MILESTONE,
        subject_id=check.subject_id,
        area=area,
        severity=check.severity,
        points=check.points,
        reference=check.reference,
        detail=check.detail,
        detail_zh=check.detail_zh,
        evidence=check.evidence,
        links=links | _named(check.evidence),
    )


def _links(line: Claimable) -> frozenset[Link]:
    touched = {
        (Subject.MILESTONE.value, line.milestone_id),
        (Subject.APPLICANT.value, line.applicant_id),
        (Subject.CLASS.value, line.course.class_id),
        (INSTITUTION, line.institution_id),
    }
    if line.certificate.certificate_id:
        touched.add((Subject.CERTIFICATE.value, line.certificate.certificate_id))
    if line.business is not None:
        touched.add((Subject.BUSINESS.value, line.business.business_id))
    return frozenset(touched)


_NAMED = {
    "applicants": Subject.APPLICANT.value,
    "businesses": Subject.BUSINESS.value,
    "classes": Subject.CLASS.value,
    "enrolments": Subject.ENROLMENT.value,
    "institutions": INSTITUTION,
}


def _named(evidence: Mapping[str, Any]) -> frozenset[Link]:
    """What the evidence itself names: the others behind a shared phone, address, plan or paper."""
    return frozenset((subject, one) for name, subject in _NAMED.items() for one in evidence.get(name, ()))


def joined_evidence(known: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Both together: lists hold everything that either holds, of single values the new one counts."""
    joined = {**known, **new}
    for name, value in known.items():
        if isinstance(value, list) and isinstance(new.get(name), list):
            joined[name] = sorted({*value, *new[name]})
    return joined


def common_area(one: str, other: str) -> str:
    """The smallest area that holds both: codes are prefixes of the codes within them (6, 9, 12 digits)."""
    for length in (12, 9, 6, 4, 2):
        if len(one) >= length and one[:length] == other[:length]:
            return one[:length]
    return one if one == other else ""


def _joined(one: Suspicion, other: Suspicion) -> Suspicion:
    return Suspicion(
        kind=one.kind,
        subject=one.subject,
        subject_id=one.subject_id,
        area=common_area(one.area, other.area),
        severity=one.severity,
        points=max(one.points, other.points),
        reference=one.reference,
        detail=other.detail,
        detail_zh=other.detail_zh,
        evidence=joined_evidence(one.evidence, other.evidence),
        links=one.links | other.links,
    )


@dataclass
class Flag:
    """A suspicion in somebody's hands; ``marks`` are all that were ever met."""

    flag_id: str
    suspicion: Suspicion
    marks: frozenset[str]
    raised_on: date
    state: FlagState = FlagState.OPEN
    times_raised: int = 1
    worker: str | None = None
    reason: str | None = None
    closed_on: date | None = None
    closed_by: str | None = None
    institutions: frozenset[str] = field(default_factory=frozenset)

    def meet(self, again: Suspicion) -> Met:
        """The same fact was found again. New evidence is added, and opens a closed flag; else nothing changes."""
        new = again.marks - self.marks
        links = again.links - self.suspicion.links
        if not new:
            if links:
                self.suspicion = _joined(again, self.suspicion)
            return Met.KNOWN
        self.suspicion = _joined(self.suspicion, again)
        self.marks |= new
        if self.state in STANDING:
            return Met.ADDED
        self.state, self.worker, self.times_raised = FlagState.OPEN, None, self.times_raised + 1
        self.reason, self.closed_on, self.closed_by = None, None, None
        return Met.REOPENED

    def assign(self, worker: str | None, *, by: str, own_only: bool) -> None:
        """Into somebody's hands, or back on the list. ``own_only``: who takes or hands back for themselves alone."""
        self._must_stand("assigned")
        if own_only and (self.worker not in {None, by} or worker not in {None, by}):
            raise FlagOfAnother("worker")
        self.worker = worker
        self.state = FlagState.OPEN if worker is None else FlagState.IN_WORK

    def note(self, on: date, *, by: str, own_only: bool) -> None:
        """A step of the inquiry may be written down by who works on it, or by who may assign it."""
        self._must_be_in_work("noted")
        if own_only and self.worker != by:
            raise FlagOfAnother("worker")
        if on < self.raised_on:
            raise DatesOutOfOrder("noted_on", later="noted_on", earlier="the day the flag was raised")

    def close(
        self,
        outcome: Outcome,
        on: date,
        reason: str,
        *,
        by: str,
        organisation: str | None,
        involved: Collection[str],
        own_only: bool,
    ) -> None:
        """Give it an outcome, by who works on it or by a manager.

        Never by somebody of an institution that it touches, or who kept the books of what it is about.
        """
        self._must_be_in_work("closed")
        if own_only and self.worker != by:
            raise FlagOfAnother("worker")
        if organisation is not None and organisation in self.institutions:
            raise FlagDeciderInvolved(involvement="belongs to an institution that the flag touches")
        if by in involved:
            raise FlagDeciderInvolved(involvement="kept the books of what the flag is about")
        if on < self.raised_on:
            raise DatesOutOfOrder("closed_on", later="closed_on", earlier="the day the flag was raised")
        self.state, self.reason, self.closed_on, self.closed_by = FlagState(outcome.value), reason, on, by

    def _must_stand(self, verb: str) -> None:
        if self.state not in STANDING:
            raise IllegalTransition(noun="flag", state=self.state.value, verb=verb)

    def _must_be_in_work(self, verb: str) -> None:
        if self.state is not FlagState.IN_WORK:
            raise IllegalTransition(noun="flag", state=self.state.value, verb=verb)


def raised(flag_id: str, suspicion: Suspicion, on: date) -> Flag:
    """A new flag."""
    return Flag(flag_id, suspicion, suspicion.marks, on, institutions=institutions_in(suspicion.links))


def institutions_in(links: Iterable[Link]) -> frozenset[str]:
    """The institutions among what a flag touches."""
    return frozenset(one for subject, one in links if subject == INSTITUTION)
