"""Institutions report by sheets: seen before they count, whole or not at all, harmless when repeated."""

import csv
import io
import zipfile
from datetime import date

import pytest
from kit.ids import new_id
from kit.marks import Marks
from kit.sheets import read_table
from openpyxl import Workbook, load_workbook

NAMES = ("王秀英", "李建国", "欧阳·娜娜")


class Classroom:
    """A class of three learners whose names the register has told by their marks, and its sheets."""

    def __init__(self, school, first="2007-08-06"):
        self.school, self.first, self.people = school, first, []

    async def set_up(self, *, enrolled=True):
        school = self.school
        self.id = await school.open_class(self.first)
        self.number = (await school.office.get(f"/v1/classes/{self.id}")).json()["number"]
        for name in NAMES:
            self.people.append(await self.person(name))
        if enrolled:
            self.enrolments = [(await school.enrol(self.id, person))["id"] for person in self.people]
        return self

    async def person(self, name):
        service, person = self.school.service, await self.school.accepted()
        mark = service.app.state.marks.mark(name, person)
        data = {"applicant_id": person, "area": "500116103", "education": "college", "name_mark": mark}
        await service.deliver("applicants.applicant.amended", person, data)
        return person

    def attendance(self, cells, sessions=range(1, 11), people=None):
        header = ["班次编号", "学员编号", "姓名", *(f"第{number}次" for number in sessions)]
        rows = [
            [self.number, person, name, *cells[index]]
            for index, (person, name) in enumerate(people or zip(self.people, NAMES, strict=True))
        ]
        return workbook(header, rows)

    async def upload(self, kind, content, name="sheet.xlsx", client=None, recorded_on="2007-12-01", **fields):
        client = client or self.school.office
        return await client.upload("/v1/sheets", name, content, kind=kind, recorded_on=recorded_on, **fields)

    async def preview(self, kind, content, **options):
        response = await self.upload(kind, content, **options)
        assert response.status_code == 201, response.text
        return response.json()

    async def commit(self, preview, version=None):
        version = preview["version"] if version is None else version
        return await self.school.office.post(f"/v1/sheets/{preview['id']}/commit", headers={"If-Match": f'"{version}"'})

    async def sheets(self, number):
        found = await self.school.office.get(f"/v1/classes/{self.id}/sessions/{number}/attendance")
        return found.json()["items"] if found.is_success else []


@pytest.fixture
async def room(school):
    return await Classroom(school).set_up()


def workbook(header, rows):
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book):
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def rules(preview):
    return {(fault["row"], fault["column"], fault["rule"]) for fault in preview["errors"]}


FULL = [["√"] * 10, ["√"] * 9 + ["×"], ["√"] * 8 + ["迟到", "3.5"]]


async def test_attendance_is_seen_before_it_counts_and_then_counts_whole(room, service):
    preview = await room.preview("attendance", room.attendance(FULL))
    assert (preview["state"], preview["counts"]) == ("checked", {"sheets_new": 10})
    assert await room.sheets(1) == []
    done = await room.commit(preview)
    assert done.status_code == 200, done.text
    assert done.json()["state"] == "committed"
    (last,) = await room.sheets(10)
    assert set(last["present"]) == {room.enrolments[0], room.enrolments[2]}
    assert last["partial"] == {room.enrolments[2]: "3.50"}
    (late,) = await room.sheets(9)
    assert late["partial"] == {room.enrolments[2]: "6.00"}
    told = [e["data"] for e in await service.events("training.attendance.recorded") if e["subject"] == room.id]
    assert len(told) == 10
    assert told[-1]["partial_hours"] == {room.people[2]: "3.50"}


async def test_the_same_sheet_again_changes_nothing(room, service):
    content = room.attendance(FULL)
    first = await room.preview("attendance", content)
    committed = (await room.commit(first)).json()
    assert (await room.commit(first)).json() == committed
    assert await room.preview("attendance", content) == committed
    assert [len(await room.sheets(number)) for number in range(1, 11)] == [1] * 10


async def test_a_corrected_sheet_makes_new_versions_only_where_it_differs_and_says_why(room):
    await room.commit(await room.preview("attendance", room.attendance(FULL)))
    corrected = room.attendance([FULL[0], ["√"] * 10, FULL[2]])
    refused = await room.preview("attendance", corrected)
    assert rules(refused) == {(2, "第10次", "correction_needs_reason")}
    preview = await room.preview("attendance", corrected, reason="the sick note came late")
    assert preview["counts"] == {"sheets_corrected": 1, "sheets_unchanged": 9}
    assert preview["classes"][0]["corrected"] == [10]
    assert (await room.commit(preview)).is_success
    newest, oldest = await room.sheets(10)
    assert (newest["version"], newest["reason"], oldest["version"]) == (2, "the sick note came late", 1)
    assert newest["import_id"] == preview["id"]
    assert len(await room.sheets(1)) == 1


