"""A bank's files: posted whole or not at all, looked at, the good lines on request, the same file once; reconciled."""

import asyncio
import csv
import io
from decimal import Decimal

import pytest
from kit.ids import new_id
from openpyxl import Workbook, load_workbook

HEADS = ("凭证号 Reference", "贷款编号 Loan", "金额 Amount", "还款日 Paid on", "提前结清 Settles")


def due(loan, number: int) -> str:
    line = loan["schedule"][number - 1]
    return str(Decimal(line["principal"]) + Decimal(line["interest"]))


def rows_of(bank, lines, *, count=None, total=None, heads=HEADS):
    told = total if total is not None else str(sum(Decimal(line[2]) for line in lines))
    return [["银行 Bank", bank], ["笔数 Count", str(count or len(lines))], ["合计 Total", told], heads, *lines]


def as_csv(rows, encoding="utf-8-sig") -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode(encoding)


def as_xlsx(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


async def post(client, content: bytes, path="/v1/repayment-files", key=None, **params):
    response = await client._send(
        "POST",
        path,
        files={"file": ("bank.csv", content)},
        params=params,
        headers={"Idempotency-Key": key or new_id(), "Accept-Language": "en"},
    )
    return response.status_code, response.json()


@pytest.mark.parametrize("form", ["csv", "gb18030", "xlsx"])
async def test_a_file_is_posted_whole_and_the_same_file_again_changes_nothing(journey, service, form) -> None:
    bank = await journey.register_bank(name="江津农行")
    one, two = await journey.disbursed(bank), await journey.disbursed(bank)
    lines = [[f"R{number}", loan["loan_id"], due(loan, 1), "2007-10-21", ""] for number, loan in enumerate((one, two))]
    rows = rows_of("江津农行", lines)
    content = {"csv": as_csv, "gb18030": lambda r: as_csv(r, "gb18030"), "xlsx": as_xlsx}[form](rows)
    client = journey.bank(bank)
    status, answer = await post(client, content)
    assert (status, answer["recorded"], answer["refused"], answer["repeated"]) == (201, 2, [], False)
    again = await post(client, content)
    assert again == (201, {**answer, "repeated": True})
    key = new_id()
    assert (await post(client, content, key=key))[1] == (await post(client, content, key=key))[1]
    assert len(await service.events("credit.loan.repaid")) == 2
    listed = (await client.get("/v1/repayments", params={"file_id": answer["id"]})).json()["items"]
    assert {(item["reference"], item["amount"]) for item in listed} == {("R0", due(one, 1)), ("R1", due(two, 1))}
    files = (await client.get("/v1/repayment-files")).json()["items"]
    assert [(item["id"], item["lines"], item["recorded_total"]) for item in files] == [
        (answer["id"], 2, answer["total"])
    ]
    other = await journey.register_bank()
    assert (await journey.bank(other).get(f"/v1/repayment-files/{answer['id']}")).status_code == 404


async def test_every_fault_of_a_file_is_told_by_row_and_column_and_nothing_is_posted(journey, service) -> None:
    bank, stranger = await journey.register_bank(), await journey.register_bank()
    loan, foreign = await journey.disbursed(bank), await journey.disbursed(stranger)
    mine = loan["loan_id"]
    await journey.repay(bank, ("OLD", mine, "10.00", "2007-10-01"))
    lines = [
        ["GOOD", mine, "100.00", "2007-10-21"],
        ["GOOD", mine, "100.00", "2007-10-21"],
        ["TORN", mine, "1.00", "2007-10-21"],
        ["TORN", mine, "2.00", "2007-10-21"],
        ["FOREIGN", foreign["loan_id"], "1.00", "2007-10-21"],
        ["NONE", new_id(), "1.00", "2007-10-21"],
        ["EARLY", mine, "1.00", "2007-09-20"],
        ["AHEAD", mine, "1.00", "2999-01-01"],
        ["OLD", mine, "11.00", "2007-10-01"],
        ["MANY", mine, "1.001", "2007-10-21"],
        ["DAY", mine, "1.00", "2007-13-21"],
        ["", "no loan", "1.00", "2007-10-21"],
    ]
    content = as_csv(rows_of(bank, lines, total="221.001"))
    client = journey.bank(bank)
    status, refused = await post(client, content)
    assert (status, refused["code"]) == (422, "content_invalid")
    assert [(item["row"], item["column"].split()[-1], item["code"]) for item in refused["errors"]] == [
        (6, "Reference", "line_twice"),
        (7, "Reference", "reference_twice"),
        (8, "Reference", "reference_twice"),
        (9, "Loan", "loan_unknown"),
        (10, "Loan", "loan_unknown"),
        (11, "on", "repayment_before_disbursement"),
        (12, "on", "date_in_future"),
        (13, "Reference", "repayment_reference_reused"),
        (14, "Amount", "cell_invalid"),
        (15, "on", "cell_invalid"),
        (16, "Reference", "cell_missing"),
        (16, "Loan", "cell_invalid"),
    ]
    assert len(await service.events("credit.loan.repaid")) == 1
    status, seen = await post(client, content, "/v1/repayment-files/preview")
    assert (status, seen["recorded"], seen["refused"], seen["file_faults"]) == (200, 1, 11, [])
    assert (seen["items"][0]["status"], seen["items"][0]["interest"]) == ("recorded", "100.00")
    assert len(await service.events("credit.loan.repaid")) == 1
    status, posted = await post(client, content, accept="good_lines")
    assert (status, posted["recorded"], posted["recorded_total"]) == (201, 1, "100.00")
    assert {line["row"] for line in posted["refused"]} == set(range(6, 17))
    kept = (await client.get(f"/v1/repayment-files/{posted['id']}")).json()
    assert kept["refused"] == posted["refused"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"total": "99.99"}, "total_wrong"),
        ({"count": 7}, "count_wrong"),
        ({"total": ""}, "head_missing"),
        ({"heads": ("Reference", "Loan", "Amount", "When")}, "columns_missing"),
    ],
)
async def test_a_file_with_a_wrong_head_is_refused_even_when_good_lines_are_asked_for(journey, change, code) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    content = as_csv(rows_of(bank, [["A", loan["loan_id"], "5.00", "2007-10-21"]], **change))
    for accept in ("all_lines", "good_lines"):
        status, answer = await post(journey.bank(bank), content, accept=accept)
        assert (status, [item["code"] for item in answer["errors"]]) == (422, [code])
    seen = (await post(journey.bank(bank), content, "/v1/repayment-files/preview"))[1]
    assert [item["code"] for item in seen["file_faults"]] == [code]


