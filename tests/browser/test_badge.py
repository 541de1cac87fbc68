"""The badge on pages of the cashback site and of others, in each engine: what it shows before and after a check."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver

from checker.replay.drivers import open_browser
from checker.replay.journey import own_purchase
from checker.replay.names import NameProxy
from checker.replay.setup import Setup
from checker.replay.stage import Stage
from tests.replay.site import Site

pytestmark = pytest.mark.browser

PORTAL, SAME_SITE, LISTED, STRANGER = "check.bestprice.test", "www.bestprice.test", "blog.test", "stranger.test"
BRANDS = f"""
[[portal]]
name = "BestPrice"
return_hosts = ["{SAME_SITE}"]
badge_hosts = ["{SAME_SITE}", "{LISTED}"]
"""
BADGE = f"""<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width">
<title>Shoes</title><h1>Shoes</h1><div style="width:180px">
<script src="https://{PORTAL}/badge.js" data-return="/go/123" data-store="asos" async></script></div>
<script>addEventListener("message", (event) => {{ (window.heard ||= []).push(event.data); }});</script>"""

WORDS = {
    "good": "Works in this browser",
    "mostly": "Works at most stores",
    "warn": "At risk at some stores",
    "bad": "Cashback would be lost",
}
NONE = "Not checked yet"


class Pages(Site):
    """Other people's pages, with the badge on them."""

    def answer(self, host: str, path: str) -> tuple[int, dict[str, str], bytes]:
        return 200, {"Content-Type": "text/html"}, BADGE.encode() if path == "/shoes" else b"<!doctype html>"


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    site = Pages()
    yield site
    site.close()


