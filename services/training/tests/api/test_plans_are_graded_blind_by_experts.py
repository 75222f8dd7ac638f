"""Plans over HTTP: handed in, graded blind by two experts, a third deciding, reworked, and what follows for results."""

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

import pytest
from kit.ids import new_id
from kit.testing import Client

SCORES = {"idea": 8, "market": 7, "marketing": 7, "organisation": 7, "finance": 7, "feasibility": 7}
LOW = dict.fromkeys(SCORES, 3)


def pdf(text: str, author: str = "") -> bytes:
    info = f"/Author ({author}) " if author else ""
    return f"%PDF-1.4\n1 0 obj << {info}>> endobj\n% {text}\ntrailer << /Info 1 0 R >>\n%%EOF\n".encode()


def docx(text: str, creator: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document><w:t>{text[:2]}</w:t><w:t>{text[2:]}</w:t></w:document>")
        archive.writestr("docProps/core.xml", f"<cp:x><dc:creator>{creator}</dc:creator></cp:x>")
    return target.getvalue()


@dataclass
class Panel:
    """Experts with accounts of their own, in a register that other tests fill as well."""

    school: Any
    experts: list[str] = field(default_factory=list)

    async def expert(self, **changes: Any) -> str:
        body = {"name": f"专家{new_id()[-6:]}", "subjects": ["SYB"], "registered_on": "2007-01-10"}
        made = await self.school.manager.ok("/v1/experts", body | changes)
        self.experts.append(made["id"])
        return made["id"]

    def desk(self, expert_id: str) -> Client:
        return self.school.service.as_role("expert", account=f"account-{expert_id}", organisation=expert_id)

    async def hand_in(self, enrolment_id: str, content: bytes, day: str = "2007-08-16", name: str = "plan.pdf") -> Any:
        return await self.school.office.upload(
            f"/v1/enrolments/{enrolment_id}/plan", name, content, handed_in_on=day, anonymous="true"
        )

    async def assign(
        self, class_id: str, experts: list[str] | None = None, day: str = "2007-08-17"
    ) -> list[dict[str, Any]]:
        body = {"assigned_on": day, "class_id": class_id}
        if experts:
            body["expert_ids"] = experts
        return (await self.school.inspector.ok("/v1/plan-assignments", body))["tasks"]

    async def grade(self, task: dict[str, Any], grade: str, day: str = "2007-08-20") -> Any:
        body = {"graded_on": day, "grade": grade, "scores": SCORES, "remarks": "cash flow", "blind": True}
        if grade == "fail":
            body["scores"] = LOW
        return await self.desk(task["expert_id"]).post(f"/v1/grading-tasks/{task['task_id']}/grade", body)


@pytest.fixture
def panel(school):
    return Panel(school)


async def class_of_one(school) -> tuple[str, str, str]:
    class_id, applicant = await school.open_class(), await school.accepted()
    return class_id, applicant, (await school.enrol(class_id, applicant))["id"]


async def plan_of(school, enrolment_id: str) -> dict[str, Any]:
    (item,) = (await school.office.get(f"/v1/plans?enrolment_id={enrolment_id}")).json()["items"]
    return (await school.office.get(f"/v1/plans/{item['id']}")).json()


async def test_two_experts_grade_without_knowing_whose_plan_it_is(school, panel):
    class_id, applicant, enrolment = await class_of_one(school)
    experts = [await panel.expert(), await panel.expert()]
    answer = await panel.hand_in(enrolment, pdf("noodles", author="Liu Mei"), name="刘梅创业计划.pdf")
    assert answer.status_code == 201, answer.text
    handed_in = answer.json()
    assert (handed_in["number"], handed_in["graders"], handed_in["state"]) == (1, 2, "submitted")
    tasks = await panel.assign(class_id, experts)
    assert sorted(task["expert_id"] for task in tasks) == sorted(experts)

    school_name = (await school.manager.get(f"/v1/institutions/{school.id}")).json()["name"]
    telling = [applicant, enrolment, class_id, school.id, school_name, handed_in["id"], *school.trainers, "刘梅", "Liu"]
    for task in tasks:
        desk, path = panel.desk(task["expert_id"]), f"/v1/grading-tasks/{task['task_id']}"
        seen = [await desk.get(address) for address in ("/v1/grading-tasks", path, f"{path}/file")]
        seen.append(await panel.grade(task, "pass"))
        for answer in seen:
            assert answer.status_code == 200, answer.text
            shown = answer.content.decode() + str(answer.headers)
            assert not [word for word in telling if word in shown]
        assert seen[1].json()["criteria"][0]["weight"] == 15
        assert "noodles" in seen[2].text
        assert len(seen[2].content) == len(pdf("noodles", author="Liu Mei"))
        disposition = seen[2].headers["content-disposition"]
        assert disposition.startswith(f'attachment; filename="plan-{task["task_id"]}.pdf"')
        for closed in (f"/v1/plans/{handed_in['id']}", f"/v1/classes/{class_id}", "/v1/gradings", "/v1/experts"):
            assert (await desk.get(closed)).status_code == 403
        others = next(t for t in tasks if t["expert_id"] != task["expert_id"])
        assert (await desk.get(f"/v1/grading-tasks/{others['task_id']}")).status_code == 404

    plan = await plan_of(school, enrolment)
    assert (plan["state"], plan["attempts"]) == ("graded", 1)
    assert [mark["expert_id"] for mark in plan["marks"]] == [None, None]
    assert plan["versions"][0]["file_name"] == "刘梅创业计划.pdf"
    (event,) = [e for e in await school.service.events("training.plan.graded") if e["subject"] == plan["id"]]
    assert event["data"]["grade"] == "pass"
    assert not [e for e in experts if e in str(event["data"])]


async def test_results_of_a_class_follow_from_attendance_and_blind_grades(school, panel):
    class_id = await school.open_class()
    enrolments = [(await school.enrol(class_id, await school.accepted()))["id"] for _ in range(3)]
    for number in range(1, 11):
        present = enrolments if number < 10 else enrolments[:2]
        await school.office.ok(
            f"/v1/classes/{class_id}/sessions/{number}/attendance", {"recorded_on": "2007-08-16", "present": present}
        )
    await school.office.ok(
        f"/v1/classes/{class_id}/sessions/9/attendance",
        {"recorded_on": "2007-08-16", "present": enrolments[:2], "reason": "He left before the session began."},
    )
    experts = [await panel.expert(), await panel.expert()]
    for index, enrolment in enumerate(enrolments):
        await panel.hand_in(enrolment, pdf(f"shop {index}"))
    plans = {(await plan_of(school, e))["id"]: e for e in enrolments}
    for task in await panel.assign(class_id, experts):
        failed = plans[task["plan_id"]] == enrolments[1]
        assert (await panel.grade(task, "fail" if failed else "pass")).status_code == 200
    done = await school.office.ok(f"/v1/classes/{class_id}/completion", {"completed_on": "2007-08-21"})
    by_id = {outcome["enrolment_id"]: outcome for outcome in done["outcomes"]}
    assert [by_id[e]["outcome"] for e in enrolments] == ["passed", "failed", "failed"]
    assert by_id[enrolments[1]]["reasons"] == ["plan_failed"]
    assert by_id[enrolments[2]]["reasons"] == ["hours_too_few"]  # 80% of the hours

    # Reworked after the class, and graded as another version: the outcome follows at once.
    assert (await plan_of(school, enrolments[1]))["state"] == "rework"
    same = await panel.hand_in(enrolments[1], pdf("shop 1"), "2007-08-22")
    assert (same.status_code, same.json()["code"]) == (422, "same_file_again")
    again = await panel.hand_in(enrolments[1], pdf("shop 1, reworked"), "2007-08-22")
    assert again.json()["number"] == 2
    for task in await panel.assign(class_id, experts, "2007-08-22"):
        assert (await panel.desk(task["expert_id"]).get(f"/v1/grading-tasks/{task['task_id']}")).json()["reworked"]
        await panel.grade(task, "pass", "2007-08-24")
    learners = (await school.office.get(f"/v1/classes/{class_id}/enrolments")).json()["items"]
    assert {one["id"]: one["state"] for one in learners}[enrolments[1]] == "passed"
    issued = await school.inspector.ok(f"/v1/classes/{class_id}/certificates", {"issued_on": "2007-08-27"})
    assert len(issued["certificates"]) == 2


async def test_a_third_expert_decides_when_two_disagree(school, panel):
    class_id, _, enrolment = await class_of_one(school)
    experts = [await panel.expert() for _ in range(3)]
    await panel.hand_in(enrolment, pdf("bakery"))
    first, second = await panel.assign(class_id, experts[:2])
    await panel.grade(first, "pass")
    assert (await plan_of(school, enrolment))["marks"] == []  # nobody learns of one mark before the other
    await panel.grade(second, "fail")
    plan = await plan_of(school, enrolment)
    assert (plan["state"], plan["seats_open"], plan["marks"]) == ("in_grading", 1, [])
    waiting = (await school.inspector.get(f"/v1/plans?waiting=true&class_id={class_id}")).json()["items"]
    assert [item["id"] for item in waiting] == [plan["id"]]
    (third,) = await panel.assign(class_id, experts[2:])
    assert third["seat"] == 3
    await panel.grade(third, "fail")
    plan = await plan_of(school, enrolment)
    assert (plan["state"], plan["attempts"], [mark["grade"] for mark in plan["marks"]]) == (
        "rework",
        1,
        ["pass", "fail", "fail"],
    )


async def test_who_taught_or_belongs_to_the_school_never_grades(school, panel):
    class_id, _, enrolment = await class_of_one(school)
    await panel.hand_in(enrolment, pdf("tailor"))
    taught = await panel.expert(trainer_id=school.trainers[0])
    tie = {"institution_id": school.id, "kind": "employed", "from_on": "2006-01-01"}
    tied = await panel.expert(ties=[tie])
    namesake = await panel.expert(name="王 芳")
    await school.trainer("赵强")
    colleague = await panel.expert(name="赵强")
    for expert_id in (taught, tied, namesake, colleague):
        body = {"assigned_on": "2007-08-17", "class_id": class_id, "expert_ids": [expert_id]}
        answer = await school.inspector.post("/v1/plan-assignments", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "expert_involved")
    gyb = await panel.expert(subjects=["GYB"])
    body = {"assigned_on": "2007-08-17", "class_id": class_id, "expert_ids": [gyb]}
    answer = await school.inspector.post("/v1/plan-assignments", body)
    assert answer.json()["code"] == "expert_not_of_subject"
    tasks = await panel.assign(class_id)
    assert not {task["expert_id"] for task in tasks} & {taught, tied, namesake, colleague, gyb}

    # A tie that comes to light later stops the grading as well, without telling which school it is.
    task = tasks[0]
    await school.manager.ok(f"/v1/experts/{task['expert_id']}/ties", tie)
    answer = await panel.grade(task, "pass")
    assert (answer.status_code, answer.json()["code"]) == (409, "expert_involved")
    assert school.id not in answer.text


async def test_a_grader_gives_back_and_the_bureau_withdraws(school, panel):
    class_id, _, enrolment = await class_of_one(school)
    experts = [await panel.expert() for _ in range(4)]
    await panel.hand_in(enrolment, pdf("laundry"))
    first, second = await panel.assign(class_id, experts[:2])
    path = f"/v1/grading-tasks/{first['task_id']}"
    body = {"given_back_on": "2007-08-18", "reason": "recognised"}
    assert (await panel.desk(first["expert_id"]).post(f"{path}/return", body)).json()["state"] == "given_back"
    assert (await panel.desk(first["expert_id"]).get(f"{path}/file")).status_code == 409
    overdue = (await school.inspector.get(f"/v1/gradings?class_id={class_id}&overdue_on=2007-09-01")).json()["items"]
    assert [item["id"] for item in overdue] == [second["task_id"]]
    taken = {"withdrawn_on": "2007-09-01", "reason": "overdue"}
    await school.inspector.ok(f"/v1/gradings/{second['task_id']}/withdrawal", taken)
    plan = await plan_of(school, enrolment)
    assert (plan["state"], plan["seats_open"]) == ("submitted", 2)
    tasks = await panel.assign(class_id, experts, "2007-09-01")
    assert {task["expert_id"] for task in tasks} == set(experts[2:])

    # A file that shows whose it is goes back to the school, and from the other grader too.
    body = {"given_back_on": "2007-09-02", "reason": "not_anonymous", "note": "name on page 3"}
    await panel.desk(tasks[0]["expert_id"]).post(f"/v1/grading-tasks/{tasks[0]['task_id']}/return", body)
    plan = await plan_of(school, enrolment)
    assert (plan["state"], plan["attempts"], plan["seats_open"]) == ("returned", 0, 0)
    answer = await panel.grade(tasks[1], "pass", "2007-09-03")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert (await panel.hand_in(enrolment, pdf("laundry, no name"), "2007-09-04")).json()["number"] == 2


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"", "plan.pdf", 422, "attachment_empty"),
        (b"MZ not a plan", "plan.pdf", 415, "attachment_type_not_allowed"),
        (pdf("x"), "plan.docx", 415, "attachment_type_differs"),
        (pdf("x") + bytes(8 * 1024 * 1024), "plan.pdf", 413, "attachment_too_large"),
        (docx("Jijiang school, class plan"), "plan.docx", 422, "plan_not_anonymous"),
        (docx("my teacher 王芳"), "plan.docx", 422, "plan_not_anonymous"),
    ],
)
async def test_files_that_are_no_plans_or_tell_names_are_refused(school, panel, content, name, status, code):
    _, _, enrolment = await class_of_one(school)
    answer = await panel.hand_in(enrolment, content, name=name)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert (await school.office.get(f"/v1/plans?enrolment_id={enrolment}")).json()["items"] == []


