"""The command line ``qibu``. A command's own module is imported when it is called, so that help is quick."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from qibu.failure import Failure

ELSEWHERE = {
    "demo": ("qibu.demo.command", "Play the Jiangjin pilot through the public API, and print its scorecard."),
    "sample": ("qibu.sample", "Draw a claim's verification sample again, from its published seed."),
    "sample-roster": ("qibu.roster.command", "Write a synthetic roster of people, the same for the same seed."),
    "schedule": ("qibu.schedule", "Print the repayment schedules of cases in a file, to check another system by ours."),
    "verify": ("qibu.verify.command", "Recount every figure from the services' own tables; exit 1 on any difference."),
}
"""Commands that live in modules of their own: where, and what help says of them."""


class Lazily(TyperGroup):
    """Lists commands without importing them; imports the one that is called."""

    def resolve_command(self, ctx, args):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 (Typer's vendored types)
        """The called command itself in place of its stand-in."""
        name, command, rest = super().resolve_command(ctx, args)
        if name in ELSEWHERE:
            own = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            own.command(name)(import_module(ELSEWHERE[name][0]).command)
            command = typer.main.get_command(own)
        return name, command, rest


app = typer.Typer(
    cls=Lazily,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Qibu 起步 runs a micro-credit and business start-up programme: from a person's "
    "registration to a business that survives.",
    epilog="Start with `qibu demo` for the pilot played in a minute, or `qibu up` for an empty platform.",
)

Data = Annotated[Path, typer.Option(help="Folder of engines, keys and logs; made when missing.", file_okay=False)]


@contextmanager
def _failing_clearly() -> Iterator[None]:
    """Say what went wrong in a sentence and end with 1."""
    try:
        yield
    except Failure as failure:
        typer.secho(str(failure), fg="red", err=True)
        raise typer.Exit(1) from None


def _say(line: str) -> None:
    """Print a line; a console that has gone away is no reason to stop."""
    with suppress(OSError):
        typer.echo(line)


@app.command()
def up(
    data: Data = Path(".qibu"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the gateway listens.")] = 8080,
    host: Annotated[str, typer.Option(help="At which address; 0.0.0.0 for other machines too.")] = "127.0.0.1",
) -> None:
    """Start the platform, keep it up, and stop it on Ctrl-C or SIGTERM.

    Starts PostgreSQL and NATS of its own, unless QIBU_NATS_URL and QIBU_<SERVICE>_DATABASE_URL (for
    APPLICANTS, TRAINING, CREDIT, FOLLOWUP and GATEWAY) name yours. A part that dies is started again.
    """
    with _failing_clearly():
        import_module("qibu.up").run(data, host, port, _say)


@app.command()
def migrate(data: Data = Path(".qibu")) -> None:
    """Bring all five databases to the newest revision, and stop.

    Works on the databases that QIBU_<SERVICE>_DATABASE_URL name, making them and their roles first when
    QIBU_SUPERUSER_URL is given as well; without them on the platform's own, which must not be up.
    """
    with _failing_clearly():
        import_module("qibu.prepare").migrate_all(data, os.environ.get("QIBU_SUPERUSER_URL"), _say)


@app.command()
def contracts(
    root: Annotated[Path, typer.Argument(help="Where they are kept.", file_okay=False)] = Path("contracts"),
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file differs.")] = False,
) -> None:
    """Generate OpenAPI documents, event schemas with examples, and AsyncAPI from the code."""
    module = import_module("qibu.contracts")
    if not check:
        typer.echo(f"{module.write(root)} files changed in {root}")
        return
    stale = module.differences(root)
    for name in stale:
        typer.secho(f"{root / name} is not what the code generates", fg="red", err=True)
    if stale:
        typer.secho("Run `make contracts` and commit the result.", err=True)
        raise typer.Exit(1)
    typer.echo("All generated files are those of the code.")


def _stand_in() -> None:
    """Never called: :class:`Lazily` puts the command itself in its place."""


for _name, (_module, _help) in ELSEWHERE.items():
    app.command(_name, help=_help)(_stand_in)