async def test_nothing_is_committed_while_errors_remain_or_after_the_class_changed(room):
    faulty = await room.preview("attendance", room.attendance([["√"] * 10, ["√"] * 10, ["√"] * 9 + ["9"]]))
    assert rules(faulty) == {(4, "第10次", "hours_beyond_plan")}
    assert (await room.commit(faulty)).json()["code"] == "import_has_errors"
    preview = await room.preview("attendance", room.attendance(FULL))
    assert (await room.commit(preview, version=7)).status_code == 412
    path = f"/v1/sheets/{preview['id']}/commit"
    assert (await room.school.office.post(path)).status_code == 428
    record = {"recorded_on": "2007-12-01", "present": room.enrolments}
    await room.school.office.ok(f"/v1/classes/{room.id}/sessions/1/attendance", record)
    assert (await room.commit(preview)).json()["code"] == "import_outdated"
    assert await room.sheets(2) == []


async def test_each_fault_has_its_row_and_column_in_the_callers_language(room, school):
    other = await Classroom(school, "2007-10-08").set_up()
    header = ["Name", "Class", "Learner number", "Session 1 2007-08-06", "Session 2"]
    rows = [
        ["王秀英", room.number, room.people[0], "present", "maybe"],
        ["李建华", room.number, room.people[1], "√", "√"],
        ["王秀英", room.number, other.people[0], "√", "√"],
        ["谁", room.number, new_id(), "√", "√"],
        ["王秀英", "JJ-X", room.people[0], "√", "√"],
        ["王秀英", room.number, "12", "√", "√"],
        ["", room.number, room.people[2], "√", "√"],
    ]
    zh = school.service.as_role("institution", account=f"school-{school.id}", organisation=school.id)
    zh._headers["Accept-Language"] = "zh"
    response = await room.upload("attendance", workbook(header, rows), client=zh)
    preview = response.json()
    assert {
        (2, "Session 2", "cell_unreadable"),
        (3, "Name", "name_differs"),
        (4, "Learner number", "learner_of_another_class"),
        (5, "Learner number", "learner_unknown"),
        (6, "Class", "class_unknown"),
        (7, "Learner number", "cell_unreadable"),
        (8, "Name", "cell_missing"),
    } <= rules(preview)
    differs = next(fault for fault in preview["errors"] if fault["rule"] == "name_differs")
    assert differs["detail"].startswith("姓名与登记库")
    assert differs["reference"] == "register of applicants"
    english = (await school.office.get(f"/v1/sheets/{preview['id']}")).json()
    assert any(fault["detail"].startswith("The name differs") for fault in english["errors"])
    assert "李建华" not in response.text


async def test_wrong_columns_merged_cells_formulas_and_doubled_rows_are_named(room):
    wrong = await room.preview(
        "attendance", workbook(["班次编号", "学员编号", "工资", "第1次"], [["a", "b", "c", "d"]])
    )
    assert {rule for _, _, rule in rules(wrong)} == {"header_unknown", "columns_missing"}
    book = load_workbook(io.BytesIO(room.attendance(FULL)))
    sheet = book.worksheets[0]
    sheet["D2"] = "=1+1"
    sheet.merge_cells("A3:A4")
    odd = await room.preview("attendance", saved(book))
    assert {(2, "第1次", "cell_formula"), (3, "班次编号", "cell_merged")} <= rules(odd)
    twice = room.attendance(
        [*FULL, FULL[0]], people=[*zip(room.people, NAMES, strict=True), (room.people[0], NAMES[0])]
    )
    assert (5, "学员编号", "row_twice") in rules(await room.preview("attendance", twice))
    missing = room.attendance(FULL[:2], people=list(zip(room.people, NAMES, strict=True))[:2])
    assert {rule for _, _, rule in rules(await room.preview("attendance", missing))} == {"learner_missing"}
    blank = await room.preview("attendance", room.attendance([["√"] * 10, ["√", None, *["√"] * 8], ["√"] * 10]))
    assert rules(blank) == {(3, "第2次", "cell_missing")}


async def test_the_plan_of_the_class_is_kept_to(room):
    beyond = await room.preview("attendance", room.attendance([["√"]] * 3, sessions=[11]))
    assert (2, "第11次", "session_unknown") in rules(beyond)
    early = await room.preview("attendance", room.attendance(FULL), recorded_on="2007-08-10")
    assert (1, "第6次", "session_not_held") in rules(early)
    rows = [[room.number, person, name, "√"] for person, name in zip(room.people, NAMES, strict=True)]
    moved = workbook(["班次编号", "学员编号", "姓名", "第1次 2007-08-09"], rows)
    assert (1, "第1次 2007-08-09", "session_date_differs") in rules(await room.preview("attendance", moved))


