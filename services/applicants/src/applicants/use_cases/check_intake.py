"""What an intake form would lead to if it were registered now; nothing is written."""

from datetime import date

from kit.database import Transaction
from kit.problem import FieldProblem
from pydantic import BaseModel, Field

from applicants.domain.eligibility import Outcome, Person, screen
from applicants.domain.errors import NoRuleInForce
from applicants.domain.intake_form import Checked, Form, check_form
from applicants.domain.roster_reading import read_day
from applicants.store.duplicates import Newcomer, identity_known, look_alikes
from applicants.use_cases.comparisons import Comparison, compare_with
from applicants.use_cases.faults import form_problem
from applicants.use_cases.office import Office
from applicants.use_cases.registering import setting_of
from applicants.use_cases.screen_applicant import RuleAnswer, answer

UNSAVED = ""
"""The id of someone who has no file yet."""


class Eligibility(BaseModel):
    """What a screening on that day would say, rule by rule."""

    on: date
    outcome: Outcome
    free_of_charge: bool
    policy_version: str
    rules: list[RuleAnswer]


class IntakeCheck(BaseModel):
    """Whether the form can be registered, who looks like the person, and which path they would take."""

    complete: bool
    faults: list[FieldProblem]
    registered_already: FieldProblem | None = Field(description="The number has a file: registering is blocked.")
    possible_duplicates: list[Comparison]
    possible_duplicates_elsewhere: int = Field(description="Look-alikes outside your area.")
    eligibility: Eligibility | None = Field(description="Null until identity, area, status, group and wish are there.")


async def check_intake(tx: Transaction, office: Office, form: Form) -> IntakeCheck:
    """Check a form, finished or not."""
    checked = check_form(form, setting_of(tx, office))
    language = tx.call.language
    known = await identity_known(tx, office.private, checked.identity.number) if checked.identity else None
    found = await look_alikes(tx, office.private, [Newcomer(UNSAVED, "", checked.traits)])
    similar = found[UNSAVED]
    within = [one for one in similar if tx.call.actor.within_area(one.area)]
    others = [(one.applicant_id, one.because) for one in within]
    return IntakeCheck(
        complete=checked.facts is not None and known is None,
        faults=[form_problem(fault, language) for fault in checked.faults],
        registered_already=FieldProblem(where=known.where, code=known.code(), detail=known.detail(language))
        if known
        else None,
        possible_duplicates=await compare_with(tx, office.private, checked.side, others),
        possible_duplicates_elsewhere=len(similar) - len(within),
        eligibility=_eligibility(office, checked, _day(form, tx.today)),
    )


def _day(form: Form, today: date) -> date:
    """The day of the form's registration: papers of the past are judged by the rules of their time."""
    on = read_day(form.get("registered_on", "").strip())
    return on if on is not None and on <= today else today


def _eligibility(office: Office, checked: Checked, on: date) -> Eligibility | None:
    if checked.person is None:
        return None
    try:
        return explain_eligibility(office, checked.person, on)
    except NoRuleInForce:
        return None


def explain_eligibility(office: Office, person: Person, on: date) -> Eligibility:
    """Every rule for the person on that day. Raises NoRuleInForce."""
    rules = office.rules_as_of(on)
    screening = screen(person, rules, on)
    return Eligibility(
        on=on,
        outcome=screening.outcome,
        free_of_charge=screening.free_of_charge,
        policy_version=rules.version,
        rules=[answer(result) for result in screening.rules],
    )
