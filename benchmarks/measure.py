"""A measured figure beside its limit, and how figures are shown."""

import json
import platform as machine
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Figure:
    """One row: what, how much, in what unit, the limit and whether less or more is better."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    at_most: bool = True
    note: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the limit is kept; None without one."""
        if self.limit is None:
            return None
        return self.value <= self.limit if self.at_most else self.value >= self.limit


def show(figures: Sequence[Figure]) -> None:
    """Print the table and write it as JSON."""
    table = Table("what", "measured", "unit", "limit", "kept", "note")
    for figure in figures:
        limit = "" if figure.limit is None else f"{'≤' if figure.at_most else '≥'} {figure.limit:g}"
        kept = {None: "", True: "yes", False: "NO"}[figure.kept]
        table.add_row(
            figure.what,
            f"{figure.value:,.3g}" if figure.value < 100 else f"{figure.value:,.0f}",
            figure.unit,
            limit,
            kept,
            figure.note,
        )
    Console().print(table)
    RESULTS.mkdir(exist_ok=True)
    content = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": machine.python_version(),
        "figures": [{**asdict(figure), "kept": figure.kept} for figure in figures],
    }
    (RESULTS / "latest.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of ``values`` lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
