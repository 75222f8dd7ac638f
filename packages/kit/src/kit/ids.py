"""Identifiers: UUID version 7, so that they sort by the time they were made."""

from uuid_utils import uuid7


def new_id() -> str:
    """A new UUIDv7 in its canonical text form (36 characters)."""
    return str(uuid7())
