"""Loans that fail: the bank claims, the fund pays, and what borrowers and guarantors still pay is shared."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from qibu.demo.plan.days import LAST_DAY, working_day
from qibu.demo.plan.story import LoanPlan
from qibu.demo.play.world import Borrowed, World, together, within
from qibu.roster.dice import dice

CLAIMED_AFTER_DAYS = 92
"""Days past due at the claim: it needs more than 90."""
SHARE_RECOVERED = (0.25, 1.0)
"""What comes back of a loss when it is asked for, at least and at most."""
CENT = Decimal("0.01")
SOURCES = {
    "public_employee": "guarantor",
    "local_employee": "guarantor",
    "property_mortgage": "collateral_sale",
    "movable_pledge": "collateral_sale",
    "deposit": "deposit",
    "joint_group": "group_member",
}
"""Where the money comes from when a counter-guarantee is called."""


async def compensate(world: World, month: date) -> None:
    """Every loan that has been past due for long enough this month goes its way, as far as the pilot lasts."""
    await together(
        _compensate(world, row, loan, day)
        for row, loan in world.loans.items()
        if (day := lodged_on(world, row, loan)) is not None and within(day, month)
    )


def lodged_on(world: World, row: int, loan: Borrowed) -> date | None:
    """When the bank claims: after three months without the instalment from which on nothing came."""
    plan = world.plan.story(row).loan
    if plan is None or None not in plan.delays:
        return None
    missed, _ = loan.instalments[plan.delays.index(None)]
    return working_day(missed + timedelta(days=CLAIMED_AFTER_DAYS))


async def _compensate(world: World, row: int, loan: Borrowed, day: date) -> None:
    office, plan = world.office, world.plan.story(row).loan
    if plan is None:
        return
    owed = (await office.credit_officer(loan.bank).get(f"/v1/loans/{loan.loan_id}?as_of={day}"))["standing"]
    guarantee = (await office.credit_officer(loan.bank).get(f"/v1/loans/{loan.loan_id}"))["guarantee"]
    covered = Decimal(owed["principal_owed"]) * Decimal(guarantee["coverage_percent"]) / 100
    claim = await office.credit_officer(loan.bank).post(
        "/v1/guarantee-claims",
        f"fund-claim-{row}",
        loan_id=loan.loan_id,
        reference=f"DC-{row:05d}",
        amount=f"{covered.quantize(CENT):.2f}",
        lodged_on=day,
        documents=[
            {"kind": "demand_letter", "reference": f"CS-{row:05d}", "dated_on": day - timedelta(days=30)},
            {"kind": "loan_contract", "reference": f"HT-{row:05d}"},
        ],
        statement="多次电话及上门催收，借款人无力归还。",
    )
    world.deeds.fund_claims += 1
    await _decide(world, row, f"/v1/guarantee-claims/{claim['id']}", day, f"{covered.quantize(CENT):.2f}")
    await _recover(world, row, plan, f"/v1/guarantee-claims/{claim['id']}", day)


async def _decide(world: World, row: int, path: str, day: date, amount: str) -> None:
    """Assessed, approved by another person (two above the threshold), and paid."""
    office = world.office
    await office.guarantee_officer.post(
        f"{path}/assessment",
        f"fund-claim-assessment-{row}",
        assessed_on=day + timedelta(days=3),
        recommended_amount=amount,
        findings="逾期超过九十天，催收记录齐全，符合代偿条件。",
    )
    for number, approver in enumerate((office.manager, office.second_manager)):
        answer = await approver.post(
            f"{path}/approval",
            f"fund-claim-approval-{row}-{number}",
            approved_on=day + timedelta(days=6),
            amount=amount,
            reasons="同意代偿。",
        )
        if answer["state"] == "approved":
            break
    paid = await office.finance.post(
        f"{path}/payment",
        f"fund-claim-payment-{row}",
        paid_on=day + timedelta(days=10),
        reference=f"DCZF-{row:05d}",
        note="按审批意见拨付。",
    )
    world.deeds.claims_paid += Decimal(paid["amount"])


async def _recover(world: World, row: int, plan: LoanPlan, path: str, day: date) -> None:
    """The counter-guarantee is called, and some of the loss comes back."""
    office, item = world.office, plan.counter_guarantees[0]
    called_on, received_on = day + timedelta(days=20), day + timedelta(days=60)
    if called_on > LAST_DAY:
        return
    loss = Decimal((await office.guarantee_officer.get(path))["statement"]["loss"])
    secured = await office.guarantee_officer.get(f"/v1/loan-applications/{world.applications[row]}")
    asked = min(loss, Decimal(secured["counter_guarantees"][0]["counted"]))
    answer = await office.guarantee_officer.post(
        f"{path}/calls",
        f"fund-claim-call-{row}",
        items=[
            {
                "number": 1,
                "amount": f"{asked:.2f}",
                "addressee": item.description,
                "letter_reference": f"ZS-{row:05d}",
                "letter_on": called_on,
                "due_on": called_on + timedelta(days=30),
            }
        ],
        note="依反担保合同追偿。",
    )
    if received_on > LAST_DAY:
        return
    share = round(dice(world.plan.seed, "recovery", row).uniform(*SHARE_RECOVERED), 2)
    back = (asked * Decimal(str(share))).quantize(CENT)
    call = answer["items"][0]
    facts: dict[str, Any] = {"call_id": call["id"]}
    if call["liable"]:
        facts["payer_id"] = min(call["liable"])
    recovered = await office.guarantee_officer.post(
        f"{path}/recoveries",
        f"recovery-{row}",
        reference=f"ZC-{row:05d}",
        source=SOURCES[item.kind],
        amount=f"{back:.2f}",
        received_on=received_on,
        note="追偿款到账。",
        **facts,
    )
    world.deeds.recovered += Decimal(recovered["to_fund"])
