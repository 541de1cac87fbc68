from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any, get_args

import pytest

from checker.diagnosis.diagnose import Diagnosis, diagnose
from checker.diagnosis.verdict import combine
from checker.evidence.model import Browser, Dossier
from checker.evidence.words import METHODS, Credit, Verdict
from checker.fixes.catalogue import load_fixes
from checker.fixes.choose import choose
from checker.knowledge.loader import load_networks
from checker.report import words
from checker.report.view import ReportView, build_view
from tests.builders import CREDITED, PLAIN, WHOLE, dossier, landed, trail
from tests.golden.freeze import effects
from tests.said import FIREFOX, QUIET, baits, check, hiding, hosts

NETWORKS = load_networks()
CREATED = datetime(2026, 11, 23, tzinfo=UTC)


def view(given: Dossier, diagnosis: Diagnosis | None = None, **more: Any) -> ReportView:
    diagnosis = diagnosis or diagnose(given, NETWORKS)
    fixes = choose(load_fixes(), [cause.id for cause in diagnosis.causes], given.browser)
    return build_view(
        code="K7QF-2MXP", created=CREATED, dossier=given, diagnosis=diagnosis, fixes=fixes, networks=NETWORKS, **more
    )


def with_credits(*credits: Credit) -> Diagnosis:
    """A diagnosis of a credited purchase, but with these methods."""
    methods = dict(zip(METHODS, credits, strict=True))
    return diagnose(dossier(), NETWORKS).model_copy(update={"methods": methods, "verdict": combine(credits)})


@pytest.mark.parametrize("credits", list(product(get_args(Credit), repeat=3)), ids=" ".join)
def test_every_combination_of_methods_has_its_words_and_its_light(credits: tuple[Credit, ...]) -> None:
    made = view(dossier(), with_credits(*credits))
    key: str = combine(credits)
    if key == "at_risk" and credits == ("lost", "tracked", "tracked"):
        key = "pixel_only"
    assert (made.sentence, made.lead) == words.VERDICTS[key]
    lights = {"tracked": "good", "lost": "bad", "unknown": "unknown", "at_risk": "warn", "pixel_only": "mostly"}
    assert made.light == lights[key]
    assert [line.credit for line in made.methods] == list(credits)
    assert [line.word for line in made.methods] == [words.CREDITS[credit] for credit in credits]


def test_a_lost_pixel_alone_is_no_alarm() -> None:
    made = view(dossier(trail(pixel={"cookie": "missing", "mark": "right", "referrer": ""})))
    assert made.verdict == "at_risk"
    assert made.sentence == "Cashback works at most stores"
    assert "third-party pixel" in made.lead
    assert made.light != "bad"


def test_a_lost_pixel_where_nobody_could_look_for_blockers_says_so() -> None:
    pixel = trail(WHOLE, pixel={"cookie": "missing", "mark": "right", "referrer": ""})
    assert words.NOT_SEEN not in view(dossier(pixel)).lead
    made = view(dossier(pixel, said=()))
    assert made.sentence == words.VERDICTS["pixel_only"][0]
    assert made.lead == f"{words.VERDICTS['pixel_only'][1]} {words.NOT_SEEN}"


def test_a_credited_purchase_of_which_not_all_was_seen_says_so() -> None:
    made = view(dossier(said=()))
    assert (made.verdict, made.light) == ("unknown", "unknown")
    assert made.sentence == words.VERDICTS["unseen"][0]
    assert made.lead == f"{words.VERDICTS['unseen'][1]} {words.NOT_SEEN}"
    assert made.stations[-1].note == "credited in 3 of 3 ways"


def test_a_credited_purchase_beside_a_blocker_that_nobody_has_measured_says_so() -> None:
    made = view(check(list_baits=baits("ublock-ads")))
    assert made.sentence == words.VERDICTS["unseen"][0]
    assert made.lead == f"{words.VERDICTS['unseen'][1]} {words.NOT_MEASURED}"


def test_a_lost_pixel_with_a_network_that_loses_more_names_it() -> None:
    pixel = {"cookie": "missing", "mark": "right", "referrer": ""}
    made = view(dossier(trail(WHOLE, pixel=pixel, landing=landed(awc="missing"))))
    assert made.sentence == words.VERDICTS["networks"][0]
    assert made.lead.endswith(words.LOST_AT.format(networks=NETWORKS["awin"].name))