async def test_a_repeated_upload_is_one_and_others_see_nothing(school, panel, service):
    _, _, enrolment = await class_of_one(school)
    path, key = f"/v1/enrolments/{enrolment}/plan", new_id()
    form = {"handed_in_on": "2007-08-16", "anonymous": "true"}
    sent = [
        await school.office.post(path, files={"file": ("p.docx", docx("plan", "刘梅"))}, data=form, key=key)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert sent[1].headers["idempotency-replayed"] == "true"
    plan = sent[0].json()
    other = service.as_role("institution", account="other", organisation=new_id())
    assert (await other.get(f"/v1/plans/{plan['id']}")).status_code == 404
    assert (await other.get(f"/v1/plans/{plan['id']}/versions/1/file")).status_code == 404
    assert (await other.upload(path, "p.pdf", pdf("x"), **form)).status_code == 404
    mine = await school.office.get(f"/v1/plans/{plan['id']}/versions/1/file")
    assert mine.content == docx("plan", "刘梅") or "刘梅".encode() in mine.content
    assert mine.headers["x-content-type-options"] == "nosniff"
    undeclared = await school.office.upload(path, "p.pdf", pdf("y"), handed_in_on="2007-08-16", anonymous="false")
    assert undeclared.json()["code"] == "plan_not_anonymous"


async def test_a_plan_fails_for_good_after_as_many_attempts_as_the_policy_allows(school, panel):
    class_id, _, enrolment = await class_of_one(school)
    experts = [await panel.expert(), await panel.expert()]
    for attempt in range(1, 4):
        day = f"2007-08-2{attempt}"
        assert (await panel.hand_in(enrolment, pdf(f"version {attempt}"), day)).status_code == 201
        for task in await panel.assign(class_id, experts, day):
            await panel.grade(task, "fail", day)
    assert (await plan_of(school, enrolment))["state"] == "failed"
    answer = await panel.hand_in(enrolment, pdf("version 4"), "2007-08-27")
    assert (answer.status_code, answer.json()["code"]) == (409, "attempts_used")
    paper = {
        "graded_on": "2007-08-28",
        "results": [{"enrolment_id": enrolment, "plan_grade": "pass", "grader": "陈华"}],
    }
    answer = await school.office.post(f"/v1/classes/{class_id}/results", paper)
    assert (answer.status_code, answer.json()["code"]) == (409, "attempts_used")


async def test_paper_grades_name_an_expert_of_the_register(school, panel):
    class_id, _, enrolment = await class_of_one(school)
    path = f"/v1/classes/{class_id}/results"

    async def refused(grader: str) -> str:
        mark = {"enrolment_id": enrolment, "plan_grade": "pass", "grader": grader}
        answer = await school.office.post(path, {"graded_on": "2007-08-20", "results": [mark]})
        assert answer.status_code in {409, 422}
        return answer.json()["code"]

    assert await refused("没人认识") == "expert_unknown"
    tie = {"institution_id": school.id, "kind": "owner", "from_on": "2004-01-01", "to_on": "2007-01-31"}
    await panel.expert(name="周老板", ties=[tie])
    assert await refused("周老板") == "expert_involved"
    await panel.hand_in(enrolment, pdf("paper"))
    assert await refused("陈华") == "plan_in_grading"


async def test_grading_is_refused_without_the_declaration_or_beyond_the_scores(school, panel):
    class_id, _, enrolment = await class_of_one(school)
    experts = [await panel.expert(), await panel.expert()]
    await panel.hand_in(enrolment, pdf("farm"))
    task = (await panel.assign(class_id, experts))[0]
    path = f"/v1/grading-tasks/{task['task_id']}/grade"
    body = {"graded_on": "2007-08-20", "grade": "pass", "scores": SCORES, "remarks": "ok", "blind": True}
    for change, code in (
        ({"blind": False}, "not_declared_blind"),
        ({"grade": "excellent"}, "grade_above_scores"),
        ({"scores": {"idea": 8}}, "criteria_not_those"),
        ({"grade": "fail", "remarks": None}, "rework_remarks_missing"),
        ({"graded_on": "2007-08-16"}, "dates_out_of_order"),
    ):
        answer = await panel.desk(task["expert_id"]).post(path, body | change)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    graded = await panel.desk(task["expert_id"]).ok(path, body)
    assert graded["points"] == "71.5"
    assert (await panel.desk(task["expert_id"]).post(path, body)).json()["code"] == "illegal_transition"


async def test_an_expert_leaves_the_register_with_empty_hands(school, panel):
    class_id, _, enrolment = await class_of_one(school)
    experts = [await panel.expert(), await panel.expert()]
    await panel.hand_in(enrolment, pdf("inn"))
    first, _ = await panel.assign(class_id, experts)
    end = {"ended_on": "2007-08-20", "reason": "moved away"}
    answer = await school.manager.post(f"/v1/experts/{first['expert_id']}/end", end)
    assert answer.json()["code"] == "tasks_in_hand"
    taken = {"withdrawn_on": "2007-08-20", "reason": "leaves"}
    await school.inspector.ok(f"/v1/gradings/{first['task_id']}/withdrawal", taken)
    await school.manager.ok(f"/v1/experts/{first['expert_id']}/end", end)
    body = {"assigned_on": "2007-08-21", "class_id": class_id, "expert_ids": [first["expert_id"]]}
    assert (await school.inspector.post("/v1/plan-assignments", body)).json()["code"] == "expert_ended"
    listed = (await school.manager.get("/v1/experts?limit=500")).json()["items"]
    assert {one["id"]: one["ended_on"] for one in listed}[first["expert_id"]] == "2007-08-20"
    twice = {"name": "x", "subjects": ["SYB"], "registered_on": "2007-01-01", "trainer_id": school.trainers[1]}
    await school.manager.ok("/v1/experts", twice)
    assert (await school.manager.post("/v1/experts", twice)).json()["code"] == "expert_twice"
