from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from checker.store.checks import Checks, Closing
from checker.store.database import Database
from checker.store.deliveries import Deliveries
from checker.store.models import CheckRow, DeliveryRow

NewRow = Callable[..., CheckRow]


@pytest.fixture
def deliveries(database: Database) -> Deliveries:
    return Deliveries(database)


def closing() -> Closing:
    return Closing("complete", datetime.now(UTC), "1", "{}", '{"verdict": "tracked"}')


def finished(checks: Checks, new_row: NewRow, check_id: str = "1" * 28, member: str | None = "m1") -> CheckRow:
    row = checks.create(new_row(check_id, member=member))
    assert checks.close(row.id, closing())
    return row


def test_a_members_finished_check_has_a_delivery_at_once_and_once(
    checks: Checks, deliveries: Deliveries, new_row: NewRow
) -> None:
    row = finished(checks, new_row)
    assert not checks.close(row.id, closing())
    made = deliveries.of_check(row.id)
    assert made
    assert (made.state, made.tries, made.fault) == ("waiting", 0, None)
    assert deliveries.due() == [made.id]


def test_a_check_of_no_member_has_none(checks: Checks, deliveries: Deliveries, new_row: NewRow) -> None:
    finished(checks, new_row, member=None)
    assert deliveries.due() == []


def test_one_that_is_taken_in_hand_is_nobody_elses_for_a_while(
    database: Database, checks: Checks, deliveries: Deliveries, new_row: NewRow
) -> None:
    finished(checks, new_row)
    (one,) = deliveries.due()
    taken = deliveries.claim(one, 60)
    assert taken
    assert taken.tries == 1
    assert deliveries.claim(one, 60) is None
    assert deliveries.due() == []
    with database.write() as session:  # the worker is lost, and its time is up
        session.execute(update(DeliveryRow).values(due=datetime.now(UTC) - timedelta(seconds=1)))
    assert deliveries.due() == [one]
    again = deliveries.claim(one, 60)
    assert again
    assert again.tries == 2


def test_one_that_is_put_off_comes_again_in_its_time(checks: Checks, deliveries: Deliveries, new_row: NewRow) -> None:
    row = finished(checks, new_row)
    (one,) = deliveries.due()
    deliveries.put_off(one, 3600, "it answered 500" * 30)
    assert deliveries.due() == []
    later = deliveries.of_check(row.id)
    assert later
    assert later.fault and len(later.fault) == 200
    deliveries.put_off(one, -1, "again")
    assert deliveries.due() == [one]


@pytest.mark.parametrize("state", ["sent", "dropped"])
def test_one_that_is_settled_does_not_come_again(
    checks: Checks, deliveries: Deliveries, new_row: NewRow, state: str
) -> None:
    row = finished(checks, new_row)
    (one,) = deliveries.due()
    deliveries.settle(one, state, "why" if state == "dropped" else None)
    assert deliveries.due() == []
    assert deliveries.claim(one, 1) is None
    settled = deliveries.of_check(row.id)
    assert settled
    assert (settled.state, settled.fault) == (state, "why" if state == "dropped" else None)


def test_those_that_wait_longest_come_first(checks: Checks, deliveries: Deliveries, new_row: NewRow) -> None:
    for digit in "123":
        finished(checks, new_row, digit * 28)
    first, second, third = deliveries.due()
    deliveries.put_off(second, -100, "x")
    assert deliveries.due() == [second, first, third]
    assert deliveries.due(1) == [second]


def test_a_delivery_goes_with_its_check(checks: Checks, deliveries: Deliveries, new_row: NewRow) -> None:
    row = finished(checks, new_row)
    assert checks.purge(timedelta(0)) == 1
    assert deliveries.of_check(row.id) is None
