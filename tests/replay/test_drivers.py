"""Each engine, for real: a fresh profile, no way out, and what each setup does to a purchase.

Answers of the browsers as measured 2026-11-23 with Chromium 156, Firefox ESR 153 and WebKitGTK 2.50:
a browser that changes its mind fails a test here.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver

from checker.replay import setup as setups
from checker.replay.drivers import BrowserMissing, open_browser, versions
from checker.replay.names import NameProxy
from checker.replay.setup import ReplayEngine, Setup
from tests.replay.site import Site

pytestmark = pytest.mark.browser
ENGINES: tuple[ReplayEngine, ...] = ("chromium", "firefox", "webkit")
SITES = {"portal": ["portal.test"], "network": ["network.test"], "shop": ["shop.test"]}
SetupOf = Callable[[str], Setup]


@contextmanager
def opened(setup: Setup, site: Site, rooms: Path) -> Iterator[tuple[WebDriver, NameProxy]]:
    placed = setup.placed(SITES)  # type: ignore[arg-type]
    proxy = NameProxy(site.map(), refuse=placed.unresolvable)
    with proxy, open_browser(placed, proxy.address, rooms) as driver:
        yield driver, proxy


def until(met: Callable[[], object], within: float = 5.0) -> bool:
    deadline = time.monotonic() + within
    while not met():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture
def canary() -> Iterator[tuple[int, list[object]]]:
    """A service of this machine that no page may reach."""
    reached: list[object] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, address = listening.accept()
                reached.append(address)
                connection.close()

    threading.Thread(target=serve, daemon=True).start()
    yield listening.getsockname()[1], reached
    listening.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_every_opening_is_a_fresh_profile_without_a_way_out(
    engine: ReplayEngine, site: Site, tmp_path: Path, setup_of: SetupOf, canary: tuple[int, list[object]]
) -> None:
    setup = setup_of(f"{engine}-accept-all")
    port, reached = canary
    for turn in ("first", "second"):
        with opened(setup, site, tmp_path) as (driver, proxy):
            assert versions(driver)["browser_version"]
            driver.get(f"https://cashback.localhost/landing?{turn}")
            assert driver.title == "shop"
            hits = [visit for visit in site.visits if visit.query == turn]
            assert [visit.cookie for visit in hits] == [""], "a cookie of another profile"
            if turn == "second":
                for address in (f"http://127.0.0.1:{port}/", f"http://localhost:{port}/", f"http://[::1]:{port}/"):
                    with suppress(WebDriverException):
                        driver.get(address)
                refused = {(refusal.host.strip("[]"), refusal.port) for refusal in proxy.refusals()}
                assert refused >= {("127.0.0.1", port), ("localhost", port), ("::1", port)}
        assert list(tmp_path.iterdir()) == []
    assert reached == []


@dataclass(frozen=True)
class Seen:
    """What the servers saw of a purchase: cookies with the pixel and on the next page, the landing's ids, loads."""

    pixel: str | None = "click=1"
    own: str = "own=1"
    query: str = "awc=1&irclickid=2&fbclid=3&im_ref=4"
    scripted: bool = True
    pictures: bool = True


FULL = Seen()
BLOCKED = Seen(pixel="")
OFF = Seen(pixel="", own="")
PURCHASES = {
    "chromium-accept-all": FULL,
    "chromium-private": BLOCKED,
    "chromium-block-third-party": BLOCKED,
    "chromium-cookies-off": OFF,
    "chromium-network-cookies-blocked": BLOCKED,
    "chromium-shop-cookies-blocked": Seen(own=""),
    "chromium-javascript-off": Seen(scripted=False),
    "chromium-images-off": Seen(pixel=None, pictures=False),
    "chromium-link-cleaner": Seen(query="im_ref=4"),
    "firefox-default": BLOCKED,
    "firefox-cookies-off": OFF,
    "firefox-tracker-list": Seen(pixel=None, query="awc=1&irclickid=2&im_ref=4"),
    "webkit-no-third-party": FULL,
    "webkit-itp": BLOCKED,
    "webkit-cookies-off": OFF,
    "webkit-javascript-off": Seen(scripted=False),
}


def purchase(driver: WebDriver, site: Site) -> Seen:
    driver.get("https://portal.test/start")
    driver.find_element(By.ID, "go").click()
    assert until(lambda: driver.title == "shop")
    driver.get("https://shop.test/next")
    landing, after = site.seen("/landing"), site.seen("/next")
    assert landing and after
    pixel = site.seen("/affiliate/sale")
    return Seen(
        pixel=pixel.cookie if pixel else None,
        own=after.cookie,
        query=landing.query,
        scripted=site.seen("/scripted") is not None,
        pictures=site.seen("/picture") is not None,
    )


