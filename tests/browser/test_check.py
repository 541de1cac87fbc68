"""The whole check in real browsers: what each setup does to the practice purchase."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Checker

pytestmark = pytest.mark.browser

YES, NO = "tracked", "lost"
PARTITIONED, BLOCKED = "third-party-cookies-partitioned", "third-party-cookies-blocked"
METHODS = ("third_party_pixel", "first_party_tag", "server_to_server")

# Setup, (pixel, tag, server to server), verdict, causes. Checked 2026-11-23: Chromium 156, Firefox ESR 153,
# WebKitGTK 2.50; a browser that changes its mind fails here.
COMPLETE = [
    ("chromium-accept-all", (YES, YES, YES), "tracked", set()),
    ("chromium-block-third-party", (NO, YES, YES), "at_risk", {BLOCKED}),
    ("chromium-private", (NO, YES, YES), "at_risk", {BLOCKED}),
    ("chromium-javascript-off", (YES, NO, YES), "at_risk", {"javascript-off"}),
    ("chromium-images-off", (NO, YES, YES), "at_risk", {"images-off"}),
    ("chromium-cookies-off", (NO, NO, NO), "lost", {"cookies-off"}),
    ("chromium-network-cookies-blocked", (NO, YES, YES), "at_risk", {"network-cookies-blocked"}),
    ("chromium-shop-cookies-blocked", (YES, NO, NO), "at_risk", {"shop-cookies-blocked"}),
    ("chromium-link-cleaner", (YES, YES, YES), "at_risk", {"click-id-stripped"}),
    ("chromium-popups-blocked", (YES, YES, YES), "tracked", {"popup-blocked"}),
    ("firefox-default", (NO, YES, YES), "at_risk", {PARTITIONED}),
    ("firefox-accept-all", (YES, YES, YES), "tracked", set()),
    ("firefox-block-third-party", (NO, YES, YES), "at_risk", {BLOCKED}),
    ("firefox-cookies-off", (NO, NO, NO), "lost", {"cookies-off"}),
    ("firefox-javascript-off", (YES, NO, YES), "at_risk", {"javascript-off"}),
    ("firefox-popups-blocked", (YES, YES, YES), "tracked", {"popup-blocked"}),
    ("webkit-no-third-party", (YES, YES, YES), "tracked", set()),
    ("webkit-itp", (NO, YES, YES), "at_risk", {BLOCKED}),
    ("webkit-cookies-off", (NO, NO, NO), "lost", {"cookies-off"}),
]


@pytest.mark.parametrize(("setup", "credited", "verdict", "causes"), COMPLETE, ids=[row[0] for row in COMPLETE])
def test_the_purchase_shows_what_the_setup_does(
    check_in: Checker, setup: str, credited: tuple[str, ...], verdict: str, causes: set[str]
) -> None:
    document = check_in(setup)

    assert document["state"] == document["page"] == "complete"
    assert tuple(document["methods"][method] for method in METHODS) == credited
    assert document["verdict"] == verdict
    assert {cause["id"] for cause in document["causes"]} == causes
    assert document["browser"]["engine"] == setup.partition("-")[0]
    assert document["seconds"] < 15


@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"])
def test_a_network_that_does_not_resolve_ends_in_a_report_that_names_the_click(check_in: Checker, engine: str) -> None:
    document = check_in(f"{engine}-network-unresolvable")

    assert document["state"] == document["page"] == "incomplete"
    assert document["verdict"] == "unknown"
    assert set(document["methods"].values()) == {"unknown"}
    assert [step["step"] for step in document["trail"] if step["state"] == "missing"] == ["click"]
    assert [cause["id"] for cause in document["causes"]] == ["network-unreachable"]
    assert "/r/" in document["url"]
    assert document["seconds"] < 15


@pytest.mark.parametrize("setup", ["firefox-ublock-accept-all", "chromium-adguard-tracking"])
def test_our_own_paths_are_on_no_block_list(check_in: Checker, setup: str) -> None:
    document = check_in(setup)

    assert {item["probe"]: item["status"] for item in document["evidence"] if item["status"] == "blocked"} == {}
    assert set(document["methods"].values()) == {YES}
