"""Take back an entry that was recorded by hand: another person, once, with a reason."""

from kit.database import Transaction, use_case
from kit.money import Money
from kit.refusal import NotFound, SamePerson
from pydantic import BaseModel

from credit.domain import ledger
from credit.domain.errors.fund import EntryAlreadyReversed
from credit.domain.fund import refuse_outflow
from credit.domain.happened.fund import EntryReversed
from credit.domain.ledger import Account
from credit.events.published import published
from credit.fields import Day, Input, MoneyText, Text
from credit.policy import RuleBook
from credit.store.fund import lock_fund, move_fund, post
from credit.store.movements import lowest_from, read_entry, refuse_reversed
from credit.store.tables.movements import entry_reversal


class ReverseEntry(Input):
    """When and why."""

    reversed_on: Day
    reason: Text


class EntryTakenBack(BaseModel):
    """The reversing entry, and what the fund is worth after it."""

    entry_id: str
    reversed_entry_id: str
    kind: str
    net_change: MoneyText
    bank_net: MoneyText
    fund_net: MoneyText


@use_case("credit.ledger.reverse", conflicts={"pk_entry_reversal": EntryAlreadyReversed})
async def reverse_entry(tx: Transaction, book: RuleBook, entry_id: str, command: ReverseEntry) -> EntryTakenBack:
    """The books keep both entries. Taking money back out of the fund follows the rules of a withdrawal."""
    recorded = await read_entry(tx, entry_id)
    if recorded is None:
        raise NotFound(noun="journal entry")
    rules = book.on(command.reversed_on)
    rules.check_day(command.reversed_on, today=tx.today, where="reversed_on")
    entry = ledger.reversal(recorded.entry, command.reversed_on)
    if recorded.recorded_by == tx.call.actor.account:
        raise SamePerson(first="recorded the entry", second="reverses it")
    held = await lock_fund(tx, entry.at)
    await refuse_reversed(tx, entry_id)
    change = entry.moves(Account.SPECIAL_ACCOUNT)
    if change < Money.zero():
        lowest = await lowest_from(tx, entry.at, command.reversed_on)
        refuse_outflow(-change, held.in_all, held.bank.capacity, rules, lowest=lowest)
    await move_fund(tx, entry.at, net=change)
    (reversal_id,) = post(tx, [entry], tx.now)
    tx.insert(
        entry_reversal,
        {
            "entry_id": entry_id,
            "reversal_id": reversal_id,
            "reason": command.reason,
            "reversed_on": command.reversed_on,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    kind = recorded.entry.kind
    told = EntryReversed(entry.at.fund_id, entry.at.bank_id, reversal_id, entry_id, kind, change, command.reversed_on)
    tx.emit(*published(told))
    tx.about(entry_id, reason=command.reason, reversal=reversal_id)
    return EntryTakenBack(
        entry_id=reversal_id,
        reversed_entry_id=entry_id,
        kind=kind,
        net_change=str(change),
        bank_net=str(held.bank.capacity.net + change),
        fund_net=str(held.in_all.net + change),
    )
