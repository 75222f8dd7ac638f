"""What a caller may see: a case worker their area, a bank its own; the others all."""

from kit.auth import Actor, Role
from sqlalchemy import ColumnElement, Table, false, true


def visible(table: Table, actor: Actor) -> ColumnElement[bool]:
    """The rows of ``table`` (with ``area`` and ``bank_id``) that ``actor`` may see."""
    if actor.role == Role.BANK:
        return false() if actor.organisation is None else table.c.bank_id == actor.organisation
    if actor.role == Role.CASE_WORKER and actor.area is not None:
        return table.c.area.startswith(actor.area, autoescape=True)
    return true()
