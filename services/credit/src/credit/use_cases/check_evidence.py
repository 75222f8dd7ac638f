"""The documents of a counter-guarantee: seen by one person, verified or rejected by another; or one more is added."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.refusal import IllegalTransition, NotFound
from pydantic import BaseModel, Field

from credit.domain.applications import LoanApplication
from credit.domain.errors.securities import AssetPledgedAlready
from credit.domain.evidence import Evidence, Papers
from credit.domain.rules import check_order
from credit.fields import Day, Input, YesNo
from credit.policy import RuleBook
from credit.store.applications import (
    insert_counter_guarantees,
    lock_application,
    read_counter_guarantees,
    save_application,
)
from credit.store.securities import bind, note_evidence, read_papers
from credit.store.securities import free as free_bound
from credit.use_cases.securities import Borrowing, judge_securities
from credit.use_cases.securities_given import CounterGuaranteeGiven, Documents, counter_guarantees_of, papers_of

Note = Annotated[str, Field(max_length=2000)]


class NoteDocuments(Input):
    """The originals that were seen; those noted earlier need not be named again."""

    documents: Documents
    seen_on: Day
    note: Note = ""


class JudgeDocuments(Input):
    """Whether they are genuine and say what they should; a rejection says why."""

    verified: YesNo
    checked_on: Day
    note: Annotated[str, Field(min_length=1, max_length=2000)]


class EvidenceNoted(BaseModel):
    """How far the documents of the counter-guarantee have come; ``version`` is the application's."""

    application_id: str
    number: int
    status: Evidence
    documents: list[str]
    version: int


class AddCounterGuarantees(Input):
    """More counter-guarantees for an application that the fund has not committed to."""

    items: Annotated[list[CounterGuaranteeGiven], Field(min_length=1, max_length=10)]
    added_on: Day


class CounterGuaranteesAdded(BaseModel):
    """The numbers that they got; ``version`` is the application's."""

    application_id: str
    numbers: list[int]
    version: int


@use_case("credit.evidence.note")
async def note_documents(
    tx: Transaction, book: RuleBook, application_id: str, number: int, command: NoteDocuments
) -> EvidenceNoted:
    """All that the kind requires must be there."""
    rules = book.on(command.seen_on)
    rules.check_day(command.seen_on, today=tx.today, where="seen_on")
    application, version, papers = await _lock_papers(tx, application_id, number)
    check_order(application.applied_on, command.seen_on, names=("applied_on", "seen_on"))
    papers.see(command.documents, tx.call.actor.account, rules.counter_guarantee_documents[papers.kind])
    note_evidence(tx, application_id, [(number, papers)], command.seen_on, command.note)
    return await _noted(tx, application, version, number, papers)


@use_case("credit.evidence.judge")
async def judge_documents(
    tx: Transaction, book: RuleBook, application_id: str, number: int, command: JudgeDocuments
) -> EvidenceNoted:
    """By another person than who saw them. What is rejected binds nobody any more."""
    rules = book.on(command.checked_on)
    rules.check_day(command.checked_on, today=tx.today, where="checked_on")
    application, version, papers = await _lock_papers(tx, application_id, number)
    check_order(application.applied_on, command.checked_on, names=("applied_on", "checked_on"))
    papers.judge(tx.call.actor.account, genuine=command.verified)
    note_evidence(tx, application_id, [(number, papers)], command.checked_on, command.note)
    if papers.status is Evidence.REJECTED:
        await free_bound(tx, [application_id], command.checked_on, number)
    return await _noted(tx, application, version, number, papers)


@use_case(
    "credit.counter_guarantee.add",
    conflicts={"uq_bound_security_asset": lambda: AssetPledgedAlready(where="items", asset="an asset")},
)
async def add_counter_guarantees(
    tx: Transaction, book: RuleBook, application_id: str, command: AddCounterGuarantees
) -> CounterGuaranteesAdded:
    """All counter-guarantees together are judged as of the day; what was rejected is left out."""
    rules = book.on(command.added_on)
    rules.check_day(command.added_on, today=tx.today, where="added_on")
    application, version = await lock_application(tx, application_id)
    _require_uncommitted(application, "secured")
    check_order(application.applied_on, command.added_on, names=("applied_on", "added_on"))
    known = await read_counter_guarantees(tx, application_id)
    first = max((item.number for item in known), default=0) + 1
    items = counter_guarantees_of(command.items, application.amount, rules, first=first)
    papers = papers_of(command.items, tx.call.actor.account, rules, first=first)
    borrowing = Borrowing(application.applicant_id, application.amount, application_id)
    await judge_securities(tx, borrowing, [*known, *items], rules)
    insert_counter_guarantees(tx, application_id, items, [given.evidence for given in command.items], rules)
    bind(tx, application_id, application.applicant_id, items, command.added_on)
    note_evidence(tx, application_id, papers, command.added_on)
    version = await save_application(tx, application, version)
    numbers = [item.number for item in items]
    tx.about(application_id, counter_guarantees=numbers)
    return CounterGuaranteesAdded(application_id=application_id, numbers=numbers, version=version)


async def _lock_papers(tx: Transaction, application_id: str, number: int) -> tuple[LoanApplication, int, Papers]:
    application, version = await lock_application(tx, application_id)
    _require_uncommitted(application, "checked")
    papers = await read_papers(tx, application_id, number)
    if papers is None:
        raise NotFound(where="number", noun="counter-guarantee")
    return application, version, papers


def _require_uncommitted(application: LoanApplication, verb: str) -> None:
    """Once the fund has committed itself what secures it stands. Raises IllegalTransition."""
    if not application.open or application.committed_on is not None:
        raise IllegalTransition(noun="loan application", state=application.state.value, verb=verb)


async def _noted(
    tx: Transaction, application: LoanApplication, version: int, number: int, papers: Papers
) -> EvidenceNoted:
    version = await save_application(tx, application, version)
    tx.about(application.id, counter_guarantee=number, status=papers.status.value)
    return EvidenceNoted(
        application_id=application.id,
        number=number,
        status=papers.status,
        documents=list(papers.documents),
        version=version,
    )
