"""What an account may see: an institution its own records, a case worker those of their area, an expert none."""

from typing import Any

import sqlalchemy as sa
from kit.auth import Actor, Role
from sqlalchemy import ColumnElement


def within(actor: Actor, institution_id: ColumnElement[Any], area: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that a row lies within what ``actor`` may see."""
    if actor.role == Role.INSTITUTION:
        return institution_id == actor.organisation if actor.organisation else sa.false()
    if actor.role == Role.EXPERT:
        return sa.false()
    if actor.area:
        return area.startswith(actor.area, autoescape=True)
    return sa.true()
