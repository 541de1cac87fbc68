"""Journeys: what is done in the browser, and what is expected after each step."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from selenium.common.exceptions import JavascriptException, NoSuchElementException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver

from checker.replay.stage import Stage

# The check page promises an end within 15 s; what takes longer is broken.
END_LIMIT_S = 18.0
_LOOK_S = 0.02
# A purchase moves on every few 10 ms; the store's own script waits 1.5 s at most for what hangs.
_STILL_S = 2.5
_STRANDED_S = 0.5
_LEAVE_AGAIN_S = 1.5
# The drivers' words, and a Selenium Grid's whose node is gone (4.47).
_GONE = ("not reachable", "invalid session id", "session deleted", "Unable to execute request for an existing session")


class JourneyError(RuntimeError):
    """The journey did not come to its end; the message says where it stood."""


@dataclass(frozen=True)
class Ended:
    """How a check ended in the browser: `complete` or `incomplete`, its code, and the seconds from press to report."""

    state: str
    code: str
    seconds: float


def own_purchase(driver: WebDriver, portal: str, query: str = "", reading_s: float = 0.0) -> Ended:
    """Open the check page, read it so long, press the button, and wait in that tab for the report.

    Raises JourneyError when the page cannot be opened or its run does not end.
    """
    driver.get(f"{portal}/check{query}")
    try:
        start = driver.find_element(By.ID, "start")
    except NoSuchElementException:
        raise JourneyError(f"the check page did not open: {driver.title!r}") from None
    time.sleep(reading_s)
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
            if any(word in str(error) for word in _GONE):
                raise JourneyError(f"the browser is gone: {error.msg}") from error
        if state in ("complete", "incomplete"):
            return Ended(state, seen, time.monotonic() - begun)
        time.sleep(_LOOK_S)
    raise JourneyError(f"the run did not end within {END_LIMIT_S:.0f} s; the page says {state or 'nothing'!r}")


def network_purchase(driver: WebDriver, stage: Stage, network: str, link: int = 0) -> str:
    """One purchase that plays a real network by one of its link shapes; answers the check's code.

    The browser may end on a page from which it cannot go on, a blocker's or its own error page:
    that ends the purchase where it stands. Raises JourneyError when it never began.
    """
    ticket = stage.issue()
    door = f"{stage.portal}/staging/{ticket}/door?network={network}&link={link}"
    _leave_by(driver, door)
    begun = moved = left = time.monotonic()
    stranded: float | None = None
    events, standing = -1, stage.standing(ticket)
    while standing["state"] == "running":
        now = time.monotonic()
        if standing["events"] != events:
            events, moved, stranded = standing["events"], now, None
        elif _foreign(driver, stage):
            stranded = stranded or now
        still = now - moved > _STILL_S or (stranded is not None and now - stranded > _STRANDED_S)
        if still and events > 0:
            stage.close(ticket)
        elif events == 0 and now - left > _LEAVE_AGAIN_S:
            # A navigation that was under way may take the door's place.
            _leave_by(driver, door)
            left = now
        elif now - begun > END_LIMIT_S:
            raise JourneyError(f"the purchase at {network} did not begin; the browser stands at {driver.current_url}")
        time.sleep(_LOOK_S)
        standing = stage.standing(ticket)
    if standing["state"] == "complete":
        # The browser is still on its way to the report: what follows must not cross it.
        _wait_for_url(driver, f"{stage.portal}/r/")
    return str(standing["code"])


def _leave_by(driver: WebDriver, door: str) -> None:
    driver.get(door)
    with suppress(WebDriverException):
        # Some drivers wait for the page behind the link, and complain when it is blocked.
        driver.find_element(By.ID, "out").click()


def _wait_for_url(driver: WebDriver, beginning: str, limit: float = 2.0) -> None:
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline and not driver.current_url.startswith(beginning):
        time.sleep(_LOOK_S)


def _foreign(driver: WebDriver, stage: Stage) -> bool:
    """Whether the browser stands on a page that is neither the portal's nor the shop's; networks only redirect."""
    try:
        host = urlsplit(driver.current_url).hostname
    except WebDriverException:
        return False
    return host not in (*stage.sites["portal"], *stage.sites["shop"])
