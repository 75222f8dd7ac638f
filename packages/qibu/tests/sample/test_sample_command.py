"""``qibu sample``: anybody draws a claim's sample again."""

import json
from typing import Any

import pytest
from qibu.cli import app
from training.domain.sampling import draw, seed_of
from typer.testing import CliRunner


def run(*arguments: str, given: str | None = None) -> Any:
    return CliRunner().invoke(app, ["sample", *arguments], input=given)


def record(**changes: Any) -> str:
    seed = seed_of("content", "beacon")
    eligible = list(range(1, 31))
    known = {"content_hash": "content", "beacon": "beacon", "seed": seed, "eligible": eligible}
    known |= {"false_share": "0.1000", "confidence": "0.9500", "random": draw(seed, eligible, 19)}
    return json.dumps(known | changes)


def test_a_seed_and_a_number_of_lines_draw_the_sample() -> None:
    result = run("--seed", "abc", "--lines", "31", "--without", "4")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer == {"size": 19, "random": draw("abc", [n for n in range(1, 32) if n != 4], 19)}


def test_a_published_sample_is_checked() -> None:
    result = run("--published", "-", given=record())
    assert result.exit_code == 0
    assert json.loads(result.stdout)["random_is_drawn_by_seed"] is True


@pytest.mark.parametrize("change", [{"random": list(range(1, 20))}, {"beacon": "chosen afterwards"}])
def test_a_sample_that_somebody_chose_ends_with_1(change: dict[str, Any]) -> None:
    assert run("--published", "-", given=record(**change)).exit_code == 1


@pytest.mark.parametrize("arguments", [(), ("--seed", "abc"), ("--published", "/no/such/file")])
def test_what_is_not_understood_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
