"""Many at once against one fund: the headroom is never negative, and the ledger says what the capacity rows say."""

import asyncio
import itertools
import random
from decimal import Decimal

from credit.store.tables.fund import fund, fund_account
from sqlalchemy import select

LEVERAGE = 5
BUSY = {201, 409}


async def test_commitments_contributions_withdrawals_and_releases_at_once_keep_every_cap(journey, service) -> None:
    """Each answer is a yes or a refusal; at no moment that anyone can see is more guaranteed than the cap allows."""
    banks = [await journey.register_bank(fund="12800.00"), await journey.register_bank(fund="9600.00")]
    cases = [(bank, await journey.reviewed(bank)) for bank in banks for _ in range(10)]
    held = [(bank, await journey.committed(bank)) for bank in banks for _ in range(2)]
    numbers = itertools.count(1)

    async def commit(application_id: str) -> int:
        return (await journey.commit(application_id)).status_code

    async def release(application_id: str) -> int:
        body = {"withdrawn_on": "2007-12-03", "reason": "Found work."}
        return (await journey.step(journey.maker, application_id, "withdrawal", body)).status_code

    async def move(way: str, bank: str, amount: str) -> int:
        day = "contributed_on" if way == "contributions" else "withdrawn_on"
        body = {"bank_id": bank, "amount": amount, day: "2007-12-03", "reference": f"B-{next(numbers)}"}
        if way == "withdrawals":
            body["reason"] = "Needed elsewhere."
        return (await journey.finance.post(f"/v1/fund/{way}", body)).status_code

    seen: list[tuple[Decimal, Decimal]] = []

    async def watch() -> None:
        for _ in range(20):
            async with service.database.reading(service.call) as tx:
                rows = [*await tx.all(select(fund)), *await tx.all(select(fund_account))]
            seen.extend((row["net"], row["liability"]) for row in rows)
            await asyncio.sleep(0.02)

    jobs = [commit(application_id) for _, application_id in cases]
    jobs += [release(application_id) for _, application_id in held]
    jobs += [move("contributions", bank, "3200.00") for bank in banks for _ in range(4)]
    jobs += [move("withdrawals", bank, "3200.00") for bank in banks for _ in range(8)]
    random.Random(7).shuffle(jobs)
    statuses, _ = await asyncio.gather(asyncio.gather(*jobs), watch())
    assert set(statuses) <= BUSY | {200}, statuses
    assert 409 in statuses, "there was not room for all"
    assert all(net >= 0 and liability <= LEVERAGE * net for net, liability in seen)
    found = (await journey.finance.get("/v1/fund/check")).json()
    assert found["agrees"], found["differences"]
    shown = await journey.fund()
    assert all(Decimal(item["headroom"]) >= 0 for item in [shown, *shown["banks"]])


async def test_the_same_voucher_twenty_times_at_once_counts_once(journey, service) -> None:
    bank = await journey.register_bank(fund=None)
    body = {"bank_id": bank, "amount": "10.00", "contributed_on": "2007-07-02", "reference": "CZ-1"}
    answers = await asyncio.gather(*(journey.finance.post("/v1/fund/contributions", body) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 19]
    entry_id = next(answer.json()["entry_id"] for answer in answers if answer.status_code == 201)
    taken_back = {"reversed_on": "2007-07-03", "reason": "Not ours."}
    path = f"/v1/fund/ledger/{entry_id}/reversal"
    answers = await asyncio.gather(*(journey.manager.post(path, taken_back) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 9]
    assert (await journey.fund())["net"] == "0.00"
    assert len(await service.events("credit.fund.contributed")) == 1
    assert (await journey.finance.get("/v1/fund/check")).json()["agrees"]


async def test_a_bank_registered_while_a_fund_is_opened_gets_its_account(journey) -> None:
    async def open_fund(number: int) -> None:
        await journey.manager.ok("/v1/funds", {"name": f"Fund {number}", "opened_on": "2007-07-01"})

    async def register(number: int) -> None:
        await journey.manager.ok("/v1/banks", {"name": f"At once {number}"})

    await asyncio.gather(*(job(number) for number in range(6) for job in (open_fund, register)))
    assert len((await journey.fund())["banks"]) == 7 * 6
    assert (await journey.finance.get("/v1/fund/check")).json()["agrees"]
