"""Reversals, settlements and extensions through the API: guarantee, ledger, standings and events follow."""

import asyncio
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from credit.domain.arrears import portfolio_at_risk, standing_of
from credit.store.loans import read_loans
from credit.store.tables.loans import loan as loan_table
from credit.store.tables.loans import loan_standing
from sqlalchemy import delete, select, text

DAY = date(2007, 9, 21)


def due(loan, number: int) -> str:
    line = loan["schedule"][number - 1]
    return str(Decimal(line["principal"]) + Decimal(line["interest"]))


def total(loan) -> str:
    return str(sum(Decimal(due(loan, number)) for number in range(1, len(loan["schedule"]) + 1)))


async def pay(journey, bank, loan, reference, amount, on, *, settles=False):
    item = {"reference": reference, "loan_id": loan["loan_id"], "amount": amount, "paid_on": on, "settles": settles}
    return (await journey.bank(bank).ok("/v1/repayments", {"items": [item]}))["lines"][0]


async def reverse(journey, bank, reference, on="2008-10-01"):
    body = {"reference": reference, "reversed_on": on, "reason": "Returned cheque."}
    return await journey.bank(bank).post("/v1/repayment-reversals", body)


async def shown(journey, loan, **query):
    return (await journey.manager.get(f"/v1/loans/{loan['loan_id']}", params=query)).json()


async def test_a_bounced_repayment_pays_nothing_and_those_after_it_move_up(journey, service) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    await pay(journey, bank, loan, "ONE", due(loan, 1), "2007-10-21")
    await pay(journey, bank, loan, "TWO", due(loan, 2), "2007-11-21")
    answer = await reverse(journey, bank, "ONE", "2007-11-25")
    assert (answer.status_code, answer.json()["reopened"]) == (201, False)
    detail = await shown(journey, loan, as_of="2007-11-30")
    one, two = detail["repayments"]
    assert (one["reversed"], one["interest"], one["principal"]) == (True, "0.00", "0.00")
    assert (two["reversed"], two["interest"]) == (False, loan["schedule"][0]["interest"])
    assert detail["standing"]["days_past_due"] == 9
    assert detail["guarantee"]["outstanding"] == f"{Decimal(detail['principal_owed']) * Decimal('0.8'):.2f}"
    assert (await journey.fund())["liability"] == detail["guarantee"]["outstanding"]
    assert (await journey.fund(as_of="2007-10-31"))["liability"] == "16000.00"
    assert (await journey.finance.get("/v1/fund/ledger")).json()["balanced"]
    history = (await journey.manager.get(f"/v1/loans/{loan['loan_id']}/allocations")).json()["items"]
    assert sorted((item["reference"], item["in_force"]) for item in history) == [
        ("ONE", False),
        ("ONE", True),
        ("TWO", False),
        ("TWO", True),
    ]
    assert (await reverse(journey, bank, "ONE")).json()["code"] == "repayment_reversed_already"
    assert (await reverse(journey, bank, "NONE")).json()["code"] == "repayment_unknown"
    again = await pay(journey, bank, loan, "ONE", due(loan, 1), "2007-10-21")
    assert (again["status"], again["code"]) == ("refused", "repayment_reversed_already")
    (event,) = await service.events("credit.repayment.reversed")
    assert (event["data"]["reference"], event["data"]["amount"]) == ("ONE", due(loan, 1))


