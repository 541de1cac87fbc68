from __future__ import annotations

import pytest

from checker.evidence.model import Evidence
from checker.practice.ledger import EVENTS, Event, Trail
from checker.practice.observe import observe
from tests.builders import CREDITED, PLAIN, SAME_TAB, WHOLE, trail


def about(events: Trail, event: Event) -> tuple[str, str | None]:
    """Status and reason of an event's evidence."""
    item = next(item for item in observe(events) if item.probe == f"trail-{event}")
    return item.status, item.reason


def test_every_event_has_its_evidence_in_the_order_of_the_list() -> None:
    for events in ((), WHOLE, CREDITED, PLAIN, SAME_TAB):
        assert [item.probe for item in observe(trail(events))] == [f"trail-{event}" for event in EVENTS]


def test_an_event_that_was_seen_is_told_with_its_time_and_what_came_with_it() -> None:
    seen = trail(("go", "click"), at={"click": 33}, click={"referrer": "", "cookie": "wrong"})
    assert observe(seen)[EVENTS.index("click")] == Evidence(
        probe="trail-click", status="ok", value={"referrer": "", "cookie": "wrong"}, ms=33
    )


def test_an_ordinary_purchase_leaves_nothing_open_but_what_it_never_needed() -> None:
    open_ones = {item.probe: item.status for item in observe(trail(WHOLE)) if item.status != "ok"}
    assert set(open_ones) == {f"trail-{event}" for event in EVENTS if event not in WHOLE}
    assert set(open_ones.values()) == {"not_run"}


def test_a_link_that_was_jumped_over_is_told_from_a_test_that_was_never_made() -> None:
    skips: tuple[Event, ...] = ("skip-plain", "skip-shown", "skip-end")
    jumped = trail(WHOLE, without=("skip-shown",))
    assert [about(jumped, event)[0] for event in skips] == ["ok", "timed_out", "ok"]
    stopped = trail(WHOLE, without=skips)
    assert [about(stopped, event)[0] for event in skips] == ["timed_out", "not_run", "not_run"]
    assert {about(trail(("go", "click")), event)[0] for event in skips} == {"not_run"}


def test_nothing_is_blocked_or_timed_out_where_nothing_was_begun() -> None:
    assert {item.status for item in observe({})} == {"not_run"}
    assert all(item.value is None and item.ms is None for item in observe({}))


@pytest.mark.parametrize(
    ("last", "late"),
    [
        ("go", ["click"]),
        ("click", ["hop", "landing"]),
        ("hop", ["landing"]),
        ("landing", ["cart", "order"]),
        ("cart", ["order"]),
        ("order", ["thanks"]),
        ("thanks", []),
    ],
)
def test_only_what_was_due_has_failed_to_come(last: Event, late: list[Event]) -> None:
    """Nothing that would come later is late, and nothing is blocked by a stop."""
    steps: tuple[Event, ...] = ("go", "click", "hop", "landing", "cart", "order", "thanks")
    seen = trail(steps[: steps.index(last) + 1])
    states = {event: about(seen, event)[0] for event in steps if event not in seen}
    assert [event for event, state in states.items() if state == "timed_out"] == late
    assert {state for event, state in states.items() if event not in late} <= {"not_run"}


def test_a_step_that_was_due_never_came_and_a_closed_window_is_why() -> None:
    assert about(trail(("go",)), "click") == ("timed_out", "never-came")
    assert about(trail(("go", "closed")), "click") == ("timed_out", "window-closed")


def test_a_silent_network_is_told_from_a_purchase_that_never_left() -> None:
    assert about(trail(("tab", "preflight-shop")), "click") == ("failed", "network-silent")
    assert about(trail(("tab", "preflight-network")), "click") == ("not_run", "not-reached")


@pytest.mark.parametrize("event", ["pixel", "report"])
def test_a_conversion_is_blocked_only_when_the_control_came_from_the_same_page(event: Event) -> None:
    assert about(trail(without=(event,)), event) == ("blocked", None)
    assert about(trail(without=(event, "control")), event) == ("failed", "no-control")


