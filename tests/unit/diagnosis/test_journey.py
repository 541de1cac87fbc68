from __future__ import annotations

import pytest

from checker.diagnosis.journey import TrailStep, journey
from checker.evidence.model import Dossier
from checker.evidence.words import STEPS, Step
from checker.practice.ledger import Event, Trail
from tests.builders import CREDITED, PLAIN, dossier, landed, trail

EVENT: dict[Step, Event] = {
    "click": "click", "landing": "landing", "tag": "kit", "order": "order", "pixel": "pixel", "postback": "postback",
}  # fmt: skip


def steps(events: Trail) -> dict[str, TrailStep]:
    return {step.step: step for step in journey(dossier(events))}


def state(events: Trail, step: Step) -> str:
    return steps(events)[step].state


def test_the_six_steps_come_in_order_whatever_is_known() -> None:
    for given in (Dossier(state="incomplete"), dossier(), dossier(trail(PLAIN))):
        assert [step.step for step in journey(given)] == list(STEPS)


def test_a_step_that_was_seen_has_the_time_of_its_event() -> None:
    events = trail()
    assert steps(events) == {
        step: TrailStep(step=step, state="seen", at_ms=events[event].at_ms) for step, event in EVENT.items()
    }


def test_a_step_that_was_not_seen_has_no_time() -> None:
    for step in journey(dossier(trail(("go",)))):
        assert step.state in ("missing", "not_reached")
        assert step.at_ms is None


def test_nothing_was_reached_where_nothing_is_known() -> None:
    assert {step.state for step in journey(Dossier(state="incomplete"))} == {"not_reached"}


@pytest.mark.parametrize("length", range(1, CREDITED.index("order") + 1))
def test_a_purchase_that_stops_before_the_order_misses_its_next_step_and_reaches_none_beyond(length: int) -> None:
    stopped = trail(CREDITED[:length])
    main: tuple[Step, ...] = ("click", "landing", "order")
    expected: dict[str, str] = {}
    for step in main:
        before = set(expected.values())
        expected[step] = "seen" if EVENT[step] in stopped else "not_reached" if "missing" in before else "missing"
    assert {step: state(stopped, step) for step in main} == expected
    assert state(stopped, "pixel") == state(stopped, "postback") == "not_reached"


def test_a_click_id_that_did_not_arrive_alters_the_landing() -> None:
    assert state(trail(landing=landed(awc="missing")), "landing") == "altered"
    assert state(trail(landing=landed(awc="wrong")), "landing") == "altered"
    assert state(trail(landing=landed()), "landing") == "seen"


@pytest.mark.parametrize("cookie", ["missing", "wrong"])
def test_a_pixel_without_the_clicks_cookie_is_altered(cookie: str) -> None:
    assert state(trail(pixel={"cookie": cookie, "mark": "right", "referrer": ""}), "pixel") == "altered"


@pytest.mark.parametrize("click_id", ["missing", "wrong"])
def test_a_report_without_the_click_alters_tag_and_postback(click_id: str) -> None:
    assert state(trail(report={"click_id": click_id}), "tag") == "altered"
    assert state(trail(postback={"click_id": click_id}), "postback") == "altered"


def test_a_tag_that_loaded_is_seen_though_its_report_never_came() -> None:
    assert state(trail(without=("report",)), "tag") == "seen"


def test_a_tag_where_scripting_is_off_is_missing() -> None:
    assert state(trail(PLAIN), "tag") == "missing"


@pytest.mark.parametrize(("step", "event"), [("tag", "kit"), ("pixel", "pixel"), ("postback", "postback")])
def test_a_step_that_was_due_and_did_not_come_is_missing(step: Step, event: Event) -> None:
    assert state(trail(without=(event,)), step) == "missing"


def test_a_postback_that_we_could_not_deliver_is_missing() -> None:
    assert state(trail(postback={"click_id": "undelivered"}), "postback") == "missing"
