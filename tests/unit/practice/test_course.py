from __future__ import annotations

import pytest

from checker.practice.course import (
    AFTER_THANKS_MS,
    PAGE_GRACE_MS,
    PREFLIGHT_MS,
    STALL_MS,
    STALL_UNREACHABLE_MS,
    TOTAL_MS,
    Course,
    course,
)
from checker.practice.ledger import EVENTS, Event, Trail
from tests.builders import CREDITED, PLAIN, SAME_TAB, trail


def judge(events: Trail, now: int, *, page: bool = True, reachable: bool | None = None) -> Course:
    return course(events, now, page_answered=page, network_reachable=reachable)


def test_the_whole_course_stays_within_the_time_that_the_page_promises() -> None:
    assert TOTAL_MS <= 15_000 - 1_000


def test_a_purchase_that_has_not_begun_is_waited_for() -> None:
    assert judge({}, STALL_MS - 1) == Course(None, STALL_MS)
    assert judge({}, STALL_MS) == Course("incomplete", STALL_MS)


@pytest.mark.parametrize("event", ["go", "click", "hop", "landing", "cart", "order"])
def test_each_step_gives_the_next_one_its_time(event: Event) -> None:
    moved = trail((event,), at={event: 3000})
    assert judge(moved, 3000 + STALL_MS - 1).state is None
    assert judge(moved, 3000 + STALL_MS) == Course("incomplete", 3000 + STALL_MS)


@pytest.mark.parametrize("event", ["kit", "mark", "plain", "preflight-network", "control", "report", "postback"])
def test_what_a_page_asks_for_beside_moves_nothing_on(event: Event) -> None:
    moved = trail(("go", event), at={"go": 0, event: 4000})
    assert judge(moved, STALL_MS).state == "incomplete"


def test_a_slow_purchase_ends_all_the_same() -> None:
    slow = trail(("go", "click", "hop", "landing"), at={"go": 4000, "click": 8000, "hop": 10_000, "landing": 12_000})
    assert judge(slow, TOTAL_MS - 1).state is None
    assert judge(slow, TOTAL_MS) == Course("incomplete", TOTAL_MS)


def test_a_network_that_cannot_be_reached_is_not_waited_for_long() -> None:
    gone = trail(("go",), at={"go": 20})
    assert judge(gone, 20 + STALL_UNREACHABLE_MS - 1, reachable=False).state is None
    assert judge(gone, 20 + STALL_UNREACHABLE_MS, reachable=False) == Course("incomplete", 20 + STALL_UNREACHABLE_MS)
    for reachable in (True, None):
        assert judge(gone, 20 + STALL_UNREACHABLE_MS, reachable=reachable).state is None


def test_a_network_that_was_clicked_can_be_reached_whatever_the_page_says() -> None:
    clicked = trail(("go", "click"), at={"go": 0, "click": 100})
    assert judge(clicked, 100 + STALL_UNREACHABLE_MS, reachable=False).state is None


def test_a_closed_window_ends_the_purchase_when_it_was_closed() -> None:
    closed = trail(("go", "click", "landing", "closed"), at={"closed": 700})
    assert judge(closed, 701) == Course("incomplete", 700)
    assert judge(closed, 60_000) == Course("incomplete", 700)


def test_a_purchase_in_the_same_tab_waits_for_the_look_whether_the_hosts_are_there() -> None:
    waiting = trail(("tab",), at={"tab": 100})
    assert judge(waiting, 100 + PREFLIGHT_MS - 1) == Course(None, 100 + PREFLIGHT_MS)
    assert judge(waiting, 100 + PREFLIGHT_MS).state == "incomplete"


def test_a_purchase_in_the_same_tab_that_has_left_goes_on_as_any_other() -> None:
    left = trail(("tab", "go"), at={"tab": 100, "go": 2000})
    assert judge(left, 2000 + STALL_MS - 1).state is None
    assert judge(left, 2000 + STALL_MS).state == "incomplete"


@pytest.mark.parametrize("events", [CREDITED, SAME_TAB, PLAIN])
def test_a_purchase_whose_conversions_are_all_there_is_over_at_once(events: tuple[Event, ...]) -> None:
    done = trail(events)
    kinds = [done[event].at_ms for event in ("pixel", "report", "postback", "settled") if event in done]
    assert judge(done, max(kinds)) == Course("complete", max(kinds))


def test_the_pages_own_words_are_waited_for_a_moment() -> None:
    done = trail()
    end = max(done[event].at_ms for event in ("pixel", "report", "postback", "settled"))
    assert judge(done, end, page=False) == Course(None, end + PAGE_GRACE_MS)
    assert judge(done, end + PAGE_GRACE_MS, page=False).state == "complete"


@pytest.mark.parametrize("missing", ["pixel", "report"])
def test_a_conversion_that_is_missing_is_waited_for_until_the_page_has_settled(missing: Event) -> None:
    waiting = trail(without=(missing, "settled"))
    limit = waiting["thanks"].at_ms + AFTER_THANKS_MS
    assert judge(waiting, limit - 1) == Course(None, limit)
    assert judge(waiting, limit) == Course("complete", limit)
    settled = trail(without=(missing,))
    assert judge(settled, settled["settled"].at_ms).state == "complete"


def test_a_postback_under_way_is_waited_for_though_the_page_has_settled() -> None:
    waiting = trail(without=("postback",))
    limit = waiting["thanks"].at_ms + AFTER_THANKS_MS
    assert judge(waiting, limit - 1).state is None
    assert judge(waiting, limit) == Course("complete", limit)


def test_an_order_that_is_placed_late_still_ends_in_time() -> None:
    late = trail(("thanks",), at={"thanks": TOTAL_MS - 100})
    assert judge(late, TOTAL_MS) == Course("complete", TOTAL_MS)


def test_a_window_closed_after_the_order_does_not_make_it_incomplete() -> None:
    done = trail(closed={})
    assert judge(done, 60_000).state == "complete"


@pytest.mark.parametrize("events", [CREDITED, SAME_TAB, PLAIN])
def test_every_purchase_that_stops_anywhere_ends_within_the_limit(events: tuple[Event, ...]) -> None:
    for length in range(len(events) + 1):
        for page in (True, False):
            stopped = trail(events[:length])
            answer = judge(stopped, TOTAL_MS, page=page)
            assert answer.state is not None
            assert 0 <= answer.ends_ms <= TOTAL_MS
            assert judge(stopped, answer.ends_ms, page=page) == answer


def test_an_end_once_reached_stays_the_same_however_late_one_looks() -> None:
    for length in range(len(CREDITED) + 1):
        stopped = trail(CREDITED[:length])
        assert judge(stopped, TOTAL_MS) == judge(stopped, 10**9)


def test_events_without_an_order_never_complete_a_purchase() -> None:
    for event in EVENTS:
        if event != "thanks":
            assert judge(trail((event,)), 10**6).state == "incomplete"
