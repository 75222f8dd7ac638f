"""What GET answers of experts, plans, grading tasks, ratings and class files."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, Field

from training.api.views import View
from training.domain.business_plans import PlanState
from training.domain.class_file import FileState
from training.domain.experts import TieKind
from training.domain.packages import Package
from training.domain.results import Grade


class TieView(View):
    """What binds an expert to an institution."""

    number: int
    institution_id: str
    kind: TieKind
    from_on: date
    to_on: date | None


class ExpertView(View):
    """An expert of the register; `open_tasks` are the plans in hand."""

    id: str
    number: str
    name: str
    subjects: list[Package]
    trainer_id: str | None
    registered_on: date
    ended_on: date | None
    open_tasks: int
    ties: list[TieView]
    version: int


class ExpertPage(BaseModel):
    """A page of experts."""

    items: list[ExpertView]
    next: str | None


class PlanView(View):
    """A learner's plan; `seats_open` graders are still to be named."""

    id: str
    enrolment_id: str
    class_id: str
    institution_id: str
    package: Package
    state: PlanState
    newest: int
    attempts: int
    seats_open: int
    version: int


class PlanPage(BaseModel):
    """A page of plans."""

    items: list[PlanView]
    next: str | None


class PlanVersionView(View):
    """A file of a plan; its name as it was uploaded."""

    number: int
    handed_in_on: date
    content_hash: str
    media_type: str
    size: int
    file_name: str
    graders: int
    policy_version: str
    uploaded_by: str
    uploaded_at: datetime


class MarkView(View):
    """What a grader found; who it was is told to the bureau only."""

    plan_version: int
    seat: int
    grade: Grade
    points: Decimal
    scores: dict[str, int]
    remarks: str | None
    graded_on: date
    expert_id: str | None = None


class PlanDetail(PlanView):
    """A plan with its files, and the marks of those versions whose grading is over."""

    versions: list[PlanVersionView]
    marks: list[MarkView]


class GradingView(View):
    """A task as the bureau sees it: which plan is in whose hands."""

    id: str
    plan_id: str
    plan_version: int
    seat: int
    expert_id: str
    class_id: str
    package: Package
    assigned_on: date
    due_on: date
    rule: str
    state: str
    back_reason: str | None
    back_note: str | None
    version: int


class GradingPage(BaseModel):
    """A page of gradings."""

    items: list[GradingView]
    next: str | None


class CriterionView(BaseModel):
    """What is scored from 0 to 10, and its part of the 100 points."""

    criterion: str
    title: str
    title_zh: str
    weight: int


class TaskView(View):
    """A task as its grader sees it: file and package. Nothing tells whose plan it is, or who else grades it."""

    id: str
    package: Package
    reworked: bool = Field(description="Whether an earlier version was graded or returned before.")
    assigned_on: date
    due_on: date
    state: str
    media_type: str
    size: int
    version: int


class TaskDetail(TaskView):
    """A task with what it is judged by; `mark` is one's own, once given."""

    criteria: list[CriterionView]
    excellent_from: Decimal
    pass_from: Decimal
    grade: Grade | None = None
    points: Decimal | None = None
    scores: dict[str, int] | None = None
    remarks: str | None = None


class TaskPage(BaseModel):
    """A page of tasks."""

    items: list[TaskView]
    next: str | None


class RatingItemView(BaseModel):
    """What a learner rates from 1 to 5."""

    item: str
    title: str
    title_zh: str


class RatingForm(BaseModel):
    """The items of the form on a day."""

    items: list[RatingItemView]
    highest: int


class ItemResultView(BaseModel):
    """How often each score from 1 to 5 was given, and the mean."""

    item: str
    counts: list[int]
    mean: Decimal


class RatingsView(BaseModel):
    """Ratings of a class: shown from the policy's minimum on, to the institution only when no more can come."""

    class_id: str
    learners: int
    rated: int
    share: Decimal
    shown: bool
    why_not: str | None = Field(description="`too_few` or `still_open`.")
    items: list[ItemResultView]
    comments: list[str] = Field(description="Read by the bureau only.")


class FileItemView(BaseModel):
    """An item of a class file: how much is there of how much is wanted."""

    item: str
    title: str
    title_zh: str
    check: str
    needed: bool
    there: int
    wanted: int
    complete: bool


class FileDocumentView(View):
    """A document; `replaced` ones no longer count."""

    number: int
    item: str
    replaces: int | None
    replaced: bool
    content_hash: str
    media_type: str
    size: int
    file_name: str
    uploaded_by: str
    uploaded_at: datetime


class FileStepView(View):
    """A file handed in, accepted or returned."""

    number: int
    step: str
    happened_on: date
    account: str
    reasons: dict[str, str]
    due_on: date
    days_late: int


class ClassFileLine(View):
    """Where a class's file stands; `days_late` are working days, `holidays_known` tells whether holidays were known."""

    class_id: str
    number: str
    institution_id: str
    package: Package
    ends_on: date
    state: FileState
    due_on: date
    days_late: int
    holidays_known: bool
    handed_in_on: date | None
    decided_on: date | None


class ClassFilePage(BaseModel):
    """A page of class files."""

    items: list[ClassFileLine]
    next: str | None


class ClassFileDetail(ClassFileLine):
    """A class's file, item by item."""

    complete: bool
    items: list[FileItemView]
    documents: list[FileDocumentView]
    steps: list[FileStepView]
    with_graders: int = Field(description="Plans that wait for the bureau's experts: not the institution's delay.")
    version: int


class FileCounts(View):
    """An institution's class files of ended classes by state; late ones are neither handed in nor accepted."""

    institution_id: str
    open: int
    handed_in: int
    returned: int
    accepted: int
    late: int


class FileOverview(BaseModel):
    """All institutions within what the caller may see."""

    as_of: date
    items: list[FileCounts]
