"""What every database must do."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from checker.store.checks import Checks, Closing, Scope, Taken, new_code
from checker.store.database import Database
from checker.store.models import CheckRow

NewRow = Callable[..., CheckRow]
ONE, TWO = "1" * 28, "2" * 28
KEY = "b" * 24


def closing(state: str = "complete", dossier: str = "{}") -> Closing:
    return Closing(state, datetime.now(UTC), "rules", dossier, '{"é": "\U0001f600"}')


def write(checks: Checks, check_id: str, event: str, detail: dict[str, Any] | None = None, **more: Any) -> bool:
    told = {"browser_key": KEY, "now": datetime.now(UTC)} | more
    return checks.add_event(check_id, event, detail or {}, **told)


def at_once(work: Callable[[int], Any], count: int = 8) -> list[Any]:
    """Do some work in several threads at the same moment; answers and exceptions come back."""
    answers: list[Any] = []
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait()
        try:
            answers.append(work(number))
        except Exception as fault:
            answers.append(fault)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_a_code_can_be_read_over_the_telephone() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(re.fullmatch(r"[2-9BCDFGHJKMNP-TV-Z]{4}-[2-9BCDFGHJKMNP-TV-Z]{4}", code) for code in codes)
    assert len({letter for code in codes for letter in code}) == 29


def test_a_new_check_gets_a_code_and_is_found_by_both(checks: Checks, new_row: NewRow) -> None:
    row = checks.create(new_row(ONE, store_id="socks", return_to="/x", browser={"name": "Firefox"}))
    for found in (checks.get(ONE), checks.by_code(row.code)):
        assert found is not None
        assert (found.id, found.code, found.state) == (ONE, row.code, "running")
        assert (found.store_id, found.return_to, found.browser) == ("socks", "/x", {"name": "Firefox"})
        assert (found.completed, found.page, found.dossier, found.cookie_key) == (None, None, None, None)


def test_what_is_not_there_is_none(checks: Checks) -> None:
    assert checks.get(ONE) is None
    assert checks.by_code("AAAA-AAAA") is None
    assert checks.event(ONE, "click") is None
    assert checks.events(ONE) == []
    assert checks.pulse(ONE) is None


def test_a_time_comes_back_as_it_was_in_utc(checks: Checks, new_row: NewRow) -> None:
    moment = datetime(2026, 11, 23, 23, 59, 59, 123_456, tzinfo=timezone(timedelta(hours=-7)))
    checks.create(new_row(ONE, created=moment))
    found = checks.get(ONE)
    assert found is not None
    assert found.created == moment
    assert found.created.utcoffset() == timedelta(0)


def test_a_second_check_with_one_id_is_the_first(checks: Checks, new_row: NewRow) -> None:
    first = checks.create(new_row(ONE, store_id="first"))
    second = checks.create(new_row(ONE, store_id="second"))
    assert (second.code, second.store_id) == (first.code, "first")


def test_a_code_that_is_taken_is_drawn_again(checks: Checks, new_row: NewRow, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["AAAA-AAAA", "AAAA-AAAA", "AAAA-AAAA", "BBBB-BBBB"])
    monkeypatch.setattr("checker.store.checks.new_code", lambda: next(drawn))
    assert checks.create(new_row(ONE, store_id="one")).code == "AAAA-AAAA"
    assert checks.create(new_row(TWO, store_id="two")).code == "BBBB-BBBB"
    found = checks.by_code("BBBB-BBBB")
    assert found is not None
    assert (found.id, found.store_id) == (TWO, "two")


def test_checks_that_are_created_at_once_with_one_id_are_one(checks: Checks, new_row: NewRow) -> None:
    created = at_once(lambda number: checks.create(new_row(ONE, store_id=str(number))).code)
    assert len(created) == 8
    assert len(set(created)) == 1, created


def test_an_event_is_kept_with_what_came_with_it(checks: Checks, new_row: NewRow) -> None:
    row = checks.create(new_row(ONE))
    detail = {"cookie": "right", "deep": {"list": [1, None, "é"]}}
    assert write(checks, ONE, "click", detail, now=row.created + timedelta(milliseconds=1234)) is True
    assert checks.event(ONE, "click") == detail
    (event,) = checks.events(ONE)
    assert (event.event, event.at_ms, event.detail) == ("click", 1234, detail)


def test_an_event_before_the_start_is_at_the_start(checks: Checks, new_row: NewRow) -> None:
    row = checks.create(new_row(ONE))
    write(checks, ONE, "click", now=row.created - timedelta(seconds=5))
    assert checks.events(ONE)[0].at_ms == 0


@pytest.mark.parametrize("late", [timedelta(milliseconds=1), timedelta(days=60)], ids=["at once", "months later"])
def test_an_event_after_the_checks_time_is_not_written(checks: Checks, new_row: NewRow, late: timedelta) -> None:
    row = checks.create(new_row(ONE))
    end = row.created + timedelta(milliseconds=13_000)
    assert write(checks, ONE, "click", now=end + late, limit_ms=13_000) is False
    assert checks.events(ONE) == []
    assert write(checks, ONE, "click", now=end, limit_ms=13_000) is True


def test_an_event_that_needs_another_is_not_written_before_it(checks: Checks, new_row: NewRow) -> None:
    checks.create(new_row(ONE))
    checks.create(new_row(TWO))
    write(checks, TWO, "landing")
    assert write(checks, ONE, "cart", needs="landing") is False
    assert checks.events(ONE) == []
    write(checks, ONE, "landing")
    assert write(checks, ONE, "cart", needs="landing") is True
    assert [event.event for event in checks.events(ONE)] == ["landing", "cart"]


def test_the_first_event_of_a_kind_stays(checks: Checks, new_row: NewRow) -> None:
    checks.create(new_row(ONE))
    assert write(checks, ONE, "click", {"n": 1}) is True
    assert write(checks, ONE, "click", {"n": 2}) is True
    assert checks.event(ONE, "click") == {"n": 1}
    assert len(checks.events(ONE)) == 1


def test_events_come_in_the_order_in_which_they_were_written(checks: Checks, new_row: NewRow) -> None:
    checks.create(new_row(ONE))
    kinds = ["order", "click", "pixel", "hop", "landing"]
    for kind in kinds:
        write(checks, ONE, kind)
    assert [event.event for event in checks.events(ONE)] == kinds


def test_events_belong_to_one_check(checks: Checks, new_row: NewRow) -> None:
    checks.create(new_row(ONE))
    checks.create(new_row(TWO))
    write(checks, ONE, "click", {"of": "one"})
    write(checks, TWO, "click", {"of": "two"})
    assert checks.event(ONE, "click") == {"of": "one"}
    assert [event.detail for event in checks.events(TWO)] == [{"of": "two"}]


def test_another_browsers_event_is_not_written(checks: Checks, new_row: NewRow) -> None:
    checks.create(new_row(ONE))
    assert write(checks, ONE, "click", browser_key="c" * 24) is False
    assert checks.events(ONE) == []


def test_a_server_needs_no_browser(checks: Checks, new_row: NewRow) -> None:
    checks.create(new_row(ONE))
    assert write(checks, ONE, "postback", browser_key=None) is True
    assert checks.event(ONE, "postback") == {}


def test_an_event_of_no_check_or_of_one_that_is_over_is_not_written(checks: Checks, new_row: NewRow) -> None:
    assert write(checks, ONE, "click") is False
    checks.create(new_row(ONE))
    checks.close(ONE, closing())
    assert write(checks, ONE, "click") is False
    assert write(checks, ONE, "postback", browser_key=None) is False
    assert checks.events(ONE) == []


def test_events_that_are_written_at_once_are_all_kept_and_each_once(checks: Checks, new_row: NewRow) -> None:
    checks.create(new_row(ONE))
    answers = at_once(lambda number: [write(checks, ONE, f"kind-{n}", {"by": number}) for n in range(10)])
    assert answers == [[True] * 10] * 8
    assert sorted(event.event for event in checks.events(ONE)) == [f"kind-{n}" for n in range(10)]


def test_the_pulse_tells_state_page_and_how_many_events(checks: Checks, new_row: NewRow) -> None:
    checks.create(new_row(ONE))
    checks.create(new_row(TWO))
    write(checks, TWO, "click")
    assert checks.pulse(ONE) == ("running", False, 0)
    write(checks, ONE, "click")
    write(checks, ONE, "hop")
    checks.add_page(ONE, [])
    assert checks.pulse(ONE) == ("running", True, 2)
    checks.close(ONE, closing("incomplete"))
    assert checks.pulse(ONE) == ("incomplete", True, 2)


def test_what_a_page_tells_in_parts_is_put_together_and_the_first_word_counts(checks: Checks, new_row: NewRow) -> None:
    checks.create(new_row(ONE))
    assert checks.add_page(ONE, []) == 0
    assert checks.add_page(ONE, [{"probe": "x", "n": 1}, {"probe": "y", "n": 1}]) == 2
    assert checks.add_page(ONE, [{"probe": "x", "n": 2}, {"probe": "z", "n": 2}]) == 1
    found = checks.get(ONE)
    assert found is not None
    assert found.page == [{"probe": "x", "n": 1}, {"probe": "y", "n": 1}, {"probe": "z", "n": 2}]


def test_parts_that_come_at_once_are_all_kept(checks: Checks, new_row: NewRow) -> None:
    checks.create(new_row(ONE))
    answers = at_once(lambda number: checks.add_page(ONE, [{"probe": "same"}, {"probe": f"own-{number}"}]))
    assert sorted(answers) == [1] * 7 + [2]
    found = checks.get(ONE)
    assert found is not None
    assert found.page is not None
    assert sorted(item["probe"] for item in found.page) == sorted(["same", *(f"own-{n}" for n in range(8))])


def test_a_page_is_kept_only_while_the_check_runs(checks: Checks, new_row: NewRow) -> None:
    assert checks.add_page(ONE, [{"probe": "x"}]) == 0
    checks.create(new_row(ONE))
    checks.close(ONE, closing())
    assert checks.add_page(ONE, [{"probe": "x"}]) == 0
    found = checks.get(ONE)
    assert found is not None
    assert found.page is None


def test_a_check_is_closed_once_with_all_that_was_found(checks: Checks, new_row: NewRow) -> None:
    row = checks.create(new_row(ONE))
    first = closing("complete", '{"a": 1}')
    assert checks.close(ONE, first) is True
    assert checks.close(ONE, closing("incomplete", '{"a": 2}')) is False
    found = checks.get(ONE)
    assert found is not None
    assert (found.code, found.state, found.rules_version) == (row.code, "complete", "rules")
    assert (found.dossier, found.diagnosis) == ('{"a": 1}', '{"é": "\U0001f600"}')
    assert found.completed == first.completed
    assert checks.close(TWO, first) is False


def test_closing_at_once_closes_once(checks: Checks, new_row: NewRow) -> None:
    checks.create(new_row(ONE))
    answers = at_once(lambda number: checks.close(ONE, closing(dossier=str(number))))
    assert sorted(answers) == [False] * 7 + [True]


def test_a_long_dossier_comes_back_whole(checks: Checks, new_row: NewRow) -> None:
    checks.create(new_row(ONE))
    checks.close(ONE, closing(dossier="é" * 300_000))
    found = checks.get(ONE)
    assert found is not None
    assert found.dossier == "é" * 300_000


def test_hostile_text_is_only_text(checks: Checks, new_row: NewRow) -> None:
    hostile = "'; drop table checks; -- \" \\ %s {} \u202e"
    checks.create(new_row(ONE, store_id=hostile, browser={"name": hostile}))
    write(checks, ONE, "click", {hostile: hostile})
    assert checks.by_code(hostile) is None
    assert checks.event(ONE, hostile) is None
    found = checks.get(ONE)
    assert found is not None
    assert (found.store_id, found.browser) == (hostile, {"name": hostile})
    assert checks.event(ONE, "click") == {hostile: hostile}


def test_old_checks_are_deleted_with_their_trails(checks: Checks, database: Database, new_row: NewRow) -> None:
    now = datetime.now(UTC)
    checks.create(new_row(ONE, created=now - timedelta(days=31)))
    checks.create(new_row(TWO, created=now - timedelta(days=29)))
    for check_id, age in ((ONE, 31), (TWO, 29)):
        write(checks, check_id, "click", now=now - timedelta(days=age))
    assert checks.purge(timedelta(days=30)) == 1
    assert checks.get(ONE) is None
    assert checks.get(TWO) is not None
    with database.engine.connect() as connection:
        left = connection.exec_driver_sql("select check_id from events").scalars().all()
    assert left == [TWO]
    assert checks.purge(timedelta(days=30)) == 0


A, B = "https://a.example", "https://b.example"


def scoped(database: Database) -> tuple[Checks, Checks]:
    """The checks of two portals on one database; the first was there before portals had names."""
    return (
        Checks(database, Scope(A, alone=False, first=True)),
        Checks(database, Scope(B, alone=False, first=False)),
    )


def test_a_portal_finds_its_own_checks_and_no_others(database: Database, new_row: Callable[..., CheckRow]) -> None:
    at_a, at_b = scoped(database)
    mine, theirs = at_a.create(new_row("1" * 28)), at_b.create(new_row("2" * 28))
    assert (mine.portal, theirs.portal) == (A, B)
    for own, row, other in ((at_a, mine, at_b), (at_b, theirs, at_a)):
        assert own.get(row.id) and own.by_code(row.code)
        assert other.get(row.id) is None
        assert other.by_code(row.code) is None
    assert Checks(database).get(mine.id) and Checks(database).by_code(theirs.code)


def test_a_check_without_a_portal_is_the_first_ones(database: Database, new_row: Callable[..., CheckRow]) -> None:
    at_a, at_b = scoped(database)
    row = Checks(database).create(new_row())
    assert at_a.get(row.id) is not None
    assert at_b.get(row.id) is None


def test_a_portal_that_is_alone_may_change_its_address(database: Database, new_row: Callable[..., CheckRow]) -> None:
    row = Checks(database, Scope(A)).create(new_row())
    assert Checks(database, Scope(B)).get(row.id) is not None


def test_an_id_that_another_portal_has_is_taken(database: Database, new_row: Callable[..., CheckRow]) -> None:
    at_a, at_b = scoped(database)
    at_a.create(new_row())
    with pytest.raises(Taken):
        at_b.create(new_row())


def test_a_members_checks_come_newest_first_and_from_one_portal(
    database: Database, new_row: Callable[..., CheckRow]
) -> None:
    at_a, at_b = scoped(database)
    for number in range(3):
        created = datetime(2026, 11, 1 + number, tzinfo=UTC)
        at_a.create(new_row(str(number) * 28, member="m", created=created))
    at_b.create(new_row("7" * 28, member="m"))
    at_a.create(new_row("8" * 28, member="n"))
    assert [row.id[0] for row in at_a.of_member("m")] == ["2", "1", "0"]
    assert [row.id[0] for row in at_a.of_member("m", limit=1)] == ["2"]
    assert [row.id[0] for row in at_b.of_member("m")] == ["7"]
    assert at_b.of_member("n") == []


def test_members_checks_that_nobody_ended_are_found(checks: Checks, new_row: Callable[..., CheckRow]) -> None:
    old, now = datetime.now(UTC) - timedelta(seconds=60), datetime.now(UTC)
    checks.create(new_row("1" * 28, member="m", created=old))
    checks.create(new_row("2" * 28, member="m", created=now))
    checks.create(new_row("3" * 28, created=old))
    checks.create(new_row("4" * 28, member="m", created=old, state="complete"))
    assert [row.id[0] for row in checks.left_running(now - timedelta(seconds=15))] == ["1"]
