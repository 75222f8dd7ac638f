"""The file of a class: what must be in it, by when (10 working days after it, Jilin 2007 [V]), who accepts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_UP
from enum import StrEnum

from kit.calendar import ONE_DAY, WorkCalendar
from kit.refusal import DatesOutOfOrder, IllegalTransition, SamePerson

from training.domain.assessment_rules import AssessmentRules, FileItem
from training.domain.errors.class_files import (
    ClassFileIncomplete,
    ClassFileNotAccepted,
    FileItemUnknown,
    ReturnReasonsMissing,
)

UPLOAD = "upload"


class FileState(StrEnum):
    """open → handed_in → accepted, or returned and handed in again."""

    OPEN = "open"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class ClassBooks:
    """What the class's own books hold, counted."""

    completed: bool
    sessions: int
    sheets: int
    learners: int
    """Who did not drop out."""
    enrolled: int
    plans: int
    graded: int
    rated: int
    paying: int


@dataclass(frozen=True)
class ItemStatus:
    """One item: how much is there of how much is needed."""

    item: FileItem
    needed: bool
    there: int
    wanted: int

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.needed or self.there >= self.wanted


def completeness(books: ClassBooks, documents: Mapping[str, int], rules: AssessmentRules) -> list[ItemStatus]:
    """Each item of the policy; ``documents`` count those uploaded by item."""
    return [_status(item, books, documents, rules) for item in rules.file_items]


def _status(item: FileItem, books: ClassBooks, documents: Mapping[str, int], rules: AssessmentRules) -> ItemStatus:
    needed = item.when == "always" or books.paying > 0
    ratings = int((rules.file_rating_share * books.learners).to_integral_value(ROUND_UP))
    there, wanted = {
        "completion": (int(books.completed), 1),
        "roster": (books.enrolled, 1),
        "attendance": (books.sheets, books.sessions),
        "plans": (books.plans, books.learners),
        "grades": (books.graded, books.learners),
        "ratings": (books.rated, ratings),
        UPLOAD: (documents.get(item.item, 0), item.minimum),
    }[item.check]
    return ItemStatus(item, needed, there, wanted)


def check_item(name: str, rules: AssessmentRules) -> FileItem:
    """The item that a document may be added to. Raises FileItemUnknown."""
    for item in rules.file_items:
        if item.item == name and item.check == UPLOAD:
            return item
    raise FileItemUnknown("item", item=name)


@dataclass(frozen=True)
class Clock:
    """When a file is due, and how it stands; days late are working days.

    ``holidays_known`` is false when no public holidays are known for these years: then weekends alone are free.
    """

    due_on: date
    days_late: int
    holidays_known: bool


def clock(ends_on: date, stands_on: date, rules: AssessmentRules, calendar: WorkCalendar) -> Clock:
    """The clock of a class that ended on ``ends_on``, seen on ``stands_on`` (the hand-in, or the day of looking)."""
    due_on = calendar.add(ends_on, rules.file_working_days)
    late = calendar.between(due_on, stands_on)
    if stands_on > due_on and late == 0:
        late = 1  # over a weekend: late all the same
    return Clock(due_on, late, calendar.knows(ends_on, due_on))


def last_end_overdue(day: date, rules: AssessmentRules, calendar: WorkCalendar) -> date:
    """The newest last session whose file is overdue on ``day``: all classes that ended by then are late."""
    ended = day - timedelta(days=rules.file_working_days)
    while calendar.add(ended, rules.file_working_days) >= day:
        ended -= ONE_DAY
    return ended


@dataclass
class ClassFile:
    """A class's file; the institution hands it in, a case worker accepts or returns it."""

    class_id: str
    state: FileState = FileState.OPEN
    handed_in_on: date | None = None
    handed_in_by: str | None = None
    decided_on: date | None = None

    def may_change(self) -> None:
        """Refuse documents while the file is with the case worker, or accepted."""
        if self.state in {FileState.HANDED_IN, FileState.ACCEPTED}:
            raise IllegalTransition(noun="class file", state=self.state.value, verb="changed")

    def hand_in(self, day: date, account: str, completed_on: date | None, items: Sequence[ItemStatus]) -> None:
        """Hand in a complete file. Raises ClassFileIncomplete with what is missing."""
        if self.state not in {FileState.OPEN, FileState.RETURNED}:
            raise IllegalTransition(noun="class file", state=self.state.value, verb="handed in")
        missing = [status.item.item for status in items if not status.complete]
        if missing:
            raise ClassFileIncomplete(missing=", ".join(missing))
        if completed_on is not None and day < completed_on:
            raise DatesOutOfOrder("handed_in_on", later="handed_in_on", earlier="completed_on")
        if self.decided_on is not None and day < self.decided_on:
            raise DatesOutOfOrder("handed_in_on", later="handed_in_on", earlier="the return")
        self.state, self.handed_in_on, self.handed_in_by = FileState.HANDED_IN, day, account

    def decide(self, day: date, account: str, reasons: Mapping[str, str], *, accepted: bool, known: set[str]) -> None:
        """Accept, or return with reasons by item. Not by who handed it in."""
        if self.state is not FileState.HANDED_IN or self.handed_in_on is None:
            raise IllegalTransition(noun="class file", state=self.state.value, verb="decided on")
        if account == self.handed_in_by:
            raise SamePerson(first="handed the file in", second="accepts it")
        if day < self.handed_in_on:
            raise DatesOutOfOrder("decided_on", later="decided_on", earlier="handed_in_on")
        if not accepted and (not reasons or not set(reasons) <= known):
            raise ReturnReasonsMissing("reasons")
        self.state = FileState.ACCEPTED if accepted else FileState.RETURNED
        self.decided_on = day


def file_must_be_accepted(file: ClassFile) -> None:
    """Refuse certificates of a class whose file was not accepted, where the policy wants it first."""
    if file.state is not FileState.ACCEPTED:
        raise ClassFileNotAccepted(state=file.state.value)
