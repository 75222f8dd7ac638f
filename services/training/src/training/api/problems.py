"""What each refusal of training means in HTTP: 422 for the input, 409 for the state or a rule."""

from kit.problem import Statuses

from training.domain import errors
from training.policy import NoRuleInForce

INPUT, STATE = 422, 409

STATUSES: Statuses = {
    NoRuleInForce: INPUT,
    errors.DateInFuture: INPUT,
    errors.DatedTooFarBack: INPUT,
    errors.InstitutionNotCertified: INPUT,
    errors.InspectionMissing: STATE,
    errors.CertificationOverlaps: STATE,
    errors.LicenceTooLong: INPUT,
    errors.CapacityOutOfRange: INPUT,
    errors.TooFewTrainers: INPUT,
    errors.TrainerNotOfInstitution: INPUT,
    errors.TrainerNotLicensed: INPUT,
    errors.TrainerBusy: STATE,
    errors.TrainerNotNamed: INPUT,
    errors.SessionsNotInOrder: INPUT,
    errors.SessionsOverlap: INPUT,
    errors.SessionPastMidnight: INPUT,
    errors.HoursTooFew: INPUT,
    errors.FeeAboveCap: INPUT,
    errors.ClassFull: STATE,
    errors.EnrolmentClosed: STATE,
    errors.ApplicantNotAccepted: STATE,
    errors.ApplicantWithdrawn: STATE,
    errors.AlreadyEnrolled: STATE,
    errors.LearnerBusy: STATE,
    errors.EntitlementTaken: STATE,
    errors.NotInClass: INPUT,
    errors.NotALearnerThatDay: INPUT,
    errors.DuplicateLine: INPUT,
    errors.GraderIsTrainer: INPUT,
    errors.LearnerLeft: STATE,
    errors.ResultFinal: STATE,
    errors.AttendanceMissing: STATE,
    errors.NobodyToCertify: STATE,
    errors.NothingToClaim: STATE,
    errors.BudgetExhausted: STATE,
    errors.LineUnknown: INPUT,
    errors.PaymentReferenceUsed: STATE,
}
