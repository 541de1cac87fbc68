"""However a run goes wrong, the page ends within 15 s in the tab where it began."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from checker.replay.drivers import open_browser
from checker.replay.journey import Ended, own_purchase, wait_for_report
from checker.replay.names import NameProxy
from checker.replay.setup import Setup
from checker.replay.stage import Stage
from tests.browser.conftest import Opener

pytestmark = pytest.mark.browser

ENGINES = ["chromium", "firefox", "webkit"]


def press(driver: WebDriver, portal: str) -> float:
    driver.get(f"{portal}/check")
    begun = time.monotonic()
    driver.find_element(By.ID, "start").click()
    return begun


def causes(document: dict) -> set[str]:
    return {cause["id"] for cause in document["causes"]}


def step_states(document: dict) -> dict[str, str]:
    return {step["step"]: step["state"] for step in document["trail"]}


@pytest.fixture
def without_network(stage: Stage):
    """Names of which the network's does not resolve, for setups that are about something else."""

    def names() -> NameProxy:
        return stage.names(refuse=stage.sites["network"])

    return names


@pytest.mark.parametrize("setup", ["chromium-javascript-off", "firefox-javascript-off", "webkit-javascript-off"])
def test_without_scripting_an_unreachable_network_does_not_end_the_tab(
    stage: Stage, rooms, setup_of, without_network, setup: str
) -> None:
    with without_network() as names, open_browser(setup_of(setup).placed(stage.sites), names.address, rooms) as driver:
        ended = own_purchase(driver, stage.portal)
    document = stage.check(ended.code)
    assert ended.state == "incomplete" and ended.seconds < 15
    assert step_states(document)["click"] == "missing"
    assert causes(document) == {"network-unreachable"}


def test_a_refused_popup_and_an_unreachable_network_end_in_a_report(stage, rooms, setup_of, without_network) -> None:
    setup = setup_of("firefox-popups-blocked").placed(stage.sites)
    with without_network() as names, open_browser(setup, names.address, rooms) as driver:
        ended = own_purchase(driver, stage.portal)
    assert ended.state == "incomplete" and ended.seconds < 15
    assert causes(stage.check(ended.code)) == {"network-unreachable", "popup-blocked"}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_store_window_closed_by_the_shopper_ends_the_run_at_its_step(
    stage: Stage, rooms: Path, setup_of: Callable[[str], Setup], engine: str
) -> None:
    setup = setup_of(f"{engine}-accept-all").placed(stage.sites)
    # With a shop that does not resolve the store window stands still, so that there is time to close it.
    with (
        stage.names(refuse=stage.sites["shop"]) as names,
        open_browser(setup, names.address, rooms) as driver,
    ):
        begun = press(driver, stage.portal)
        home = driver.current_window_handle
        WebDriverWait(driver, 4).until(lambda d: len(d.window_handles) == 2)
        driver.switch_to.window(next(handle for handle in driver.window_handles if handle != home))
        # Once the network has seen the click, a window that goes was closed by somebody.
        time.sleep(1)
        driver.close()
        driver.switch_to.window(home)
        ended = wait_for_report(driver, begun)
    document = stage.check(ended.code)
    assert ended.state == "incomplete"
    assert ended.seconds < 4, "the run waited although the window was gone"
    assert document["verdict"] == "unknown" and causes(document) == set()
    assert step_states(document)["landing"] == "missing"
    assert {item["probe"]: item["status"] for item in document["evidence"]}["trail-closed"] == "ok"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_reload_while_it_runs_goes_on_to_the_report(stage: Stage, browser: Opener, engine: str) -> None:
    with browser(f"{engine}-accept-all") as driver:
        begun = press(driver, stage.portal)
        WebDriverWait(driver, 5).until(lambda d: "/check" not in d.current_url)
        driver.refresh()
        ended = wait_for_report(driver, begun)
        assert ended.seconds < 15
    assert ended.state == "complete"
    assert stage.check(ended.code)["verdict"] == "tracked"


@pytest.mark.parametrize("engine", ENGINES)
def test_two_checks_at_once_in_one_browser_do_not_mix(stage: Stage, browser: Opener, engine: str) -> None:
    with browser(f"{engine}-accept-all") as driver:
        first = driver.current_window_handle
        driver.get(f"{stage.portal}/check")
        driver.switch_to.new_window("tab")
        second = driver.current_window_handle
        driver.get(f"{stage.portal}/check")
        ends: list[Ended] = []
        for handle in (second, first):
            driver.switch_to.window(handle)
            driver.find_element(By.ID, "start").click()
        for handle in (second, first):
            driver.switch_to.window(handle)
            ends.append(wait_for_report(driver, time.monotonic()))
    assert len({ended.code for ended in ends}) == 2
    for ended in ends:
        document = stage.check(ended.code)
        assert (document["state"], document["verdict"]) == ("complete", "tracked")


@pytest.mark.parametrize("engine", ENGINES)
def test_after_the_back_button_the_press_makes_a_new_check(stage: Stage, browser: Opener, engine: str) -> None:
    with browser(f"{engine}-accept-all") as driver:
        driver.get(stage.portal + "/check?store=socks.example")
        first = own_purchase(driver, stage.portal)
        driver.back()
        if "/check" not in driver.current_url:
            driver.get(f"{stage.portal}/check")
        # A page from the back-forward cache loads itself anew.
        waiting = WebDriverWait(driver, 5, ignored_exceptions=[StaleElementReferenceException])
        begun = time.monotonic()
        waiting.until(lambda d: d.find_element(By.ID, "start").click() is None)
        second = wait_for_report(driver, begun)
    assert first.code != second.code
    assert stage.check(second.code)["verdict"] == "tracked"


def test_a_page_that_a_blocker_shows_in_the_store_window_ends_in_a_report(stage, rooms, setup_of) -> None:
    """uBlock Origin stops documents of listed hosts with a page of its own; the network plays one here."""
    setup = setup_of("chromium-accept-all").placed(stage.sites)
    rule = {
        "action": {"type": "block"},
        "condition": {"urlFilter": "||network.test/click", "resourceTypes": ["main_frame"]},
    }
    blocking = setup.model_copy(
        update={"blocker": setup.blocker.model_copy(update={"kind": "rules", "rules": (rule,)})}
    )
    with stage.names() as names, open_browser(blocking, names.address, rooms) as driver:
        ended = own_purchase(driver, stage.portal)
        assert len(driver.window_handles) == 1
    document = stage.check(ended.code)
    assert ended.state == "incomplete" and ended.seconds < 15
    assert causes(document) == {"redirect-blocked"}
    assert document["verdict"] == "unknown"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_keyboard_alone_runs_a_check(stage: Stage, browser: Opener, engine: str) -> None:
    with browser(f"{engine}-accept-all") as driver:
        driver.get(f"{stage.portal}/check")
        driver.execute_script("document.getElementById('start').focus()")
        begun = time.monotonic()
        driver.switch_to.active_element.send_keys("\ue007")
        ended = wait_for_report(driver, begun)
    assert ended.state == "complete"
