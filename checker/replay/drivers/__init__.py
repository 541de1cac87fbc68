"""Real browsers, one file per engine behind one small interface: `open_browser`."""

from __future__ import annotations

import importlib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, cast

from selenium.common.exceptions import JavascriptException, WebDriverException
from selenium.webdriver import Remote
from selenium.webdriver.common.options import BaseOptions
from selenium.webdriver.common.proxy import Proxy, ProxyType
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver
from urllib3.exceptions import HTTPError

from checker.replay import blockers
from checker.replay.drivers.find import BrowserMissing
from checker.replay.lifetime import Room, RoomError, alive
from checker.replay.names import READY_HOST
from checker.replay.setup import Setup

__all__ = ["BrowserMissing", "BrowserRefused", "connect", "open_browser", "runnable", "versions"]

COMMAND_LIMIT = 30.0
"""Seconds after which a driver that does not answer counts as hanging."""
PAGE_LIMIT = 20.0
DRIVER_LIMIT = 10.0
BLOCKER_LIMIT = 25.0

Ready = Callable[[WebDriver], bool]


class BrowserRefused(RuntimeError):
    """Browser and driver are there, but no session came of it; the message says what they said."""


class Engine(Protocol):
    """What the module of an engine offers."""

    def missing(self) -> str | None:
        """Why this machine cannot run the engine, or None."""

    def start(self, setup: Setup, proxy: str | None, room: Room) -> WebDriver:
        """Start the browser in the room; what it starts ends with the room."""


def _engine(setup: Setup) -> Engine:
    return cast(Engine, importlib.import_module(f"checker.replay.drivers.{setup.engine}"))


def runnable(setup: Setup, blocker_folder: Path | None = None, *, remote_url: str | None = None) -> str | None:
    """Why this machine (or with `remote_url` a Selenium Grid) cannot run the setup, for people; None when it can."""
    if remote_url:
        from checker.replay.drivers import remote

        return remote.unsuitable(setup) or blockers.missing(setup.blocker, blocker_folder)
    return _engine(setup).missing() or blockers.missing(setup.blocker, blocker_folder)


@contextmanager
def open_browser(
    setup: Setup,
    proxy: str | None,
    profile_root: Path,
    *,
    ready: Ready | None = None,
    remote_url: str | None = None,
) -> Iterator[WebDriver]:
    """A browser in this setup, in a fresh profile, headless, as a Selenium WebDriver.

    `proxy` is `host:port` of a NameProxy. When the body ends, in whatever way, the browser, its driver
    and the profile are gone; also when this process is killed. `ready` is asked until it says True
    before the body begins; by default a blocker with a known bait is asked whether it blocks it.
    With `remote_url` the browser is on that Selenium Grid, whose nodes must reach `proxy`.

    Raises BrowserMissing when the machine (or the Grid) lacks something, BrowserRefused when no session comes about,
    ValueError for a setup with unplaced roles (see Setup.placed).
    """
    if setup.needs_placing():
        raise ValueError(f"{setup.id} names sites by their roles: call placed() first")
    if why := runnable(setup, remote_url=remote_url):
        raise BrowserMissing(why)
    if ready is None and (bait := blockers.bait(setup.blocker)):
        if proxy is None:
            raise ValueError(f"{setup.id} has a blocker: it needs a NameProxy or a ready check")
        ready = _blocker_ready(bait, blockers.CONTROL)
    try:
        room, driver = _enter(setup, proxy, profile_root, ready, remote_url)
    except BrowserRefused:
        # A second chance: a start can fail for reasons of the moment (a port just taken, a loaded machine).
        room, driver = _enter(setup, proxy, profile_root, ready, remote_url)
    try:
        yield driver
    finally:
        _leave(room, driver)


def _enter(
    setup: Setup, proxy: str | None, root: Path, ready: Ready | None, remote_url: str | None
) -> tuple[Room | None, WebDriver]:
    """A room with a browser that is ready (a Grid's needs no room); or BrowserRefused, and nothing."""
    room = driver = None
    try:
        if remote_url:
            from checker.replay.drivers import remote

            driver = remote.start(setup, proxy, remote_url)
        else:
            room = Room(root)
            driver = _engine(setup).start(setup, proxy, room)
        if ready is not None:
            _wait_until(ready, driver, setup)
        return room, driver
    except (RoomError, WebDriverException, HTTPError) as error:
        _leave(room, driver)
        raise BrowserRefused(f"the browser did not start: {_word(error)}") from error
    except BaseException:
        _leave(room, driver)
        raise


