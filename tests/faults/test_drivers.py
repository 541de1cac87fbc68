"""A browser, its driver or the proxy is killed or hangs: the word is clear, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.remote.webdriver import WebDriver
from urllib3.exceptions import HTTPError

from checker.replay import drivers
from checker.replay.drivers import BrowserRefused, find, open_browser
from checker.replay.lifetime import MARK, marked
from checker.replay.names import READY_HOST, NameProxy
from checker.replay.setup import Setup

pytestmark = [pytest.mark.browser, pytest.mark.faults]
ENGINES = ("chromium", "firefox", "webkit")
BROKEN = (WebDriverException, HTTPError, OSError)
PAGE = f"http://{READY_HOST}/"
ROOT = Path(__file__).parents[2]
SetupOf = Callable[[str], Setup]


def residents(root: Path) -> list[int]:
    """Every living process that has to do with the folder: by its environment, its command or its room's mark."""
    found: set[int] = set()
    marks: set[str] = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with suppress(OSError):
            environ = (entry / "environ").read_bytes().split(b"\0")
            if any(str(root).encode() in part for part in [*environ, (entry / "cmdline").read_bytes()]):
                found.add(int(entry.name))
                marks |= {part.partition(b"=")[2].decode() for part in environ if part.startswith(MARK.encode())}
    return sorted(found.union(*map(marked, marks)))


def said_of(pid: int, what: str) -> bytes:
    """What the system says of a process; nothing, if it has ended meanwhile."""
    try:
        return Path("/proc", str(pid), what).read_bytes()
    except FileNotFoundError:
        return b""


def named(pids: list[int], *names: str) -> list[int]:
    return [pid for pid in pids if said_of(pid, "comm").decode().startswith(names)]


def nothing_is_left(root: Path) -> bool:
    return residents(root) == [] and list(root.iterdir()) == []


BROWSERS = {"chromium": ("chromium", "chrome"), "firefox": ("firefox", "Isolated"), "webkit": ("MiniBrowser", "WebKit")}
DRIVERS = ("chromedriver", "geckodriver", "WebKitWebDriver")


@contextmanager
def browser(engine: str, root: Path, setup_of: SetupOf) -> Iterator[tuple[WebDriver, NameProxy, list[int]]]:
    setup = setup_of(f"{engine}-accept-all")
    with NameProxy({}) as proxy, open_browser(setup, proxy.address, root) as driver:
        driver.get(PAGE)
        assert driver.title == "ready"
        pids = residents(root)
        assert len(pids) >= 4, "keeper, driver, browser and its children"
        assert named(pids, *DRIVERS)
        assert named(pids, *BROWSERS[engine])
        yield driver, proxy, pids


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drivers, "COMMAND_LIMIT", 6.0)


@pytest.mark.parametrize("engine", ENGINES)
def test_after_an_orderly_end_nothing_is_left(engine: str, tmp_path: Path, setup_of: SetupOf) -> None:
    with browser(engine, tmp_path, setup_of) as (driver, _, _):
        port = urlsplit(driver.command_executor._client_config.remote_server_addr).port
        assert len(list(tmp_path.iterdir())) == 1
        commands = [said_of(pid, "cmdline").split(b"\0") for pid in residents(tmp_path)]
        assert not any(b"9222" in command for command in commands), "a fixed port: two browsers would collide"
    assert nothing_is_left(tmp_path)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port or 0), timeout=1)


@pytest.mark.parametrize("engine", ENGINES)
def test_after_the_browser_was_killed_nothing_is_left(engine: str, tmp_path: Path, setup_of: SetupOf) -> None:
    with pytest.raises(BROKEN), browser(engine, tmp_path, setup_of) as (driver, _, pids):
        for pid in named(pids, *BROWSERS[engine]):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        driver.get(PAGE)
    assert nothing_is_left(tmp_path)


