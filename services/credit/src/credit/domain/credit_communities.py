"""Credit communities: where at least 95% of what fell due is repaid, no counter-guarantee is asked for [V].

The repayment rate of an area as of a day: of the principal and interest that fell due by then on all loans of the
area's subtree, the share that the borrowers had paid by then. Each loan counts at most for what was due on it, so that
one borrower's early payments hide no other's arrears; what the fund paid for a borrower is no repayment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from kit.money import Money
from kit.refusal import IllegalTransition

from credit.domain.errors.credit_communities import CommunityRateTooLow, CommunityTooFewLoans
from credit.domain.happened.securities import CommunityRecognised, CommunityWithdrawn
from credit.domain.rules import Rules, check_order
from credit.domain.verdicts import Verdict, verdict

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class RepaymentRate:
    """Loans with something due, what was due on them and how much of it was repaid (yuan)."""

    loans: int
    due: Money
    repaid: Money

    @property
    def percent(self) -> Decimal | None:
        """The share repaid, rounded down to a hundredth so that 94.999 is never 95; None when nothing was due."""
        if not self.due:
            return None
        return (self.repaid.amount * 100 / self.due.amount).quantize(HUNDREDTH, rounding=ROUND_DOWN)

    def sufficient(self, rules: Rules) -> bool:
        """Whether there are enough loans to judge by, and enough was repaid."""
        percent = self.percent
        return (
            percent is not None
            and self.loans >= rules.community_loans_min.value
            and percent >= rules.community_rate_percent_min.value
        )

    def in_words(self) -> str:
        """``96.20% of 31 loans``."""
        return f"{'none' if self.percent is None else f'{self.percent}%'} of {self.loans} loans"


def repayment_rate(loans: Iterable[tuple[Money, Money]]) -> RepaymentRate:
    """The rate from what was due and what had been paid on each loan."""
    judged = [(due, min(due, paid)) for due, paid in loans if due]
    return RepaymentRate(len(judged), Money.sum(due for due, _ in judged), Money.sum(repaid for _, repaid in judged))


@dataclass(frozen=True)
class CommunityStanding:
    """The recognised community that a borrower lives in (None: there is none), and its rate on the day."""

    community_id: str | None
    rate: RepaymentRate

    def verdicts(self, rules: Rules, where: str) -> Iterator[Verdict]:
        """Recognised, with enough loans and a sufficient rate on the day itself."""
        limit = rules.community_rate_percent_min
        yield verdict(
            f"{where}.community_recognised",
            met=self.community_id is not None,
            value=self.community_id is not None,
            limit=limit,
            shown_limit="yes",
        )
        yield verdict(
            f"{where}.community_rate",
            met=self.rate.sufficient(rules),
            value=self.rate.in_words(),
            limit=limit,
            shown_limit=f"at least {limit.value}% of {rules.community_loans_min.value} loans or more",
        )


@dataclass
class CreditCommunity:
    """A recognised area; ``withdrawn_on`` once it no longer is."""

    id: str
    area: str
    recognised_on: date
    withdrawn_on: date | None = None

    def recognise(self, rate: RepaymentRate, rules: Rules) -> CommunityRecognised:
        """Raises CommunityTooFewLoans, CommunityRateTooLow."""
        least, needed, percent = rules.community_loans_min, rules.community_rate_percent_min, rate.percent
        if percent is None or rate.loans < least.value:
            raise CommunityTooFewLoans(where="area", loans=rate.loans, limit=least.value)
        if percent < needed.value:
            raise CommunityRateTooLow(where="area", day=rules.on, rate=f"{percent}%", limit=needed.value)
        return CommunityRecognised(self.id, self.area, rate.loans, percent, self.recognised_on)

    def withdraw(self, rate: RepaymentRate, on: date) -> CommunityWithdrawn:
        """The recognition ends. Raises IllegalTransition, DatesOutOfOrder."""
        if self.withdrawn_on is not None:
            raise IllegalTransition(noun="credit community", state="withdrawn", verb="withdrawn")
        check_order(self.recognised_on, on, names=("recognised_on", "withdrawn_on"))
        self.withdrawn_on = on
        return CommunityWithdrawn(self.id, self.area, rate.loans, rate.percent, on)
