"""The guarantee institution commits itself: capacity of the fund is reserved, the letter goes out."""

from dataclasses import dataclass
from typing import Annotated, Any

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.money import Money
from pydantic import BaseModel, Field

from credit.domain import ledger
from credit.domain.applications import LoanApplication
from credit.domain.eligibility import judge_acceptance
from credit.domain.fund import judge_guarantee, refuse_guarantee
from credit.domain.guarantees import Guarantee
from credit.domain.ledger import SpecialAccount
from credit.domain.letters import LetterOutcome
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict, verdict
from credit.events.published import published
from credit.fields import Day, Input, MoneyText
from credit.policy import RuleBook
from credit.store.applications import (
    application_of,
    lock_application_row,
    note_decision,
    read_counter_guarantees,
    save_application,
)
from credit.store.fund import lock_fund, move_fund, post, which_fund
from credit.store.guarantees import insert_guarantee, read_guarantees, save_issued_again
from credit.store.mirrors import read_applicant
from credit.use_cases.appraise import Case, judge_plan, note_appraisal
from credit.use_cases.letters import Told, issue_guarantee_letter, read_papers
from credit.use_cases.plan import PlanGiven
from credit.use_cases.securities import Borrowing, judge_securities


class CommitGuarantee(Input):
    """The day of the commitment."""

    committed_on: Day
    fund_id: Annotated[Id | None, Field(description="Needed when several funds are open.")] = None


class GuaranteeCommitted(BaseModel):
    """The guarantee; ``version`` is the application's. Nothing is committed while another approver is needed."""

    guarantee_id: str | None
    letter_number: str | None
    amount: MoneyText
    headroom: MoneyText | None
    state: str
    version: int
    approvers: int
    approvers_needed: int
    verdicts: list[dict[str, Any]]


@use_case("credit.guarantee.commit")
async def commit_guarantee(
    tx: Transaction, book: RuleBook, application_id: str, command: CommitGuarantee
) -> GuaranteeCommitted:
    """All rules are checked again as of the day; the fund's rows are locked last and briefly."""
    row = await lock_application_row(tx, application_id)
    application = application_of(row)
    rules = book.on(command.committed_on)
    rules.check_day(command.committed_on, today=tx.today, where="committed_on")
    last = application.commit(command.committed_on, tx.call.actor.account, rules)
    verdicts = await _judge_case(tx, application, rules)
    case = Case(application, row["sector"], PlanGiven.model_validate(row["plan"]).as_plan())
    found = await judge_plan(tx, case, rules)
    verdicts += [_approvers(application, rules), *found.verdicts]
    version = await save_application(tx, application, row["version"])
    note_appraisal(tx, case, found, rules, "guarantee")
    amount = rules.guaranteed_part(application.amount)
    answer = GuaranteeCommitted(
        guarantee_id=None,
        letter_number=None,
        amount=str(amount),
        headroom=None,
        state=application.state.value,
        version=version,
        approvers=len(application.approved_by),
        approvers_needed=application.guarantors_needed(rules),
        verdicts=[item.as_facts() for item in verdicts],
    )
    tx.about(application_id)
    if not last:
        note_decision(tx, application, "guarantee", "approved", rules.on, rules=rules, verdicts=verdicts)
        return answer
    at = SpecialAccount(await which_fund(tx, command.fund_id), application.bank_id)
    return await _reserve(tx, application, at, rules, _Judged(verdicts, amount, answer))


@dataclass(frozen=True)
class _Judged:
    """What was found before the fund is asked."""

    verdicts: list[Verdict]
    amount: Money
    answer: GuaranteeCommitted


async def _reserve(
    tx: Transaction, application: LoanApplication, at: SpecialAccount, rules: Rules, judged: _Judged
) -> GuaranteeCommitted:
    """The last approver's word: capacity is reserved, the letter goes out."""
    amount = judged.amount
    earlier = (await read_guarantees(tx, [application.id])).get(application.id)
    papers = await read_papers(tx, [application])
    held = await lock_fund(tx, at, letter=True)
    refuse_guarantee(amount, held.in_all, held.bank, rules)
    verdicts = [*judged.verdicts, *judge_guarantee(amount, held.in_all, held.bank, rules)]
    await move_fund(tx, at, liability=amount)
    guarantee = Guarantee(
        id=new_id(),
        application_id=application.id,
        applicant_id=application.applicant_id,
        fund_id=at.fund_id,
        bank_id=at.bank_id,
        letter_number=f"G{rules.on.year}-{held.next_letter:06d}",
        amount=amount,
        coverage_percent=rules.coverage_percent.value,
        issued_on=rules.on,
    )
    if earlier is None:
        event = guarantee.issue()
        insert_guarantee(tx, guarantee)
    else:
        event = earlier.issue_again(guarantee)
        guarantee = earlier
        await save_issued_again(tx, guarantee)
    post(tx, [ledger.guarantee_reserved(at, amount, rules.on, guarantee.letter_number)], tx.now)
    note_decision(tx, application, "guarantee", "committed", rules.on, rules=rules, verdicts=verdicts)
    tx.emit(*published(event))
    told = Told(application, LetterOutcome.GUARANTEED, rules.on, rules, guarantee=guarantee, verdicts=tuple(verdicts))
    issue_guarantee_letter(tx, told, papers)
    tx.about(application.id, letter_number=guarantee.letter_number)
    headroom = min(held.in_all.headroom(rules), held.bank.capacity.headroom(rules)) - amount
    return judged.answer.model_copy(
        update={
            "guarantee_id": guarantee.id,
            "letter_number": guarantee.letter_number,
            "headroom": str(headroom),
            "verdicts": [item.as_facts() for item in verdicts],
        }
    )


def _approvers(application: LoanApplication, rules: Rules) -> Verdict:
    limit = rules.two_approvers_above_guarantee
    needed, found = application.guarantors_needed(rules), len(application.approved_by)
    return verdict("approvers", met=found >= needed, value=found, limit=limit, shown_limit=str(needed))


async def _judge_case(tx: Transaction, application: LoanApplication, rules: Rules) -> list[Verdict]:
    """Still a participant, still secured by what has been verified, no late member in the group."""
    found = [judge_acceptance(await read_applicant(tx, application.applicant_id), rules.on)]
    items = await read_counter_guarantees(tx, application.id)
    case = Borrowing(application.applicant_id, application.amount, application.id)
    return [*found, *await judge_securities(tx, case, items, rules, verified_only=True)]