@pytest.fixture(scope="module")
def bestprice(rooms: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    brands = tmp_path_factory.mktemp("brands") / "brands.toml"
    brands.write_text(BRANDS)
    names = {"portal": PORTAL, "network": "network.test", "shop": "shop.test"}
    with Stage(rooms, names=names, brands=brands) as running:  # type: ignore[arg-type]
        yield running


@pytest.fixture
def opened(bestprice: Stage, pages: Pages, rooms: Path, setup_of: Callable[[str], Setup]):  # type: ignore[no-untyped-def]
    @contextmanager
    def opened(setup_id: str) -> Iterator[WebDriver]:
        setup = setup_of(setup_id).placed(bestprice.sites)
        hosts = [host for own in bestprice.sites.values() for host in own]
        names = dict.fromkeys(hosts, bestprice.address)
        names |= dict.fromkeys((SAME_SITE, LISTED, STRANGER), pages.target)
        with NameProxy(names) as proxy, open_browser(setup, proxy.address, rooms) as driver:
            yield driver

    return opened


def shown(driver: WebDriver, host: str) -> str:
    """The word that the badge shows on this host's page."""
    driver.get(f"https://{host}/shoes")
    frame = until(driver, "iframe")
    deadline = time.monotonic() + 10
    while frame.size["height"] < 30:
        assert time.monotonic() < deadline, "the badge never said how high it is"
        time.sleep(0.05)
    assert not driver.find_elements(By.LINK_TEXT, "Check your status"), "the plain link is still there"
    assert frame.get_attribute("title") == "Check your status"
    driver.switch_to.frame(frame)
    found = driver.find_elements(By.CSS_SELECTOR, ".state.shown")
    assert len(found) == 1
    # A frame of another process knows its own width a moment after it has said how high it is.
    drawn = found[0].find_element(By.CSS_SELECTOR, "svg")
    while not drawn.is_displayed():
        assert time.monotonic() < deadline, "the badge never drew its sign"
        time.sleep(0.05)
    word = found[0].find_element(By.CSS_SELECTOR, "span").text
    driver.switch_to.default_content()
    return word


def until(driver: WebDriver, selector: str):  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + 10
    while not (found := driver.find_elements(By.CSS_SELECTOR, selector)):
        assert time.monotonic() < deadline, f"{selector} never came to {driver.current_url}: {driver.page_source[:500]}"
        time.sleep(0.05)
    return found[0]


# Where the frame of a listed page on another site learns of the check. Checked 2026-11-24: Chromium 156,
# Firefox ESR 153, WebKitGTK 2.50.
ELSEWHERE = [
    ("chromium-accept-all", True),
    ("chromium-block-third-party", False),
    ("firefox-accept-all", True),
    ("firefox-default", False),
    ("webkit-no-third-party", True),
    ("webkit-itp", False),
]


@pytest.mark.parametrize(("setup", "elsewhere"), ELSEWHERE, ids=[row[0] for row in ELSEWHERE])
def test_the_badge_shows_the_last_result_or_says_that_it_knows_none(  # type: ignore[no-untyped-def]
    opened, bestprice: Stage, setup: str, elsewhere: bool
) -> None:
    with opened(setup) as driver:
        assert shown(driver, SAME_SITE) == NONE
        assert shown(driver, LISTED) == NONE

        code = own_purchase(driver, bestprice.portal).code
        verdict = bestprice.check(code)["verdict"]
        word = shown(driver, SAME_SITE)

        assert word in {"tracked": [WORDS["good"]], "at_risk": [WORDS["mostly"], WORDS["warn"]]}[verdict]
        assert shown(driver, LISTED) == (word if elsewhere else NONE)
        heard = driver.execute_script("return window.heard")
        assert heard
        assert all(set(said) == {"checkBadge"} for said in heard), "only the height leaves the frame"


@pytest.mark.parametrize("setup", ["chromium-accept-all", "firefox-default", "webkit-no-third-party"])
def test_its_height_says_nothing_of_the_result(opened, bestprice: Stage, setup: str) -> None:  # type: ignore[no-untyped-def]
    with opened(setup) as driver:
        shown(driver, SAME_SITE)
        before = driver.execute_script("return window.heard")
        own_purchase(driver, bestprice.portal)
        assert shown(driver, SAME_SITE) != NONE
        assert driver.execute_script("return window.heard")[-1] == before[-1]


@pytest.mark.parametrize("setup", ["chromium-accept-all", "firefox-default", "webkit-no-third-party"])
def test_the_badge_opens_the_check_in_the_same_tab(opened, setup: str) -> None:  # type: ignore[no-untyped-def]
    with opened(setup) as driver:
        shown(driver, SAME_SITE)
        driver.switch_to.frame(driver.find_element(By.CSS_SELECTOR, "iframe"))
        driver.find_element(By.ID, "badge").click()
        driver.switch_to.default_content()
        until(driver, "#start")
        assert driver.current_url == (f"https://{PORTAL}/check?store=asos&return=https%3A%2F%2F{SAME_SITE}%2Fgo%2F123")
        assert not driver.find_elements(By.CSS_SELECTOR, ".notice")
        assert len(driver.window_handles) == 1


@pytest.mark.parametrize("setup", ["chromium-accept-all", "firefox-default", "webkit-no-third-party"])
def test_a_page_that_is_not_listed_gets_a_plain_link(opened, setup: str) -> None:  # type: ignore[no-untyped-def]
    with opened(setup) as driver:
        driver.get(f"https://{STRANGER}/shoes")
        link = until(driver, "a")
        time.sleep(1.0)  # what the frame would need
        assert link.is_displayed()
        assert not driver.find_element(By.CSS_SELECTOR, "iframe").is_displayed()
        link.click()
        until(driver, "#start")
        assert driver.current_url.startswith(f"https://{PORTAL}/check?store=asos")


@pytest.mark.parametrize("setup", ["chromium-accept-all"])
def test_the_keyboard_reaches_it_and_a_narrow_column_holds_it(opened, setup: str) -> None:  # type: ignore[no-untyped-def]
    with opened(setup) as driver:
        shown(driver, SAME_SITE)
        frame = driver.find_element(By.CSS_SELECTOR, "iframe")
        assert frame.size["width"] <= 180
        driver.switch_to.frame(frame)
        overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert driver.execute_script(overflow) <= 0
        tallest = "return document.documentElement.scrollHeight - document.documentElement.clientHeight"
        assert driver.execute_script(tallest) <= 0
        badge = driver.find_element(By.ID, "badge")
        assert badge.aria_role == "link"
        assert badge.accessible_name == f"Check your status {NONE} Takes a few seconds"
        driver.switch_to.default_content()
        body = driver.find_element(By.CSS_SELECTOR, "body")
        body.send_keys("\ue004")
        driver.switch_to.frame(frame)
        assert driver.execute_script("return document.activeElement.id") == "badge"
