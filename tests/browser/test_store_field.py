"""Naming a store in a real browser: by the press, by the keyboard, and with scripting off."""

from __future__ import annotations

import time

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from checker.replay.journey import wait_for_report
from checker.replay.stage import Stage
from tests.browser.conftest import Opener

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("setup", ["chromium-accept-all", "chromium-javascript-off", "chromium-popups-blocked"])
@pytest.mark.parametrize("by_keyboard", [False, True], ids=["press", "keyboard"])
def test_the_store_that_was_typed_heads_the_report(
    browser: Opener, stage: Stage, setup: str, by_keyboard: bool
) -> None:
    with browser(setup) as driver:
        driver.get(f"{stage.portal}/check")
        field = driver.find_element(By.NAME, "store")
        field.send_keys("hemkop")
        begun = time.monotonic()
        if by_keyboard:
            # The button is the next stop after the field.
            field.send_keys(Keys.TAB)
            assert driver.switch_to.active_element.get_attribute("id") == "start"
            driver.switch_to.active_element.send_keys(Keys.SPACE)
        else:
            driver.find_element(By.ID, "start").click()
        ended = wait_for_report(driver, begun)
        assert ended.state == "complete"
        assert driver.find_element(By.ID, "store").text == "Your store: Hemköp"
        again = driver.find_element(By.CSS_SELECTOR, ".actions .button").get_attribute("href")
        assert again == f"{stage.portal}/check?again={ended.code}&store=hemkop"
        driver.get(again)
        assert driver.find_element(By.NAME, "store").get_attribute("value") == "Hemköp"
        # What is known of the earlier check goes along, by window and by form.
        begun = time.monotonic()
        driver.find_element(By.ID, "start").click()
        assert wait_for_report(driver, begun).code != ended.code
        assert driver.find_element(By.ID, "store").text == "Your store: Hemköp"
        earlier = driver.find_element(By.CSS_SELECTOR, "section.changes a").get_attribute("href")
        assert earlier == f"{stage.portal}/r/{ended.code}"
