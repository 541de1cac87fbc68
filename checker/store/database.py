"""The engine, its settings for SQLite, and bringing the tables up to date."""

from __future__ import annotations

import fcntl
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

log = logging.getLogger(__name__)

_MIGRATIONS = Path(__file__).parent / "migrations"
# How often SQLite is asked whether it was written to, and how often another database is taken to have been.
_LOOK_S = 0.004
_ELSEWHERE_S = 0.012


class Database:
    """One per process; hands out short transactions."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits at the end and rolls back on an exception."""
        with self._sessions.begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading only."""
        with self._sessions() as session:
            yield session

    @contextmanager
    def watching(self) -> Iterator[Callable[[float], bool]]:
        """Hand out a way to wait: it answers True once anything may have been written since, False after so many s.

        SQLite says whether another connection wrote, so cheaply that it is asked every few ms:
        https://www.sqlite.org/pragma.html#pragma_data_version (read 2026-11-24). Others are taken to have been
        written to all the time.
        """
        if self.engine.dialect.name != "sqlite":

            def rest(limit_s: float) -> bool:
                time.sleep(min(limit_s, _ELSEWHERE_S))
                return True

            yield rest
            return
        with self.engine.connect() as connection:
            ask = connection.connection.cursor()
            seen: int | None = None

            def wait(limit_s: float) -> bool:
                nonlocal seen
                due, before = time.monotonic() + limit_s, seen
                while True:
                    # Before the question: who writes all the time keeps nobody busy.
                    time.sleep(_LOOK_S)
                    (seen,) = ask.execute("PRAGMA data_version").fetchone()
                    if seen != before:
                        return True
                    if time.monotonic() >= due:
                        return False

            yield wait

    def answers(self) -> bool:
        """Whether the database can be asked at all; why not is in the log."""
        try:
            with self.engine.connect() as connection:
                return connection.execute(text("select 1")).scalar() == 1
        except SQLAlchemyError:
            log.exception("the database does not answer")
            return False


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    if path := create_engine(url).url.database:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 5, "check_same_thread": False}, pool_size=20)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # WAL: readers and one writer at once, across all workers; NORMAL is safe with it.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def migrate(database: Database, lock_folder: Path) -> None:
    """Bring the tables to the newest form; several processes may call it at once."""
    lock_folder.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with (lock_folder / ".migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with database.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
