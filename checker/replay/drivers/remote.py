"""Browsers on a Selenium Grid (checked 2026-11-23 with Selenium Grid 4.47, Chromium 156, Firefox ESR 153).

The same options as here, but for what is a path on this machine. A session that we leave is quit; when
this process is killed, the Grid ends it by itself after its own session timeout (300 s unless set).
"""

from __future__ import annotations

import base64
import io
import zipfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import urllib3
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.options import ArgOptions
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver

from checker.replay import blockers
from checker.replay.drivers import ask_session, chromium, firefox
from checker.replay.drivers.find import BrowserMissing
from checker.replay.setup import ReplayEngine, Setup

STATUS_LIMIT = 5.0
SESSION_LIMIT = 120.0
"""Seconds for a session: where all slots are taken, the Grid lets who asks wait in its queue."""
LEAVE_LIMIT = 10

_BROWSERS: dict[ReplayEngine, str] = {"chromium": "chrome", "firefox": "firefox"}


def unsuitable(setup: Setup) -> str | None:
    """Why no Grid can run the setup, or None."""
    if setup.engine not in _BROWSERS:
        return "WebKitGTK has no place on a Selenium Grid: it needs a display and a message bus of its own"
    if setup.engine == "chromium" and setup.blocker.kind != "none":
        # Neither --load-extension nor BiDi's webExtension.install takes anything but a path in Chromium 156.
        return "Chromium takes an unpacked extension from its own disk only: a Selenium Grid's node has no such folder"
    return None


def start(setup: Setup, proxy: str | None, url: str) -> WebDriver:
    """Ask the Grid for a session.

    Raises BrowserMissing when the Grid cannot be reached or has no such browser, BrowserRefused when no
    session comes of it.
    """
    place = urlsplit(url)
    name = _BROWSERS[setup.engine]
    _look(place, name)
    options = _options(setup, proxy)
    config = ClientConfig(_bare(place))
    config.username, config.password = unquote(place.username or ""), unquote(place.password or "")
    driver = ask_session(options, config, SESSION_LIMIT)
    try:
        if setup.blocker.kind == "ublock-origin":
            driver.execute("INSTALL_ADDON", {"addon": _packed(blockers.ublock()), "temporary": True})
    except BaseException:
        leave(driver)
        raise
    return driver


def leave(driver: WebDriver) -> None:
    """Quit the session, or know that its node is gone."""
    connection = driver.command_executor
    assert isinstance(connection, RemoteConnection)
    connection.client_config.timeout = LEAVE_LIMIT
    with suppress(WebDriverException, urllib3.exceptions.HTTPError, OSError):
        driver.quit()


def _options(setup: Setup, proxy: str | None) -> ArgOptions:
    if setup.engine == "firefox":
        return firefox.options(setup, proxy)
    options = chromium.options(setup, proxy)
    if "--no-sandbox" not in options.arguments:
        # Nodes are mostly containers, in which Chromium's sandbox cannot be made; it meets no page but ours.
        options.add_argument("--no-sandbox")
    return options


def _look(place: SplitResult, browser: str) -> None:
    """Look whether the Grid is there and has the browser: it would let us wait for one that never comes."""
    shown = _bare(place)
    user = f"{unquote(place.username)}:{unquote(place.password or '')}" if place.username else None
    headers = urllib3.make_headers(basic_auth=user)
    try:
        answer = urllib3.request("GET", f"{shown}/status", headers=headers, timeout=STATUS_LIMIT, retries=False)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise BrowserMissing(f"the Selenium Grid at {shown} cannot be reached: {_reason(error)}") from None
    if answer.status != 200:
        raise BrowserMissing(f"the Selenium Grid at {shown} answers with status {answer.status}")
    try:
        there = _offered(answer.json()["value"]["nodes"])
    except (ValueError, LookupError, TypeError, AttributeError):
        # A WebDriver server of another kind: it will say itself what it has.
        return
    if browser not in there:
        raise BrowserMissing(
            f"no node of the Selenium Grid at {shown} has {browser}; there is {', '.join(sorted(there)) or 'nothing'}"
        )


def _offered(nodes: list[dict[str, Any]]) -> set[str]:
    slots = [slot for node in nodes if node["availability"] == "UP" for slot in node["slots"]]
    return {str(slot["stereotype"].get("browserName", "")) for slot in slots} - {""}


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, urllib3.exceptions.MaxRetryError) else error
    if isinstance(cause, urllib3.exceptions.TimeoutError) and not isinstance(
        cause, urllib3.exceptions.NewConnectionError
    ):
        return f"no answer within {STATUS_LIMIT:.0f} s"
    # urllib3's own words are "<connection at an address>: Failed to ...: [Errno 111] Connection refused".
    return str(cause).rpartition(": ")[2].rpartition("] ")[2] or type(cause).__name__


def _bare(place: SplitResult) -> str:
    """The Grid's address without its password."""
    return place._replace(netloc=place.netloc.rpartition("@")[2]).geturl().rstrip("/")


@cache
def _packed(addon: Path) -> str:
    """An add-on as Firefox takes it over the line: its .xpi (a folder is zipped), in Base64."""
    if addon.is_file():
        return base64.b64encode(addon.read_bytes()).decode()
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as packed:
        for path in sorted(addon.rglob("*")):
            packed.write(path, path.relative_to(addon))
    return base64.b64encode(raw.getvalue()).decode()
