"""What every way of registering has in common: files opened, look-alikes warned of, the others told."""

from collections.abc import Sequence

from kit.database import Transaction

from applicants.domain.applicant import Applicant
from applicants.domain.case_work import in_charge
from applicants.domain.duplicates import traits_of
from applicants.domain.errors import DuplicateIdentityNumberElsewhere
from applicants.domain.events import Registered
from applicants.domain.roster_reading import Setting
from applicants.events.published import tell
from applicants.store.applicants import new_row
from applicants.store.case_work import area_workers
from applicants.store.duplicates import LookAlike, Newcomer, look_alikes
from applicants.store.name_readings import rows_of
from applicants.store.search_tables import NameReadingRow
from applicants.store.sharing import one_after_another, sharing
from applicants.store.tables import ApplicantRow
from applicants.store.warnings import warn
from applicants.use_cases.office import Office

ONE_FILE_A_PERSON = {"uq_applicant_identity": lambda: DuplicateIdentityNumberElsewhere("identity_number")}
"""Two registrations of one person at the same moment: the database lets one of them through."""


async def open_files(tx: Transaction, office: Office, people: Sequence[Applicant]) -> dict[str, list[LookAlike]]:
    """Open a file for each; by applicant, who looks like them. Sets, whatever their number."""
    await one_after_another(tx, office.private, {one.facts.phone for one in people})
    similar = await look_alikes(tx, office.private, [newcomer(one) for one in people])
    shared = await sharing(tx, office.private, people)
    account = tx.call.actor.account
    workers = await area_workers(tx)
    rows = [new_row(one, office.private, account, tx.now, in_charge(one.facts.area, workers)) for one in people]
    tx.insert(ApplicantRow, *rows)
    tx.insert(NameReadingRow, *rows_of((one.id, one.facts.name) for one in people))
    warn(tx, similar)
    for one in people:
        tx.emit(*tell(one, [Registered(one.facts.registered_on)], office.marks))
    tx.emit(*shared)
    return similar


def newcomer(one: Applicant) -> Newcomer:
    """As look-alikes are looked for."""
    return Newcomer(one.id, one.facts.area, traits_of(one.facts))


def setting_of(tx: Transaction, office: Office) -> Setting:
    """What a form or a roster is read against, today and by this caller."""
    return Setting(office.areas, office.rules_as_of(tx.today), tx.call.actor.area, tx.today, tx.call.language)
