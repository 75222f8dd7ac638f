"""Classes: opened, filled, taught, graded, completed, certified."""

from datetime import date

from qibu.demo.plan.cast import GRADERS, INSTITUTIONS
from qibu.demo.plan.story import ClassPlan
from qibu.demo.plan.timetable import LARGEST_CLASS
from qibu.demo.play import assessing, queueing
from qibu.demo.play.gateway import Desk
from qibu.demo.play.world import Astray, Enrolled, World, together, within

SMALLEST_CAPACITY = 20
SPARE_SEATS = 2
GYB_FEE = "90.00"
NOT_YET_ACCEPTED = ("applicant_not_accepted", "not_found")


async def teach(world: World, month: date) -> None:
    """Hold this month's classes, all side by side."""
    await together(_class(world, taught) for taught in world.plan.classes if within(taught.starts_on, month))


async def _class(world: World, taught: ClassPlan) -> None:
    desk = world.office.institution(taught.institution)
    class_id = await _open(world, desk, taught)
    path = f"/v1/classes/{class_id}"
    await together(_enrol(world, desk, path, taught, row) for row in taught.learners)
    await queueing.wait(world, desk, path, taught)
    for session in taught.sessions:
        present = [
            world.enrolled[row].enrolment_id
            for row in taught.learners
            if (course := world.plan.story(row).training) and course.present(session)
        ]
        await desk.post(
            f"{path}/sessions/{session.number}/attendance",
            f"attendance-{taught.number}-{session.number}",
            recorded_on=session.held_on,
            present=present,
        )
    await together(_drop_out(world, desk, row) for row in taught.learners)
    await _grade(world, desk, path, taught)
    await desk.post(f"{path}/completion", f"completion-{taught.number}", completed_on=taught.completed_on)
    await _certify(world, path, taught)
    if assessing.graded_online(taught):
        await assessing.close(world, desk, path, taught)


async def _open(world: World, desk: Desk, taught: ClassPlan) -> str:
    school = INSTITUTIONS[taught.institution]
    trainers = world.trainer_ids[taught.institution]
    venue = f"{school.name}教室{taught.track + 1}"
    answer = await desk.post(
        "/v1/classes",
        f"class-{taught.number}",
        package=taught.package,
        capacity=_capacity(world, taught),
        fee=GYB_FEE if taught.package == "GYB" else school.fee,
        venue=venue,
        trainer_ids=[trainers[number] for number in sorted({session.trainer for session in taught.sessions})],
        sessions=[
            {
                "number": session.number,
                "held_on": session.held_on,
                "starts_at": "09:00",
                "hours": str(session.hours),
                "trainer_id": trainers[session.trainer],
                "venue": venue,
            }
            for session in taught.sessions
        ],
    )
    world.class_ids[taught.number] = str(answer["id"])
    return str(answer["id"])


def _capacity(world: World, taught: ClassPlan) -> int:
    """Some seats are left in every class but the one that people wait for."""
    full = queueing.full_class(world.plan)
    if full is not None and full[0] is taught:
        return len(taught.learners)
    return min(LARGEST_CLASS, max(SMALLEST_CAPACITY, len(taught.learners) + SPARE_SEATS))


async def _enrol(world: World, desk: Desk, path: str, taught: ClassPlan, row: int) -> None:
    """Enrol one learner; training may hear of the acceptance a moment later."""
    course = world.plan.story(row).training
    if course is None:
        raise ValueError(f"row {row} is in class {taught.number} without a course")
    answer = await desk.post(
        f"{path}/enrolments",
        f"enrolment-{row}",
        later=NOT_YET_ACCEPTED,
        applicant_id=world.applicants[row],
        enrolled_on=course.enrolled_on,
    )
    present = sum(course.present(session) for session in taught.sessions)
    world.enrolled[row] = Enrolled(str(answer["id"]), bool(answer["free"]), present)


async def _drop_out(world: World, desk: Desk, row: int) -> None:
    course = world.plan.story(row).training
    if course is None or course.dropped_on is None:
        return
    await desk.post(
        f"/v1/enrolments/{world.enrolled[row].enrolment_id}/drop-out",
        f"drop-out-{row}",
        dropped_on=course.dropped_on,
        reason=course.drop_reason,
    )


async def _grade(world: World, desk: Desk, path: str, taught: ClassPlan) -> None:
    """Experts grade the plans; those that failed are reworked and graded again. Most classes still do it on paper."""
    if assessing.graded_online(taught):
        await assessing.grade(world, desk, path, taught)
        return
    grader = GRADERS[taught.number % len(GRADERS)]
    first: list[dict[str, str]] = []
    second: list[dict[str, str]] = []
    for row in taught.learners:
        course = world.plan.story(row).training
        if course is None or course.dropped_on is not None:
            continue
        mark = {"enrolment_id": world.enrolled[row].enrolment_id, "grader": grader}
        first.append({**mark, "plan_grade": course.first_grade})
        if course.second_grade is not None:
            second.append({**mark, "plan_grade": course.second_grade})
    for number, (marks, day) in enumerate(((first, taught.graded_on), (second, taught.regraded_on))):
        if marks:
            await desk.post(f"{path}/results", f"results-{taught.number}-{number}", graded_on=day, results=marks)


async def _certify(world: World, path: str, taught: ClassPlan) -> None:
    """A case worker of the institution's area issues the certificates."""
    expected = [row for row in taught.learners if world.plan.story(row).certified_on]
    if not expected:
        return
    desk = world.office.case_worker(INSTITUTIONS[taught.institution].area)
    answer = await desk.post(f"{path}/certificates", f"certificates-{taught.number}", issued_on=taught.certified_on)
    rows = {world.enrolled[row].enrolment_id: row for row in taught.learners}
    for certificate in answer["certificates"]:
        world.enrolled[rows[certificate["enrolment_id"]]].certificate_number = certificate["number"]
    issued = sorted(row for row in taught.learners if world.enrolled[row].certificate_number)
    if issued != sorted(expected):
        raise Astray(f"class {taught.number}: certificates for rows {issued}, the plan foresaw {expected}")
