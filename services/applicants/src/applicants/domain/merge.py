"""Two files of one person become one: one stays and the other points to it; nothing is deleted."""

from dataclasses import replace
from datetime import date

from kit.refusal import IllegalTransition

from applicants.domain.applicant import CLOSED, Applicant, Milestone, Progress, State
from applicants.domain.duplicate_errors import MergeIntoLesser, MergeWithItself
from applicants.domain.events import Happened, Merged
from applicants.domain.facts import demand_order

_MILESTONES = {
    Milestone.IN_TRAINING: "in_training_on",
    Milestone.CERTIFIED: "certified_on",
    Milestone.BUSINESS_REGISTERED: "business_registered_on",
    Milestone.SURVIVING: "surviving_on",
}


def merge(applicant: Applicant, survivor: Applicant, on: date) -> list[Happened]:
    """Merge ``applicant`` into ``survivor``, which keeps its own facts and takes over what was reached.

    A withdrawn file may be merged away but not stay. Raises MergeWithItself, MergeIntoLesser,
    IllegalTransition, DatesOutOfOrder.
    """
    if applicant.id == survivor.id:
        raise MergeWithItself("into")
    if applicant.state is State.MERGED:
        raise IllegalTransition(noun="applicant", state=applicant.state.value, verb="merged")
    if survivor.state in CLOSED:
        raise IllegalTransition("into", noun="applicant", state=survivor.state.value, verb="merged into")
    if applicant.progress.accepted_on is not None and survivor.progress.accepted_on is None:
        raise MergeIntoLesser("into")
    demand_order(applicant.facts.registered_on, "registered_on", on, "merged_on")
    demand_order(survivor.facts.registered_on, "registered_on", on, "merged_on")
    survivor.progress = together(survivor.progress, applicant.progress)
    if survivor.referred_to is None:
        survivor.referred_to, survivor.package = applicant.referred_to, applicant.package
    applicant.progress = replace(applicant.progress, merged_into=survivor.id)
    applicant.version += 1
    survivor.version += 1
    return [Merged(survivor.id, on)]


def together(survivor: Progress, merged: Progress) -> Progress:
    """What both reached, each at its earliest date; acceptance and refusal stay the survivor's own."""
    for milestone, name in _MILESTONES.items():
        reached_on = getattr(merged, name)
        if reached_on is not None:
            survivor = survivor.reaching(milestone, reached_on)
    if survivor.referred_on is None:
        survivor = replace(survivor, referred_on=merged.referred_on)
    return survivor
