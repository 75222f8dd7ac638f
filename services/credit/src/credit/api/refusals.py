"""Refusals that several routes document."""

from credit.domain.errors import credit_communities, guarantors, joint_groups, mutual_fund, rules, securities

DATES = [rules.DateInFuture, rules.TooFarBack, rules.NoRulesYet]
"""Of a day that is told."""

SECURITY = [
    securities.CounterGuaranteeTooSmall,
    securities.GuarantorNotQualified,
    securities.JointGroupNotQualified,
    securities.GroupMemberLate,
    securities.AssetPledgedAlready,
    securities.SecurityNamedTwice,
    guarantors.GuarantorUnknown,
    guarantors.GuarantorOvercommitted,
    guarantors.GuarantorRelated,
    guarantors.GuaranteeCircle,
    joint_groups.JointGroupUnknown,
    mutual_fund.MutualDepositTooSmall,
    credit_communities.CommunityNotRecognised,
]
"""Of counter-guarantees that are judged."""