async def test_another_banks_file_and_what_is_no_file_are_refused(journey) -> None:
    bank, other = await journey.register_bank(), await journey.register_bank()
    loan = await journey.disbursed(bank)
    content = as_csv(rows_of(other, [["A", loan["loan_id"], "5.00", "2007-10-21"]]))
    status, answer = await post(journey.bank(bank), content)
    assert (status, [item["code"] for item in answer["errors"]]) == (422, ["file_of_another_bank"])
    for rubbish in (b"\x00\x01\x02", b"PK\x03\x04 no workbook", "余额".encode("utf-16")):
        status, answer = await post(journey.bank(bank), rubbish)
        assert (status, answer["code"]) == (422, "file_unreadable")


async def test_the_template_is_read_back(journey) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    response = await journey.bank(bank).get("/v1/repayment-files/template")
    book = load_workbook(io.BytesIO(response.content))
    sheet = book.active
    sheet["B1"], sheet["B2"], sheet["B3"] = bank, 1, 5
    for place, value in enumerate(("A", loan["loan_id"], 5, "2007/10/21", "否"), start=1):
        sheet.cell(5, place, value)
    written = io.BytesIO()
    book.save(written)
    assert (await post(journey.bank(bank), written.getvalue()))[1]["recorded"] == 1


async def test_a_banks_balances_and_payments_are_laid_beside_ours(journey, service) -> None:
    bank = await journey.register_bank()
    same, differs, left_out = [await journey.disbursed(bank) for _ in range(3)]
    for number, loan in enumerate((same, differs, left_out)):
        await journey.repay(bank, (f"P{number}", loan["loan_id"], due(loan, 1), "2007-10-21"))
    before = await service.events()
    unknown = new_id()
    rows = [
        ["Bank", bank],
        ["Count", "3"],
        ["Total", str(Decimal(same["schedule"][0]["balance"]) + 5 + 7)],
        ["贷款编号", "贷款余额"],
        [same["loan_id"], same["schedule"][0]["balance"]],
        [differs["loan_id"], "5.00"],
        [unknown, "7.00"],
    ]
    client = journey.bank(bank)
    status, answer = await post(client, as_csv(rows), "/v1/reconciliations", kind="balances", as_of="2007-10-31")
    assert (status, answer["agreed"], answer["differences"]) == (201, 1, 3)
    path = f"/v1/reconciliations/{answer['id']}"
    found = (await client.get(f"{path}/differences")).json()["items"]
    assert [(item["row"], item["kind"], item["loan_id"], item["theirs"], item["ours"]) for item in found] == [
        (6, "other_balance", differs["loan_id"], "5.00", differs["schedule"][0]["balance"]),
        (7, "missing_here", unknown, "7.00", ""),
        (None, "missing_there", left_out["loan_id"], "", left_out["schedule"][0]["balance"]),
    ]
    lines = [
        ["P0", same["loan_id"], due(same, 1), "2007-10-21"],
        ["P1", differs["loan_id"], "1.00", "2007-10-22"],
        ["P9", differs["loan_id"], "2.00", "2007-10-22"],
    ]
    content = as_csv(rows_of(bank, lines))
    params = {"kind": "payments", "since_on": "2007-10-01", "as_of": "2007-10-31"}
    status, answer = await post(client, content, "/v1/reconciliations", **params)
    path = f"/v1/reconciliations/{answer['id']}"
    found = (await client.get(f"{path}/differences")).json()["items"]
    assert [(item["row"], item["kind"], item["reference"]) for item in found] == [
        (6, "other_amount", "P1"),
        (6, "other_date", "P1"),
        (7, "missing_here", "P9"),
        (None, "missing_there", "P2"),
    ]
    assert await service.events() == before
    shown = (await journey.officer.get(path)).json()
    assert (shown["agreed"], shown["differences"]) == (1, 4)
    assert (await journey.bank(await journey.register_bank()).get(path)).status_code == 404


