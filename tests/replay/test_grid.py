"""Replays on a real Selenium Grid: a hub and two nodes, each a process of its own (checked 2026-11-23, Grid 4.47)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3
from selenium.webdriver.remote.webdriver import WebDriver

from checker.config import Grid
from checker.knowledge.loader import load_networks
from checker.replay import journey
from checker.replay.drivers import BrowserMissing, find, runnable
from checker.replay.lifetime import Room
from checker.replay.runner import Order, Runner, stage_for
from checker.replay.setup import Setup, get
from checker.replay.stage import Stage

pytestmark = pytest.mark.browser
SetupOf = Callable[[str], Setup]
VERSION = "4.47.0"
JAVA = ("java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
START_LIMIT_S = 60.0
POM = f"""<project><modelVersion>4.0.0</modelVersion>
<groupId>checker</groupId><artifactId>grid</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>org.seleniumhq.selenium</groupId><artifactId>selenium-grid</artifactId>
<version>{VERSION}</version></dependency></dependencies></project>"""
BUS = """[events]
publish = "tcp://127.0.0.1:{publish}"
subscribe = "tcp://127.0.0.1:{subscribe}"
[server]
host = "127.0.0.1"
port = {port}
"""
NODE = """[node]
grid-url = "{url}"
detect-drivers = false
register-cycle = 1
[[node.driver-configuration]]
display-name = "Chromium"
webdriver-executable = "{chromedriver}"
max-sessions = 1
stereotype = '{{"browserName": "chrome", "goog:chromeOptions": {{"binary": "{chromium}"}}}}'
[[node.driver-configuration]]
display-name = "Firefox"
webdriver-executable = "{geckodriver}"
max-sessions = 1
stereotype = '{{"browserName": "firefox", "moz:firefoxOptions": {{"binary": "{firefox}"}}}}'
"""


def free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


def jars(scratch: Path) -> Path:
    """The Grid's jars: kept in the data folder, else fetched there with Maven. Raises LookupError with the reason."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            raise LookupError(f"{program} is not on the PATH")
    kept = (Path(os.environ.get("CHECKER_DATA") or "var") / "grid" / VERSION).resolve()
    if not kept.is_dir():
        (scratch / "pom.xml").write_text(POM)
        fetched = scratch / "jars"
        command = ["mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={fetched}"]
        command.append(f"-Dmaven.repo.local={scratch / 'repository'}")
        ran = subprocess.run(command, cwd=scratch, capture_output=True, text=True, timeout=150, check=False)
        if ran.returncode:
            raise LookupError(f"Maven cannot fetch selenium-grid {VERSION}: {ran.stdout.strip()[:200]}")
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(fetched, kept)
    return kept


class RunningGrid:
    """A hub and two nodes, each in a process group of its own."""

    def __init__(self, room: Room, classes: Path) -> None:
        self._room, self._run = room, [*JAVA, "-cp", f"{classes}/*", "org.openqa.selenium.grid.Main"]
        hub, publish, subscribe, *ports = free_ports(5)
        self.url = f"http://127.0.0.1:{hub}"
        self._bus = {"publish": publish, "subscribe": subscribe}
        self._start("hub", hub, "")
        programs = {
            "chromium": find.browser("chromium"),
            "chromedriver": find.driver("chromium"),
            "firefox": find.browser("firefox"),
            "geckodriver": find.driver("firefox"),
        }
        node = NODE.format(url=self.url, **programs)
        self.nodes = {f"http://127.0.0.1:{port}": self._start("node", port, node) for port in ports}
        deadline = time.monotonic() + START_LIMIT_S
        while self.sessions().keys() != self.nodes.keys():
            assert time.monotonic() < deadline, room.log("hub")[-500:]
            time.sleep(0.1)

    def _start(self, role: str, port: int, more: str) -> int:
        settings = self._room.folder / f"{port}.toml"
        settings.write_text(BUS.format(port=port, **self._bus) + more)
        return self._room.spawn([*self._run, role, "--config", str(settings)], log=role)

    def sessions(self) -> dict[str, int]:
        """How many sessions each node has that is up."""
        try:
            answer: dict[str, Any] = urllib3.request("GET", f"{self.url}/status", timeout=5, retries=False).json()
        except (urllib3.exceptions.HTTPError, json.JSONDecodeError):
            return {}
        # A hub that is still starting names none.
        nodes = answer["value"].get("nodes", [])
        return {
            node["uri"]: sum(slot["session"] is not None for slot in node["slots"])
            for node in nodes
            if node["availability"] == "UP"
        }

    def is_idle(self, *nodes: str) -> bool:
        """Whether these nodes have no session; the Grid tells it a moment after the session's end."""
        deadline = time.monotonic() + 10
        while any(self.sessions().get(node) != 0 for node in nodes):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def kill_the_busy_node(self) -> str:
        [busy] = [address for address, sessions in self.sessions().items() if sessions]
        os.killpg(self.nodes[busy], signal.SIGKILL)
        return busy


