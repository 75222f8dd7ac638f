"""What an account may see: a case worker the applicants of their area, the other roles all."""

import sqlalchemy as sa
from kit.auth import Actor
from sqlalchemy import ColumnElement

from applicants.store.tables import applicant


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that an applicant lies within what ``actor`` may see."""
    if actor.area:
        return applicant.c.area.startswith(actor.area, autoescape=True)
    return sa.true()
