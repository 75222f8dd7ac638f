"""An institution is inspected on the spot."""

from kit.database import Transaction, use_case
from pydantic import BaseModel

from training.domain.dates import check_fact
from training.policy import RulesAsOf
from training.store.institutions import load_institution, save_state
from training.store.tables.institutions import InspectionRow
from training.use_cases.shapes import Command, Day, Text


class InspectInstitution(Command):
    """What the inspection found."""

    inspected_on: Day
    passed: bool
    findings: Text


class InstitutionInspected(BaseModel):
    """The institution after the inspection."""

    id: str
    state: str
    inspections: int
    version: int


@use_case("training.institution.inspect")
async def inspect_institution(
    tx: Transaction, rules_as_of: RulesAsOf, institution_id: str, command: InspectInstitution
) -> InstitutionInspected:
    """Record an inspection; a passed one makes a certificate possible."""
    actor = tx.call.actor
    check_fact("inspected_on", command.inspected_on, tx.today, rules_as_of(tx.today))
    institution, row = await load_institution(tx, institution_id, actor, lock=True)
    tx.expect_version(row["version"])
    inspection = institution.inspect(
        command.inspected_on, passed=command.passed, findings=command.findings, inspected_by=actor.account
    )
    tx.insert(
        InspectionRow,
        {
            "institution_id": institution_id,
            "number": len(institution.inspections),
            "inspected_on": inspection.inspected_on,
            "passed": inspection.passed,
            "findings": inspection.findings,
            "inspected_by": inspection.inspected_by,
            "recorded_at": tx.now,
        },
    )
    await save_state(tx, institution)
    tx.about(institution_id, passed=command.passed)
    return InstitutionInspected(
        id=institution_id,
        state=institution.state.value,
        inspections=len(institution.inspections),
        version=row["version"] + 1,
    )
