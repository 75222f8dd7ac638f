"""A training institution's life: applied → inspected → certified → suspended | revoked | expired.

Every change is a dated fact that stays; what holds on a day is read from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from kit.calendar import add_months
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

from training.domain.errors.institutions import (
    CertificationOverlaps,
    CertificationTooLong,
    DocumentsMissing,
    InspectionMissing,
    InspectionTooOld,
    NothingToRenew,
    ReapplicationTooEarly,
)
from training.domain.inspection import Inspection
from training.domain.provider_rules import ProviderRules
from training.domain.suspension import Suspension, add_suspension, lift_suspension, suspended_on

ONE_DAY = timedelta(days=1)


class InstitutionState(StrEnum):
    """Where an institution stands on a day."""

    APPLIED = "applied"
    INSPECTED = "inspected"
    CERTIFIED = "certified"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Document:
    """A paper of the application, as handed in; the newest of a kind counts. ``valid_to`` None: no end."""

    number: int
    kind: str
    received_on: date
    valid_to: date | None

    def good_on(self, day: date) -> bool:
        """Whether it was handed in by ``day`` and still valid on it."""
        return self.received_on <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass
class Certification:
    """A period in which the institution may teach, both days included; revoked, it ends before ``revoked_on``."""

    certified_from: date
    certified_to: date
    certified_by: str
    inspection: int
    """The number of the inspection that it rests on, counted from 1."""
    renews: int | None = None
    revoked_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies within the period and before a revocation."""
        return self.certified_from <= day <= self.certified_to and (self.revoked_on is None or day < self.revoked_on)

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return self.certified_to if self.revoked_on is None else self.revoked_on - ONE_DAY


@dataclass(frozen=True)
class InstitutionCertified:
    """The institution may teach from one day to another."""

    institution_id: str
    area: str
    certified_from: date
    certified_to: date


