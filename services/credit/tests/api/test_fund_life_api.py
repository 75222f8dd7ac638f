"""Several funds, what comes in and goes out of them, what is taken back, and a bank stopped at 20% and lifted."""

from typing import Any

import pytest

FIRST = "00000000-0000-7000-8000-000000000001"


async def agrees(journey) -> None:
    """Every row that holds capacity is what recounting the postings gives."""
    found = (await journey.finance.get("/v1/fund/check")).json()
    assert found["agrees"], found["differences"]
    assert found["recounted"] == len(found["rows"]) > 0


def withdrawal(bank: str, amount: str, **other: Any) -> dict[str, Any]:
    body = {
        "bank_id": bank,
        "amount": amount,
        "withdrawn_on": "2007-12-03",
        "reference": f"BK-{amount}",
        "reason": "Moved to another bank.",
    }
    return body | other


async def test_a_fund_is_opened_listed_shown_and_closed_when_it_is_empty(journey, service) -> None:
    bank = await journey.register_bank(fund="1000.00")
    opened = await journey.manager.ok("/v1/funds", {"name": "创业基金 Start-up fund", "opened_on": "2007-08-01"})
    assert opened["accounts"] == 1
    taken = await journey.manager.post("/v1/funds", {"name": "创业基金 Start-up fund", "opened_on": "2007-08-01"})
    assert (taken.status_code, taken.json()["code"]) == (409, "fund_name_taken")
    listed = (await journey.finance.get("/v1/funds")).json()["items"]
    assert [(item["id"], item["net"], item["closed_on"]) for item in listed] == [
        (FIRST, "1000.00", None),
        (opened["id"], "0.00", None),
    ]
    shown = (await journey.finance.get(f"/v1/funds/{opened['id']}")).json()
    assert (shown["name"], shown["net"], [item["bank_id"] for item in shown["banks"]]) == (
        "创业基金 Start-up fund",
        "0.00",
        [bank],
    )
    ending = {"closed_on": "2007-12-31", "reason": "Not needed."}
    full = await journey.manager.post(f"/v1/funds/{FIRST}/closing", ending)
    assert (full.status_code, full.json()["code"]) == (409, "fund_not_empty")
    assert (await journey.manager.post(f"/v1/funds/{opened['id']}/closing", ending)).status_code == 201
    again = await journey.manager.post(f"/v1/funds/{opened['id']}/closing", ending)
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")
    assert [event["data"]["fund_id"] for event in await service.events("credit.fund.opened")] == [opened["id"]]
    assert len(await service.events("credit.fund.closed")) == 1
    later = await journey.register_bank(fund="5.00")  # again one fund is open: it need not be named
    assert (await journey.fund())["net"] == "1005.00"
    assert {item["bank_id"] for item in (await journey.fund(fund_id=FIRST))["banks"]} == {bank, later}
    await agrees(journey)


async def test_with_several_funds_open_the_one_that_is_meant_is_named_and_each_has_its_own_cap(
    journey, service
) -> None:
    bank = await journey.register_bank(fund="3200.00")
    second = (await journey.manager.ok("/v1/funds", {"name": "Second", "opened_on": "2007-07-01"}))["id"]
    body = {"bank_id": bank, "amount": "3200.00", "contributed_on": "2007-07-03", "reference": "CZ-9001"}
    unnamed = await journey.finance.post("/v1/fund/contributions", body)
    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "fund_not_named")
    unknown = await journey.finance.post("/v1/fund/contributions", body | {"fund_id": bank})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "fund_unknown")
    await journey.finance.ok("/v1/fund/contributions", body | {"fund_id": second})
    first_application, second_application = await journey.reviewed(bank), await journey.reviewed(bank)
    third = await journey.reviewed(bank)
    for application_id, fund_id in ((first_application, FIRST), (second_application, second)):
        said = {"committed_on": "2007-09-10", "fund_id": fund_id}
        answer = await journey.step(journey.officer, application_id, "guarantee", said)
        assert answer.status_code == 201, answer.text
    said = {"committed_on": "2007-09-10", "fund_id": second}
    refused = await journey.step(journey.officer, third, "guarantee", said)
    assert (refused.status_code, refused.json()["code"]) == (409, "headroom_too_small")
    for fund_id in (FIRST, second):
        shown = (await journey.finance.get(f"/v1/funds/{fund_id}")).json()
        assert (shown["net"], shown["liability"], shown["headroom"]) == ("3200.00", "16000.00", "0.00")
    assert (await journey.fund())["liability"] == "32000.00"
    told = [event["data"]["fund_id"] for event in await service.events("credit.fund.contributed")]
    assert told == [FIRST, second]
    await agrees(journey)