async def test_the_same_file_at_the_same_moment_counts_once(journey, service) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    content = as_csv(rows_of(bank, [[f"R{n}", loan["loan_id"], "10.00", "2007-10-21"] for n in range(5)]))
    answers = await asyncio.gather(*(post(journey.bank(bank), content) for _ in range(4)))
    assert {status for status, _ in answers} <= {201, 409}
    assert sum(answer["recorded"] for status, answer in answers if status == 201 and not answer["repeated"]) == 5
    assert len(await service.events("credit.loan.repaid")) == 5
    assert (await post(journey.bank(bank), content))[1]["repeated"]


async def test_very_many_lines_are_written_by_copy_with_the_same_outcome(journey, service, monkeypatch) -> None:
    bank = await journey.register_bank()
    by_statement, by_copy = await journey.disbursed(bank), await journey.disbursed(bank)

    def lines(loan, mark):
        return [[f"{mark}{n}", loan["loan_id"], due(loan, n), f"2008-0{n}-05"] for n in range(1, 5)]

    assert (await post(journey.bank(bank), as_csv(rows_of(bank, lines(by_statement, "S")))))[0] == 201
    monkeypatch.setattr("kit.database.MANY", 2)
    assert (await post(journey.bank(bank), as_csv(rows_of(bank, lines(by_copy, "C")))))[0] == 201
    shown = []
    for loan in (by_statement, by_copy):
        detail = (await journey.manager.get(f"/v1/loans/{loan['loan_id']}")).json()
        paid = [(item["interest"], item["principal"], item["balance"]) for item in detail["repayments"]]
        shown.append((paid, detail["guarantee"]["outstanding"], detail["standing"]))
    assert shown[0] == shown[1]
    assert len(await service.events("credit.loan.repaid")) == 8
    assert (await journey.finance.get("/v1/fund/ledger")).json()["balanced"]
