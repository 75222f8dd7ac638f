"""A bank's files: bulk, twice, backdated; arrears once for each spell; the ledger follows."""

import asyncio
from decimal import Decimal

from credit.store.tables.loans import allocation
from kit.ids import new_id
from kit.testing import RunningService
from sqlalchemy import func, select

FIRST = "1733.21"


def due(loan, number: int) -> str:
    line = loan["schedule"][number - 1]
    return str(Decimal(line["principal"]) + Decimal(line["interest"]))


async def rows_of(service: RunningService, table) -> int:
    async with service.database.reading(service.call) as tx:
        return int(await tx.value(select(func.count()).select_from(table)))


async def test_each_line_is_answered_and_each_reference_counts_once(journey, service) -> None:
    bank, other = await journey.register_bank(), await journey.register_bank()
    loan, foreign = await journey.disbursed(bank), await journey.disbursed(other)
    mine = loan["loan_id"]
    answer = await journey.repay(
        bank,
        ("A", mine, due(loan, 1), "2007-10-21"),
        ("A", mine, due(loan, 1), "2007-10-21"),
        ("A", mine, "5.00", "2007-10-21"),
        ("C", mine, "1.00", "2007-09-20"),
        ("D", foreign["loan_id"], "1.00", "2007-10-21"),
        ("E", new_id(), "1.00", "2007-10-21"),
        ("F", mine, "1.00", "2999-10-21"),
    )
    assert (answer["recorded"], answer["duplicate"], answer["refused"]) == (1, 1, 5)
    assert [(item["status"], item["code"]) for item in answer["lines"]] == [
        ("recorded", None),
        ("duplicate", None),
        ("refused", "repayment_reference_reused"),
        ("refused", "repayment_before_disbursement"),
        ("refused", "loan_unknown"),
        ("refused", "loan_unknown"),
        ("refused", "date_in_future"),
    ]
    again = await journey.repay(bank, ("A", mine, due(loan, 1), "2007-10-21"))
    assert again["lines"][0]["status"] == "duplicate"
    elsewhere = await journey.repay(other, ("A", foreign["loan_id"], due(foreign, 1), "2007-10-21"))
    assert elsewhere["lines"][0]["status"] == "recorded", "references are each bank's own"
    assert len(await service.events("credit.loan.repaid")) == 2


async def test_a_backdated_repayment_moves_the_later_one_on_and_nothing_is_overwritten(journey, service) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    await journey.repay(bank, ("LATE", loan["loan_id"], due(loan, 1), "2007-11-20"))
    straight = (await journey.manager.get(f"/v1/loans/{loan['loan_id']}")).json()["repayments"]
    assert straight[0]["interest"] == loan["schedule"][0]["interest"]
    answer = await journey.repay(bank, ("EARLY", loan["loan_id"], due(loan, 2), "2007-10-21"))
    assert answer["lines"][0]["interest"] == loan["schedule"][0]["interest"]
    detail = (await journey.manager.get(f"/v1/loans/{loan['loan_id']}")).json()
    assert [(item["reference"], item["superseded"]) for item in detail["repayments"]] == [("EARLY", 0), ("LATE", 1)]
    assert [item["interest"] for item in detail["repayments"]] == [item["interest"] for item in loan["schedule"][:2]]
    assert await rows_of(service, allocation) == 3
    then = (await journey.manager.get(f"/v1/loans/{loan['loan_id']}", params={"as_of": "2007-11-01"})).json()
    assert then["standing"] == {
        "as_of": "2007-11-01",
        "days_past_due": 0,
        "bucket": "current",
        "overdue": "0.00",
        "principal_owed": loan["schedule"][0]["balance"],
    }
    # The ledger as of that day says the same: the fund answers for 80 % of what was then owed.
    owed = Decimal(loan["schedule"][0]["balance"]) * Decimal("0.8")
    assert (await journey.fund(as_of="2007-11-01"))["liability"] == f"{owed:.2f}"


