"""Who may sign in, and what an account may be."""

import asyncio
import json
from time import time

import jwt
import pytest
from gateway.store.accounts import accounts
from gateway.throttle import TRIES
from gateway.use_cases.bootstrap import AdminPasswordError
from gateway_at_work import ADMIN_PASSWORD, MIGRATIONS, RunningGateway, running_gateway, settings_for
from kit.audit import check_chain
from kit.auth import Verifier
from kit.call import system_call
from kit.ids import new_id
from kit.tables import audit, idempotency
from kit.testing import KEYS, fresh_database
from sqlalchemy import select

PASSWORD = "correct horse battery"


def account(username: str, role: str = "case_worker", **more) -> dict:
    scope = {"area": "500116"} if role == "case_worker" else {}
    scope = {"organisation": new_id()} if role in {"institution", "bank"} else scope
    return {"username": username, "password": PASSWORD, "name": "Li Hua", "role": role, **scope, **more}


async def rows(gateway: RunningGateway, query):
    async with gateway.database.reading(system_call("gateway")) as tx:
        return await tx.all(query)


async def test_first_start_makes_the_administrator_and_a_second_start_changes_nothing(gateway, gateway_database_url):
    before = await rows(gateway, select(accounts).where(accounts.c.username == "admin"))
    assert [(row["role"], row["active"], row["version"]) for row in before] == [("administrator", True, 1)]
    assert before[0]["password_hash"].startswith("$argon2id$")
    settings = gateway.app.state.settings.model_copy(update={"admin_password_file": None})
    async with running_gateway(gateway_database_url, settings):
        assert await rows(gateway, select(accounts).where(accounts.c.username == "admin")) == before


@pytest.mark.parametrize("content", [None, "", "too short\n"])
async def test_first_start_without_a_usable_password_stops_and_says_why(content, behind, engines, tmp_path):
    settings = settings_for(behind, tmp_path)
    if content is None:
        settings = settings.model_copy(update={"admin_password_file": None})
    else:
        settings.admin_password_file.write_text(content)
    async with fresh_database("gateway", MIGRATIONS) as url:
        from gateway.app import make_app

        app = make_app(url, KEYS.private, settings)
        with pytest.raises(AdminPasswordError) as caught:
            async with app.router.lifespan_context(app):
                pass
    assert "too short" not in str(caught.value)


async def test_a_token_says_who_and_lasts_half_an_hour(gateway):
    administrator = await gateway.administrator()
    organisation = new_id()
    made = await administrator.ok("/v1/accounts", account("bank.one", "bank", organisation=organisation))
    response = await gateway.sign_in("BANK.one", PASSWORD)
    answer = response.json()
    assert response.status_code == 200
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 1800)
    assert response.headers["cache-control"] == "no-store"
    actor = Verifier(KEYS.public).actor(answer["access_token"])
    assert (actor.account, actor.role, actor.name, actor.organisation, actor.area) == (
        made["id"],
        "bank",
        "Li Hua",
        organisation,
        None,
    )
    claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
    assert abs(claims["exp"] - time() - 1800) < 5
    assert jwt.get_unverified_header(answer["access_token"])["alg"] == "EdDSA"


