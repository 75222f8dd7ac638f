"""The state of institutions on a day as conditions of SQL: the same rules as ``Institution.state_on``."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from training.domain.institution import InstitutionState
from training.store.institutions import (
    LIFTING,
    REVOCATION,
    SUSPENSION,
    certification,
    inspection,
    institution,
    measure,
)


def state_is(state: InstitutionState, day: date) -> ColumnElement[bool]:
    """The condition that an institution's state on ``day`` is ``state``."""
    covered, begun = covered_on(day), ever_certified_by(day)
    applied = institution.c.applied_on <= day
    conditions: dict[InstitutionState, ColumnElement[bool]] = {
        InstitutionState.CERTIFIED: sa.and_(covered, ~suspended_on(day)),
        InstitutionState.SUSPENDED: sa.and_(covered, suspended_on(day)),
        InstitutionState.REVOKED: sa.and_(begun, ~covered, _last_was_revoked(day)),
        InstitutionState.EXPIRED: sa.and_(begun, ~covered, ~_last_was_revoked(day)),
        InstitutionState.INSPECTED: sa.and_(~begun, _passed_last(day)),
        InstitutionState.APPLIED: sa.and_(~begun, ~_passed_last(day)),
    }
    return sa.and_(applied, conditions[state])


def covered_on(day: date) -> ColumnElement[bool]:
    """A certificate that is not revoked covers ``day``; the institution may be suspended."""
    revoked = sa.exists().where(
        measure.c.institution_id == certification.c.institution_id,
        measure.c.measure == REVOCATION,
        measure.c.refers_to == certification.c.number,
        measure.c.starts_on <= day,
    )
    return sa.exists().where(
        certification.c.institution_id == institution.c.id,
        certification.c.certified_from <= day,
        certification.c.certified_to >= day,
        ~revoked,
    )


def suspended_on(day: date) -> ColumnElement[bool]:
    """A suspension that is not lifted covers ``day``."""
    lifting = measure.alias()
    lifted = sa.exists().where(
        lifting.c.institution_id == measure.c.institution_id,
        lifting.c.measure == LIFTING,
        lifting.c.refers_to == measure.c.number,
        lifting.c.starts_on <= day,
    )
    return sa.exists().where(
        measure.c.institution_id == institution.c.id,
        measure.c.measure == SUSPENSION,
        measure.c.starts_on <= day,
        sa.or_(measure.c.ends_on.is_(None), measure.c.ends_on >= day),
        ~lifted,
    )


def ever_certified_by(day: date) -> ColumnElement[bool]:
    """A certificate began on ``day`` or before."""
    return sa.exists().where(certification.c.institution_id == institution.c.id, certification.c.certified_from <= day)


def _last_was_revoked(day: date) -> ColumnElement[bool]:
    last = (
        sa.select(certification.c.number)
        .where(certification.c.institution_id == institution.c.id, certification.c.certified_from <= day)
        .order_by(certification.c.certified_from.desc())
        .limit(1)
        .correlate(institution)
        .scalar_subquery()
    )
    return sa.exists().where(
        measure.c.institution_id == institution.c.id,
        measure.c.measure == REVOCATION,
        measure.c.refers_to == last,
    )


def _passed_last(day: date) -> ColumnElement[bool]:
    last = (
        sa.select(inspection.c.passed)
        .where(inspection.c.institution_id == institution.c.id, inspection.c.inspected_on <= day)
        .order_by(inspection.c.number.desc())
        .limit(1)
        .correlate(institution)
        .scalar_subquery()
    )
    return sa.func.coalesce(last, sa.false())
