"""The applicant takes the application back, at any time before disbursement."""

from kit.database import Transaction, use_case

from credit.events.published import published
from credit.fields import Day, Input, Text
from credit.policy import RuleBook
from credit.store.applications import lock_application, note_decision, save_application
from credit.use_cases.moved import ApplicationMoved
from credit.use_cases.release import release_reservation


class Withdraw(Input):
    """When and why."""

    withdrawn_on: Day
    reason: Text


@use_case("credit.application.withdraw")
async def withdraw(tx: Transaction, book: RuleBook, application_id: str, command: Withdraw) -> ApplicationMoved:
    """A reserved guarantee is released with it."""
    application, version = await lock_application(tx, application_id)
    rules = book.on(command.withdrawn_on)
    rules.check_day(command.withdrawn_on, today=tx.today, where="withdrawn_on")
    event = application.withdraw(command.withdrawn_on)
    version = await save_application(tx, application, version)
    await release_reservation(tx, application_id, command.withdrawn_on)
    note_decision(
        tx,
        application,
        "withdrawal",
        "withdrawn",
        command.withdrawn_on,
        rules=rules,
        opinion=command.reason,
    )
    tx.emit(*published(event))
    tx.about(application_id, reason=command.reason)
    return ApplicationMoved(id=application_id, state=application.state.value, version=version)
