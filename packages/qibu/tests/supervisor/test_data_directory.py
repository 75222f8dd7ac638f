import json
import socket
from pathlib import Path

import pytest
from qibu import data_directory
from qibu.data_directory import DataDirectory, free_port, is_free
from qibu.failure import Failure
from qibu.forkserver import LIBRARIES


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    directory = DataDirectory(tmp_path / "data")
    directory.lock()
    return directory


def test_a_secret_is_made_once(data: DataDirectory) -> None:
    assert data.secret("one") == data.secret("one") != data.secret("two")


def test_a_port_is_remembered(data: DataDirectory) -> None:
    assert data.port("part") == data.port("part") == json.loads((data.root / "state.json").read_text())["part_port"]


def test_a_held_port_is_chosen_by_nobody_else_but_can_be_listened_on(
    data: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = data.port("part")
    monkeypatch.setattr(data_directory, "FIRST_PORT", port)
    monkeypatch.setattr(data_directory, "LAST_PORT", port + 1)
    assert {free_port() for _ in range(20)} == {port + 1}
    with socket.create_server(("127.0.0.1", port)):
        assert not is_free(port)
    assert is_free(port)


def test_ports_lie_below_those_of_outgoing_connections() -> None:
    assert all(20_000 <= free_port() <= 32_000 for _ in range(50))


def test_a_damaged_state_is_said(data: DataDirectory) -> None:
    (data.root / "state.json").write_text("{")
    with pytest.raises(Failure, match="damaged"):
        data.state()


def test_a_large_log_is_put_aside_at_start(data: DataDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_directory, "LARGE_LOG_BYTES", 10)
    for number in range(6):
        data.log("part").write_text(f"{number}" * 20)
    kept = {path.name: path.read_text()[0] for path in data.logs.iterdir()}
    assert kept == {"part.log": "5", "part.log.1": "4", "part.log.2": "3", "part.log.3": "2"}


def test_an_existing_folder_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    DataDirectory(tmp_path).lock()
    assert tmp_path.stat().st_mode & 0o777 == 0o750


def test_the_preloaded_libraries_hold_no_service() -> None:
    assert not [name for name in LIBRARIES if name.split(".")[0] in {"applicants", "training", "credit", "followup"}]
