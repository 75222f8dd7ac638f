"""A case worker screens an applicant: every rule, its answer and its source are kept."""

from dataclasses import asdict

from kit.database import Transaction, use_case
from kit.ids import new_id
from pydantic import BaseModel

from applicants.domain.duplicate_errors import DuplicateUnresolved
from applicants.domain.eligibility import RuleResult, Screening, screen
from applicants.domain.facts import demand_day
from applicants.events.published import tell
from applicants.store.applicants import lock_applicant, save_standing
from applicants.store.tables import DecisionRow, ScreeningRow
from applicants.store.warnings import open_warnings
from applicants.use_cases.office import Office
from applicants.use_cases.shapes import Command, Day, Standing


class ScreenApplicant(Command):
    """The day of the screening."""

    screened_on: Day


class RuleAnswer(BaseModel):
    """One rule: met or not, why, and the text that it comes from. ``decides``: false for the fee rule."""

    rule: str
    met: bool
    decides: bool
    reason: str
    reason_zh: str
    reference: str
    policy_version: str


class Screened(Standing):
    """The applicant after the screening, and how each rule was answered."""

    screening_id: str
    free_of_charge: bool
    policy_version: str
    rules: list[RuleAnswer]


@use_case("applicants.applicant.screen")
async def screen_applicant(tx: Transaction, office: Office, applicant_id: str, command: ScreenApplicant) -> Screened:
    """Screen by the rules in force on that day; who was refused before may be screened again."""
    on = command.screened_on
    demand_day(on, "screened_on", tx.today, office.rules_as_of(tx.today).backdating_days)
    applicant = await lock_applicant(tx, office.private, applicant_id)
    rules = office.rules_as_of(on)
    similar = await open_warnings(tx, applicant_id) if rules.duplicates_hold_screening else ()
    if similar:
        raise DuplicateUnresolved(count=len(similar))
    screening = screen(applicant.person, rules, on)
    happened = applicant.record_screening(screening, rules.version)
    await save_standing(tx, applicant)
    screening_id = _keep(tx, applicant_id, screening, rules.version)
    tx.emit(*tell(applicant, happened, office.marks))
    tx.about(applicant_id, outcome=screening.outcome.value, policy_version=rules.version)
    return Screened(
        id=applicant_id,
        state=applicant.state,
        version=applicant.version,
        screening_id=screening_id,
        free_of_charge=screening.free_of_charge,
        policy_version=rules.version,
        rules=[answer(result) for result in screening.rules],
    )


def _keep(tx: Transaction, applicant_id: str, screening: Screening, policy_version: str) -> str:
    screening_id = new_id()
    tx.insert(
        ScreeningRow,
        {
            "id": screening_id,
            "applicant_id": applicant_id,
            "screened_on": screening.screened_on,
            "outcome": screening.outcome.value,
            "free_of_charge": screening.free_of_charge,
            "policy_version": policy_version,
            "screened_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.insert(
        DecisionRow,
        *(
            {"screening_id": screening_id, "position": position, **asdict(result)}
            for position, result in enumerate(screening.rules, start=1)
        ),
    )
    return screening_id


def answer(result: RuleResult) -> RuleAnswer:
    """A rule's answer as it is shown."""
    return RuleAnswer(**asdict(result))