async def test_wrong_password_and_unknown_account_look_the_same(gateway):
    wrong = await gateway.sign_in("admin", "not the password", **{"X-Forwarded-For": "192.0.2.1"})
    unknown = await gateway.sign_in("nobody.here", "not the password", **{"X-Forwarded-For": "192.0.2.1"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.headers["content-type"] == "application/problem+json"
    same = ("type", "title", "status", "detail", "code", "where", "remedy")
    assert {key: wrong.json()[key] for key in same} == {key: unknown.json()[key] for key in same}
    assert wrong.json()["code"] == "credentials_wrong"


async def test_after_five_wrong_tries_only_that_account_from_that_address_waits(gateway):
    here, elsewhere = {"X-Forwarded-For": "192.0.2.7"}, {"X-Forwarded-For": "192.0.2.8"}
    for _ in range(TRIES):
        assert (await gateway.sign_in("admin", "guess", **here)).status_code == 401
    locked = await gateway.sign_in("ADMIN", ADMIN_PASSWORD, **here)
    assert locked.status_code == 429
    assert locked.json()["code"] == "too_many_tries"
    assert 0 < int(locked.headers["retry-after"]) <= 300
    assert (await gateway.sign_in("admin", ADMIN_PASSWORD, **elsewhere)).status_code == 200
    assert (await gateway.sign_in("other", "guess", **here)).status_code == 401


async def test_wrong_tries_at_the_same_time_do_not_slip_past_the_count(gateway):
    here = {"X-Forwarded-For": "192.0.2.9"}
    answers = await asyncio.gather(*(gateway.sign_in("someone", f"guess {n}", **here) for n in range(12)))
    assert sorted(answer.status_code for answer in answers) == [401] * TRIES + [429] * (12 - TRIES)


async def test_right_sign_ins_at_the_same_time_all_work(gateway):
    answers = await asyncio.gather(*(gateway.sign_in("admin", ADMIN_PASSWORD) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"grant_type": "client_credentials", "username": "a", "password": "b"}, 400, "grant_type_not_supported"),
        ({"grant_type": "password", "username": "a"}, 422, "input_invalid"),
        ({"grant_type": "password", "username": "a" * 65, "password": "b"}, 422, "input_invalid"),
        ({}, 422, "input_invalid"),
    ],
)
async def test_a_malformed_sign_in_is_a_problem(gateway, form, status, code):
    response = await gateway.http.post("/v1/token", data=form)
    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_creating_an_account_shows_no_password_and_is_audited(gateway):
    administrator = await gateway.administrator()
    response = await administrator.post("/v1/accounts", account("case.one"), key="create-case-one")
    assert response.status_code == 201
    assert response.headers["etag"] == '"1"'
    made = response.json()
    assert set(made) == {
        "id",
        "username",
        "name",
        "role",
        "organisation",
        "area",
        "active",
        "version",
        "created_at",
    }
    entries = await rows(gateway, select(audit).where(audit.c.subject == made["id"]))
    assert [entry["action"] for entry in entries] == ["gateway.account.create"]
    assert PASSWORD not in json.dumps([dict(entry) for entry in entries], default=str)
    for _ in range(40):
        chain = await check_chain(gateway.database)
        if chain.sealed == chain.entries:
            break
        await asyncio.sleep(0.1)
    assert chain.broken_at is None
    assert chain.sealed == chain.entries > 0


async def test_repeating_the_key_replays_and_the_stored_fingerprint_does_not_help_to_guess_the_password(gateway):
    administrator = await gateway.administrator()
    body = account("case.two")
    first = await administrator.post("/v1/accounts", body, key="case-two")
    again = await administrator.post("/v1/accounts", body, key="case-two")
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = await administrator.post("/v1/accounts", {**body, "password": "another long one"}, key="case-two")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    [row] = await rows(gateway, select(idempotency).where(idempotency.c.key == "case-two"))
    import hashlib

    sent = first.request.content
    assert row["fingerprint"] != hashlib.sha256(b"POST /v1/accounts?\n" + sent).hexdigest()


@pytest.mark.parametrize(
    ("change", "status", "code", "where"),
    [
        ({"password": "eleven char"}, 422, "input_invalid", "password"),
        ({"username": "has space"}, 422, "input_invalid", "username"),
        ({"role": "emperor"}, 422, "input_invalid", "role"),
        ({"surprise": 1}, 422, "input_invalid", "surprise"),
        ({"area": None}, 422, "area_needed", "area"),
        ({"area": "12345"}, 422, "input_invalid", "area"),
        ({"role": "bank", "area": None}, 422, "organisation_needed", "organisation"),
        ({"role": "institution", "area": None}, 422, "organisation_needed", "organisation"),
        ({"role": "manager"}, 422, "scope_not_for_role", "area"),
        ({"organisation": "0198c1de-7f3a-7c51-9d5e-2f1f6f1b7f10"}, 422, "scope_not_for_role", "organisation"),
        ({"username": "ADMIN"}, 409, "username_taken", "username"),
    ],
)
async def test_an_account_that_may_not_be(gateway, change, status, code, where):
    administrator = await gateway.administrator()
    response = await administrator.post("/v1/accounts", {**account("not.to.be"), **change})
    problem = response.json()
    assert (response.status_code, problem["code"], problem["where"]) == (status, code, where)
    assert PASSWORD not in response.text


