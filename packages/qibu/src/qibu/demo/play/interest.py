"""Interest subsidies: each quarter every bank's batch is drawn up, approved by another person, and paid."""

from datetime import date, timedelta
from decimal import Decimal

from qibu.demo.plan.cast import BANKS
from qibu.demo.play.world import World, together

NOTHING = ("nothing_to_subsidise",)
_QUARTER_BEGINS = (1, 4, 7, 10)
_MONTHS = 3


async def subsidise(world: World, month: date) -> None:
    """In the first month of a quarter the interest paid in the last one is claimed from the finance bureau."""
    if month.month in _QUARTER_BEGINS and world.loans:
        await together(_subsidise(world, bank, month) for bank in range(len(BANKS)))


async def _subsidise(world: World, bank: int, month: date) -> None:
    last = month - timedelta(days=1)
    quarter = f"{last.year}Q{(last.month + _MONTHS - 1) // _MONTHS}"
    key = f"{quarter}-{bank}"
    batch = await world.allowed(
        world.office.credit_officer(bank).post(
            "/v1/interest-subsidies",
            f"interest-{key}",
            bank_id=world.bank_ids[bank],
            quarter=quarter,
            claimed_on=month + timedelta(days=4),
        ),
        *NOTHING,
    )
    if batch is None:
        return
    path = f"/v1/interest-subsidies/{batch['id']}"
    await world.office.finance.post(
        f"{path}/approval", f"interest-approval-{key}", approved_on=month + timedelta(days=9), opinion="核对无误。"
    )
    await world.office.second_finance.post(
        f"{path}/payment", f"interest-payment-{key}", paid_on=month + timedelta(days=14), reference=f"TX-{key}"
    )
    world.deeds.interest_subsidies += Decimal(batch["payable"])
