"""One contract, every database: SQLite always, PostgreSQL where it is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from checker.store.checks import Checks
from checker.store.database import Database, migrate
from checker.store.models import Base, CheckRow
from checker.store.replays import Replays


def _empty(database: Database) -> None:
    with database.engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.exec_driver_sql("drop table if exists alembic_version")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'checks.sqlite3'}"
        return
    postgres: str = request.getfixturevalue("postgres_url")
    database = Database(postgres)
    _empty(database)
    yield postgres
    _empty(database)
    database.engine.dispose()


@pytest.fixture
def database(url: str, tmp_path: Path) -> Iterator[Database]:
    opened = Database(url)
    migrate(opened, tmp_path)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def replays(database: Database) -> Replays:
    return Replays(database)


@pytest.fixture
def checks(database: Database) -> Checks:
    return Checks(database)


@pytest.fixture
def new_row() -> Callable[..., CheckRow]:
    """A function: a check that is running, and not stored yet."""

    def make(check_id: str = "0" * 28, **more: Any) -> CheckRow:
        told = {"state": "running", "created": datetime.now(UTC), "browser_key": "b" * 24, "browser": {}} | more
        return CheckRow(id=check_id, **told)

    return make