async def test_a_withdrawal_overdraws_neither_the_special_account_nor_the_cap(journey, service) -> None:
    bank, other = await journey.register_bank(fund="10000.00"), await journey.register_bank(fund="500.00")
    await journey.committed(bank)  # 16,000 guaranteed: 3,200 must stay
    for amount, code in (("10000.01", "fund_overdrawn"), ("6800.01", "cap_overdrawn")):
        refused = await journey.finance.post("/v1/fund/withdrawals", withdrawal(bank, amount))
        assert (refused.status_code, refused.json()["code"]) == (409, code), refused.text
    assert "6800.00" in refused.json()["detail"]
    done = await journey.finance.ok("/v1/fund/withdrawals", withdrawal(bank, "6800.00"))
    assert (done["bank_net"], done["fund_net"]) == ("3200.00", "3700.00")
    more = await journey.finance.post("/v1/fund/withdrawals", withdrawal(bank, "0.01"))
    assert more.json()["code"] == "cap_overdrawn"
    assert (await journey.finance.ok("/v1/fund/withdrawals", withdrawal(other, "500.00")))["bank_net"] == "0.00"
    twice = await journey.finance.post("/v1/fund/withdrawals", withdrawal(bank, "6800.00"))
    assert (twice.status_code, twice.json()["code"]) == (409, "fund_reference_reused")
    assert [event["data"]["amount"] for event in await service.events("credit.fund.withdrawn")] == ["6800.00", "500.00"]
    await agrees(journey)


async def test_a_withdrawal_cannot_lie_before_the_money_came(journey) -> None:
    bank = await journey.register_bank(fund=None)
    await journey.contribute(bank, "100.00", on="2007-07-02")
    await journey.contribute(bank, "900.00", on="2007-12-01")
    early = await journey.finance.post(
        "/v1/fund/withdrawals", withdrawal(bank, "100.01", withdrawn_on="2007-11-30", reference="BK-1")
    )
    assert (early.status_code, early.json()["code"]) == (409, "fund_overdrawn")
    assert "2007-11-30" in early.json()["detail"]
    assert "100.00" in early.json()["detail"]
    await journey.finance.ok("/v1/fund/withdrawals", withdrawal(bank, "1000.00", withdrawn_on="2007-12-01"))
    await agrees(journey)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"amount": "0.00"}, 422, "input_invalid"),
        ({"amount": "1.001"}, 422, "input_invalid"),
        ({"withdrawn_on": "2999-01-01"}, 422, "date_in_future"),
        ({"bank_id": FIRST}, 422, "bank_unknown"),
        ({"fund_id": "0198c1de-0000-7000-8000-0000000000ff"}, 422, "fund_unknown"),
        ({"reason": ""}, 422, "input_invalid"),
    ],
)
async def test_a_withdrawal_that_is_not_sound_is_refused(journey, change, status, code) -> None:
    bank = await journey.register_bank()
    refused = await journey.finance.post("/v1/fund/withdrawals", withdrawal(bank, "1.00") | change)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    await agrees(journey)


def fee(bank: str, amount: str, *letters: Any, **other: Any) -> dict[str, Any]:
    lines = [letter if isinstance(letter, dict) else {"letter_number": letter} for letter in letters]
    body = {"bank_id": bank, "amount": amount, "paid_on": "2007-12-20", "reference": f"DF-{amount}", "lines": lines}
    return body | other