def test_a_credited_purchase_with_a_network_that_loses_names_it() -> None:
    made = view(dossier(trail(WHOLE, landing=landed(awc="missing"))))
    assert made.sentence == words.VERDICTS["networks"][0]
    assert f"at 1 of the {len(NETWORKS)} affiliate networks" in made.lead
    assert made.lead.endswith(words.PARTLY_LOST_AT.format(networks=NETWORKS["awin"].name))
    assert [(line.text, line.networks) for line in made.losses] == [
        (words.LOSSES["click_id"], (NETWORKS["awin"].name,))
    ]


def ublock() -> Dossier:
    """uBlock Origin in Firefox: it skips most links of networks, and its lists stop the rest."""
    lists = baits("easylist", "easyprivacy", "easyprivacy-adguard", "ublock-ads", "ublock-privacy")
    return check(trail(WHOLE, without=("skip-shown",)), browser=FIREFOX, list_baits=lists, cosmetic_baits=hiding())


def test_a_blocker_that_skips_most_networks_is_named_with_what_it_does_to_which() -> None:
    given = ublock()
    diagnosis = diagnose(given, NETWORKS, effects())
    made = view(given, diagnosis)
    assert made.sentence == words.VERDICTS["most_networks"][0]
    assert made.light == "warn"
    lost = [NETWORKS[row.id].name for row in diagnosis.networks if row.verdict == "lost"]
    assert len(lost) == 9
    assert words.PROBABLY_LOST_AT.format(networks=", ".join(lost)) in made.lead
    # One more loses its image alone.
    assert f"at 10 of the {len(NETWORKS)}" in made.lead
    assert made.lead.endswith(words.PARTLY_LOST_AT.format(networks=NETWORKS["admitad"].name))
    assert [line.text for line in made.losses][:2] == [words.LOSSES["skipped"], words.LOSSES["blocked"]]
    by_title = {cause.title: cause.who for cause in made.causes}
    assert by_title[words.CAUSES["content-blocker"].title] == "Most likely this is: uBlock Origin."
    assert by_title[words.CAUSES["redirect-skipped"].title] == ""


@pytest.mark.parametrize(
    ("given", "cause", "who"),
    [
        (
            check(self_named=QUIET["self-named"] | {"brave": True}),
            "redirect-skipped",
            "This is: Brave's Shields.",
        ),
        (
            check(network_hosts=hosts("www.awin1.com")),
            "network-unreachable",
            "Most likely this is: A filter of host names: in your device, your router or your VPN.",
        ),
        (check(list_baits=baits("ublock-ads")), "content-blocker", ""),
    ],
    ids=["certain", "a filter of names", "some content blocker"],
)
def test_the_first_cause_that_a_blocker_may_be_behind_names_it(given: Dossier, cause: Any, who: str) -> None:
    assert {line.title: line.who for line in view(given).causes}[words.CAUSES[cause].title] == who  # type: ignore[index]


def test_the_identity_is_passed_on_for_support() -> None:
    given = ublock()
    assert view(given).identity == diagnose(given, NETWORKS).identity


@pytest.mark.parametrize(
    ("length", "step"),
    [(1, "click"), (2, "landing"), (3, "landing"), (4, "order"), (5, "order"), (6, "order"), (7, "order")],
)
def test_an_unfinished_check_names_the_step_where_it_stopped(length: int, step: Any) -> None:
    made = view(dossier(trail(CREDITED[:length]), state="incomplete"))
    assert made.sentence == words.VERDICTS["incomplete"][0]
    assert words.STEPS[step] in made.lead


def test_an_unfinished_check_without_scripting_does_not_blame_the_tag() -> None:
    stopped = PLAIN[: PLAIN.index("order")]
    made = view(dossier(trail(stopped), state="incomplete"))
    assert words.STEPS["order"] in made.lead


def test_a_running_check_says_so_and_has_no_verdict() -> None:
    made = view(dossier().model_copy(update={"state": "running"}))
    assert (made.sentence, made.lead) == words.VERDICTS["running"]
    assert made.light == "unknown"
    assert made.verdict == "unknown"


