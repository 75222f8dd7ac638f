"""An institution that does not last: suspended, let back, not renewed, expired; and the sweeps that see it coming."""

from datetime import date

from qibu.demo.plan.days import FIRST_DAY
from qibu.demo.play.setting_up import APPLIED_ON, CERTIFIED_FROM, CHECKLIST, INSPECTED_ON, PAPERS
from qibu.demo.play.world import World

NAME, AREA = "夏坝创业辅导站（演示）", "500116119"
CERTIFIED_TO = date(2008, 7, 15)
"""A first certificate of one year; its holder plans no class."""
TRAINERS = ("严小平", "唐秀珍")
LICENSED_FROM, LICENSED_TO = date(2005, 9, 1), date(2008, 8, 31)
SUSPENDED_FROM, LIFTED_ON = date(2008, 3, 3), date(2008, 3, 24)
INSPECTED_AGAIN_ON = date(2008, 6, 20)
MOVED_ON = date(2008, 7, 16)
SWEPT_ON = 10
"""The day of each month on which what ends soon is called to mind, and what ended is noted."""


async def watch(world: World, month: date) -> None:
    """What happens to institutions and trainers in a month."""
    if month == FIRST_DAY:
        await _set_up(world)
    if month == _month(SUSPENDED_FROM):
        await _suspend(world)
    if month == _month(INSPECTED_AGAIN_ON):
        await _inspect_again(world)
    if month == _month(MOVED_ON):
        await _move(world)
    day = month.replace(day=SWEPT_ON)
    for sweep in ("reminders", "expiries"):
        await world.office.manager.post(f"/v1/provider-{sweep}", f"provider-{sweep}-{day}", as_of=day)


async def _set_up(world: World) -> None:
    office = world.office
    answer = await office.manager.post(
        "/v1/institutions",
        "institution-short",
        name=NAME,
        area=AREA,
        applied_on=APPLIED_ON,
        documents=[{"kind": kind, "received_on": str(APPLIED_ON)} for kind in PAPERS],
    )
    world.short_institution = answer["id"]
    path = f"/v1/institutions/{world.short_institution}"
    await office.checker.post(
        f"{path}/inspection",
        "inspection-short",
        inspected_on=INSPECTED_ON,
        items=[_item(item, "fees_displayed", "收费标准未上墙") for item in CHECKLIST],
        findings="基本符合要求，收费公示须改正。",
    )
    await office.manager.post(
        f"{path}/certification",
        "certification-short",
        certified_from=CERTIFIED_FROM,
        certified_to=CERTIFIED_TO,
    )
    for number, name in enumerate(TRAINERS):
        licence = {"package": "GYB", "level": "trainer", "valid_from": LICENSED_FROM, "valid_to": LICENSED_TO}
        trainer = await office.manager.post(
            "/v1/trainers",
            f"trainer-short-{number}",
            institution_id=world.short_institution,
            name=name,
            licences=[licence | {"licence_number": f"SIYB-2005-{number + 1:04d}"}],
        )
        world.short_trainers.append(trainer["id"])


async def _suspend(world: World) -> None:
    path, manager = f"/v1/institutions/{world.short_institution}", world.office.manager
    await manager.post(
        f"{path}/suspension", "suspension-short", suspended_from=SUSPENDED_FROM, reason="连续两季未开班，档案不全"
    )
    await manager.post(
        f"{path}/suspension-lifting", "lifting-short", lifted_on=LIFTED_ON, reason="档案已补齐，复查合格"
    )


async def _inspect_again(world: World) -> None:
    """The inspection for a renewal fails on a critical item; nobody renews."""
    await world.office.checker.post(
        f"/v1/institutions/{world.short_institution}/inspection",
        "inspection-short-again",
        inspected_on=INSPECTED_AGAIN_ON,
        items=[_item(item, "fire_safety", "疏散通道被占用") for item in CHECKLIST],
        findings="消防不合格，不予续期。",
    )


async def _move(world: World) -> None:
    await world.office.manager.post(
        f"/v1/trainers/{world.short_trainers[0]}/engagement",
        "engagement-short",
        institution_id=world.institution_ids[1],
        engaged_from=MOVED_ON,
        reason="原机构资质到期，转入鼎山",
    )


def _item(item: str, failed: str, remark: str) -> dict[str, object]:
    if item == failed:
        return {"item": item, "met": False, "remark": remark}
    return {"item": item, "met": True}


def _month(day: date) -> date:
    return day.replace(day=1)
