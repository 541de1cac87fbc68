from __future__ import annotations

import re
from pathlib import Path

import pytest

import checker
from checker.practice.course import (
    AFTER_THANKS_MS,
    PAGE_GRACE_MS,
    PREFLIGHT_MS,
    SKIP_GRACE_MS,
    STALL_MS,
    STALL_UNREACHABLE_MS,
    TOTAL_MS,
    Course,
    course,
)
from checker.practice.ledger import EVENTS, Event, Trail
from tests.builders import PLAIN, SAME_TAB, WHOLE, trail

# What the end waits for, once the purchase is done.
ENDS: tuple[Event, ...] = ("pixel", "report", "postback", "settled", "skip-end", "told")


def judge(events: Trail, now: int, *, reachable: bool | None = None) -> Course:
    return course(events, now, network_reachable=reachable)


def decided(events: Trail) -> int:
    """When the last thing came that the end waits for."""
    return max(events[event].at_ms for event in ENDS if event in events)


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


@pytest.mark.parametrize("events", [WHOLE, SAME_TAB, PLAIN])
def test_a_purchase_of_which_everything_is_there_is_over_at_once(events: tuple[Event, ...]) -> None:
    done = trail(events)
    assert judge(done, decided(done)) == Course("complete", decided(done))


@pytest.mark.parametrize(
    ("less", "grace"),
    [(("told",), PAGE_GRACE_MS), (("skip-end",), SKIP_GRACE_MS), (("told", "skip-end"), PAGE_GRACE_MS)],
)
def test_the_page_and_the_test_for_skipped_hops_are_waited_for_a_moment(less: tuple[Event, ...], grace: int) -> None:
    done = trail(WHOLE, without=less)
    end = decided(done)
    assert judge(done, end + grace - 1) == Course(None, end + grace)
    assert judge(done, end + grace) == Course("complete", end + grace)


def test_the_waiting_ends_as_soon_as_the_page_has_told_all() -> None:
    waiting = trail(WHOLE, without=("told",))
    end = decided(waiting)
    assert judge(waiting, end + 100).state is None
    assert judge(trail(WHOLE, at={"told": end + 100}), end + 100) == Course("complete", end + 100)


def test_nobody_waits_for_skips_in_the_pages_own_tab_or_in_a_closed_window() -> None:
    for done in (trail(SAME_TAB), trail(WHOLE, without=("skip-plain", "skip-shown", "skip-end"), closed={})):
        assert judge(done, decided(done)).state == "complete"


def test_a_page_that_never_tells_holds_no_purchase_beyond_its_limit() -> None:
    waiting = trail(at={"settled": 20_000, "thanks": 1000}, without=("told",))
    assert judge(waiting, 1000 + AFTER_THANKS_MS) == Course("complete", 1000 + AFTER_THANKS_MS)


def test_the_probes_time_after_the_order_ends_before_the_grace_does() -> None:
    """Both are written down twice, in the page and here."""
    script = (Path(checker.__file__).parent.parent / "static" / "lib" / "look.js").read_text(encoding="utf-8")
    (patience,) = re.findall(r"const PATIENCE_MS = (\d+);", script)
    assert int(patience) + 200 <= PAGE_GRACE_MS <= AFTER_THANKS_MS


def test_a_purchase_in_this_tab_leaves_before_the_service_stops_waiting() -> None:
    script = (Path(checker.__file__).parent.parent / "static" / "run.js").read_text(encoding="utf-8")
    probes, leave = (int(one) for one in re.findall(r"const (?:PROBES|LEAVE)_MS = (\d+);", script))
    assert probes < leave < PREFLIGHT_MS


@pytest.mark.parametrize("missing", ["pixel", "report"])
def test_a_conversion_that_is_missing_is_waited_for_until_the_page_has_settled(missing: Event) -> None:
    waiting = trail(WHOLE, without=(missing, "settled"))
    limit = waiting["thanks"].at_ms + AFTER_THANKS_MS
    assert judge(waiting, limit - 1) == Course(None, limit)
    assert judge(waiting, limit) == Course("complete", limit)
    settled = trail(WHOLE, without=(missing,))
    assert judge(settled, decided(settled)).state == "complete"


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


@pytest.mark.parametrize("events", [WHOLE, SAME_TAB, PLAIN])
def test_every_purchase_that_stops_anywhere_ends_within_the_limit(events: tuple[Event, ...]) -> None:
    for length in range(len(events) + 1):
        stopped = trail(events[:length])
        answer = judge(stopped, TOTAL_MS)
        assert answer.state is not None
        assert 0 <= answer.ends_ms <= TOTAL_MS
        assert judge(stopped, answer.ends_ms) == answer


def test_an_end_once_reached_stays_the_same_however_late_one_looks() -> None:
    for length in range(len(WHOLE) + 1):
        stopped = trail(WHOLE[:length])
        assert judge(stopped, TOTAL_MS) == judge(stopped, 10**9)


def test_events_without_an_order_never_complete_a_purchase() -> None:
    for event in EVENTS:
        if event != "thanks":
            assert judge(trail((event,)), 10**6).state == "incomplete"
