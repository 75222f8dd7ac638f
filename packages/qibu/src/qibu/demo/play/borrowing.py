"""Loans: application, recommendation, review, guarantee, the bank's decision, the money, and paying it back."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from qibu.demo.plan.cast import BANKS
from qibu.demo.plan.days import last_of_month
from qibu.demo.plan.story import CounterGuarantee, LoanPlan, Story
from qibu.demo.play.gateway import Json
from qibu.demo.play.world import Astray, Borrowed, World, together, within
from qibu.roster.dice import dice
from qibu.roster.identity import identity_number
from qibu.roster.names import given_name, surname

NOT_YET_KNOWN = ("applicant_not_accepted", "certificate_not_applicants", "not_found")
MAY_BE_REFUSED = (
    "counter_guarantee_too_small",
    "headroom_too_small",
    "group_member_late",
)
"""Refusals that belong to the story: too little security, a fund at its limit, a friend in arrears."""
AT_MOST_IN_A_BATCH = 500
DOCUMENTS = {
    "public_employee": ["identity_card", "employment_certificate", "income_certificate", "guarantee_undertaking"],
    "local_employee": [
        "identity_card",
        "employment_certificate",
        "income_certificate",
        "insurance_record",
        "guarantee_undertaking",
    ],
    "property_mortgage": ["title_certificate", "valuation_report", "mortgage_contract"],
    "movable_pledge": ["ownership_proof", "valuation_report", "pledge_contract"],
    "deposit": ["deposit_receipt", "pledge_contract"],
    "joint_group": ["group_agreement", "household_registers"],
}
"""What the case worker sees of each kind of counter-guarantee; the guarantee officer verifies it."""


async def lend(world: World, month: date) -> None:
    """Take every application that moves this month as far as it gets."""
    await together(_move_on(world, story, month) for story in world.stories() if story.loan)


async def _move_on(world: World, story: Story, month: date) -> None:
    """This month's steps of one application, in order."""
    plan = story.loan
    if plan is None:
        return
    row = story.person.row
    if within(plan.applied_on, month):
        await _apply(world, story, plan)
    if row not in world.applications:
        return
    path = f"/v1/loan-applications/{world.applications[row]}"
    if within(plan.recommended_on, month):
        await world.office.checker.post(
            f"{path}/recommendation",
            f"recommendation-{row}",
            recommended_on=plan.recommended_on,
            opinion="本人诚信，项目符合当地需要，同意推荐。",
        )
    await _review(world, plan, path, row, month)
    if within(plan.withdrawn_on, month):
        await world.office.case_worker(story.person.area).post(
            f"{path}/withdrawal",
            f"loan-withdrawal-{row}",
            withdrawn_on=plan.withdrawn_on,
            reason="自筹到资金，不再贷款",
        )
    if within(plan.committed_on, month):
        await _commit(world, story, plan, path)
    await _bank(world, plan, path, row, month)


async def _apply(world: World, story: Story, plan: LoanPlan) -> None:
    row = story.person.row
    trade = story.person.trade
    answer = await world.allowed(
        world.office.case_worker(story.person.area).post(
            "/v1/loan-applications",
            f"application-{row}",
            later=NOT_YET_KNOWN,
            applicant_id=world.applicants[row],
            certificate_number=world.enrolled[row].certificate_number,
            bank_id=world.bank_ids[plan.bank],
            amount=plan.amount,
            term_months=plan.term_months,
            sector=trade.sector if trade else None,
            purpose=plan.purpose,
            plan={
                "own_contribution": f"{plan.own_contribution:.2f}",
                "monthly_net_cash": [f"{amount:.2f}" for amount in plan.monthly_net_cash],
            },
            counter_guarantees=[await _secured(world, story, plan, item) for item in plan.counter_guarantees],
            applied_on=plan.applied_on,
        ),
        *MAY_BE_REFUSED,
    )
    if answer is not None:
        world.applications[row] = str(answer["id"])
        world.deeds.applications += 1


async def _secured(world: World, story: Story, plan: LoanPlan, item: CounterGuarantee) -> Mapping[str, Any]:
    """What the form says of it; a guarantor is registered and a group formed before they stand for somebody."""
    facts: dict[str, Any] = {
        "kind": item.kind,
        "description": item.description,
        "documents": DOCUMENTS[item.kind],
        "value": f"{item.value:.2f}",
    }
    if item.income is not None:
        facts["guarantor_id"] = await _guarantor(world, story, plan, item)
    if item.members:
        if item.members not in world.groups:
            world.groups[item.members] = asyncio.ensure_future(_group(world, story, item))
        facts["group_id"] = await world.groups[item.members]
    return facts


async def _guarantor(world: World, story: Story, plan: LoanPlan, item: CounterGuarantee) -> str:
    """Register the relative or friend who answers for somebody; of the age that the day of retirement says."""
    row = story.person.row
    chance = dice(world.plan.seed, "guarantor", row)
    male, retires_on = chance.choice((True, False)), item.retires_on or plan.applied_on
    born_on = retires_on.replace(year=retires_on.year - (60 if male else 55), day=chance.randint(1, 28))
    answer = await world.office.case_worker(story.person.area).post(
        "/v1/guarantors",
        f"guarantor-{row}",
        name=surname(chance) + given_name(chance, "m" if male else "f", born_on.year),
        identity_number=identity_number("500381", born_on, chance.randrange(200, 500), male=male),
        area=story.person.area,
        employer=item.kind,
        employer_name=item.description,
        annual_income=f"{item.income:.2f}",
        insured_months=item.insured_months,
        retires_on=retires_on,
        registered_on=plan.applied_on,
    )
    return str(answer["id"])


