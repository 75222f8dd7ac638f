"""The register of experts with their ties, and whose plans they would grade."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from kit.database import Transaction
from kit.refusal import NotFound
from sqlalchemy import RowMapping

from training.domain.experts import Expert, Taught, Tie, TieKind
from training.domain.packages import Package
from training.store.tables.assessment import ExpertRow, ExpertTieRow, GradingTaskRow
from training.store.tables.base import table_of
from training.store.tables.classes import ClassRow, ClassTrainerRow, SessionRow
from training.store.tables.trainers import EngagementRow, TrainerRow

expert = table_of(ExpertRow)
tie = table_of(ExpertTieRow)
task = table_of(GradingTaskRow)
training_class = table_of(ClassRow)
class_trainer = table_of(ClassTrainerRow)
session = table_of(SessionRow)
trainer = table_of(TrainerRow)
engagement = table_of(EngagementRow)

OPEN = "open"


async def lock_expert(tx: Transaction, expert_id: str, where: str = "") -> RowMapping:
    """The expert's row, locked. Raises NotFound, VersionStale."""
    row = await tx.lock_one(sa.select(expert).where(expert.c.id == expert_id))
    if row is None:
        raise NotFound(where, noun="expert")
    tx.expect_version(row["version"])
    return row


async def load_experts(
    tx: Transaction, expert_ids: Collection[str] | None = None
) -> tuple[list[Expert], dict[str, str]]:
    """The experts with these ids, or all, by id, and their numbers: two statements, however many there are."""
    query = sa.select(expert).order_by(expert.c.id)
    rows = await tx.all(query if expert_ids is None else query.where(expert.c.id.in_(expert_ids)))
    ties: dict[str, list[Tie]] = {}
    for row in await ties_of(tx, [row["id"] for row in rows]):
        ties.setdefault(row["expert_id"], []).append(
            Tie(row["institution_id"], TieKind(row["kind"]), row["from_on"], row["to_on"])
        )
    experts = [
        Expert(
            row["id"],
            row["name"],
            frozenset(map(Package, row["subjects"])),
            row["registered_on"],
            row["ended_on"],
            row["trainer_id"],
            tuple(ties.get(row["id"], ())),
        )
        for row in rows
    ]
    return experts, {row["id"]: row["number"] for row in rows}


async def ties_of(tx: Transaction, expert_ids: Collection[str]) -> Sequence[RowMapping]:
    """The ties of these experts, oldest first."""
    return await tx.all(sa.select(tie).where(tie.c.expert_id.in_(expert_ids)).order_by(tie.c.expert_id, tie.c.number))


async def open_tasks(tx: Transaction) -> dict[str, int]:
    """How many plans each expert has in hand."""
    rows = await tx.all(
        sa.select(task.c.expert_id, sa.func.count().label("tasks"))
        .where(task.c.state == OPEN)
        .group_by(task.c.expert_id)
    )
    return {row["expert_id"]: row["tasks"] for row in rows}


async def taught_in(tx: Transaction, class_ids: Collection[str]) -> dict[str, Taught]:
    """By class: who taught it, and who worked for its institution while it lasted or later. Three statements."""
    classes = await tx.all(sa.select(training_class).where(training_class.c.id.in_(class_ids)))
    taught = _people(await _teachers(tx, class_ids))
    staff = _people(await _staff(tx, class_ids))
    return {
        row["id"]: Taught(
            row["id"],
            row["institution_id"],
            Package(row["package"]),
            *taught.get(row["id"], (frozenset(), frozenset())),
            *staff.get(row["id"], (frozenset(), frozenset())),
        )
        for row in classes
    }


async def _teachers(tx: Transaction, class_ids: Collection[str]) -> Sequence[RowMapping]:
    pairs = sa.union(
        sa.select(class_trainer.c.class_id, class_trainer.c.trainer_id).where(class_trainer.c.class_id.in_(class_ids)),
        sa.select(session.c.class_id, session.c.trainer_id).where(session.c.class_id.in_(class_ids)),
    ).subquery()
    return await tx.all(
        sa.select(pairs.c.class_id, trainer.c.id, trainer.c.name).join(trainer, trainer.c.id == pairs.c.trainer_id)
    )


async def _staff(tx: Transaction, class_ids: Collection[str]) -> Sequence[RowMapping]:
    next_from = sa.func.lead(engagement.c.engaged_from).over(
        partition_by=engagement.c.trainer_id, order_by=engagement.c.number
    )
    held = sa.select(engagement.c.trainer_id, engagement.c.institution_id, next_from.label("until")).subquery()
    return await tx.all(
        sa.select(training_class.c.id.label("class_id"), trainer.c.id, trainer.c.name)
        .join(held, held.c.institution_id == training_class.c.institution_id)
        .join(trainer, trainer.c.id == held.c.trainer_id)
        .where(
            training_class.c.id.in_(class_ids),
            sa.or_(held.c.until.is_(None), held.c.until > training_class.c.starts_on),
        )
    )


def _people(rows: Sequence[RowMapping]) -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    found: dict[str, list[RowMapping]] = {}
    for row in rows:
        found.setdefault(row["class_id"], []).append(row)
    return {
        class_id: (frozenset(row["id"] for row in people), frozenset(row["name"] for row in people))
        for class_id, people in found.items()
    }
