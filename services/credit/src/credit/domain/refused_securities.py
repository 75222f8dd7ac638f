"""Which refusal a verdict on counter-guarantees that is not met means."""

from collections.abc import Sequence

from kit.refusal import Refusal

from credit.domain.errors.credit_communities import CommunityNotRecognised
from credit.domain.errors.guarantors import GuaranteeCircle, GuarantorOvercommitted, GuarantorRelated
from credit.domain.errors.mutual_fund import MutualDepositTooSmall
from credit.domain.errors.securities import (
    AssetPledgedAlready,
    CounterGuaranteeTooSmall,
    EvidenceNotVerified,
    GroupMemberLate,
    GuarantorNotQualified,
    JointGroupNotQualified,
    SecurityNamedTwice,
)
from credit.domain.verdicts import Verdict


def refuse(verdicts: Sequence[Verdict]) -> None:
    """Raises the refusal of the first counter-guarantee rule that is not met."""
    for found in verdicts:
        if not found.met:
            where, _, rule = found.rule.rpartition(".")
            raise _refusal(where or "counter_guarantees", rule, found)


def _refusal(where: str, rule: str, found: Verdict) -> Refusal:
    value, limit = found.value, found.limit
    by_rule: dict[str, Refusal] = {
        "counter_guarantee_total": CounterGuaranteeTooSmall(where=where, counted=value, required=limit),
        "counter_guarantee_verified": EvidenceNotVerified(where=where, counted=value, required=limit),
        "guarantor_capacity": GuarantorOvercommitted(where=where, asked=value, limit=limit),
        "guarantor_relation": GuarantorRelated(where=where, relation=value),
        "guarantor_circle": GuaranteeCircle(where=where, people=value),
        "group_member_days_late": GroupMemberLate(where=where, days=value, limit=limit),
        "mutual_deposit_free": MutualDepositTooSmall(where=where, value=value, limit=limit),
        "asset_free": AssetPledgedAlready(where=where, asset=value.rpartition(" ")[0]),
        "named_once": SecurityNamedTwice(where=where),
    }
    if rule in by_rule:
        return by_rule[rule]
    reason = f"{rule} is {value}, required {limit}"
    if rule.startswith("guarantor"):
        return GuarantorNotQualified(where=where, reason=reason)
    if rule.startswith("community"):
        return CommunityNotRecognised(where=where, value=value, limit=limit)
    return JointGroupNotQualified(where=where, reason=reason)
