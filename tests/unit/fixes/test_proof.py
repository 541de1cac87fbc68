from __future__ import annotations

from typing import Any

import pytest

from checker.evidence.words import METHODS, CauseId, Method, Verdict
from checker.fixes.proof import Tried, proven, tried
from checker.knowledge.effects import Effects, load_effects

PIXEL, TAG, SERVER = METHODS


def row(
    *causes: CauseId, lost: tuple[Method, ...] = (), unknown: tuple[Method, ...] = (), **fields: str
) -> dict[str, Any]:
    methods = dict.fromkeys(METHODS, "tracked") | dict.fromkeys(lost, "lost") | dict.fromkeys(unknown, "unknown")
    good = {"click": "reaches", "click_id": "kept", "tag": "loads", "pixel": "loads", "verdict": "tracked"}
    return {"methods": methods, "causes": list(causes)} | good | fields


def ask(cause: CauseId, before: dict[str, Any], after: dict[str, Any], **networks: tuple[str, str, str]) -> bool | None:
    """`networks` are network=(field, before, after)."""
    setups = {"firefox-a": {"own": before}, "firefox-b": {"own": after}}
    for network, (field, was, now) in networks.items():
        setups["firefox-a"][network] = row(**{field: was})
        setups["firefox-b"][network] = row(**{field: now})
    return proven(cause, "firefox-a", "firefox-b", Effects(setups=setups))


def test_a_cause_that_is_gone_with_its_method_regained_is_cured() -> None:
    assert ask("images-off", row("images-off", lost=(PIXEL,)), row()) is True
    assert ask("network-unreachable", row("network-unreachable", unknown=METHODS), row()) is True


def test_a_cause_that_loses_no_method_is_cured_when_it_is_gone() -> None:
    assert ask("popup-blocked", row("popup-blocked"), row()) is True


def test_a_cause_that_stays_refutes_the_fix() -> None:
    assert ask("images-off", row("images-off", lost=(PIXEL,)), row("images-off", lost=(PIXEL,))) is False
    assert ask("popup-blocked", row("popup-blocked"), row("popup-blocked")) is False


def test_a_loss_that_the_cause_explains_and_no_other_is_not_cured() -> None:
    assert ask("images-off", row("images-off", lost=(PIXEL,)), row(lost=(PIXEL,))) is None
    assert ask("images-off", row("images-off", lost=(PIXEL,)), row(unknown=(PIXEL,))) is None


def test_what_another_cause_still_loses_does_not_count_against_the_fix() -> None:
    apart = row("third-party-cookies-partitioned", lost=(PIXEL,))
    assert ask("cookies-off", row("cookies-off", lost=METHODS), apart) is True
    both = row("javascript-off", "third-party-cookies-partitioned", lost=(PIXEL, TAG))
    assert ask("javascript-off", both, apart) is True


def test_one_cause_in_place_of_another_is_no_cure() -> None:
    blocked = row("third-party-cookies-blocked", lost=(PIXEL,))
    apart = row("third-party-cookies-partitioned", lost=(PIXEL,))
    assert ask("third-party-cookies-blocked", blocked, apart) is None


def test_a_gain_is_not_credited_to_a_cause_that_the_setup_did_not_have() -> None:
    assert ask("tracking-protection", row("third-party-cookies-partitioned", lost=(PIXEL,)), row()) is None
    assert ask("privacy-signal", row(), row()) is None


@pytest.mark.parametrize(
    ("cause", "field", "bad", "good"),
    [
        ("content-blocker", "tag", "blocked", "loads"),
        ("content-blocker", "pixel", "blocked", "loads"),
        ("tracking-protection", "pixel", "blocked", "loads"),
        ("redirect-skipped", "click", "skipped", "reaches"),
        ("redirect-blocked", "click", "blocked", "reaches"),
        ("click-id-stripped", "click_id", "lost", "kept"),
    ],
)
def test_what_the_own_purchase_cannot_show_is_told_by_the_networks(
    cause: CauseId, field: str, bad: str, good: str
) -> None:
    assert ask(cause, row(), row(), awin=(field, bad, good), cj=(field, good, good)) is True
    assert ask(cause, row(), row(), awin=(field, bad, bad), cj=(field, good, good)) is False
    assert ask(cause, row(), row(), awin=(field, bad, bad), cj=(field, bad, good)) is None
    assert ask(cause, row(), row(), awin=(field, bad, "unknown")) is None
    assert ask(cause, row(), row(), awin=(field, good, good)) is None


def test_a_setup_that_was_not_measured_proves_nothing() -> None:
    assert proven("images-off", "firefox-a", "firefox-b", Effects()) is None
    half = Effects(setups={"firefox-a": {"own": row("images-off", lost=(PIXEL,))}, "firefox-b": {"awin": row()}})
    assert proven("images-off", "firefox-a", "firefox-b", half) is None


@pytest.mark.parametrize(
    ("setup", "target", "browser", "blocker", "verdict"),
    [
        ("firefox-ublock-accept-all", "firefox-accept-all", "Firefox", "uBlock Origin", "tracked"),
        ("firefox-ublock", "firefox-default", "Firefox", "uBlock Origin", "at_risk"),
        ("chromium-adguard-base", "chromium-accept-all", "Chromium", "AdGuard", "tracked"),
        ("chromium-brave-like", "chromium-accept-all", "Chromium", "", "tracked"),
        ("webkit-itp", "webkit-accept-all", "WebKit", "", "tracked"),
    ],
)
def test_where_it_was_tried_is_named_as_shoppers_know_it(
    setup: str, target: str, browser: str, blocker: str, verdict: Verdict
) -> None:
    effects = load_effects()
    told = tried(setup, target, effects)
    assert told is not None
    name, version = told.browser.split(" ")
    assert (name, told.blocker, told.verdict) == (browser, blocker, verdict)
    assert effects.browsers[setup]["browser_version"].startswith(f"{version}.")


def test_a_table_that_does_not_name_the_browser_gives_no_words() -> None:
    effects = Effects(setups={"firefox-a": {"own": row()}, "firefox-b": {"own": row()}})
    assert tried("firefox-a", "firefox-b", effects) is None
    named = effects.model_copy(update={"browsers": {"firefox-a": {"browser": "firefox", "browser_version": "153.7.0"}}})
    assert tried("firefox-a", "firefox-b", named) == Tried(browser="Firefox 153", blocker="", verdict="tracked")
    assert tried("firefox-a", "firefox-c", named) is None