def _leave(room: Room | None, driver: WebDriver | None) -> None:
    """End the room first: chromedriver takes up to 10 s to agree to a closing WebSocket."""
    if room is not None:
        room.close()
    elif driver is not None:
        from checker.replay.drivers import remote

        remote.leave(driver)
    if driver is not None:
        if driver._websocket_connection is not None:
            driver._websocket_connection.close()  # type: ignore[no-untyped-call]
        cast(RemoteConnection, driver.command_executor).close()  # type: ignore[no-untyped-call]


def _word(error: Exception) -> str:
    lines = str(getattr(error, "msg", None) or error).splitlines()
    return lines[0] if lines else type(error).__name__


def versions(driver: WebDriver) -> dict[str, str]:
    """Browser and driver versions of an open session, as they say themselves."""
    caps = driver.capabilities
    chrome = caps.get("chrome") or {}
    said = str(chrome.get("chromedriverVersion") or caps.get("moz:geckodriverVersion") or "")
    return {
        "browser": str(caps.get("browserName", "")),
        "browser_version": str(caps.get("browserVersion", "")),
        "driver_version": said.split(" ")[0],
    }


def connect(room: Room, command: list[str], options: BaseOptions, environ: dict[str, str] | None = None) -> WebDriver:
    """Start a driver in the room and ask it for a session. `{port}` in the command becomes a free port.

    Selenium's own Service would leave the driver in our session, wait for it in steps of up to 0.5 s
    and give the first command no limit of time (read in 4.51).
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    pid = room.spawn([part.replace("{port}", str(port)) for part in command], environ=environ, log="driver.log")
    _wait_for_port(room, pid, port)
    direct = Proxy({"proxyType": ProxyType.DIRECT})
    return ask_session(options, ClientConfig(f"http://127.0.0.1:{port}", proxy=direct), COMMAND_LIMIT)


def ask_session(options: BaseOptions, config: ClientConfig, limit: float) -> WebDriver:
    """Ask a driver or a Grid for a session, for `limit` seconds at most; its commands have their own limit."""
    options.accept_insecure_certs = True
    options.timeouts = {"pageLoad": int(PAGE_LIMIT * 1000), "script": int(PAGE_LIMIT * 1000)}
    # No second try: urllib3 would ask a hanging driver four times.
    config.init_args_for_pool_manager = {"init_args_for_pool_manager": {"retries": False}}
    config.timeout, config.websocket_timeout, config.websocket_interval = int(limit), int(COMMAND_LIMIT), 0.01
    try:
        driver = Remote(command_executor=config.remote_server_addr, options=options, client_config=config)
        config.timeout = int(COMMAND_LIMIT)
        return driver
    except (WebDriverException, HTTPError, OSError) as error:
        raise BrowserRefused(f"the browser gave no session: {_word(error)}") from error


def _wait_for_port(room: Room, pid: int, port: int) -> None:
    deadline = time.monotonic() + DRIVER_LIMIT
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if not alive(pid):
                break
            time.sleep(0.005)
    said = room.log("driver.log").strip().splitlines()
    raise BrowserRefused(f"the driver did not start: {said[-1] if said else 'it said nothing'}")


def _blocker_ready(bait: str, control: str) -> Ready:
    """A check on the proxy's own page: the control passes and the bait does not."""
    ask = (
        "const [bait, control, done] = arguments;"
        "const goes = path => fetch(path, {cache: 'no-store'}).then(() => true, () => false);"
        "Promise.all([goes(bait), goes(control)]).then(done);"
    )

    def check(driver: WebDriver) -> bool:
        page = f"http://{READY_HOST}/"
        if driver.current_url != page:
            driver.get(page)
        try:
            return list(driver.execute_async_script(ask, bait, control)) == [False, True]
        except JavascriptException:
            # uBlock Origin reloads the open page once it is up.
            return False

    return check


def _wait_until(ready: Ready, driver: WebDriver, setup: Setup) -> None:
    deadline = time.monotonic() + BLOCKER_LIMIT
    while not ready(driver):
        if time.monotonic() > deadline:
            raise BrowserRefused(f"{setup.id}: the blocker did not become active within {BLOCKER_LIMIT:.0f} s")
        time.sleep(0.05)
    driver.get("about:blank")