@pytest.mark.parametrize("engine", ["chromium", "webkit"])
def test_after_the_driver_was_killed_nothing_is_left(engine: str, tmp_path: Path, setup_of: SetupOf) -> None:
    with pytest.raises(BROKEN), browser(engine, tmp_path, setup_of) as (driver, _, pids):
        os.kill(named(pids, *DRIVERS)[0], signal.SIGKILL)
        driver.get(PAGE)
    assert nothing_is_left(tmp_path)


@pytest.mark.parametrize(("engine", "who"), [("chromium", "driver"), ("chromium", "browser"), ("firefox", "browser")])
def test_a_hang_ends_in_time_and_nothing_is_left(
    engine: str, who: str, tmp_path: Path, setup_of: SetupOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    with browser(engine, tmp_path, setup_of) as (driver, _, pids):
        driver.command_executor._client_config.timeout = 1
        for pid in named(pids, *(DRIVERS if who == "driver" else BROWSERS[engine])):
            os.kill(pid, signal.SIGSTOP)
        started = time.monotonic()
        with pytest.raises(BROKEN):
            _ = driver.title
        assert time.monotonic() - started < 3, "asked a hanging driver more than once"
    assert nothing_is_left(tmp_path)


def test_after_the_proxy_was_killed_the_browser_goes_nowhere(tmp_path: Path, setup_of: SetupOf) -> None:
    with browser("chromium", tmp_path, setup_of) as (driver, proxy, _):
        os.kill(proxy.pid, signal.SIGKILL)
        with pytest.raises(WebDriverException, match="ERR_PROXY_CONNECTION_FAILED"):
            driver.get(PAGE + "again")
        assert not proxy.alive
    assert nothing_is_left(tmp_path)


def test_an_error_of_ours_passes_through_and_nothing_is_left(tmp_path: Path, setup_of: SetupOf) -> None:
    with pytest.raises(ZeroDivisionError), browser("chromium", tmp_path, setup_of):
        _ = 1 / 0
    assert nothing_is_left(tmp_path)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_worker_that_is_killed_takes_its_browser_along(engine: str, tmp_path: Path, setup_of: SetupOf) -> None:
    setup = setup_of(f"{engine}-accept-all")
    code = (
        "import os, signal, sys; from pathlib import Path; from checker.replay import setup; "
        "from checker.replay.drivers import open_browser; from checker.replay.names import NameProxy\n"
        "with NameProxy({}) as proxy, open_browser(setup.get(sys.argv[1]), proxy.address, Path(sys.argv[2])):\n"
        "    print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, setup.id, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout
        assert worker.stdout.readline() == "open\n"
        assert len(residents(tmp_path)) >= 5
        worker.kill()
    deadline = time.monotonic() + 10
    while not nothing_is_left(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert nothing_is_left(tmp_path)


def test_a_browser_that_cannot_start_is_a_clear_word(
    tmp_path: Path, setup_of: SetupOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = setup_of("chromium-accept-all")
    monkeypatch.setattr("checker.replay.drivers.chromium.browser", lambda _: "/bin/false")
    with pytest.raises(BrowserRefused, match=r"gave no session: .*Chrome"), open_browser(setup, None, tmp_path):
        pass
    monkeypatch.setattr("checker.replay.drivers.chromium.driver", lambda _: "/bin/false")
    with pytest.raises(BrowserRefused, match="the driver did not start"), open_browser(setup, None, tmp_path):
        pass
    assert nothing_is_left(tmp_path)


def test_a_start_that_fails_once_gets_a_second_chance(
    tmp_path: Path, setup_of: SetupOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = setup_of("chromium-accept-all")
    programs = ["/bin/false", find.driver("chromium")]
    monkeypatch.setattr("checker.replay.drivers.chromium.driver", lambda _: programs.pop(0))
    with NameProxy({}) as proxy, open_browser(setup, proxy.address, tmp_path) as driver:
        driver.get(PAGE)
        assert len(list(tmp_path.iterdir())) == 1
    assert nothing_is_left(tmp_path)