@pytest.mark.parametrize("setup_id", PURCHASES)
def test_a_setup_does_what_it_says(setup_id: str, site: Site, rooms: Path, setup_of: SetupOf) -> None:
    with opened(setup_of(setup_id), site, rooms) as (driver, _):
        assert purchase(driver, site) == PURCHASES[setup_id]


@pytest.mark.parametrize(
    ("setup_id", "tabs"),
    [("chromium-accept-all", 4), ("chromium-popups-blocked", 1), ("firefox-popups-blocked", 1)],
)
def test_popups_are_blocked_where_they_should_be(
    setup_id: str, tabs: int, site: Site, rooms: Path, setup_of: SetupOf
) -> None:
    with opened(setup_of(setup_id), site, rooms) as (driver, _):
        driver.get("https://portal.test/start")
        for button in ("open", "tab", "form"):
            driver.find_element(By.ID, button).click()
            driver.switch_to.window(driver.window_handles[0])
        until(lambda: len(driver.window_handles) == 4, within=3 if tabs == 4 else 0.5)
        assert len(driver.window_handles) == tabs
        assert (site.seen("/new-tab") is None) == (tabs == 1)


@pytest.mark.parametrize(
    ("engine", "word"),
    [("chromium", "ERR_NAME_NOT_RESOLVED"), ("firefox", "dnsNotFound"), ("webkit", "Connection terminated")],
)
def test_an_unresolvable_network_is_the_browsers_own_error_page(
    engine: ReplayEngine, word: str, site: Site, rooms: Path, setup_of: SetupOf
) -> None:
    with opened(setup_of(f"{engine}-network-unresolvable"), site, rooms) as (driver, _):
        driver.get("https://portal.test/start")
        said = ""
        try:
            driver.find_element(By.ID, "go").click()
        except WebDriverException as error:
            said = str(error)
        assert until(lambda: driver.current_url.startswith("https://network.test/"))
        assert until(lambda: word in said + driver.page_source)
        assert site.seen("/click") is None


def test_a_brave_like_browser_skips_the_hop_and_strips_ids(site: Site, rooms: Path, setup_of: SetupOf) -> None:
    with opened(setup_of("chromium-brave-like"), site, rooms) as (driver, _):
        assert purchase(driver, site) == Seen(pixel="", query="awc=1&im_ref=4")
        assert {visit.gpc for visit in site.visits if visit.path == "/landing"} == {"1"}
        site.visits.clear()
        driver.get("https://portal.test/start")
        driver.find_element(By.ID, "awin").click()
        assert until(lambda: driver.current_url == "https://shop.test/landing")
        assert site.seen("/cread.php") is None, "the network saw the click"


@pytest.mark.parametrize("setup_id", ["firefox-ublock-accept-all", "chromium-adguard-tracking"])
def test_a_real_blocker_is_active_and_leaves_neutral_paths_alone(
    setup_id: str, site: Site, rooms: Path, setup_of: SetupOf
) -> None:
    with opened(setup_of(setup_id), site, rooms) as (driver, _):
        seen = purchase(driver, site)
        assert (seen.pixel, seen.own, seen.scripted) == ("click=1", "own=1", True)
        # The bait was blocked before the body began; here on the shop's own host, with its control.
        driver.execute_script("fetch('/ads?id=1').catch(() => 0).then(() => fetch('/probe/echo'))")
        assert until(lambda: site.seen("/probe/echo"))
        assert site.seen("/ads") is None


def test_a_webkit_content_filter_is_active(site: Site, rooms: Path, setup_of: SetupOf) -> None:
    with opened(setup_of("webkit-content-filter"), site, rooms) as (driver, _):
        driver.get("https://portal.test/start")
        driver.execute_script("fetch('/ads?id=1').catch(() => 0).then(() => fetch('/probe/echo'))")
        assert until(lambda: site.seen("/probe/echo"))
        assert site.seen("/ads") is None


def test_an_unplaced_setup_is_refused(tmp_path: Path) -> None:
    setup = setups.get("chromium-network-unresolvable")
    with pytest.raises(ValueError, match="names sites by their roles"), open_browser(setup, None, tmp_path):
        pass


def test_a_missing_browser_is_a_clear_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.replay.drivers.chromium.missing", lambda: "chromium is not installed (like this)")
    setup = setups.get("chromium-accept-all")
    with pytest.raises(BrowserMissing, match="like this"), open_browser(setup, None, tmp_path):
        pass
