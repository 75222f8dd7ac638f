"""Community, labour bureau or guarantee institution says no, with its reason."""

from kit.database import Transaction, use_case

from credit.domain.letters import LetterOutcome
from credit.events.published import published
from credit.fields import Day, Input, Text
from credit.policy import RuleBook
from credit.store.applications import lock_application, note_decision, save_application
from credit.use_cases.letters import Told, issue_decision_letters
from credit.use_cases.moved import ApplicationMoved
from credit.use_cases.securities import free_securities
from credit.use_cases.turn import require_turn


class Reject(Input):
    """When and why; the applicant reads the reason in the decision letter."""

    rejected_on: Day
    reason: Text


@use_case("credit.application.reject")
async def reject(tx: Transaction, book: RuleBook, application_id: str, command: Reject) -> ApplicationMoved:
    """From applied, recommended or reviewed to rejected."""
    application, version = await lock_application(tx, application_id)
    rules = book.on(command.rejected_on)
    rules.check_day(command.rejected_on, today=tx.today, where="rejected_on")
    step = require_turn(tx, application, "rejected")
    event = application.reject(command.rejected_on, tx.call.actor.account)
    version = await save_application(tx, application, version)
    await free_securities(tx, [application_id], command.rejected_on)
    note_decision(tx, application, step.value, "rejected", command.rejected_on, rules=rules, opinion=command.reason)
    tx.emit(*published(event))
    told = Told(application, LetterOutcome.REJECTED, command.rejected_on, rules, command.reason)
    await issue_decision_letters(tx, [told])
    tx.about(application_id, reason=command.reason)
    return ApplicationMoved(id=application_id, state=application.state.value, version=version)
