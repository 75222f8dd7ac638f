"""Two sweeps over certificates and licences: what ran out is noted, what ends soon is called to mind. Once each."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Literal

from kit.database import Transaction, use_case
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from training.domain.dates import check_fact
from training.domain.institution import ONE_DAY, Institution, due_reminder
from training.domain.trainer import Trainer
from training.events.published import institutions as of_institutions
from training.events.published import trainers as of_trainers
from training.policy import RulesAsOf
from training.store import institutions, trainers
from training.store.endings import lock_ending_institutions, lock_ending_trainers
from training.store.tables.institutions import InstitutionNoticeRow
from training.store.tables.trainers import LicenceNoticeRow
from training.use_cases.shapes import Command, Day

BATCH = 2_000
"""Institutions, and trainers, of one sweep; a repeated one takes the rest."""

LONG_AGO = date(1900, 1, 1)


class SweepProviders(Command):
    """As of which day to look; without it today."""

    as_of: Annotated[Day | None, Field(description="Not later than today.")] = None


class Noted(BaseModel):
    """A certificate of an institution, or a licence of a trainer, by its number; ``days_left`` to its end."""

    kind: Literal["certificate", "licence"]
    id: str
    number: int
    ends_on: date
    days_left: int


class ProvidersSwept(BaseModel):
    """What this sweep noted for the first time; ``more`` when another one would find more at once."""

    as_of: date
    count: int
    items: list[Noted]
    more: bool


@use_case("training.provider.expire")
async def expire_providers(tx: Transaction, rules_as_of: RulesAsOf, command: SweepProviders) -> ProvidersSwept:
    """Note every certificate and licence that ran out before that day: as a fact and an event, once."""
    day = _day(tx, rules_as_of, command)
    actor, before = tx.call.actor, day - ONE_DAY
    schools = await lock_ending_institutions(tx, actor, LONG_AGO, before, noted=True, limit=BATCH)
    people = await lock_ending_trainers(tx, actor, LONG_AGO, before, noted=True, limit=BATCH)
    items = [*await _expire_institutions(tx, schools, day), *await _expire_licences(tx, people, day)]
    tx.about("provider-expiries", as_of=day.isoformat(), noted=len(items))
    return ProvidersSwept(as_of=day, count=len(items), items=items, more=BATCH in (len(schools), len(people)))


@use_case("training.provider.remind")
async def remind_providers(tx: Transaction, rules_as_of: RulesAsOf, command: SweepProviders) -> ProvidersSwept:
    """Call to mind every certificate and licence that ends within the policy's days and is not continued."""
    day = _day(tx, rules_as_of, command)
    ahead = rules_as_of(day).providers.reminder_days
    last, actor = day + timedelta(days=max(ahead)), tx.call.actor
    schools = await lock_ending_institutions(tx, actor, day, last, noted=False)
    people = await lock_ending_trainers(tx, actor, day, last, noted=False)
    items = [
        *await _remind_institutions(tx, schools, day, ahead),
        *await _remind_licences(tx, people, day, ahead),
    ]
    tx.about("provider-reminders", as_of=day.isoformat(), noted=len(items))
    return ProvidersSwept(as_of=day, count=len(items), items=items, more=False)


def _day(tx: Transaction, rules_as_of: RulesAsOf, command: SweepProviders) -> date:
    day = command.as_of or tx.today
    check_fact("as_of", day, tx.today, rules_as_of(tx.today))
    return day


async def _expire_institutions(tx: Transaction, rows: Sequence[RowMapping], day: date) -> list[Noted]:
    found = await institutions.institutions_of(tx, rows)
    known = await institutions.notices_of(tx, list(found))
    items = []
    for school in found.values():
        for number in school.ran_out(day):
            if 0 in known.get((school.institution_id, number), {}):
                continue
            held = school.certifications[number - 1]
            items.append(_note_institution(tx, school, number, 0, day))
            tx.emit(
                of_institutions.InstitutionExpired(
                    institution_id=school.institution_id,
                    certified_from=held.certified_from,
                    certified_to=held.certified_to,
                    expired_on=held.certified_to + ONE_DAY,
                    area=school.area,
                )
            )
    await institutions.save_states(tx, [found[item.id] for item in items])
    return items


async def _remind_institutions(
    tx: Transaction, rows: Sequence[RowMapping], day: date, ahead: Sequence[int]
) -> list[Noted]:
    found = await institutions.institutions_of(tx, rows)
    known = await institutions.notices_of(tx, list(found))
    items = []
    for school in found.values():
        for number in school.ending(day):
            held = school.certifications[number - 1]
            due = due_reminder(held.certified_to, day, ahead, known.get((school.institution_id, number), {}))
            if due is None:
                continue
            items.append(_note_institution(tx, school, number, due, day))
            tx.emit(
                of_institutions.InstitutionReminded(
                    institution_id=school.institution_id,
                    certified_to=held.certified_to,
                    reminded_on=day,
                    days_left=(held.certified_to - day).days,
                    area=school.area,
                )
            )
    return items


def _note_institution(tx: Transaction, school: Institution, number: int, days: int, day: date) -> Noted:
    tx.insert(
        InstitutionNoticeRow,
        {
            "institution_id": school.institution_id,
            "certification": number,
            "days": days,
            "noticed_on": day,
            "noticed_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    ends_on = school.certifications[number - 1].certified_to
    return Noted(
        kind="certificate",
        id=school.institution_id,
        number=number,
        ends_on=ends_on,
        days_left=(ends_on - day).days,
    )


async def _expire_licences(tx: Transaction, rows: Sequence[RowMapping], day: date) -> list[Noted]:
    found = await trainers.trainers_from(tx, rows)
    known = await trainers.notices_of(tx, list(found))
    items = []
    for trainer in found.values():
        for number in trainer.ran_out(day):
            if 0 in known.get((trainer.trainer_id, number), {}):
                continue
            items.append(_note_licence(tx, trainer, number, 0, day))
            held = trainer.licences[number - 1]
            tx.emit(
                of_trainers.LicenceExpired(
                    trainer_id=trainer.trainer_id,
                    institution_id=trainer.institution_id,
                    package=held.package.value,
                    level=held.level.value,
                    expired_on=held.valid_to + ONE_DAY,
                )
            )
    return items


async def _remind_licences(tx: Transaction, rows: Sequence[RowMapping], day: date, ahead: Sequence[int]) -> list[Noted]:
    found = await trainers.trainers_from(tx, rows)
    known = await trainers.notices_of(tx, list(found))
    items = []
    for trainer in found.values():
        for number in trainer.ending(day):
            held = trainer.licences[number - 1]
            due = due_reminder(held.valid_to, day, ahead, known.get((trainer.trainer_id, number), {}))
            if due is None:
                continue
            items.append(_note_licence(tx, trainer, number, due, day))
            tx.emit(
                of_trainers.LicenceReminded(
                    trainer_id=trainer.trainer_id,
                    institution_id=trainer.institution_id,
                    package=held.package.value,
                    level=held.level.value,
                    valid_to=held.valid_to,
                    reminded_on=day,
                    days_left=(held.valid_to - day).days,
                )
            )
    return items


def _note_licence(tx: Transaction, trainer: Trainer, number: int, days: int, day: date) -> Noted:
    tx.insert(
        LicenceNoticeRow,
        {
            "trainer_id": trainer.trainer_id,
            "licence": number,
            "days": days,
            "noticed_on": day,
            "noticed_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    ends_on = trainer.licences[number - 1].valid_to
    return Noted(kind="licence", id=trainer.trainer_id, number=number, ends_on=ends_on, days_left=(ends_on - day).days)
