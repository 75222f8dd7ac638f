"""A supervisor merges two files that are one person's."""

from kit.database import Transaction, use_case
from kit.http import Id

from applicants.domain.applicant import Applicant
from applicants.domain.facts import demand_day
from applicants.domain.merge import merge
from applicants.events.published import ApplicantMerged, tell
from applicants.store.applicants import lock_applicants, save_standing
from applicants.store.merged import point_to, pointing_to
from applicants.store.sharing import one_after_another, sharing_after_merge
from applicants.store.warnings import settle_merged
from applicants.use_cases.office import Office
from applicants.use_cases.shapes import Command, Day, Reason, Standing


class MergeApplicant(Command):
    """Into which file, when, and how it was found that both are one person's."""

    into: Id
    merged_on: Day
    reason: Reason


class MergedResult(Standing):
    """The merged file, and the one that stays."""

    survivor: Standing


@use_case("applicants.applicant.merge")
async def merge_applicants(tx: Transaction, office: Office, applicant_id: str, command: MergeApplicant) -> MergedResult:
    """Merge; both histories stay, and everything counts for the file that stays. Final."""
    on = command.merged_on
    demand_day(on, "merged_on", tx.today, office.rules_as_of(tx.today).backdating_days)
    files = await lock_applicants(tx, office.private, [applicant_id, command.into])
    merged, survivor = files[applicant_id], files[command.into]
    await one_after_another(tx, office.private, [merged.facts.phone])
    happened = merge(merged, survivor, on)
    await save_standing(tx, merged)
    await save_standing(tx, survivor)
    earlier = await pointing_to(tx, merged.id)
    await point_to(tx, merged.id, survivor.id)
    await settle_merged(tx, merged.id, survivor.id, command.reason)
    tx.emit(
        *tell(merged, happened, office.marks),
        *(ApplicantMerged(applicant_id=one, merged_into=survivor.id, merged_on=on) for one in earlier),
        *await sharing_after_merge(tx, office.private, merged.id, merged.facts.phone),
    )
    tx.about(merged.id, reason=command.reason, merged_into=survivor.id)
    return MergedResult(**_standing(merged).model_dump(), survivor=_standing(survivor))


def _standing(one: Applicant) -> Standing:
    return Standing(id=one.id, state=one.state, version=one.version)
