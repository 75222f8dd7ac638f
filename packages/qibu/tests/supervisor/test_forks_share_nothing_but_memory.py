from pathlib import Path

import pytest
from qibu.data_directory import DataDirectory
from qibu.forking import ForkServer

MAKE_IDS = "from kit.ids import new_id; import random, os; print(*[new_id() for _ in range(50)], random.random())"


async def test_forks_draw_different_ids_and_chances(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "make_ids.py").write_text(MAKE_IDS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    data = DataDirectory(tmp_path / "data")
    data.lock()
    forks = ForkServer(data)
    try:
        made: list[str] = []
        for number in range(4):
            log = tmp_path / f"{number}.log"
            fork = await forks.fork("make_ids", name=f"fork-{number}", env={}, log=log)
            assert await fork.wait() == 0
            made += log.read_text().split()
    finally:
        await forks.stop()
    assert len(made) == len(set(made)) == 4 * 51


async def test_a_fork_that_fails_says_so_in_its_log(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path / "data")
    data.lock()
    forks = ForkServer(data)
    try:
        fork = await forks.fork("no_such_module", name="none", env={}, log=tmp_path / "log")
        assert await fork.wait() == 1
        assert "No module named no_such_module" in (tmp_path / "log").read_text()
    finally:
        await forks.stop()
