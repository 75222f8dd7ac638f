"""``qibu sample``: draw a claim's verification sample again, to see that nobody chose its lines."""

import json
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer
from training.domain.sampling import draw, sample_size, seed_of

BAD_INPUT, DIFFERS = 2, 1
FALSE_SHARE, CONFIDENCE = "0.10", "0.95"


def command(
    published: Annotated[
        Path | None, typer.Option("--published", metavar="FILE", help="What /v1/samples/ID answered; - reads it.")
    ] = None,
    seed: Annotated[str, typer.Option(help="The published seed.")] = "",
    lines: Annotated[int, typer.Option(min=0, max=1_000_000, help="The claim has lines 1 to this number.")] = 0,
    without: Annotated[str, typer.Option(help="Lines that a check refuted before, as 3,7.")] = "",
    false_share: Annotated[str, typer.Option(help="The share of false lines that is to be found.")] = FALSE_SHARE,
    confidence: Annotated[str, typer.Option(help="With what probability at least one is found.")] = CONFIDENCE,
) -> None:
    """Draw a sample again, from its published seed or from the whole published record.

    With --published it also checks the seed against content hash and beacon, and the drawn lines
    against the published ones; ends with 1 when they differ. Else prints size and lines as JSON.
    Needs neither engines nor a network.
    """
    try:
        if published is not None:
            _check(json.loads(sys.stdin.read() if str(published) == "-" else published.read_text(encoding="utf-8-sig")))
        else:
            _draw(seed, lines, without, Decimal(false_share), Decimal(confidence))
    except OSError as error:
        _give_up(f"{published}: {error.strerror or error}")
    except (ValueError, KeyError, TypeError, InvalidOperation) as error:
        _give_up(f"not understood: {error}")


def _draw(seed: str, lines: int, without: str, false_share: Decimal, confidence: Decimal) -> None:
    if not seed or not lines:
        raise ValueError("give --seed and --lines, or --published")
    left_out = {int(number) for number in without.split(",") if number.strip()}
    eligible = [number for number in range(1, lines + 1) if number not in left_out]
    size = sample_size(len(eligible), false_share, confidence)
    typer.echo(json.dumps({"size": size, "random": draw(seed, eligible, size)}))


def _check(record: dict[str, Any]) -> None:
    size = sample_size(len(record["eligible"]), Decimal(record["false_share"]), Decimal(record["confidence"]))
    drawn = draw(record["seed"], record["eligible"], size)
    found = {
        "seed_is_of_content_and_beacon": record["seed"] == seed_of(record["content_hash"], record["beacon"]),
        "random_is_drawn_by_seed": record["random"] == drawn,
    }
    typer.echo(json.dumps(found | {"size": size, "random": drawn}))
    if not all(found.values()):
        raise typer.Exit(DIFFERS)


def _give_up(what: str) -> None:
    typer.secho(what, fg="red", err=True)
    raise typer.Exit(BAD_INPUT)
