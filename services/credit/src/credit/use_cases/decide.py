"""The bank decides within three weeks; later the application has expired."""

from dataclasses import replace

from kit.call import Call
from kit.database import Database, Transaction, use_case

from credit.domain.applications import LoanApplication
from credit.domain.errors.applications import DecisionTooLate
from credit.domain.letters import LetterOutcome
from credit.domain.rules import Rules
from credit.domain.verdicts import Limit, Verdict, verdict
from credit.events.published import published
from credit.fields import Day, Input, Text, YesNo
from credit.policy import RuleBook
from credit.store.applications import lock_application, note_decision, save_application
from credit.store.guarantees import read_guarantees
from credit.use_cases.expire import end_all
from credit.use_cases.letters import Told, issue_decision_letters
from credit.use_cases.moved import ApplicationMoved
from credit.use_cases.release import Ending, release_reservation, release_reservations


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
    outcome = LetterOutcome.APPROVED if command.approved else LetterOutcome.DECLINED
    note_decision(
        tx,
        application,
        "decision",
        outcome.value,
        command.decided_on,
        rules=rules,
        verdicts=[_in_time(application, rules)],
        opinion=command.reason,
    )
    tx.emit(*published(event))
    guarantee = (await read_guarantees(tx, [application_id]))[application_id]
    secured = guarantee if command.approved else None
    await issue_decision_letters(tx, [Told(application, outcome, command.decided_on, rules, command.reason, secured)])
    if not command.approved:
        await release_reservation(tx, application_id, command.decided_on)
    tx.about(application_id, reason=command.reason)
    return ApplicationMoved(id=application_id, state=application.state.value, version=version)


def _in_time(application: LoanApplication, rules: Rules) -> Verdict:
    limit = Limit(f"by {application.decide_by}", rules.decision_days_max.reference)
    return verdict("bank_deadline", met=True, value=str(application.decided_on), limit=limit)


@use_case("credit.application.expire")
async def _expire(tx: Transaction, book: RuleBook, application_id: str, command: Decide) -> ApplicationMoved:
    """End it, and release the reservation, on the day after the deadline; nothing when that was done before."""
    application, version = await lock_application(tx, application_id)
    if application.open:
        rules = book.on(command.decided_on)
        events = await end_all(tx, {application_id: application}, {application_id: version}, rules)
        await release_reservations(tx, [Ending(application_id, event.expired_on, expired=True) for event in events])
        version += len(events)
    tx.about(application_id)
    return ApplicationMoved(id=application_id, state=application.state.value, version=version)
