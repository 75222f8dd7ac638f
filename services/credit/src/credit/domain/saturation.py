"""Is the local market full? People flock to saturated trades, so credit's own book is asked first [S]."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict, verdict

AREA_DIGITS = 9
"""A street or town in the official statistical code: where neighbours compete."""


@dataclass(frozen=True)
class Saturation:
    """Applications and loans of one sector in one street or town since a day, the case itself left out.

    ``in_arrears`` are loans running and late on the day; ``failed`` those that the fund had to pay for.
    At most ``counted_at_most`` applications are looked at, the latest first.
    """

    sector: str
    area: str
    since: date
    applications: int = 0
    under_way: int = 0
    running: int = 0
    in_arrears: int = 0
    failed: int = 0
    repaid: int = 0
    counted_at_most: int = 200

    @property
    def active(self) -> int:
        """Businesses that are there or about to be: loans running and applications under way."""
        return self.running + self.under_way

    @property
    def lent(self) -> int:
        """Loans that were paid out."""
        return self.running + self.failed + self.repaid

    @property
    def failing_percent(self) -> Decimal:
        """Loans late or paid for by the fund, as a share of all loans paid out; one decimal."""
        if not self.lent:
            return Decimal("0.0")
        return (Decimal(self.in_arrears + self.failed) * 100 / self.lent).quantize(Decimal("0.1"))

    @property
    def note_en(self) -> str:
        """What the book says."""
        return (
            f"Sector {self.sector} in area {self.area} since {self.since}: {self._many_en} applications, "
            f"{self.under_way} under way; {self.lent} loans, of them {self.running} running ({self.in_arrears} in "
            f"arrears), {self.repaid} repaid, {self.failed} paid for by the fund."
        )

    @property
    def note_zh(self) -> str:
        """The same in Chinese."""
        return (
            f"自 {self.since} 起，{self.area} 辖区行业 {self.sector}：申请 {self.applications} 笔"
            f"{'以上' if self.applications >= self.counted_at_most else ''}，在办 {self.under_way} 笔；"
            f"放款 {self.lent} 笔，其中在还 {self.running} 笔（逾期 {self.in_arrears} 笔）、"
            f"结清 {self.repaid} 笔、代偿 {self.failed} 笔。"
        )

    @property
    def _many_en(self) -> str:
        more = " or more" if self.applications >= self.counted_at_most else ""
        return f"{self.applications}{more}"


def judge_saturation(found: Saturation, rules: Rules) -> Verdict:
    """Not too many of the trade, and not too many of them failing; advice."""
    most, failing = rules.saturation_businesses_max, rules.saturation_failing_percent_max
    return verdict(
        "local_saturation",
        met=found.active < most.value and found.failing_percent <= failing.value,
        value=f"{found.active} active, {found.failing_percent}% failing",
        limit=most,
        shown_limit=f"fewer than {most.value} active, at most {failing.value}% failing",
        binding=False,
    )
