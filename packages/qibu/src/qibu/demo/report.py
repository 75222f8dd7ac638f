"""The scorecard at the end: for people as tables, for programs as JSON."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table

from qibu.demo.play.office import PASSWORD
from qibu.demo.play.waiting import figures_of
from qibu.demo.show import Outcome

TARGET = (800, 1000)
FUNNEL = (
    ("registered", "登记 registered"),
    ("accepted", "受理 accepted"),
    ("referred", "推荐 referred"),
    ("enrolled", "入班 enrolled"),
    ("in_training", "参训 in training"),
    ("certified", "合格 certified"),
    ("loan_applied", "申贷 asked for a loan"),
    ("loan_disbursed", "放款 loan paid out"),
    ("business_registered", "注册 own business"),
    ("surviving", "存活 over six months"),
    ("closed", "歇业 closed"),
    ("withdrawn", "退出 withdrawn"),
)
MONEY = (
    ("subsidies_paid", "补贴 training subsidies"),
    ("loans_disbursed", "放款 loans paid out"),
    ("outstanding_principal", "余额 of these still owed"),
    ("guarantees_outstanding", "在保 guaranteed"),
)
SCHEME = (
    ("interest_subsidies", "贴息 interest subsidies"),
    ("claims_paid", "代偿 paid by the fund"),
    ("recovered", "追回 of these recovered"),
)
_COLUMNS = 80
"""The report is as wide as a plain terminal, so that a saved one looks the same."""


def print_outcome(console: Console, outcome: Outcome, url: str) -> None:
    """Print the scorecard, the address and the accounts."""
    figures = figures_of(outcome.scorecard)
    contents = Group(
        _measures(figures, outcome.scheme),
        _funnel(figures),
        _money(figures, outcome.scheme),
        _training(outcome.training),
    )
    console.print()
    console.print(Panel(contents, title=_title(outcome), width=_COLUMNS, padding=(1, 2)))
    if outcome.refused:
        reasons = ", ".join(f"{code} × {count}" for code, count in outcome.refused.items())
        console.print(f"Refused on the way, as the rules demand: {reasons}")
    if outcome.seconds is not None and outcome.api_calls is not None:
        pace = outcome.api_calls / outcome.seconds
        console.print(f"Played in {outcome.seconds:.1f} s: {outcome.api_calls:,} calls to the API, {pace:.0f} a second")
    else:
        console.print("This demo was played before; nothing was played again. For a new one: another --data directory.")
    console.print(_accounts(outcome))
    console.print(f"\n[bold]{url}[/bold]  (the API by page: {url}/docs)")


def _title(outcome: Outcome) -> str:
    return f"江津试点 Jiangjin pilot, scorecard as of {outcome.as_of}"


def _table(label: str, unit: str) -> Table:
    """A table of three columns, the second one with numbers."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(label, width=30)
    table.add_column(unit, justify="right", width=12)
    table.add_column("")
    return table


def _measures(figures: Mapping[str, Decimal], scheme: Mapping[str, str]) -> RenderableType:
    table = _table("指标 measure", "")
    low, high = TARGET
    for name, label, remark in (
        ("participants", "参加者 participants", f"target {low} to {high:,}"),
        (
            "businesses_surviving_six_months",
            "存活 running over six months",
            _share(figures, "six_month_survival_share", "of those due"),
        ),
        ("new_jobs", "岗位 new jobs", f"{figures.get('new_jobs_with_owner', 0):,} with the owners"),
    ):
        table.add_row(f"[bold]{label}[/bold]", f"[bold green]{figures.get(name, 0):,}[/bold green]", remark)
    table.add_row("创业率 certified who started", _share(figures, "start_up_share", ""), "")
    if {"survival", "lower", "upper"} <= scheme.keys():
        alive, lower, upper = (Decimal(scheme[name]) for name in ("survival", "lower", "upper"))
        table.add_row("生存率 businesses at 183 days", f"{alive:.1%}", f"95% {lower:.1%} to {upper:.1%}")
    return table


def _share(figures: Mapping[str, Decimal], name: str, of: str) -> str:
    return f"{figures[name]:.1%} {of}".strip() if name in figures else ""


def _funnel(figures: Mapping[str, Decimal]) -> RenderableType:
    table = _table("\n漏斗 funnel", "\npeople")
    most = max(figures.get("registered", Decimal(1)), Decimal(1))
    for name, label in FUNNEL:
        count = figures.get(name, Decimal(0))
        table.add_row(label, f"{count:,}", "█" * round(count / most * _BAR))
    return table


_BAR = 24


def _money(figures: Mapping[str, Decimal], scheme: Mapping[str, str]) -> RenderableType:
    table = _table("\n资金 money", "\nyuan")
    for name, label in MONEY:
        if name in figures:
            table.add_row(label, f"{figures[name]:,.2f}", "")
    for name, label in SCHEME:
        if scheme.get(name):
            table.add_row(label, f"{Decimal(scheme[name]):,.2f}", "")
    return table


def _training(told: Mapping[str, str]) -> RenderableType:
    table = _table("\n培训监管 training, watched", "")
    if told:
        table.add_row("到期 certificates run out", told["institutions_expired"], "institutions")
        seated = f"{told['people_seated_from_waiting']} of them got a seat"
        table.add_row("候补 waited for a full class", told["people_waited"], seated)
        table.add_row("核减 found false, not paid", f"{Decimal(told['subsidies_refused']):,.2f}", "yuan")
        table.add_row("追回 paid, clawed back", f"{Decimal(told['subsidies_clawed_back']):,.2f}", "yuan")
    return table


def _accounts(outcome: Outcome) -> RenderableType:
    """The accounts by role."""
    table = Table(title="\nAccounts to look around with", box=None, padding=(0, 2, 0, 0), title_justify="left")
    table.add_column("role", no_wrap=True)
    table.add_column(f"accounts, each with the password {PASSWORD}")
    by_role: dict[str, list[str]] = {}
    for account in sorted(outcome.accounts, key=lambda one: one.username):
        shown = f"{account.username} ({account.scope})" if account.scope else account.username
        by_role.setdefault(account.role, []).append(shown)
    for role, usernames in by_role.items():
        if role != "administrator":
            table.add_row(role.replace("_", " "), ", ".join(usernames))
    return table


def write_json(path: Path, outcome: Outcome, events: int | None) -> None:
    """Write what programs want to compare."""
    figures = figures_of(outcome.scorecard)
    facts: dict[str, Any] = {
        "participants": _number(figures["participants"]),
        "businesses_surviving_six_months": _number(figures["businesses_surviving_six_months"]),
        "new_jobs": _number(figures["new_jobs"]),
        "funnel": {name: _number(figures[name]) for name, _ in FUNNEL if name in figures},
        "figures": {name: _number(value) for name, value in sorted(figures.items())},
        "as_of": outcome.as_of,
        "seconds": None if outcome.seconds is None else round(outcome.seconds, 1),
        "events": events,
        "api_calls": outcome.api_calls,
        "refused": outcome.refused,
        "scheme": outcome.scheme,
        "training": outcome.training,
    }
    path.write_bytes(orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _number(value: Decimal) -> int | str:
    """Counts as numbers; money and shares as exact text."""
    return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else str(value)
