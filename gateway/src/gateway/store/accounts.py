"""Reads accounts."""

from datetime import datetime
from typing import Any

from kit.auth import Actor
from kit.database import Transaction
from pydantic import BaseModel
from sqlalchemy import RowMapping, Select, func, select

from gateway.store.tables import AccountRow

accounts = AccountRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it


class AccountView(BaseModel):
    """An account as it is shown: everything but the password's hash."""

    id: str
    username: str
    name: str
    role: str
    organisation: str | None
    area: str | None
    active: bool
    version: int
    created_at: datetime


def by_id(account_id: str) -> Select[Any]:
    """The account with that id."""
    return select(accounts).where(accounts.c.id == account_id)


async def find_by_username(tx: Transaction, username: str) -> RowMapping | None:
    """The account of ``username``, large and small letters being the same; None when there is none."""
    return await tx.one(select(accounts).where(func.lower(accounts.c.username) == username.lower()))


def view(row: RowMapping) -> AccountView:
    """A row as it is shown."""
    return AccountView(**{name: row[name] for name in AccountView.model_fields})


def actor_of(row: RowMapping) -> Actor:
    """Who a token of this account says that the caller is."""
    return Actor(row["id"], row["role"], row["name"], row["organisation"], row["area"])
