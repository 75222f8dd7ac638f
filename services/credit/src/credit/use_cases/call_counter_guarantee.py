"""After payment the fund calls the counter-guarantees: who answers for the borrower is asked to pay."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.ids import new_id
from kit.money import Money
from pydantic import BaseModel, Field

from credit.domain import claim_calls
from credit.domain.claim_calls import Demand
from credit.domain.claims import Step
from credit.domain.happened.claims import CounterGuaranteeCalled
from credit.domain.recoveries import statement
from credit.domain.rules import check_order
from credit.fields import Calendar, Day, Input, MoneyText, Text, Whole, Yuan
from credit.policy import RuleBook
from credit.store.claims import lock_claim
from credit.store.recoveries import insert_calls, read_calls, read_recoveries
from credit.store.securities import callable_securities
from credit.use_cases.claim_moved import finish, rules_of


class CallGiven(Input):
    """A letter to who gave counter-guarantee ``number``, dated, with what is to be paid until when."""

    number: Whole
    amount: Yuan
    addressee: Annotated[str, Field(min_length=1, max_length=200, description="To whom the letter went.")]
    letter_reference: Annotated[str, Field(min_length=1, max_length=100)]
    letter_on: Day
    due_on: Calendar


class CallCounterGuarantees(Input):
    """The letters that went out."""

    items: Annotated[list[CallGiven], Field(min_length=1, max_length=20)]
    note: Text


class CallShown(BaseModel):
    """A call; the ``liable`` members of a joint group owe the amount together."""

    id: str
    number: int
    kind: str
    amount: MoneyText
    liable: list[str]
    due_on: str


class Called(BaseModel):
    """The calls, and where the claim stands."""

    id: str
    state: str
    version: int
    items: list[CallShown]


@use_case("credit.claim.call")
async def call_counter_guarantees(
    tx: Transaction, book: RuleBook, claim_id: str, command: CallCounterGuarantees
) -> Called:
    """Each for at most what is open of the loss and what the counter-guarantee is worth."""
    rules = rules_of(tx, book, max(item.letter_on for item in command.items), "letter_on")
    held = await lock_claim(tx, claim_id)
    claim = held.claim
    loss = claim.require_paid()
    demands = [
        Demand(item.number, Money(item.amount), item.letter_reference, item.letter_on, item.due_on)
        for item in command.items
    ]
    for item in demands:
        check_order(claim.paid_on or claim.lodged_on, item.letter_on, names=("paid_on", "letter_on"))
    now = statement(loss, await read_recoveries(tx, claim_id), claim.written_off)
    securities = await callable_securities(tx, claim.application_id)
    earlier = await read_calls(tx, claim_id)
    calls = claim_calls.call(demands, securities, earlier, now.fund + now.bank, [new_id() for _ in demands])
    insert_calls(tx, claim_id, calls, [item.addressee for item in command.items])
    taken = claim.note(Step.CALL, rules.on, tx.call.actor.account, Money.sum(item.amount for item in calls))
    events = [CounterGuaranteeCalled(*claim.ids, item.kind, item.amount, item.letter_on, item.due_on) for item in calls]
    moved = await finish(tx, held, taken, rules, *events, opinion=command.note)
    items = [
        CallShown(
            id=item.id,
            number=item.number,
            kind=item.kind,
            amount=str(item.amount),
            liable=list(item.liable),
            due_on=item.due_on.isoformat(),
        )
        for item in calls
    ]
    return Called(id=claim_id, state=moved.state, version=moved.version, items=items)