def test_the_strip_of_a_credited_purchase_is_all_good() -> None:
    stations = view(dossier()).stations
    assert [station.name for station in stations] == ["You", "Network", "Store", "Order", "Cashback"]
    assert {station.light for station in stations} == {"good"}
    assert stations[-1].note == "credited in 3 of 3 ways"


def test_the_strip_shows_where_it_broke() -> None:
    stations = view(dossier(trail(("go", "click", "hop")), state="incomplete")).stations
    assert [station.light for station in stations] == ["good", "good", "bad", "unknown", "unknown"]
    assert stations[-1].note == "not reached"


def test_the_strip_shows_what_was_taken_away() -> None:
    stations = view(dossier(trail(landing=landed(awc="missing")))).stations
    assert [station.light for station in stations] == ["good", "good", "warn", "good", "warn"]


def test_the_strip_says_that_nothing_was_credited_only_when_it_knows() -> None:
    lost = trail(
        pixel={"cookie": "missing", "mark": "missing", "referrer": ""},
        report={"click_id": "missing"},
        postback={"click_id": "missing"},
    )
    assert view(dossier(lost)).stations[-1].note == "credited in 0 of 3 ways"
    silent = trail(without=("control", "pixel", "report", "settled", "postback"))
    assert view(dossier(silent)).stations[-1].note == "not measured"


def test_each_cause_stands_with_its_words_and_its_own_fixes() -> None:
    made = view(dossier(trail(PLAIN, mark={"cookie": "missing"}, pixel={"cookie": "missing", "mark": "missing"})))
    assert [cause.title for cause in made.causes] == [
        words.CAUSES["third-party-cookies-blocked"].title,
        words.CAUSES["javascript-off"].title,
    ]
    assert [[fix.id for fix in cause.fixes] for cause in made.causes] == [
        ["chrome-desk-3pc", "chrome-desk-3pc-list"],
        ["chrome-javascript"],
    ]
    assert [[fix.id for fix in cause.more][:1] for cause in made.causes] == [["chrome-desk-3pc-all"], ["noscript-site"]]
    assert {cause.certainty for cause in made.causes} == {words.CERTAINTIES["certain"]}


@pytest.mark.parametrize(
    ("credits", "light"),
    [
        (("tracked", "tracked", "tracked"), "good"),
        (("lost", "tracked", "tracked"), "mostly"),
        (("lost", "lost", "lost"), "bad"),
        (("unknown", "tracked", "tracked"), "unknown"),
    ],
)
def test_of_the_five_rules_only_what_was_seen_is_ticked(credits: tuple[Credit, ...], light: str) -> None:
    rules = view(dossier(), with_credits(*credits)).rules
    assert [rule.title for rule in rules] == [rule.title for rule in words.RULES]
    assert [rule.light for rule in rules] == ["good", "unknown", "unknown", "unknown", light]
    assert [rule.seen == "" for rule in rules[1:4]] == [True] * 3


def test_a_click_that_was_never_seen_ticks_no_rule() -> None:
    rules = view(dossier(trail(("go",)), state="incomplete")).rules
    assert {rule.light for rule in rules} == {"unknown"}


@pytest.mark.parametrize(
    ("browser", "text"),
    [
        (Browser(name="Firefox", version="153.0", platform="linux"), "Firefox 153.0 on Linux"),
        (Browser(name="Firefox", platform="linux"), "Firefox on Linux"),
        (Browser(name="Safari", version="26.1", platform="ios"), "Safari 26.1 on iOS"),
        (Browser(), "unknown on unknown"),
    ],
)
def test_the_browser_is_named_in_one_line(browser: Browser, text: str) -> None:
    assert view(dossier(browser=browser)).browser == text


@pytest.mark.parametrize("verdict", get_args(Verdict))
def test_every_verdict_has_a_light_and_words_that_fill_in(verdict: Verdict) -> None:
    for state in ("complete", "incomplete", "running"):
        diagnosis = diagnose(dossier(), NETWORKS).model_copy(update={"verdict": verdict})
        made = view(dossier(state=state), diagnosis)
        assert made.sentence
        assert "{" not in made.lead


def test_what_was_given_is_passed_on() -> None:
    made = view(dossier(), return_to="/stores")
    assert (made.code, made.created, made.state, made.return_to) == ("K7QF-2MXP", CREATED, "complete", "/stores")
