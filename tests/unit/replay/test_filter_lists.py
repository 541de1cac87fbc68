"""Asking block lists, in both of their languages."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from checker.replay import blockers, filter_lists
from checker.replay.filter_lists import AdblockList, Ask, Asking, DnrList, ListsMissing, for_firefox, installed

PAGE, OTHER = "https://cashback.example/check", "https://shop.test/item"


def ask(path: str, kind: Asking = "script", page: str = PAGE) -> Ask:
    return Ask(f"https://cashback.example{path}", page, kind)


def dnr(*rules: dict[str, Any]) -> DnrList:
    """Rules in short: `{"urlFilter": ..., "type": "allow", "priority": 2}`, a block of priority 1 unless said."""
    return DnrList(
        {
            "priority": rule.pop("priority", 1),
            "action": {"type": rule.pop("type", "block"), **rule.pop("action", {})},
            "condition": rule,
        }
        for rule in [dict(rule) for rule in rules]
    )


@pytest.mark.parametrize(
    ("url_filter", "path", "stops"),
    [
        ("/ads.js", "/x/ADS.js?n=1", True),
        ("/ads.js", "/ads-js", False),
        ("/ads.js^", "/ads.js?n=1", True),
        ("/ads.js^", "/ads.js", True),
        ("/ads.js^", "/ads.jsx", False),
        ("/ads.js^", "/ads.js-1", False),
        ("/ads.js|", "/ads.js?n=1", False),
        ("/ads.js|", "/ads.js", True),
        ("/a*/ads", "/a/b/ads", True),
        ("|https://", "/x", True),
        ("|ads", "/ads", False),
        ("||*/ads", "/ads", True),
        ("?a+b", "/x?a+b", True),
        ("?a+b", "/x?aab", False),
        ("||cashback.example^", "/x", False),
    ],
)
def test_a_url_filter(url_filter: str, path: str, stops: bool) -> None:
    assert dnr({"urlFilter": url_filter}).rule(ask(path)) == (url_filter if stops else None)


@pytest.mark.parametrize(
    ("condition", "asked", "stops"),
    [
        ({}, ask("/ads"), True),
        ({}, ask("/ads", "main_frame"), False),
        ({"resourceTypes": ["main_frame"]}, ask("/ads", "main_frame"), True),
        ({"resourceTypes": ["image"]}, ask("/ads"), False),
        ({"excludedResourceTypes": ["script"]}, ask("/ads"), False),
        ({"excludedResourceTypes": ["image"]}, ask("/ads", "main_frame"), True),
        ({"domainType": "thirdParty"}, ask("/ads"), False),
        ({"domainType": "thirdParty"}, ask("/ads", page=OTHER), True),
        ({"domainType": "firstParty"}, ask("/ads"), True),
        ({"domainType": "firstParty"}, ask("/ads", page=OTHER), False),
        ({"requestMethods": ["post"]}, ask("/ads"), False),
        ({"requestMethods": ["get"]}, ask("/ads"), True),
        ({"isUrlFilterCaseSensitive": True}, ask("/ADS"), False),
        ({"initiatorDomains": ["cashback.example"]}, ask("/ads"), False),
        ({"requestDomains": ["cashback.example"]}, ask("/ads"), False),
        ({"excludedInitiatorDomains": ["a.test"]}, ask("/ads"), True),
    ],
)
def test_a_condition(condition: dict[str, Any], asked: Ask, stops: bool) -> None:
    assert (dnr({"urlFilter": "/ads"} | condition).rule(asked) is not None) == stops


def test_of_rules_the_strongest_decides() -> None:
    block, allow = {"urlFilter": "/ads"}, {"urlFilter": "/ads.js", "type": "allow"}
    assert dnr(block, allow).rule(ask("/ads.js")) is None
    assert dnr(block, allow).rule(ask("/ads.gif")) == "/ads"
    assert dnr(block | {"priority": 2}, allow).rule(ask("/ads.js")) == "/ads"
    assert dnr(block, {"urlFilter": "/ads.", "type": "redirect"}).rule(ask("/ads.js")) == "/ads"


def test_redirects_stop_unless_they_only_clean_the_address() -> None:
    replaced = {"urlFilter": "/ads", "type": "redirect", "action": {"redirect": {"extensionPath": "/empty.js"}}}
    cleaned = {"urlFilter": "/ads", "type": "redirect", "action": {"redirect": {"transform": {"queryTransform": {}}}}}
    assert dnr(replaced).rule(ask("/ads")) == "/ads"
    assert dnr(cleaned).rule(ask("/ads")) is None
    assert dnr({"urlFilter": "/ads", "type": "modifyHeaders"}).rule(ask("/ads")) is None


def test_expressions_are_read_and_the_unreadable_counted() -> None:
    found = dnr({"regexFilter": r"/ads?\.js"}, {"regexFilter": "("})
    assert found.rule(ask("/ad.js")) == r"/ads?\.js"
    assert found.unread == 1


def test_a_list_in_text() -> None:
    found = AdblockList("/ads.js$script\n/px?$image,third-party\n@@/ads.js?ok$script\n||shop.test^")
    assert found.rule(ask("/ads.js?n=1")) == "/ads.js$script"
    assert found.rule(ask("/ads.js", "image")) is None
    assert found.rule(ask("/ads.js?ok")) is None
    assert found.rule(ask("/px?n=1", "image")) is None
    assert found.rule(ask("/px?n=1", "image", OTHER)) is not None
    assert found.rule(ask("/plain.js")) is None


def test_what_a_list_hides() -> None:
    found = AdblockList("##.ad-box\n###top-ad\n##.kept\nshop.test##.elsewhere\n@@||shop.test^$generichide", "#@#.kept")
    selectors = (".ad-box", "#top-ad", ".kept", ".elsewhere", "#ad-box")
    assert [selector for selector in selectors if found.hides(selector, PAGE)] == [".ad-box", "#top-ad"]
    assert not found.hides(".ad-box", OTHER)


def test_conditions_of_ublock_are_obeyed() -> None:
    text = """a
