"""Desks: what waits for whom, since when, until when."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from credit.domain.applications import STEP_AWAITED, LoanApplication, State
from credit.domain.rules import Rules


class Desk(StrEnum):
    """Where applications wait."""

    RECOMMENDATION = "recommendation"
    REVIEW = "review"
    GUARANTEE = "guarantee"
    BANK = "bank"
    DISBURSEMENT = "disbursement"
    REVISION = "revision"


STATE_AT = {
    Desk.RECOMMENDATION: State.APPLIED,
    Desk.REVIEW: State.RECOMMENDED,
    Desk.GUARANTEE: State.REVIEWED,
    Desk.BANK: State.COMMITTED,
    Desk.DISBURSEMENT: State.APPROVED,
    Desk.REVISION: State.REVISION_REQUESTED,
}
DESK_OF = {state: desk for desk, state in STATE_AT.items()}
TIMED = (Desk.RECOMMENDATION, Desk.REVIEW, Desk.GUARANTEE, Desk.REVISION)
"""Desks whose days policy gives; the bank's own clocks run from the commitment and from its approval."""


@dataclass(frozen=True)
class Waiting:
    """How an application waits as of a day. ``due_on``: the last day in time; ``days_left`` is negative after it."""

    desk: Desk
    since: date
    days: int
    due_on: date
    days_left: int

    @property
    def overdue(self) -> bool:
        """Whether its time has run out."""
        return self.days_left < 0


def waiting(application: LoanApplication, rules: Rules) -> Waiting | None:
    """How it waits as of the rules' day; None when it waits for nobody."""
    desk = DESK_OF.get(application.state)
    if desk is None:
        return None
    since = application.last_step_on
    own = {Desk.BANK: application.decide_by, Desk.DISBURSEMENT: application.disburse_by}.get(desk)
    due = own or since + timedelta(days=_days(desk, rules))
    return Waiting(desk, since, (rules.on - since).days, due, (due - rules.on).days)


def _days(desk: Desk, rules: Rules) -> int:
    """Policy's days; for the bank's desks when an older record has no deadline of its own."""
    if desk is Desk.BANK:
        return rules.decision_days_max.value
    if desk is Desk.DISBURSEMENT:
        return rules.undisbursed_days_max.value
    return rules.desk_days_max[desk.value].value


def may_act(application: LoanApplication, person: str) -> bool:
    """Whether ``person`` may take the step that is awaited: nobody takes two steps of one application."""
    step = STEP_AWAITED.get(application.state)
    return step is None or application.hands.may_take(step, person, application.revision)