async def test_finance_pays_the_fee_of_each_letter_once_and_never_above_what_is_due(journey, service) -> None:
    bank = await journey.register_bank()
    first, second = await journey.disbursed(bank), await journey.disbursed(bank)
    reserved = await journey.committed(bank)
    cases = [
        (await journey.manager.get(f"/v1/loan-applications/{item['application_id']}")).json()
        for item in (first, second)
    ]
    one, two = (case["guarantee"]["letter_number"] for case in cases)
    waiting = (await journey.manager.get(f"/v1/loan-applications/{reserved}")).json()["guarantee"]["letter_number"]
    due = (await journey.finance.get("/v1/fund/fees/due")).json()
    assert [(item["letter_number"], item["due"], item["rate_percent"]) for item in due["items"]] == [
        (one, "200.00", "1"),
        (two, "200.00", "1"),
    ]
    assert due["total"] == "400.00"
    for body, code in (
        (fee(bank, "400.01", one, two), "fees_do_not_add_up"),
        (fee(bank, "200.01", {"letter_number": one, "amount": "200.01"}), "fee_above_due"),
        (fee(bank, "200.00", waiting), "fee_not_due"),
        (fee(bank, "200.00", "G1999-000001"), "letter_unknown"),
        (fee(bank, "400.00", one, one), "letter_twice"),
        (fee(bank, "200.00", one, paid_on="2007-09-20"), "fee_not_due"),
    ):
        refused = await journey.finance.post("/v1/fund/fees", body)
        assert refused.json()["code"] == code, refused.text
    paid = await journey.finance.ok(
        "/v1/fund/fees", fee(bank, "350.00", one, {"letter_number": two, "amount": "150.00"})
    )
    assert [(item["amount"], item["due"]) for item in paid["fees"]] == [("200.00", "200.00"), ("150.00", "200.00")]
    again = await journey.finance.post("/v1/fund/fees", fee(bank, "50.00", {"letter_number": two, "amount": "50.00"}))
    assert (again.status_code, again.json()["code"]) == (409, "fee_already_recorded")
    assert (await journey.finance.get("/v1/fund/fees/due")).json()["items"] == []
    taken_back = await journey.manager.ok(
        f"/v1/fund/ledger/{paid['entry_id']}/reversal", {"reversed_on": "2007-12-21", "reason": "Another letter."}
    )
    assert taken_back["net_change"] == "-350.00"
    assert len((await journey.finance.get("/v1/fund/fees/due")).json()["items"]) == 2
    await journey.finance.ok("/v1/fund/fees", fee(bank, "350.00", one, {"letter_number": two, "amount": "150.00"}))
    told = [event["data"] for event in await service.events("credit.fund.fee_recorded")]
    assert [(item["amount"], item["letters"]) for item in told] == [("350.00", 2), ("350.00", 2)]
    await agrees(journey)


async def test_a_mistaken_contribution_is_taken_back_by_another_person_once_and_recorded_anew(journey, service) -> None:
    bank = await journey.register_bank(fund=None)
    body = {"bank_id": bank, "amount": "100000.00", "contributed_on": "2007-07-02", "reference": "CZ-1"}
    wrong = await journey.finance.ok("/v1/fund/contributions", body)
    path = f"/v1/fund/ledger/{wrong['entry_id']}/reversal"
    taken_back = {"reversed_on": "2007-07-05", "reason": "The voucher says 10,000."}
    same = await journey.finance.post(path, taken_back)
    assert (same.status_code, same.json()["code"]) == (409, "same_person")
    early = await journey.manager.post(path, taken_back | {"reversed_on": "2007-07-01"})
    assert (early.status_code, early.json()["code"]) == (422, "dates_out_of_order")
    done = await journey.manager.ok(path, taken_back)
    assert (done["net_change"], done["fund_net"], done["kind"]) == ("-100000.00", "0.00", "contribution")
    again = await journey.manager.post(path, taken_back)
    assert (again.status_code, again.json()["code"]) == (409, "entry_already_reversed")
    twice = await journey.finance.post(f"/v1/fund/ledger/{done['entry_id']}/reversal", taken_back)
    assert (twice.status_code, twice.json()["code"]) == (409, "reversal_not_reversible")
    assert (await journey.finance.ok("/v1/fund/contributions", body | {"amount": "10000.00"}))["fund_net"] == "10000.00"
    third = await journey.finance.post("/v1/fund/contributions", body)
    assert (third.status_code, third.json()["code"]) == (409, "contribution_already_recorded")
    listed = (await journey.finance.get("/v1/fund/movements", params={"kind": "contribution"})).json()["items"]
    assert [(item["amount"], item["reversed_on"], item["reversal_id"]) for item in listed] == [
        ("100000.00", "2007-07-05", done["entry_id"]),
        ("10000.00", None, None),
    ]
    journal = (await journey.finance.get("/v1/fund/ledger")).json()["items"]
    assert [(item["kind"], item["reversed_by"]) for item in journal] == [
        ("contribution", done["entry_id"]),
        ("reversal", None),
        ("contribution", None),
    ]
    told = (await service.events("credit.fund.entry_reversed"))[0]["data"]
    assert (told["reversed_entry_id"], told["net_change"]) == (wrong["entry_id"], "-100000.00")
    await agrees(journey)


