"""Which status each refusal of credit is: 422 what was sent is wrong, 409 the state of things forbids it."""

from kit.problem import Statuses

from credit.domain.errors import (
    applications,
    claims,
    figures,
    fund,
    loans,
    route,
    rules,
    schedules,
    securities,
    subsidies,
)

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
    fund.BankSuspended: 409,
}

_APPLICATIONS: Statuses = {
    applications.ApplicantNotAccepted: 409,
    applications.CertificateNotApplicants: 422,
    applications.CertificateNotAccepted: 422,
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
    **_APPLICATIONS,
    **_SECURITIES,
    **_SCHEDULES,
    **_LOANS,
    **_ROUTE,
    **_CLAIMS,
    **_SUBSIDIES,
    **_FIGURES,
}