async def _group(world: World, story: Story, item: CounterGuarantee) -> str:
    """Let the members of a joint group sign, whose households differ."""
    answer = await world.office.case_worker(story.person.area).post(
        "/v1/joint-groups",
        f"group-{item.members[0]}",
        later=("joint_group_not_qualified",),
        agreement_number=f"LB-{item.members[0]:05d}",
        area=story.person.area,
        members=[{"applicant_id": world.applicants[row], "household": f"H{row:05d}"} for row in item.members],
        formed_on=item.formed_on,
    )
    return str(answer["id"])


async def _review(world: World, plan: LoanPlan, path: str, row: int, month: date) -> None:
    opinion = "材料齐全，同意。" if plan.review_approves else "市场已饱和，不同意。"
    if within(plan.reviewed_on, month):
        await world.office.manager.post(
            f"{path}/review",
            f"review-{row}",
            reviewed_on=plan.reviewed_on,
            approved=plan.review_approves,
            opinion=opinion,
        )
    if within(plan.second_review_on, month):
        await world.office.second_manager.post(
            f"{path}/review",
            f"second-review-{row}",
            reviewed_on=plan.second_review_on,
            approved=True,
            opinion="同意。",
        )


async def _commit(world: World, story: Story, plan: LoanPlan, path: str) -> None:
    """The guarantee; when it is refused the applicant takes the application back."""
    row = story.person.row
    for number in range(1, len(plan.counter_guarantees) + 1):
        await world.office.guarantee_officer.post(
            f"{path}/counter-guarantees/{number}/verification",
            f"verification-{row}-{number}",
            verified=True,
            checked_on=plan.reviewed_on,
            note="原件与登记信息相符。",
        )
    done = await world.allowed(
        world.office.guarantee_officer.post(f"{path}/guarantee", f"guarantee-{row}", committed_on=plan.committed_on),
        *MAY_BE_REFUSED,
    )
    if done is not None and done["guarantee_id"] is None:
        done = await world.allowed(
            world.office.second_guarantee_officer.post(
                f"{path}/guarantee", f"second-guarantee-{row}", committed_on=plan.committed_on
            ),
            *MAY_BE_REFUSED,
        )
    if done is not None or plan.committed_on is None:
        return
    await world.office.case_worker(story.person.area).post(
        f"{path}/withdrawal",
        f"loan-withdrawal-{row}",
        withdrawn_on=plan.committed_on + timedelta(days=1),
        reason="反担保不足，未获担保",
    )
    del world.applications[row]


async def _bank(world: World, plan: LoanPlan, path: str, row: int, month: date) -> None:
    if row not in world.applications:
        return
    if within(plan.decided_on, month):
        await world.office.credit_officer(plan.bank).post(
            f"{path}/decision",
            f"decision-{row}",
            decided_on=plan.decided_on,
            approved=plan.bank_approves,
            reason="符合小额担保贷款条件" if plan.bank_approves else "还款来源不足",
        )
    if within(plan.disbursed_on, month):
        answer = await world.office.teller(plan.bank).post(
            f"{path}/disbursement",
            f"disbursement-{row}",
            disbursed_on=plan.disbursed_on,
            reference=f"FK-{row:05d}",
            method=plan.method,
        )
        instalments = [
            (date.fromisoformat(line["due_on"]), Decimal(line["principal"]) + Decimal(line["interest"]))
            for line in answer["schedule"]
        ]
        world.loans[row] = Borrowed(str(answer["loan_id"]), plan.bank, instalments)
        world.deeds.loans += 1
        world.deeds.loans_disbursed += plan.amount


async def repay(world: World, month: date) -> None:
    """Each bank books the month's repayments in batches, then the arrears are assessed."""
    for bank in range(len(BANKS)):
        items = sorted(_items(world, bank, month), key=lambda item: (item["paid_on"], item["reference"]))
        for start in range(0, len(items), AT_MOST_IN_A_BATCH):
            batch = items[start : start + AT_MOST_IN_A_BATCH]
            answer = await world.office.teller(bank).post(
                "/v1/repayments", f"repayments-{month:%Y%m}-{bank}-{start}", items=batch
            )
            _expect_recorded(answer["lines"])
    if world.loans:
        await world.office.guarantee_officer.post(
            "/v1/arrears-assessments", f"arrears-{month:%Y%m}", as_of=last_of_month(month)
        )


def _expect_recorded(lines: Iterable[Json]) -> None:
    """Raise Astray when the bank's book keeper left out a payment."""
    for line in lines:
        if line["status"] != "recorded":
            raise Astray(f"repayment {line['reference']} was {line['status']}: {line.get('detail')}")


def _items(world: World, bank: int, month: date) -> list[dict[str, Any]]:
    """The instalments paid this month at one bank: when due, or as late as the borrower is."""
    items = []
    for row, loan in world.loans.items():
        plan = world.plan.story(row).loan
        if plan is None or loan.bank != bank:
            continue
        for number, ((due_on, amount), late) in enumerate(zip(loan.instalments, plan.delays, strict=True), 1):
            if late is None:
                break
            paid_on = due_on + timedelta(days=late)
            if within(paid_on, month):
                reference = f"HK-{row:05d}-{number:02d}"
                items.append(
                    {
                        "reference": reference,
                        "loan_id": loan.loan_id,
                        "amount": f"{amount:.2f}",
                        "paid_on": paid_on,
                    }
                )
    return items
