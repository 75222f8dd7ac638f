"""Which status each refusal of credit is: 422 what was sent is wrong, 409 the state of things forbids it."""

from kit.problem import Statuses

from credit.domain import errors

STATUSES: Statuses = {
    errors.BankUnknown: 422,
    errors.BankNameTaken: 409,
    errors.ContributionAlreadyRecorded: 409,
    errors.ApplicantNotAccepted: 409,
    errors.CertificateNotApplicants: 422,
    errors.CertificateNotAccepted: 422,
    errors.AmountAboveCap: 422,
    errors.TermTooLong: 422,
    errors.LoanAlreadyOpen: 409,
    errors.CounterGuaranteeTooSmall: 422,
    errors.CounterGuaranteeIncomplete: 422,
    errors.GuarantorNotQualified: 422,
    errors.JointGroupNotQualified: 422,
    errors.GroupMemberLate: 409,
    errors.HeadroomTooSmall: 409,
    errors.BankSuspended: 409,
    errors.DecisionTooLate: 409,
    errors.NoBenchmarkRate: 422,
    errors.NoRulesYet: 422,
    errors.TooFarBack: 422,
    errors.DateInFuture: 422,
    errors.GraceTooLong: 422,
    errors.DisbursementReferenceReused: 409,
    errors.RecordedMeanwhile: 409,
}
