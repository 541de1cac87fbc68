from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from checker.practice.course import TOTAL_MS
from checker.services.bench import Bench
from checker.services.start import Visitor
from checker.services.trail import browser_key, elapsed_ms
from checker.store.checks import Closing
from tests.builders import CHROME, CREDITED, FIREFOX


@pytest.fixture
def check_id(bench: Bench) -> str:
    return bench.desk.start(bench.desk.issue(), Visitor(CHROME, None)).id


def test_an_event_of_the_browser_that_started_is_written(bench: Bench, check_id: str) -> None:
    assert bench.ledger.record(check_id, "go", {"cookie": "missing"}, user_agent=CHROME) is True
    assert bench.ledger.seen(check_id, "go") == {"cookie": "missing"}
    (entry,) = bench.ledger.trail(check_id).values()
    assert (entry.event, dict(entry.detail)) == ("go", {"cookie": "missing"})
    assert 0 <= entry.at_ms < TOTAL_MS


def test_an_event_of_another_browser_is_not(bench: Bench, check_id: str) -> None:
    for user_agent in (FIREFOX, "", CHROME + " "):
        assert bench.ledger.record(check_id, "go", {}, user_agent=user_agent) is False
    assert bench.ledger.seen(check_id, "go") is None


def test_a_server_has_no_user_agent(bench: Bench, check_id: str) -> None:
    assert bench.ledger.record(check_id, "closed", {}, user_agent=None) is True
    assert bench.ledger.seen(check_id, "closed") == {}


def test_nothing_is_written_to_a_check_that_is_not_there_or_over(bench: Bench, check_id: str) -> None:
    assert bench.ledger.record("0" * 28, "go", {}, user_agent=CHROME) is False
    bench.checks.close(check_id, Closing("complete", datetime.now(UTC), "r", "{}", "{}"))
    assert bench.ledger.record(check_id, "go", {}, user_agent=CHROME) is False
    assert bench.ledger.record(check_id, "postback", {}, user_agent=None) is False
    assert bench.ledger.trail(check_id) == {}


def test_the_trail_is_in_the_order_in_which_it_happened(bench: Bench, check_id: str) -> None:
    for event in CREDITED:
        bench.ledger.record(check_id, event, {}, user_agent=CHROME)
    assert list(bench.ledger.trail(check_id)) == list(CREDITED)
    times = [entry.at_ms for entry in bench.ledger.trail(check_id).values()]
    assert times == sorted(times)


def test_the_first_of_many_writers_counts(bench: Bench, check_id: str) -> None:
    answers: list[bool] = []
    gate = threading.Barrier(6)

    def write(number: int) -> None:
        gate.wait()
        answers.append(bench.ledger.record(check_id, "go", {"by": number}, user_agent=CHROME))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert answers == [True] * 6
    assert len(bench.ledger.trail(check_id)) == 1


def test_a_caller_may_change_its_detail_afterwards(bench: Bench, check_id: str) -> None:
    detail = {"cookie": "right"}
    bench.ledger.record(check_id, "go", detail, user_agent=CHROME)
    detail["cookie"] = "wrong"
    assert bench.ledger.seen(check_id, "go") == {"cookie": "right"}


def test_time_since_the_start_is_never_negative() -> None:
    now = datetime.now(UTC)
    assert elapsed_ms(now + timedelta(hours=1)) == 0
    assert 9_900 < elapsed_ms(now - timedelta(seconds=10)) < 12_000


def test_a_browser_is_known_by_its_whole_user_agent_up_to_a_length(bench: Bench) -> None:
    keys = {browser_key(bench.seals, text) for text in (CHROME, FIREFOX, "", CHROME[:-1])}
    assert len(keys) == 4
    assert browser_key(bench.seals, "x" * 1000) == browser_key(bench.seals, "x" * 5000)
