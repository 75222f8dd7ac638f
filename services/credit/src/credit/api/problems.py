"""Which status each refusal of credit is: 422 what was sent is wrong, 409 the state of things forbids it."""

from kit.problem import Statuses

from credit.domain.errors import applications, fees, fund, loans, rules, schedules, securities

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
}

_LOANS: Statuses = {
    loans.DisbursementReferenceReused: 409,
    loans.RecordedMeanwhile: 409,
}

STATUSES: Statuses = {**_RULES, **_FUND, **_APPLICATIONS, **_SECURITIES, **_SCHEDULES, **_LOANS}
