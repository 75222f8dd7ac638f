"""Plans graded online by experts who do not know whose they are, ratings by learners, and the file of the class."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from qibu.demo.plan.cast import INSTITUTIONS
from qibu.demo.plan.days import working_day
from qibu.demo.plan.story import ClassPlan
from qibu.demo.play.gateway import Desk, Json
from qibu.demo.play.paper import page, photo
from qibu.demo.play.world import Astray, World, together

EVERY = 6
"""Every sixth class is graded online, the first one with it."""
CRITERIA = ("idea", "market", "marketing", "organisation", "finance", "feasibility")
SCORE = {"excellent": 9, "pass": 7, "fail": 4}
REMARKS = {
    "fail": "现金流量计划须重做：前三个月收支未列。",
    "pass": "市场调查可再具体一些。",
    "excellent": "计划完整可行。",
}
RATED = ("content", "trainers", "material", "organisation", "overall")
FIRST_SEAT, OPINIONS = 1, 2


def graded_online(taught: ClassPlan) -> bool:
    """Whether a class's plans are handed in as files."""
    return taught.number % EVERY == 1


def learners_to_the_end(world: World, taught: ClassPlan) -> dict[int, tuple[str, str | None]]:
    """Who stayed: the grades that the plan foresees for their first and second version."""
    found = {}
    for row in taught.learners:
        course = world.plan.story(row).training
        if course is not None and course.dropped_on is None:
            found[row] = (course.first_grade, course.second_grade)
    return found


async def grade(world: World, desk: Desk, path: str, taught: ClassPlan) -> None:
    """Hand in, give out, grade; who failed reworks the plan and is graded again."""
    grades = learners_to_the_end(world, taught)
    first = {row: one for row, (one, _) in grades.items()}
    second = {row: two for row, (_, two) in grades.items() if two is not None}
    await _round(world, desk, path, taught, first, 1, taught.sessions[-1].held_on, taught.graded_on)
    if second:
        await _round(world, desk, path, taught, second, 2, taught.regraded_on, taught.regraded_on)


async def _round(
    world: World,
    desk: Desk,
    path: str,
    taught: ClassPlan,
    grades: dict[int, str],
    version: int,
    handed_in_on: date,
    graded_on: date,
) -> None:
    plans: dict[str, str] = {}

    async def hand_in(row: int) -> None:
        plans[await _hand_in(world, desk, row, version, handed_in_on)] = grades[row]

    await together(hand_in(row) for row in grades)
    office = world.office.case_worker(INSTITUTIONS[taught.institution].area)
    class_id = path.rpartition("/")[2]
    key = f"{taught.number}-{version}"
    for opinion in range(1, OPINIONS + 1):
        answer = await office.post(
            "/v1/plan-assignments", f"assignment-{key}-{opinion}", assigned_on=handed_in_on, class_id=class_id
        )
        if answer["left"]:
            raise Astray(f"class {taught.number}: {len(answer['left'])} plans without a grader")
        await _marks(world, key, answer["tasks"], plans, graded_on)
        waiting = await office.every(f"/v1/plans?class_id={class_id}&waiting=true")
        if not waiting:
            return
    raise Astray(f"class {taught.number}: plans still wait after a third expert decided")


async def _hand_in(world: World, desk: Desk, row: int, version: int, day: date) -> str:
    content = page("Business plan", f"Copy without names, no. {row}", f"Version {version}")
    answer = await desk.upload(
        f"/v1/enrolments/{world.enrolled[row].enrolment_id}/plan",
        f"plan-{row}-{version}",
        "plan.pdf",
        content,
        handed_in_on=day,
        anonymous="true",
    )
    return str(answer["id"])


async def _marks(world: World, key: str, tasks: Sequence[Json], plans: dict[str, str], graded_on: date) -> None:
    """Everybody grades what they have; of plans that fail the second grader thinks better, so that a third decides."""
    seats: dict[str, int] = {}
    for task in tasks:
        seats[task["plan_id"]] = seats.get(task["plan_id"], 0) + 1

    def grade_of(task: Json) -> str:
        lenient = plans[task["plan_id"]] == "fail" and task["seat"] == OPINIONS and seats[task["plan_id"]] > 1
        return "pass" if lenient else plans[task["plan_id"]]

    await together(_mark(world, key, task, grade_of(task), graded_on) for task in tasks)


async def _mark(world: World, key: str, task: Json, grade: str, graded_on: date) -> None:
    expert = world.experts[task["expert_id"]]
    await expert.get(f"/v1/grading-tasks/{task['task_id']}")
    await expert.post(
        f"/v1/grading-tasks/{task['task_id']}/grade",
        f"mark-{key}-{task['task_id']}",
        graded_on=graded_on,
        grade=grade,
        scores=dict.fromkeys(CRITERIA, SCORE[grade]),
        remarks=REMARKS[grade],
        blind=True,
    )


async def close(world: World, desk: Desk, path: str, taught: ClassPlan) -> None:
    """Learners rate, the institution hands in the class's file, a case worker accepts it."""
    office = world.office.case_worker(INSTITUTIONS[taught.institution].area)
    rows = list(learners_to_the_end(world, taught))
    await together(_rate(world, office, path, taught, row) for row in rows if row % 3 or len(rows) <= FIRST_SEAT)
    for name, item, content in _documents(world, taught, rows):
        await desk.upload(f"{path}/file/documents", f"file-{taught.number}-{name}", name, content, item=item)
    if not (await desk.get(f"{path}/file"))["complete"]:
        return  # too few rated, so the file stays on the work list
    handed_in_on = taught.certified_on
    await desk.post(f"{path}/file/hand-in", f"file-hand-in-{taught.number}", handed_in_on=handed_in_on)
    await office.post(
        f"{path}/file/decision",
        f"file-decision-{taught.number}",
        decided_on=working_day(handed_in_on + timedelta(days=1)),
        decision="accepted",
    )


async def _rate(world: World, office: Desk, path: str, taught: ClassPlan, row: int) -> None:
    await office.post(
        f"{path}/ratings",
        f"rating-{row}",
        enrolment_id=world.enrolled[row].enrolment_id,
        given_on=taught.completed_on,
        scores={item: 3 + (row + place) % 3 for place, item in enumerate(RATED)},
    )


def _documents(world: World, taught: ClassPlan, rows: Sequence[int]) -> Iterable[tuple[str, str, bytes]]:
    """Name, item and content of what the institution adds to the file."""
    yield "attendance.pdf", "attendance_originals", page("Attendance sheets, scanned", f"Class {taught.number}")
    for number in (1, 2):
        yield f"photo-{number}.png", "photos", photo(40 * number, taught.number % 256, 120)
    if not all(world.enrolled[row].free for row in rows):
        yield "receipts.csv", "fee_receipts", f"class,receipt\n{taught.number},1\n".encode()
