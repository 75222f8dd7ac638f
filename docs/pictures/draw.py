"""Draws ``scorecard.svg`` of ``scorecard.json``, the file that ``qibu demo --json`` wrote, with the demo's own report.

.venv/bin/qibu demo --exit --json docs/pictures/scorecard.json && .venv/bin/python docs/pictures/draw.py
"""

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from qibu.demo.report import print_outcome
from qibu.demo.show import Outcome
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.text import Text

HERE = Path(__file__).parent
ACCOUNTS = "Accounts to look around with"
"""The list of accounts begins here; the picture ends before it."""
COLUMNS, CELL, LINE, MARGIN = 80, 9.0, 19.0, 16.0
INK, STRONG, GOOD, GROUND = "#d0d0d0", "#ffffff", "#98c379", "#1e2127"


def outcome_of(facts: dict[str, Any]) -> Outcome:
    """The outcome that the file tells of, in the shape in which the scorecard's address gives it."""
    counted = {name: {"value": value} for name, value in facts["figures"].items()}
    return Outcome(
        scorecard={"figures": counted, "funnel": [], "money": {}},
        accounts=[],
        as_of=date.fromisoformat(facts["as_of"]),
        seconds=facts["seconds"],
        api_calls=facts["api_calls"],
        refused=facts["refused"],
        scheme=facts["scheme"],
    )


def report(facts: dict[str, Any]) -> str:
    """What the demo prints, with its colours, up to the accounts."""
    seen = io.StringIO()
    printer = Console(file=seen, width=COLUMNS, force_terminal=True, color_system="truecolor")
    print_outcome(printer, outcome_of(facts), "")
    lines = seen.getvalue().strip().splitlines()
    end = next((number for number, line in enumerate(lines) if ACCOUNTS in line), len(lines))
    return "\n".join(lines[:end]).rstrip()


def words(segments: list[Segment]) -> Iterator[str]:
    """SVG text elements of one line, each put into its own cells, so that columns stay columns in any font."""
    column = 0
    for segment in segments:
        style = segment.style
        green = style is not None and style.color is not None and style.color.name in {"green", "color(2)"}
        bold = style is not None and bool(style.bold)
        look = f'fill="{GOOD if green else STRONG if bold else INK}"' + (' font-weight="bold"' if bold else "")
        for wide, letters in groupby(segment.text, key=lambda letter: cell_len(letter) > 1):
            text = "".join(letters)
            for word in re.finditer(r"\S+", text):
                x = MARGIN + (column + cell_len(text[: word.start()])) * CELL
                length = "" if wide else f' textLength="{len(word[0]) * CELL:g}"'
                yield f'<text x="{x:g}"{length} lengthAdjust="spacingAndGlyphs" {look}>{escape(word[0])}</text>'
            column += cell_len(text)


def picture(text: str) -> str:
    """The SVG; it uses the reader's own fonts and fetches nothing."""
    console = Console(file=io.StringIO(), width=COLUMNS, color_system="truecolor", force_terminal=True)
    lines = console.render_lines(Text.from_ansi(text), pad=False)
    width, height = COLUMNS * CELL + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    rows = [
        f'<g transform="translate(0 {MARGIN + (number + 0.75) * LINE:g})">{"".join(words(line))}</g>'
        for number, line in enumerate(lines)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        "font-family=\"'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace\" font-size=\"15\">\n"
        f'<rect width="100%" height="100%" rx="8" fill="{GROUND}"/>\n' + "\n".join(rows) + "\n</svg>\n"
    )


if __name__ == "__main__":
    (HERE / "scorecard.svg").write_text(picture(report(json.loads((HERE / "scorecard.json").read_text()))))
