"""Claims on the fund: who may do what when, paid once whatever happens, every refusal clear."""

import asyncio
from decimal import Decimal

import pytest
from credit.store.tables.claims import claim_payment
from credit.store.tables.fund import fund_account
from kit.ids import new_id
from sqlalchemy import func, select


async def test_from_lodging_to_payment_with_everything_explained(journey, claiming, service) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    lodged = await journey.bank(bank).ok("/v1/guarantee-claims", claiming.lodging(loan["loan_id"]))
    assert (lodged["limit"], lodged["days_past_due"], lodged["principal_owed"]) == ("16000.00", 93, "20000.00")
    claim_id = lodged["id"]
    asked = {"requested_on": "2008-01-23", "due_on": "2008-02-06", "wanted": "Records of the visits."}
    assert (await claiming.step(claiming.assessor, claim_id, "documents-request", asked)).is_success
    early = await claiming.assess(claim_id)
    assert (early.status_code, early.json()["code"]) == (409, "documents_awaited")
    papers = {
        "added_on": "2008-01-28",
        "documents": [{"kind": "collection_record", "reference": "CS-31", "sha256": "ab" * 32}],
        "note": "As asked.",
    }
    assert (await claiming.step(journey.bank(bank), claim_id, "documents", papers)).json()["state"] == "lodged"
    assert (await claiming.assess(claim_id)).json()["state"] == "assessed"
    assert (await claiming.approve(claim_id)).json()["outcome"] == "approved"
    paid = (await claiming.pay(claim_id)).json()
    assert (paid["amount"], paid["loss"], paid["bank_share"], paid["state"]) == (
        "16000.00",
        "20000.00",
        "4000.00",
        "paid",
    )
    detail = await claiming.detail(claim_id)
    assert [(item["step"], item["outcome"]) for item in detail["steps"]] == [
        ("lodging", "done"),
        ("documents_request", "done"),
        ("documents", "done"),
        ("assessment", "done"),
        ("decision", "approved"),
        ("payment", "done"),
    ]
    approval = detail["steps"][4]
    assert {item["rule"]: item["met"] for item in approval["verdicts"]} == {
        "guarantee_in_force": True,
        "days_past_due": True,
        "demand_letter_on": True,
        "amount_within_guarantee": True,
        "guarantee_period": True,
    }
    assert all(item["reference"] for item in approval["verdicts"])
    assert len(detail["documents"]) == 2
    assert detail["statement"]["days_to_payment"] == 14
    shown = (await journey.manager.get(f"/v1/loans/{loan['loan_id']}")).json()
    assert (shown["state"], shown["guarantee"]["state"], shown["guarantee"]["outstanding"]) == (
        "claimed",
        "claimed",
        "0.00",
    )
    fund = await journey.fund()
    assert (fund["net"], fund["liability"]) == ("984000.00", "0.00")
    assert (await claiming.balances())["subrogation_receivable"] == Decimal("16000.00")
    told = [event["type"] for event in await service.events() if ".claim" in event["type"]]
    assert [name.split("qibu.")[-1].removesuffix(".v1") for name in told] == [
        "credit.claim.lodged",
        "credit.claim.documents_requested",
        "credit.claim.assessed",
        "credit.claim.approved",
        "credit.claim.paid",
        "credit.guarantee.claimed",
    ]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"lodged_on": "2008-01-19"}, 409, "claim_too_early"),
        ({"lodged_on": "2007-09-01", "documents": [{"kind": "other", "reference": "x"}]}, 409, "claim_too_early"),
        ({"documents": [{"kind": "loan_contract", "reference": "x"}]}, 422, "demand_letter_missing"),
        ({"documents": [{"kind": "demand_letter", "reference": "x"}]}, 422, "demand_letter_missing"),
        (
            {"documents": [{"kind": "demand_letter", "reference": "x", "dated_on": "2008-01-10"}]},
            422,
            "demand_letter_too_recent",
        ),
        (
            {"documents": [{"kind": "demand_letter", "reference": "x", "dated_on": "2008-01-23"}]},
            422,
            "dates_out_of_order",
        ),
        ({"amount": "16000.01"}, 422, "claim_above_limit"),
        ({"lodged_on": "2999-01-01"}, 422, "date_in_future"),
        ({"loan_id": new_id()}, 404, "not_found"),
    ],
)
async def test_a_claim_that_the_rules_do_not_allow_is_refused(journey, claiming, change, status, code) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    refused = await journey.bank(bank).post("/v1/guarantee-claims", claiming.lodging(loan["loan_id"]) | change)
    assert (refused.status_code, refused.json()["code"]) == (status, code), refused.text


