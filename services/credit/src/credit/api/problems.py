"""Which status each refusal of credit is: 422 what was sent is wrong, 409 the state of things forbids it."""

from kit.problem import Statuses

from credit.domain.errors import (
    applications,
    claims,
    credit_communities,
    fees,
    figures,
    files,
    fund,
    guarantors,
    joint_groups,
    loans,
    mutual_fund,
    route,
    rules,
    schedules,
    securities,
    subsidies,
)
from credit.domain.errors import partners as together

_RULES: Statuses = {
    rules.NoBenchmarkRate: 422,
    rules.NoRulesYet: 422,
    rules.TooFarBack: 422,
    rules.DateInFuture: 422,
}

_FUND: Statuses = {
    fund.BankUnknown: 422,
    fund.BankNameTaken: 409,
    fund.FundUnknown: 422,
    fund.FundNotNamed: 422,
    fund.ContributionAlreadyRecorded: 409,
    fund.HeadroomTooSmall: 409,
    fund.FundNameTaken: 409,
    fund.FundNotEmpty: 409,
    fund.FundClosed: 409,
    fund.FundOverdrawn: 409,
    fund.CapOverdrawn: 409,
    fund.FundReferenceReused: 409,
    fund.BankNotSuspended: 409,
    fund.EntryNotReversible: 409,
    fund.ReversalNotReversible: 409,
    fund.EntryAlreadyReversed: 409,
    fund.StatementTooLong: 422,
    fees.LetterUnknown: 422,
    fees.LetterTwice: 422,
    fees.FeeNotDue: 409,
    fees.FeeAlreadyRecorded: 409,
    fees.FeeAboveDue: 422,
    fees.FeesDoNotAddUp: 422,
    fund.BankSuspended: 409,
}

_PARTNERS: Statuses = {
    together.TooManyPartners: 422,
    together.PartnerNotQualified: 422,
}

_APPLICATIONS: Statuses = {
    applications.ApplicantNotAccepted: 409,
    applications.CertificateNotApplicants: 422,
    applications.CertificateNotAccepted: 422,
    applications.CertificateRevoked: 409,
    applications.AmountAboveCap: 422,
    applications.TermTooLong: 422,
    applications.LoanAlreadyOpen: 409,
    applications.DecisionTooLate: 409,
}

_SECURITIES: Statuses = {
    securities.CounterGuaranteeTooSmall: 422,
    securities.CounterGuaranteeIncomplete: 422,
    securities.GuarantorNotQualified: 422,
    securities.JointGroupNotQualified: 422,
    securities.GroupMemberLate: 409,
    securities.EvidenceNotVerified: 409,
    securities.DocumentsMissing: 422,
    securities.AssetPledgedAlready: 409,
    securities.SecurityNamedTwice: 422,
}

_GUARANTORS: Statuses = {
    guarantors.IdentityNumberInvalid: 422,
    guarantors.GuarantorRegisteredAlready: 409,
    guarantors.ParticipantGuaranteesAlready: 409,
    guarantors.GuarantorUnknown: 422,
    guarantors.GuarantorTooYoung: 422,
    guarantors.GuarantorOvercommitted: 409,
    guarantors.GuarantorRelated: 409,
    guarantors.GuaranteeCircle: 409,
    guarantors.RelationAlreadyRecorded: 409,
    guarantors.RelationToOneself: 422,
}

_GROUPS: Statuses = {
    joint_groups.JointGroupUnknown: 422,
    joint_groups.AgreementNumberTaken: 409,
    joint_groups.InAnotherGroup: 409,
    joint_groups.GroupBlocked: 409,
    joint_groups.GroupStillLiable: 409,
    joint_groups.NotAMember: 422,
}

_MUTUAL_FUND: Statuses = {
    mutual_fund.MutualDepositTooSmall: 409,
    mutual_fund.MutualDepositPledged: 409,
    mutual_fund.MutualReferenceReused: 409,
}

_COMMUNITIES: Statuses = {
    credit_communities.CommunityNotRecognised: 409,
    credit_communities.CommunityRateTooLow: 409,
    credit_communities.CommunityTooFewLoans: 409,
    credit_communities.CommunityRecognisedAlready: 409,
}

