from __future__ import annotations

import shutil
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from checker.evidence.model import Browser
from checker.evidence.words import BLOCKER_IDS, CAUSE_IDS, CauseId
from checker.fixes.catalogue import FOLDER, BrowserName, CatalogueError, Fix, Platform, Versions, load_fixes
from checker.fixes.choose import choose
from checker.knowledge import browsers
from checker.knowledge.browsers import read_user_agent
from checker.knowledge.effects import load_effects
from checker.replay.setup import all_setups
from tests.builders import CHROME, FIREFOX, SAFARI

ALL = load_fixes()
GOOD = """
id = "a-fix"
causes = ["cookies-off"]
browsers = ["Chrome"]
reach = "site"
title = "T"
steps = ["S"]
exposes = "E"
undo = "U"
verify = "V"
source = "W"
checked = 2026-11-22
confidence = "read"
"""
_WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
_ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) {}Chrome/142.0.0.0 Mobile Safari/537.36"
)
_WEBVIEW = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
# Real user agents, and the name that each is read as.
USER_AGENTS: tuple[tuple[str, BrowserName], ...] = (
    (CHROME, "Chrome"),
    (_WINDOWS, "Chrome"),
    (CHROME.replace("Chrome/", "Chromium/156.0.0.0 Chrome/"), "Chromium"),
    (_ANDROID.format(""), "Chrome"),
    (f"{_IPHONE} CriOS/142.0.7444.46 Mobile/15E148 Safari/604.1", "Chrome"),
    (FIREFOX, "Firefox"),
    ("Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", "Firefox"),
    (f"{_IPHONE} FxiOS/145.0 Mobile/15E148 Safari/605.1.15", "Firefox"),
    (SAFARI, "Safari"),
    (f"{_IPHONE} Version/18.5 Mobile/15E148 Safari/604.1", "Mobile Safari"),
    (f"{_WINDOWS} Edg/142.0.0.0", "Edge"),
    (f"{_ANDROID.format('')} EdgA/142.0.0.0", "Edge"),
    (f"{_IPHONE} Version/18.0 EdgiOS/142.0.3595.66 Mobile/15E148 Safari/604.1", "Edge"),
    (f"{_WINDOWS} OPR/125.0.0.0", "Opera"),
    (f"{_ANDROID.format('')} OPR/92.0.0.0", "Opera"),
    (f"{_IPHONE} Version/18.0 Mobile/15E148 Safari/9537.53 OPT/6.0.0", "Opera Touch"),
    ("Opera/9.80 (Android; Opera Mini/36.2/119.132; U; id) Presto/2.12.423 Version/12.16", "Opera Mini"),
    (_ANDROID.format("SamsungBrowser/28.0 "), "Samsung Internet"),
    (f"{_ANDROID.format('')} Ddg/18.0", "DuckDuckGo"),
    (f"{_IPHONE} Version/18.5 Mobile/15E148 Safari/605.1.15 Ddg/18.5", "DuckDuckGo"),
    (f"{_WINDOWS} Edg/142.0.0.0 Ddg/142.0.0.0", "DuckDuckGo"),
    (f"{_WINDOWS} Vivaldi/7.6", "Vivaldi"),
    (f"{_IPHONE} Brave/1.5 Version/18 Mobile/15E148 Safari/604.1", "Brave"),
    (f"{_IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/500.0.0.0]", "Facebook"),
    (f"{_WEBVIEW} [FB_IAB/FB4A;FBAV/500.0.0.0;]", "Facebook"),
    (f"{_IPHONE} Mobile/15E148 Instagram 380.0.0.0", "Instagram"),
    (f"{_WEBVIEW} musical_ly_2023 BytedanceWebview/d8a21c6", "TikTok"),
    (f"{_IPHONE} Mobile/15E148 [Pinterest/iOS]", "Pinterest"),
    (f"{_IPHONE} Mobile/15E148 MicroMessenger/8.0", "WeChat Browser"),
    (f"{_IPHONE} Mobile/15E148 Snapchat/12.0", "Mobile Safari UI/WKWebView"),
)


def folder_with(tmp_path: Path, text: str, name: str = "a-fix.toml") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_file_is_a_fix_under_its_own_name() -> None:
    assert [fix.id for fix in ALL] == [path.stem for path in sorted(FOLDER.glob("*.toml"))]


@pytest.mark.parametrize("fix", ALL, ids=lambda fix: fix.id)
def test_a_fix_says_all_that_a_shopper_needs(fix: Fix) -> None:
    assert fix.title[0].isupper()
    assert not fix.title.endswith(".")
    assert not fix.source.endswith(".")
    for text in (*fix.steps, fix.undo, fix.exposes, fix.verify):
        assert text.endswith((".", ").")), text
        assert len(text) < 260
    assert 1 <= len(fix.steps) <= 5
    assert date(2026, 1, 1) <= fix.checked


