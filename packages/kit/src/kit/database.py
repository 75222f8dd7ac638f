"""One request, one transaction: the use case opens and commits it, nothing else does.

A :class:`Transaction` reads with SQLAlchemy statements and *buffers* what it inserts: rows, events
for the outbox, the audit entry and the stored answer go to PostgreSQL as one set-based statement.
While only plain reads were made, that statement is the whole transaction (READ COMMITTED gives
each statement its own snapshot anyway); the first lock or update opens an explicit one.
"""

import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from operator import itemgetter
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import asyncpg
import orjson
from pydantic import BaseModel
from sqlalchemy import CursorResult, Executable, RowMapping, Select, Table, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from kit import tables
from kit.call import Answer, Call
from kit.event import Published, lane_of
from kit.ids import new_id
from kit.money import Money
from kit.refusal import Refusal

Row = Mapping[str, Any]

MANY = 20_000
"""From so many rows on a table is written by COPY."""

CHINA = timezone(timedelta(hours=8), "CST")
"""China Standard Time, UTC+8 all year."""


UNREACHABLE = (
    OSError,
    PoolTimeout,
    OperationalError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
)
"""What is raised when the database cannot be reached; the request may be repeated."""


def unreachable(error: BaseException) -> bool:
    """Whether the database could not be reached, so that the event itself is not at fault."""
    if isinstance(error, DBAPIError):
        cause = error.orig.__cause__ if error.orig is not None else None
        return error.connection_invalidated or isinstance(cause, UNREACHABLE)
    return isinstance(error, UNREACHABLE)


class IdempotencyKeyReused(Refusal):
    """This Idempotency-Key was used before with another request."""

    zh = "该 Idempotency-Key 已用于另一个请求。"
    mend = "Use a new key for a new request; repeat a request unchanged to get its first answer."
    mend_zh = "新请求请用新键；原样重发可得到首次答复。"


class VersionStale(Refusal):
    """Someone changed this record since you read it (now version {current}, you sent {sent})."""

    zh = "您读取之后该记录已被他人修改（当前版本 {current}，您提交的是 {sent}）。"
    mend = "Read the record again and repeat your change on its current version."
    mend_zh = "请重新读取记录，在当前版本上再次修改。"


class Replay(Exception):
    """Not an error: the stored answer to a repeated request."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__("replayed")


class Database:
    """The connection pool of one service's database."""

    def __init__(self, url: str, *, pool: int = 8, service: str = "") -> None:
        """``url`` as ``postgresql://user:password@host:port/name``; ``pool`` connections at most."""
        self.service = service
        self.engine: AsyncEngine = create_async_engine(
            url.replace("postgresql://", "postgresql+asyncpg://", 1),
            isolation_level="AUTOCOMMIT",
            pool_size=pool,
            max_overflow=0,
            pool_timeout=10,
            pool_pre_ping=False,
            connect_args={"server_settings": {"application_name": f"qibu-{service}"}},
        )

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()

    @asynccontextmanager
    async def transaction(self, call: Call) -> AsyncIterator["Transaction"]:
        """A transaction that commits when the block ends and rolls back when it raises."""
        async with self.engine.connect() as connection:
            tx = Transaction(connection, call, self.service)
            try:
                yield tx
                await tx.commit()
            except BaseException:
                await tx.rollback()
                raise

    @asynccontextmanager
    async def reading(self, call: Call) -> AsyncIterator["Transaction"]:
        """Plain reads; nothing may be written."""
        async with self.engine.connect() as connection:
            yield Transaction(connection, call, self.service)

    async def stored_answer(self, call: Call) -> Answer | None:
        """The first answer to the call's idempotency key, if there was one.

        Raises IdempotencyKeyReused when that key came with another request.
        """
        if call.idempotency_key is None:
            return None
        query = select(tables.idempotency).where(
            tables.idempotency.c.account == call.actor.account,
            tables.idempotency.c.key == call.idempotency_key,
        )
        async with self.engine.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            return None
        if row["fingerprint"] != call.fingerprint:
            raise IdempotencyKeyReused(where="Idempotency-Key")
        return Answer(row["status"], row["body"], row["version"], replayed=True)


