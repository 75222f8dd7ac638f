"""What checks found becomes flags, within the transaction that found it."""

from collections.abc import Iterable, Sequence
from datetime import date

from kit.database import Transaction

from training.domain.check_facts import Claimable
from training.domain.checks import Check
from training.domain.flags import Met, Suspicion, suspicions_of
from training.domain.rules import Rules
from training.events.published.flags import FlagRaised
from training.store.flags import Meeting, meet


async def raise_flags(
    tx: Transaction, found: Iterable[tuple[Claimable, Iterable[Check]]], on: date, rules: Rules
) -> list[Meeting]:
    """A flag for each fact that failed checks of these lines found; what is known already stays as it is."""
    return await raise_suspicions(tx, suspicions_of(found), on, rules)


async def raise_suspicions(tx: Transaction, suspicions: Sequence[Suspicion], on: date, rules: Rules) -> list[Meeting]:
    """The same for suspicions, in the order of their keys; tells what was raised or opened again."""
    meetings = await meet(tx, suspicions, on, rules)
    for meeting in meetings:
        if meeting.met in {Met.RAISED, Met.REOPENED}:
            raised = meeting.flag
            tx.emit(
                FlagRaised(
                    flag_id=raised.flag_id,
                    kind=raised.suspicion.kind.value,
                    institution_ids=sorted(raised.institutions),
                    points=raised.suspicion.points,
                    raised_on=on,
                    times_raised=raised.times_raised,
                )
            )
    return meetings
