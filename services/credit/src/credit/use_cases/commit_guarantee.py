"""The guarantee institution commits itself: capacity of the fund is reserved, the letter goes out."""

from typing import Annotated, Any

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from pydantic import BaseModel, Field

from credit.domain import ledger
from credit.domain.applications import LoanApplication
from credit.domain.eligibility import judge_acceptance
from credit.domain.fund import judge_guarantee, refuse_guarantee
from credit.domain.guarantees import Guarantee
from credit.domain.ledger import SpecialAccount
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict
from credit.events.published import published
from credit.fields import Day, Input, MoneyText
from credit.policy import RuleBook
from credit.store.applications import lock_application, note_decision, read_counter_guarantees, save_application
from credit.store.fund import lock_fund, move_fund, post, which_fund
from credit.store.guarantees import insert_guarantee
from credit.store.mirrors import read_applicant
from credit.use_cases.securities import Borrowing, judge_securities


class CommitGuarantee(Input):
    """The day of the commitment."""

    committed_on: Day
    fund_id: Annotated[Id | None, Field(description="Needed when several funds are open.")] = None


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
    at = SpecialAccount(await which_fund(tx, command.fund_id), application.bank_id)
    held = await lock_fund(tx, at, letter=True)
    refuse_guarantee(amount, held.in_all, held.bank, rules)
    verdicts += judge_guarantee(amount, held.in_all, held.bank, rules)
    await move_fund(tx, at, liability=amount)
    guarantee = Guarantee(
        id=new_id(),
        application_id=application_id,
        applicant_id=application.applicant_id,
        fund_id=at.fund_id,
        bank_id=at.bank_id,
        letter_number=f"G{command.committed_on.year}-{held.next_letter:06d}",
        amount=amount,
        coverage_percent=rules.coverage_percent.value,
        issued_on=command.committed_on,
    )
    event = guarantee.issue()
    insert_guarantee(tx, guarantee)
    post(
        tx,
        [ledger.guarantee_reserved(at, amount, command.committed_on, guarantee.letter_number)],
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
    """Still a participant, still secured by what has been verified, no late member in the group."""
    found = [judge_acceptance(await read_applicant(tx, application.applicant_id), rules.on)]
    items = await read_counter_guarantees(tx, application.id)
    case = Borrowing(application.applicant_id, application.amount, application.id)
    return [*found, *await judge_securities(tx, case, items, rules, verified_only=True)]
