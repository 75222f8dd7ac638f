"""The guarantee institution commits itself: capacity of the fund is reserved, the letter goes out."""

from typing import Any

from kit.database import Transaction, use_case
from kit.ids import new_id
from pydantic import BaseModel

from credit.domain import counter_guarantees, ledger
from credit.domain.applications import LoanApplication
from credit.domain.arrears import standing_as_of
from credit.domain.counter_guarantees import CounterGuarantee
from credit.domain.eligibility import judge_acceptance
from credit.domain.errors import GroupMemberLate
from credit.domain.fund import judge_guarantee, refuse_guarantee
from credit.domain.guarantees import Guarantee
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict, verdict
from credit.events.published import published
from credit.fields import Day, Input, MoneyText
from credit.policy import RuleBook
from credit.store.applications import lock_application, note_decision, read_counter_guarantees, save_application
from credit.store.fund import lock_fund, move_fund, post
from credit.store.guarantees import insert_guarantee
from credit.store.loans import outstanding_as_of, read_loans
from credit.store.mirrors import accepted_among, read_applicant
from credit.store.sets import one_of
from credit.store.tables import loan


class CommitGuarantee(Input):
    """The day of the commitment."""

    committed_on: Day


class GuaranteeCommitted(BaseModel):
    """The guarantee; ``version`` is the application's."""

    guarantee_id: str
    letter_number: str
    amount: MoneyText
    headroom: MoneyText
    state: str
    version: int
    verdicts: list[dict[str, Any]]


@use_case("credit.guarantee.commit")
async def commit_guarantee(
    tx: Transaction, book: RuleBook, application_id: str, command: CommitGuarantee
) -> GuaranteeCommitted:
    """All rules are checked again as of the day; the fund's rows are locked last and briefly."""
    application, version = await lock_application(tx, application_id)
    rules = book.on(command.committed_on)
    rules.check_day(command.committed_on, today=tx.today, where="committed_on")
    application.commit(command.committed_on, tx.call.actor.account)
    verdicts = await _judge_case(tx, application, rules)
    version = await save_application(tx, application, version)
    amount = rules.guaranteed_part(application.amount)
    held = await lock_fund(tx, application.bank_id, letter=True)
    refuse_guarantee(amount, held.in_all, held.bank, rules)
    verdicts += judge_guarantee(amount, held.in_all, held.bank, rules)
    await move_fund(tx, application.bank_id, liability=amount)
    guarantee = Guarantee(
        id=new_id(),
        application_id=application_id,
        applicant_id=application.applicant_id,
        bank_id=application.bank_id,
        letter_number=f"G{command.committed_on.year}-{held.next_letter:06d}",
        amount=amount,
        coverage_percent=rules.coverage_percent.value,
        issued_on=command.committed_on,
    )
    event = guarantee.issue()
    insert_guarantee(tx, guarantee)
    post(
        tx,
        [ledger.guarantee_reserved(guarantee.bank_id, amount, command.committed_on, guarantee.letter_number)],
        tx.now,
    )
    note_decision(tx, application_id, "guarantee", "committed", command.committed_on, rules=rules, verdicts=verdicts)
    tx.emit(*published(event))
    tx.about(application_id, letter_number=guarantee.letter_number)
    return GuaranteeCommitted(
        guarantee_id=guarantee.id,
        letter_number=guarantee.letter_number,
        amount=str(amount),
        headroom=str(min(held.in_all.headroom(rules), held.bank.capacity.headroom(rules)) - amount),
        state=application.state.value,
        version=version,
        verdicts=[item.as_facts() for item in verdicts],
    )


async def _judge_case(tx: Transaction, application: LoanApplication, rules: Rules) -> list[Verdict]:
    """Still a participant, still secured, no late member in the group."""
    found = [judge_acceptance(await read_applicant(tx, application.applicant_id), rules.on)]
    items = await read_counter_guarantees(tx, application.id)
    members = {member.applicant_id for item in items for member in item.members}
    accepted = await accepted_among(tx, members, rules.on)
    case = counter_guarantees.Case(application.applicant_id, application.amount, rules.on, accepted)
    security = counter_guarantees.judge(items, case, rules)
    counter_guarantees.refuse(security)
    return [*found, *security, *await _judge_group(tx, items, rules)]


async def _judge_group(tx: Transaction, items: list[CounterGuarantee], rules: Rules) -> list[Verdict]:
    """A group with a member more than 30 days late gets no new loan [S]."""
    members = sorted({member.applicant_id for item in items for member in item.members})
    if not members:
        return []
    loans = await read_loans(tx, one_of(loan.c.applicant_id, members), outstanding_as_of(rules.on))
    late = [standing_as_of(item.stream, item.repayments, rules.on).days_past_due for item in loans.values()]
    worst, limit = max(late, default=0), rules.group_member_days_late_max
    if worst > limit.value:
        raise GroupMemberLate(where="counter_guarantees", days=worst, limit=limit.value)
    return [verdict("group_member_days_late", met=True, value=worst, limit=limit)]