@dataclass
class Institution:
    """An institution with its papers, inspections, certificates and suspensions, oldest first."""

    institution_id: str
    name: str
    area: str
    applied_on: date
    inspections: list[Inspection] = field(default_factory=list)
    certifications: list[Certification] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    suspensions: list[Suspension] = field(default_factory=list)

    # What happens

    def receive(self, kind: str, received_on: date, valid_to: date | None) -> Document:
        """Add a document. Raises DatesOutOfOrder."""
        if received_on < self.applied_on:
            raise DatesOutOfOrder("received_on", later="received_on", earlier="applied_on")
        if valid_to is not None and valid_to < received_on:
            raise DatesOutOfOrder("valid_to", later="valid_to", earlier="received_on")
        document = Document(len(self.documents) + 1, kind, received_on, valid_to)
        self.documents.append(document)
        return document

    def inspect(self, inspected_on: date, *, passed: bool, findings: str, inspected_by: str) -> Inspection:
        """Record an inspection. A certified institution is inspected again before a renewal."""
        if inspected_on < self.applied_on:
            raise DatesOutOfOrder("inspected_on", later="inspected_on", earlier="applied_on")
        if self.inspections and inspected_on < self.inspections[-1].inspected_on:
            raise DatesOutOfOrder("inspected_on", later="inspected_on", earlier="the last inspection")
        inspection = Inspection(inspected_on, passed, findings, inspected_by)
        self.inspections.append(inspection)
        return inspection

    def certify(
        self,
        certified_from: date,
        certified_to: date,
        *,
        certified_by: str,
        rules: ProviderRules,
        renews: int | None = None,
    ) -> InstitutionCertified:
        """Certify for a period; ``rules`` as of its first day.

        Needs every required document, and a passed inspection of its own that is not too old and was made by
        somebody else. After a revocation the policy's waiting time passes first; while suspended nothing begins.
        """
        if certified_to < certified_from:
            raise DatesOutOfOrder("certified_to", later="certified_to", earlier="certified_from")
        if certified_to >= add_months(certified_from, rules.certification_months):
            raise CertificationTooLong("certified_to", months=rules.certification_months)
        self._check_inspection(certified_from, certified_by, rules)
        missing = self.documents_missing(certified_from, rules)
        if missing:
            raise DocumentsMissing(missing=", ".join(missing), day=certified_from)
        for earlier in self.certifications:
            if certified_from <= earlier.last_day and earlier.certified_from <= certified_to:
                raise CertificationOverlaps(
                    "certified_from", earlier_from=earlier.certified_from, earlier_to=earlier.last_day
                )
        if suspended_on(self.suspensions, certified_from):
            raise IllegalTransition("certified_from", noun="institution", state="suspended", verb="certified")
        self.certifications.append(
            Certification(certified_from, certified_to, certified_by, len(self.inspections), renews)
        )
        return InstitutionCertified(self.institution_id, self.area, certified_from, certified_to)

    def renew(
        self, certified_to: date, *, certified_from: date | None, certified_by: str, rules: ProviderRules
    ) -> InstitutionCertified:
        """Certify anew after the last certificate, from the day after it unless a later day is given."""
        last = self.last_certification
        if last is None or last.revoked_on is not None:
            raise NothingToRenew
        begins = certified_from or last.certified_to + ONE_DAY
        if begins <= last.certified_to:
            raise CertificationOverlaps(
                "certified_from", earlier_from=last.certified_from, earlier_to=last.certified_to
            )
        number = self.certifications.index(last) + 1
        return self.certify(begins, certified_to, certified_by=certified_by, rules=rules, renews=number)

    def suspend(self, number: int, starts_on: date, ends_on: date | None) -> Suspension:
        """Suspend from a day on which a certificate holds. Raises IllegalTransition, AlreadySuspended."""
        if not any(certification.covers(starts_on) for certification in self.certifications):
            state = self.state_on(starts_on)
            raise IllegalTransition(
                "starts_on",
                noun="institution",
                state=state.value if state else "not yet an applicant",
                verb="suspended",
            )
        return add_suspension(self.suspensions, number, starts_on, ends_on)

    def lift(self, lifted_on: date) -> Suspension:
        """Lift the suspension that holds on ``lifted_on``; that day the institution may teach again."""
        return lift_suspension(self.suspensions, lifted_on, "institution")

    def revoke(self, revoked_on: date) -> int:
        """Revoke the certificate that holds on ``revoked_on``, for good; its number, counted from 1."""
        for number, certification in enumerate(self.certifications, start=1):
            if certification.covers(revoked_on):
                if certification.revoked_on is not None:
                    raise IllegalTransition("revoked_on", noun="certificate", state="revoked", verb="revoked again")
                certification.revoked_on = revoked_on
                return number
        state = self.state_on(revoked_on)
        raise IllegalTransition(
            "revoked_on", noun="institution", state=state.value if state else "not yet an applicant", verb="revoked"
        )

    # What holds

    def certified_on(self, day: date) -> bool:
        """Whether it may teach on ``day``: certified, not revoked, not suspended."""
        return any(c.covers(day) for c in self.certifications) and not suspended_on(self.suspensions, day)

    @property
    def last_certification(self) -> Certification | None:
        """The certificate that reaches furthest."""
        return max(self.certifications, key=lambda c: c.certified_to, default=None)

    def state_on(self, day: date) -> InstitutionState | None:
        """The state as it was on ``day``; None before the application."""
        if day < self.applied_on:
            return None
        if any(certification.covers(day) for certification in self.certifications):
            if suspended_on(self.suspensions, day):
                return InstitutionState.SUSPENDED
            return InstitutionState.CERTIFIED
        begun = [certification for certification in self.certifications if certification.certified_from <= day]
        if begun:
            last = max(begun, key=lambda certification: certification.certified_from)
            return InstitutionState.EXPIRED if last.revoked_on is None else InstitutionState.REVOKED
        made = [inspection for inspection in self.inspections if inspection.inspected_on <= day]
        if made and made[-1].passed:
            return InstitutionState.INSPECTED
        return InstitutionState.APPLIED

    def documents_missing(self, day: date, rules: ProviderRules) -> list[str]:
        """The required kinds of which no document is good on ``day``, in the policy's order."""
        newest = {document.kind: document for document in self.documents if document.received_on <= day}
        return [
            kind
            for kind, wanted in rules.documents.items()
            if wanted.required and not (kind in newest and newest[kind].good_on(day))
        ]

    def ran_out(self, day: date) -> list[int]:
        """The numbers of certificates that ran out before ``day`` without another that goes on at once."""
        return [
            number
            for number, held in enumerate(self.certifications, start=1)
            if held.revoked_on is None
            and held.certified_to < day
            and not any(other.covers(held.certified_to + ONE_DAY) for other in self.certifications)
        ]

    def ending(self, day: date) -> list[int]:
        """The numbers of certificates that hold on ``day`` and that no later one continues."""
        return [
            number
            for number, held in enumerate(self.certifications, start=1)
            if held.covers(day)
            and held.revoked_on is None
            and not any(other.last_day > held.certified_to for other in self.certifications)
        ]

    def _check_inspection(self, certified_from: date, certified_by: str, rules: ProviderRules) -> None:
        last = self.inspections[-1] if self.inspections else None
        if last is None or not last.passed or any(c.inspection == len(self.inspections) for c in self.certifications):
            raise InspectionMissing
        if certified_from < last.inspected_on:
            raise DatesOutOfOrder("certified_from", later="certified_from", earlier="inspected_on")
        if certified_from > last.inspected_on + timedelta(days=rules.inspection_valid_days):
            raise InspectionTooOld("certified_from", days=rules.inspection_valid_days)
        if last.inspected_by == certified_by:
            raise SamePerson(first="inspected the institution", second="certifies it")
        revoked = [c.revoked_on for c in self.certifications if c.revoked_on is not None]
        if revoked and last.inspected_on < (again := add_months(max(revoked), rules.reapply_months)):
            raise ReapplicationTooEarly("certified_from", day=again)


def due_reminder(last_day: date, day: date, ahead: Sequence[int], reminded: Mapping[int, date]) -> int | None:
    """The reminder that is due on ``day`` for a right that ends on ``last_day``: one of the days ``ahead``, or None.

    Of several that are due only the nearest is sent, once; one that was missed is not sent late after it.
    """
    left = (last_day - day).days
    due = [days for days in ahead if 0 <= left <= days]
    if not due or any(days <= min(due) for days in reminded):
        return None
    return min(due)
