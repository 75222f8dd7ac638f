"""People who borrow together: the personal maximum counts as many times as there are partners (394号 [V]).

Each partner goes through the route's own conditions [K]: accepted, with a certificate, without another
open loan. The loan still belongs to the lead applicant.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from credit.domain.errors.partners import PartnerNotQualified, TooManyPartners
from credit.domain.rules import Rules
from credit.domain.verdicts import Limit, Verdict, verdict

CONDITIONS = "394号 route [V]: what holds for an applicant holds for a partner (K)"
NO_MUTUAL_GUARANTEE = "Hangzhou [V]: partners may not guarantee each other"


@dataclass(frozen=True)
class Partner:
    """What is known of a partner on the day of the application."""

    accepted: bool
    certified: bool
    borrows_already: bool


def judge(
    lead: str, partners: Sequence[str], known: Mapping[str, Partner], guaranteeing: Collection[str], rules: Rules
) -> list[Verdict]:
    """The verdicts on ``partners``, all met; none without partners.

    ``guaranteeing``: who answers for this loan in a joint group. Raises TooManyPartners,
    PartnerNotQualified.
    """
    if not partners:
        return []
    together = len(partners) + 1
    if together > rules.partners_max.value:
        raise TooManyPartners(where="partners", partners=together, limit=rules.partners_max.value)
    for number, partner in enumerate(partners):
        if reason := _reason(partner, lead, partners[:number], known, guaranteeing):
            raise PartnerNotQualified(where=f"partners[{number}]", reason=reason)
    return [
        verdict("partners", met=True, value=together, limit=rules.partners_max),
        verdict("partners_qualified", met=True, value=together - 1, limit=Limit("all", CONDITIONS)),
        verdict("partners_apart_from_guarantors", met=True, value=True, limit=Limit("yes", NO_MUTUAL_GUARANTEE)),
    ]


def _reason(
    partner: str, lead: str, earlier: Sequence[str], known: Mapping[str, Partner], guaranteeing: Collection[str]
) -> str:
    """Why the partner does not qualify; empty when they do."""
    found = known.get(partner)
    checks = (
        (partner == lead, "the lead applicant is no partner of themselves"),
        (partner in earlier, "named twice"),
        (found is None or not found.accepted, "not accepted into the programme on that day"),
        (found is not None and not found.certified, "no certificate that opens a loan by that day"),
        (found is not None and found.borrows_already, "another loan or application is open"),
        (partner in guaranteeing, "partners may not guarantee each other"),
    )
    return next((reason for fails, reason in checks if fails), "")
