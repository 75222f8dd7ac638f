"""``qibu sample-roster``: write a roster of people who never lived."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from qibu.roster.people import draw_people
from qibu.roster.sheet import roster_bytes


def command(
    output: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The file to write.", dir_okay=False)],
    people: Annotated[int, typer.Option(min=1, max=100_000, help="How many people, one a row.")] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same file, byte for byte.")] = 2007,
) -> None:
    """Write a synthetic roster: plausible people of Jiangjin, valid identity numbers, business ideas.

    The numbers are right by their form and belong to nobody we know; phones are made from the row.
    """
    if output.suffix.lower() != ".xlsx":
        raise typer.BadParameter("the file's name must end in .xlsx", param_hint="OUT.xlsx")
    if not output.parent.is_dir():
        raise typer.BadParameter(f"there is no directory {output.parent}", param_hint="OUT.xlsx")
    output.write_bytes(roster_bytes(draw_people(people, seed)))
    Console().print(f"{output}: {people} people, seed {seed}")
