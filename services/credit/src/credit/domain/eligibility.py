"""Who may apply for how much: the rules on applicant, certificate, amount and term (394号, 238号 [V])."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kit.money import Money

from credit.domain.errors.applications import (
    AmountAboveCap,
    ApplicantNotAccepted,
    CertificateNotAccepted,
    CertificateNotApplicants,
    CertificateRevoked,
    LoanAlreadyOpen,
    TermTooLong,
)
from credit.domain.products import amount_cap
from credit.domain.rules import Rules
from credit.domain.verdicts import Limit, Verdict, verdict

PROGRAMME = "394号 route [V]: applicants of the programme"
ONE_LOAN = "one open loan per applicant"


@dataclass(frozen=True)
class Applicant:
    """What the applicants service has told us about a person."""

    applicant_id: str
    area: str
    accepted_on: date | None
    withdrawn_on: date | None = None

    def accepted_as_of(self, day: date) -> bool:
        """Whether the person takes part on ``day``: accepted, and not withdrawn since."""
        if self.accepted_on is None or self.accepted_on > day:
            return False
        return self.withdrawn_on is None or self.withdrawn_on > day or self.withdrawn_on < self.accepted_on


@dataclass(frozen=True)
class Certificate:
    """What the training service has told us about a certificate."""

    number: str
    applicant_id: str
    package: str
    issued_on: date
    revoked_on: date | None = None


@dataclass(frozen=True)
class Request:
    """What is asked for; amount in yuan. ``partners``: how many people borrow with the applicant."""

    applicant_id: str
    certificate_number: str
    amount: Money
    term_months: int
    on: date
    partners: int = 0


def judge(
    request: Request,
    applicant: Applicant | None,
    certificate: Certificate | None,
    rules: Rules,
    *,
    open_loans: int,
) -> list[Verdict]:
    """The verdicts, all met. Raises the refusal of the first rule that is not."""
    found = [judge_acceptance(applicant, request.on), _judge_certificate(request, certificate, rules)]
    cap = amount_cap(request.partners + 1, rules)
    if request.amount > cap.value:
        raise AmountAboveCap(where="amount", amount=request.amount, cap=cap.value, day=request.on)
    found.append(verdict("amount_cap", met=True, value=request.amount, limit=cap))
    if request.term_months > rules.term_months_max.value:
        raise TermTooLong(where="term_months", months=request.term_months, limit=rules.term_months_max.value)
    found.append(verdict("term_months", met=True, value=request.term_months, limit=rules.term_months_max))
    if open_loans:
        raise LoanAlreadyOpen(where="applicant_id")
    found.append(verdict("open_loans", met=True, value=open_loans, limit=Limit(0, ONE_LOAN)))
    return found


def judge_acceptance(applicant: Applicant | None, day: date) -> Verdict:
    """Raises ApplicantNotAccepted when the person takes no part in the programme on ``day``."""
    if applicant is None or not applicant.accepted_as_of(day):
        raise ApplicantNotAccepted(where="applicant_id", day=day)
    return verdict("applicant_accepted", met=True, value=applicant.accepted_on, limit=Limit(f"by {day}", PROGRAMME))


def _judge_certificate(request: Request, certificate: Certificate | None, rules: Rules) -> Verdict:
    where = "certificate_number"
    packages: Sequence[str] = rules.certificate_packages.value
    if certificate is None or certificate.applicant_id != request.applicant_id:
        raise CertificateNotApplicants(where=where, number=request.certificate_number)
    if certificate.package not in packages or certificate.issued_on > request.on:
        raise CertificateNotAccepted(
            where=where,
            package=certificate.package,
            issued_on=certificate.issued_on,
            day=request.on,
            packages=", ".join(packages),
        )
    if certificate.revoked_on is not None:
        raise CertificateRevoked(where=where, number=certificate.number, revoked_on=certificate.revoked_on)
    return verdict("certificate", met=True, value=certificate.package, limit=rules.certificate_packages)
