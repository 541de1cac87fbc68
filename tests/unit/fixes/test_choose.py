from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from checker.evidence.model import Browser
from checker.evidence.words import CAUSE_IDS, CauseId
from checker.fixes.catalogue import Fix, load_fixes
from checker.fixes.choose import ChosenFix, choose, shown
from checker.fixes.proof import Tried
from checker.knowledge.effects import Effects, load_effects
from checker.replay.setup import all_setups

SAFARI_MAC = Browser(name="Safari", version="26.1", engine="webkit", platform="macos")
FIREFOX_LINUX = Browser(name="Firefox", version="153.0", engine="firefox", platform="linux")
CHROME_WINDOWS = Browser(name="Chrome", version="142.0", engine="chromium", platform="windows")
STRANGE = Browser()


def fix(fix_id: str, *causes: str, **more: Any) -> Fix:
    told = {"steps": ("s",), "undo": "u", "exposes": "e", "verify": "v", "source": "w", "confidence": "read"}
    return Fix.model_validate(
        {
            "id": fix_id,
            "causes": causes or ("cookies-off",),
            "checked": date(2026, 1, 1),
            "reach": "site",
            "title": fix_id,
        }
        | told
        | more
    )


def ids(*fixes: Fix, cause: Any = "cookies-off", browser: Browser = SAFARI_MAC, **more: Any) -> list[str]:
    return [chosen.id for chosen in choose(fixes, [cause], browser, **more)]


def test_only_fixes_for_the_cause_are_chosen() -> None:
    assert ids(fix("one"), fix("two", "images-off")) == ["one"]
    assert choose([fix("one")], [], SAFARI_MAC) == []
    assert choose([], ["cookies-off"], SAFARI_MAC) == []


def test_only_fixes_that_fit_the_browser_and_the_platform_are_chosen() -> None:
    fitting = fix("fits", browsers=("Safari",), platforms=("macos", "ios"))
    other_browser = fix("other-browser", browsers=("Firefox",))
    other_platform = fix("other-platform", browsers=("Safari",), platforms=("ios",))
    assert ids(fitting, other_browser, other_platform) == ["fits"]


def test_a_fix_for_a_blocker_is_chosen_for_it_alone() -> None:
    adguard = fix("adguard", blockers=("adguard",))
    assert ids(adguard, blocker="adguard") == ["adguard"]
    assert ids(adguard, blocker="dns") == []
    assert ids(adguard) == []


def test_a_fix_for_some_versions_is_chosen_for_those_alone() -> None:
    new = fix("new", browsers=("Safari",), versions={"min": 26})
    old = fix("old", browsers=("Safari",), versions={"max": 25})
    assert ids(new, old) == ["new"]
    assert ids(new, old, browser=SAFARI_MAC.model_copy(update={"version": "17.4"})) == ["old"]
    assert ids(new, old, browser=SAFARI_MAC.model_copy(update={"version": ""})) == []


def test_a_fix_that_makes_sense_with_another_cause_only_waits_for_it() -> None:
    window = fix("window", "private-browsing", "cookies-off", only_with="private-browsing")
    assert choose([window], ["cookies-off"], SAFARI_MAC) == []
    (chosen,) = choose([window], ["cookies-off", "private-browsing"], SAFARI_MAC)
    assert (chosen.cause, chosen.causes) == ("cookies-off", ("cookies-off", "private-browsing"))


def test_a_general_fix_gives_way_to_a_special_one_that_is_no_more_invasive() -> None:
    general = fix("general")
    assert ids(general, fix("special", browsers=("Safari",))) == ["special"]
    assert ids(general, fix("special", platforms=("macos",), reach="purchase")) == ["special"]
    assert ids(general, fix("special", browsers=("Safari",), reach="everything")) == ["general", "special"]
    assert ids(general, fix("special", browsers=("Safari",)), browser=FIREFOX_LINUX) == ["general"]


