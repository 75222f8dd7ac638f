"""A statement adds up: opening and movements are closing, and closing is what the agreement's books say."""

import io

from openpyxl import load_workbook


async def statement(school, since, until, **query):
    more = "".join(f"&{key}={value}" for key, value in query.items())
    path = f"/v1/institutions/{school.id}/statement?since={since}&until={until}{more}"
    response = await school.office.get(path)
    assert response.is_success, response.text
    return response.json()


async def paid_claim(school, false=()):
    """Ten learners, one line refuted by verification, the rest paid, one certificate revoked and netted back."""
    await school.bank_account()
    taught = await school.certified_class(10)
    claim = await school.lodge("2008-01-20")
    await school.verify(claim["id"], "2008-01-21", false)
    await school.approve(claim["id"], "2008-01-22")
    await school.pay("2008-01-23", claim["id"])
    return taught, claim


async def test_the_whole_way_of_a_claim_is_in_it(school):
    taught, claim = await paid_claim(school, {3})
    told = await statement(school, "2007-01-01", "2008-12-31", limit=500)
    kinds = [one["kind"] for one in told["movements"]]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"budget": 1, "reserved": 10, "released": 1, "paid": 9}
    [released] = [one for one in told["movements"] if one["kind"] == "released"]
    assert (released["line"], released["moved_on"], released["claim_id"]) == (3, "2008-01-21", claim["id"])
    assert released["reason_zh"]
    [stands] = told["agreements"]
    assert stands["opening"]["budget"] == "0.00"
    assert stands["closing"] == {
        "budget": "100000.00",
        "reserved": "0.00",
        "paid": "4500.00",
        "clawed_back": "0.00",
        "net": "4500.00",
        "free": "95500.00",
    }
    [total] = told["totals"]
    assert (total["milestone"], total["target_group"], total["reserved"], total["released"], total["paid"]) == (
        "M1",
        "laid_off",
        "5000.00",
        "500.00",
        "4500.00",
    )
    batch = {one["record"] for one in told["movements"] if one["kind"] == "paid"}
    assert len(batch) == 1
    assert len(taught.numbers) == 10


async def test_two_statements_in_a_row_meet(school):
    await paid_claim(school)
    first = await statement(school, "2007-01-01", "2008-01-22")
    second = await statement(school, "2008-01-23", "2008-12-31")
    assert first["agreements"][0]["closing"] == second["agreements"][0]["opening"]
    assert first["agreements"][0]["closing"]["reserved"] == "5000.00"
    assert second["agreements"][0]["closing"]["paid"] == "5000.00"


async def test_what_comes_back_is_in_it(school):
    taught, _ = await paid_claim(school)
    body = {"cause": "attendance_false", "proposed_on": "2008-02-10", "reason": "never attended"}
    proposed = await school.inspector.ok(f"/v1/certificates/{taught.numbers[0]}/revocation", body)
    decided = {"decided_on": "2008-02-11", "confirmed": True, "reason": "seen"}
    await school.manager.ok(f"/v1/certificate-revocations/{proposed['id']}/decision", decided)
    due = (await school.finance.ok("/v1/clawbacks/due", {"proposed_on": "2008-02-12"}))["proposed"]
    [own] = [one for one in due if one["institution_id"] == school.id]
    await school.manager.ok(f"/v1/clawbacks/{own['id']}/decision", {"decided_on": "2008-02-12", "confirmed": True})
    repaid = {"repaid_on": "2008-02-20", "receipt": f"R-{own['id']}"}
    await school.finance.ok(f"/v1/clawbacks/{own['id']}/repayment", repaid)
    told = await statement(school, "2008-02-01", "2008-02-29")
    [back] = told["movements"]
    assert (back["kind"], back["amount"], back["record"], back["moved_on"]) == (
        "clawed_back",
        "500.00",
        own["id"],
        "2008-02-20",
    )
    assert told["agreements"][0]["closing"]["net"] == "4500.00"


async def test_an_amended_budget_is_a_movement(school):
    body = {
        "effective_from": "2007-09-01",
        "valid_to": "2008-06-30",
        "budget": "80000.00",
        "prices": [],
        "reason": "less money",
        "proposed_on": "2007-08-20",
    }
    number = (await school.manager.ok(f"/v1/agreements/{school.agreement}/amendments", body))["number"]
    decided = {"decided_on": "2007-08-25", "approved": True, "reason": "so decided"}
    answer = await school.second_manager.post(
        f"/v1/agreements/{school.agreement}/amendments/{number}/decision", decided
    )
    assert answer.is_success, answer.text
    told = await statement(school, "2007-01-01", "2100-12-31")
    budgets = [one["amount"] for one in told["movements"] if one["kind"] == "budget"]
    assert budgets == ["100000.00", "-20000.00"]
    assert told["agreements"][0]["closing"]["free"] == "80000.00"


async def test_the_file_says_the_same(school):
    await paid_claim(school, {3})
    path = f"/v1/institutions/{school.id}/statement/file?since=2007-01-01&until=2008-12-31"
    content = (await school.finance.get(path)).content
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))[1:]
    closing = {row[1]: row[2] for row in rows if str(row[1]).startswith("期末")}
    assert closing["期末 closing: 可用 free"] == 95500
    paid = sum(row[2] for row in rows if row[1] == "拨付 paid")
    assert paid == closing["期末 closing: 已拨付 paid"] == 4500
    assert sum(row[2] for row in rows if row[1] == "释放 released") == -500


async def test_an_institution_reads_its_own_alone(school, service):
    path = f"/v1/institutions/{school.id}/statement?since=2007-01-01&until=2008-12-31"
    stranger = service.as_role("institution", account="stranger", organisation="0198c1de-0000-7000-8000-0000000000ff")
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.get(path.replace("statement?", "statement/file?"))).status_code == 404
    assert (await school.verifier.get(path)).status_code == 403
    wrong = f"/v1/institutions/{school.id}/statement?since=2008-01-02&until=2008-01-01"
    assert (await school.office.get(wrong)).json()["code"] == "dates_out_of_order"