async def test_arrears_are_told_once_for_each_spell(journey, service) -> None:
    bank = await journey.register_bank()
    loan, good = await journey.disbursed(bank), await journey.disbursed(bank)
    await journey.repay(bank, ("G1", good["loan_id"], due(good, 1), "2007-10-21"))
    officer = journey.officer

    async def assess(day: str):
        return await officer.ok("/v1/arrears-assessments", {"as_of": day})

    assert (await assess("2007-10-21"))["newly_in_arrears"] == []
    first = await assess("2007-10-31")
    assert [(item["loan_id"], item["days_past_due"], item["overdue"]) for item in first["newly_in_arrears"]] == [
        (loan["loan_id"], 10, due(loan, 1))
    ]
    assert [(item["bucket"], item["loans"]) for item in first["buckets"]][:2] == [("current", 1), ("1-30", 1)]
    assert (await assess("2007-11-15"))["newly_in_arrears"] == []
    await journey.repay(bank, ("L1", loan["loan_id"], due(loan, 1), "2007-11-16"))
    assert (await assess("2007-11-16"))["newly_in_arrears"] == []
    second = await assess("2008-01-31")
    assert {item["loan_id"] for item in second["newly_in_arrears"]} == {loan["loan_id"], good["loan_id"]}
    events = await service.events("credit.loan.in_arrears")
    assert [event["data"]["days_past_due"] for event in events] == [10, 71, 71]
    portfolio = (await journey.manager.get("/v1/portfolio", params={"as_of": "2008-01-31"})).json()
    assert (portfolio["loans"], portfolio["par30_percent"], portfolio["par90_percent"]) == (2, "100.00", "0.00")


async def test_a_bank_assesses_its_own_loans_only(journey) -> None:
    one, two = await journey.register_bank(), await journey.register_bank()
    await journey.disbursed(one)
    await journey.disbursed(two)
    answer = await journey.bank(one).ok("/v1/arrears-assessments", {"as_of": "2007-12-31"})
    assert (answer["loans"], len(answer["newly_in_arrears"])) == (1, 1)


async def test_a_file_of_hundreds_of_lines_and_the_same_file_at_the_same_moment(journey, service) -> None:
    bank = await journey.register_bank()
    loans = await asyncio.gather(*(journey.disbursed(bank) for _ in range(20)))
    items = [
        (f"R-{loan['loan_id'][-6:]}-{number}", loan["loan_id"], due(loan, number), f"2008-0{number % 9 + 1}-05")
        for loan in loans
        for number in range(1, 13)
    ]
    answers = await asyncio.gather(*(journey.repay(bank, *items) for _ in range(3)))
    assert sorted(answer["recorded"] for answer in answers) == [0, 0, 240]
    assert sorted(answer["duplicate"] for answer in answers) == [0, 240, 240]
    shown = await journey.fund()
    assert (shown["liability"], shown["banks"][0]["effective"]) == ("0.00", "0.00")
    assert len(await service.events("credit.loan.closed")) == 20
    assert len(await service.events("credit.guarantee.released")) == 20
    ledger = (await journey.finance.get("/v1/fund/ledger")).json()
    assert ledger["balanced"]


async def test_a_group_with_a_member_more_than_thirty_days_late_gets_no_new_loan(journey) -> None:
    bank = await journey.register_bank()
    people = [await journey.applicant() for _ in range(3)]
    group_id = await journey.joint_group(people)
    group = [{"kind": "joint_group", "value": "16000.00", "description": "Three neighbours", "group_id": group_id}]
    await journey.disbursed(bank, people[0], counter_guarantees=group)
    in_time = await journey.reviewed(bank, people[1], counter_guarantees=group)
    assert (await journey.commit(in_time, on="2007-11-20")).status_code == 201
    late = await journey.reviewed(bank, people[2], counter_guarantees=group)
    refused = await journey.commit(late, on="2007-11-21")
    assert (refused.status_code, refused.json()["code"]) == (409, "group_member_late")


async def test_the_rate_is_the_benchmark_of_the_disbursement_day(journey) -> None:
    bank = await journey.register_bank()
    application_id = await journey.committed(bank, term_months=24)
    assert (await journey.decide(bank, application_id)).is_success
    body = {"disbursed_on": "2007-12-21", "reference": "FK-X", "method": "interest_only"}
    loan = (await journey.step(journey.bank(bank), application_id, "disbursement", body)).json()
    assert (loan["annual_rate_percent"], loan["method"]) == ("7.56", "interest_only")
    assert {line["principal"] for line in loan["schedule"][:-1]} == {"0.00"}
    assert loan["schedule"][-1] == {
        "number": 24,
        "due_on": "2009-12-21",
        "principal": "20000.00",
        "interest": "126.00",
        "balance": "0.00",
    }