def test_there_are_at_least_sixty() -> None:
    assert len(ALL) >= 60


def test_no_two_fixes_say_the_same() -> None:
    assert len({fix.steps for fix in ALL}) == len(ALL)


def test_the_platforms_are_those_that_are_read_from_user_agents() -> None:
    assert set(get_args(Platform)) == {*browsers._PLATFORMS.values(), "linux"}


@pytest.mark.parametrize(("user_agent", "name"), USER_AGENTS)
def test_a_browser_has_the_name_that_is_read_from_its_user_agent(user_agent: str, name: BrowserName) -> None:
    assert read_user_agent(user_agent).name == name


def test_every_name_is_read_from_some_user_agent_and_is_used() -> None:
    assert set(get_args(BrowserName)) == {name for _, name in USER_AGENTS}
    assert set(get_args(BrowserName)) == {name for fix in ALL for name in fix.browsers}


@pytest.mark.parametrize("cause", CAUSE_IDS)
def test_every_cause_has_a_general_fix(cause: CauseId) -> None:
    general = [fix for fix in ALL if cause in fix.causes and fix.general]
    assert general
    # Nothing can be changed in a browser that we do not know.
    assert cause == "unsupported-browser" or not all(fix.honest for fix in general)


@pytest.mark.parametrize("blocker", BLOCKER_IDS)
def test_every_blocker_has_a_fix_of_its_own(blocker: str) -> None:
    assert [fix for fix in ALL if blocker in fix.blockers and not fix.honest]


_BLOCKED: Collection[CauseId] = ("content-blocker", "tracking-protection")
_THIRD: Collection[CauseId] = ("third-party-cookies-blocked", "third-party-cookies-partitioned")


@pytest.mark.parametrize(
    ("name", "platform", "causes"),
    [
        ("Chrome", "windows", _THIRD),
        ("Chrome", "android", _THIRD),
        ("Chrome", "ios", _THIRD),
        ("Safari", "macos", _THIRD),
        ("Safari", "macos", _BLOCKED),
        ("Mobile Safari", "ios", _THIRD),
        ("Mobile Safari", "ios", _BLOCKED),
        ("Firefox", "linux", _THIRD),
        ("Firefox", "linux", _BLOCKED),
        ("Firefox", "android", _THIRD),
        ("Firefox", "android", _BLOCKED),
        ("Firefox", "ios", _THIRD),
        ("Edge", "windows", _THIRD),
        ("Edge", "windows", _BLOCKED),
        ("Edge", "android", _BLOCKED),
        ("Edge", "ios", _BLOCKED),
        ("Opera", "windows", _THIRD),
        ("Opera", "windows", _BLOCKED),
        ("Opera", "android", _THIRD),
        ("Opera", "android", _BLOCKED),
        ("Samsung Internet", "android", _THIRD),
        ("Samsung Internet", "android", _BLOCKED),
        ("DuckDuckGo", "ios", _THIRD),
        ("DuckDuckGo", "windows", _BLOCKED),
        ("Vivaldi", "linux", _THIRD),
        ("Vivaldi", "linux", _BLOCKED),
    ],
)
def test_every_known_browser_has_a_fix_in_its_own_words(name: str, platform: str, causes: Collection[CauseId]) -> None:
    chosen = choose(ALL, list(causes), Browser(name=name, version="140.0", platform=platform))
    general = {fix.id for fix in ALL if fix.general}
    assert [fix for fix in chosen if fix.id not in general]


@pytest.mark.parametrize("cause", ["content-blocker", "third-party-cookies-blocked", "redirect-skipped"])
def test_brave_is_told_apart_by_what_it_blocks_and_shown_no_menu_of_chrome(cause: CauseId) -> None:
    chosen = choose(ALL, [cause], Browser(name="Chrome", version="142.0", platform="windows"), blocker="brave")
    assert chosen[0].id.startswith("brave-")
    assert not [fix.id for fix in chosen if fix.id.startswith("chrome-")]


@pytest.mark.parametrize("fix", [fix for fix in ALL if fix.leads_to], ids=lambda fix: fix.id)
def test_a_fix_leads_between_setups_that_exist_and_were_measured(fix: Fix) -> None:
    setups, measured = all_setups(), load_effects().setups
    for setup in {*fix.leads_to, *fix.leads_to.values()}:
        assert setup in setups
        assert "own" in measured[setup]


