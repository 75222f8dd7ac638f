"""What secures a loan: judged when it is applied for and when the fund commits itself, freed when it ends.

Rows are locked in a fixed order: guarantors, the member of the mutual fund, groups, and last the guarantee graph.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kit.database import Transaction
from kit.money import Money

from credit.domain import counter_guarantees
from credit.domain.counter_guarantees import Case, CounterGuarantee, GroupStanding, Kind
from credit.domain.errors.guarantors import GuarantorUnknown
from credit.domain.errors.joint_groups import JointGroupUnknown
from credit.domain.evidence import Evidence
from credit.domain.guarantee_graph import circle_closed_by
from credit.domain.guarantors import RegisteredGuarantor
from credit.domain.promises import Guarantor, Registered
from credit.domain.refused_securities import refuse
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict
from credit.store import guarantors as people
from credit.store import securities
from credit.store.credit_communities import community_of
from credit.store.joint_groups import days_late, lock_groups
from credit.store.mirrors import accepted_among
from credit.store.mutual_fund import lock_free_deposit
from credit.store.sets import one_of
from credit.store.tables.securities import joint_group


@dataclass(frozen=True)
class Borrowing:
    """Who borrows how much, in yuan; ``application_id`` once the application is recorded."""

    borrower_id: str
    amount: Money
    application_id: str | None = None


async def judge_securities(
    tx: Transaction,
    borrowing: Borrowing,
    items: Sequence[CounterGuarantee],
    rules: Rules,
    *,
    verified_only: bool = False,
) -> list[Verdict]:
    """The verdicts on every counter-guarantee and their total, all met. Raises the refusal of one that is not.

    ``verified_only``: at commitment, when only what has been verified counts. What is named stays locked until the
    transaction ends, so that what fits now still fits when it is bound.
    """
    for index, item in enumerate(items):
        counter_guarantees.check_complete(item, f"counter_guarantees[{index}]")
    found = await _find(tx, borrowing, items, rules)
    members = {member.applicant_id for item in found for member in item.members}
    accepted = await accepted_among(tx, members, rules.on)
    case = Case(borrowing.borrower_id, borrowing.amount, rules.on, accepted, verified_only)
    verdicts = counter_guarantees.judge(found, case, rules)
    refuse(verdicts)
    return verdicts


async def free_securities(tx: Transaction, application_ids: Collection[str], on: date) -> None:
    """Loans closed, or applications ended: what secured them is free from ``on``."""
    if application_ids:
        await securities.free(tx, application_ids, on)


async def bind_securities_again(tx: Transaction, application_ids: Collection[str]) -> None:
    """Loans that had closed are open again: what secured them is bound as before."""
    if application_ids:
        await securities.bind_again(tx, application_ids)


async def _find(
    tx: Transaction, borrowing: Borrowing, items: Sequence[CounterGuarantee], rules: Rules
) -> list[CounterGuarantee]:
    """``items`` with what is known of them; those that were rejected stay as they are."""
    live = [item for item in items if item.evidence is not Evidence.REJECTED]
    found = await _find_guarantors(tx, borrowing, live, rules)
    found = await _find_deposits(tx, borrowing, found)
    found = await _find_groups(tx, found, rules)
    found = await _find_assets(tx, borrowing, found)
    if any(item.kind is Kind.CREDIT_COMMUNITY for item in found):
        standing = await community_of(tx, borrowing.borrower_id, rules.on)
        found = [replace(item, community=standing) if item.kind is Kind.CREDIT_COMMUNITY else item for item in found]
    return await _find_circles(tx, borrowing, found)


async def _find_guarantors(
    tx: Transaction, borrowing: Borrowing, items: Sequence[CounterGuarantee], rules: Rules
) -> list[CounterGuarantee]:
    ids = {item.guarantor_id for item in items if item.guarantor_id is not None}
    if not ids:
        return list(items)
    known = await people.lock_guarantors(tx, ids)
    promised = await people.promised_by(tx, ids, borrowing.application_id)
    persons = {person.applicant_id or person.id for person in known.values()}
    related = await people.relations_among(tx, {*persons, borrowing.borrower_id}, rules.on)
    found = []
    for index, item in enumerate(items):
        if item.guarantor_id is None:
            found.append(item)
            continue
        person = known.get(item.guarantor_id)
        if person is None:
            raise GuarantorUnknown(where=f"counter_guarantees[{index}].guarantor_id")
        registered = Registered(
            person.id,
            person.employer.value,
            promised.get(person.id, Money.zero()),
            person.capacity(rules),
            person.applicant_id,
            related.get(frozenset((person.applicant_id or person.id, borrowing.borrower_id))),
        )
        found.append(replace(item, guarantor=_as_guarantor(person, registered, rules)))
    return found


def _as_guarantor(person: RegisteredGuarantor, registered: Registered, rules: Rules) -> Guarantor:
    insured = person.insured_on(rules.on)
    return Guarantor(person.annual_income, insured, person.retires_on, is_spouse=False, registered=registered)


async def _find_deposits(
    tx: Transaction, borrowing: Borrowing, items: Sequence[CounterGuarantee]
) -> list[CounterGuarantee]:
    if not any(item.kind is Kind.MUTUAL_FUND for item in items):
        return list(items)
    free = await lock_free_deposit(tx, borrowing.borrower_id, borrowing.application_id)
    return [replace(item, free_deposit=free) if item.kind is Kind.MUTUAL_FUND else item for item in items]


async def _find_groups(tx: Transaction, items: Sequence[CounterGuarantee], rules: Rules) -> list[CounterGuarantee]:
    ids = {item.group_id for item in items if item.group_id is not None}
    groups = await lock_groups(tx, one_of(joint_group.c.id, ids)) if ids else {}
    found = []
    for index, item in enumerate(items):
        if item.group_id is not None:
            if item.group_id not in groups:
                raise JointGroupUnknown(where=f"counter_guarantees[{index}].group_id")
            group, _ = groups[item.group_id]
            standing = GroupStanding(open=group.dissolved_on is None)
            found.append(replace(item, members=tuple(group.members), group=standing))
        else:
            found.append(item)
    late = await days_late(tx, {member.applicant_id for item in found for member in item.members}, rules.on)
    return [
        replace(item, days_late=max((late.get(member.applicant_id, 0) for member in item.members), default=0))
        if item.kind is Kind.JOINT_GROUP
        else item
        for item in found
    ]


async def _find_assets(
    tx: Transaction, borrowing: Borrowing, items: Sequence[CounterGuarantee]
) -> list[CounterGuarantee]:
    named = {(item.kind.value, item.asset_reference) for item in items if item.asset_reference is not None}
    taken = await securities.assets_taken(tx, named, borrowing.application_id)
    return [replace(item, pledged_already=(item.kind.value, item.asset_reference) in taken) for item in items]


async def _find_circles(
    tx: Transaction, borrowing: Borrowing, items: Sequence[CounterGuarantee]
) -> list[CounterGuarantee]:
    """Only a guarantor who takes part in the programme can be guaranteed by someone, and so be in a circle."""
    if not any(_participant(item) for item in items):
        return list(items)
    await people.lock_graph(tx)
    edges = await people.edges_reached_from(tx, borrowing.borrower_id)
    return [
        _with_circle(item, circle_closed_by(edges, person, borrowing.borrower_id))
        if (person := _participant(item))
        else item
        for item in items
    ]


def _participant(item: CounterGuarantee) -> str | None:
    known = item.guarantor.registered if item.guarantor is not None else None
    return known.applicant_id if known is not None else None


def _with_circle(item: CounterGuarantee, circle: tuple[str, ...]) -> CounterGuarantee:
    if item.guarantor is None or item.guarantor.registered is None:
        return item
    return replace(
        item, guarantor=replace(item.guarantor, registered=replace(item.guarantor.registered, circle=circle))
    )
