"""What each refusal of the applicants service means in HTTP: 422 for the input, 409 for the state."""

from kit.problem import Statuses

from applicants.domain import case_work, duplicate_errors, errors

TOO_LARGE, INPUT, STATE = 413, 422, 409

STATUSES: Statuses = {
    errors.NameMalformed: INPUT,
    errors.IdentityNumberMalformed: INPUT,
    errors.IdentityNumberChecksumWrong: INPUT,
    errors.IdentityNumberRegionUnknown: INPUT,
    errors.IdentityNumberBirthImpossible: INPUT,
    errors.IdentityNumberDisagrees: INPUT,
    errors.DuplicateIdentityNumber: STATE,
    errors.PhoneMalformed: INPUT,
    errors.AreaUnknown: INPUT,
    errors.AreaOutsideYours: INPUT,
    errors.SectorUnknown: INPUT,
    errors.DateInFuture: INPUT,
    errors.DatedTooFarBack: INPUT,
    errors.UnemployedSinceContradictsStatus: INPUT,
    errors.NothingToAmend: INPUT,
    errors.NoRuleInForce: INPUT,
    errors.RosterFormatUnknown: INPUT,
    errors.RosterDamaged: INPUT,
    errors.RosterExpandsTooMuch: TOO_LARGE,
    errors.RosterTooManyBytes: TOO_LARGE,
    errors.RosterTooManyRows: INPUT,
    errors.RosterEmpty: INPUT,
    case_work.DueBeforeEntry: INPUT,
    case_work.NotPostponed: INPUT,
    case_work.SameWorker: INPUT,
    duplicate_errors.DuplicateUnresolved: STATE,
    duplicate_errors.NoOpenWarning: STATE,
    duplicate_errors.MergeWithItself: INPUT,
    duplicate_errors.MergeIntoLesser: STATE,
}
