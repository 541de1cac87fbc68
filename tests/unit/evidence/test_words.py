"""The closed lists as the contract writes them: outsiders match on these words."""

from __future__ import annotations

from typing import get_args

from checker.evidence import words

CONTRACT = {
    words.Engine: "chromium firefox webkit other",
    words.State: "running complete incomplete",
    words.Credit: "tracked lost unknown",
    words.Verdict: "tracked at_risk lost unknown",
    words.Method: "third_party_pixel first_party_tag server_to_server",
    words.Step: "click landing tag order pixel postback",
    words.StepState: "seen missing altered not_reached",
    words.Status: "ok blocked unsupported timed_out failed not_run",
    words.Certainty: "certain likely possible",
    words.Basis: "measured inferred",
    words.Click: "reaches blocked skipped altered unknown",
    words.ClickId: "kept lost unknown",
    words.Load: "loads blocked unknown none",
    words.CauseId: (
        "cookies-off third-party-cookies-blocked third-party-cookies-partitioned network-cookies-blocked "
        "shop-cookies-blocked javascript-off images-off content-blocker tracking-protection redirect-skipped "
        "redirect-blocked network-unreachable click-id-stripped sub-id-stripped popup-blocked private-browsing "
        "in-app-browser privacy-signal cookies-cleared clock-wrong unsupported-browser"
    ),
}


def test_every_closed_list_is_the_contracts_in_its_order() -> None:
    assert {kind: list(get_args(kind)) for kind in CONTRACT} == {kind: text.split() for kind, text in CONTRACT.items()}


def test_the_tuples_are_the_lists() -> None:
    assert get_args(words.Method) == words.METHODS
    assert get_args(words.Step) == words.STEPS
    assert get_args(words.CauseId) == words.CAUSE_IDS