_SCHEDULES: Statuses = {
    schedules.GraceTooLong: 422,
    schedules.GraceAbovePolicy: 422,
    schedules.ScheduleChoiceNotAllowed: 422,
    schedules.MonthsDoNotDivide: 422,
    schedules.TermsOutOfRange: 422,
    schedules.GraceLeavesNoInstalment: 422,
    schedules.InstalmentBelowInterest: 422,
    schedules.MultipleTooCoarse: 422,
}

_FILES: Statuses = {
    files.FileUnreadable: 422,
    files.FileTooLong: 413,
}

_LOANS: Statuses = {
    loans.DisbursementReferenceReused: 409,
    loans.RecordedMeanwhile: 409,
    loans.LoanUnknown: 422,
    loans.LoanClosed: 409,
    loans.LoanClaimed: 409,
    loans.RepaymentBeforeDisbursement: 422,
    loans.RepaymentReferenceReused: 409,
    loans.RepaymentReversedAlready: 409,
    loans.RepaymentUnknown: 404,
    loans.BorrowerHasNewLoan: 409,
    loans.ExtensionTooLong: 422,
    loans.TooManyExtensions: 409,
    loans.ExtensionAfterMaturity: 422,
    loans.ExtensionPending: 409,
}

_ROUTE: Statuses = {
    route.NotYourStep: 409,
    route.DisbursementTooLate: 409,
    route.LetterNotYet: 409,
    route.NothingToMend: 422,
}


_SUBSIDIES: Statuses = {
    subsidies.QuarterNotOver: 422,
    subsidies.QuarterClaimedAlready: 409,
    subsidies.EarlierBatchOpen: 409,
    subsidies.BatchDrawnUpMeanwhile: 409,
    subsidies.NothingToSubsidise: 422,
    subsidies.NothingToPay: 409,
    subsidies.PayableToBank: 409,
    subsidies.ClawedBackMeanwhile: 409,
    subsidies.SubsidyReferenceReused: 409,
    subsidies.ClawedBackAlready: 409,
}

_FIGURES: Statuses = {
    figures.FigureUnknown: 404,
    figures.NothingChanged: 422,
    figures.FundBelowNothing: 422,
    figures.CoverageImpossible: 422,
    figures.LeverageImpossible: 422,
    figures.CapImpossible: 422,
}

_CLAIMS: Statuses = {
    claims.GuaranteeNotInForce: 409,
    claims.ClaimTooEarly: 409,
    claims.DemandLetterMissing: 422,
    claims.DemandLetterTooRecent: 422,
    claims.ClaimAboveLimit: 422,
    claims.ClaimAlreadyOpen: 409,
    claims.ClaimReferenceReused: 409,
    claims.DocumentsAwaited: 409,
    claims.ApprovalsDiffer: 409,
    claims.NothingToAppeal: 409,
    claims.AppealTooLate: 409,
    claims.AppealGrantsNothing: 422,
    claims.ClaimAlreadyPaid: 409,
    claims.PaymentReferenceReused: 409,
    claims.ClaimFundsMissing: 409,
    claims.RecoveryBeforePayment: 409,
    claims.RecoveryAboveLoss: 422,
    claims.RecoveryReferenceReused: 409,
    claims.RecoveryReversedAlready: 409,
    claims.RecoveryCostsTooHigh: 422,
    claims.SecurityUnknown: 422,
    claims.CallAboveLimit: 422,
    claims.CallUnknown: 422,
    claims.PayerNotLiable: 422,
    claims.LossStillOpen: 409,
    claims.NothingToWriteOff: 409,
    claims.ManagerNeeded: 409,
}

STATUSES: Statuses = {
    **_RULES,
    **_FUND,
    **_PARTNERS,
    **_APPLICATIONS,
    **_SECURITIES,
    **_GUARANTORS,
    **_GROUPS,
    **_MUTUAL_FUND,
    **_COMMUNITIES,
    **_SCHEDULES,
    **_LOANS,
    **_ROUTE,
    **_SCHEDULES,
    **_FILES,
    **_LOANS,
    **_CLAIMS,
    **_SUBSIDIES,
    **_FIGURES,
}
