"""Whether a licence holds, as a condition of SQL: the same rule as ``Licence.covers``."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from training.store.institutions import LIFTING, SUSPENSION
from training.store.trainers import WITHDRAWAL, licence, measure


def licence_holds(day: date | ColumnElement[Any]) -> ColumnElement[bool]:
    """The licence of an enclosing statement is valid on ``day``, neither suspended nor withdrawn.

    ``day`` may be a column of the enclosing statement, such as that of a session.
    """
    lifting = measure.alias()
    lifted = (
        sa.exists()
        .where(
            lifting.c.trainer_id == measure.c.trainer_id,
            lifting.c.measure == LIFTING,
            lifting.c.refers_to == measure.c.number,
            lifting.c.starts_on <= day,
        )
        .correlate_except(lifting)
    )
    rests = (
        sa.exists()
        .where(
            measure.c.trainer_id == licence.c.trainer_id,
            measure.c.licence == licence.c.number,
            measure.c.starts_on <= day,
            sa.or_(
                measure.c.measure == WITHDRAWAL,
                sa.and_(
                    measure.c.measure == SUSPENSION,
                    sa.or_(measure.c.ends_on.is_(None), measure.c.ends_on >= day),
                    ~lifted,
                ),
            ),
        )
        .correlate_except(measure)
    )
    return sa.and_(licence.c.valid_from <= day, licence.c.valid_to >= day, ~rests)
