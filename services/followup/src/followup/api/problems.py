"""Which status a refusal becomes: 422 for what was sent, 409 for how things stand."""

from kit.problem import Statuses

from followup.domain import errors

STATUSES: Statuses = {
    errors.LicenceShapeWrong: 422,
    errors.LicenceCheckWrong: 422,
    errors.LicenceAlreadyRegistered: 409,
    errors.OwnersMissing: 422,
    errors.OwnerNotAccepted: 409,
    errors.BusinessOlderThanAcceptance: 409,
    errors.OwnerAlreadyRunsBusiness: 409,
    errors.AreaOutsideTerritory: 422,
    errors.DateInFuture: 422,
    errors.DateTooLongAgo: 422,
    errors.VisitTooEarly: 409,
    errors.ClosureIncomplete: 422,
    errors.ClosureNotObserved: 422,
    errors.NothingToCount: 422,
    errors.MorePeopleThanWork: 422,
    errors.ContradictsClosure: 409,
    errors.ContradictsOperation: 409,
    errors.FigureUnknown: 404,
    errors.ForecastTooFar: 422,
}
