"""Journeys: what is done in the browser, and what is expected after each step."""

from __future__ import annotations

import time
from dataclasses import dataclass

from selenium.common.exceptions import JavascriptException, NoSuchElementException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver

# The check page promises an end within 15 s; what takes longer is broken.
END_LIMIT_S = 18.0
_LOOK_S = 0.02


class JourneyError(RuntimeError):
    """The journey did not come to its end; the message says where it stood."""


@dataclass(frozen=True)
class Ended:
    """How a check ended in the browser: `complete` or `incomplete`, its code, and the seconds from press to report."""

    state: str
    code: str
    seconds: float


def own_purchase(driver: WebDriver, portal: str, query: str = "") -> Ended:
    """Open the check page, press the button, and wait in that tab for the report.

    Raises JourneyError when the page cannot be opened or its run does not end.
    """
    driver.get(f"{portal}/check{query}")
    try:
        start = driver.find_element(By.ID, "start")
    except NoSuchElementException:
        raise JourneyError(f"the check page did not open: {driver.title!r}") from None
    begun = time.monotonic()
    start.click()
    return wait_for_report(driver, begun)


def wait_for_report(driver: WebDriver, begun: float) -> Ended:
    """Wait until the tab says that its run is over. `begun` is the time.monotonic() of the press."""
    state, seen = "", ""
    while time.monotonic() - begun < END_LIMIT_S:
        try:
            root = driver.find_element(By.TAG_NAME, "html")
            state, seen = root.get_attribute("data-check") or "", root.get_attribute("data-code") or ""
        except (NoSuchElementException, JavascriptException):
            pass
        except WebDriverException as error:
            # Between two documents there is none to ask.
            if "stale" not in str(error).lower() and "not reachable" in str(error):
                raise JourneyError(f"the browser is gone: {error.msg}") from error
        if state in ("complete", "incomplete"):
            return Ended(state, seen, time.monotonic() - begun)
        time.sleep(_LOOK_S)
    raise JourneyError(f"the run did not end within {END_LIMIT_S:.0f} s; the page says {state or 'nothing'!r}")
