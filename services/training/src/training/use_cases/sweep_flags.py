"""The nightly sweep: the checks of claims, over everything that is not claimed yet; what they find becomes flags."""

from typing import Annotated

import sqlalchemy as sa
from kit.database import Transaction, use_case
from kit.http import Id
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from training.domain.checks import automatic_checks, checks_of_class
from training.domain.checks_of_course import of_course
from training.domain.flags import Met, Suspicion, suspicion_of_class, suspicions_of
from training.domain.packages import Package
from training.domain.training_class import ClassState
from training.policy import RulesAsOf
from training.store.claimable import claimables
from training.store.course_facts import course_facts
from training.store.flags import Meeting
from training.store.milestones import EARNED, milestone, training_class
from training.store.scope import within
from training.use_cases.raise_flags import raise_suspicions
from training.use_cases.shapes import Command

BATCH = 2_000
"""Milestones of one sweep; the next one goes on after the last of them."""

CLASSES = 200
"""Classes of one sweep."""

LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"
"""After every id: nothing more of this kind."""


class SweepFlags(Command):
    """Where to go on: what the sweep before answered as ``next``; without it from the beginning."""

    milestones_after: Annotated[Id | None, Field(description="`next.milestones_after` of the sweep before.")] = None
    classes_after: Annotated[Id | None, Field(description="`next.classes_after` of the sweep before.")] = None


class SweepNext(BaseModel):
    """Where the next sweep goes on."""

    milestones_after: str | None
    classes_after: str | None


class FlagsSwept(BaseModel):
    """What this sweep looked at and what came of it; ``next`` when there is more to look at."""

    milestones: int
    classes: int
    raised: int
    evidence_added: int
    reopened: int
    known: int
    flags: list[str]
    next: SweepNext | None


@use_case("training.flag.sweep")
async def sweep_flags(tx: Transaction, rules_as_of: RulesAsOf, command: SweepFlags) -> FlagsSwept:
    """Check what is earned and not claimed, and classes of which nothing is claimed; idempotent."""
    lines = await _milestones(tx, command.milestones_after)
    classes = await _classes(tx, command.classes_after)
    found = [(line, automatic_checks(line, rules_as_of)) for line in await claimables(tx, lines, rules_as_of)]
    suspicions = {one.key: one for one in await _of_classes(tx, classes, rules_as_of)}
    suspicions |= {one.key: one for one in suspicions_of(found)}
    ordered = [suspicions[key] for key in sorted(suspicions)]
    meetings = await raise_suspicions(tx, ordered, tx.today, rules_as_of(tx.today))
    swept = _swept(lines, classes, meetings)
    tx.about("flag-sweep", milestones=swept.milestones, classes=swept.classes, raised=swept.raised)
    return swept


async def _milestones(tx: Transaction, after: str | None) -> list[RowMapping]:
    query = (
        sa.select(milestone)
        .where(milestone.c.state == EARNED, within(tx.call.actor, milestone.c.institution_id, milestone.c.area))
        .order_by(milestone.c.id)
        .limit(BATCH)
    )
    return list(await tx.all(query.where(milestone.c.id > after) if after else query))


async def _classes(tx: Transaction, after: str | None) -> list[RowMapping]:
    """Classes of which no milestone has left the state of being earned: open ones, and those not yet claimed."""
    claimed = sa.exists().where(milestone.c.class_id == training_class.c.id, milestone.c.state != EARNED)
    query = (
        sa.select(training_class)
        .where(
            within(tx.call.actor, training_class.c.institution_id, training_class.c.area),
            training_class.c.starts_on <= tx.today,
            ~claimed,
        )
        .order_by(training_class.c.id)
        .limit(CLASSES)
    )
    return list(await tx.all(query.where(training_class.c.id > after) if after else query))


async def _of_classes(tx: Transaction, rows: list[RowMapping], rules_as_of: RulesAsOf) -> list[Suspicion]:
    """What the checks of whole classes find; of one that still goes on its hours are not counted yet."""
    courses = await course_facts(tx, {row["id"] for row in rows}, rules_as_of)
    found = []
    for row in rows:
        rules = rules_as_of(row["starts_on"])
        ended = row["state"] == ClassState.COMPLETED.value
        hours_min = rules.packages[Package(row["package"])].hours_min if ended else None
        checks = checks_of_class(of_course(courses.of[row["id"]], hours_min, rules.checks), rules.checks)
        found += suspicion_of_class(row["id"], row["institution_id"], row["area"], checks)
    return found


def _swept(lines: list[RowMapping], classes: list[RowMapping], meetings: list[Meeting]) -> FlagsSwept:
    def count(met: Met) -> int:
        return sum(meeting.met is met for meeting in meetings)

    more = len(lines) == BATCH or len(classes) == CLASSES
    return FlagsSwept(
        milestones=len(lines),
        classes=len(classes),
        raised=count(Met.RAISED),
        evidence_added=count(Met.ADDED),
        reopened=count(Met.REOPENED),
        known=count(Met.KNOWN),
        flags=[meeting.flag.flag_id for meeting in meetings if meeting.met is not Met.KNOWN],
        next=SweepNext(
            milestones_after=lines[-1]["id"] if len(lines) == BATCH else LAST,
            classes_after=classes[-1]["id"] if len(classes) == CLASSES else LAST,
        )
        if more
        else None,
    )