@pytest.mark.parametrize(
    "role", ["case_worker", "institution", "bank", "guarantee_officer", "finance", "manager", "auditor"]
)
async def test_only_the_administrator_manages_accounts(gateway, role):
    client = gateway.as_role(role)
    for response in [
        await client.get("/v1/accounts"),
        await client.post("/v1/accounts", account("sneaky")),
        await client.post(f"/v1/accounts/{new_id()}/disablement", {"reason": "because"}),
    ]:
        assert (response.status_code, response.json()["code"]) == (403, "not_permitted")


async def test_accounts_are_listed_page_by_page(gateway):
    administrator = await gateway.administrator()
    for number in range(3):
        await administrator.ok("/v1/accounts", account(f"listed.{number}", "finance"))
    names, cursor = [], ""
    while True:
        page = (await administrator.get(f"/v1/accounts?limit=2{cursor}")).json()
        names += [item["username"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert names[0] == "admin"
    assert [name for name in names if name.startswith("listed.")] == ["listed.0", "listed.1", "listed.2"]
    assert len(names) == len(set(names))


async def test_a_disabled_account_gets_no_new_token(gateway):
    administrator = await gateway.administrator()
    made = await administrator.ok("/v1/accounts", account("leaver", "auditor"))
    leaver = await gateway.client_of("leaver", PASSWORD)
    path = f"/v1/accounts/{made['id']}/disablement"
    stale = await administrator.post(path, {"reason": "left"}, headers={"If-Match": '"9"'})
    assert stale.status_code == 412
    disabled = await administrator.ok(path, {"reason": "left the bureau"}, headers={"If-Match": '"1"'})
    assert (disabled["active"], disabled["version"]) == (False, 2)
    refused = await gateway.sign_in("leaver", PASSWORD)
    assert (refused.status_code, refused.json()["code"]) == (403, "account_disabled")
    assert (await gateway.sign_in("leaver", "a wrong one")).json()["code"] == "credentials_wrong"
    assert (await leaver.get("/v1/me")).json()["active"] is False
    again = await administrator.post(path, {"reason": "left twice"})
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")
    unknown = await administrator.post(f"/v1/accounts/{new_id()}/disablement", {"reason": "left"})
    assert unknown.status_code == 404


async def test_two_administrators_disabling_each_other_at_once_leave_one(behind, engines, tmp_path):
    async with (
        fresh_database("gateway", MIGRATIONS) as url,
        running_gateway(url, settings_for(behind, tmp_path)) as gateway,
    ):
        first = await gateway.administrator()
        made = await first.ok("/v1/accounts", account("second.admin", "administrator"))
        second = await gateway.client_of("second.admin", PASSWORD)
        own = (await first.get("/v1/me")).json()["id"]
        answers = await asyncio.gather(
            first.post(f"/v1/accounts/{made['id']}/disablement", {"reason": "a duel"}),
            second.post(f"/v1/accounts/{own}/disablement", {"reason": "a duel"}),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert {answer.json().get("code") for answer in answers} == {None, "last_administrator"}


async def test_me_shows_the_own_account(gateway):
    administrator = await gateway.administrator()
    me = (await administrator.get("/v1/me")).json()
    assert (me["username"], me["role"]) == ("admin", "administrator")
    assert "password" not in json.dumps(me)
    assert (await gateway.anonymous().get("/v1/me")).status_code == 401