!#if env_mobile
b
!#if env_firefox
c
!#endif
!#else
d
!#endif
!#if !env_chromium
e
!#endif
f"""
    assert for_firefox(text).split() == ["a", "d", "e", "f"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packed uBlock Origin with two lists, and AdGuard's base list."""
    monkeypatch.setattr(blockers, "_UBLOCK_PLACES", ())
    with zipfile.ZipFile(tmp_path / "ublock-origin.xpi", "w") as packed:
        packed.writestr("assets/thirdparties/easylist/easylist.txt", "/ads.js\n/fine.js")
        packed.writestr("assets/ublock/unbreak.min.txt", "@@/fine.js")
    package = tmp_path / "package"
    place = package / "dist" / "filters" / "declarative" / "ruleset_2" / "ruleset_2.json"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps([{"id": 1, "action": {"type": "block"}, "condition": {"urlFilter": "/x.js"}}]))
    (package / "package.json").write_text('{"version": "9.9"}')
    return tmp_path


def test_what_is_installed(here: Path) -> None:
    found = installed(here)
    assert dict(found.versions) == {
        "easylist": "uBlock Origin",
        "ublock-unbreak": "uBlock Origin",
        "adguard-base": "AdGuard dnr-rulesets 9.9",
    }
    assert found.lists["adguard-base"].rule(ask("/x.js")) == "/x.js"
    assert found.lists["easylist"].rule(ask("/fine.js")) is not None
    assert found.wholes["easylist"].rule(ask("/fine.js")) is None
    assert found.wholes["easylist"].rule(ask("/ads.js")) is not None
    assert "make blockers" in found.missing["adguard-tracking"]
    assert "has no ublock/filters.min.txt" in found.missing["ublock-ads"]


def test_nothing_installed_is_a_clear_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blockers, "_UBLOCK_PLACES", ())
    with pytest.raises(ListsMissing, match=r"webext-ublock-origin-firefox.*make blockers"):
        installed(tmp_path)


def test_a_missing_engine_is_a_clear_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "adblock", None)
    with pytest.raises(ListsMissing, match=r"adblock is not installed \(pip install"):
        AdblockList("")


def test_the_service_never_loads_it() -> None:
    code = f"import sys, checker.app, checker.serve; print({filter_lists.__name__!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False\n"