async def test_results_come_by_sheet_with_dates_in_any_form_and_full_width_digits(room, school):
    header = ["学员编号", "姓名", "班次编号", "评审专家", "计划书成绩", "评分日期"]
    days = ("２００７年１２月２日", 39418, date(2007, 12, 2))
    grades = ("优秀", "pass", "不合格")
    rows = [
        [person, name, room.number, "陈华", grade, day]
        for person, name, grade, day in zip(room.people, NAMES, grades, days, strict=True)
    ]
    content = workbook(header, rows)
    preview = await room.preview("results", content, recorded_on="2007-12-03")
    assert (preview["errors"], preview["counts"]) == ([], {"grades_new": 3})
    assert (await room.commit(preview)).is_success
    again = await room.preview("results", content, recorded_on="2007-12-03")
    assert again["id"] == preview["id"]
    rows[2][3], rows[1][4] = "李明", "很好"
    rows[0][5] = "2007/8"
    faulty = await room.preview("results", workbook(header, rows))
    assert rules(faulty) == {
        (4, "评审专家", "grader_is_trainer"),
        (3, "计划书成绩", "cell_unreadable"),
        (2, "评分日期", "cell_unreadable"),
    }
    trainer = next(fault for fault in faulty["errors"] if fault["rule"] == "grader_is_trainer")
    assert "Urumqi 2007" in trainer["reference"]


async def test_a_roster_enrols_all_or_nobody(school):
    room = await Classroom(school).set_up(enrolled=False)
    header = ["班次编号", "学员编号", "姓名", "报名日期"]
    rows = [[room.number, person, name, "2007-07-20"] for person, name in zip(room.people, NAMES, strict=True)]
    stranger = [room.number, new_id(), "谁谁", "2007-07-20"]
    refused = await room.preview("roster", workbook(header, [*rows, stranger]))
    assert rules(refused) == {(5, "学员编号", "learner_unknown")}
    sheet = workbook(header, rows)
    preview = await room.preview("roster", sheet)
    assert preview["counts"] == {"enrolments_free": 3, "enrolments_new": 3}
    assert (await room.commit(preview)).is_success
    found = (await school.office.get(f"/v1/classes/{room.id}")).json()
    assert found["seats_taken"] == 3
    again = await room.preview("roster", sheet)
    assert again["id"] == preview["id"]


async def test_a_roster_may_not_exceed_the_seats(school):
    room = await Classroom(school).set_up(enrolled=False)
    people = [
        (await room.person(f"张{'一二三四五六七八九十'[n // 10]}{'一二三四五六七八九十'[n % 10]}")) for n in range(21)
    ]
    rows = [
        [room.number, person, f"张{'一二三四五六七八九十'[n // 10]}{'一二三四五六七八九十'[n % 10]}", date(2007, 7, 20)]
        for n, person in enumerate(people)
    ]
    preview = await room.preview("roster", workbook(["班次编号", "学员编号", "姓名", "报名日期"], rows))
    assert rules(preview) == {(22, "班次编号", "class_full")}


async def test_the_download_comes_back_as_it_went_out(room, school):
    await room.commit(await room.preview("attendance", room.attendance(FULL)))
    for file_format in ("xlsx", "csv"):
        path = f"/v1/classes/{room.id}/sheets/attendance?file_format={file_format}"
        sheet = await school.office.get(path)
        table = read_table(sheet.content, most_rows=100)
        assert [row[1][2] for row in table.rows[1:]] == list(NAMES)
        assert str(table.rows[0][1][3]).startswith("第1次 2007-08-06\nSession 1")
        preview = await room.preview("attendance", sheet.content)
        assert (preview["state"], preview["counts"]) == ("checked", {"sheets_unchanged": 10})
    for kind in ("roster", "results"):
        assert (await school.office.get(f"/v1/classes/{room.id}/sheets/{kind}")).is_success
        assert (await school.office.get(f"/v1/sheets/templates/{kind}")).is_success


