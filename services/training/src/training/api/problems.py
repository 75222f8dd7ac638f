"""What each refusal of training means in HTTP: 422 for the input, 409 for the state or a rule."""

from kit.problem import Statuses
from kit.sheets import SheetTooLong, SheetUnreadable

from training.domain.errors.agreements import (
    AgreementEnded,
    AgreementOverlaps,
    AmendmentPending,
    AmendmentUnknown,
    BudgetBelowCommitted,
    NothingAmended,
    PriceAboveCap,
    PriceNamedTwice,
)
from training.domain.errors.assessment import (
    AttemptsUsed,
    CriteriaNotThose,
    ExpertEnded,
    ExpertInvolved,
    ExpertNotOfSubject,
    ExpertTwice,
    ExpertUnknown,
    GradeAboveScores,
    NoExpertFree,
    NoPlanWaits,
    NotDeclaredBlind,
    PaperGradingEnded,
    PlanInGrading,
    PlanNotAnonymous,
    ReworkRemarksMissing,
    SameFileAgain,
    TasksInHand,
)
from training.domain.errors.certificates import (
    CertificateNotInForce,
    CertificateRevokedAlready,
    HolderDiffers,
    HolderUnknown,
    NobodyToCertify,
)
from training.domain.errors.claims import (
    ApproversNeedAManager,
    BudgetExhausted,
    ClaimContentChanged,
    ClaimsSuspended,
    ClaimUnderVerification,
    ClaimWindowClosed,
    LineUnknown,
    MilestoneNotClaimable,
    NothingToClaim,
    NotSuspended,
)
from training.domain.errors.class_files import (
    ClassFileIncomplete,
    ClassFileNotAccepted,
    DocumentReplaced,
    FileItemUnknown,
    NobodyToRate,
    RatedAlready,
    RatingClosed,
    RatingCodeUnknown,
    RatingItemsNotThose,
    ReturnReasonsMissing,
)
from training.domain.errors.classes import (
    CapacityOutOfRange,
    EveryoneHeard,
    FeeAboveCap,
    HoursTooFew,
    LearnersBusy,
    MovedBeforeAnnounced,
    NothingChanged,
    NoticeTooShort,
    ReplacementGraded,
    ReplacementTeachesNothing,
    RoomTaken,
    SessionHeldAlready,
    SessionPastMidnight,
    SessionsNotInOrder,
    SessionsOverlap,
    TooFewTrainers,
    TrainerBusy,
    TrainerNotLicensed,
    TrainerNotNamed,
    TrainerNotOfInstitution,
)
from training.domain.errors.dates import DatedTooFarBack, DateInFuture
from training.domain.errors.enrolments import (
    AlreadyEnrolled,
    AlreadyWaiting,
    ApplicantMerged,
    ApplicantNotAccepted,
    ApplicantWithdrawn,
    ClassFull,
    CourseIsFree,
    EnrolmentClosed,
    EntitlementTaken,
    LearnerBusy,
    PackagesDiffer,
    ReceiptAboveFee,
    RefundAbovePaid,
    SeatsFree,
    TransferWouldCost,
    WaitingEndedEarlier,
)
from training.domain.errors.flags import FlagDeciderInvolved, FlagOfAnother
from training.domain.errors.institutions import (
    AlreadySuspended,
    CertificationOverlaps,
    CertificationTooLong,
    ChecklistIncomplete,
    ChecklistItemUnknown,
    DocumentKindUnknown,
    DocumentsMissing,
    InspectionMissing,
    InspectionTooOld,
    InstitutionNotCertified,
    LicenceTooLong,
    MasterTrainerNeeded,
    NothingToRenew,
    ReapplicationTooEarly,
    RemarkMissing,
)
from training.domain.errors.offers import FeeAboveOffer, OfferNotForClass
from training.domain.errors.payments import (
    AccountMissing,
    AccountPending,
    AppealedAlready,
    AppealTooLate,
    ClaimNotPayable,
    ColumnsMissing,
    NotDueBack,
    NothingToAppeal,
    NothingToPay,
    ReceiptUsed,
)
from training.domain.errors.results import (
    AttendanceMissing,
    CorrectionNeedsReason,
    DuplicateLine,
    GraderIsTrainer,
    HoursBeyondPlan,
    LearnerLeft,
    NotALearnerThatDay,
    NotInClass,
    ResultFinal,
)
from training.domain.errors.sheets import ImportHasErrors, ImportOutdated, SheetFault
from training.domain.errors.trainers import (
    CoursesTooFew,
    LicenceNumberUsed,
    LicenceOverlaps,
    MovedBefore,
    RenewalTooLate,
    StillTeaching,
)
from training.domain.errors.verification import (
    AnswersMissing,
    AnswersNotAsked,
    NotDeclaredIndependent,
    TaskOfAnother,
    TooSoonAgain,
    VerifierInvolved,
)
from training.policy import NoRuleInForce

