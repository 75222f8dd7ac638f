"""Shapes that the verbs on experts share."""

from kit.http import Id
from kit.refusal import DatesOutOfOrder
from pydantic import BaseModel

from training.domain.experts import TieKind
from training.use_cases.shapes import Command, Day


class TieTold(Command):
    """What binds an expert to an institution: they work or teach there, own it, or are related to who does."""

    institution_id: Id
    kind: TieKind
    from_on: Day
    to_on: Day | None = None


class ExpertChanged(BaseModel):
    """The expert after a change."""

    id: str
    number: str
    version: int


def check_tie(tie: TieTold, where: str) -> None:
    """Refuse a tie that ends before it begins."""
    if tie.to_on is not None and tie.to_on < tie.from_on:
        raise DatesOutOfOrder(f"{where}to_on", later="to_on", earlier="from_on")
