"""After a claim was paid: called, recovered to the fen, reversed, written off, closed; the stop at 20 %."""

import asyncio
from decimal import Decimal

import asyncpg
import pytest
from kit.ids import new_id
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError


def bears(statement) -> dict[str, str]:
    return {name: statement[name] for name in ("borrower", "counter_guarantors", "fund", "bank")}


def adds_up(statement) -> bool:
    return sum(Decimal(value) for value in bears(statement).values()) == Decimal(statement["loss"])


async def test_a_claim_with_partial_recovery_ends_with_a_loss_that_adds_up(journey, claiming, service) -> None:
    bank = await journey.register_bank()
    claim_id = await claiming.paid(bank, (await journey.disbursed(bank))["loan_id"])
    letter = {"number": 1, "addressee": "Savings book", "letter_reference": "ZS-3", "due_on": "2008-03-15"}
    called = await claiming.assessor.ok(
        f"/v1/guarantee-claims/{claim_id}/calls",
        {"items": [letter | {"amount": "12000.00", "letter_on": "2008-02-12"}], "note": "Registered."},
    )
    call_id = called["items"][0]["id"]
    first = (await claiming.recover(claim_id, "3333.33")).json()
    assert (first["to_fund"], first["to_bank"], first["open_loss"]) == ("2666.66", "666.67", "16666.67")
    second = await claiming.recover(claim_id, "5000.00", "deposit", call_id=call_id, costs="0.01")
    assert (second.json()["to_fund"], second.json()["to_bank"]) == ("4000.00", "999.99")
    detail = await claiming.detail(claim_id, as_of="2008-05-01")
    assert (detail["calls"][0]["paid"], detail["calls"][0]["left"], detail["calls"][0]["overdue"]) == (
        "5000.00",
        "7000.00",
        True,
    )
    early = await claiming.step(
        claiming.assessor, claim_id, "closing", {"closed_on": "2008-12-01", "reason": "Nothing left."}
    )
    assert (early.status_code, early.json()["code"]) == (409, "loss_still_open")
    why = {"written_off_on": "2009-04-20", "reason": "The court found no assets."}
    proposed = await claiming.step(claiming.assessor, claim_id, "write-off", why)
    assert (proposed.json()["outcome"], proposed.json()["state"]) == ("proposed", "paid")
    alone = await claiming.step(claiming.assessor, claim_id, "write-off", why)
    assert alone.json()["code"] == "same_person"
    officer = await claiming.step(claiming.checker, claim_id, "write-off", why)
    assert officer.json()["code"] == "manager_needed"
    done = await claiming.step(claiming.second, claim_id, "write-off", why)
    assert (done.json()["state"], done.json()["amount"]) == ("written_off", "9333.34")
    books = await claiming.balances()
    assert (books["subrogation_receivable"], books["losses"]) == (Decimal(0), Decimal("9333.34"))
    late = (await claiming.recover(claim_id, "100.00", received_on="2009-05-01")).json()
    assert late["state"] == "written_off"
    statement = (await claiming.detail(claim_id))["statement"]
    assert adds_up(statement)
    assert bears(statement) == {
        "borrower": "3433.33",
        "counter_guarantors": "4999.99",
        "fund": "9253.34",
        "bank": "2313.34",
    }
    assert (statement["written_off"], statement["receivable"], statement["costs"]) == ("9253.34", "0.00", "0.01")
    books = await claiming.balances()
    assert (books["subrogation_receivable"], books["losses"]) == (Decimal(0), Decimal("9253.34"))
    closing = {"closed_on": "2009-06-01", "reason": "Given up."}
    closed = await claiming.step(claiming.assessor, claim_id, "closing", closing)
    assert (closed.json()["state"], closed.json()["outcome"]) == ("closed", "given_up")
    told = {name: len(await service.events(f"credit.{name}")) for name in ("recovery.posted", "claim.written_off")}
    assert told == {"recovery.posted": 3, "claim.written_off": 1}
    ended = (await service.events("credit.claim.closed"))[0]["data"]
    assert (ended["paid"], ended["fund_loss"]) == ("16000.00", "9253.34")