INPUT, STATE = 422, 409

_DATES: Statuses = {
    NoRuleInForce: INPUT,
    DateInFuture: INPUT,
    DatedTooFarBack: INPUT,
}

_INSTITUTIONS: Statuses = {
    InstitutionNotCertified: INPUT,
    InspectionMissing: STATE,
    CertificationOverlaps: STATE,
    LicenceTooLong: INPUT,
    CertificationTooLong: INPUT,
    ChecklistIncomplete: INPUT,
    ChecklistItemUnknown: INPUT,
    RemarkMissing: INPUT,
    DocumentKindUnknown: INPUT,
    DocumentsMissing: STATE,
    MasterTrainerNeeded: INPUT,
    InspectionTooOld: STATE,
    NothingToRenew: STATE,
    ReapplicationTooEarly: STATE,
    AlreadySuspended: STATE,
}

_TRAINERS: Statuses = {
    LicenceOverlaps: STATE,
    LicenceNumberUsed: STATE,
    CoursesTooFew: STATE,
    RenewalTooLate: STATE,
    MovedBefore: STATE,
    StillTeaching: STATE,
}

_CLASSES: Statuses = {
    CapacityOutOfRange: INPUT,
    TooFewTrainers: INPUT,
    TrainerNotOfInstitution: INPUT,
    TrainerNotLicensed: INPUT,
    TrainerBusy: STATE,
    TrainerNotNamed: INPUT,
    SessionsNotInOrder: INPUT,
    SessionsOverlap: INPUT,
    SessionPastMidnight: INPUT,
    HoursTooFew: INPUT,
    FeeAboveCap: INPUT,
    FeeAboveOffer: INPUT,
    OfferNotForClass: INPUT,
    RoomTaken: STATE,
    SessionHeldAlready: STATE,
    NothingChanged: INPUT,
    NoticeTooShort: INPUT,
    MovedBeforeAnnounced: INPUT,
    LearnersBusy: STATE,
    ReplacementTeachesNothing: INPUT,
    ReplacementGraded: STATE,
    EveryoneHeard: STATE,
}

_ENROLMENTS: Statuses = {
    ClassFull: STATE,
    SeatsFree: STATE,
    AlreadyWaiting: STATE,
    WaitingEndedEarlier: INPUT,
    EnrolmentClosed: STATE,
    ApplicantNotAccepted: STATE,
    ApplicantMerged: STATE,
    ApplicantWithdrawn: STATE,
    AlreadyEnrolled: STATE,
    LearnerBusy: STATE,
    EntitlementTaken: STATE,
    PackagesDiffer: INPUT,
    TransferWouldCost: STATE,
    CourseIsFree: STATE,
    ReceiptAboveFee: INPUT,
    RefundAbovePaid: INPUT,
}

