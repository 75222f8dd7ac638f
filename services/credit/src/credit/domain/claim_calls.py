"""Calling the counter-guarantees of a loan after its claim was paid: who is to pay how much, by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kit.money import Money

from credit.domain.errors.claims import CallAboveLimit, SecurityUnknown
from credit.domain.rules import check_order


@dataclass(frozen=True)
class CallableSecurity:
    """A counter-guarantee that can be called: its full ``value``, what it ``counted`` for (yuan), who answers for it.

    ``party_id``: the guarantor, the group, or the borrower whose asset or deposit it is; None for a guarantor or group
    that was only described. ``liable`` are the other members of a joint group, each for the whole; empty for other
    kinds.
    """

    number: int
    kind: str
    value: Money
    liable: tuple[str, ...] = ()
    counted: Money | None = None
    party_id: str | None = None


@dataclass(frozen=True)
class Call:
    """A letter that asks for ``amount`` yuan by ``due_on``. Members of a group owe it together, not each."""

    id: str
    number: int
    kind: str
    amount: Money
    liable: tuple[str, ...]
    letter_reference: str
    letter_on: date
    due_on: date


@dataclass(frozen=True)
class Demand:
    """What is asked for under one counter-guarantee."""

    number: int
    amount: Money
    letter_reference: str
    letter_on: date
    due_on: date


def call(
    demands: Sequence[Demand],
    securities: Sequence[CallableSecurity],
    earlier: Sequence[Call],
    open_loss: Money,
    ids: Sequence[str],
) -> list[Call]:
    """The calls for ``demands``. Raises SecurityUnknown, CallAboveLimit, DatesOutOfOrder.

    Each is at most what is open of the loss, and together with ``earlier`` ones on the same
    counter-guarantee at most its value.
    """
    known = {item.number: item for item in securities}
    called: dict[int, Money] = {}
    for item in earlier:
        called[item.number] = called.get(item.number, Money.zero()) + item.amount
    found = []
    for index, (demand, new_id) in enumerate(zip(demands, ids, strict=True)):
        where = f"items[{index}]"
        security = known.get(demand.number)
        if security is None:
            raise SecurityUnknown(where=f"{where}.number", number=demand.number)
        before = called.get(demand.number, Money.zero())
        limit = min(open_loss, security.value - before)
        if demand.amount > limit:
            what = f"counter-guarantee {demand.number}"
            raise CallAboveLimit(where=f"{where}.amount", amount=demand.amount, limit=limit, what=what)
        check_order(demand.letter_on, demand.due_on, names=("letter_on", "due_on"))
        called[demand.number] = before + demand.amount
        found.append(
            Call(
                new_id,
                demand.number,
                security.kind,
                demand.amount,
                security.liable,
                demand.letter_reference,
                demand.letter_on,
                demand.due_on,
            )
        )
    return found