async def test_a_joint_group_with_one_defaulter_answers_together(journey, claiming) -> None:
    bank = await journey.register_bank()
    people = [await journey.applicant() for _ in range(3)]
    group_id = await journey.joint_group(people)
    group = [{"kind": "joint_group", "value": "16000.00", "description": "Three neighbours", "group_id": group_id}]
    loan = await journey.disbursed(bank, people[0], counter_guarantees=group)
    claim_id = await claiming.paid(bank, loan["loan_id"])
    next_one = await journey.commit(await journey.reviewed(bank, people[1], counter_guarantees=group), on="2008-02-20")
    assert next_one.json()["code"] == "group_member_late", "no new loan while a member's loan is unpaid"
    letter = {
        "number": 1,
        "addressee": "The group's members",
        "letter_reference": "ZS-1",
        "letter_on": "2008-02-12",
        "due_on": "2008-03-12",
    }
    calls = f"/v1/guarantee-claims/{claim_id}/calls"
    over = await claiming.assessor.post(calls, {"items": [letter | {"amount": "16000.01"}], "note": "x"})
    assert (over.status_code, over.json()["code"]) == (422, "call_above_limit")
    nobody = await claiming.assessor.post(calls, {"items": [letter | {"amount": "1.00", "number": 7}], "note": "x"})
    assert nobody.json()["code"] == "security_unknown"
    called = await claiming.assessor.ok(calls, {"items": [letter | {"amount": "16000.00"}], "note": "Registered."})
    call = called["items"][0]
    assert sorted(call["liable"]) == sorted(person.id for person in people[1:]), "not the borrower"
    pays = {"call_id": call["id"], "payer_id": people[1].id}
    borrower = await claiming.recover(claim_id, "10.00", "group_member", **(pays | {"payer_id": people[0].id}))
    assert borrower.json()["code"] == "payer_not_liable"
    wrong = await claiming.recover(claim_id, "10.00", "guarantor", **pays)
    assert wrong.json()["code"] == "call_unknown"
    assert (await claiming.recover(claim_id, "9000.00", "group_member", **pays)).is_success
    rest = pays | {"payer_id": people[2].id}
    above = await claiming.recover(claim_id, "7000.01", "group_member", **rest)
    assert above.json()["code"] == "call_above_limit"
    assert (await claiming.recover(claim_id, "7000.00", "group_member", **rest)).is_success
    assert (await claiming.recover(claim_id, "4000.00")).json()["open_loss"] == "0.00"
    detail = await claiming.detail(claim_id)
    assert bears(detail["statement"]) == {
        "borrower": "4000.00",
        "counter_guarantors": "16000.00",
        "fund": "0.00",
        "bank": "0.00",
    }
    body = {"closed_on": "2008-06-01", "reason": "All recovered."}
    closed = await claiming.step(claiming.assessor, claim_id, "closing", body)
    assert closed.json()["outcome"] == "recovered"
    assert (await claiming.balances())["subrogation_receivable"] == 0
    assert (await journey.fund())["net"] == "1000000.00"
    story = (await journey.manager.get(f"/v1/story/credit/{people[0].id}")).json()
    assert [(item["id"], item["state"]) for item in story["claims"]] == [(claim_id, "closed")]
    body = journey.application(people[0], bank, applied_on="2008-06-02")
    assert (await journey.maker.post("/v1/loan-applications", body)).status_code == 201, "may borrow again"


async def test_recoveries_that_cannot_be_are_refused(journey, claiming) -> None:
    bank, other = await journey.register_bank(), await journey.register_bank()
    loan, next_one, paying = [await journey.disbursed(bank) for _ in range(3)]
    claim_id = await claiming.approved(bank, loan["loan_id"])
    before = await claiming.recover(claim_id, "10.00")
    assert (before.status_code, before.json()["code"]) == (409, "recovery_before_payment")
    called = {"items": [{"number": 1, "amount": "1.00", "addressee": "x", "letter_reference": "x"}], "note": "x"}
    called["items"][0] |= {"letter_on": "2008-02-12", "due_on": "2008-03-12"}
    unpaid = await claiming.assessor.post(f"/v1/guarantee-claims/{claim_id}/calls", called)
    assert unpaid.json()["code"] == "recovery_before_payment"
    await claiming.pay(claim_id)
    above = await claiming.recover(claim_id, "20000.01")
    assert (above.status_code, above.json()["code"]) == (422, "recovery_above_loss")
    assert (await claiming.recover(claim_id, "20000.01", costs="0.01")).is_success
    assert (await claiming.recover(claim_id, "0.01")).json()["code"] == "recovery_above_loss"
    claim_id = await claiming.paid(bank, next_one["loan_id"])
    costly = await claiming.recover(claim_id, "100.00", costs="30.01")
    assert costly.json()["code"] == "recovery_costs_too_high"
    assert (await claiming.recover(claim_id, "1.00", reference="ONE")).is_success
    twice = await claiming.recover(claim_id, "1.00", reference="ONE")
    assert (twice.status_code, twice.json()["code"]) == (409, "recovery_reference_reused")
    await journey.repay(bank, ("PAID", paying["loan_id"], "10.00", "2007-10-21"))
    known = await claiming.recover(claim_id, "10.00", reference="PAID")
    assert known.json()["code"] == "recovery_reference_reused"
    body = {"reference": "X", "source": "borrower", "amount": "1.00", "received_on": "2008-04-01", "note": "x"}
    foreign = await journey.bank(other).post(f"/v1/guarantee-claims/{claim_id}/recoveries", body)
    assert foreign.status_code == 404
    answer = await journey.repay(bank, ("NOW", (await claiming.detail(claim_id))["loan_id"], "10.00", "2008-03-01"))
    assert (answer["refused"], answer["lines"][0]["code"]) == (1, "loan_claimed")


