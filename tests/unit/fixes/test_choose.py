from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from checker.diagnosis.causes import causes
from checker.evidence.model import Browser
from checker.fixes.catalogue import Fix, load_fixes
from checker.fixes.choose import ChosenFix, choose

SAFARI_MAC = Browser(name="Safari", engine="webkit", platform="macos")
FIREFOX_LINUX = Browser(name="Firefox", engine="firefox", platform="linux")
STRANGE = Browser()


def fix(fix_id: str, *causes: str, **more: Any) -> Fix:
    told = {"reach": "site", "title": fix_id, "steps": ("s",), "undo": "u", "exposes": "e", "confidence": "read"} | more
    return Fix(id=fix_id, causes=causes or ("cookies-off",), checked=date(2026, 1, 1), **told)  # type: ignore[arg-type]


def ids(*fixes: Fix, cause: Any = "cookies-off", browser: Browser = SAFARI_MAC) -> list[str]:
    return [chosen.id for chosen in choose(fixes, [cause], browser)]


def test_only_fixes_for_the_cause_are_chosen() -> None:
    assert ids(fix("one"), fix("two", "images-off")) == ["one"]
    assert choose([fix("one")], [], SAFARI_MAC) == []
    assert choose([], ["cookies-off"], SAFARI_MAC) == []


def test_only_fixes_that_fit_the_browser_and_the_platform_are_chosen() -> None:
    fitting = fix("fits", browsers=("Safari",), platforms=("macos", "ios"))
    other_browser = fix("other-browser", browsers=("Firefox",))
    other_platform = fix("other-platform", browsers=("Safari",), platforms=("ios",))
    assert ids(fitting, other_browser, other_platform) == ["fits"]


def test_a_fix_made_for_this_browser_stands_in_place_of_a_general_one() -> None:
    special, general = fix("special", browsers=("Safari",), reach="everything"), fix("general")
    assert ids(general, special) == ["special"]
    assert ids(general, special, browser=FIREFOX_LINUX) == ["general"]


def test_the_least_invasive_stands_first() -> None:
    reaches = {"c1": "purchase", "a1": "site", "b1": "site", "d1": "everything"}
    ordered = [fix(name, reach=reach) for name, reach in reaches.items()]
    assert ids(*reversed(ordered)) == ["c1", "a1", "b1", "d1"]


def test_a_fix_for_two_causes_is_shown_once_at_the_first() -> None:
    both = fix("both", "cookies-off", "images-off")
    chosen = choose([both], ["images-off", "cookies-off"], SAFARI_MAC)
    assert [(f.id, f.cause) for f in chosen] == [("both", "images-off")]


def test_a_chosen_fix_is_shown_whole_and_unverified() -> None:
    assert choose([fix("one")], ["cookies-off"], STRANGE) == [
        ChosenFix(id="one", cause="cookies-off", title="one", steps=("s",), undo="u", exposes="e", verified=None)
    ]


@pytest.mark.parametrize("cause", [cause.id for cause in causes()])
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
def test_every_cause_that_can_be_found_has_something_to_do_in_every_browser(cause: Any, browser: Browser) -> None:
    chosen = choose(load_fixes(), [cause], browser)
    assert chosen
    assert {fix.cause for fix in chosen} == {cause}
