"""An institution is inspected on the spot by the policy's checklist."""

from dataclasses import asdict
from decimal import Decimal
from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from pydantic import BaseModel, Field, StringConstraints

from training.domain.dates import check_fact
from training.domain.errors.institutions import MasterTrainerNeeded
from training.domain.inspection import ItemFound, assess
from training.domain.rules import Rules
from training.policy import RulesAsOf
from training.store.institutions import load_institution, save_state
from training.store.tables.institutions import InspectionRow
from training.store.trainers import lock_trainers
from training.use_cases.shapes import Command, Day, Name, Text

Remark = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class ItemAnswered(Command):
    """Whether an item of the checklist is met; if not, ``remark`` says what was found."""

    item: Name
    met: bool
    remark: Remark = ""


class InspectInstitution(Command):
    """What the inspection found, item by item. Whether it is passed follows from the policy."""

    inspected_on: Day
    items: Annotated[list[ItemAnswered], Field(min_length=1, max_length=100)]
    findings: Text
    master_trainer_id: Annotated[Id | None, Field(description="A master trainer who took part.")] = None


class InstitutionInspected(BaseModel):
    """The institution after the inspection; ``score`` is the share of weights that was met."""

    id: str
    state: str
    inspections: int
    passed: bool
    score: Decimal
    pass_score: Decimal
    critical_failed: list[str]
    version: int


@use_case("training.institution.inspect")
async def inspect_institution(
    tx: Transaction, rules_as_of: RulesAsOf, institution_id: str, command: InspectInstitution
) -> InstitutionInspected:
    """Record an inspection; a passed one makes a certificate possible."""
    actor = tx.call.actor
    check_fact("inspected_on", command.inspected_on, tx.today, rules_as_of(tx.today))
    rules = rules_as_of(command.inspected_on)
    institution, row = await load_institution(tx, institution_id, actor, lock=True)
    tx.expect_version(row["version"])
    await _check_master(tx, institution_id, command, rules)
    found = assess([ItemFound(answer.item, answer.met, answer.remark) for answer in command.items], rules.providers)
    institution.inspect(
        command.inspected_on, passed=found.passed, findings=command.findings, inspected_by=actor.account
    )
    tx.insert(
        InspectionRow,
        {
            "institution_id": institution_id,
            "number": len(institution.inspections),
            "inspected_on": command.inspected_on,
            "passed": found.passed,
            "findings": command.findings,
            "inspected_by": actor.account,
            "score": found.score,
            "pass_score": found.pass_score,
            "checklist": [asdict(item) for item in found.items],
            "master_trainer_id": command.master_trainer_id,
            "policy_version": rules.version,
            "recorded_at": tx.now,
        },
    )
    await save_state(tx, institution)
    tx.about(institution_id, passed=found.passed, score=str(found.score))
    state = institution.state_on(command.inspected_on)
    return InstitutionInspected(
        id=institution_id,
        state=state.value if state else "",
        inspections=len(institution.inspections),
        passed=found.passed,
        score=found.score,
        pass_score=found.pass_score,
        critical_failed=list(found.critical_failed),
        version=row["version"] + 1,
    )


async def _check_master(tx: Transaction, institution_id: str, command: InspectInstitution, rules: Rules) -> None:
    """A master trainer who is named, or whom the policy asks for, is licensed and works elsewhere."""
    if command.master_trainer_id is None:
        if rules.providers.inspection_needs_master_trainer:
            raise MasterTrainerNeeded("master_trainer_id", day=command.inspected_on)
        return
    known = await lock_trainers(tx, {command.master_trainer_id})
    master = known.get(command.master_trainer_id)
    if (
        master is None
        or not master.master(command.inspected_on)
        or master.works_for(command.inspected_on) == institution_id
    ):
        raise MasterTrainerNeeded("master_trainer_id", day=command.inspected_on)
