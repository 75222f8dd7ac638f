"""A subsidy quarter from the bank's repayments to finance's payment, and what puts itself right afterwards."""

import asyncio
import csv
import io
from decimal import Decimal
from typing import Any

from kit.testing import Client, RunningService
from openpyxl import load_workbook

PATH = "/v1/interest-subsidies"
INSTALMENT = "1733.21"


def draws(bank: str, quarter: str = "2007Q4", on: str = "2008-01-07") -> dict[str, str]:
    return {"bank_id": bank, "quarter": quarter, "claimed_on": on}


async def claimed(journey, bank: str, quarter: str = "2007Q4", on: str = "2008-01-07") -> Any:
    return await journey.officer.ok(PATH, draws(bank, quarter, on))


async def approved(journey, batch: Any, on: str = "2008-01-10") -> Any:
    return await journey.finance.ok(f"{PATH}/{batch['id']}/approval", {"approved_on": on, "opinion": "Checked."})


async def paid(journey, batch: Any, reference: str, on: str = "2008-01-15") -> Any:
    await approved(journey, batch, on)
    return await journey.finance.ok(f"{PATH}/{batch['id']}/payment", {"paid_on": on, "reference": reference})


async def repaid_loan(journey, bank: str, *days: str, **application: Any) -> str:
    loan = await journey.disbursed(bank, **application)
    items = [(f"{loan['loan_id'][-8:]}-{n}", loan["loan_id"], INSTALMENT, day) for n, day in enumerate(days)]
    if items:
        await journey.repay(bank, *items)
    return str(loan["loan_id"])


async def lines(client: Client, batch: Any) -> dict[str, Any]:
    answer = (await client.get(f"{PATH}/{batch['id']}/lines")).json()
    return {line["loan_id"]: line for line in answer["items"]}


async def test_a_subsidy_quarter(journey, service: RunningService) -> None:
    bank = await journey.register_bank()
    good = await repaid_loan(journey, bank, "2007-10-21", "2007-11-21")
    late = await repaid_loan(journey, bank, "2007-10-22")
    other = await repaid_loan(journey, bank, "2007-10-21", sector="R92")
    await repaid_loan(journey, bank)
    preview = (await journey.officer.get(f"{PATH}/preview", params={"bank_id": bank, "quarter": "2007Q4"})).json()
    batch = await claimed(journey, bank)
    assert {name: batch[name] for name in ("loans", "interest", "interest_subsidised", "amount", "payable")} == {
        name: preview[name] for name in ("loans", "interest", "interest_subsidised", "amount", "payable")
    }
    assert batch["amount"] == str(Decimal("121.50") + Decimal("111.71"))
    assert batch["interest"] == str(Decimal("121.50") * 3 + Decimal("111.71"))
    found = await lines(journey.bank(bank), batch)
    assert set(found) == {good, late, other}
    assert [part["why"] for part in found[good]["parts"]] == ["paid_when_due"] * 2
    assert [part["why"] for part in found[late]["parts"]] == ["paid_when_overdue"]
    assert [part["why"] for part in found[other]["parts"]] == ["trade_not_micro_profit"]
    assert (await paid(journey, batch, "GK-1"))["state"] == "paid"
    shown = (await journey.finance.get(f"{PATH}/{batch['id']}")).json()
    assert (shown["reference"], shown["settled_on"]) == ("GK-1", "2008-01-15")
    told = [(await service.events(f"credit.subsidy.{name}"))[0]["data"] for name in ("claimed", "approved", "paid")]
    assert [event["batch_id"] for event in told] == [batch["id"]] * 3
    assert told[2]["amount"] == batch["payable"]
    mine = (await journey.finance.get(f"{PATH}/loans/{good}")).json()
    assert (mine["claimed"], mine["paid"]) == (batch["amount"], batch["amount"])


async def test_a_backdated_repayment_is_claimed_and_a_moved_one_given_back_in_the_next_batch(journey) -> None:
    bank = await journey.register_bank()
    loan = await repaid_loan(journey, bank, "2007-12-01")  # late: fills the first two instalments from then on
    on_time = await repaid_loan(journey, bank, "2007-10-21")
    await paid(journey, await claimed(journey, bank), "GK-1")
    await journey.repay(bank, ("BACK", loan, INSTALMENT, "2007-10-21"), ("FEB", on_time, "0.50", "2008-02-01"))
    batch = await claimed(journey, bank, "2008Q1", "2008-04-02")
    found = await lines(journey.finance, batch)
    # What came on time pays the first instalment now; what came on 1 December pays the second, too late.
    assert found[loan]["amount"] == "121.50"
    assert batch["corrections"] == "121.50"
    assert {part["why"] for part in found[loan]["parts"]} <= {"paid_when_due", "paid_when_overdue"}