def test_a_general_fix_stays_where_it_cures_more_than_the_special_one() -> None:
    general, special = fix("general", "cookies-off", "images-off"), fix("special", browsers=("Safari",))
    assert [one.id for one in choose([special, general], ["cookies-off", "images-off"], SAFARI_MAC)] == [
        "general",
        "special",
    ]


def test_what_cures_all_the_causes_stands_before_what_is_less_invasive() -> None:
    one, both = fix("one", reach="purchase"), fix("both", "cookies-off", "images-off", reach="everything")
    chosen = choose([one, both], ["images-off", "cookies-off"], STRANGE)
    assert [(f.id, f.causes) for f in chosen] == [("both", ("images-off", "cookies-off")), ("one", ("cookies-off",))]


def test_the_more_special_stands_before_the_less_special() -> None:
    fixes = (
        fix("a-platform", platforms=("macos",)),
        fix("b-browser", browsers=("Safari",), platforms=("macos",)),
        fix("c-version", browsers=("Safari",), platforms=("macos",), versions={"min": 26}),
        fix("d-blocker", browsers=("Safari",), blockers=("adguard",)),
    )
    assert ids(*fixes, blocker="adguard") == ["d-blocker", "c-version", "b-browser", "a-platform"]


def test_another_browser_is_the_last_resort() -> None:
    other = fix("a-other", reach="purchase", honest=True)
    assert ids(other, fix("here", reach="everything")) == ["here", "a-other"]
    assert ids(other) == ["a-other"]


def test_the_least_invasive_stands_first() -> None:
    reaches = {"c1": "purchase", "a1": "site", "b1": "site", "d1": "everything"}
    ordered = [fix(name, reach=reach) for name, reach in reaches.items()]
    assert ids(*reversed(ordered)) == ["c1", "a1", "b1", "d1"]


def test_a_fix_for_two_causes_is_shown_once_at_the_first() -> None:
    both = fix("both", "cookies-off", "images-off")
    chosen = choose([both], ["images-off", "cookies-off"], SAFARI_MAC)
    assert [(f.id, f.cause) for f in chosen] == [("both", "images-off")]


def test_a_chosen_fix_is_shown_whole_and_unverified() -> None:
    assert choose([fix("one", picture="settings-menu", unsure=True)], ["cookies-off"], STRANGE) == [
        ChosenFix(
            id="one",
            cause="cookies-off",
            causes=("cookies-off",),
            title="one",
            steps=("s",),
            undo="u",
            exposes="e",
            verify="v",
            reach="site",
            picture="settings-menu",
            unsure=True,
        )
    ]


def _row(verdict: str, *causes: str, lost: tuple[str, ...] = ()) -> dict[str, Any]:
    methods = dict.fromkeys(("third_party_pixel", "first_party_tag", "server_to_server"), "tracked")
    return {"methods": methods | dict.fromkeys(lost, "lost"), "causes": list(causes), "verdict": verdict}


EFFECTS = Effects(
    setups={
        "firefox-bad": {"own": _row("at_risk", "images-off", lost=("third_party_pixel",))},
        "firefox-good": {"own": _row("tracked")},
        "firefox-same": {"own": _row("at_risk", "images-off", lost=("third_party_pixel",))},
    },
    browsers={"firefox-bad": {"browser": "firefox", "browser_version": "153.7.0", "blocker": "uBlock Origin 1.67.0"}},
)


def test_what_a_replay_has_shown_is_said_with_where() -> None:
    works = fix("works", "images-off", leads_to={"firefox-bad": "firefox-good"})
    (chosen,) = choose([works], ["images-off"], STRANGE, setup="firefox-bad", effects=EFFECTS)
    assert chosen.verified is True
    assert chosen.tried == Tried(browser="Firefox 153", blocker="uBlock Origin", verdict="tracked")