async def test_a_claim_on_another_banks_loan_or_on_a_released_guarantee_is_refused(journey, claiming) -> None:
    bank, other = await journey.register_bank(), await journey.register_bank()
    loan = await journey.disbursed(bank)
    foreign = await journey.bank(other).post("/v1/guarantee-claims", claiming.lodging(loan["loan_id"]))
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")
    total = sum(Decimal(line["principal"]) + Decimal(line["interest"]) for line in loan["schedule"])
    await journey.repay(bank, ("ALL", loan["loan_id"], str(total), "2008-01-21"))
    late = await journey.bank(bank).post("/v1/guarantee-claims", claiming.lodging(loan["loan_id"]))
    assert (late.status_code, late.json()["code"]) == (409, "guarantee_not_in_force")
    claim_id = await claiming.lodge(bank, (await journey.disbursed(bank))["loan_id"])
    hidden = await journey.bank(other).get(f"/v1/guarantee-claims/{claim_id}")
    assert hidden.status_code == 404
    assert (await journey.bank(other).get("/v1/guarantee-claims")).json()["items"] == []
    assert len((await journey.bank(bank).get("/v1/guarantee-claims")).json()["items"]) == 1


async def test_one_open_claim_a_loan_even_when_lodged_at_the_same_moment(journey, claiming) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    bodies = [claiming.lodging(loan["loan_id"]) for _ in range(6)]
    answers = await asyncio.gather(*(journey.bank(bank).post("/v1/guarantee-claims", body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"claim_already_open"}
    first = next(answer.json()["id"] for answer in answers if answer.status_code == 201)
    gone = {"withdrawn_on": "2008-01-25", "reason": "He pays by instalments."}
    assert (await claiming.step(journey.bank(bank), first, "withdrawal", gone)).json()["state"] == "withdrawn"
    await claiming.lodge(bank, loan["loan_id"], lodged_on="2008-02-01")
    taken = (await claiming.detail(first))["reference"]
    again = claiming.lodging((await journey.disbursed(bank))["loan_id"], reference=taken)
    refused = await journey.bank(bank).post("/v1/guarantee-claims", again)
    assert (refused.status_code, refused.json()["code"]) == (409, "claim_reference_reused")


async def test_who_assesses_does_not_approve_and_a_part_can_be_approved(journey, claiming) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    claim_id = await claiming.lodge(bank, loan["loan_id"])
    assert (await claiming.approve(claim_id)).json()["code"] == "illegal_transition"
    assert (await claiming.assess(claim_id)).is_success
    same = await claiming.approve(claim_id, who=claiming.assessor)
    assert (same.status_code, same.json()["code"]) == (409, "same_person")
    over = await claiming.approve(claim_id, "16000.01")
    assert (over.status_code, over.json()["code"]) == (422, "claim_above_limit")
    assert (await claiming.approve(claim_id, "12000.00")).json()["outcome"] == "approved_in_part"


async def test_a_rejection_can_be_appealed_once_in_time_and_others_decide(journey, claiming, service) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    claim_id = await claiming.lodge(bank, loan["loan_id"])
    await claiming.assess(claim_id, "0.00")
    assert (await claiming.reject(claim_id)).json()["state"] == "rejected"
    late = {"appealed_on": "2008-03-03", "grounds": "The pledge was worthless."}
    refused = await claiming.step(journey.bank(bank), claim_id, "appeal", late)
    assert (refused.status_code, refused.json()["code"]) == (409, "appeal_too_late")
    in_time = late | {"appealed_on": "2008-03-02"}
    assert (await claiming.step(journey.bank(bank), claim_id, "appeal", in_time)).json()["state"] == "appealed"
    granted = {"decided_on": "2008-03-10", "amount": "15000.00", "reasons": "No harm was done."}
    partly = await claiming.step(claiming.second, claim_id, "appeal-decision", granted)
    assert (partly.json()["state"], partly.json()["outcome"]) == ("approved", "approved_in_part")
    again = await claiming.step(journey.bank(bank), claim_id, "appeal", in_time | {"appealed_on": "2008-03-11"})
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_appeal")
    assert (await claiming.pay(claim_id, "2008-03-12")).json()["amount"] == "15000.00"
    assert len(await service.events("credit.claim.appealed")) == 1


async def test_a_dismissed_appeal_leaves_the_decision_as_it_was(journey, claiming, service) -> None:
    bank = await journey.register_bank()
    claim_id = await claiming.approved(bank, (await journey.disbursed(bank))["loan_id"], approved="10000.00")
    appeal = {"appealed_on": "2008-02-03", "grounds": "All was documented."}
    assert (await claiming.step(journey.bank(bank), claim_id, "appeal", appeal)).is_success
    assert (await claiming.pay(claim_id)).json()["code"] == "illegal_transition"
    dismissed = {"decided_on": "2008-02-08", "reasons": "It was not."}
    took_part = journey.service.as_role("manager", account="checker")
    refused = await claiming.step(took_part, claim_id, "appeal-decision", dismissed)
    assert (refused.status_code, refused.json()["code"]) == (409, "same_person")
    kept = await claiming.step(claiming.second, claim_id, "appeal-decision", dismissed)
    assert (kept.json()["state"], (await claiming.detail(claim_id))["approved"]) == ("approved", "10000.00")
    other = await claiming.lodge(bank, (await journey.disbursed(bank))["loan_id"])
    await claiming.assess(other, "0.00")
    await claiming.reject(other)
    await claiming.step(journey.bank(bank), other, "appeal", appeal)
    assert (await claiming.step(claiming.second, other, "appeal-decision", dismissed)).json()["state"] == "rejected"
    told = await service.events("credit.claim.rejected")
    assert [event["data"]["final"] for event in told] == [False, True]


async def test_ten_payments_at_once_pay_once(journey, claiming, service) -> None:
    bank = await journey.register_bank()
    claim_id = await claiming.approved(bank, (await journey.disbursed(bank))["loan_id"])
    answers = await asyncio.gather(*(claiming.pay(claim_id) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 9]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"claim_already_paid"}
    async with service.database.reading(service.call) as tx:
        assert await tx.value(select(func.count()).select_from(claim_payment)) == 1
        account = await tx.one(select(fund_account))
    assert (account["net"], account["compensated"]) == (Decimal("984000.00"), Decimal("16000.00"))
    assert len(await service.events("credit.claim.paid")) == 1
    again = await journey.bank(bank).post(
        "/v1/guarantee-claims", claiming.lodging((await claiming.detail(claim_id))["loan_id"], lodged_on="2008-03-01")
    )
    assert (again.status_code, again.json()["code"]) == (409, "guarantee_not_in_force")
    await claiming.balances()


async def test_a_fund_that_cannot_pay_is_not_overdrawn(journey, claiming) -> None:
    bank = await journey.register_bank(fund="15999.99")
    claim_id = await claiming.approved(bank, (await journey.disbursed(bank))["loan_id"])
    refused = await claiming.pay(claim_id)
    assert (refused.status_code, refused.json()["code"]) == (409, "claim_funds_missing")
    assert "15999.99" in refused.json()["detail"]
    await journey.contribute(bank, "0.01", on="2008-02-06")
    before = await claiming.pay(claim_id, "2008-02-05")
    assert before.json()["code"] == "claim_funds_missing", "the money came a day later"
    assert (await claiming.pay(claim_id, "2008-02-06")).is_success
    assert (await journey.fund())["net"] == "0.00"


async def test_what_the_borrower_pays_before_the_payment_lowers_it(journey, claiming) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    claim_id = await claiming.approved(bank, loan["loan_id"], approved="8000.00")
    first = loan["schedule"][0]
    paid = str(Decimal(first["principal"]) + Decimal(first["interest"]))
    await journey.repay(bank, ("LATE", loan["loan_id"], paid, "2008-02-03"))
    early = await claiming.pay(claim_id, "2008-02-02")
    assert early.json()["code"] == "dates_out_of_order"
    answer = (await claiming.pay(claim_id)).json()
    owed = Decimal(first["balance"])
    assert answer["loss"] == f"{owed:.2f}"
    covered = (owed * Decimal("0.8")).quantize(Decimal("0.01"))
    assert abs(Decimal(answer["amount"]) - covered / 2) <= Decimal("0.01"), "half was approved, half is paid"
    assert (await journey.fund())["liability"] == "0.00"
    await claiming.balances()


async def test_the_claim_lapses_when_the_borrower_pays_everything(journey, claiming, service) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    claim_id = await claiming.approved(bank, loan["loan_id"])
    total = sum(Decimal(line["principal"]) + Decimal(line["interest"]) for line in loan["schedule"])
    await journey.repay(bank, ("ALL", loan["loan_id"], str(total), "2008-02-03"))
    detail = await claiming.detail(claim_id)
    assert (detail["state"], detail["steps"][-1]["step"]) == ("lapsed", "lapse")
    refused = await claiming.pay(claim_id)
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")
    ended = await service.events("credit.claim.ended")
    assert [event["data"]["outcome"] for event in ended] == ["lapsed"]
    assert (await journey.fund())["net"] == "1000000.00"


async def test_the_desk_lists_by_waiting_days_and_says_what_is_next(journey, claiming) -> None:
    bank = await journey.register_bank()
    young = await claiming.lodge(bank, (await journey.disbursed(bank))["loan_id"], lodged_on="2008-01-25")
    old = await claiming.lodge(bank, (await journey.disbursed(bank))["loan_id"])
    await claiming.approved(bank, (await journey.disbursed(bank))["loan_id"])
    desk = (await journey.officer.get("/v1/claim-desk", params={"as_of": "2008-02-25", "limit": 2})).json()
    assert [(item["id"], item["waiting_days"], item["overdue"]) for item in desk["items"]] == [
        (old, 34, True),
        (young, 31, True),
    ]
    rest = (await journey.officer.get("/v1/claim-desk", params={"as_of": "2008-02-25", "cursor": desk["next"]})).json()
    assert [(item["state"], item["next_step"]) for item in rest["items"]] == [("approved", "payment by finance")]
    assert rest["next"] is None
    assert (await journey.officer.get("/v1/claim-desk", params={"cursor": "YWJj"})).status_code < 500
    assert (await journey.bank(bank).get("/v1/claim-desk")).status_code == 403


async def test_a_stale_version_is_refused(journey, claiming) -> None:
    bank = await journey.register_bank()
    claim_id = await claiming.lodge(bank, (await journey.disbursed(bank))["loan_id"])
    await claiming.assess(claim_id)
    body = {"approved_on": "2008-02-01", "amount": "16000.00", "reasons": "Fine."}
    stale = await claiming.checker.post(f"/v1/guarantee-claims/{claim_id}/approval", body, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "version_stale")


async def test_a_full_repayment_and_the_payment_of_the_claim_at_the_same_moment_give_one_of_the_two(
    journey, claiming
) -> None:
    bank = await journey.register_bank()
    loans = [await journey.disbursed(bank) for _ in range(6)]
    claims = [await claiming.approved(bank, loan["loan_id"]) for loan in loans]
    total = sum(Decimal(line["principal"]) + Decimal(line["interest"]) for line in loans[0]["schedule"])
    pairs = zip(loans, claims, strict=True)
    work = [
        step
        for number, (loan, claim_id) in enumerate(pairs)
        for step in (
            journey.repay(bank, (f"ALL-{number}", loan["loan_id"], str(total), "2008-02-03")),
            claiming.pay(claim_id),
        )
    ]
    answers = await asyncio.gather(*work)
    for number, claim_id in enumerate(claims):
        repaid, paid = answers[2 * number], answers[2 * number + 1]
        state = (await claiming.detail(claim_id))["state"]
        assert (repaid["recorded"], paid.status_code, state) in ((1, 409, "lapsed"), (0, 200, "paid"))
    assert (await journey.fund())["liability"] == "0.00"
    await claiming.balances()
