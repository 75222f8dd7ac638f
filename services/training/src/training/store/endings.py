"""Certificates and licences that end soon or have ended: found as sets, by their dates."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from kit.auth import Actor
from kit.database import Transaction
from sqlalchemy import ColumnElement, RowMapping

from training.store import institutions, trainers
from training.store.institutions import certification, institution
from training.store.scope import within
from training.store.trainers import licence, trainer


async def lock_ending_institutions(
    tx: Transaction, actor: Actor, first: date, last: date, *, noted: bool, limit: int | None = None
) -> Sequence[RowMapping]:
    """Institutions with a certificate that ends from ``first`` to ``last``, locked, by id.

    ``noted``: leave out those whose every such end was noted already.
    """
    ends: list[ColumnElement[bool]] = [
        certification.c.institution_id == institution.c.id,
        certification.c.certified_to.between(first, last),
    ]
    if noted:
        ends.append(~_noted_institution())
    return await tx.lock_all(
        sa.select(institution)
        .where(within(actor, institution.c.id, institution.c.area), sa.exists().where(*ends))
        .order_by(institution.c.id)
        .limit(limit)
    )


async def lock_ending_trainers(
    tx: Transaction, actor: Actor, first: date, last: date, *, noted: bool, limit: int | None = None
) -> Sequence[RowMapping]:
    """Trainers with a licence that ends from ``first`` to ``last``, locked, by id; ``noted`` as above."""
    ends: list[ColumnElement[bool]] = [
        licence.c.trainer_id == trainer.c.id,
        licence.c.valid_to.between(first, last),
    ]
    if noted:
        ends.append(~_noted_licence())
    return await tx.lock_all(
        sa.select(trainer)
        .where(within(actor, trainer.c.institution_id, trainer.c.area), sa.exists().where(*ends))
        .order_by(trainer.c.id)
        .limit(limit)
    )


def _noted_institution() -> ColumnElement[bool]:
    """The certificate's end was noted, it was revoked, or another one goes on at once."""
    notice, measure, next_one = institutions.notice, institutions.measure, certification.alias()
    gone = measure.alias()
    return sa.or_(
        sa.exists()
        .where(
            notice.c.institution_id == certification.c.institution_id,
            notice.c.certification == certification.c.number,
            notice.c.days == 0,
        )
        .correlate_except(notice),
        sa.exists()
        .where(
            measure.c.institution_id == certification.c.institution_id,
            measure.c.measure == institutions.REVOCATION,
            measure.c.refers_to == certification.c.number,
        )
        .correlate_except(measure),
        sa.exists()
        .where(
            next_one.c.institution_id == certification.c.institution_id,
            next_one.c.certified_from <= certification.c.certified_to + 1,
            next_one.c.certified_to > certification.c.certified_to,
            ~sa.exists()
            .where(
                gone.c.institution_id == next_one.c.institution_id,
                gone.c.measure == institutions.REVOCATION,
                gone.c.refers_to == next_one.c.number,
                gone.c.starts_on <= certification.c.certified_to + 1,
            )
            .correlate_except(gone),
        )
        .correlate_except(next_one),
    )


def _noted_licence() -> ColumnElement[bool]:
    notice, measure, next_one = trainers.notice, trainers.measure, licence.alias()
    gone = measure.alias()
    return sa.or_(
        sa.exists()
        .where(
            notice.c.trainer_id == licence.c.trainer_id,
            notice.c.licence == licence.c.number,
            notice.c.days == 0,
        )
        .correlate_except(notice),
        sa.exists()
        .where(
            measure.c.trainer_id == licence.c.trainer_id,
            measure.c.measure == trainers.WITHDRAWAL,
            measure.c.licence == licence.c.number,
        )
        .correlate_except(measure),
        sa.exists()
        .where(
            next_one.c.trainer_id == licence.c.trainer_id,
            next_one.c.package == licence.c.package,
            next_one.c.valid_from <= licence.c.valid_to + 1,
            next_one.c.valid_to > licence.c.valid_to,
            ~sa.exists()
            .where(
                gone.c.trainer_id == next_one.c.trainer_id,
                gone.c.measure == trainers.WITHDRAWAL,
                gone.c.licence == next_one.c.number,
                gone.c.starts_on <= licence.c.valid_to + 1,
            )
            .correlate_except(gone),
        )
        .correlate_except(next_one),
    )
