"""The applicant: states, the verbs that move them, and what follows from other services' events."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from kit.refusal import IllegalTransition

from applicants.domain.eligibility import Outcome, Person, Screening
from applicants.domain.events import Accepted, Amended, Declined, Happened, Referred, Withdrawn
from applicants.domain.facts import Facts, Idea, demand_order
from applicants.domain.words import Education


class State(StrEnum):
    """Where an applicant stands (rulebook, section 2)."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    REFERRED = "referred"
    IN_TRAINING = "in_training"
    CERTIFIED = "certified"
    BUSINESS_REGISTERED = "business_registered"
    SURVIVING = "surviving"
    INELIGIBLE = "ineligible"
    OTHER_PATH = "other_path"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Package(StrEnum):
    """The ILO's SIYB packages: Generate, Start, Improve, Expand Your Business."""

    GYB = "GYB"
    SYB = "SYB"
    IYB = "IYB"
    EYB = "EYB"


class Milestone(StrEnum):
    """What other services report; the value is the state that it leads to."""

    IN_TRAINING = "in_training"
    CERTIFIED = "certified"
    BUSINESS_REGISTERED = "business_registered"
    SURVIVING = "surviving"


@dataclass(frozen=True, slots=True)
class Progress:
    """The recorded dates from which the state follows; each is the earliest that was reported."""

    accepted_on: date | None = None
    declined_on: date | None = None
    declined_as: Outcome | None = None
    referred_on: date | None = None
    in_training_on: date | None = None
    certified_on: date | None = None
    business_registered_on: date | None = None
    surviving_on: date | None = None
    withdrawn_on: date | None = None
    merged_into: str | None = None

    @property
    def state(self) -> State:
        """The furthest state reached, whatever the order in which the dates came in.

        A merged or withdrawn file stays so; an acceptance outweighs an earlier refusal.
        """
        if self.merged_into is not None:
            return State.MERGED
        if self.withdrawn_on is not None:
            return State.WITHDRAWN
        for reached_on, state in (
            (self.surviving_on, State.SURVIVING),
            (self.business_registered_on, State.BUSINESS_REGISTERED),
            (self.certified_on, State.CERTIFIED),
            (self.in_training_on, State.IN_TRAINING),
            (self.referred_on, State.REFERRED),
            (self.accepted_on, State.ACCEPTED),
        ):
            if reached_on is not None:
                return state
        return State(self.declined_as.value) if self.declined_as else State.REGISTERED

    def reaching(self, milestone: Milestone, on: date) -> "Progress":
        """Note a milestone: the earlier date stays, so that order and repetition do not matter."""
        match milestone:
            case Milestone.IN_TRAINING:
                return replace(self, in_training_on=_earlier(self.in_training_on, on))
            case Milestone.CERTIFIED:
                return replace(self, certified_on=_earlier(self.certified_on, on))
            case Milestone.BUSINESS_REGISTERED:
                return replace(self, business_registered_on=_earlier(self.business_registered_on, on))
            case Milestone.SURVIVING:
                return replace(self, surviving_on=_earlier(self.surviving_on, on))


SCREENABLE: Final = frozenset({State.REGISTERED, State.INELIGIBLE, State.OTHER_PATH})
CLOSED: Final = frozenset({State.WITHDRAWN, State.MERGED})
REFERABLE: Final = frozenset(State) - SCREENABLE - CLOSED


@dataclass(slots=True)
class Applicant:
    """One person's file; ``id`` is a UUIDv7 string, ``version`` counts its changes from 1."""

    id: str
    facts: Facts
    progress: Progress
    free_of_charge: bool = False
    policy_version: str | None = None
    referred_to: str | None = None
    package: Package | None = None
    version: int = 1

    @property
    def state(self) -> State:
        """Where the applicant stands."""
        return self.progress.state

    @property
    def person(self) -> Person:
        """What the eligibility rules look at."""
        facts = self.facts
        return Person(
            birth_on=facts.identity.birth_on,
            area=facts.area,
            employment_status=facts.employment_status,
            target_group=facts.target_group,
            group_document_number=facts.group_document_number,
            wants=facts.wants,
            runs_registered_business=facts.runs_registered_business,
        )

    def record_screening(self, screening: Screening, policy_version: str) -> list[Happened]:
        """Take the outcome of a screening. One who was refused may be screened again.

        Raises IllegalTransition once accepted or closed, DatesOutOfOrder before the registration.
        """
        self._demand(SCREENABLE, "screened")
        on = screening.screened_on
        demand_order(self.facts.registered_on, "registered_on", on, "screened_on")
        demand_order(self.progress.declined_on, "declined_on", on, "screened_on")
        self.version += 1
        self.policy_version = policy_version
        self.free_of_charge = screening.free_of_charge
        if screening.outcome is Outcome.ACCEPTED:
            self.progress = replace(self.progress, accepted_on=on)
            return [Accepted(on, screening.free_of_charge, policy_version)]
        self.progress = replace(self.progress, declined_on=on, declined_as=screening.outcome)
        return [Declined(on, screening.outcome)]

    def refer(self, institution_id: str, package: Package, on: date) -> list[Happened]:
        """Send the person to an institution; a later referral (class full, next package) replaces it.

        Raises IllegalTransition unless accepted, DatesOutOfOrder before the acceptance.
        """
        self._demand(REFERABLE, "referred")
        demand_order(self.progress.accepted_on, "accepted_on", on, "referred_on")
        self.version += 1
        self.referred_to, self.package = institution_id, package
        self.progress = replace(self.progress, referred_on=_earlier(self.progress.referred_on, on))
        return [Referred(institution_id, package.value, on)]

    def amend(
        self,
        *,
        phone: str | None = None,
        area: str | None = None,
        education: Education | None = None,
        idea: Idea | None = None,
    ) -> list[Happened]:
        """Change what may change, None meaning unchanged; the same values again change nothing.

        Raises IllegalTransition for a closed file.
        """
        self._demand(frozenset(State) - CLOSED, "amended")
        before = self.facts
        self.facts = replace(
            before,
            phone=phone or before.phone,
            area=area or before.area,
            education=education or before.education,
            idea=idea or before.idea,
        )
        if self.facts == before:
            return []
        self.version += 1
        return [Amended()] if _told(self.facts) != _told(before) else []

    def withdraw(self, on: date) -> list[Happened]:
        """Close the file at the person's wish. Final.

        Raises IllegalTransition when closed already, DatesOutOfOrder before the last own step.
        """
        self._demand(frozenset(State) - CLOSED, "withdrawn")
        progress = self.progress
        demand_order(self.facts.registered_on, "registered_on", on, "withdrawn_on")
        demand_order(progress.declined_on, "declined_on", on, "withdrawn_on")
        demand_order(progress.accepted_on, "accepted_on", on, "withdrawn_on")
        demand_order(progress.referred_on, "referred_on", on, "withdrawn_on")
        self.version += 1
        self.progress = replace(progress, withdrawn_on=on)
        return [Withdrawn(on)]

    def _demand(self, allowed: frozenset[State], verb: str) -> None:
        if self.state not in allowed:
            raise IllegalTransition(noun="applicant", state=self.state.value, verb=verb)


def _earlier(known: date | None, on: date) -> date:
    return on if known is None else min(known, on)


def _told(facts: Facts) -> tuple[str, Education, str | None]:
    return facts.area, facts.education, facts.idea.sector if facts.idea else None
