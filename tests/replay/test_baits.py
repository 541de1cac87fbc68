"""The baits in real browsers: each blocker stops its families, on the page's own host and on another, and no more.

As seen 2026-11-24 with uBlock Origin 1.67 in Firefox ESR 153 and AdGuard's lists 3.3 in Chromium 156.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from checker.cli import main
from checker.knowledge.baits import cosmetics, load_baits
from checker.knowledge.baits import load as load_catalogue
from checker.replay.drivers import open_browser
from checker.replay.names import NameProxy
from checker.replay.setup import Setup
from tests.replay.site import PIXEL, Site

pytestmark = pytest.mark.browser
OWN, OTHER = "https://portal.test", "https://shop.test"
UBLOCK = {"easylist", "easyprivacy", "easyprivacy-adguard", "ublock-ads", "ublock-privacy"}
BLOCKED: dict[str, set[str]] = {
    "firefox-accept-all": set(),
    "firefox-ublock-accept-all": UBLOCK,
    "chromium-accept-all": set(),
    "chromium-adguard-base": {"easylist", "adguard-base"},
    "chromium-adguard-tracking": {"easylist", "adguard-base", "adguard-tracking", "easyprivacy-adguard"},
}
HIDING = {"firefox-ublock-accept-all"}

LOAD_ALL = """
const [addresses, done] = arguments;
const load = {
  fetch: (url) => fetch(url, { mode: "no-cors", cache: "no-store" }),
  script: (url) => element("script", url),
  image: (url) => element("img", url),
};
function element(tag, url) {
  return new Promise((resolve, reject) => {
    const made = Object.assign(document.createElement(tag), { onload: resolve, onerror: reject });
    made.src = url;
    document.head.append(made);
  });
}
Promise.all(addresses.map(([name, type, url]) => load[type](url).then(() => null, () => name)))
  .then((failed) => done(failed.filter(Boolean)));
"""
HIDDEN_AFTER_A_SECOND = """
const hidden = () => [...document.querySelectorAll("[data-bait]")].filter((element) => !element.checkVisibility());
setTimeout(() => arguments[0](hidden().map((element) => element.dataset.bait)), 1000);
"""


class Baits(Site):
    """Serves every bait, every control, and a page with the elements that are to be hidden."""

    def answer(self, host: str, path: str) -> tuple[int, dict[str, str], bytes]:
        catalogue = load_catalogue()
        kinds = {bait.route: bait.type for bait in catalogue.bait} | {it.path: it.type for it in catalogue.control}
        if path == "/page":
            marked = [f'<div {it.element}="{it.name}" data-bait="{it.id}">text</div>' for it in cosmetics(spare=True)]
            page = "<!doctype html><title>page</title>" + "".join(marked) + '<div data-bait="plain">text</div>'
            return 200, {"Content-Type": "text/html"}, page.encode()
        if kinds.get(path) == "script":
            return 200, {"Content-Type": "text/javascript"}, b"0"
        if kinds.get(path) == "image":
            return 200, {"Content-Type": "image/gif"}, PIXEL
        return 200 if path in kinds else 404, {"Content-Type": "text/plain"}, b""


@pytest.fixture(scope="module")
def baits() -> Iterator[Baits]:
    server = Baits()
    yield server
    server.close()


def failures(driver: WebDriver) -> set[str]:
    """What did not load: `own el-1` for a bait on the page's host, `other image` for a control elsewhere."""
    wanted = [(bait.id, bait.type, bait.with_nonce("k7f2q9xw")) for bait in load_baits()]
    wanted += [(control.type, control.type, control.path) for control in load_catalogue().control]
    addresses = [
        (f"{where} {name}", kind, site + path)
        for where, site in (("own", OWN), ("other", OTHER))
        for name, kind, path in wanted
    ]
    return set(driver.execute_async_script(LOAD_ALL, addresses))


@pytest.mark.parametrize("setup_id", BLOCKED)
def test_a_blocker_stops_its_families_and_no_more(
    setup_id: str, baits: Baits, rooms: Path, setup_of: Callable[[str], Setup]
) -> None:
    setup = setup_of(setup_id)
    with NameProxy(baits.map()) as proxy, open_browser(setup, proxy.address, rooms) as driver:
        driver.get(f"{OWN}/page")
        driver.set_script_timeout(30)
        hidden = {entry.id for entry in cosmetics(spare=True)} if setup_id in HIDING else set()
        assert set(driver.execute_async_script(HIDDEN_AFTER_A_SECOND)) == hidden
        expected = {bait.id for bait in load_baits() if bait.family in BLOCKED[setup_id]}
        assert failures(driver) == {f"{where} {name}" for where in ("own", "other") for name in expected}


def test_the_command_finds_nothing_stale(setup_of: Callable[[str], Setup], capsys: pytest.CaptureFixture[str]) -> None:
    for setup_id in BLOCKED:
        setup_of(setup_id)
    assert main(["baits"]) == 0, capsys.readouterr().out
    assert capsys.readouterr().out.endswith("all as the catalogue says\n")
