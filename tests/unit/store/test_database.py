from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from checker.store.database import Database, migrate
from checker.store.models import Base, CheckRow


def test_the_migrations_make_the_tables_that_the_models_describe(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, Base.metadata)
    assert differences == []
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version", *Base.metadata.tables}


def test_migrating_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        session.add(_row())
    migrate(database, tmp_path)
    with database.read() as session:
        assert session.get(CheckRow, "0" * 28) is not None


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        session.add(_row())
        session.flush()
        raise RuntimeError
    with database.read() as session:
        assert session.get(CheckRow, "0" * 28) is None


def test_reading_writes_nothing(database: Database) -> None:
    with database.read() as session:
        session.add(_row())
        session.flush()
    with database.read() as session:
        assert session.get(CheckRow, "0" * 28) is None


def test_the_database_answers(database: Database) -> None:
    assert database.answers() is True


def test_whoever_watches_hears_of_every_write_of_others_and_sqlite_of_no_more(database: Database, url: str) -> None:
    other = Database(url)
    with database.watching() as wait:
        assert wait(5) is True  # nobody knows what was before
        quiet = [wait(0.01) for _ in range(3)]
        for door, number in ((database, "1"), (other, "2")):
            with door.write() as session:
                session.add(_row(number))
            assert wait(5) is True
        with other.read() as session:
            assert session.get(CheckRow, "2" * 28) is not None
        quiet.append(wait(0.01))
    assert quiet == [url.startswith("postgresql")] * 4
    other.engine.dispose()


def test_two_doors_to_one_database_see_one_truth(database: Database, url: str) -> None:
    other = Database(url)
    with database.write() as session:
        session.add(_row())
    with other.read() as session:
        assert session.get(CheckRow, "0" * 28) is not None
    other.engine.dispose()


def test_a_database_that_is_not_there_does_not_answer_and_the_log_says_why(caplog: pytest.LogCaptureFixture) -> None:
    gone = Database("postgresql+psycopg://127.0.0.1:9/nothing")
    assert gone.answers() is False
    assert "the database does not answer" in caplog.text
    assert "Connection refused" in caplog.text


def test_sqlite_keeps_a_log_beside_and_guards_its_references(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'folder' / 'x.sqlite3'}")
    with database.engine.connect() as connection:
        told = {
            name: connection.exec_driver_sql(f"pragma {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    database.engine.dispose()
    assert told == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "synchronous": 1}


def test_processes_that_migrate_at_once_do_not_collide(tmp_path: Path) -> None:
    import threading

    url, faults = f"sqlite:///{tmp_path / 'x.sqlite3'}", []
    gate = threading.Barrier(4)

    def start() -> None:
        database = Database(url)
        gate.wait()
        try:
            migrate(database, tmp_path)
        except Exception as fault:
            faults.append(fault)
        database.engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    database = Database(url)
    assert "checks" in inspect(database.engine).get_table_names()
    database.engine.dispose()


def _row(digit: str = "0") -> CheckRow:
    return CheckRow(
        id=digit * 28,
        code=f"AAAA-AAA{digit}",
        state="running",
        created=datetime.now(UTC),
        browser_key="b" * 24,
        browser={},
    )