class Transaction:
    """What a use case, a handler or a read works with."""

    def __init__(self, connection: AsyncConnection, call: Call, service: str) -> None:
        self.call = call
        self.now = datetime.now(UTC)
        self._connection = connection
        self._service = service
        self._open = False
        self._rows: dict[str, list[Row]] = {}
        self._subject = ""
        self._reason = ""
        self._detail: dict[str, Any] = {}
        self._audited = False

    @property
    def today(self) -> date:
        """The day on which this is recorded, China Standard Time being what the programme lives by."""
        return self.now.astimezone(CHINA).date()

    # Reading

    async def one(self, query: Select[Any]) -> RowMapping | None:
        """The first row, or None."""
        return (await self._run(query)).mappings().first()

    async def all(self, query: Select[Any]) -> Sequence[RowMapping]:
        """All rows."""
        return (await self._run(query)).mappings().all()

    async def value(self, query: Select[Any]) -> Any:
        """The first column of the first row, or None."""
        return (await self._run(query)).scalar()

    async def lock_one(self, query: Select[Any]) -> RowMapping | None:
        """The first row, locked until the transaction ends (FOR UPDATE), or None."""
        await self.begin()
        return await self.one(query.with_for_update())

    async def lock_all(self, query: Select[Any]) -> Sequence[RowMapping]:
        """All rows, locked until the transaction ends. Order the query to avoid deadlocks."""
        await self.begin()
        return await self.all(query.with_for_update())

    # Writing

    async def execute(self, statement: Executable) -> CursorResult[Any]:
        """Run an UPDATE, an upsert or DELETE now, within the transaction."""
        await self.begin()
        return await self._run(statement)

    def insert(self, table: Any, *rows: Row) -> None:
        """Buffer rows for ``table`` (a SQLModel table class or a Table), all with the same keys.

        They are written before the next read, or at the end: as one statement, or, when a table gets very many,
        table after table in the order in which rows were first buffered; so who writes sets begins with what the
        others refer to, and gives dates and moments as such, not as text.
        """
        if not rows:
            return
        name = table.name if isinstance(table, Table) else table.__table__.name
        self._rows.setdefault(name, []).extend(rows)

    def emit(self, *events: Published) -> None:
        """Buffer events for the outbox: they leave if, and only if, the transaction commits."""
        for event in events:
            self.insert(
                tables.outbox,
                {
                    "event_id": new_id(),
                    "type": event.type_name(),
                    "subject": event.subject,
                    "lane": lane_of(event.subject),
                    "recorded_at": self.now,
                    "traceparent": self.call.traceparent,
                    "data": event.model_dump(mode="json"),
                },
            )

    def about(self, subject: str, *, reason: str = "", **detail: Any) -> None:
        """What the audit entry of this transaction says beside who, when, what and from where.

        ``detail`` never holds an identity number, a phone number or a secret.
        """
        self._subject, self._reason, self._detail = subject, reason, detail

    def audit(self, action: str) -> None:
        """Buffer the audit entry; :func:`use_case` does it for every command."""
        self._audited = True
        self.insert(
            tables.audit,
            {
                "at": self.now,
                "account": self.call.actor.account,
                "role": self.call.actor.role,
                "organisation": self.call.actor.organisation,
                "action": action,
                "subject": self._subject,
                "reason": self._reason,
                "detail": self._detail,
                "request_id": self.call.request_id,
                "source": self.call.source,
            },
        )

    def expect_version(self, current: int) -> None:
        """Raises VersionStale when the caller sent If-Match with another version."""
        sent = self.call.if_match
        if sent is not None and sent != current:
            raise VersionStale(where="If-Match", current=current, sent=sent)

    # The transaction itself

    async def begin(self) -> None:
        """Open the explicit transaction, once."""
        if not self._open:
            self._open = True
            await (await self._driver()).execute("BEGIN")

    async def flush(self) -> None:
        """Write the buffered rows as one statement; very many by COPY."""
        if not self._rows:
            return
        rows, self._rows = self._rows, {}
        if max(map(len, rows.values())) >= MANY:
            await self._write_many(rows)
            return
        statement, parameters = insert_statement(rows)
        await (await self._driver()).fetch(statement, *parameters)

    async def _write_many(self, rows: Mapping[str, Sequence[Row]]) -> None:
        await self.begin()
        driver = await self._driver()
        for table, items in rows.items():
            if len(items) < MANY:
                statement, parameters = insert_statement({table: items})
                await driver.fetch(statement, *parameters)
                continue
            columns = tuple(items[0])
            values_of = itemgetter(*columns)
            records = (
                tuple([value if type(value) in _COPIED_AS_IS else _copied(value) for value in values_of(item)])
                for item in items
            )
            await driver.copy_records_to_table(table, columns=columns, records=records)

    async def commit(self) -> None:
        """Write what is buffered and make everything durable."""
        await self.flush()
        if self._open:
            self._open = False
            await (await self._driver()).execute("COMMIT")

    async def rollback(self) -> None:
        """Forget everything."""
        self._rows = {}
        if self._open:
            self._open = False
            try:
                await (await self._driver()).execute("ROLLBACK")
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await self._connection.invalidate()

    async def _run(self, statement: Executable) -> CursorResult[Any]:
        if self._rows:
            await self.begin()
            await self.flush()
        return await self._connection.execute(statement)

    async def _driver(self) -> "asyncpg.Connection[asyncpg.Record]":
        raw = await self._connection.get_raw_connection()
        return cast("asyncpg.Connection[asyncpg.Record]", raw.driver_connection)


