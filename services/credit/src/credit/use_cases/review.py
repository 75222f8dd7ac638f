"""The labour bureau reviews a recommended application; above a threshold two people do."""

from kit.database import Transaction, use_case
from pydantic import BaseModel

from credit.domain.hands import Step
from credit.domain.letters import LetterOutcome
from credit.events.published import published
from credit.fields import Day, Input, Text, YesNo
from credit.policy import RuleBook
from credit.store.applications import lock_application, note_decision, save_application
from credit.use_cases.letters import Told, issue_decision_letters
from credit.use_cases.securities import free_securities


class Review(Input):
    """One reviewer's conclusion."""

    reviewed_on: Day
    approved: YesNo
    opinion: Text


class Reviewed(BaseModel):
    """State stays ``recommended`` while another reviewer is needed."""

    id: str
    state: str
    version: int
    reviewers: int
    reviewers_needed: int


@use_case("credit.application.review")
async def review(tx: Transaction, book: RuleBook, application_id: str, command: Review) -> Reviewed:
    """From recommended to reviewed or rejected."""
    application, version = await lock_application(tx, application_id)
    rules = book.on(command.reviewed_on)
    rules.check_day(command.reviewed_on, today=tx.today, where="reviewed_on")
    event = application.review(command.reviewed_on, tx.call.actor.account, approved=command.approved, rules=rules)
    version = await save_application(tx, application, version)
    note_decision(
        tx,
        application,
        "review",
        "approved" if command.approved else "rejected",
        command.reviewed_on,
        rules=rules,
        opinion=command.opinion,
    )
    if event is not None:
        tx.emit(*published(event))
    if not command.approved:
        on = command.reviewed_on
        tx.emit(*published(application.rejected(Step.REVIEW, on)))
        await free_securities(tx, [application_id], on)
        told = Told(application, LetterOutcome.REJECTED, on, rules, command.opinion)
        await issue_decision_letters(tx, [told])
    tx.about(application_id)
    return Reviewed(
        id=application_id,
        state=application.state.value,
        version=version,
        reviewers=len(application.reviewed_by),
        reviewers_needed=application.reviewers_needed(rules),
    )
