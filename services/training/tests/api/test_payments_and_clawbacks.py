"""Money goes out in batches that other people approve, and what should not have been paid comes back."""

import csv
import io

import pytest
import xmlschema
from kit.ids import new_id
from training.store.payment_files import schema

ON = "2008-01-23"


async def approved(school, count=1, first="2007-08-06"):
    taught = await school.certified_class(count, first)
    claim = await school.lodge("2008-01-20")
    await school.verify(claim["id"], "2008-01-21")
    await school.approve(claim["id"], "2008-01-22")
    return taught, claim


async def state_of(school, claim_id):
    return (await school.manager.get(f"/v1/claims/{claim_id}")).json()["state"]


async def revoke(school, number, on="2008-02-11"):
    path = f"/v1/certificates/{number}/revocation"
    body = {"cause": "attendance_false", "proposed_on": "2008-02-10", "reason": "never attended"}
    proposed = await school.inspector.ok(path, body)
    decision = f"/v1/certificate-revocations/{proposed['id']}/decision"
    await school.manager.ok(decision, {"decided_on": on, "confirmed": True, "reason": "seen"})


async def clawed(school, on="2008-02-12"):
    """What is due is proposed by finance and confirmed by a manager."""
    proposed = (await school.finance.ok("/v1/clawbacks/due", {"proposed_on": on}))["proposed"]
    own = [one for one in proposed if one["institution_id"] == school.id]
    for one in own:
        await school.manager.ok(f"/v1/clawbacks/{one['id']}/decision", {"decided_on": on, "confirmed": True})
    return own


async def test_nothing_is_paid_without_a_confirmed_account(school):
    _, claim = await approved(school)
    answer = await school.finance.post("/v1/payment-batches", {"drawn_on": ON, "claim_ids": [claim["id"]]})
    assert (answer.status_code, answer.json()["code"]) == (409, "account_missing")
    assert await state_of(school, claim["id"]) == "approved"


async def test_an_account_is_confirmed_by_another_person_and_shown_masked(school, service):
    body = {"holder": "几江培训学校", "number": "6222000000000000001", "clearing_code": "102653000025"}
    body |= {"bank_name": "江津支行", "valid_from": "2007-07-01", "proposed_on": "2007-07-01"}
    account = await school.finance.ok(f"/v1/institutions/{school.id}/bank-accounts", body)
    decided = {"decided_on": "2007-07-02", "confirmed": True}
    path = f"/v1/bank-accounts/{account['id']}/decision"
    assert (await school.finance.post(path, decided)).json()["code"] == "same_person"
    shown = await school.manager.ok(path, decided)
    assert "62220000000000" not in str(shown)
    assert shown["number_masked"].endswith("0001")


async def test_the_files_for_the_bank_add_up_and_the_xml_keeps_to_its_schema(school):
    await school.bank_account()
    _, claim = await approved(school, 2)
    sent = await school.send(await school.draw_up(ON, claim["id"]), ON)
    path = f"/v1/payment-batches/{sent['id']}/files"
    xml = (await school.finance.get(f"{path}/xml")).content
    assert isinstance(schema(), xmlschema.XMLSchema)
    assert schema().is_valid(xml.decode())
    assert b"<CtrlSum>1000.00</CtrlSum>" in xml
    rows = list(csv.reader(io.StringIO((await school.finance.get(f"{path}/csv")).content.decode("utf-8-sig"))))
    assert [row[5] for row in rows[1:]] == ["1000.00"]
    broken = xml.decode().replace("CNY", "yuan")
    assert not schema().is_valid(broken)


async def test_a_batch_passes_through_different_hands(school, service):
    await school.bank_account()
    _, claim = await approved(school)
    batch = await school.draw_up(ON, claim["id"])
    path = f"/v1/payment-batches/{batch['id']}"
    answer = await school.finance.post(f"{path}/approval", {"approved_on": ON})
    assert answer.json()["code"] == "same_person"
    await school.manager.ok(f"{path}/approval", {"approved_on": ON})
    assert (await school.finance.post(f"{path}/sending", {"sent_on": ON})).json()["code"] == "illegal_transition"
    assert (await school.manager.post(f"{path}/approval", {"approved_on": ON})).json()["code"] == "same_person"


async def test_what_the_bank_rejects_waits_for_another_batch(school):
    await school.bank_account()
    _, claim = await approved(school)
    batch = await school.pay(ON, claim["id"], status="rejected")
    assert batch["orders"][0]["state"] == "rejected"
    assert await state_of(school, claim["id"]) == "approved"
    assert (await school.budget())["paid"] == "0.00"
    await school.pay("2008-01-24", claim["id"])
    assert await state_of(school, claim["id"]) == "paid"
    assert (await school.budget())["paid"] == "500.00"


