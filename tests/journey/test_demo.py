"""The pilot with 60 people, by the command line, then every figure recounted."""

import asyncio
import json
import re
import sys
from pathlib import Path

import pytest
from conftest_ports import free_port
from kit import migrations
from platform_parts import SERVICES, migrations_folder
from qibu.engines import Engines
from qibu.roster.people import draw_people
from qibu.supervisor import Platform

QIBU = Path(sys.executable).with_name("qibu")


async def run(*words: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        QIBU, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


@pytest.fixture(scope="module")
async def pilot(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pilot")
    code, output = await run(
        *("demo", "--people", "60", "--exit", "--json", str(folder / "result.json")),
        *("--data", str(folder / "data"), "--port", str(free_port())),
    )
    assert code == 0, output
    return folder, output


async def test_the_pilot_goes_from_a_roster_to_the_three_measures(pilot):
    folder, output = pilot
    result = json.loads((folder / "result.json").read_text())
    assert 20 < result["participants"] <= 60
    assert 0 < result["businesses_surviving_six_months"] < result["participants"]
    assert result["new_jobs"] > 0
    assert result["as_of"] == "2008-12-31"
    assert result["events"] > result["participants"]
    assert result["api_calls"] > 100
    steps = result["funnel"]
    order = ("registered", "accepted", "referred", "enrolled", "in_training", "certified")
    counts = [steps[name] for name in order]
    assert counts == sorted(counts, reverse=True)
    assert "800" in output
    assert "1,000" in output


async def test_every_figure_is_recounted_and_the_books_hold(pilot):
    folder, _ = pilot
    code, output = await run("verify", "--data", str(folder / "data"))
    assert code == 0, output
    assert "hold." in output


async def test_no_log_event_or_audit_entry_holds_an_identity_or_phone_number(pilot):
    import asyncpg

    folder, output = pilot
    people = draw_people(60, 2007)
    secrets = {person.identity_number for person in people} | {person.phone for person in people if person.phone}
    assert len(secrets) > 60
    texts = {path.name: path.read_text(errors="replace") for path in (folder / "data" / "logs").iterdir()}
    assert {"gateway.log", "applicants.log", "credit-worker.log", "postgres.log"} <= texts.keys()
    texts["output"] = output
    async with Engines(folder / "data") as engines:
        for name in (*SERVICES, "gateway"):
            connection = await asyncpg.connect(engines.database_url(name))
            for table in ("outbox", "inbox", "dead_letter", "audit", "idempotency"):
                rows = await connection.fetch(f"SELECT t::text AS text FROM {table} t")
                texts[f"{name}.{table}"] = "\n".join(row["text"] for row in rows)
            await connection.close()
    for where, text in texts.items():
        numbers = set(re.findall(r"(?<![0-9])[0-9]{17}[0-9X](?![0-9A-Za-z])|(?<![0-9])1[0-9]{10}(?![0-9])", text))
        assert not numbers & secrets, f"{where} holds a person's number"


async def test_the_tour_of_the_readme_works_as_it_is_printed(pilot):
    folder, _ = pilot
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    tour = readme.split("<!-- tour -->")[1].split("<!-- end of tour -->")[0]
    async with Platform(folder / "data", free_port()) as platform:
        script = "set -e\n" + "\n".join(re.findall(r"```sh\n(.*?)```", tour, re.DOTALL))
        script = script.replace("http://127.0.0.1:8080", platform.url).replace(".qibu/", f"{folder}/data/")
        process = await asyncio.create_subprocess_exec(
            "bash", "-c", script, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        output = (await process.communicate())[0].decode()
    assert process.returncode == 0, output
    refused = [line for line in output.splitlines() if '"request_id"' in line]
    assert not refused, refused
    assert re.search(r'"balanced":\s*true', output)
    code, books = await run("verify", "--data", str(folder / "data"), "--quiet")
    assert code == 0, books


async def test_verify_finds_a_figure_that_was_tampered_with(pilot):
    folder, _ = pilot
    import asyncpg

    async with Engines(folder / "data") as engines:
        connection = await asyncpg.connect(engines.database_url("followup"))
        await connection.execute(
            "UPDATE participant_progress SET survived_on = NULL WHERE applicant_id = "
            "(SELECT min(applicant_id) FROM participant_progress WHERE survived_on IS NOT NULL)"
        )
        await connection.close()
    code, output = await run("verify", "--data", str(folder / "data"), "--quiet")
    assert code == 1
    assert "businesses_surviving_six_months" in output


async def test_migrations_go_up_down_and_up_on_the_filled_databases(pilot):
    folder, _ = pilot
    async with Engines(folder / "data") as engines:
        for name in (*SERVICES, "gateway"):
            url, path = engines.database_url(name), migrations_folder(name)
            assert await migrations.current(url) == migrations.head(path)
            await asyncio.to_thread(migrations.downgrade, path, url)
            assert await migrations.current(url) in {None, "None"}
            await asyncio.to_thread(migrations.upgrade, path, url)
            assert await migrations.current(url) == migrations.head(path)
