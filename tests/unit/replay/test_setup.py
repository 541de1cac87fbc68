"""Setups: complete, consistent, and refused with file and field when they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.replay import setup as setups
from checker.replay.hosts import AFFILIATE_HOSTS
from checker.replay.setup import Setup, SetupError, all_setups

ALWAYS = {
    "chromium-accept-all",
    "firefox-default",
    "firefox-accept-all",
    "firefox-ublock-accept-all",
    "chromium-adguard-tracking",
    "webkit-itp",
}
BASIC = ("accept-all", "default", "cookies-off", "private", "javascript-off")
BROKEN = ("network-unresolvable", "affiliate-unresolvable")
SITES = {"portal": ["portal.test"], "network": ["net.test", "tag.net.test"], "shop": ["shop.test"]}


def test_there_are_enough_and_those_that_outsiders_rely_on() -> None:
    assert len(all_setups()) >= 30
    assert set(all_setups()) >= ALWAYS


def test_each_engine_has_the_basic_ones() -> None:
    wanted = {f"{engine}-{what}" for engine in ("chromium", "firefox", "webkit") for what in BASIC + BROKEN}
    assert wanted <= set(all_setups())


@pytest.mark.parametrize("setup", all_setups().values(), ids=lambda setup: setup.id)
def test_a_setup_can_be_placed_and_its_fixes_lead_on(setup: Setup) -> None:
    placed = setup.placed(SITES)  # type: ignore[arg-type]
    assert not placed.needs_placing()
    assert setup.id not in setup.fixes.values()
    for cause, target in setup.fixes.items():
        assert cause not in setups.get(target).expects, f"{target} has the same cause"


def test_roles_become_hosts_everywhere() -> None:
    placed = setups.get("firefox-tracker-list").placed(SITES)  # type: ignore[arg-type]
    assert placed.prefs["urlclassifier.trackingTable.testEntries"] == "net.test,tag.net.test"
    blocked = setups.get("chromium-network-cookies-blocked").placed(SITES)  # type: ignore[arg-type]
    assert [setting.site for setting in blocked.content_settings] == SITES["network"]
    gone = setups.get("webkit-network-unresolvable").placed(SITES)  # type: ignore[arg-type]
    assert gone.unresolvable == ("net.test", "tag.net.test")
    assert setups.get("chromium-affiliate-unresolvable").placed(SITES).unresolvable == AFFILIATE_HOSTS  # type: ignore[arg-type]


def test_an_unknown_id_names_its_neighbours() -> None:
    with pytest.raises(SetupError, match=r"'firefox-ublok'; did you mean firefox-ublock\b"):
        setups.get("firefox-ublok")
    with pytest.raises(SetupError, match=r"there is no setup '../../etc/passwd'$"):
        setups.get("../../etc/passwd")


GOOD = 'id = "chromium-x"\nengine = "chromium"\nline = "Chromium for a test"\n'


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("id = ", r"not TOML"),
        (GOOD.replace('line = "Chromium for a test"\n', ""), r"line: Field required"),
        (GOOD + 'colour = "red"', r"colour: Extra inputs"),
        (GOOD.replace('engine = "chromium"', 'engine = "opera"'), r"engine: Input should be"),
        (GOOD.replace("chromium-x", "chromium-y"), r"id: 'chromium-y' must be the file's name"),
        (GOOD.replace("chromium-x", "Chromium X"), r"id: String should match"),
        (GOOD.replace('engine = "chromium"', 'engine = "firefox"'), r"id must begin with the engine"),
        (GOOD + 'expects = ["bad-luck"]', r"expects.0: Input should be"),
        (GOOD + '[fixes]\ncookies-off = "chromium-x"', r"causes that are not expected: cookies-off"),
        (GOOD + 'expects = ["cookies-off"]\n[fixes]\ncookies-off = "chromium-z"', r"fixes.cookies-off: .*chromium-z"),
        (GOOD + '[blocker]\nkind = "adguard"', r"blocker: .*rule_sets"),
        (GOOD + '[blocker]\nkind = "rules"', r"blocker: .*rules \(or page_script\)"),
        (GOOD + "[blocker]\nrule_sets = [2]", r"blocker: .*adguard"),
        (GOOD + '[blocker]\nkind = "ublock-origin"', r"'ublock-origin' does not run in chromium"),
        (GOOD + '[[content_settings]]\nkind = "sound"\nsite = "a.test"\nvalue = "allow"', r"content_settings.0.kind"),
    ],
    ids=lambda value: value[:40] if value.startswith("id") else None,
)
def test_a_wrong_file_is_refused_by_name_and_field(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "chromium-x.toml").write_text(text)
    with pytest.raises(SetupError, match=rf"^chromium-x.toml: .*{word}"):
        setups.load(tmp_path)


def test_what_an_engine_does_not_have_is_refused(tmp_path: Path) -> None:
    good = GOOD.replace("chromium", "webkit")
    (tmp_path / "webkit-x.toml").write_text(good + "[prefs]\na = 1")
    with pytest.raises(SetupError, match="webkit has no prefs"):
        setups.load(tmp_path)
    setting = '[[content_settings]]\nkind = "cookies"\nsite = "a.test"\nvalue = "block"'
    (tmp_path / "webkit-x.toml").write_text(good + setting)
    with pytest.raises(SetupError, match="chromium only"):
        setups.load(tmp_path)


def test_a_fix_does_not_lead_to_another_browser(tmp_path: Path) -> None:
    (tmp_path / "chromium-x.toml").write_text(GOOD + 'expects = ["cookies-off"]\n[fixes]\ncookies-off = "firefox-x"')
    (tmp_path / "firefox-x.toml").write_text(GOOD.replace("chromium", "firefox"))
    with pytest.raises(SetupError, match="'firefox-x' is another browser"):
        setups.load(tmp_path)


@pytest.mark.parametrize(
    ("setup", "knows"),
    [
        ("firefox-accept-all", False),
        ("firefox-default", False),
        ("firefox-block-third-party", False),
        ("chromium-accept-all", False),
        ("webkit-itp", False),
        ("firefox-custom-trackers", True),
        ("firefox-strict", True),
        ("firefox-private", True),
        ("firefox-tracker-list", True),
        ("firefox-ublock", True),
        ("chromium-adguard-base", True),
        ("chromium-affiliate-unresolvable", True),
        ("chromium-network-cookies-blocked", True),
    ],
)
def test_a_setup_says_whether_it_treats_some_hosts_unlike_others(setup: str, knows: bool) -> None:
    assert setups.get(setup).knows_hosts is knows
