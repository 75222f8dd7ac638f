"""A learner's business plan is handed in, or its reworked version."""

from typing import Annotated

import sqlalchemy as sa
from kit.attachments import ReceivedFile
from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.refusal import NotFound
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from training.domain.blind_copy import names_found
from training.domain.business_plans import Plan, PlanState
from training.domain.dates import check_fact
from training.domain.enrolment import Enrolment
from training.domain.errors.assessment import PlanNotAnonymous
from training.domain.rules import Rules
from training.domain.training_class import TrainingClass
from training.events.published import assessment as published
from training.policy import RulesAsOf
from training.store.class_book import newest_grades
from training.store.classes import lock_class
from training.store.enrolments import enrolment, enrolment_of
from training.store.plans import lock_plan_of, make_plan, save_plan
from training.store.scope import within
from training.store.tables.assessment import PlanVersionRow
from training.store.tables.base import table_of
from training.store.tables.institutions import InstitutionRow
from training.store.trainers import trainer_names
from training.use_cases.shapes import Command, Day

institution = table_of(InstitutionRow)


class SubmitPlan(Command):
    """When the plan came, and that its file names neither learner nor institution."""

    handed_in_on: Day
    anonymous: Annotated[bool, Field(description="Declared by who hands it in: no name of learner or institution.")]


class PlanSubmitted(BaseModel):
    """The plan with its newest version; ``graders`` will grade it apart from each other."""

    id: str
    enrolment_id: str
    number: int
    state: str
    graders: int
    content_hash: str
    version: int


@use_case("training.plan.submit")
async def submit_plan(
    tx: Transaction, rules_as_of: RulesAsOf, enrolment_id: str, command: SubmitPlan, file: ReceivedFile
) -> PlanSubmitted:
    """Take a version; the file itself was stored before."""
    actor = tx.call.actor
    check_fact("handed_in_on", command.handed_in_on, tx.today, rules_as_of(tx.today))
    if not command.anonymous:
        raise PlanNotAnonymous("anonymous", found="not declared anonymous")
    found = await tx.one(
        sa.select(enrolment.c.class_id).where(
            enrolment.c.id == enrolment_id, within(actor, enrolment.c.institution_id, enrolment.c.area)
        )
    )
    if found is None:
        raise NotFound(noun="enrolment")
    taught, class_row = await lock_class(tx, found["class_id"], actor, expect_version=False)
    row = await tx.one(sa.select(enrolment).where(enrolment.c.id == enrolment_id))
    if row is None:
        raise NotFound(noun="enrolment")
    await _check_names(tx, taught, class_row, file)
    return await _take(tx, rules_as_of(command.handed_in_on), taught, row, enrolment_of(row), command, file)


async def _take(
    tx: Transaction,
    rules: Rules,
    taught: TrainingClass,
    row: RowMapping,
    learner: Enrolment,
    command: SubmitPlan,
    file: ReceivedFile,
) -> PlanSubmitted:
    known = await lock_plan_of(tx, learner.enrolment_id)
    _, attempts, _ = await newest_grades(tx, taught.class_id)
    if known is None:
        plan, version = Plan(new_id(), learner.enrolment_id, taught.class_id), 0
    else:
        plan, version = known[0], known[1]["version"]
        tx.expect_version(version)
    plan.attempts = attempts.get(learner.enrolment_id, 0)
    graders = rules.assessment.graders[taught.package]
    number = plan.hand_in(learner, taught, command.handed_in_on, file.content_hash, rules.assessment)
    if known is None:
        await make_plan(tx, _plan_row(tx, plan, row, graders))
        version = 1
    else:
        version = await save_plan(tx, plan, graders)
    tx.insert(PlanVersionRow, _version_row(tx, plan, command, file, graders, rules))
    tx.emit(
        published.PlanSubmitted(
            plan_id=plan.plan_id,
            enrolment_id=learner.enrolment_id,
            class_id=taught.class_id,
            institution_id=taught.institution_id,
            package=taught.package.value,
            plan_version=number,
            handed_in_on=command.handed_in_on,
        )
    )
    tx.about(plan.plan_id, number=number, content_hash=file.content_hash)
    return PlanSubmitted(
        id=plan.plan_id,
        enrolment_id=learner.enrolment_id,
        number=number,
        state=PlanState.SUBMITTED.value,
        graders=graders,
        content_hash=file.content_hash,
        version=version,
    )


async def _check_names(tx: Transaction, taught: TrainingClass, row: RowMapping, file: ReceivedFile) -> None:
    """Refuse a document whose text names the institution, a trainer or the class."""
    school = await tx.value(sa.select(institution.c.name).where(institution.c.id == taught.institution_id))
    names = {str(school or ""): "institution", row["number"]: "class"}
    names |= dict.fromkeys(await trainer_names(tx, taught.class_id), "trainer")
    found = names_found(file.content, file.media_type, names)
    if found:
        raise PlanNotAnonymous("file", found=", ".join(found))


def _plan_row(tx: Transaction, plan: Plan, row: RowMapping, seats_open: int) -> dict[str, object]:
    return {
        "id": plan.plan_id,
        "enrolment_id": plan.enrolment_id,
        "class_id": plan.class_id,
        "institution_id": row["institution_id"],
        "area": row["area"],
        "package": row["package"],
        "state": plan.state.value,
        "newest": plan.newest,
        "attempts": plan.attempts,
        "seats_open": seats_open,
        "version": 1,
        "recorded_at": tx.now,
    }


def _version_row(
    tx: Transaction, plan: Plan, command: SubmitPlan, file: ReceivedFile, graders: int, rules: Rules
) -> dict[str, object]:
    return {
        "plan_id": plan.plan_id,
        "number": plan.newest,
        "handed_in_on": command.handed_in_on,
        "content_hash": file.content_hash,
        "media_type": file.media_type.value,
        "size": file.size,
        "file_name": file.name,
        "graders": graders,
        "policy_version": rules.version,
        "uploaded_by": tx.call.actor.account,
        "uploaded_at": tx.now,
    }
