"""The day that a question is asked for."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from kit.database import Transaction

from credit.domain.rules import Rules
from credit.policy import RuleBook

AsOf = Annotated[date | None, Query(description="As of the end of this day; today unless given.")]


def rule_book(request: Request) -> RuleBook:
    """The rules that the service runs by."""
    book: RuleBook = request.app.state.rules
    return book


def rules_as_of(tx: Transaction, book: RuleBook, as_of: date | None) -> Rules:
    """The rules of the day asked for. Raises NoRulesYet, DateInFuture, TooFarBack."""
    day = as_of or tx.today
    rules = book.on(day)
    rules.check_day(day, today=tx.today, where="as_of")
    return rules
