"""The community recommends an application; not the person who took it."""

from kit.database import Transaction, use_case

from credit.events.published import published
from credit.fields import Day, Input, Text
from credit.policy import RuleBook
from credit.store.applications import lock_application, note_decision, save_application
from credit.use_cases.moved import ApplicationMoved


class Recommend(Input):
    """The community's word."""

    recommended_on: Day
    opinion: Text


@use_case("credit.application.recommend")
async def recommend(tx: Transaction, book: RuleBook, application_id: str, command: Recommend) -> ApplicationMoved:
    """From applied to recommended."""
    application, version = await lock_application(tx, application_id)
    rules = book.on(command.recommended_on)
    rules.check_day(command.recommended_on, today=tx.today, where="recommended_on")
    event = application.recommend(command.recommended_on, tx.call.actor.account)
    version = await save_application(tx, application, version)
    note_decision(
        tx,
        application,
        "recommendation",
        "recommended",
        command.recommended_on,
        rules=rules,
        opinion=command.opinion,
    )
    tx.emit(*published(event))
    tx.about(application_id)
    return ApplicationMoved(id=application_id, state=application.state.value, version=version)
