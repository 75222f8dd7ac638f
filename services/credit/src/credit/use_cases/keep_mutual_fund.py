"""Participants pay into the mutual guarantee fund, and get back what is not pledged."""

from datetime import date
from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.money import Money
from kit.refusal import NotFound
from pydantic import BaseModel, Field

from credit.domain import ledger
from credit.domain.eligibility import Applicant, judge_acceptance
from credit.domain.errors.mutual_fund import MutualReferenceReused
from credit.domain.ledger import SpecialAccount
from credit.domain.mutual_fund import MutualAccount
from credit.events.published import published
from credit.fields import Day, Input, MoneyText, Reference, Yuan
from credit.policy import RuleBook
from credit.store.fund import post, which_fund
from credit.store.mirrors import read_applicant
from credit.store.mutual_fund import lock_account, note_member, require_account
from credit.store.tables.securities import mutual_entry


class MoveDeposit(Input):
    """Money between a participant and the mutual guarantee fund's account at a partner bank."""

    applicant_id: Id
    bank_id: Id
    fund_id: Annotated[Id | None, Field(description="Needed when several funds are open.")] = None
    amount: Yuan
    reference: Reference


class PayDeposit(MoveDeposit):
    """A deposit."""

    deposited_on: Day


class ReturnDeposit(MoveDeposit):
    """A return."""

    returned_on: Day


class DepositMoved(BaseModel):
    """The deposit account after it: at this special account, in all, and what is pledged."""

    id: str
    applicant_id: str
    balance: MoneyText
    held_in_all: MoneyText
    pledged: MoneyText


REUSED = {"uq_mutual_entry_reference": lambda: MutualReferenceReused(where="reference")}


@use_case("credit.mutual_fund.deposit", conflicts=REUSED)
async def pay_deposit(tx: Transaction, book: RuleBook, command: PayDeposit) -> DepositMoved:
    """Of an accepted participant; it stays theirs and is no part of the guarantee fund's own means."""
    rules = book.on(command.deposited_on)
    rules.check_day(command.deposited_on, today=tx.today, where="deposited_on")
    person = await read_applicant(tx, command.applicant_id)
    judge_acceptance(person, command.deposited_on)
    at = await _special_account(tx, command)
    await note_member(tx, command.applicant_id, _area_of(person), command.deposited_on)
    account = await _account(tx, command.applicant_id, at)
    amount = Money(command.amount)
    event = account.deposit(amount, command.deposited_on)
    post(tx, [ledger.mutual_deposit(at, amount, command.deposited_on, command.reference)], tx.now)
    tx.emit(*published(event))
    return _book(tx, account, amount, command, command.deposited_on)


@use_case("credit.mutual_fund.return", conflicts=REUSED)
async def return_deposit(tx: Transaction, book: RuleBook, command: ReturnDeposit) -> DepositMoved:
    """At most what lies at this special account and is not pledged."""
    rules = book.on(command.returned_on)
    rules.check_day(command.returned_on, today=tx.today, where="returned_on")
    at = await _special_account(tx, command)
    account = await _account(tx, command.applicant_id, at)
    amount = Money(command.amount)
    event = account.give_back(amount, command.returned_on)
    post(tx, [ledger.mutual_return(at, amount, command.returned_on, command.reference)], tx.now)
    tx.emit(*published(event))
    return _book(tx, account, -amount, command, command.returned_on)


async def _special_account(tx: Transaction, command: MoveDeposit) -> SpecialAccount:
    """Raises BankUnknown, FundUnknown, FundNotNamed."""
    at = SpecialAccount(await which_fund(tx, command.fund_id), command.bank_id)
    await require_account(tx, at)
    return at


async def _account(tx: Transaction, applicant_id: str, at: SpecialAccount) -> MutualAccount:
    """The member's account, locked. Raises NotFound."""
    account = await lock_account(tx, applicant_id, at)
    if account is None:
        raise NotFound(where="applicant_id", noun="member of the mutual guarantee fund")
    return account


def _area_of(person: Applicant | None) -> str:
    return person.area if person is not None else ""


def _book(tx: Transaction, account: MutualAccount, signed: Money, command: MoveDeposit, on: date) -> DepositMoved:
    entry_id = new_id()
    tx.insert(
        mutual_entry,
        {
            "id": entry_id,
            "applicant_id": account.applicant_id,
            "fund_id": account.at.fund_id,
            "bank_id": account.at.bank_id,
            "amount": signed,
            "booked_on": on,
            "reference": command.reference,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.about(account.applicant_id, bank_id=account.at.bank_id)
    return DepositMoved(
        id=entry_id,
        applicant_id=account.applicant_id,
        balance=str(account.balance),
        held_in_all=str(account.held_in_all),
        pledged=str(account.pledged),
    )