async def test_a_confirmation_is_taken_in_whole_and_once(school):
    await school.bank_account()
    _, claim = await approved(school)
    sent = await school.send(await school.draw_up(ON, claim["id"]), ON)
    path = f"/v1/payment-batches/{sent['id']}/confirmation"
    good = {"end_to_end_id": sent["orders"][0]["end_to_end_id"], "status": "已付", "value_on": ON}
    strange = good | {"end_to_end_id": "ZF-nobody"}
    looked = await school.finance.post(f"{path}/preview", {"lines": [good, strange]})
    assert looked.json()["faults"] == 1
    refused = await school.finance.post(path, {"lines": [good, strange]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["row"] == 2
    assert await state_of(school, claim["id"]) == "in_payment"
    for amount, code in (("1.00", "amount_differs"), ("500.00", None)):
        answer = await school.finance.post(path, {"lines": [good | {"amount": amount}]})
        assert code is None or answer.json()["errors"][0]["code"] == code
    again = await school.finance.ok(path, {"lines": [good]})
    assert (again["taken_in"], again["repeated"]) == (0, 1)
    assert (await school.budget())["paid"] == "500.00"


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"a,b\n1,2\n", b"PK\x03\x04nonsense"])
async def test_a_file_that_is_no_confirmation_is_refused(school, content):
    await school.bank_account()
    _, claim = await approved(school)
    sent = await school.send(await school.draw_up(ON, claim["id"]), ON)
    path = f"/v1/payment-batches/{sent['id']}/confirmation-file"
    answer = await school.finance.post(path, files={"file": ("back.csv", content)})
    assert answer.status_code == 422
    assert await state_of(school, claim["id"]) == "in_payment"


async def test_a_cancelled_batch_leaves_its_claims_to_another(school):
    await school.bank_account()
    _, claim = await approved(school)
    batch = await school.draw_up(ON, claim["id"])
    twice = await school.finance.post("/v1/payment-batches", {"drawn_on": ON, "claim_ids": [claim["id"]]})
    assert twice.json()["code"] == "claim_not_payable"
    body = {"cancelled_on": ON, "reason": "wrong month"}
    cancelled = await school.finance.ok(f"/v1/payment-batches/{batch['id']}/cancellation", body)
    assert cancelled["state"] == "cancelled"
    assert await state_of(school, claim["id"]) == "approved"


async def test_revoked_after_payment_comes_back_from_the_next_batch(school, service):
    await school.bank_account()
    taught, claim = await approved(school, 2)
    await school.pay(ON, claim["id"])
    await revoke(school, taught.numbers[0])
    (one,) = await clawed(school)
    assert (one["amount"], one["cause"]) == ("500.00", "facts")
    assert await clawed(school) == []
    _, later = await approved(school, 2, "2007-09-06")
    early = await school.draw_up("2008-02-20", later["id"])
    assert early["net"] == "1000.00", "its days of appeal are not over"
    await school.finance.ok(
        f"/v1/payment-batches/{early['id']}/cancellation", {"cancelled_on": "2008-02-21", "reason": "after the appeal"}
    )
    batch = await school.pay("2008-03-03", later["id"])
    (order,) = batch["orders"]
    assert (order["gross"], order["deducted"], order["net"]) == ("1000.00", "500.00", "500.00")
    assert (await school.budget())["free"] == "98500.00"
    (told,) = [e for e in await service.events("training.subsidy.clawed_back") if e["subject"] == one["id"]]
    assert (told["data"]["amount"], told["data"]["way"]) == ("500.00", "netted")
    lines = (await school.manager.get(f"/v1/claims/{claim['id']}")).json()["lines"]
    assert sorted(line["state"] for line in lines) == ["clawed_back", "paid"]


async def test_a_repaid_clawback_counts_under_one_receipt(school):
    await school.bank_account()
    taught, claim = await approved(school, 2)
    await school.pay(ON, claim["id"])
    for number in taught.numbers:
        await revoke(school, number)
    first, second = await clawed(school)
    body = {"repaid_on": "2008-02-20", "receipt": f"SJ-{new_id()}"}
    done = await school.finance.ok(f"/v1/clawbacks/{first['id']}/repayment", body)
    assert done["state"] == "repaid"
    twice = await school.finance.post(f"/v1/clawbacks/{second['id']}/repayment", body)
    assert twice.json()["code"] == "receipt_used"
    assert (await school.budget())["free"] == "99500.00"


async def test_who_proposes_a_clawback_does_not_decide_it_and_an_unpaid_line_is_none(school):
    await school.bank_account()
    _, claim = await approved(school)
    body = {"proposed_on": "2008-02-12", "claim_id": claim["id"], "line": 1, "reason": "never there"}
    assert (await school.finance.post("/v1/clawbacks", body)).json()["code"] == "not_due_back"
    await school.pay(ON, claim["id"])
    one = await school.finance.ok("/v1/clawbacks", body)
    decision = {"decided_on": "2008-02-13", "confirmed": True}
    path = f"/v1/clawbacks/{one['id']}/decision"
    assert (await school.finance.post(path, decision)).json()["code"] == "same_person"
    assert (await school.finance.post("/v1/clawbacks", body)).json()["code"] == "not_due_back"
    assert (await school.manager.ok(path, decision))["appeal_until"] == "2008-02-28"


async def test_another_institution_sees_neither_accounts_nor_clawbacks(school, service):
    await school.bank_account()
    other = service.as_role("institution", account="other", organisation=new_id())
    for path in ("/v1/bank-accounts", "/v1/clawbacks"):
        assert (await other.get(path)).json()["items"] == []
    assert (await other.get("/v1/payment-batches")).status_code == 403