async def test_finance_returns_a_batch_and_the_quarter_is_claimed_again(journey) -> None:
    bank = await journey.register_bank()
    await repaid_loan(journey, bank, "2007-10-21")
    first = await claimed(journey, bank)
    again = await journey.officer.post(PATH, draws(bank))
    assert (again.status_code, again.json()["code"]) == (409, "quarter_claimed_already")
    later = await journey.officer.post(PATH, draws(bank, "2008Q1", "2008-04-02"))
    assert (later.status_code, later.json()["code"]) == (409, "earlier_batch_open")
    sent = await journey.finance.ok(f"{PATH}/{first['id']}/return", {"returned_on": "2008-01-08", "reason": "Again."})
    assert sent["state"] == "returned"
    assert (await claimed(journey, bank))["amount"] == first["amount"]


async def test_maker_and_checker_differ_and_a_reference_counts_once(journey, service) -> None:
    banks = [await journey.register_bank(), await journey.register_bank()]
    for bank in banks:
        await repaid_loan(journey, bank, "2007-10-21")
    own = await journey.finance.ok(PATH, draws(banks[0]))
    refused = await journey.finance.post(
        f"{PATH}/{own['id']}/approval", {"approved_on": "2008-01-10", "opinion": "Mine."}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "same_person")
    colleague = service.as_role("finance", account="colleague")
    await colleague.ok(f"{PATH}/{own['id']}/approval", {"approved_on": "2008-01-10", "opinion": "Checked."})
    pay = {"paid_on": "2008-01-15", "reference": "GK-1"}
    await colleague.ok(f"{PATH}/{own['id']}/payment", pay)
    twice = await colleague.post(f"{PATH}/{own['id']}/payment", pay)
    assert (twice.status_code, twice.json()["code"]) == (409, "illegal_transition")
    other = await claimed(journey, banks[1])
    await approved(journey, other)
    reused = await journey.finance.post(f"{PATH}/{other['id']}/payment", pay)
    assert (reused.status_code, reused.json()["code"]) == (409, "subsidy_reference_reused")
    assert (await journey.finance.get(f"{PATH}/{other['id']}")).json()["state"] == "approved"


async def test_two_batches_at_once_one_wins(journey) -> None:
    bank = await journey.register_bank()
    await repaid_loan(journey, bank, "2007-10-21", "2008-01-21")
    tries = [journey.officer.post(PATH, draws(bank, quarter, "2008-04-02")) for quarter in ("2007Q4", "2008Q1") * 4]
    answers = await asyncio.gather(*tries)
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]
    batches = (await journey.finance.get(PATH, params={"bank_id": bank})).json()["items"]
    assert len(batches) == 1


async def test_a_clawback_takes_everything_back_for_good(journey, service) -> None:
    bank = await journey.register_bank()
    wrong = await repaid_loan(journey, bank, "2007-10-21", "2007-11-21", "2007-12-21")
    right = await repaid_loan(journey, bank, "2007-10-21")
    first = await claimed(journey, bank)
    theirs = (await lines(journey.finance, first))[wrong]["amount"]
    await paid(journey, first, "GK-1")
    await journey.repay(bank, ("Q1", wrong, INSTALMENT, "2008-01-21"))
    second = await claimed(journey, bank, "2008Q1", "2008-04-02")
    body = {"loan_id": wrong, "found_on": "2008-04-03", "reason": "An internet café."}
    notice = await journey.finance.ok(f"{PATH}/clawbacks", body)
    assert notice["amount"] == str(Decimal(theirs) + Decimal(second["amount"]))
    assert notice["notice_number"] in notice["notice_zh"]
    again = await journey.finance.post(f"{PATH}/clawbacks", body)
    assert (again.status_code, again.json()["code"]) == (409, "clawed_back_already")
    blocked = await journey.finance.post(
        f"{PATH}/{second['id']}/approval", {"approved_on": "2008-04-04", "opinion": "Checked."}
    )
    assert blocked.json()["code"] == "clawed_back_meanwhile"
    await journey.finance.ok(f"{PATH}/{second['id']}/return", {"returned_on": "2008-04-04", "reason": "Clawed back."})
    batch = await claimed(journey, bank, "2008Q1", "2008-04-05")
    assert (batch["amount"], batch["payable"]) == (f"-{theirs}", f"-{theirs}")
    assert set(await lines(journey.finance, batch)) == {wrong}
    await approved(journey, batch, "2008-04-06")
    carried = await journey.finance.ok(
        f"{PATH}/{batch['id']}/carry-over", {"carried_on": "2008-04-07", "reason": "The next batch covers it."}
    )
    assert carried["state"] == "carried_over"
    days = ("2008-04-21", "2008-05-21")
    await journey.repay(bank, *((f"Q2-{n}", wrong, INSTALMENT, day) for n, day in enumerate(days)))
    await journey.repay(
        bank,
        *((f"R-{n}", right, INSTALMENT, f"2007-{n}-20") for n in (11, 12)),
        ("R1", right, INSTALMENT, "2008-01-20"),
    )
    third = await claimed(journey, bank, "2008Q2", "2008-07-02")
    assert third["carried_in"] == f"-{theirs}"
    assert Decimal(third["payable"]) == Decimal(third["amount"]) - Decimal(theirs)
    assert {part["why"] for part in (await lines(journey.finance, third))[wrong]["parts"]} == {"clawed_back"}
    assert (await journey.finance.get(f"{PATH}/loans/{wrong}")).json()["claimed"] == "0.00"
    assert len(await service.events("credit.subsidy.clawed_back")) == 1
    listed = (await journey.bank(bank).get(f"{PATH}/clawbacks")).json()["items"]
    assert [item["loan_id"] for item in listed] == [wrong]


