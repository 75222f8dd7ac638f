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
    ("registered", "registered 登记"),
    ("accepted", "accepted 受理"),
    ("referred", "referred 推荐"),
    ("enrolled", "enrolled 入班"),
    ("in_training", "in training 参训"),
    ("certified", "certified 合格"),
    ("loan_applied", "asked for a loan 申请贷款"),
    ("loan_disbursed", "loan paid out 放款"),
    ("business_registered", "business registered 工商登记"),
    ("surviving", "running > 6 months 存活超六个月"),
    ("closed", "closed 歇业"),
    ("withdrawn", "withdrawn 退出"),
)
MONEY = (
    ("subsidies_paid", "training subsidies paid 培训补贴"),
    ("loans_disbursed", "loans paid out 发放贷款"),
    ("outstanding_principal", "of these still owed 贷款余额"),
    ("guarantees_outstanding", "guarantees outstanding 在保余额"),
)


def print_outcome(console: Console, outcome: Outcome, url: str) -> None:
    """Print the scorecard, the address and the accounts."""
    figures = figures_of(outcome.scorecard)
    console.print()
    console.print(
        Panel(Group(_measures(figures), _funnel(figures), _money(figures)), title=_title(outcome), expand=False)
    )
    if outcome.refused:
        reasons = ", ".join(f"{code} × {count}" for code, count in outcome.refused.items())
        console.print(f"Refused on the way, as the rules demand: {reasons}")
    if outcome.seconds is not None and outcome.api_calls is not None:
        pace = outcome.api_calls / outcome.seconds
        console.print(f"Played in {outcome.seconds:.1f} s: {outcome.api_calls:,} calls to the API, {pace:.0f} a second")
    else:
        console.print("This demo was played before; nothing was played again. For a new one: `make clean`.")
    console.print(_accounts(outcome))
    console.print(f"\n[bold]{url}[/bold]  (API: {url}/docs; password of every account above: [bold]{PASSWORD}[/bold])")


def _title(outcome: Outcome) -> str:
    return f"Scorecard of the Jiangjin pilot as of {outcome.as_of:%Y-%m-%d} 江津试点记分卡"


def _table(*columns: str) -> Table:
    table = Table(show_header=bool(columns), box=None, padding=(0, 2))
    for column in columns or ("", "", ""):
        table.add_column(column)
    table.columns[1].justify = "right"
    return table


def _measures(figures: Mapping[str, Decimal]) -> RenderableType:
    table = _table("measure 指标", "count", "")
    low, high = TARGET
    participants = figures.get("participants", Decimal(0))
    table.add_row(
        "[bold]participants 参加者[/bold]",
        f"[bold green]{participants:,}[/bold green]",
        f"target {low}–{high:,}: {participants / low:.0%} of the lower end",
    )
    table.add_row(
        "[bold]businesses running > 6 months 存活企业主[/bold]",
        f"[bold green]{figures.get('businesses_surviving_six_months', 0):,}[/bold green]",
        _share(figures, "six_month_survival_share", "of those due"),
    )
    table.add_row(
        "[bold]new jobs 新增岗位[/bold]",
        f"[bold green]{figures.get('new_jobs', 0):,}[/bold green]",
        f"{figures.get('new_jobs_with_owner', 0):,} with the owners",
    )
    table.add_row("of the certified, started 创业率", _share(figures, "start_up_share", ""), "")
    return table


def _share(figures: Mapping[str, Decimal], name: str, of: str) -> str:
    return f"{figures[name]:.1%} {of}".strip() if name in figures else ""


def _funnel(figures: Mapping[str, Decimal]) -> RenderableType:
    table = _table("\nfunnel 漏斗", "\npeople", "")
    most = max(figures.get("registered", Decimal(1)), Decimal(1))
    for name, label in FUNNEL:
        count = figures.get(name, Decimal(0))
        table.add_row(label, f"{count:,}", "█" * round(count / most * _BAR))
    return table


_BAR = 30


def _money(figures: Mapping[str, Decimal]) -> RenderableType:
    table = _table("\nmoney 资金", "\nyuan 元", "")
    for name, label in MONEY:
        if name in figures:
            table.add_row(label, f"{figures[name]:,.2f}", "")
    return table


def _accounts(outcome: Outcome) -> RenderableType:
    table = Table(title="\nAccounts to look around with 演示账户", box=None, padding=(0, 2), title_justify="left")
    for column in ("account", "name", "role", "area"):
        table.add_column(column)
    for account in outcome.accounts:
        if account.role != "administrator":
            table.add_row(account.username, account.name, account.role, account.scope)
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
    }
    path.write_bytes(orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _number(value: Decimal) -> int | str:
    """Counts as numbers; money and shares as exact text."""
    return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else str(value)
