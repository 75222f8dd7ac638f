import asyncio
import io
from pathlib import Path

import pytest
from applicants.domain.roster import COLUMNS, column_of
from openpyxl import load_workbook

SAMPLES = Path(__file__).parents[4] / "samples"


async def send(client, content: bytes, name: str = "roster.xlsx", **options):
    return await client.post("/v1/rosters", files={"file": (name, content)}, **options)


async def count(worker) -> int:
    total, cursor = 0, ""
    while cursor is not None:
        page = (await worker.get(f"/v1/applicants?limit=500{cursor and '&cursor=' + cursor}")).json()
        total, cursor = total + len(page["items"]), page["next"]
    return total


@pytest.mark.parametrize("kind", ["xlsx", "utf-8", "gb18030"])
async def test_a_sound_roster_registers_everybody(service, worker, files, row, kind):
    people = [row(), row(phone=None, sector=None, idea=None, own_capital=None)]
    content = files.as_xlsx(people) if kind == "xlsx" else files.as_csv(people, kind, "en")
    answer = (await send(worker, content)).json()
    assert answer["rows"] == 2
    assert [line["row"] for line in answer["applicants"]] == [2, 3]
    first, second = [
        (await worker.get(f"/v1/applicants/{line['applicant_id']}")).json() for line in answer["applicants"]
    ]
    assert (first["name"], first["state"], first["idea"]["own_capital"]) == (
        people[0]["name"],
        "registered",
        "12000.00",
    )
    assert (second["phone"], second["idea"]) == (None, None)
    told = {event["subject"] for event in await service.events("applicants.applicant.registered")}
    assert {first["id"], second["id"]} <= told


async def test_the_same_file_again_changes_nothing_and_answers_the_same(service, worker, files, row):
    content = files.as_xlsx([row(), row()])
    first = await send(worker, content)
    before = (await count(worker), len(await service.events()))
    again = await asyncio.gather(*(send(worker, content, f"{number}.xlsx") for number in range(3)))
    assert all((answer.status_code, answer.json()) == (201, first.json()) for answer in again)
    assert (await count(worker), len(await service.events())) == before


async def test_the_same_new_file_sent_at_once_registers_its_people_once(worker, files, row):
    content = files.as_xlsx([row(), row()])
    answers = await asyncio.gather(*(send(worker, content) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1


async def test_one_bad_row_and_nobody_is_registered_and_every_fault_is_named(worker, files, row):
    before = await count(worker)
    content = files.as_xlsx([row(), row(phone="1", education="博学"), row()])
    response = await send(worker, content, headers={"Accept-Language": "zh-CN"})
    problem = response.json()
    assert (response.status_code, problem["code"]) == (422, "content_invalid")
    assert [(fault["row"], fault["column"], fault["code"]) for fault in problem["errors"]] == [
        (3, "联系电话", "phone_malformed"),
        (3, "文化程度", "word_unknown"),
    ]
    assert "小学" in problem["errors"][1]["detail"]
    assert await count(worker) == before


async def test_people_who_have_a_file_already_are_named_by_row(worker, form, files, row):
    body = form()
    made = await worker.ok("/v1/applicants", body)
    person = row(identity_number=body["identity_number"])
    problem = (await send(worker, files.as_xlsx([row(), person]))).json()
    [fault] = problem["errors"]
    assert (fault["row"], fault["column"], fault["code"]) == (3, "身份证号", "duplicate_identity_number")
    assert made["id"] in fault["detail"]
    assert body["identity_number"] not in str(problem)


async def test_a_roster_reaches_no_further_than_its_uploaders_area(service, files, row):
    station = service.as_role("case_worker", account="zhao", area="500116107")
    problem = (await send(station, files.as_xlsx([row(area="500116107"), row()]))).json()
    assert [(fault["row"], fault["code"]) for fault in problem["errors"]] == [(3, "area_outside_yours")]


async def test_of_a_hopeless_file_a_thousand_faults_are_listed_and_all_are_counted(worker, files, row):
    response = await send(worker, files.as_xlsx([row(name=None) for _ in range(1200)]))
    problem = response.json()
    assert len(problem["errors"]) == 1000
    assert "1200" in problem["detail"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "roster_empty"),
        (b"\x89PNG\x00", 422, "roster_format_unknown"),
        (b"PK\x03\x04broken", 422, "roster_damaged"),
        (b"x" * 5_000_001, 413, "roster_too_many_bytes"),
        (b"name\n" + b"x\n" * 5001, 422, "roster_too_many_rows"),
    ],
)
async def test_files_that_are_no_roster_get_a_problem(worker, content, status, code):
    response = await send(worker, content)
    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_a_body_without_a_file_is_invalid(worker):
    for options in (
        {"json": {}},
        {"data": {"file": "text"}},
        {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}},
    ):
        response = await worker.post("/v1/rosters", **options)
        assert 400 <= response.status_code < 500, response.text
        assert response.json()["code"]


async def test_a_repeated_key_is_recognised_by_the_file(worker, files, row):
    content = files.as_xlsx([row()])
    first = await send(worker, content, key="roster-key")
    again = await send(worker, content, key="roster-key")
    assert (again.json(), again.headers.get("idempotency-replayed")) == (first.json(), "true")
    other = await send(worker, files.as_xlsx([row()]), key="roster-key")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_the_template_comes_in_both_languages(worker):
    for language, header in (("zh", "姓名"), ("en", "name")):
        response = await worker.get("/v1/rosters/template", headers={"Accept-Language": language})
        sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
        assert sheet["A1"].value == header
        assert [column_of(cell.value) for cell in sheet[1]] == list(COLUMNS)


async def test_the_sample_roster_of_1000_is_taken_and_the_others_are_refused_by_row(worker):
    sound = await send(worker, (SAMPLES / "roster-1000.xlsx").read_bytes())
    assert (sound.status_code, sound.json().get("rows")) == (201, 1000), sound.text[:2000]
    for name in ("roster-with-mistakes.xlsx", "roster-with-wrong-headers.xlsx"):
        response = await send(worker, (SAMPLES / name).read_bytes())
        assert (response.status_code, response.json()["code"]) == (422, "content_invalid")
        assert all(fault["row"] and fault["column"] and fault["detail"] for fault in response.json()["errors"])


async def test_exactly_the_rows_that_the_samples_table_calls_wrong_are_named(worker):
    table = (SAMPLES / "README.md").read_text().splitlines()
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table if line.startswith("| ")]
    wanted = {(int(line[0]), line[1]) for line in lines if line[0].isdigit() and line[-1].startswith("names")}
    problem = (await send(worker, (SAMPLES / "roster-with-mistakes.xlsx").read_bytes())).json()
    assert wanted
    assert {(fault["row"], fault["column"]) for fault in problem["errors"]} == wanted
