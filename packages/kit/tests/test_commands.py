"""One request, one transaction: idempotency, versions, problems, permissions."""

import asyncio

import pytest
from kit.audit import check_chain, seal_once
from kit.tables import audit, outbox
from kit.testing import RunningService
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError


async def count(toy: RunningService, table) -> int:
    async with toy.database.reading(toy.call) as tx:
        return await tx.value(select(func.count()).select_from(table))


async def test_a_command_writes_its_row_event_audit_entry_and_answer_together(toy):
    answer = await toy.as_role("case_worker").post("/v1/notes", {"word": "one"}, key="k1")
    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    assert [event["data"]["word"] for event in await toy.events("toy.note.written")] == ["one"]
    assert await count(toy, audit) == 1


async def test_a_repeated_key_returns_the_first_answer_and_changes_nothing(toy):
    client = toy.as_role("case_worker")
    first = await client.post("/v1/notes", {"word": "one"}, key="k1")
    again = await client.post("/v1/notes", {"word": "one"}, key="k1")
    assert (again.status_code, again.content, again.headers["etag"]) == (201, first.content, first.headers["etag"])
    assert again.headers["idempotency-replayed"] == "true"
    assert await count(toy, outbox) == 1


async def test_a_repeated_key_with_another_body_is_refused(toy):
    client = toy.as_role("case_worker")
    await client.ok("/v1/notes", {"word": "one"}, key="k1")
    refused = await client.post("/v1/notes", {"word": "two"}, key="k1")
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")


async def test_ten_simultaneous_repetitions_have_one_effect(toy):
    client = toy.as_role("case_worker")
    answers = await asyncio.gather(*(client.post("/v1/notes", {"word": "one"}, key="k1") for _ in range(10)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await count(toy, outbox) == 1


async def test_a_key_belongs_to_its_account(toy):
    await toy.as_role("case_worker", account="a").ok("/v1/notes", {"word": "one"}, key="k1")
    other = await toy.as_role("case_worker", account="b").post("/v1/notes", {"word": "two"}, key="k1")
    assert other.status_code == 201
    assert "idempotency-replayed" not in other.headers


async def test_a_broken_constraint_is_the_refusal_that_the_verb_names(toy):
    client = toy.as_role("case_worker")
    await client.ok("/v1/notes", {"word": "one"})
    refused = await client.post("/v1/notes", {"word": "one"})
    assert (refused.status_code, refused.json()["code"], refused.json()["where"]) == (409, "word_taken", "word")
    assert await count(toy, outbox) == 1


async def test_two_people_editing_at_once_the_second_is_told(toy):
    client = toy.as_role("case_worker")
    note = await client.ok("/v1/notes", {"word": "one"})
    path = f"/v1/notes/{note['id']}"
    assert (await client.patch(path, {"word": "two"}, version=1)).status_code == 200
    stale = await client.patch(path, {"word": "three"}, version=1)
    assert (stale.status_code, stale.json()["code"]) == (412, "version_stale")


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b'{"word": 5}', {}, 422, "input_invalid"),
        (b'{"word": "a", "more": 1}', {}, 422, "input_invalid"),
        (b"not json", {}, 422, "input_invalid"),
        (b'{"word": "\\u0000"}', {}, 422, "invalid_character"),
        (b'{"word": "refused"}', {}, 409, "illegal_transition"),
        (b'{"word": "' + b"x" * 3000 + b'"}', {}, 413, "body_too_large"),
        (b'{"word": "a"}', {"Idempotency-Key": "has space"}, 400, "header_invalid"),
        (b'{"word": "a"}', {"If-Match": "nonsense"}, 400, "header_invalid"),
        (b'{"word": "a"}', {"Authorization": "Bearer forged"}, 401, "token_invalid"),
        (b'{"word": "broken"}', {}, 500, "unexpected"),
    ],
)
async def test_bad_input_gets_a_problem_document(toy, body, headers, status, code):
    headers = {"Content-Type": "application/json", **headers}
    key = headers.pop("Idempotency-Key", None)
    answer = await toy.as_role("case_worker").post("/v1/notes", content=body, headers=headers, key=key)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert await count(toy, outbox) == 0


async def test_problems_speak_chinese_when_asked(toy):
    answer = await toy.as_role("case_worker").post("/v1/notes", {}, headers={"Accept-Language": "zh-CN,en;q=0.5"})
    assert answer.json()["errors"] == [
        {"where": "word", "code": "missing", "detail": "缺少此项", "row": None, "column": None}
    ]


async def test_missing_key_missing_token_and_wrong_role_are_told_apart(toy):
    without_key = await toy.http.post("/v1/notes", json={"word": "a"}, headers=toy.as_role("case_worker")._headers)
    assert without_key.json()["code"] == "idempotency_key_missing"
    assert (await toy.anonymous().post("/v1/notes", {"word": "a"})).json()["code"] == "token_missing"
    assert (await toy.as_role("bank").post("/v1/notes", {"word": "a"})).json()["code"] == "not_permitted"


async def test_the_audit_log_cannot_be_changed_and_its_chain_shows_tampering(toy):
    client = toy.as_role("case_worker")
    for number in range(5):
        await client.ok("/v1/notes", {"word": f"w{number}"})
    assert await seal_once(toy.database) == 5
    assert (await check_chain(toy.database)).broken_at is None
    async with toy.database.engine.connect() as connection:
        with pytest.raises(DBAPIError, match="never changed"):
            await connection.execute(text("UPDATE audit SET reason = 'x'"))
        await connection.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_append_only"))
        await connection.execute(text("UPDATE audit SET reason = 'x' WHERE entry_id = 3"))
    assert (await check_chain(toy.database)).broken_at == 3
