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


def of_own_bank(table: Table, actor: Actor) -> ColumnElement[bool]:
    """The rows of ``table`` (with ``bank_id``, without an area): a bank sees its own, a case worker none."""
    if actor.role == Role.CASE_WORKER:
        return false()
    if actor.role == Role.BANK:
        return false() if actor.organisation is None else table.c.bank_id == actor.organisation
    return true()
