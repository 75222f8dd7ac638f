"""What paper grades are checked against, for many classes at once."""

from collections.abc import Collection

import sqlalchemy as sa
from kit.database import Transaction

from training.domain.business_plans import PlanState
from training.domain.paper_grades import PaperDesk
from training.store.experts import load_experts, taught_in
from training.store.plans import plan


async def paper_desks(tx: Transaction, class_ids: Collection[str]) -> dict[str, PaperDesk]:
    """By class: the register, who taught, and where the plans' files stand. Six statements, however many classes."""
    experts, numbers = await load_experts(tx)
    rows = await tx.all(
        sa.select(plan.c.class_id, plan.c.enrolment_id, plan.c.state).where(plan.c.class_id.in_(class_ids))
    )
    plans: dict[str, dict[str, PlanState]] = {}
    for row in rows:
        plans.setdefault(row["class_id"], {})[row["enrolment_id"]] = PlanState(row["state"])
    return {
        class_id: PaperDesk(taught, experts, numbers, plans.get(class_id, {}))
        for class_id, taught in (await taught_in(tx, class_ids)).items()
    }
