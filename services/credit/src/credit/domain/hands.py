"""Whose hands an application went through: maker and checker differ at every step, in every version."""

from dataclasses import dataclass
from enum import StrEnum

from kit.refusal import SamePerson


class Step(StrEnum):
    """The steps of the route that a person answers for."""

    APPLICATION = "application"
    RECOMMENDATION = "recommendation"
    REVIEW = "review"
    GUARANTEE = "guarantee"
    DECISION = "decision"


DID = {
    Step.APPLICATION: "took the application",
    Step.RECOMMENDATION: "recommended the application",
    Step.REVIEW: "reviewed the application",
    Step.GUARANTEE: "approved the guarantee",
    Step.DECISION: "decided on the loan",
}
DOES = {
    Step.APPLICATION: "revises it",
    Step.RECOMMENDATION: "recommends it",
    Step.REVIEW: "reviews it",
    Step.GUARANTEE: "commits the guarantee",
    Step.DECISION: "decides on the loan",
}


@dataclass(frozen=True)
class Hand:
    """A person (account id) who took a step in a version of the application."""

    step: Step
    person: str
    revision: int


@dataclass(frozen=True)
class Hands:
    """All of them, in order."""

    known: tuple[Hand, ...] = ()

    def take(self, step: Step, person: str, revision: int) -> "Hands":
        """``person`` takes ``step``. Raises SamePerson for another step of theirs, or the same one twice.

        In a later version a person may take their own step again, never another.
        """
        for hand in self.known:
            if hand.person == person and (hand.step is not step or hand.revision == revision):
                raise SamePerson(first=DID[hand.step], second=DOES[step])
        return Hands((*self.known, Hand(step, person, revision)))

    def may_take(self, step: Step, person: str, revision: int) -> bool:
        """Whether ``take`` would be allowed."""
        return not any(
            hand.person == person and (hand.step is not step or hand.revision == revision) for hand in self.known
        )

    def as_facts(self) -> list[dict[str, object]]:
        """Plain values, as they are stored."""
        return [{"step": hand.step.value, "person": hand.person, "revision": hand.revision} for hand in self.known]

    @classmethod
    def of_facts(cls, facts: list[dict[str, object]]) -> "Hands":
        """From what was stored."""
        return cls(
            tuple(Hand(Step(str(item["step"])), str(item["person"]), int(str(item["revision"]))) for item in facts)
        )