async def test_a_returned_batch_frees_what_it_took_over(journey) -> None:
    bank = await journey.register_bank()
    loan = await repaid_loan(journey, bank, "2007-10-21")
    other = await repaid_loan(journey, bank)
    await paid(journey, await claimed(journey, bank), "GK-1")
    await journey.finance.ok(f"{PATH}/clawbacks", {"loan_id": loan, "found_on": "2008-02-03", "reason": "Other trade."})
    owing = await claimed(journey, bank, "2008Q1", "2008-04-02")
    await approved(journey, owing, "2008-04-03")
    await journey.finance.ok(f"{PATH}/{owing['id']}/carry-over", {"carried_on": "2008-04-07", "reason": "Next."})
    await journey.repay(bank, ("N", other, INSTALMENT, "2007-10-20"))
    taken = await claimed(journey, bank, "2008Q2", "2008-07-02")
    assert taken["payable"] == "0.00"
    await journey.finance.ok(f"{PATH}/{taken['id']}/return", {"returned_on": "2008-07-03", "reason": "Again."})
    assert (await claimed(journey, bank, "2008Q2", "2008-07-04"))["carried_in"] == "-121.50"


async def test_a_bank_sees_and_claims_its_own_only(journey) -> None:
    mine, foreign = await journey.register_bank(), await journey.register_bank()
    await repaid_loan(journey, mine, "2007-10-21")
    batch = await journey.bank(mine).ok(PATH, draws(mine))
    assert (await journey.bank(foreign).get(f"{PATH}/{batch['id']}")).status_code == 404
    assert (await journey.bank(foreign).get(PATH)).json()["items"] == []
    assert (await journey.bank(foreign).post(PATH, draws(mine))).status_code == 404
    assert (await journey.maker.get(PATH)).status_code == 403
    assert (await journey.bank(mine).post(f"{PATH}/{batch['id']}/approval", {})).status_code == 403


async def test_what_cannot_be_claimed_is_refused(journey) -> None:
    bank = await journey.register_bank()
    await repaid_loan(journey, bank, "2007-10-21", sector="R92")
    nothing = await journey.officer.post(PATH, draws(bank))
    assert (nothing.status_code, nothing.json()["code"]) == (422, "nothing_to_subsidise")
    running = await journey.officer.post(PATH, draws(bank, "2007Q4", "2007-12-31"))
    assert (running.status_code, running.json()["code"]) == (422, "quarter_not_over")
    assert (await journey.officer.post(PATH, draws(bank, "2007Q5"))).status_code == 422
    unknown = await journey.officer.post(PATH, draws("0198c1de-0000-7000-8000-000000000099"))
    assert unknown.json()["code"] == "bank_unknown"
    assert (await journey.officer.post(PATH, draws(bank, "2007Q4", "2999-01-01"))).json()["code"] in {
        "date_in_future",
        "no_rules_yet",
    }


async def test_the_export_lists_every_part_and_its_total(journey) -> None:
    bank = await journey.register_bank()
    await repaid_loan(journey, bank, "2007-10-21", "2007-11-21")
    batch = await claimed(journey, bank)
    sheet = await journey.finance.get(f"{PATH}/{batch['id']}/export")
    assert sheet.status_code == 200
    rows = list(load_workbook(io.BytesIO(sheet.content)).active.values)
    assert rows[0][0] == "贷款编号 Loan id"
    assert Decimal(str(rows[-1][13])) == Decimal(batch["amount"])
    assert sum(Decimal(str(row[13])) for row in rows[1:-1]) == Decimal(batch["amount"])
    text = await journey.finance.get(f"{PATH}/{batch['id']}/export", params={"format": "csv"})
    assert text.headers["content-type"].startswith("text/csv")
    table = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert len(table) == len(rows)
