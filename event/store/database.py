"""The database: SQLite or PostgreSQL behind one door, brought to this version when it is opened."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import TypeVar

import structlog
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from event.errors import NewerDatabase
from event.store.sealed_state import SECRET

Result = TypeVar("Result")
_TIDY_EVERY = 200
"""Commits."""
_MIGRATION_LOCK = 4_062_027
"""PostgreSQL's advisory lock that replicas take while they migrate."""
_SQLITE_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "busy_timeout = 10000",
    "wal_autocheckpoint = 0",  # a commit would wait for it: `_tidy` does it beside them
    "secure_delete = ON",  # what is deleted is overwritten
    "temp_store = MEMORY",  # VACUUM makes its copy there, not in a file elsewhere
)


log = structlog.get_logger(__name__)


class Database:
    """`url` as SQLAlchemy writes it, with aiosqlite or asyncpg. `secret` is what anonymous ballots are sealed with; who
    opens the database without it can't read those that are under way."""

    def __init__(self, url: str, secret: bytes | None = None) -> None:
        parsed = make_url(url)
        self._sqlite = parsed.get_backend_name() == "sqlite"
        if self._sqlite and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        options = {} if self._sqlite else {"pool_pre_ping": True}
        known = {SECRET: secret or os.urandom(32)}
        self._engine = create_async_engine(parsed, hide_parameters=True, execution_options=known, **options)
        # SQLite has one writer. Waiting for it here costs nothing, in SQLite it costs sleeping and polling.
        self._writing: AbstractAsyncContextManager[object] = asyncio.Lock() if self._sqlite else nullcontext()
        self._quick = (
            create_engine(parsed.set(drivername="sqlite"), hide_parameters=True, execution_options=known)
            if self._sqlite
            else None
        )
        self._thread = ThreadPoolExecutor(1, "quick") if self._sqlite else None
        self._at_hand: Connection | None = None
        self._commits = 0
        self._tidying: asyncio.Task[None] | None = None
        if self._sqlite:
            for engine in (self._engine.sync_engine, self._quick):
                event.listen(engine, "connect", _set_up_sqlite)
                event.listen(engine, "begin", _begin_sqlite)
            event.listen(self._engine.sync_engine, "handle_error", _keep_sqlite)

    async def open(self) -> None:
        """Create the tables or bring them to this version. Raises NewerDatabase when they are ahead of it."""
        async with self._writing, self._engine.connect() as db:
            await db.execution_options(gastheer_migrates=True)
            async with db.begin():
                if not self._sqlite:
                    await db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
                await db.run_sync(_migrate)
                if self._sqlite and (await db.execute(text("PRAGMA foreign_key_check"))).first():
                    raise RuntimeError("a migration left rows that point nowhere")
        await self._engine.dispose()  # on SQLite that connection minds no foreign keys

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes: committed at the end of the block, rolled back when it raises."""
        async with self._writing, self._engine.begin() as db:
            yield db
        self._count_commit()

    async def in_one_go(self, work: Callable[[Connection], Result]) -> Result:
        """A transaction that writes, by a function that awaits nothing. On SQLite it goes to its thread and back once,
        where each statement of the other way does: in a full meeting that is most of what a commit costs."""
        if self._quick is None or self._thread is None:
            async with self._engine.begin() as db:
                return await db.run_sync(work)
        async with self._writing:
            done = await asyncio.get_running_loop().run_in_executor(self._thread, self._at_once, self._quick, work)
        self._count_commit()
        return done

    def _at_once(self, engine: Engine, work: Callable[[Connection], Result]) -> Result:
        """In the thread. Its connection stays at hand: to take one anew costs a fifth of a commit."""
        if self._at_hand is None:
            self._at_hand = engine.connect()
        with self._at_hand.begin():
            return work(self._at_hand)

    def _count_commit(self) -> None:
        if self._sqlite:
            self._commits += 1
            if self._commits >= _TIDY_EVERY and self._tidying is None:
                self._commits = 0
                self._tidying = asyncio.create_task(self._tidy(), name="tidy")

    async def _tidy(self) -> None:
        """SQLite's write-ahead log goes into the database, in a connection of its own and in nobody's way."""
        try:
            async with self._engine.connect() as db:
                await db.execution_options(gastheer_scrubs=True)
                await db.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        except SQLAlchemyError as error:  # the next one does it; what is wrong shows in what is written
            log.warning("not tidied", error=type(error).__name__)
        finally:
            self._tidying = None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads; on SQLite it waits for no writer."""
        async with self._engine.connect() as db:
            await db.execution_options(gastheer_reads=True)
            async with db.begin():
                yield db

    async def scrub(self, *, whole: bool) -> bool:
        """What was deleted leaves the files too: the write-ahead log is emptied, and with `whole` the database is
        written anew, for a page that was moved about may hold old rows. On PostgreSQL that is its own vacuum's work.
        False when a reader stood in the way: try again later."""
        if not self._sqlite:
            return True
        async with self._writing, self._engine.connect() as db:
            await db.execution_options(gastheer_scrubs=True)
            if whole:
                await db.exec_driver_sql("VACUUM")
            await db.exec_driver_sql("PRAGMA busy_timeout = 100")  # nobody is to wait for a slow reader
            outcome = (await db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).one()
            await db.invalidate()  # the next one has its patience again
        return bool(outcome[0] == 0)

    async def ping(self) -> str | None:
        """None when the database answers and can be written to, else why not."""
        try:
            async with self.begin() as db:
                await db.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError) as error:
            return type(error).__name__
        return None

    async def close(self) -> None:
        if self._tidying is not None:
            await self._tidying
        await self._engine.dispose()
        if self._quick is not None and self._thread is not None:
            self._thread.shutdown()
            if self._at_hand is not None:
                self._at_hand.close()
            self._quick.dispose()


def _set_up_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("gastheer_scrubs"):
        return  # neither goes inside a transaction
    if options.get("gastheer_migrates"):
        # A table that is made anew goes for a moment, and what points to it is not to mind. Only here, before BEGIN.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN" if options.get("gastheer_reads") else "BEGIN IMMEDIATE")


def _keep_sqlite(context: ExceptionContext) -> None:
    """Whoever is stopped amid a statement rolls back and hands the connection on, once SQLite is through with it. To
    close it instead, as is done unasked, would leave its lock with the statement until that is collected."""
    if isinstance(context.original_exception, asyncio.CancelledError):
        context.is_disconnect = False


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    if unknown:
        raise NewerDatabase(
            "The database was made by a newer version of Gastheer "
            f"(revision {', '.join(sorted(unknown))}). Run that version, or restore an older backup."
        )
    command.upgrade(config, "head")