@pytest.mark.parametrize(
    "asked",
    [{}, {"setup": "firefox-bad"}, {"effects": EFFECTS}, {"setup": "firefox-good", "effects": EFFECTS}],
)
def test_without_a_setup_that_the_fix_was_tried_in_nothing_is_said(asked: dict[str, Any]) -> None:
    works = fix("works", "images-off", leads_to={"firefox-bad": "firefox-good"})
    (chosen,) = choose([works], ["images-off"], STRANGE, **asked)
    assert (chosen.verified, chosen.tried) == (None, None)


def test_a_refuted_fix_stands_last_flagged_and_is_not_shown() -> None:
    refuted = fix("a-refuted", "images-off", browsers=("Firefox",), leads_to={"firefox-bad": "firefox-same"})
    general = fix("general", "images-off")
    chosen = choose([refuted, general], ["images-off"], FIREFOX_LINUX, setup="firefox-bad", effects=EFFECTS)
    assert [(f.id, f.verified) for f in chosen] == [("general", None), ("a-refuted", False)]
    assert [f.id for f in shown(chosen).first] == ["general"]
    assert shown(chosen).more == ()


def test_a_fix_counts_for_the_causes_alone_that_a_replay_did_not_see_stay() -> None:
    both = fix("both", "images-off", "cookies-off", leads_to={"firefox-bad": "firefox-same"})
    (chosen,) = choose([both], ["images-off", "cookies-off"], STRANGE, setup="firefox-bad", effects=EFFECTS)
    assert (chosen.causes, chosen.verified) == (("cookies-off",), None)


def test_at_most_three_are_shown_and_the_rest_is_folded() -> None:
    chosen = choose([fix(name) for name in ("f1", "f2", "f3", "f4", "f5")], ["cookies-off"], STRANGE)
    view = shown(chosen)
    assert [f.id for f in view.first] == ["f1", "f2", "f3"]
    assert [f.id for f in view.more] == ["f4", "f5"]
    assert shown([]) == ((), ())


def test_each_cause_is_served_before_a_second_choice_for_one() -> None:
    fixes = [*(fix(name) for name in ("f1", "f2", "f3")), fix("f4", "images-off", reach="everything")]
    view = shown(choose(fixes, ["cookies-off", "images-off"], STRANGE))
    assert [f.id for f in view.first] == ["f1", "f2", "f4"]
    assert [f.id for f in view.more] == ["f3"]


def test_with_more_causes_than_places_the_fix_that_cures_most_is_shown() -> None:
    causes: list[CauseId] = ["cookies-off", "images-off", "javascript-off", "popup-blocked"]
    single = [fix(f"for-{cause}", cause, reach="purchase") for cause in causes]
    most = fix("most", *causes[1:], reach="everything")
    view = shown(choose([*single, most], causes, STRANGE))
    assert {cause for one in view.first for cause in one.causes} == set(causes)
    assert "most" in {one.id for one in view.first}


_LIKE = {"chromium": CHROME_WINDOWS, "firefox": FIREFOX_LINUX, "webkit": SAFARI_MAC}


def test_in_eight_setups_and_more_the_first_fix_leads_to_a_setup_where_it_was_tried() -> None:
    proven = []
    for name, setup in all_setups().items():
        chosen = choose(load_fixes(), setup.expects, _LIKE[setup.engine], setup=name, effects=load_effects())
        if chosen and chosen[0].verified:
            proven.append(name)
    assert len(proven) >= 8


@pytest.mark.parametrize("cause", CAUSE_IDS)
@pytest.mark.parametrize(
    "browser",
    [
        STRANGE,
        FIREFOX_LINUX,
        SAFARI_MAC,
        Browser(name="Chrome", platform="android"),
        Browser(name="Chrome", platform="ios"),
        Browser(name="Chrome", platform="windows"),
        Browser(name="Mobile Safari", platform="ios"),
        Browser(name="Samsung Internet", platform="android"),
    ],
    ids=lambda browser: f"{browser.name} on {browser.platform}",
)
def test_every_cause_has_something_to_do_in_every_browser(cause: CauseId, browser: Browser) -> None:
    chosen = choose(load_fixes(), [cause], browser)
    assert chosen
    assert {fix.cause for fix in chosen} == {cause}