async def test_a_closed_loan_opens_again_and_the_fund_answers_again(journey, service) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    await pay(journey, bank, loan, "ALL", total(loan), "2007-12-01")
    assert (await journey.fund())["liability"] == "0.00"
    answers = await asyncio.gather(*(reverse(journey, bank, "ALL") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    detail = await shown(journey, loan)
    assert (detail["state"], detail["closed_on"], detail["guarantee"]["state"]) == ("disbursed", None, "effective")
    assert (await journey.fund())["liability"] == "16000.00"
    assert len(await service.events("credit.loan.reopened")) == 1
    closing = await pay(journey, bank, loan, "AGAIN", total(loan), "2007-12-05")
    assert closing["balance"] == "0.00"
    assert (await shown(journey, loan))["closed_on"] == "2007-12-05"


async def test_a_closed_loan_stays_closed_when_the_fund_has_no_headroom_or_the_borrower_a_new_loan(journey) -> None:
    bank = await journey.register_bank(fund="3200.00")
    person = await journey.applicant()
    loan = await journey.disbursed(bank, person)
    await pay(journey, bank, loan, "ALL", total(loan), "2007-12-01")
    await journey.committed(bank)
    assert (await reverse(journey, bank, "ALL")).json()["code"] == "headroom_too_small"
    assert (await shown(journey, loan))["state"] == "closed"
    await journey.contribute(bank, "100000.00")
    await journey.apply(bank, person, applied_on="2007-12-10")
    assert (await reverse(journey, bank, "ALL")).json()["code"] == "borrower_has_new_loan"


async def test_a_settlement_ends_the_loan_at_its_quote_and_excess_is_kept(journey, service) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    await pay(journey, bank, loan, "ONE", due(loan, 1), "2007-10-21")
    path = f"/v1/loans/{loan['loan_id']}/payoff"
    quote = (await journey.bank(bank).get(path, params={"on": "2007-10-31"})).json()
    balance = Decimal(loan["schedule"][0]["balance"])
    interest = (Decimal(loan["schedule"][1]["interest"]) * 10 / 30).quantize(Decimal("0.01"))
    assert (quote["principal"], quote["interest_to_day"]) == (str(balance), str(interest))
    assert quote["total"] == str(balance + interest)
    short = await pay(journey, bank, loan, "SHORT", "100.00", "2007-10-25", settles=True)
    assert (short["status"], (await shown(journey, loan))["state"]) == ("recorded", "repaying")
    rest = (await journey.bank(bank).get(path, params={"on": "2007-10-31"})).json()
    assert Decimal(rest["total"]) == balance + interest - 100
    amount = str(Decimal(rest["total"]) + 3)
    line = await pay(journey, bank, loan, "END", amount, "2007-10-31", settles=True)
    assert (line["balance"], line["excess"]) == ("0.00", "3.00")
    detail = await shown(journey, loan)
    assert (detail["state"], detail["closed_on"], detail["excess"]) == ("closed", "2007-10-31", "3.00")
    late = await pay(journey, bank, loan, "LATE", "1.00", "2007-11-01")
    assert (late["status"], late["code"]) == ("refused", "loan_closed")
    backdated = await pay(journey, bank, loan, "BACK", "10.00", "2007-10-30")
    assert backdated["status"] == "recorded"
    assert (await shown(journey, loan))["excess"] == "13.00"
    (settled,) = await service.events("credit.loan.settled")
    assert settled["data"]["settled_on"] == "2007-10-31"


async def test_an_extension_is_asked_for_by_the_bank_and_agreed_by_the_fund_once(journey, service) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    for number in range(1, 10):
        on = f"{2007 + (9 + number - 1) // 12}-{(9 + number - 1) % 12 + 1:02d}-21"
        await pay(journey, bank, loan, f"P{number}", due(loan, number), on)
    client, path = journey.bank(bank), f"/v1/loans/{loan['loan_id']}/extensions"
    body = {"extended_on": "2008-09-17", "months": 6, "reason": "Road works."}
    too_long = await client.post(path, body | {"months": 13})
    assert (too_long.status_code, too_long.json()["code"]) == (422, "extension_too_long")
    too_late = await client.post(path, body | {"extended_on": "2008-09-22"})
    assert too_late.json()["code"] == "extension_after_maturity"
    asked = await client.ok(path, body)
    assert (await client.post(path, body)).json()["code"] == "extension_pending"
    decision = f"/v1/loan-extensions/{asked['id']}/decision"
    agreed = await journey.officer.ok(decision, {"agreed": True, "opinion": "Six months suffice."})
    # Over a year in all: the benchmark of one to three years of 16 September 2008.
    assert (agreed["annual_rate_percent"], agreed["matures_on"]) == ("7.29", "2009-03-21")
    assert (await journey.officer.post(decision, {"agreed": True, "opinion": "x"})).status_code == 409
    assert (await client.post(path, body)).json()["code"] == "too_many_extensions"
    detail = await shown(journey, loan, as_of="2008-09-30")
    lines = detail["schedule_in_force"]
    assert sum(Decimal(line["principal"]) for line in lines) == Decimal(detail["principal_owed"])
    assert detail["principal_owed"] == loan["schedule"][8]["balance"]
    assert [line["due_on"] for line in lines if line["in_extension"]][-1] == "2009-03-21"
    assert not any(line["in_extension"] for line in lines if line["due_on"] <= "2008-09-17")
    assert detail["guarantee"]["state"] == "effective"
    (event,) = await service.events("credit.loan.extended")
    assert (event["data"]["months"], event["data"]["principal"]) == (6, detail["principal_owed"])
    listed = (await journey.officer.get("/v1/loan-extensions", params={"state": "agreed"})).json()["items"]
    assert [item["loan_id"] for item in listed] == [loan["loan_id"]]


async def test_a_refused_extension_changes_nothing(journey, service) -> None:
    bank = await journey.register_bank()
    loan = await journey.disbursed(bank)
    body = {"extended_on": "2008-09-01", "months": 3, "reason": "Slow season."}
    asked = await journey.bank(bank).ok(f"/v1/loans/{loan['loan_id']}/extensions", body)
    decision = f"/v1/loan-extensions/{asked['id']}/decision"
    await journey.officer.ok(decision, {"agreed": False, "opinion": "The shop is shut."})
    assert (await shown(journey, loan))["extensions"] == []
    assert await service.events("credit.loan.extended") == []
    assert (await journey.bank(bank).post(decision, {"agreed": True, "opinion": "x"})).status_code == 403


async def counted(service, day, **conditions):
    """The domain's own figures, loan by loan."""
    async with service.database.reading(service.call) as tx:
        where = [loan_table.c[name] == value for name, value in conditions.items()]
        found = await read_loans(tx, loan_table.c.disbursed_on <= day, *where)
    standings = [
        standing_of(item.course, day)
        for item in found.values()
        if item.course.closed_on is None or day < item.course.closed_on
    ]
    return portfolio_at_risk(standings)


async def kept(service):
    async with service.database.reading(service.call) as tx:
        return await tx.all(select(loan_standing).order_by(loan_standing.c.loan_id, loan_standing.c.from_on))


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_portfolio_of_any_day_is_what_counting_loan_by_loan_finds(journey, service, seed) -> None:
    chance = random.Random(seed)
    banks = [await journey.register_bank() for _ in range(2)]
    loans = [(bank, await journey.disbursed(bank)) for bank in banks for _ in range(4)]
    references = []
    for number in range(40):
        bank, loan = chance.choice(loans)
        on = DAY + timedelta(days=chance.randrange(0, 500))
        amount = chance.choice([due(loan, 1), due(loan, 1), "10.00", "5000.00", total(loan)])
        line = await pay(journey, bank, loan, f"R{number}", amount, on.isoformat(), settles=chance.random() < 0.2)
        if line["status"] == "recorded":
            references.append((bank, f"R{number}"))
    for bank, reference in chance.sample(references, 8):
        assert (await reverse(journey, bank, reference, "2009-06-01")).status_code == 201
    days = [DAY + timedelta(days=days) for days in (-1, 0, 1, 30, 31, 32, 61, 93, 122, 200, 365, 366, 367, 500, 700)]
    for day in days:
        asked = {"as_of": day.isoformat()}
        figures = await counted(service, day)
        found = (await journey.manager.get("/v1/portfolio", params=asked)).json()
        assert (found["loans"], found["principal"]) == (figures.loans, str(figures.principal))
        assert (found["par30_percent"], found["par90_percent"]) == (
            str(figures.par30_percent),
            str(figures.par90_percent),
        )
        for bucket, item in zip(found["buckets"], figures.buckets, strict=True):
            assert (bucket["bucket"], bucket["loans"]) == (item.bucket.value, item.loans)
            assert (bucket["principal"], bucket["overdue"]) == (str(item.principal), str(item.overdue))
            query = asked | {"bucket": bucket["bucket"]}
            behind = (await journey.manager.get("/v1/portfolio/loans", params=query)).json()["items"]
            assert len(behind) == bucket["loans"]
        one = await counted(service, day, bank_id=banks[0])
        mine = (await journey.bank(banks[0]).get("/v1/portfolio", params=asked)).json()
        assert (mine["loans"], mine["principal"]) == (one.loans, str(one.principal))
    here = (await journey.manager.get("/v1/portfolio", params={"as_of": "2007-12-31", "area": "500116103"})).json()
    there = (await journey.manager.get("/v1/portfolio", params={"as_of": "2007-12-31", "area": "500116104"})).json()
    sector = (await journey.manager.get("/v1/portfolio", params={"as_of": "2007-12-31", "sector": "H6"})).json()
    assert (here["loans"] > 0, there["loans"], sector["loans"]) == (True, 0, here["loans"])


async def test_the_migration_draws_up_the_same_standings(journey, service) -> None:
    from importlib.util import module_from_spec, spec_from_file_location
    from pathlib import Path

    path = Path(__file__).parents[2] / "migrations" / "versions" / "0006_loans.py"
    spec = spec_from_file_location("loans_0006", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    bank = await journey.register_bank()
    loans = [await journey.disbursed(bank) for _ in range(3)]
    await pay(journey, bank, loans[0], "A", due(loans[0], 1), "2007-10-25")
    await pay(journey, bank, loans[0], "B", "3000.00", "2008-02-21")
    await pay(journey, bank, loans[1], "C", total(loans[1]), "2008-01-02")
    days = [DAY + timedelta(days=days) for days in range(0, 800, 7)]

    def then(rows):
        found = []
        for day in days:
            late = [row for row in rows if row["from_on"] <= day and (row["to_on"] is None or day < row["to_on"])]
            found.append([(r["loan_id"], r["principal"], r["overdue"], r["oldest_due_on"]) for r in late])
        return found

    before = then(await kept(service))
    async with service.database.transaction(service.call) as tx:
        await tx.execute(delete(loan_standing))
        await tx.execute(text(module.STANDINGS))
    assert then(await kept(service)) == before
