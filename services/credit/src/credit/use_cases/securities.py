"""What secures a loan: judged when it is applied for and when the fund commits itself, freed when it ends."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from kit.database import Transaction
from kit.money import Money

from credit.domain import counter_guarantees
from credit.domain.arrears import standing_as_of
from credit.domain.counter_guarantees import Case, CounterGuarantee
from credit.domain.errors.securities import GroupMemberLate
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict, verdict
from credit.store.loans import outstanding_as_of, read_loans
from credit.store.mirrors import accepted_among
from credit.store.sets import one_of
from credit.store.tables.loans import loan


@dataclass(frozen=True)
class Borrowing:
    """Who borrows how much, in yuan."""

    borrower_id: str
    amount: Money


async def judge_securities(
    tx: Transaction, borrowing: Borrowing, items: Sequence[CounterGuarantee], rules: Rules
) -> list[Verdict]:
    """The verdicts on every counter-guarantee and their total, all met. Raises the refusal of one that is not."""
    members = {member.applicant_id for item in items for member in item.members}
    accepted = await accepted_among(tx, members, rules.on)
    found = counter_guarantees.judge(items, Case(borrowing.borrower_id, borrowing.amount, rules.on, accepted), rules)
    counter_guarantees.refuse(found)
    return found


async def judge_groups(tx: Transaction, items: Sequence[CounterGuarantee], rules: Rules) -> list[Verdict]:
    """A group with a member more than 30 days late gets no new loan [S]. Raises GroupMemberLate."""
    members = sorted({member.applicant_id for item in items for member in item.members})
    if not members:
        return []
    loans = await read_loans(tx, one_of(loan.c.applicant_id, members), outstanding_as_of(rules.on))
    late = [standing_as_of(item.stream, item.repayments, rules.on).days_past_due for item in loans.values()]
    worst, limit = max(late, default=0), rules.group_member_days_late_max
    if worst > limit.value:
        raise GroupMemberLate(where="counter_guarantees", days=worst, limit=limit.value)
    return [verdict("group_member_days_late", met=True, value=worst, limit=limit)]


async def free_securities(tx: Transaction, application_ids: Collection[str], on: date) -> None:
    """Loans closed, or applications ended: what secured them is free from ``on``."""
    del tx, application_ids, on
