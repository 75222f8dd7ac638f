"""``qibu sample-roster`` as a person runs it."""

import typer
from qibu.roster.command import command
from qibu.roster.people import draw_people
from qibu.roster.sheet import roster_bytes
from typer.testing import CliRunner

app = typer.Typer()
app.command()(command)


def test_it_writes_the_roster_of_the_seed(tmp_path):
    out = tmp_path / "people.xlsx"
    result = CliRunner().invoke(app, ["--people", "12", "--seed", "3", str(out)])
    assert result.exit_code == 0, result.output
    assert out.read_bytes() == roster_bytes(draw_people(12, 3))


def test_it_says_what_is_wrong_with_the_file_name(tmp_path):
    for name in ("people.csv", "nowhere/people.xlsx"):
        result = CliRunner().invoke(app, [str(tmp_path / name)])
        assert result.exit_code == 2
