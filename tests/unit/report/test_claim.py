from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from checker.diagnosis.diagnose import diagnose
from checker.evidence.words import Verdict
from checker.knowledge.loader import load_networks
from checker.report.claim import CheckFacts, Sketch, StoreRules, Window, judge_window, sketch
from tests.builders import dossier

ORDERED = datetime(2026, 3, 1, 12, tzinfo=UTC)
RULES = StoreRules()
OPEN = Window("open", ORDERED, ORDERED, False)


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (timedelta(0), "early"),
        (timedelta(hours=72, seconds=-1), "early"),
        (timedelta(hours=72), "open"),
        (timedelta(days=90), "open"),
        (timedelta(days=90, seconds=1), "late"),
        (timedelta(days=4000), "late"),
    ],
)
def test_a_window_opens_after_72_hours_and_closes_after_90_days(after: timedelta, state: str) -> None:
    window = judge_window(ORDERED, ORDERED + after, RULES)
    assert window.state == state
    assert (window.opens, window.closes) == (ORDERED + timedelta(hours=72), ORDERED + timedelta(days=90))
    assert not window.known


def test_a_store_that_is_known_has_times_of_its_own() -> None:
    rules = StoreRules(opens_hours=168, closes_days=30, known=True)
    at = [judge_window(ORDERED, ORDERED + timedelta(days=days), rules) for days in (6, 7, 30, 31)]
    assert [window.state for window in at] == ["early", "open", "open", "late"]
    assert all(window.known for window in at)


def test_a_store_that_takes_no_claims_takes_none_at_any_time() -> None:
    for days in (0, 10, 400):
        assert judge_window(ORDERED, ORDERED + timedelta(days=days), StoreRules(accepts=False)).state == "refused"


def test_the_zone_of_a_time_makes_no_difference() -> None:
    abroad = ORDERED.astimezone(timezone(timedelta(hours=9)))
    now = ORDERED + timedelta(hours=72)
    assert judge_window(abroad, now, RULES).state == judge_window(ORDERED, now, RULES).state == "open"


def facts(verdict: Verdict, before: timedelta, store: str | None = None) -> CheckFacts:
    """A check that began so long before the order, and came to this verdict."""
    diagnosis = diagnose(dossier(), load_networks()).model_copy(update={"verdict": verdict})
    return CheckFacts(ORDERED - before, store, diagnosis)


def made(check: CheckFacts | None = None, **more: Any) -> Sketch:
    told: dict[str, Any] = {"window": OPEN, "ordered": ORDERED, "store_id": None, "done": (), "twins": 0} | more
    return sketch(check=check, **told)


@pytest.mark.parametrize(
    ("before", "timing"),
    [
        (timedelta(days=2), "long_before"),
        (timedelta(hours=24, seconds=1), "long_before"),
        (timedelta(hours=24), "before"),
        (timedelta(0), "before"),
        (timedelta(seconds=-1), "after"),
    ],
)
def test_a_check_is_placed_before_or_after_the_order(before: timedelta, timing: str) -> None:
    assert made(facts("tracked", before)).timing == timing


def test_without_a_check_nothing_is_said_of_the_browser() -> None:
    bare = made()
    assert (bare.timing, bare.click, bare.verdict, bare.causes) == ("none", None, None, ())
    assert bare.advice == "look_up_click"


@pytest.mark.parametrize(
    ("verdict", "before", "advice"),
    [
        ("lost", timedelta(hours=1), "likely_lost"),
        ("lost", timedelta(hours=-1), "maybe_lost"),
        ("lost", timedelta(days=3), "maybe_lost"),
        ("at_risk", timedelta(hours=1), "likely_lost"),
        ("tracked", timedelta(hours=1), "ask_store"),
        ("tracked", timedelta(hours=-1), "look_up_click"),
        ("tracked", timedelta(days=3), "look_up_click"),
        ("unknown", timedelta(hours=1), "look_up_click"),
    ],
    ids=[
        "lost before",
        "lost after",
        "lost long before",
        "at risk before",
        "fine before",
        "fine after",
        "fine long before",
        "unknown",
    ],
)
def test_the_advice_never_says_more_than_the_check_saw(verdict: Verdict, before: timedelta, advice: str) -> None:
    assert made(facts(verdict, before)).advice == advice


@pytest.mark.parametrize(("state", "advice"), [("early", "wait"), ("late", "by_hand"), ("refused", "no_claims")])
def test_the_window_comes_first(state: Any, advice: str) -> None:
    closed = Window(state, ORDERED, ORDERED, False)
    assert made(facts("lost", timedelta(hours=1)), window=closed).advice == advice


def test_the_same_facts_at_another_moment_lead_to_another_advice() -> None:
    early = made(facts("lost", timedelta(hours=1)), window=Window("early", ORDERED, ORDERED, False))
    assert [early.at(state).advice for state in ("open", "late", "early")] == ["likely_lost", "by_hand", "wait"]
    assert early.at("open").verdict == early.verdict == "lost"


@pytest.mark.parametrize(
    ("claimed", "checked", "match"),
    [("socks", "socks", "same"), ("shoes", "socks", "other"), (None, "socks", "unknown"), ("socks", None, "unknown")],
)
def test_the_stores_are_compared_when_both_are_known(claimed: str | None, checked: str | None, match: str) -> None:
    assert made(facts("tracked", timedelta(0), checked), store_id=claimed).store == match


def test_what_the_shopper_did_and_other_claims_are_told() -> None:
    told = made(facts("lost", timedelta(0)), done=["left_window", "other_sites"], twins=2)
    assert told.against == ("other_sites", "left_window")
    assert told.twins == 2
    assert told.click == "seen"
    assert told.verdict == "lost"
    assert Sketch.model_validate_json(told.model_dump_json()) == told
