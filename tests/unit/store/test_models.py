from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy.dialects import sqlite

from checker.practice.ledger import EVENTS
from checker.store.checks import new_code
from checker.store.models import Base, CheckRow, EventRow, UtcTime

DIALECT = sqlite.dialect()


def test_no_column_is_for_what_names_a_person() -> None:
    columns = {column.name for table in Base.metadata.tables.values() for column in table.columns}
    for word in ("address", "ip", "agent", "name", "mail", "cookie", "token", "ticket"):
        assert word not in columns
        assert not any(column.endswith(f"_{word}") for column in columns)


def test_every_event_fits_its_column() -> None:
    length = EventRow.__table__.c.event.type.length
    assert max(len(event) for event in EVENTS) <= length


def test_ids_codes_and_states_fit_their_columns() -> None:
    columns = CheckRow.__table__.c
    assert columns.id.type.length == 28
    assert columns.code.type.length == len(new_code())
    assert columns.state.type.length >= len("incomplete")
    assert columns.browser_key.type.length == columns.cookie_key.type.length == 24


def test_a_time_is_stored_and_read_in_utc() -> None:
    kind = UtcTime()
    abroad = datetime(2026, 1, 1, 3, tzinfo=timezone(timedelta(hours=5)))
    assert kind.process_bind_param(abroad, DIALECT) == abroad
    bound = kind.process_bind_param(abroad, DIALECT)
    assert bound is not None
    assert bound.utcoffset() == timedelta(0)
    assert kind.process_result_value(datetime(2026, 1, 1, 3), DIALECT) == datetime(2026, 1, 1, 3, tzinfo=UTC)
    assert kind.process_result_value(abroad, DIALECT) == abroad
    assert kind.process_bind_param(None, DIALECT) is kind.process_result_value(None, DIALECT) is None
