import subprocess
import sys
from pathlib import Path

import pytest

NAMES = ("APPLICANTS", "TRAINING", "CREDIT", "FOLLOWUP", "GATEWAY")


def qibu(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (our own interpreter)
        [sys.executable, "-c", "from qibu.cli import app; app(prog_name='qibu')", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "200", **environment},
    )


@pytest.mark.parametrize("command", ["up", "migrate", "contracts", "demo", "sample-roster", "verify"])
def test_help_names_every_command_and_each_has_its_own(command: str) -> None:
    assert command in qibu("--help").stdout
    help_of_one = qibu(command, "--help")
    assert help_of_one.returncode == 0, help_of_one.stderr
    assert f"Usage: qibu {command}" in help_of_one.stdout


def test_help_imports_no_command() -> None:
    code = "\n".join(
        [
            "import sys; from qibu.cli import app",
            "try: app(['--help'])",
            "except SystemExit: pass",
            "heavy = {'qibu.demo', 'qibu.roster', 'qibu.supervisor', 'fastapi', 'sqlalchemy', 'openpyxl'}",
            "assert not heavy & set(sys.modules)",
        ]
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 (our own interpreter)
    assert result.returncode == 0, result.stderr


def test_a_failure_is_a_sentence_and_a_status(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = qibu("up", "--data", str(tmp_path / "file" / "data"))
    assert result.returncode == 1
    assert "cannot write in the data directory" in result.stderr
    assert "Traceback" not in result.stderr


def test_some_databases_but_not_all_is_a_mistake(tmp_path: Path) -> None:
    result = qibu("migrate", QIBU_CREDIT_DATABASE_URL="postgresql://x/y")
    assert result.returncode == 1
    assert "QIBU_GATEWAY_DATABASE_URL" in result.stderr


def test_a_database_that_cannot_be_opened_is_named() -> None:
    given = {f"QIBU_{name}_DATABASE_URL": "postgresql://x:secret@127.0.0.1:1/x" for name in NAMES}
    result = qibu("migrate", **given)
    assert result.returncode == 1
    assert "_DATABASE_URL cannot be opened" in result.stderr
    assert "secret" not in result.stderr
    assert "Traceback" not in result.stderr


def test_migrate_works_on_the_platforms_own_databases(fake_parts: Path, tmp_path: Path) -> None:
    import os

    environment = {name: os.environ[name] for name in ("PYTHONPATH", "FAKE_BROKEN")}
    first = qibu("migrate", "--data", str(tmp_path / "data"), **environment)
    assert "credit: migrated from empty to 0001" in first.stdout, first.stderr
    second = qibu("migrate", "--data", str(tmp_path / "data"), **environment)
    assert second.stdout == "All databases are at their newest revision.\n"
