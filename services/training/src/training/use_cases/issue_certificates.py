"""Certificates for those of a class who passed; with them the first milestones arise."""

import secrets
from datetime import date

from kit.database import Transaction, use_case
from kit.ids import new_id
from pydantic import BaseModel

from training.domain.certificate import CertificateIssued, certificate_series, issue, to_certify
from training.domain.class_file import file_must_be_accepted
from training.domain.dates import check_fact
from training.events.published import certificates as published
from training.policy import RulesAsOf
from training.store import numbers
from training.store.applicants import lock_applicants
from training.store.class_book import newest_grades
from training.store.class_files import file_of, read_file
from training.store.classes import lock_class, raise_version
from training.store.enrolments import enrolments_of_class, mark_certified
from training.store.milestones import award
from training.store.tables.certificates import CertificateRow
from training.use_cases.shapes import Command, Day

CHECK_CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class IssueCertificates(Command):
    """The day of issue."""

    issued_on: Day


class Certificate(BaseModel):
    """One certificate."""

    certificate_id: str
    number: str
    enrolment_id: str
    applicant_id: str


class CertificatesIssued(BaseModel):
    """All certificates issued with this call."""

    class_id: str
    issued_on: date
    certificates: list[Certificate]
    version: int


@use_case("training.certificate.issue")
async def issue_certificates(
    tx: Transaction, rules_as_of: RulesAsOf, class_id: str, command: IssueCertificates
) -> CertificatesIssued:
    """Issue to everybody who passed and has none yet; repeat after a plan was reworked."""
    check_fact("issued_on", command.issued_on, tx.today, rules_as_of(tx.today))
    rules = rules_as_of(command.issued_on)
    taught, row = await lock_class(tx, class_id, tx.call.actor)
    if rules.assessment.certificate_needs_file:
        file_must_be_accepted(file_of(class_id, await read_file(tx, class_id)))
    enrolments = await enrolments_of_class(tx, class_id)
    _, _, last_graded_on = await newest_grades(tx, class_id)
    passed = to_certify(taught, enrolments.values(), command.issued_on, last_graded_on=last_graded_on)
    await lock_applicants(tx, [learner.applicant_id for learner in passed])
    series = certificate_series(rules.certificate_prefix, taught.package, command.issued_on)
    issued = issue(
        taught,
        passed,
        command.issued_on,
        ids=[new_id() for _ in passed],
        series=series,
        first_serial=await numbers.take(tx, series, len(passed)),
    )
    _write(tx, issued, row["area"])
    await mark_certified(tx, [certificate.enrolment_id for certificate in issued])
    await award(tx, [certificate.applicant_id for certificate in issued], rules_as_of)
    tx.about(class_id, certificates=len(issued))
    return CertificatesIssued(
        class_id=class_id,
        issued_on=command.issued_on,
        certificates=[
            Certificate(
                certificate_id=certificate.certificate_id,
                number=certificate.number,
                enrolment_id=certificate.enrolment_id,
                applicant_id=certificate.applicant_id,
            )
            for certificate in issued
        ],
        version=await raise_version(tx, class_id),
    )


def new_check_code() -> str:
    """Twelve characters that nobody can guess, without those that look alike."""
    return "".join(secrets.choice(CHECK_CHARACTERS) for _ in range(12))


def _write(tx: Transaction, issued: list[CertificateIssued], area: str) -> None:
    for certificate in issued:
        tx.insert(
            CertificateRow,
            {
                "id": certificate.certificate_id,
                "number": certificate.number,
                "applicant_id": certificate.applicant_id,
                "enrolment_id": certificate.enrolment_id,
                "class_id": certificate.class_id,
                "institution_id": certificate.institution_id,
                "area": area,
                "package": certificate.package.value,
                "issued_on": certificate.issued_on,
                "issued_by": tx.call.actor.account,
                "check_code": new_check_code(),
                "recorded_at": tx.now,
            },
        )
        tx.emit(
            published.CertificateIssued(
                certificate_id=certificate.certificate_id,
                number=certificate.number,
                applicant_id=certificate.applicant_id,
                enrolment_id=certificate.enrolment_id,
                class_id=certificate.class_id,
                institution_id=certificate.institution_id,
                package=certificate.package.value,
                issued_on=certificate.issued_on,
            )
        )