async def test_names_are_kept_encrypted_and_formulas_are_not_run(room, school, service):
    await room.commit(await room.preview("attendance", room.attendance(FULL)))
    async with service.database.reading(service.call) as tx:
        import sqlalchemy as sa

        rows = await tx.all(sa.select(sa.literal_column("t::text")).select_from(sa.text("learner_name t")))
        imports = await tx.all(sa.select(sa.literal_column("t::text")).select_from(sa.text("sheet_import t")))
    assert len(rows) >= 3
    assert not any(name in str(row) for row in [*rows, *imports] for name in NAMES)
    text = (await school.office.get(f"/v1/classes/{room.id}/sheets/results?file_format=csv")).text
    assert not any(cell.startswith(("=", "+", "@")) for line in csv.reader(io.StringIO(text)) for cell in line)


async def test_an_institution_sees_and_touches_only_its_own(room, service, school):
    preview = await room.preview("attendance", room.attendance(FULL))
    stranger = await type(school)(service).set_up()
    assert (await stranger.office.get(f"/v1/sheets/{preview['id']}")).status_code == 404
    theirs = await room.upload("attendance", room.attendance(FULL), client=stranger.office)
    assert {rule for _, _, rule in rules(theirs.json())} == {"class_unknown"}
    assert (await school.inspector.get(f"/v1/sheets/{preview['id']}")).is_success


async def test_files_that_are_no_sheets_are_refused(room):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 250_000_000)
    assert (await room.upload("attendance", bomb.getvalue())).json()["code"] == "sheet_too_long"
    assert (await room.upload("attendance", b"PK\x03\x04broken")).json()["code"] == "sheet_unreadable"
    assert (await room.upload("attendance", b"\x00\x01")).json()["code"] == "sheet_unreadable"


async def test_a_correction_after_completion_decides_anew_but_never_for_the_certified(room, school):
    await school.teach(room.id, room.enrolments)
    absent = {"recorded_on": "2007-12-05", "present": room.enrolments[1:], "reason": "the list had been mixed up"}
    for number in (1, 2):
        answer = await school.office.ok(f"/v1/classes/{room.id}/sessions/{number}/attendance", absent)
    assert answer["outcomes_changed"] == [room.enrolments[0]]
    await school.inspector.ok(f"/v1/classes/{room.id}/certificates", {"issued_on": "2007-12-10"})
    missed = absent | {"present": [room.enrolments[0]], "recorded_on": "2007-12-12"}
    for number in (1, 2):
        answer = await school.office.ok(f"/v1/classes/{room.id}/sessions/{number}/attendance", missed)
    assert sorted(answer["certified_in_doubt"]) == sorted(room.enrolments[1:])
    found = (await school.office.get(f"/v1/classes/{room.id}/enrolments")).json()["items"]
    assert {item["id"]: item["state"] for item in found} == {
        room.enrolments[0]: "passed",
        room.enrolments[1]: "certified",
        room.enrolments[2]: "certified",
    }


async def test_many_sessions_are_recorded_at_once_or_not_at_all(room, school):
    sheets = [{"class_id": room.id, "session_number": n, "present": room.enrolments} for n in (1, 2)]
    body = {"recorded_on": "2007-12-01", "sheets": sheets}
    bad = {"class_id": room.id, "session_number": 3, "present": [new_id()]}
    refused = await school.office.post("/v1/attendance", body | {"sheets": [*sheets, bad]})
    assert refused.json()["where"] == "sheets[2].present[0]"
    assert await room.sheets(1) == []
    first = await school.office.ok("/v1/attendance", body)
    again = await school.office.ok("/v1/attendance", body)
    assert [line["unchanged"] for line in first["lines"] + again["lines"]] == [False, False, True, True]


async def test_who_was_in_two_places_is_visible(room, school, service):
    other = await Classroom(school, "2008-03-03").set_up(enrolled=False)
    enrolled = await school.enrol(other.id, room.people[0], "2007-07-20")
    async with service.database.transaction(service.call) as tx:
        import sqlalchemy as sa

        await tx.execute(
            sa.text("UPDATE class_session SET held_on = '2007-08-06' WHERE class_id = :id AND number = 1").bindparams(
                id=other.id
            )
        )
    for class_id, present in ((room.id, room.enrolments), (other.id, [enrolled["id"]])):
        record = {"recorded_on": "2008-03-20", "present": present}
        await school.office.ok(f"/v1/classes/{class_id}/sessions/1/attendance", record)
    found = (await school.inspector.get(f"/v1/attendance/overlaps?applicant_id={room.people[0]}")).json()["items"]
    assert [(item["applicant_id"], item["held_on"]) for item in found] == [(room.people[0], "2007-08-06")]


def test_marks_of_names_ignore_how_they_are_spelled_and_bind_to_one_person():
    marks = Marks(b"k" * 32)
    assert marks.mark("欧阳 ·娜娜", "a") == marks.mark("欧阳•娜娜", "a") != marks.mark("欧阳•娜娜", "b")