async def test_a_bounced_recovery_is_taken_back_once_and_reopens_the_claim(journey, claiming, service) -> None:
    bank = await journey.register_bank()
    claim_id = await claiming.paid(bank, (await journey.disbursed(bank))["loan_id"])
    recovery_id = (await claiming.recover(claim_id, "20000.00")).json()["id"]
    body = {"closed_on": "2008-06-01", "reason": "All recovered."}
    assert (await claiming.step(claiming.assessor, claim_id, "closing", body)).json()["state"] == "closed"

    async def reverse(found: str, reference: str, on: str = "2008-06-05"):
        body = {"reversed_on": on, "reference": reference, "reason": "The cheque bounced."}
        return await claiming.finance.post(f"/v1/guarantee-claims/{claim_id}/recoveries/{found}/reversal", body)

    assert (await reverse(recovery_id, "R1", "2008-03-31")).json()["code"] == "dates_out_of_order"
    assert (await reverse(new_id(), "R1")).status_code == 404
    answers = await asyncio.gather(*(reverse(recovery_id, f"R{n}") for n in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    done = next(answer.json() for answer in answers if answer.status_code == 201)
    assert (done["state"], done["to_fund"], done["open_loss"]) == ("paid", "-16000.00", "20000.00")
    assert (await reverse(done["id"], "R9")).json()["code"] == "recovery_reversed_already"
    assert (await claiming.balances())["subrogation_receivable"] == Decimal("16000.00")
    told = await service.events("credit.recovery.posted")
    assert [event["data"]["to_fund"] for event in told] == ["16000.00", "-16000.00"]
    detail = await claiming.detail(claim_id)
    assert adds_up(detail["statement"])
    assert [item["step"] for item in detail["steps"]][-3:] == ["recovery", "closing", "reversal"]


async def test_recoveries_at_the_same_moment_never_exceed_the_loss(journey, claiming) -> None:
    bank = await journey.register_bank()
    claim_id = await claiming.paid(bank, (await journey.disbursed(bank))["loan_id"])
    answers = await asyncio.gather(*(claiming.recover(claim_id, "3000.00") for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [*[201] * 6, *[422] * 4]
    statement = (await claiming.detail(claim_id))["statement"]
    assert (statement["borrower"], statement["fund"], statement["bank"]) == ("18000.00", "1600.00", "400.00")
    await claiming.balances()


async def test_a_repeated_request_is_answered_as_the_first_time(journey, claiming, service) -> None:
    bank = await journey.register_bank()
    claim_id = await claiming.approved(bank, (await journey.disbursed(bank))["loan_id"])
    first = await claiming.pay(claim_id, reference="ZF-ONCE", key="pay-once")
    again = await claiming.pay(claim_id, reference="ZF-ONCE", key="pay-once")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(await service.events("credit.claim.paid")) == 1


async def test_a_bank_is_stopped_at_twenty_percent_lifted_by_a_manager_and_stopped_again(
    journey, claiming, service
) -> None:
    bank = await journey.register_bank()
    loans = [await journey.disbursed(bank) for _ in range(6)]
    first = await claiming.approved(bank, loans[0]["loan_id"])
    paid = (await claiming.pay(first)).json()
    assert (paid["compensation_rate_percent"], paid["bank_stopped"]) == ("16.67", False)
    assert (await journey.commit(await journey.reviewed(bank))).status_code == 201
    second = await claiming.approved(bank, loans[1]["loan_id"])
    paid = (await claiming.pay(second)).json()
    assert (paid["compensation_rate_percent"], paid["bank_stopped"]) == ("33.33", True)
    refused = await journey.commit(await journey.reviewed(bank))
    assert (refused.status_code, refused.json()["code"]) == (409, "bank_suspended")
    stopped = await service.events("credit.bank.suspended")
    assert [(item["data"]["bank_id"], item["data"]["suspended_on"]) for item in stopped] == [(bank, "2008-02-05")]
    elsewhere = await journey.register_bank()
    assert (await journey.commit(await journey.reviewed(elsewhere))).status_code == 201
    third = await claiming.approved(bank, loans[2]["loan_id"])
    lift = {"lifted_on": "2008-02-20", "reason": "The bank changed how it collects."}
    await journey.manager.ok(f"/v1/banks/{bank}/suspension-lift", lift)
    assert (await journey.commit(await journey.reviewed(bank), on="2008-02-21")).status_code == 201
    assert (await claiming.pay(third, "2008-02-25")).json()["bank_stopped"]
    again = await journey.commit(await journey.reviewed(bank), on="2008-02-26")
    assert again.json()["code"] == "bank_suspended", "the lift held until the next claim was paid"
    assert len(await service.events("credit.bank.suspended")) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE recovery SET amount = amount + 1",
        "DELETE FROM claim_step",
        "UPDATE claim_payment SET amount = 0",
        "TRUNCATE claim_document",
        "DELETE FROM counter_guarantee_call",
    ],
)
async def test_what_was_done_paid_called_and_recovered_never_changes(journey, claiming, service, statement) -> None:
    bank = await journey.register_bank()
    claim_id = await claiming.paid(bank, (await journey.disbursed(bank))["loan_id"])
    await claiming.recover(claim_id, "1.00")
    with pytest.raises((DBAPIError, asyncpg.PostgresError)):
        async with service.database.transaction(service.call) as tx:
            await tx.execute(text(statement))
