"""Graders and desks at the same moment: no seat given twice, no grade made twice, no mark lost."""

from typing import Any

PDF = b"%PDF-1.4\n%%EOF\n"
CRITERIA = ("idea", "market", "marketing", "organisation", "finance", "feasibility")


async def experts_of(school: Any, count: int) -> list[str]:
    body = {"name": f"甲{school.id[-4:]}", "subjects": ["SYB"], "registered_on": "2007-01-10"}
    return [(await school.manager.ok("/v1/experts", body))["id"] for _ in range(count)]


async def plans_in(school: Any, count: int) -> tuple[str, list[str]]:
    class_id = await school.open_class()
    enrolments = [(await school.enrol(class_id, await school.accepted()))["id"] for _ in range(count)]
    for number, enrolment in enumerate(enrolments):
        form = {"handed_in_on": "2007-08-16", "anonymous": "true"}
        answer = await school.office.upload(
            f"/v1/enrolments/{enrolment}/plan", "p.pdf", PDF.replace(b"\n", b" %d\n" % number, 1), **form
        )
        assert answer.status_code == 201
    return class_id, enrolments


def mark(school: Any, task: dict[str, Any], grade: str) -> Any:
    body = {
        "graded_on": "2007-08-20",
        "grade": grade,
        "scores": dict.fromkeys(CRITERIA, {"pass": 7, "fail": 3}[grade]),
        "remarks": "see page 2",
        "blind": True,
    }
    expert = task["expert_id"]
    desk = school.service.as_role("expert", account=f"account-{expert}", organisation=expert)
    return desk.post(f"/v1/grading-tasks/{task['task_id']}/grade", body)


async def test_desks_that_assign_at_once_give_each_seat_once(school, together):
    class_id, enrolments = await plans_in(school, 4)
    body = {"assigned_on": "2007-08-17", "class_id": class_id, "expert_ids": await experts_of(school, 3)}
    answers = await together(*(school.inspector.post("/v1/plan-assignments", body) for _ in range(4)))
    tasks = [task for answer in answers if answer.status_code == 201 for task in answer.json()["tasks"]]
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({(task["plan_id"], task["seat"]) for task in tasks}) == len(tasks) == 2 * len(enrolments)
    assert len({(task["plan_id"], task["expert_id"]) for task in tasks}) == len(tasks)


async def test_two_marks_at_once_make_one_grade(school, together):
    class_id, enrolments = await plans_in(school, 3)
    body = {"assigned_on": "2007-08-17", "class_id": class_id, "expert_ids": await experts_of(school, 2)}
    tasks = (await school.inspector.ok("/v1/plan-assignments", body))["tasks"]
    answers = await together(*(mark(school, task, "pass") for task in tasks for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200] * 6 + [409] * 6
    plans = (await school.office.get(f"/v1/plans?class_id={class_id}")).json()["items"]
    assert {plan["state"] for plan in plans} == {"graded"}
    graded = await school.service.events("training.plan.graded")
    mine = [event["data"]["enrolment_id"] for event in graded if event["data"]["class_id"] == class_id]
    assert sorted(mine) == sorted(enrolments)


async def test_two_that_disagree_at_once_leave_one_seat_for_a_third(school, together):
    class_id, _ = await plans_in(school, 1)
    experts = await experts_of(school, 3)
    body = {"assigned_on": "2007-08-17", "class_id": class_id, "expert_ids": experts[:2]}
    first, second = (await school.inspector.ok("/v1/plan-assignments", body))["tasks"]
    answers = await together(mark(school, first, "pass"), mark(school, second, "fail"))
    assert [answer.status_code for answer in answers] == [200, 200]
    (plan,) = (await school.office.get(f"/v1/plans?class_id={class_id}")).json()["items"]
    assert (plan["state"], plan["seats_open"]) == ("in_grading", 1)
