"""``qibu schedule``: schedules of cases in a file, so that a bank can check its own system against ours."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from credit.domain.errors.schedules import CaseNotUnderstood
from credit.domain.schedule_cases import answer_to, cases_in

BAD_FILE = 2
NO_CASES = 'neither a list of cases, nor an object that holds one as "cases"'


def command(
    cases: Annotated[Path, typer.Option(metavar="FILE", help="Cases as JSON; - reads the standard input.")],
) -> None:
    """Print the schedules of the cases in FILE as JSON: for each its rows, or the error that none can be made.

    A row is number, due date, principal, interest and balance, amounts as text. FILE holds a list of
    cases, or an object with "cases", in the format of Apache Fineract's published expectations that
    the tests use. Needs neither engines nor a network.
    """
    try:
        text = sys.stdin.read() if str(cases) == "-" else cases.read_text(encoding="utf-8-sig")
        found = cases_in(json.loads(text, parse_float=Decimal))
    except OSError as error:
        _give_up(f"{cases}: {error.strerror or error}")
    except (ValueError, RecursionError) as error:
        _give_up(f"{cases}: {NO_CASES if isinstance(error, CaseNotUnderstood) else f'this is no JSON: {error}'}")
    else:
        answers = [answer_to(case, number) for number, case in enumerate(found, start=1)]
        typer.echo(json.dumps(answers, ensure_ascii=False))


def _give_up(what: str) -> None:
    typer.secho(what, fg="red", err=True)
    raise typer.Exit(BAD_FILE)
