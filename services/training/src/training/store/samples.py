"""Samples of claims, verification tasks and findings, and who had to do with a line before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from kit.auth import Actor, Role
from kit.database import Transaction
from kit.ids import new_id
from kit.refusal import NotFound
from sqlalchemy import ColumnElement, RowMapping

from training.domain.claim import Claim
from training.domain.risk import line_risk
from training.domain.verification import Involved
from training.store.applicants import applicant
from training.store.claims import claim, claim_line
from training.store.flags import standing_on
from training.store.milestones import certificate, enrolment, milestone, training_class
from training.store.sets import among
from training.store.tables.base import table_of
from training.store.tables.results import AttendanceRow, PlanGradeRow
from training.store.tables.verification import ClaimSampleRow, VerificationFindingRow, VerificationTaskRow

sample = table_of(ClaimSampleRow)
task = table_of(VerificationTaskRow)
finding = table_of(VerificationFindingRow)
sheet = table_of(AttendanceRow)
grade = table_of(PlanGradeRow)

OPEN, DONE, DROPPED = "open", "done", "dropped"


@dataclass(frozen=True)
class DrawnSample:
    """What a drawing came to."""

    beacon: str
    seed: str
    eligible: Sequence[int]
    random: Sequence[int]
    topup: Sequence[int]


async def risks_of(tx: Transaction, claimed: Claim) -> dict[int, int]:
    """By line, the points that speak for putting it on top of the random sample.

    Its warnings, and the flags that stand on its milestone, person, class, certificate or business.
    """
    lines = [line for line in claimed.lines if line.open]
    rows = await tx.all(
        sa.select(milestone.c.id, milestone.c.class_id, milestone.c.certificate_id).where(
            among(milestone.c.id, {line.milestone_id for line in lines})
        )
    )
    places = {row["id"]: (row["class_id"], row["certificate_id"]) for row in rows}
    touched = {
        line.line: {
            line.milestone_id,
            line.applicant_id,
            *places.get(line.milestone_id, ()),
            *([line.facts.business_id] if line.facts and line.facts.business_id else []),
        }
        for line in lines
    }
    flags = await standing_on(tx, set().union(*touched.values()) if touched else set())
    return {
        line.line: line_risk(
            {check.value: points for check, points in line.warnings.items()},
            [one for subject in touched[line.line] for one in flags.get(subject, ())],
        )
        for line in lines
    }


async def add_tasks(tx: Transaction, sampled: Claim, numbers: Collection[int], due_on: date) -> None:
    """A task for each of these lines, in the area where its person lives."""
    wanted = set(numbers)
    lines = [line for line in sampled.lines if line.line in wanted]
    if not lines:
        return
    rows = await tx.all(
        sa.select(milestone.c.id, sa.func.coalesce(applicant.c.area, milestone.c.area).label("area"))
        .outerjoin(applicant, applicant.c.id == milestone.c.applicant_id)
        .where(milestone.c.id == sa.any_(sa.literal([line.milestone_id for line in lines], sa.ARRAY(sa.String))))
    )
    area = {row["id"]: row["area"] for row in rows}
    tx.insert(
        VerificationTaskRow,
        *(
            {
                "id": new_id(),
                "claim_id": sampled.claim_id,
                "line": line.line,
                "institution_id": sampled.institution_id,
                "area": area[line.milestone_id],
                "applicant_id": line.applicant_id,
                "milestone": line.milestone.value,
                "package": line.package.value,
                "part": line.part.value if line.part else "",
                "due_on": due_on,
                "state": OPEN,
                "version": 1,
                "recorded_at": tx.now,
            }
            for line in lines
        ),
    )


def visible_tasks(actor: Actor) -> ColumnElement[bool]:
    """The tasks of the caller's area; a case worker sees those that nobody holds and their own."""
    area = task.c.area.startswith(actor.area, autoescape=True) if actor.area else sa.true()
    if actor.role == Role.CASE_WORKER:
        return sa.and_(area, sa.or_(task.c.verifier.is_(None), task.c.verifier == actor.account))
    return area