def test_what_leads_on_in_the_catalogue_is_not_refuted_by_the_table() -> None:
    for fix in ALL:
        for setup in fix.leads_to:
            for cause in set(fix.causes) & set(all_setups()[setup].expects):
                chosen = choose(
                    [fix], [cause], _any_of(fix), blocker=(*fix.blockers, None)[0], setup=setup, effects=load_effects()
                )
                assert [one.verified for one in chosen if one.verified is False] == []


def _any_of(fix: Fix) -> Browser:
    version = str(fix.versions.min or fix.versions.max) if fix.versions else ""
    return Browser(name=(*fix.browsers, "unknown")[0], platform=(*fix.platforms, "unknown")[0], version=version)


def test_versions_hold_what_lies_between_them() -> None:
    assert [version for version in range(10, 16) if Versions(min=11, max=13).hold(f"{version}.5")] == [11, 12, 13]
    assert Versions(min=17).hold("26.1")
    assert not Versions(min=17).hold("16")
    assert Versions(max=17).hold("16")
    assert not Versions(max=17).hold("")


def test_a_good_file_is_read(tmp_path: Path) -> None:
    (fix,) = load_fixes(folder_with(tmp_path, GOOD))
    assert (fix.id, fix.causes, fix.browsers, fix.reach) == ("a-fix", ("cookies-off",), ("Chrome",), "site")


def test_the_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("chrome-desk-3pc", "cookies-any", "chrome-android-3pc"):
        shutil.copy(FOLDER / f"{name}.toml", tmp_path)
    assert [fix.id for fix in load_fixes(tmp_path)] == ["chrome-android-3pc", "chrome-desk-3pc", "cookies-any"]


@pytest.mark.parametrize(
    ("edit", "to", "field"),
    [
        ('causes = ["cookies-off"]', 'causes = ["no-such-cause"]', "causes"),
        ('causes = ["cookies-off"]', "causes = []", "causes"),
        ('causes = ["cookies-off"]', "", "causes"),
        ('reach = "site"', 'reach = "world"', "reach"),
        ('steps = ["S"]', "steps = []", "steps"),
        ('steps = ["S"]', 'steps = "S"', "steps"),
        ('undo = "U"', "", "undo"),
        ('undo = "U"', 'undo = ""', "undo"),
        ('verify = "V"', "", "verify"),
        ('source = "W"', "", "source"),
        ('source = "W"', 'source = "W"\nonly_with = "no-such-cause"', "only_with"),
        ('source = "W"', 'source = "W"\npicture = "mona-lisa"', "picture"),
        ('source = "W"', 'source = "W"\nblockers = ["no-such-blocker"]', "blockers.0"),
        ('source = "W"', 'source = "W"\nplatforms = ["beos"]', "platforms.0"),
        ('source = "W"', 'source = "W"\nunsure = "maybe"', "unsure"),
        ('source = "W"', 'source = "W"\nhonest = "maybe"', "honest"),
        ('source = "W"', 'source = "W"\nversions = { min = 3, max = 2 }', "versions: .*greater"),
        ('source = "W"', 'source = "W"\nversions = {}', "versions: .*min, max or both"),
        ('source = "W"', 'source = "W"\nversions = { min = 0 }', "versions.min"),
        ('browsers = ["Chrome"]', 'browsers = ["Netscape"]', "browsers.0"),
        ('browsers = ["Chrome"]', 'browsers = ["Chrome", "Edge"]\nversions = { min = 3 }', "versions need exactly one"),
        ('confidence = "read"', 'confidence = "tested"\nunsure = true', "unsure and confidence"),
        ('confidence = "read"', 'confidence = "read"\n[leads_to]\n"Firefox" = "firefox-x"', "leads_to.Firefox"),
        ('confidence = "read"', 'confidence = "read"\n[leads_to]\nfirefox-x = "chromium-x"', "leads_to: chromium-x"),
        ('confidence = "read"', 'confidence = "read"\n[leads_to]\nfirefox-x = "firefox-x"', "leads_to: firefox-x"),
        ('exposes = "E"', "", "exposes"),
        ("checked = 2026-11-22", 'checked = "soon"', "checked"),
        ('confidence = "read"', 'confidence = "hearsay"', "confidence"),
        ('title = "T"', 'title = "T"\nmore = 1', "more"),
        ('id = "a-fix"', 'id = "A fix"', "id"),
        ('id = "a-fix"', 'id = "other-fix"', "id"),
        ('title = "T"', "title = ", "line"),
    ],
)
def test_a_wrong_file_is_refused_by_file_and_field(tmp_path: Path, edit: str, to: str, field: str) -> None:
    assert edit in GOOD
    with pytest.raises(CatalogueError, match=rf"^a-fix\.toml: .*{field}"):
        load_fixes(folder_with(tmp_path, GOOD.replace(edit, to)))