_RESULTS: Statuses = {
    NotInClass: INPUT,
    NotALearnerThatDay: INPUT,
    DuplicateLine: INPUT,
    GraderIsTrainer: INPUT,
    LearnerLeft: STATE,
    ResultFinal: STATE,
    AttendanceMissing: STATE,
    HoursBeyondPlan: INPUT,
    CorrectionNeedsReason: INPUT,
}

_SHEETS: Statuses = {
    SheetUnreadable: INPUT,
    SheetTooLong: INPUT,
    ImportOutdated: STATE,
    ImportHasErrors: INPUT,
    SheetFault: INPUT,
}

_CERTIFICATES: Statuses = {
    NobodyToCertify: STATE,
    CertificateRevokedAlready: STATE,
    CertificateNotInForce: STATE,
    HolderUnknown: INPUT,
    HolderDiffers: STATE,
}

_CLAIMS: Statuses = {
    NothingToClaim: STATE,
    BudgetExhausted: STATE,
    LineUnknown: INPUT,
    MilestoneNotClaimable: STATE,
    ClaimWindowClosed: STATE,
    ClaimsSuspended: STATE,
    NotSuspended: STATE,
    ClaimContentChanged: STATE,
    ClaimUnderVerification: STATE,
    ApproversNeedAManager: STATE,
}

_AGREEMENTS: Statuses = {
    PriceAboveCap: INPUT,
    PriceNamedTwice: INPUT,
    AgreementOverlaps: STATE,
    BudgetBelowCommitted: STATE,
    AmendmentPending: STATE,
    AmendmentUnknown: 404,
    NothingAmended: INPUT,
    AgreementEnded: STATE,
}

_VERIFICATION: Statuses = {
    VerifierInvolved: STATE,
    NotDeclaredIndependent: INPUT,
    TaskOfAnother: STATE,
    AnswersMissing: INPUT,
    AnswersNotAsked: INPUT,
    TooSoonAgain: STATE,
}

_PAYMENTS: Statuses = {
    AccountMissing: STATE,
    AccountPending: STATE,
    NothingToPay: STATE,
    ClaimNotPayable: STATE,
    NotDueBack: STATE,
    ReceiptUsed: STATE,
    ColumnsMissing: INPUT,
    NothingToAppeal: STATE,
    AppealTooLate: STATE,
    AppealedAlready: STATE,
}

_ASSESSMENT: Statuses = {
    ExpertUnknown: INPUT,
    ExpertInvolved: STATE,
    ExpertNotOfSubject: STATE,
    ExpertEnded: STATE,
    ExpertTwice: STATE,
    TasksInHand: STATE,
    NoExpertFree: STATE,
    NoPlanWaits: STATE,
    PlanNotAnonymous: INPUT,
    PlanInGrading: STATE,
    AttemptsUsed: STATE,
    SameFileAgain: INPUT,
    CriteriaNotThose: INPUT,
    GradeAboveScores: INPUT,
    ReworkRemarksMissing: INPUT,
    NotDeclaredBlind: INPUT,
    PaperGradingEnded: INPUT,
}

_CLASS_FILES: Statuses = {
    RatingItemsNotThose: INPUT,
    RatedAlready: STATE,
    RatingCodeUnknown: 404,
    RatingClosed: INPUT,
    NobodyToRate: STATE,
    FileItemUnknown: INPUT,
    DocumentReplaced: STATE,
    ClassFileIncomplete: STATE,
    ReturnReasonsMissing: INPUT,
    ClassFileNotAccepted: STATE,
}

_FLAGS: Statuses = {FlagOfAnother: STATE, FlagDeciderInvolved: STATE}

STATUSES: Statuses = {
    **_ASSESSMENT,
    **_CLASS_FILES,
    **_DATES,
    **_INSTITUTIONS,
    **_TRAINERS,
    **_CLASSES,
    **_ENROLMENTS,
    **_RESULTS,
    **_SHEETS,
    **_CERTIFICATES,
    **_CLAIMS,
    **_AGREEMENTS,
    **_VERIFICATION,
    **_FLAGS,
    **_PAYMENTS,
}