async def test_a_reversal_overdraws_neither_the_fund_nor_its_cap_and_takes_back_nothing_else(journey) -> None:
    bank = await journey.register_bank(fund=None)
    made = await journey.contribute(bank, "3200.00")
    await journey.committed(bank)
    taken_back = {"reversed_on": "2007-12-01", "reason": "Mistaken."}
    refused = await journey.manager.post(f"/v1/fund/ledger/{made['entry_id']}/reversal", taken_back)
    assert (refused.status_code, refused.json()["code"]) == (409, "cap_overdrawn")
    await journey.contribute(bank, "3200.00", on="2007-07-03")
    out = await journey.finance.ok("/v1/fund/withdrawals", withdrawal(bank, "3200.00"))
    refused = await journey.manager.post(f"/v1/fund/ledger/{made['entry_id']}/reversal", taken_back)
    assert refused.json()["code"] == "fund_overdrawn" or refused.json()["code"] == "cap_overdrawn"
    back = await journey.manager.ok(
        f"/v1/fund/ledger/{out['entry_id']}/reversal", {"reversed_on": "2007-12-04", "reason": "Not executed."}
    )
    assert back["net_change"] == "3200.00"
    entries = (await journey.finance.get("/v1/fund/ledger")).json()["items"]
    reserved = next(item["id"] for item in entries if item["kind"] == "guarantee_reserved")
    other = await journey.manager.post(f"/v1/fund/ledger/{reserved}/reversal", taken_back)
    assert (other.status_code, other.json()["code"]) == (409, "entry_not_reversible")
    none = await journey.manager.post(f"/v1/fund/ledger/{bank}/reversal", taken_back)
    assert none.status_code == 404
    await agrees(journey)


async def test_a_bank_is_stopped_at_twenty_percent_lifted_and_stopped_again(journey, claiming, service) -> None:
    bank = await journey.register_bank()
    loans = [await journey.disbursed(bank) for _ in range(5)]
    lifting = {"lifted_on": "2008-02-10", "reason": "The bank visits every borrower now."}
    early = await journey.manager.post(f"/v1/banks/{bank}/suspension-lift", lifting)
    assert (early.status_code, early.json()["code"]) == (409, "bank_not_suspended")
    await claiming.paid(bank, loans[0]["loan_id"])  # 16,000 of 80,000
    shown = (await journey.fund())["banks"][0]
    assert (shown["suspended"], shown["compensation_rate_percent"], shown["last_lift"]) == (True, "20.00", None)
    assert (await journey.fund(as_of="2008-02-04"))["banks"][0]["suspended"] is False
    refused = await journey.commit(await journey.reviewed(bank))
    assert (refused.status_code, refused.json()["code"]) == (409, "bank_suspended")
    assert (await journey.finance.post(f"/v1/banks/{bank}/suspension-lift", lifting)).status_code == 403
    unsaid = await journey.manager.post(f"/v1/banks/{bank}/suspension-lift", {"lifted_on": "2008-02-10"})
    assert unsaid.status_code == 422
    lifted = await journey.manager.ok(f"/v1/banks/{bank}/suspension-lift", lifting)
    assert (lifted["compensated"], lifted["compensation_rate_percent"]) == ("16000.00", "20.00")
    shown = (await journey.fund())["banks"][0]
    assert (shown["suspended"], shown["last_lift"]) == (
        False,
        {"lifted_on": "2008-02-10", "reason": lifting["reason"], "lifted_by": "manager"},
    )
    assert (await journey.commit(await journey.reviewed(bank))).status_code == 201
    await claiming.paid(bank, loans[1]["loan_id"])
    shown = (await journey.fund())["banks"][0]
    assert (shown["suspended"], shown["compensation_rate_percent"]) == (True, "40.00")
    assert (await journey.commit(await journey.reviewed(bank))).json()["code"] == "bank_suspended"
    stops = [event["data"] for event in await service.events("credit.bank.suspended")]
    assert [(item["compensation_rate_percent"], item["limit_percent"]) for item in stops] == [
        ("20.00", "20"),
        ("40.00", "20"),
    ]
    lifts = [event["data"] for event in await service.events("credit.bank.suspension_lifted")]
    assert [(item["bank_id"], item["lifted_on"]) for item in lifts] == [(bank, "2008-02-10")]
    await agrees(journey)
