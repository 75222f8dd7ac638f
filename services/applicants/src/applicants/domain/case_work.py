"""Case work: consultations, next steps, and what waits for a case worker by which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.refusal import IllegalTransition, Refusal

from applicants.domain.facts import demand_order


class Service(StrEnum):
    """The five services of a consultation; which five is common knowledge, unconfirmed [K]."""

    POLICY = "policy"
    MARKET = "market"
    TRAINING = "training"
    CREDIT = "credit"
    FOLLOW_UP = "follow_up"


class Work(StrEnum):
    """Why somebody is on the work list. All but the last follow from where a case stands: none can be dropped."""

    SETTLE_DUPLICATE = "settle_duplicate"
    SCREEN = "screen"
    REFER = "refer"
    SEE_INTO_TRAINING = "see_into_training"
    NEXT_STEP = "next_step"


class DueBeforeEntry(Refusal):
    """The next step is due on {due_on}, before {happened_on}."""

    zh = "下一步的期限 {due_on} 早于 {happened_on}。"
    mend = "Correct the day by which it is to be done."
    mend_zh = "请更正办理期限。"


class NotPostponed(Refusal):
    """The task is due on {due_on} already; {asked} is no later day."""

    zh = "该事项期限为 {due_on}，{asked} 并未延后。"
    mend = "Name a later day, or say what came of it."
    mend_zh = "请填写更晚的日期，或登记办理结果。"


class SameWorker(Refusal):
    """{case_worker} is in charge already."""

    zh = "{case_worker} 已是负责人。"
    mend = "Name another account."
    mend_zh = "请填写其他账号。"


@dataclass
class Task:
    """A next step; postponed as often as needed, never without saying so."""

    task_id: str
    due_on: date
    postponed: int
    done_on: date | None
    version: int

    def finish(self, begun_on: date, on: date) -> None:
        """Say on which day it was done. Raises IllegalTransition when it was before."""
        if self.done_on is not None:
            raise IllegalTransition(noun="task", state="done", verb="finished")
        demand_order(begun_on, "happened_on", on, "done_on")
        self.done_on = on
        self.version += 1

    def postpone(self, to: date) -> None:
        """Give it a later day. Raises IllegalTransition once done, NotPostponed."""
        if self.done_on is not None:
            raise IllegalTransition(noun="task", state="done", verb="postponed")
        if to <= self.due_on:
            raise NotPostponed("due_on", due_on=self.due_on, asked=to)
        self.due_on = to
        self.postponed += 1
        self.version += 1


def in_charge(area: str, workers: Mapping[str, str]) -> str | None:
    """Who is in charge of a case in ``area``: of the smallest area around it that has somebody."""
    around = [code for code in workers if area.startswith(code)]
    return workers[max(around, key=len)] if around else None
