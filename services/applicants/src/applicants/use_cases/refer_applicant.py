"""A case worker refers an accepted applicant to a training institution."""

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id

from applicants.domain.applicant import Package
from applicants.domain.facts import demand_day
from applicants.events.published import tell
from applicants.store.applicants import lock_applicant, save_standing
from applicants.store.tables import ReferralRow
from applicants.use_cases.office import Office
from applicants.use_cases.shapes import Command, Day, Standing


class ReferApplicant(Command):
    """To whom, for which package, when."""

    institution_id: Id
    package: Package
    referred_on: Day


@use_case("applicants.applicant.refer")
async def refer_applicant(tx: Transaction, office: Office, applicant_id: str, command: ReferApplicant) -> Standing:
    """Refer; a later referral replaces an earlier one, and both are kept."""
    on = command.referred_on
    demand_day(on, "referred_on", tx.today, office.rules_as_of(tx.today).backdating_days)
    applicant = await lock_applicant(tx, office.private, applicant_id)
    happened = applicant.refer(command.institution_id, command.package, on)
    await save_standing(tx, applicant)
    tx.insert(
        ReferralRow,
        {
            "id": new_id(),
            "applicant_id": applicant_id,
            "institution_id": command.institution_id,
            "package": command.package.value,
            "referred_on": on,
            "referred_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.emit(*tell(applicant, happened, office.marks))
    tx.about(applicant_id, institution_id=command.institution_id, package=command.package.value)
    return Standing(id=applicant_id, state=applicant.state, version=applicant.version)
