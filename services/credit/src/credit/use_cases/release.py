"""What ends with an application that will not be disbursed: the reservation in the fund."""

from datetime import date

from kit.database import Transaction

from credit.domain import ledger
from credit.events.published import published
from credit.store.fund import lock_fund, move_fund, post
from credit.store.guarantees import read_guarantees, save_guarantee
from credit.use_cases.securities import free_securities


async def release_reservation(tx: Transaction, application_id: str, on: date, *, expired: bool = False) -> None:
    """Release what is reserved and pledged for an application that is locked; nothing when nothing is."""
    await free_securities(tx, [application_id], on)
    guarantee = (await read_guarantees(tx, [application_id])).get(application_id)
    if guarantee is None:
        return
    event = guarantee.expire(on) if expired else guarantee.cancel(on)
    await save_guarantee(tx, guarantee)
    await lock_fund(tx, guarantee.account)
    await move_fund(tx, guarantee.account, liability=-guarantee.amount)
    post(tx, [ledger.reservation_released(guarantee.account, guarantee.amount, on, guarantee.letter_number)], tx.now)
    tx.emit(*published(event))
