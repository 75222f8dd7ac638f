"""Applications whose time has run out end: the bank's three weeks, the pay-out, or nobody moving them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from kit.database import Transaction, use_case
from pydantic import BaseModel
from sqlalchemy import ColumnElement, and_, or_, select

from credit.domain.applications import IDLE, LoanApplication, State
from credit.domain.happened.route import ApplicationExpired, ExpiryReason
from credit.domain.letters import LetterOutcome
from credit.domain.rules import Rules
from credit.domain.verdicts import Limit, Verdict, verdict
from credit.events.published import published
from credit.fields import Day, Input, MoneyText
from credit.policy import RuleBook
from credit.store.applications import application_of, note_decision, save_ended
from credit.store.scope import visible
from credit.store.tables.applications import loan_application
from credit.use_cases.letters import Told, issue_decision_letters
from credit.use_cases.release import Ending, release_reservations

BATCH = 5_000
"""Applications of one sweep; a repeated one takes the rest."""


class ExpireApplications(Input):
    """As of which day to look."""

    as_of: Day


class Expired(BaseModel):
    """An application that ended, on which day and why."""

    application_id: str
    reason: ExpiryReason
    expired_on: date


class ApplicationsExpired(BaseModel):
    """What ended by this sweep; ``more`` when another sweep would find more at once."""

    as_of: date
    count: int
    released: MoneyText
    items: list[Expired]
    more: bool


@use_case("credit.application.expire")
async def expire_applications(tx: Transaction, book: RuleBook, command: ExpireApplications) -> ApplicationsExpired:
    """Idempotent: what has ended is not found again. A few statements, however many applications end."""
    rules = book.on(command.as_of)
    rules.check_day(command.as_of, today=tx.today, where="as_of")
    table = loan_application
    rows = await tx.lock_all(
        select(table).where(visible(table, tx.call.actor), run_out(rules)).order_by(table.c.id).limit(BATCH)
    )
    ended = {row["id"]: application_of(row) for row in rows}
    events = await end_all(tx, ended, {row["id"]: row["version"] for row in rows}, rules)
    released = await release_reservations(tx, [Ending(item.application_id, item.expired_on, True) for item in events])
    tx.about("expiries", as_of=command.as_of.isoformat(), expired=len(events), released=str(released))
    return ApplicationsExpired(
        as_of=command.as_of,
        count=len(events),
        released=str(released),
        items=[
            Expired(application_id=item.application_id, reason=item.reason, expired_on=item.expired_on)
            for item in events
        ],
        more=len(rows) == BATCH,
    )


def run_out(rules: Rules) -> ColumnElement[bool]:
    """The applications whose last day lies before the rules' day."""
    table, day = loan_application, rules.on
    idle_since = day - timedelta(days=rules.application_idle_days_max.value + 1)
    return or_(
        and_(table.c.state == State.COMMITTED.value, table.c.decide_by < day),
        and_(table.c.state == State.APPROVED.value, table.c.disburse_by < day),
        and_(table.c.state.in_([state.value for state in IDLE]), table.c.waiting_since <= idle_since),
    )


async def end_all(
    tx: Transaction, found: Mapping[str, LoanApplication], versions: Mapping[str, int], rules: Rules
) -> Sequence[ApplicationExpired]:
    """End applications that are locked and whose time has run out by the rules' day; the events of those that did.

    The caller releases what is reserved for them, last.
    """
    limits = {key: _limit(item, rules) for key, item in found.items()}
    outcomes = {key: item.lapse(rules, rules.on) for key, item in found.items()}
    events = [event for event in outcomes.values() if event is not None]
    if not events:
        return []
    ended = {event.application_id: found[event.application_id] for event in events}
    await save_ended(tx, ended, versions)
    for event in events:
        application = ended[event.application_id]
        note_decision(
            tx,
            application,
            "expiry",
            "expired",
            event.expired_on,
            rules=rules,
            verdicts=[_broken(event, limits[event.application_id])],
        )
        if event.reason is ExpiryReason.NOT_DECIDED:
            tx.emit(*published(application.not_decided()))
    tx.emit(*published(*events))
    told = [Told(ended[event.application_id], LetterOutcome.EXPIRED, event.expired_on, rules) for event in events]
    await issue_decision_letters(tx, told)
    return events


def _limit(application: LoanApplication, rules: Rules) -> Limit[object]:
    """The last day that it had, and the rule that gave it."""
    due = application.expires_on(rules)
    rule: Limit[int] = {
        State.COMMITTED: rules.decision_days_max,
        State.APPROVED: rules.undisbursed_days_max,
    }.get(application.state, rules.application_idle_days_max)
    return Limit("none" if due is None else f"by {due[0] - timedelta(days=1)}", rule.reference)


def _broken(event: ApplicationExpired, limit: Limit[object]) -> Verdict:
    if event.reason is ExpiryReason.NOT_DECIDED:
        return verdict("bank_deadline", met=False, value=None, limit=limit)
    if event.reason is ExpiryReason.NOT_DISBURSED:
        return verdict("disbursement_deadline", met=False, value=None, limit=limit)
    return verdict("idle_deadline", met=False, value=None, limit=limit)
