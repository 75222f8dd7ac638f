"""An office sends an application back, with what is to be mended."""

from kit.database import Transaction, use_case

from credit.events.published import published
from credit.fields import Day, Input, Text
from credit.policy import RuleBook
from credit.store.applications import lock_application, note_decision, save_application
from credit.use_cases.moved import ApplicationMoved
from credit.use_cases.release import Ending, release_guarantees
from credit.use_cases.turn import require_turn


class RequestRevision(Input):
    """What is to be mended."""

    requested_on: Day
    to_mend: Text


@use_case("credit.application.request_revision")
async def request_revision(
    tx: Transaction, book: RuleBook, application_id: str, command: RequestRevision
) -> ApplicationMoved:
    """Back to the maker; when the bank sends it back, the reservation is released. What secures it stays bound."""
    application, version = await lock_application(tx, application_id)
    rules = book.on(command.requested_on)
    rules.check_day(command.requested_on, today=tx.today, where="requested_on")
    step = require_turn(tx, application, "sent back")
    event = application.request_revision(command.requested_on, tx.call.actor.account)
    version = await save_application(tx, application, version)
    await release_guarantees(tx, [Ending(application_id, command.requested_on)])
    note_decision(
        tx,
        application,
        step.value,
        "revision_requested",
        command.requested_on,
        rules=rules,
        opinion=command.to_mend,
    )
    tx.emit(*published(event))
    tx.about(application_id, reason=command.to_mend)
    return ApplicationMoved(id=application_id, state=application.state.value, version=version)