@pytest.fixture(scope="module")
def running(rooms: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGrid]:
    try:
        for setup_id in ("chromium-default", "firefox-default"):
            if why := runnable(get(setup_id)):
                raise LookupError(why)
        classes = jars(tmp_path_factory.mktemp("grid"))
    except LookupError as missing:
        if os.environ.get("CHECKER_REQUIRE_ENGINES") == "1":
            pytest.fail(f"Selenium Grid: {missing}")
        pytest.skip(f"Selenium Grid: {missing}")
    with Room(rooms) as room:
        yield RunningGrid(room, classes)


@pytest.fixture(scope="module")
def awin_stage(rooms: Path) -> Iterator[Stage]:
    with stage_for(rooms, {"awin": load_networks()["awin"]}) as stage:
        yield stage


def proxies() -> list[str]:
    """The mapping proxies that this process still has."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            if parent == str(os.getpid()) and b"name_server" in (entry / "cmdline").read_bytes():
                found.append(entry.name)
        except OSError:
            continue
    return found


# On an address of its own, to show that the nodes' browsers are told of it.
PROXY_HOST = "127.0.0.2"


@pytest.mark.parametrize(
    ("setup_id", "verdict", "reason"),
    [
        ("chromium-block-third-party", "at_risk", "cookie pn_* not sent to network.test: UserPreferences"),
        ("firefox-tracker-list", "unknown", "image network.test: NS_ERROR_TRACKING_URI"),
    ],
)
def test_a_purchase_is_made_on_a_node_and_the_session_ends(
    setup_id: str, verdict: str, reason: str, running: RunningGrid, awin_stage: Stage, setup_of: SetupOf, tmp_path: Path
) -> None:
    runner = Runner(awin_stage, setup_of(setup_id), tmp_path, Grid(running.url, PROXY_HOST))
    replayed = next(runner.run([Order()]))

    assert replayed.document, replayed.fault
    assert replayed.document["verdict"] == verdict
    assert reason in replayed.reasons
    assert runner.seen["browser_version"]
    assert list(tmp_path.iterdir()) == []
    assert running.is_idle(*running.nodes)
    assert proxies() == []


def test_after_a_node_was_killed_the_purchase_is_made_on_another(
    running: RunningGrid, awin_stage: Stage, setup_of: SetupOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_by, killed = journey._leave_by, []

    def leave_and_kill(driver: WebDriver, door: str) -> None:
        leave_by(driver, door)
        if not killed:
            killed.append(running.kill_the_busy_node())

    monkeypatch.setattr(journey, "_leave_by", leave_and_kill)
    runner = Runner(awin_stage, setup_of("chromium-accept-all"), tmp_path, Grid(running.url))
    replayed = next(runner.run([Order("awin")]))

    assert len(killed) == 1
    assert replayed.document, replayed.fault
    assert set(replayed.document["methods"].values()) == {"tracked"}
    [alive] = running.nodes.keys() - set(killed)
    assert running.is_idle(alive)
    assert proxies() == []


def test_a_grid_that_is_not_there_is_a_clear_word_in_time(awin_stage: Stage, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_ports(1)[0]}"
    started = time.monotonic()
    with pytest.raises(BrowserMissing, match=f"Grid at {url} cannot be reached: Connection refused"):
        next(Runner(awin_stage, get("chromium-accept-all"), tmp_path, Grid(url)).run([Order()]))
    assert time.monotonic() - started < 10
    assert proxies() == []
