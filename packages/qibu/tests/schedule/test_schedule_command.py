"""``qibu schedule``: a bank checks its own system against ours."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from qibu.cli import app
from typer.testing import CliRunner

ORACLE = Path(__file__).parents[4] / "services" / "credit" / "tests" / "domain" / "schedules.json"


def run(*arguments: str, given: str | None = None) -> Any:
    return CliRunner().invoke(app, ["schedule", *arguments], input=given)


def test_every_published_case_is_exact() -> None:
    result = run("--cases", str(ORACLE))
    assert result.exit_code == 0
    answers = json.loads(result.stdout)
    expected = json.loads(ORACLE.read_text())["cases"]
    assert [answer["case"] for answer in answers] == [case["case"] for case in expected]
    for answer, case in zip(answers, expected, strict=True):
        if case["rows_complete"]:
            assert answer["rows"] == case["rows"], case["case"]


def test_one_bad_case_leaves_the_others_alone(tmp_path: Path) -> None:
    good = json.loads(ORACLE.read_text())["cases"][0]
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([good, {"case": "bad"}, "nonsense", good | {"case": "again"}]))
    result = run("--cases", str(file))
    assert result.exit_code == 0
    first, bad, nonsense, again = json.loads(result.stdout)
    assert first["rows"] == again["rows"] == good["rows"]
    assert bad == {"case": "bad", "error": "principal: it is missing."}
    assert nonsense["case"] == "3"
    assert "error" in nonsense


def test_cases_may_come_from_the_standard_input() -> None:
    assert len(json.loads(run("--cases", "-", given=ORACLE.read_text()).stdout)) == 18


@pytest.mark.parametrize("text", ["", "no json", "{", "{}", '{"cases": 5}', "5", "[" * 100_000])
def test_a_file_that_holds_no_cases_is_said_on_stderr(tmp_path: Path, text: str) -> None:
    file = tmp_path / "cases.json"
    file.write_text(text)
    result = run("--cases", str(file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cases.json: " in result.stderr


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(bytes(range(256)))
    for path in (tmp_path / "missing.json", tmp_path, binary):
        result = run("--cases", str(path))
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr


def test_it_needs_no_engines() -> None:
    """It imports neither a database driver nor the web framework."""
    code = "import sys, qibu.schedule; print([name for name in ('asyncpg', 'fastapi', 'nats') if name in sys.modules])"
    told = subprocess.run(  # noqa: S603 (our own interpreter and code)
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert told.stdout.strip() == "[]"
