"""The day that a question is asked for."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Query, Request
from kit.database import CHINA, Transaction
from pydantic import AwareDatetime

from credit.domain.errors.rules import DateInFuture
from credit.domain.rules import Rules
from credit.policy import RuleBook
from credit.store.fund_views import AsKnown

AsOf = Annotated[date | None, Query(description="As of the end of this day; today unless given.")]

KnownAt = Annotated[
    AwareDatetime | None,
    Query(
        description="Only what was recorded by this moment (with its time zone); everything unless given.",
        examples=["2008-03-31T18:00:00+08:00"],
    ),
]


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


def as_known(tx: Transaction, day: date, known_at: datetime | None) -> AsKnown:
    """The day, and the moment up to which what was recorded counts. Raises DateInFuture."""
    if known_at is not None and known_at > tx.now:
        raise DateInFuture(where="known_at", day=known_at.astimezone(CHINA).date())
    return AsKnown(day, known_at)
