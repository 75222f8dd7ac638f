"""What GET answers about institutions and trainers."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from training.api.views import View
from training.domain.institution import InstitutionState
from training.domain.packages import Package
from training.domain.trainer import Level, LicenceState
from training.store.provider_history import Change


class CertificationView(View):
    """A period in which the institution may teach, both days included; ``revoked_on`` ends it earlier."""

    certified_from: date
    certified_to: date
    revoked_on: date | None
    renews: int | None


class SuspensionView(View):
    """Days on which a right rests, to ``ends_on`` or until ``lifted_on``, which is the first day without it."""

    number: int
    starts_on: date
    ends_on: date | None
    lifted_on: date | None


class DocumentView(View):
    """A paper that was handed in."""

    number: int
    kind: str
    reference: str | None
    issued_by: str | None
    received_on: date
    valid_to: date | None


class InspectionView(View):
    """An inspection with its checklist; those before there was one have none."""

    inspected_on: date
    passed: bool
    findings: str
    score: Decimal | None
    pass_score: Decimal | None
    checklist: list[dict[str, Any]] | None
    master_trainer_id: str | None


class InstitutionView(View):
    """An institution; ``state`` as of the day asked for, today when none is."""

    id: str
    name: str
    area: str
    address: str | None
    applied_on: date
    state: InstitutionState
    certifications: list[CertificationView]
    version: int


class InstitutionDetail(InstitutionView):
    """An institution with its papers, inspections and suspensions."""

    as_of: date
    documents: list[DocumentView]
    documents_missing: list[str]
    inspections: list[InspectionView]
    suspensions: list[SuspensionView]


class InstitutionPage(BaseModel):
    """A page of institutions."""

    items: list[InstitutionView]
    next: str | None


class ChangePage(BaseModel):
    """A page of changes, in the order in which they were recorded."""

    items: list[Change]
    next: str | None


class RequiredDocument(BaseModel):
    """A kind of paper that an application consists of."""

    kind: str
    title: str
    title_zh: str
    required: bool


class RequiredItem(BaseModel):
    """An item of the inspection's checklist."""

    item: str
    title: str
    title_zh: str
    weight: int
    critical: bool


class Requirements(BaseModel):
    """What an institution must bring and how it is inspected, on a day."""

    on: date
    documents: list[RequiredDocument]
    checklist: list[RequiredItem]
    pass_score: Decimal
    certification_months: int
    policy_version: str


class EndingCertificate(BaseModel):
    """A certificate that ends soon, and the days ahead of which it was called to mind."""

    institution_id: str
    name: str
    area: str
    certified_from: date
    certified_to: date
    days_left: int
    inspected_anew: bool
    reminded: list[int]


class EndingCertificatePage(BaseModel):
    """A page of certificates that end soon, by institution."""

    items: list[EndingCertificate]
    next: str | None


class LicenceView(View):
    """A licence for one package; ``state`` as of the day asked for."""

    number: int
    package: Package
    level: Level
    valid_from: date
    valid_to: date
    licence_number: str | None
    issued_by: str | None
    renews: int | None
    state: LicenceState


class TrainerView(View):
    """A trainer with licences."""

    id: str
    institution_id: str | None
    name: str
    licences: list[LicenceView]
    version: int


class TrainerPage(BaseModel):
    """A page of trainers."""

    items: list[TrainerView]
    next: str | None


class EngagementView(View):
    """From which day the trainer works for an institution; null: for none."""

    engaged_from: date
    institution_id: str | None


class LicenceDetail(LicenceView):
    """A licence with its suspensions and withdrawal."""

    suspensions: list[SuspensionView]
    withdrawn_on: date | None


class TrainerDetail(View):
    """A trainer as of a day; ``master``: may train trainers and take part in inspections on it."""

    id: str
    institution_id: str | None
    name: str
    as_of: date
    master: bool
    licences: list[LicenceDetail]
    engagements: list[EngagementView]
    version: int


class EndingLicence(BaseModel):
    """A licence that ends soon; ``courses`` were taught under it of the ``courses_needed`` for a renewal."""

    trainer_id: str
    name: str
    institution_id: str | None
    licence: int
    package: Package
    level: Level
    valid_to: date
    days_left: int
    courses: int
    courses_needed: int
    reminded: list[int]


class EndingLicencePage(BaseModel):
    """A page of licences that end soon, by trainer."""

    items: list[EndingLicence]
    next: str | None
