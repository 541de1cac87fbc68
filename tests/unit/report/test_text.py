from __future__ import annotations

from datetime import UTC, datetime

from checker.diagnosis.diagnose import diagnose
from checker.evidence.model import Dossier
from checker.fixes.catalogue import load_fixes
from checker.fixes.choose import choose
from checker.knowledge.loader import load_networks
from checker.report import words
from checker.report.store import StoreLine
from checker.report.text import as_text
from checker.report.view import build_view
from tests.builders import WHOLE, dossier, landed, trail
from tests.said import FIREFOX, HOSTS, QUIET, SAFARI, baits, check, hosts

NETWORKS = load_networks()
# What the link cleaner with the longest name takes away.
CLEANED = ("awc", "cjevent", "irclickid", "ranSiteID", "tduid")


def text(given: Dossier, store: StoreLine | None = None) -> str:
    diagnosis = diagnose(given, NETWORKS)
    return as_text(
        build_view(
            code="K7QF-2MXP",
            created=datetime(2026, 11, 23, 9, 8, 7, tzinfo=UTC),
            dossier=given,
            diagnosis=diagnosis,
            fixes=choose(load_fixes(), [cause.id for cause in diagnosis.causes], given.browser),
            networks=NETWORKS,
            store=store,
        )
    )


def test_a_credited_purchase_in_plain_text() -> None:
    lines = text(dossier()).splitlines()
    assert lines[0] == f"Check your status: {words.VERDICTS['tracked'][0]}"
    assert lines[2:6] == [
        "Code      K7QF-2MXP",
        "Time      2026-11-23 09:08:07 UTC",
        "Browser   Chrome 156.0 on Linux",
        f"Result    tracked (complete), rules {diagnose(dossier(), NETWORKS).rules_version}",
    ]
    assert "Causes" not in lines
    assert not any(line.startswith("Click id") for line in lines)


def test_causes_and_what_to_do_are_listed() -> None:
    told = text(dossier(trail(pixel={"cookie": "missing", "mark": "missing", "referrer": ""})))
    assert "\nCauses\n  Third-party cookies are blocked (measured)\n    - Let the store use third-party cookies" in told


def test_networks_that_lose_something_are_named_by_what_stops_it() -> None:
    told = text(dossier(trail(WHOLE, landing=landed(awc="missing", at_gd="missing"))))
    assert told.endswith(
        f"\nLost at networks\n  {words.LOSSES['click_id']}:\n"
        f"    {NETWORKS['awin'].name}, {NETWORKS['adtraction'].name}\n"
    )
    assert "Lost at networks" not in text(dossier())


def test_the_blocker_has_a_line_for_support() -> None:
    ublock = baits("easylist", "easyprivacy", "ublock-ads")
    firefox = text(check(trail(WHOLE, without=("skip-shown",)), browser=FIREFOX, list_baits=ublock))
    assert "\nBlocker   uBlock Origin (likely), nearest setup firefox-ublock" in firefox
    brave = text(check(browser=SAFARI, self_named=QUIET["self-named"] | {"brave": True}))
    assert "\nBlocker   Brave's Shields (measured)\n" in brave
    assert "\nBlocker   none seen, nearest setup chromium-accept-all\n" in text(dossier())
    assert "\nBlocker   could not be seen\n" in text(dossier(said=()))


def test_the_text_has_no_markup_and_short_lines() -> None:
    for given in (
        dossier(),
        dossier(trail(("go",)), state="incomplete"),
        dossier(trail(landing=landed(awc="missing"))),
        check(trail(WHOLE, landing=landed(**dict.fromkeys(CLEANED, "missing")))),
        check(browser=SAFARI, list_baits=baits("easylist", "easyprivacy")),
        check(network_hosts=hosts(*HOSTS)),
    ):
        told = text(given)
        assert told.endswith("\n")
        assert not told.endswith("\n\n")
        assert not any(sign in told for sign in ("<", "&amp;", "\t", "\r"))
        assert max(len(line) for line in told.splitlines()) < 80
        assert not any(line != line.rstrip() for line in told.splitlines())


def test_the_store_that_was_named_has_its_lines() -> None:
    sentences = ("At Blue Socks, which works with Awin, cashback may get lost in this browser.", "Why not.")
    told = text(dossier(), StoreLine("Blue Socks", "at_risk", "warn", sentences, "blue"))
    lines = told.splitlines()
    assert lines[7:10] == [
        "Store     Blue Socks: at_risk. At Blue Socks, which works with Awin, cashback",
        "          may get lost in this browser. Why not.",
        "",
    ]
    assert "Store     " not in text(dossier()).partition("Practice purchase")[0]


def test_the_longest_names_of_stores_keep_the_lines_short() -> None:
    name = "x" * 30 + " " + "y" * 49
    told = text(dossier(), StoreLine(name, "unknown", "unknown", (f"{name} works with nobody.",), "x"))
    assert max(len(line) for line in told.splitlines()) < 80
