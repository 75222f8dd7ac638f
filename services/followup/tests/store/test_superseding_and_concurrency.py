"""Corrected attendance sheets, events at the same time, and migrations on a filled database."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from followup.events.handlers import handlers
from followup.main import make_app
from kit import migrations
from kit.event import CloudEvent
from kit.ids import new_id
from kit.testing import running_service
from sqlalchemy import column, select, table

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def sheet(klass, version, *present, held_on="2007-08-06"):
    return CloudEvent(
        id=new_id(),
        source="/t",
        type="qibu.training.attendance.recorded.v1",
        subject=klass,
        time=datetime.now(UTC),
        data={
            "class_id": klass,
            "institution_id": "i",
            "session_number": 1,
            "held_on": held_on,
            "present": list(present),
            "version": version,
        },
    )


async def tell(service, *events):
    async with service.database.transaction(service.call) as tx:
        for event in events:
            await service.handlers.apply(tx, event)


async def first_session(service, person):
    columns = select(column("first_session_on")).select_from(table("participant_progress"))
    async with service.database.reading(service.call) as tx:
        return await tx.value(columns.where(column("applicant_id") == person))


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
async def test_a_person_struck_off_by_a_corrected_sheet_was_not_present(service, order):
    klass, struck, kept = new_id(), new_id(), new_id()
    sheets = {1: sheet(klass, 1, struck, kept), 2: sheet(klass, 2, kept)}
    for version in order:
        await tell(service, sheets[version])
    assert await first_session(service, struck) is None
    assert await first_session(service, kept) is not None


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
async def test_an_empty_corrected_sheet_supersedes_too(service, order):
    klass, struck = new_id(), new_id()
    sheets = {1: sheet(klass, 1, struck), 2: sheet(klass, 2)}
    for version in order:
        await tell(service, sheets[version])
    assert await first_session(service, struck) is None


async def test_a_corrected_sheet_in_the_same_batch(service):
    klass, struck = new_id(), new_id()
    await tell(service, sheet(klass, 1, struck), sheet(klass, 2))
    assert await first_session(service, struck) is None


async def test_events_about_one_person_at_the_same_time_are_all_counted(service):
    people = [new_id() for _ in range(5)]

    async def twelve(number):
        for day in range(1, 5):
            await tell(service, sheet(new_id(), 1, *people, held_on=f"2007-{number + 1:02d}-{day:02d}"))

    await asyncio.gather(*(twelve(number) for number in range(8)))
    firsts = {str(await first_session(service, person)) for person in people}
    assert firsts == {"2007-01-01"}


async def test_who_comes_second_counts_what_the_first_is_still_writing(service):
    person = new_id()
    await tell(service, sheet(new_id(), 1, person, held_on="2007-06-01"))
    async with service.database.transaction(service.call) as first:
        await service.handlers.apply(first, sheet(new_id(), 1, person, held_on="2007-01-01"))
        await first.begin()
        await first.flush()
        second = asyncio.create_task(tell(service, sheet(new_id(), 1, person, held_on="2007-05-01")))
        await asyncio.sleep(0.3)
        assert not second.done()
    await second
    assert str(await first_session(service, person)) == "2007-01-01"


async def test_migrations_go_up_down_and_up_on_a_filled_database(engines):
    async with running_service("followup", make_app, handlers, MIGRATIONS) as service:
        await tell(service, sheet(new_id(), 1, new_id()))
        url = service.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        await asyncio.to_thread(migrations.downgrade, MIGRATIONS, url)
        connection = await asyncpg.connect(url)
        left = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
        await connection.close()
        assert {row[0] for row in left} == {"alembic_version"}
        await asyncio.to_thread(migrations.upgrade, MIGRATIONS, url)
        person = new_id()
        await tell(service, sheet(new_id(), 1, person))
        assert await first_session(service, person) is not None


async def test_the_tables_are_those_that_the_code_describes(service):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from followup.store.tables import Table
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(service.database.engine.url)

    def differences(connection):
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        wanted = set(Table.metadata.tables)
        found = compare_metadata(context, Table.metadata)
        return [one for one in found if not (one[0].startswith("remove") and one[1].name not in wanted)]

    async with engine.connect() as connection:
        ours = await connection.run_sync(differences)
    await engine.dispose()
    assert ours == []
