"""The gateway's tables."""

from datetime import datetime

from sqlalchemy import Column, DateTime, Index, func
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Table(SQLModel, registry=registry()):
    """Base of the gateway's tables."""


class AccountRow(Table, table=True):
    """Someone, or something, that may sign in. Never deleted: the audit logs of all services name its id."""

    __tablename__ = "account"
    id: str = Field(primary_key=True, max_length=36)
    username: str = Field(max_length=64)
    password_hash: str = Field(max_length=200)
    role: str = Field(max_length=32)
    name: str = Field(max_length=100)
    organisation: str | None = Field(default=None, max_length=36)
    area: str | None = Field(default=None, max_length=12)
    active: bool
    version: int
    created_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


Index("uq_account_username", func.lower(AccountRow.__table__.c.username), unique=True)  # type: ignore[attr-defined]  # SQLModel adds __table__