@functools.lru_cache(maxsize=4096)
def _insert_part(table: str, columns: tuple[str, ...], parameter: int) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f'INSERT INTO "{table}" ({names}) '  # noqa: S608 -- names of our own tables and columns
        f'SELECT {names} FROM jsonb_populate_recordset(NULL::"{table}", ${parameter}::jsonb)'
    )


def insert_statement(rows: Mapping[str, Sequence[Row]]) -> tuple[str, list[str]]:
    """One statement that inserts all rows of all tables, and its parameters (one JSON a table).

    Foreign keys are checked at its end, so the order of the tables does not matter.
    """
    parts: list[str] = []
    parameters: list[str] = []
    for number, (table, items) in enumerate(rows.items(), start=1):
        parts.append(_insert_part(table, tuple(items[0]), number))
        parameters.append(orjson.dumps(items, default=_plain).decode())
    if len(parts) == 1:
        return parts[0], parameters
    named = ", ".join(f"w{number} AS ({part})" for number, part in enumerate(parts[:-1]))
    return f"WITH {named} {parts[-1]}", parameters


_COPIED_AS_IS = frozenset({str, int, bool, date, datetime, Decimal, bytes, type(None)})


def _copied(value: object) -> object:
    """A value as the driver's COPY takes it: money as a number, JSON as text."""
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, dict | list | tuple | frozenset | set | BaseModel):
        return orjson.dumps(value, default=_plain).decode()
    return value


def _plain(value: object) -> object:
    if isinstance(value, Decimal | Money):
        return str(value)
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"cannot store a {type(value).__name__}")


Parameters = ParamSpec("Parameters")
Result = TypeVar("Result", bound=BaseModel)
Conflicts = Mapping[str, Callable[[], Refusal]]


def use_case(
    action: str, *, conflicts: Conflicts | None = None
) -> Callable[
    [Callable[Concatenate[Transaction, Parameters], Awaitable[Result]]],
    Callable[Concatenate[Database, Call, Parameters], Awaitable[Result]],
]:
    """Make a function of a transaction into a verb of the service.

    ``action`` names it in the audit log (``credit.application.submit``). ``conflicts`` maps a
    unique constraint's name to the refusal that breaking it means. The verb is called with
    the database and the call in place of the transaction; the change, its events, its audit entry and
    the answer to its idempotency key commit together or not at all.
    """

    def decorate(
        function: Callable[Concatenate[Transaction, Parameters], Awaitable[Result]],
    ) -> Callable[Concatenate[Database, Call, Parameters], Awaitable[Result]]:
        @functools.wraps(function)
        async def verb(
            database: Database, call: Call, /, *args: Parameters.args, **kwargs: Parameters.kwargs
        ) -> Result:
            try:
                async with database.transaction(call) as tx:
                    result = await function(tx, *args, **kwargs)
                    tx.audit(action)
                    _remember(tx, result)
                return result
            except (Refusal, asyncpg.IntegrityConstraintViolationError, IntegrityError) as error:
                answer = await database.stored_answer(call)
                if answer is not None:
                    raise Replay(answer) from None
                refusal = _conflict(error, conflicts or {})
                if refusal is None:
                    raise
                raise refusal from error

        return verb

    return decorate


def _remember(tx: Transaction, result: BaseModel) -> None:
    call = tx.call
    call.answer = Answer(call.success_status, result.model_dump_json(), getattr(result, "version", None))
    if call.idempotency_key is not None:
        tx.insert(
            tables.idempotency,
            {
                "account": call.actor.account,
                "key": call.idempotency_key,
                "fingerprint": call.fingerprint,
                "status": call.answer.status,
                "version": call.answer.version,
                "body": call.answer.body,
                "created_at": tx.now,
            },
        )


def constraint_of(error: BaseException) -> str | None:
    """The name of the constraint that a database error is about, if any."""
    driver = error.orig if isinstance(error, IntegrityError) else error
    name = getattr(driver, "constraint_name", None) or getattr(
        getattr(driver, "__cause__", None), "constraint_name", None
    )
    return str(name) if name else None


def _conflict(error: BaseException, conflicts: Conflicts) -> Refusal | None:
    if isinstance(error, Refusal):
        return None
    make = conflicts.get(constraint_of(error) or "")
    return make() if make else None
