"""The bank decides within three weeks; later the application has expired."""

from dataclasses import replace

from kit.call import Call
from kit.database import Database, Transaction, use_case

from credit.domain.errors.applications import DecisionTooLate
from credit.events.published import published
from credit.fields import Day, Input, Text, YesNo
from credit.policy import RuleBook
from credit.store.applications import lock_application, note_decision, save_application
from credit.use_cases.moved import ApplicationMoved
from credit.use_cases.release import release_reservation


class Decide(Input):
    """The bank's decision."""

    decided_on: Day
    approved: YesNo
    reason: Text


async def decide(
    database: Database, call: Call, book: RuleBook, application_id: str, command: Decide
) -> ApplicationMoved:
    """Decide in time. Too late, the expiry is recorded and DecisionTooLate raised."""
    try:
        return await _decide(database, call, book, application_id, command)
    except DecisionTooLate:
        await _expire(database, replace(call, idempotency_key=None, answer=None), book, application_id, command)
        raise


@use_case("credit.application.decide")
async def _decide(tx: Transaction, book: RuleBook, application_id: str, command: Decide) -> ApplicationMoved:
    application, version = await lock_application(tx, application_id)
    rules = book.on(command.decided_on)
    rules.check_day(command.decided_on, today=tx.today, where="decided_on")
    event = application.decide(command.decided_on, tx.call.actor.account, approved=command.approved, rules=rules)
    version = await save_application(tx, application, version)
    if not command.approved:
        await release_reservation(tx, application_id, command.decided_on)
    outcome = "approved" if command.approved else "declined"
    note_decision(tx, application_id, "decision", outcome, command.decided_on, rules=rules, opinion=command.reason)
    tx.emit(*published(event))
    tx.about(application_id, reason=command.reason)
    return ApplicationMoved(id=application_id, state=application.state.value, version=version)


@use_case("credit.application.expire")
async def _expire(tx: Transaction, book: RuleBook, application_id: str, command: Decide) -> ApplicationMoved:
    """Release the reservation on the day after the deadline; nothing when that was done before."""
    application, version = await lock_application(tx, application_id)
    rules = book.on(command.decided_on)
    if application.open:
        event = application.lapse(rules)
        version = await save_application(tx, application, version)
        await release_reservation(tx, application_id, event.decided_on, expired=True)
        note_decision(tx, application_id, "decision", "expired", event.decided_on, rules=rules)
        tx.emit(*published(event))
    tx.about(application_id)
    return ApplicationMoved(id=application_id, state=application.state.value, version=version)
