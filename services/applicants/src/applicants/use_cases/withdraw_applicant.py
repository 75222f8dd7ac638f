"""A case worker closes the file of someone who leaves the programme."""

from kit.database import Transaction, use_case

from applicants.domain.facts import demand_day
from applicants.events.published import tell
from applicants.store.applicants import lock_applicant, save_standing
from applicants.use_cases.office import Office
from applicants.use_cases.shapes import Command, Day, Reason, Standing


class WithdrawApplicant(Command):
    """When and why the person left."""

    withdrawn_on: Day
    reason: Reason


@use_case("applicants.applicant.withdraw")
async def withdraw_applicant(
    tx: Transaction, office: Office, applicant_id: str, command: WithdrawApplicant
) -> Standing:
    """Withdraw; final. What others report later is noted, but the file stays withdrawn."""
    on = command.withdrawn_on
    demand_day(on, "withdrawn_on", tx.today, office.rules_as_of(tx.today).backdating_days)
    applicant = await lock_applicant(tx, office.private, applicant_id)
    happened = applicant.withdraw(on)
    await save_standing(tx, applicant, withdrawal_reason=command.reason)
    tx.emit(*tell(applicant, happened, office.marks))
    tx.about(applicant_id, reason=command.reason)
    return Standing(id=applicant_id, state=applicant.state, version=applicant.version)