async def read_task(tx: Transaction, task_id: str, actor: Actor) -> RowMapping:
    """A task of the caller's area, whoever holds it. Raises NotFound."""
    area = task.c.area.startswith(actor.area, autoescape=True) if actor.area else sa.true()
    row = await tx.one(sa.select(task).where(task.c.id == task_id, area))
    if row is None:
        raise NotFound(noun="verification task")
    return row


async def lock_task(tx: Transaction, task_id: str) -> RowMapping:
    """A task, locked; its claim must be locked before when the finding is to move it. Raises NotFound, VersionStale."""
    row = await tx.lock_one(sa.select(task).where(task.c.id == task_id))
    if row is None:
        raise NotFound(noun="verification task")
    tx.expect_version(row["version"])
    return row


async def save_task(tx: Transaction, task_id: str, **values: object) -> int:
    """Change a locked task; its new version."""
    saved = await tx.execute(
        sa.update(task)
        .where(task.c.id == task_id)
        .values(**values, version=task.c.version + 1)
        .returning(task.c.version)
    )
    return int(saved.scalar_one())


async def findings_of(tx: Transaction, task_ids: Collection[str]) -> Sequence[RowMapping]:
    """The attempts at these tasks, in order."""
    return await tx.all(
        sa.select(finding).where(finding.c.task_id.in_(task_ids)).order_by(finding.c.task_id, finding.c.number)
    )


async def open_lines(tx: Transaction, claim_id: str) -> list[int]:
    """The lines whose tasks are still to be done."""
    rows = await tx.all(sa.select(task.c.line).where(task.c.claim_id == claim_id, task.c.state == OPEN))
    return [row["line"] for row in rows]


async def last_found_on(tx: Transaction, claim_id: str) -> date | None:
    """The day of a claim's latest finding."""
    found: date | None = await tx.value(
        sa.select(sa.func.max(finding.c.found_on))
        .join(task, task.c.id == finding.c.task_id)
        .where(task.c.claim_id == claim_id)
    )
    return found


async def verifiers_of(tx: Transaction, claim_id: str) -> set[str]:
    """The accounts that recorded a finding of this claim: none of them approves it."""
    rows = await tx.all(
        sa.select(finding.c.recorded_by)
        .distinct()
        .join(task, task.c.id == finding.c.task_id)
        .where(task.c.claim_id == claim_id)
    )
    return {row["recorded_by"] for row in rows}


async def involved_in(tx: Transaction, claim_id: str, line: int) -> Involved:
    """Who had to do with a line: who lodged, who kept its class's books or graded its plan, who certified."""
    row = await tx.one(
        sa.select(
            claim.c.institution_id,
            claim.c.lodged_by,
            milestone.c.class_id,
            certificate.c.enrolment_id,
            certificate.c.issued_by,
        )
        .select_from(claim_line)
        .join(claim, claim.c.id == claim_line.c.claim_id)
        .join(milestone, milestone.c.id == claim_line.c.milestone_id)
        .join(certificate, certificate.c.id == milestone.c.certificate_id)
        .where(claim_line.c.claim_id == claim_id, claim_line.c.line == line)
    )
    if row is None:
        raise NotFound(noun="claim line")
    kept = sa.union(
        sa.select(sheet.c.recorded_by).where(sheet.c.class_id == row["class_id"]),
        sa.select(grade.c.recorded_by).where(grade.c.enrolment_id == row["enrolment_id"]),
        sa.select(enrolment.c.recorded_by).where(enrolment.c.id == row["enrolment_id"]),
        sa.select(training_class.c.recorded_by).where(training_class.c.id == row["class_id"]),
    ).subquery()
    taught = await tx.all(sa.select(kept.c.recorded_by))
    return Involved(
        row["institution_id"],
        row["lodged_by"],
        frozenset(one["recorded_by"] for one in taught),
        frozenset({row["issued_by"]}),
    )
