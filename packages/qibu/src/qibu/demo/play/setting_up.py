"""July 2007: accounts, institutions with trainers and agreements, banks, and the first money in the fund."""

from datetime import date

from qibu.demo.plan.cast import BANKS, GRADERS, INSTITUTIONS
from qibu.demo.play.office import officials
from qibu.demo.play.world import World, together

APPLIED_ON = date(2007, 7, 2)
INSPECTED_ON = date(2007, 7, 10)
PAPERS = ("legal_status", "premises", "equipment", "finance", "staff")
CHECKLIST = (
    "originals_seen",
    "fire_safety",
    "rooms",
    "equipment",
    "licensed_trainers",
    "records",
    "fees_displayed",
)
CERTIFIED_FROM = date(2007, 7, 16)
CERTIFIED_TO = date(2009, 7, 15)
AGREED_TO = date(2008, 12, 31)
LICENSED_FROM = date(2006, 9, 1)
LICENSED_TO = date(2009, 8, 31)
YUAN_PER_APPLICANT = 1_500
"""An institution's budget grows with the roster: its share of the subsidies, with a margin."""
FUND = (
    (date(2007, 7, 20), 800),
    (date(2008, 2, 20), 500),
    (date(2008, 9, 10), 300),
)
"""Contributions: the day, and yuan for each person on the roster, split between the two banks."""


async def set_up(world: World) -> None:
    """Open the office. Everything here is done before the first applicant comes."""
    office = world.office
    await together(office.open(**official) for official in officials())
    world.institution_ids = [""] * len(INSTITUTIONS)
    world.trainer_ids = [[] for _ in INSTITUTIONS]
    world.agreement_ids = [""] * len(INSTITUTIONS)
    world.bank_ids = [""] * len(BANKS)
    await together(
        [
            *(_institution(world, index) for index in range(len(INSTITUTIONS))),
            *(_bank(world, index) for index in range(len(BANKS))),
            *(_expert(world, number, name) for number, name in enumerate(GRADERS, start=1)),
        ]
    )


async def _institution(world: World, index: int) -> None:
    """One institution: applied, inspected by one person, certified by another, staffed, agreed with."""
    office, school = world.office, INSTITUTIONS[index]
    answer = await office.manager.post(
        "/v1/institutions",
        f"institution-{index}",
        name=school.name,
        area=school.area,
        applied_on=APPLIED_ON,
        documents=[{"kind": kind, "received_on": str(APPLIED_ON)} for kind in PAPERS],
    )
    world.institution_ids[index] = institution_id = answer["id"]
    path = f"/v1/institutions/{institution_id}"
    await office.checker.post(
        f"{path}/inspection",
        f"inspection-{index}",
        inspected_on=INSPECTED_ON,
        items=[{"item": item, "met": True} for item in CHECKLIST],
        findings="教室、设备、师资符合要求。",
    )
    await office.manager.post(
        f"{path}/certification",
        f"certification-{index}",
        certified_from=CERTIFIED_FROM,
        certified_to=CERTIFIED_TO,
    )
    for number, name in enumerate(_trainers(world, index)):
        world.trainer_ids[index].append(await _trainer(world, institution_id, f"{index}-{number}", name))
    agreement = await office.manager.post(
        "/v1/agreements",
        f"agreement-{index}",
        institution_id=institution_id,
        valid_from=CERTIFIED_FROM,
        valid_to=AGREED_TO,
        budget=f"{max(YUAN_PER_APPLICANT * len(world.plan.stories) / len(INSTITUTIONS) * 2, 50_000):.2f}",
    )
    world.agreement_ids[index] = agreement["id"]
    await office.open(school.username, school.name, "institution", organisation=institution_id)
    account = await office.institution(index).post(
        f"/v1/institutions/{institution_id}/bank-accounts",
        f"account-{index}",
        holder=school.name,
        number=f"{6222000000000000000 + index}",
        clearing_code="102653000025",
        bank_name="中国工商银行江津支行",
        valid_from=CERTIFIED_FROM,
        proposed_on=CERTIFIED_FROM,
    )
    await office.finance.post(
        f"/v1/bank-accounts/{account['id']}/decision",
        f"account-decision-{index}",
        decided_on=CERTIFIED_FROM,
        confirmed=True,
    )


def _trainers(world: World, index: int) -> list[str]:
    """The institution's trainers, and more for classes held side by side."""
    names = list(INSTITUTIONS[index].trainers)
    needed = max((s.trainer + 1 for c in world.plan.classes for s in c.sessions), default=0)
    return names + [f"{names[0]}助教{number}" for number in range(len(names) + 1, needed + 1)]


async def _trainer(world: World, institution_id: str, key: str, name: str) -> str:
    licences = [
        {"package": package, "level": "trainer", "valid_from": LICENSED_FROM, "valid_to": LICENSED_TO}
        for package in ("GYB", "SYB")
    ]
    answer = await world.office.manager.post(
        "/v1/trainers", f"trainer-{key}", institution_id=institution_id, name=name, licences=licences
    )
    return str(answer["id"])


async def _expert(world: World, number: int, name: str) -> None:
    """An expert joins the register, and gets an account that sees plans and nothing else."""
    answer = await world.office.manager.post(
        "/v1/experts", f"expert-{number}", name=name, subjects=["GYB", "SYB"], registered_on=INSPECTED_ON
    )
    desk = await world.office.open(f"expert-{number}", name, "expert", organisation=answer["id"])
    world.experts[str(answer["id"])] = desk


async def _bank(world: World, index: int) -> None:
    office, bank = world.office, BANKS[index]
    answer = await office.manager.post("/v1/banks", f"bank-{index}", name=bank.name)
    world.bank_ids[index] = answer["id"]
    await office.open(f"{bank.username}-credit", f"{bank.name}信贷员", "bank", organisation=answer["id"])
    await office.open(f"{bank.username}-teller", f"{bank.name}柜员", "bank", organisation=answer["id"])


async def contribute(world: World, month: date) -> None:
    """Finance pays this month's contribution into the special account at each bank."""
    for number, (day, yuan) in enumerate(FUND):
        if (day.year, day.month) != (month.year, month.month):
            continue
        amount = max(yuan * len(world.plan.stories), 50_000) / len(BANKS)
        for index, bank_id in enumerate(world.bank_ids):
            await world.office.finance.post(
                "/v1/fund/contributions",
                f"contribution-{number}-{index}",
                bank_id=bank_id,
                amount=f"{amount:.2f}",
                contributed_on=day,
                reference=f"CZ-{day:%Y%m%d}-{index + 1}",
            )
