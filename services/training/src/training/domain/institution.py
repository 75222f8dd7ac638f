"""A training institution: applied → inspected → certified, with dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kit.refusal import DatesOutOfOrder, SamePerson

from training.domain.errors.institutions import CertificationOverlaps, InspectionMissing


class InstitutionState(StrEnum):
    """Where an institution stands; ``expired`` follows from the date and is never stored."""

    APPLIED = "applied"
    INSPECTED = "inspected"
    CERTIFIED = "certified"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Inspection:
    """One inspection on the spot; a failed one is kept and another may follow."""

    inspected_on: date
    passed: bool
    findings: str
    inspected_by: str


@dataclass(frozen=True)
class Certification:
    """A period in which the institution may teach, both days included."""

    certified_from: date
    certified_to: date
    certified_by: str
    inspection: int
    """The number of the inspection that it rests on, counted from 1."""

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies within the period."""
        return self.certified_from <= day <= self.certified_to


@dataclass(frozen=True)
class InstitutionCertified:
    """The institution may teach from one day to another."""

    institution_id: str
    area: str
    certified_from: date
    certified_to: date


@dataclass
class Institution:
    """An institution with its inspections and certificates, oldest first."""

    institution_id: str
    name: str
    area: str
    applied_on: date
    state: InstitutionState = InstitutionState.APPLIED
    inspections: list[Inspection] = field(default_factory=list)
    certifications: list[Certification] = field(default_factory=list)

    def inspect(self, inspected_on: date, *, passed: bool, findings: str, inspected_by: str) -> Inspection:
        """Record an inspection. A certified institution is inspected again before a renewal."""
        if inspected_on < self.applied_on:
            raise DatesOutOfOrder("inspected_on", later="inspected_on", earlier="applied_on")
        if self.inspections and inspected_on < self.inspections[-1].inspected_on:
            raise DatesOutOfOrder("inspected_on", later="inspected_on", earlier="the last inspection")
        inspection = Inspection(inspected_on, passed, findings, inspected_by)
        self.inspections.append(inspection)
        if self.state is not InstitutionState.CERTIFIED:
            self.state = InstitutionState.INSPECTED if passed else InstitutionState.APPLIED
        return inspection

    def certify(self, certified_from: date, certified_to: date, *, certified_by: str) -> InstitutionCertified:
        """Certify for a period; needs a passed inspection of its own, made by somebody else."""
        if certified_to < certified_from:
            raise DatesOutOfOrder("certified_to", later="certified_to", earlier="certified_from")
        last = self.inspections[-1] if self.inspections else None
        number = len(self.inspections)
        if last is None or not last.passed or any(c.inspection == number for c in self.certifications):
            raise InspectionMissing
        if certified_from < last.inspected_on:
            raise DatesOutOfOrder("certified_from", later="certified_from", earlier="inspected_on")
        if last.inspected_by == certified_by:
            raise SamePerson(first="inspected the institution", second="certifies it")
        for earlier in self.certifications:
            if certified_from <= earlier.certified_to and earlier.certified_from <= certified_to:
                raise CertificationOverlaps(
                    "certified_from", earlier_from=earlier.certified_from, earlier_to=earlier.certified_to
                )
        self.certifications.append(Certification(certified_from, certified_to, certified_by, number))
        self.state = InstitutionState.CERTIFIED
        return InstitutionCertified(self.institution_id, self.area, certified_from, certified_to)

    def certified_on(self, day: date) -> bool:
        """Whether a certificate covers ``day``."""
        return any(certification.covers(day) for certification in self.certifications)

    def state_on(self, day: date) -> InstitutionState:
        """The state as seen on ``day``: a certificate that has run out shows as expired."""
        if self.state is InstitutionState.CERTIFIED and all(
            certification.certified_to < day for certification in self.certifications
        ):
            return InstitutionState.EXPIRED
        return self.state
