"""What an account may see: a case worker the subtree of their area, the others everything."""

from kit.auth import Actor, Role
from kit.refusal import NotFound


def area_of(actor: Actor) -> str | None:
    """The area prefix that bounds this actor; None for no bound."""
    return actor.area if actor.role == Role.CASE_WORKER else None


def demand_in_scope(actor: Actor, area: str, noun: str, where: str = "id") -> None:
    """Refuse a record outside the actor's area exactly as an unknown one. Raises NotFound."""
    bound = area_of(actor)
    if bound is not None and not area.startswith(bound):
        raise NotFound(where=where, noun=noun)
