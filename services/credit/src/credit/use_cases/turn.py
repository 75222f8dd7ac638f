"""Whose turn it is: an office says no, or sends back, only what waits for its own word."""

from kit.auth import Role
from kit.database import Transaction
from kit.refusal import IllegalTransition

from credit.domain.applications import STEP_AWAITED, LoanApplication
from credit.domain.errors.route import NotYourStep
from credit.domain.hands import Step

OFFICE_OF = {
    Step.RECOMMENDATION: Role.CASE_WORKER,
    Step.REVIEW: Role.MANAGER,
    Step.GUARANTEE: Role.GUARANTEE_OFFICER,
    Step.DECISION: Role.BANK,
}


def require_turn(tx: Transaction, application: LoanApplication, verb: str) -> Step:
    """The step that the application waits for, when it is the caller's. Raises IllegalTransition, NotYourStep."""
    step = STEP_AWAITED.get(application.state)
    if step is None:
        raise IllegalTransition(noun="loan application", state=application.state.value, verb=verb)
    if tx.call.actor.role != OFFICE_OF[step]:
        raise NotYourStep(step=step.value, role=tx.call.actor.role)
    return step
