"""The books as an auditor reads them: chart, trial balance, statements, files, as of a day and as known then."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

ACCOUNTS = "/v1/fund/accounts"


async def statement(journey, account: str, **query: Any) -> Any:
    response = await journey.finance.get(f"{ACCOUNTS}/{account}/statement", params=query)
    assert response.is_success, response.text
    return response.json()


async def test_the_trial_balance_names_every_account_in_both_languages_and_balances(journey, claiming) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    claim_id = await claiming.paid(bank, loan["loan_id"])
    await claiming.recover(claim_id, "1000.00")
    shown = (await journey.finance.get("/v1/fund/trial-balance")).json()
    assert shown["balanced"]
    assert shown["debits"] == shown["credits"]
    totals = {item["account"]: (item["number"], item["name_zh"], item["balance"]) for item in shown["totals"]}
    assert totals["special_account"] == ("1001", "担保基金专户", "984800.00")
    assert totals["subrogation_receivable"] == ("1221", "应收代位追偿款", "15200.00")
    assert totals["guarantees_effective"][2] == "0.00"
    before = (await journey.finance.get("/v1/fund/trial-balance", params={"as_of": "2008-02-04"})).json()
    assert {item["account"]: item["balance"] for item in before["totals"]}["guarantees_effective"] == "-16000.00"
    chart = (await journey.finance.get("/v1/fund/chart-of-accounts")).json()["items"]
    assert {item["account"] for item in chart} >= set(totals)
    assert all(item["name"] and item["name_zh"] and item["holds_zh"] for item in chart)
    assert (await journey.finance.get("/v1/fund/check")).json()["agrees"]


async def test_a_statement_opens_where_the_one_before_closed_and_pages_without_a_break(journey) -> None:
    bank = await journey.register_bank(fund=None)
    days = ["2007-07-02", "2007-07-15", "2007-08-01", "2007-08-01", "2007-08-31", "2007-09-01"]
    for number, day in enumerate(days, start=1):
        await journey.contribute(bank, f"{number}00.00", on=day)
    july = await statement(journey, "special_account", to_on="2007-07-31")
    august = await statement(journey, "special_account", from_on="2007-08-01", to_on="2007-08-31")
    assert (july["opening"], july["closing"], july["movements"]) == ("0.00", "300.00", 2)
    assert (august["opening"], august["debits"], august["credits"], august["closing"]) == (
        "300.00",
        "1200.00",
        "0.00",
        "1500.00",
    )
    assert [item["balance"] for item in august["items"]] == ["600.00", "1000.00", "1500.00"]
    pages, cursor = [], None
    while True:
        query = {"limit": 2} if cursor is None else {"limit": 2, "cursor": cursor}
        page = await statement(journey, "special_account", **query)
        assert (page["opening"], page["closing"]) == ("0.00", "2100.00")
        pages += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert [item["balance"] for item in pages] == ["100.00", "300.00", "600.00", "1000.00", "1500.00", "2100.00"]
    other_side = await statement(journey, "contributions")
    assert (other_side["closing"], other_side["rises_with"]) == ("-2100.00", "credit")
    empty = await statement(journey, "losses")
    assert (empty["opening"], empty["closing"], empty["items"]) == ("0.00", "0.00", [])
    nowhere = await statement(journey, "special_account", bank_id="nobody")
    assert nowhere["movements"] == 0


async def test_the_balance_of_an_account_day_by_day(journey) -> None:
    bank = await journey.register_bank(fund=None)
    for day in ("2007-07-02", "2007-07-02", "2007-08-01", "2007-09-01"):
        await journey.contribute(bank, "100.00", on=day)
    path = f"{ACCOUNTS}/special_account/balances"
    first = (await journey.finance.get(path, params={"limit": 2})).json()
    assert [(item["day"], item["balance"]) for item in first["items"]] == [
        ("2007-07-02", "200.00"),
        ("2007-08-01", "300.00"),
    ]
    rest = (await journey.finance.get(path, params={"limit": 2, "cursor": first["next"]})).json()
    assert ([(item["day"], item["balance"]) for item in rest["items"]], rest["next"]) == (
        [("2007-09-01", "400.00")],
        None,
    )
    late = (await journey.finance.get(path, params={"from_on": "2007-08-01"})).json()["items"]
    assert [item["balance"] for item in late] == ["300.00", "400.00"]


async def test_what_was_not_yet_recorded_at_a_moment_is_left_out(journey) -> None:
    bank = await journey.register_bank(fund=None)
    await journey.contribute(bank, "100.00", on="2007-07-02")
    moment = datetime.now(UTC).isoformat()
    await journey.contribute(bank, "40.00", on="2007-07-01")
    assert (await statement(journey, "special_account"))["closing"] == "140.00"
    assert (await statement(journey, "special_account", known_at=moment))["closing"] == "100.00"
    shown = (await journey.finance.get("/v1/fund/trial-balance", params={"known_at": moment})).json()
    assert (shown["debits"], shown["balanced"]) == ("100.00", True)
    assert (await journey.fund(known_at=moment))["net"] == "100.00"
    journal = (await journey.finance.get("/v1/fund/ledger", params={"known_at": moment})).json()
    assert len(journal["items"]) == 1


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"from_on": "2007-08-02", "to_on": "2007-08-01"}, 422, "dates_out_of_order"),
        ({"to_on": "2999-01-01"}, 422, "date_in_future"),
        ({"known_at": "2999-01-01T00:00:00Z"}, 422, "date_in_future"),
        ({"known_at": "2007-01-01T00:00:00"}, 422, "input_invalid"),
        ({"cursor": "MjAwNy0xMy0wMXx4fDE="}, 400, "header_invalid"),
    ],
)
async def test_a_statement_that_cannot_be_made_is_refused(journey, query, status, code) -> None:
    refused = await journey.finance.get(f"{ACCOUNTS}/special_account/statement", params=query)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_an_account_that_is_not_in_the_chart_is_refused(journey) -> None:
    for path in ("statement", "balances", "statement.csv", "statement.xlsx"):
        assert (await journey.finance.get(f"{ACCOUNTS}/petty_cash/{path}")).status_code == 422


async def test_the_files_hold_the_statement_and_no_formula(journey) -> None:
    bank = await journey.register_bank(fund=None, name="=HYPERLINK(1) Bank")
    for reference in ("=1+1", "@SUM(A1)", "+1", "-2", "CZ-1"):
        body = {"bank_id": bank, "amount": "10.50", "contributed_on": "2007-07-02", "reference": reference}
        await journey.finance.ok("/v1/fund/contributions", body)
    query = {"from_on": "2007-07-01", "to_on": "2007-07-31"}
    response = await journey.finance.get(f"{ACCOUNTS}/contributions/statement.csv", params=query)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="statement-contributions.csv"' in response.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["日期 Date", "凭证号 Document", "摘要 Entry"]
    assert rows[1][2:9] == ["期初余额 Opening balance", "", "", "", "", "平 nil", "0.00"]
    assert [row[1] for row in rows[2:7]] == ["'=1+1", "'@SUM(A1)", "'+1", "'-2", "CZ-1"]
    assert rows[2][4] == "'=HYPERLINK(1) Bank"
    assert rows[2][2] == "基金拨入 Contribution"
    assert rows[-2][2:7] == ["合计 Totals", "", "", "0.00", "52.50"]
    assert rows[-1][7:9] == ["贷 credit", "52.50"]
    response = await journey.finance.get(f"{ACCOUNTS}/contributions/statement.xlsx", params=query)
    book = load_workbook(io.BytesIO(response.content))
    table, about = book.worksheets
    cells = [list(row) for row in table.iter_rows()]
    assert [cell.value for cell in cells[0]] == rows[0]
    assert all(cell.data_type != "f" for row in [*cells, *about.iter_rows()] for cell in row)
    assert cells[2][6].value == pytest.approx(Decimal("10.50"))
    assert cells[-1][8].value == pytest.approx(Decimal("52.50"))
    assert [cell.value for cell in cells[3]][1] == "'@SUM(A1)"
    said = {row[0].value: row[1].value for row in about.iter_rows()}
    assert said["科目 Account"] == "4001 基金投入 Contributions"


async def test_the_check_names_what_differs(journey, service) -> None:
    bank = await journey.register_bank(fund="100.00")
    async with service.database.transaction(service.call) as tx:
        await tx.execute(text("UPDATE fund_account SET net = net + 1, compensated = 7"))
    found = (await journey.finance.get("/v1/fund/check")).json()
    assert not found["agrees"]
    assert [(item["what"], item["bank_id"], item["difference"]) for item in found["differences"]] == [
        ("compensated", bank, "7.00"),
        ("net", bank, "1.00"),
    ]