@pytest.mark.parametrize("event", ["pixel", "report"])
def test_a_conversion_is_not_blocked_while_its_page_has_not_settled(event: Event) -> None:
    assert about(trail(without=(event, "settled")), event) == ("timed_out", "never-came")
    assert about(trail(without=(event, "settled"), closed={}), event) == ("timed_out", "window-closed")


@pytest.mark.parametrize("late", ["kit", "pixel", "picture"])
@pytest.mark.parametrize("event", ["pixel", "report"])
def test_what_is_missing_beside_something_late_may_be_late_too(event: Event, late: str) -> None:
    slow = trail(without=(event,), settled={"kit": "loaded", "pixel": "failed", "picture": "loaded"} | {late: "late"})
    assert about(slow, event) == ("timed_out", "no-answer")


@pytest.mark.parametrize(("event", "control"), [("kit", "mark"), ("mark", "kit")])
def test_what_the_landing_page_asks_for_is_blocked_only_when_the_other_came(event: Event, control: Event) -> None:
    assert about(trail(without=(event,)), event) == ("blocked", None)
    assert about(trail(without=(event, control)), event) == ("blocked", None), "the thank-you page's control came"
    assert about(trail(without=(event, control, "control")), event) == ("failed", "no-control")


@pytest.mark.parametrize("event", ["kit", "mark"])
def test_what_the_landing_page_asks_for_is_waited_for_until_the_cart(event: Event) -> None:
    assert about(trail(("go", "click", "hop", "landing")), event) == ("timed_out", "never-came")
    assert about(trail(("go", "click", "hop")), event) == ("not_run", "not-reached")


def test_a_tag_that_was_late_is_not_blocked() -> None:
    slow = trail(without=("kit", "report"), settled={"kit": "late", "pixel": "loaded", "picture": "loaded"})
    assert about(slow, "kit")[0] == "timed_out"


def test_a_tag_is_not_blocked_while_the_thank_you_page_is_still_asking_for_it() -> None:
    """The page asks for the tag a second time: on a slow line it may yet come."""
    assert about(trail(without=("kit", "report", "settled")), "kit")[0] == "timed_out"
    assert about(trail(without=("kit", "report", "settled"), closed={}), "kit")[0] == "timed_out"


@pytest.mark.parametrize("event", ["kit", "report"])
def test_scripting_that_is_off_runs_no_script(event: Event) -> None:
    assert about(trail(PLAIN), event) == ("not_run", "scripting-off")


def test_a_picture_of_the_shop_itself_is_never_called_blocked() -> None:
    assert about(trail(without=("picture",)), "picture") == ("failed", "not-asked-for")
    assert about(trail(without=("picture", "settled")), "picture") == ("timed_out", "never-came")


def test_a_postback_that_we_could_not_deliver_has_failed_and_shows_no_value() -> None:
    undelivered = trail(at={"postback": 900}, postback={"click_id": "undelivered", "fault": "MaxRetryError"})
    assert observe(undelivered)[EVENTS.index("postback")] == Evidence(
        probe="trail-postback", status="failed", reason="not-delivered", ms=900
    )


def test_a_postback_that_never_came_has_timed_out() -> None:
    assert about(trail(without=("postback",)), "postback") == ("timed_out", "never-came")
    assert about(trail(("go", "click", "hop", "landing", "cart")), "postback") == ("not_run", "not-reached")


@pytest.mark.parametrize("events", [WHOLE, PLAIN, SAME_TAB])
def test_an_event_less_never_changes_what_was_seen_of_the_others(events: tuple[Event, ...]) -> None:
    whole = {item.probe: item for item in observe(trail(events)) if item.status == "ok"}
    full = trail(events)
    for gone in events:
        less = {event: entry for event, entry in full.items() if event != gone}
        seen = {item.probe: item for item in observe(less) if item.status == "ok"}
        assert seen == {probe: item for probe, item in whole.items() if probe != f"trail-{gone}"}
