"""The guarantee fund: how much it may guarantee, in all and through each partner bank."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal

from kit.money import FEN, Money

from credit.domain.errors.fund import BankNotSuspended, BankSuspended, CapOverdrawn, FundOverdrawn, HeadroomTooSmall
from credit.domain.happened.fund import BankStopped, SuspensionLifted
from credit.domain.ledger import SpecialAccount
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict, verdict

IN_ALL = "fund in all"
AT_BANK = "bank's special account"


@dataclass(frozen=True)
class Capacity:
    """Net fund and guaranteed liability (reserved and effective), in yuan."""

    net: Money
    liability: Money

    def cap(self, rules: Rules) -> Money:
        """The most that may be guaranteed: leverage times the net fund (local rules of 394号 [V])."""
        return self.net.times(rules.leverage_cap.value)

    def headroom(self, rules: Rules) -> Money:
        """What may still be guaranteed; negative when claims have eaten into the fund."""
        return self.cap(rules) - self.liability

    def fits(self, amount: Money, rules: Rules) -> bool:
        """Whether a guarantee of ``amount`` keeps within the cap."""
        return self.liability + amount <= self.cap(rules)

    def free(self, rules: Rules) -> Money:
        """What may be taken out while what is guaranteed stays within the cap: never negative, whole fen."""
        free = self.net.amount - self.liability.amount / rules.leverage_cap.value
        return max(Money(free.quantize(FEN, rounding=ROUND_DOWN)), Money.zero())

    def less(self, amount: Money) -> "Capacity":
        """After ``amount`` was taken out."""
        return replace(self, net=self.net - amount)


@dataclass(frozen=True)
class BankStanding:
    """A partner bank's special account and its history with the fund.

    ``lifted_compensation``: what had been compensated when a manager last lifted the stop; None if never.
    """

    capacity: Capacity
    guaranteed_ever: Money
    compensated: Money
    lifted_compensation: Money | None = None

    @property
    def compensation_rate_percent(self) -> Decimal:
        """Compensation paid as a share of all guarantees that ever took effect, in percent, rounded."""
        if not self.guaranteed_ever:
            return Decimal(0)
        return (self.compensated.amount * 100 / self.guaranteed_ever.amount).quantize(Decimal("0.01"))

    def suspended(self, rules: Rules) -> bool:
        """Whether the bank gets no new guarantees (20% [V], per bank [K]).

        A lift holds until more is compensated.
        """
        limit = self.guaranteed_ever.amount * rules.compensation_rate_limit_percent.value / 100
        reached = bool(self.guaranteed_ever) and self.compensated.amount >= limit
        lifted = self.lifted_compensation is not None and self.compensated <= self.lifted_compensation
        return reached and not lifted

    def after_claim(self, paid: Money) -> "BankStanding":
        """After ``paid`` was compensated."""
        return replace(self, compensated=self.compensated + paid)

    def lift(self, at: SpecialAccount, on: date, rules: Rules) -> SuspensionLifted:
        """A manager lets the bank have new guarantees again. Raises BankNotSuspended."""
        rate = self.compensation_rate_percent
        if not self.suspended(rules):
            raise BankNotSuspended(rate=rate, limit=rules.compensation_rate_limit_percent.value)
        return SuspensionLifted(at.fund_id, at.bank_id, rate, on)


def bank_stopped(at: SpecialAccount, before: BankStanding, paid: Money, on: date, rules: Rules) -> BankStopped | None:
    """What a claim of ``paid`` yuan means for new guarantees: a stop, or None when it changes nothing."""
    after = before.after_claim(paid)
    if before.suspended(rules) or not after.suspended(rules):
        return None
    limit = rules.compensation_rate_limit_percent.value
    return BankStopped(at.fund_id, at.bank_id, after.compensation_rate_percent, limit, on)


def refuse_outflow(amount: Money, in_all: Capacity, bank: Capacity, rules: Rules, *, lowest: Money) -> None:
    """Money leaves the special account: not more than it holds, and the cap must still hold without it.

    ``lowest``: the least that the account held at the end of ``rules.on`` or of any later day. Raises FundOverdrawn,
    CapOverdrawn.
    """
    if amount > lowest:
        raise FundOverdrawn(where="amount", amount=amount, available=max(lowest, Money.zero()), day=rules.on)
    for scope, capacity in ((AT_BANK, bank), (IN_ALL, in_all)):
        if not capacity.less(amount).fits(Money.zero(), rules):
            raise CapOverdrawn(where="amount", amount=amount, free=capacity.free(rules), scope=scope)


def judge_guarantee(amount: Money, in_all: Capacity, bank: BankStanding, rules: Rules) -> list[Verdict]:
    """The fund's own rules on a new guarantee of ``amount``."""
    rate = rules.compensation_rate_limit_percent
    return [
        verdict(
            "fund_headroom",
            met=in_all.fits(amount, rules),
            value=amount,
            limit=rules.leverage_cap,
            shown_limit=str(in_all.headroom(rules)),
        ),
        verdict(
            "bank_headroom",
            met=bank.capacity.fits(amount, rules),
            value=amount,
            limit=rules.leverage_cap,
            shown_limit=str(bank.capacity.headroom(rules)),
        ),
        verdict(
            "bank_compensation_rate",
            met=not bank.suspended(rules),
            value=bank.compensation_rate_percent,
            limit=rate,
            shown_limit=f"below {rate.value}%",
        ),
    ]


def refuse_guarantee(amount: Money, in_all: Capacity, bank: BankStanding, rules: Rules) -> None:
    """Raises the refusal of the first rule that ``judge_guarantee`` finds broken."""
    if bank.suspended(rules):
        raise BankSuspended(rate=bank.compensation_rate_percent, limit=rules.compensation_rate_limit_percent.value)
    for scope, capacity in ((AT_BANK, bank.capacity), (IN_ALL, in_all)):
        if not capacity.fits(amount, rules):
            raise HeadroomTooSmall(amount=amount, headroom=capacity.headroom(rules), scope=scope)
