"""The mutual guarantee fund: members, deposits, and how much of them is pledged."""

from dataclasses import dataclass
from datetime import date

from kit.database import Transaction
from kit.money import Money
from sqlalchemy import case, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from credit.domain.counter_guarantees import Kind
from credit.domain.errors.fund import BankUnknown
from credit.domain.ledger import SpecialAccount
from credit.domain.mutual_fund import MutualAccount
from credit.store.tables.fund import fund_account
from credit.store.tables.securities import bound_security, mutual_entry, mutual_member


@dataclass(frozen=True)
class MutualHolding:
    """What a member has in all and at one special account, and what is pledged; yuan."""

    in_all: Money
    here: Money
    pledged: Money


async def require_account(tx: Transaction, at: SpecialAccount) -> None:
    """Raises BankUnknown when the fund has no special account at the bank."""
    mine = (fund_account.c.fund_id == at.fund_id) & (fund_account.c.bank_id == at.bank_id)
    if not await tx.value(select(exists().where(mine))):
        raise BankUnknown(where="bank_id")


async def note_member(tx: Transaction, applicant_id: str, area: str, on: date) -> None:
    """A member from the first deposit on."""
    values = {"applicant_id": applicant_id, "area": area, "joined_on": on}
    await tx.execute(insert(mutual_member).values(values).on_conflict_do_nothing(index_elements=["applicant_id"]))


async def lock_account(tx: Transaction, applicant_id: str, at: SpecialAccount) -> MutualAccount | None:
    """A member's account at ``at``, locked together with all else that the member has; None for no member."""
    if await tx.lock_one(select(mutual_member).where(mutual_member.c.applicant_id == applicant_id)) is None:
        return None
    held = await read_holding(tx, applicant_id, at=at)
    return MutualAccount(applicant_id, at, held.here, held.in_all, held.pledged)


async def lock_free_deposit(tx: Transaction, applicant_id: str, besides: str | None) -> Money:
    """What of the applicant's deposits is not pledged for applications other than ``besides``; locked."""
    if await tx.lock_one(select(mutual_member).where(mutual_member.c.applicant_id == applicant_id)) is None:
        return Money.zero()
    held = await read_holding(tx, applicant_id, besides=besides)
    return max(Money.zero(), held.in_all - held.pledged)


async def read_holding(
    tx: Transaction, applicant_id: str, *, at: SpecialAccount | None = None, besides: str | None = None
) -> MutualHolding:
    """Sums of the member's entries and of what is pledged for applications other than ``besides``."""
    entry, bound = mutual_entry, bound_security
    here = (
        case(((entry.c.fund_id == at.fund_id) & (entry.c.bank_id == at.bank_id), entry.c.amount), else_=0) if at else 0
    )
    pledged = (
        select(func.coalesce(func.sum(bound.c.amount), 0))
        .where(
            bound.c.borrower_id == applicant_id,
            bound.c.kind == Kind.MUTUAL_FUND.value,
            bound.c.freed_on.is_(None),
            *([bound.c.application_id != besides] if besides else []),
        )
        .scalar_subquery()
    )
    row = await tx.one(
        select(
            func.coalesce(func.sum(entry.c.amount), 0).label("in_all"),
            func.coalesce(func.sum(here), 0).label("here"),
            pledged.label("pledged"),
        ).where(entry.c.applicant_id == applicant_id)
    )
    if row is None:
        return MutualHolding(Money.zero(), Money.zero(), Money.zero())
    return MutualHolding(Money(row["in_all"]), Money(row["here"]), Money(row["pledged"]))
