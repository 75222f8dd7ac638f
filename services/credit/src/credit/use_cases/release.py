"""What ends with an application that will not be disbursed: the reservation in the fund, and what secured it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kit.database import Transaction
from kit.money import Money

from credit.domain import ledger
from credit.domain.guarantees import Guarantee, GuaranteeState
from credit.domain.happened.applications import GuaranteeReleased
from credit.domain.ledger import SpecialAccount
from credit.events.published import published
from credit.store.fund import lock_fund, move_fund, post
from credit.store.guarantees import read_guarantees, save_guarantees
from credit.use_cases.securities import free_securities


@dataclass(frozen=True)
class Ending:
    """An application that is locked, and the day on which it ends."""

    application_id: str
    on: date
    expired: bool = False


async def release_reservation(tx: Transaction, application_id: str, on: date, *, expired: bool = False) -> None:
    """Release what is reserved and pledged for an application that is locked; nothing when nothing is."""
    await release_reservations(tx, [Ending(application_id, on, expired)])


async def release_reservations(tx: Transaction, endings: Sequence[Ending]) -> Money:
    """Release for many applications at once: one statement a table, two a special account. The sum set free."""
    await free_all(tx, endings)
    return await release_guarantees(tx, endings)


async def free_all(tx: Transaction, endings: Sequence[Ending]) -> None:
    """Free what secured applications that end."""
    for day in sorted({ending.on for ending in endings}):
        await free_securities(tx, [ending.application_id for ending in endings if ending.on == day], day)


async def release_guarantees(tx: Transaction, endings: Sequence[Ending]) -> Money:
    """Release what is reserved in the fund; what secures the applications stays bound. The sum set free."""
    guarantees = await read_guarantees(tx, [ending.application_id for ending in endings])
    freed: dict[SpecialAccount, Money] = {}
    ended: list[Guarantee] = []
    events: list[GuaranteeReleased] = []
    for ending in endings:
        guarantee = guarantees.get(ending.application_id)
        if guarantee is None or guarantee.state is GuaranteeState.CANCELLED:
            continue
        events.append(guarantee.expire(ending.on) if ending.expired else guarantee.cancel(ending.on))
        ended.append(guarantee)
        freed[guarantee.account] = freed.get(guarantee.account, Money.zero()) + guarantee.amount
    await save_guarantees(tx, ended)
    for account in sorted(freed, key=lambda item: (item.fund_id, item.bank_id)):
        await lock_fund(tx, account)
        await move_fund(tx, account, liability=-freed[account])
    entries = [
        ledger.reservation_released(item.account, item.amount, event.released_on, item.letter_number)
        for item, event in zip(ended, events, strict=True)
    ]
    post(tx, entries, tx.now)
    tx.emit(*published(*events))
    return Money.sum(freed.values())
