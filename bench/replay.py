"""What a replay costs: against a bare Selenium script, on one core and two, and in memory.

    python -m bench.replay [--pairs 15] [--setups a,b] [--networks x,y] [--skip pairs,rows,memory]

A pair is one replay and one run of the bare script, in turn, each with a fresh browser that is gone
at the end, on the same stage; which goes first changes from pair to pair.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from checker.knowledge.loader import load_networks
from checker.replay import setup as setups
from checker.replay.drivers import find, runnable
from checker.replay.drivers.chromium import ARGUMENTS
from checker.replay.matrix import CONTROLS, Book, Matrix
from checker.replay.runner import Order, Runner, stage_for
from checker.replay.setup import Setup
from checker.replay.stage import Stage

PAIR_SETUP = "chromium-accept-all"


def bare(stage: Stage, _: Path) -> None:
    """The same purchase as somebody would script it: Chromium, names mapped to the stage, wait for the report."""
    options = ChromeOptions()
    for argument in (*ARGUMENTS, "--no-sandbox", f"--host-resolver-rules=MAP * {stage.address[0]}:{stage.address[1]}"):
        options.add_argument(argument)
    options.add_experimental_option("excludeSwitches", ["disable-popup-blocking"])
    options.add_experimental_option("prefs", setups.get(PAIR_SETUP).prefs)
    options.accept_insecure_certs = True
    options.binary_location = find.browser("chromium")
    driver = Chrome(options, Service(find.driver("chromium")))
    try:
        driver.get(f"{stage.portal}/check")
        driver.find_element(By.ID, "start").click()
        state = (By.CSS_SELECTOR, "html[data-check=complete], html[data-check=incomplete]")
        root = WebDriverWait(driver, 20, poll_frequency=0.02).until(lambda d: d.find_element(*state))
        assert root.get_attribute("data-check") == "complete"
        stage.check(root.get_attribute("data-code"))
    finally:
        driver.quit()


def replay(stage: Stage, rooms: Path) -> None:
    """One replay, as `checker replay` makes it once its stage is up."""
    made = next(Runner(stage, setups.get(PAIR_SETUP), rooms).run([Order()]))
    assert made.document is not None, made.fault


def pairs(count: int, rooms: Path) -> None:
    """Replay against the bare script."""
    ours, floors = [], []
    with stage_for(rooms, {}) as stage:
        for number in range(count + 1):
            turn = (replay, bare) if number % 2 else (bare, replay)
            took = {}
            for made in turn:
                begun = time.monotonic()
                made(stage, rooms)
                took[made] = time.monotonic() - begun
            if number:  # the first pair fills caches
                ours.append(took[replay])
                floors.append(took[bare])
    ratios = [our / floor for our, floor in zip(ours, floors, strict=True)]
    print(
        f"{PAIR_SETUP}: replay {statistics.median(ours):.2f} s, bare script {statistics.median(floors):.2f} s, "
        f"ratio {statistics.median(ratios):.2f} (median of {count} pairs, {min(ratios):.2f} to {max(ratios):.2f})",
    )


def rows(ids: Iterable[str], network_ids: Iterable[str], rooms: Path) -> None:
    """Rows of the matrix per minute, one setup at a time and two; starting the stage is not counted."""
    known = load_networks()
    networks = {network_id: known[network_id] for network_id in network_ids}
    chosen = {setup_id: setups.get(setup_id) for setup_id in ids}
    chosen |= {control: setups.get(control) for control in {CONTROLS[setup.engine] for setup in chosen.values()}}
    rates: dict[int, list[float]] = {1: [], 2: []}
    for workers in (1, 2, 2, 1):
        ticks: list[float] = []
        book = Book.open(Path(tempfile.mkdtemp(dir=rooms)) / "rows", "bench")
        run = Matrix(chosen, networks, book, {})
        before = time.monotonic()
        with stage_for(rooms, networks):
            started = time.monotonic() - before
        begun = time.monotonic()
        run.run(rooms, workers, lambda _, ticks=ticks: ticks.append(time.monotonic()))
        rates[workers].append(60 * len(book.rows) / (time.monotonic() - begun - started))
    one, two = statistics.mean(rates[1]), statistics.mean(rates[2])
    print(
        f"matrix, {len(chosen)} setups x {len(run.orders)} purchases: {one:.1f} rows/min one at a time, "
        f"{two:.1f} rows/min with 2 workers, {two / one:.2f} times as many"
    )


class Peak:
    """The largest memory of the processes below this one, sampled; those that were there before do not count.

    PSS, so that pages which several processes share count once.
    """

    def __init__(self, every: float = 0.1) -> None:
        self._every, self._end = every, threading.Event()
        self._before = _below()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.bytes = self.processes = 0

    def _watch(self) -> None:
        while not self._end.wait(self._every):
            found = _below() - self._before
            now = sum(map(_pss, found))
            if now > self.bytes:
                self.bytes, self.processes = now, len(found)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()


def _below() -> set[int]:
    """All processes that descend from this one."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.name))
    found: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        new = children.get(waiting.pop(), [])
        found.update(new)
        waiting += new
    return found


def _pss(pid: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def memory(chosen: Iterable[Setup], rooms: Path) -> None:
    """What one worker needs at most: browser, driver, proxy and keeper, over an own purchase and two of Awin's."""
    networks = {"awin": load_networks()["awin"]}
    with stage_for(rooms, networks) as stage:
        for setup in chosen:
            if why := runnable(setup):
                print(f"{setup.id}: not measured: {why}")
                continue
            runner = Runner(stage, setup, rooms)
            with Peak() as peak:
                made = list(runner.run([Order(), Order("awin", 0), Order("awin", 1)]))
            faults = [one.fault for one in made if one.document is None]
            print(
                f"{setup.id} {runner.seen.get('browser_version', '')}: one worker {peak.bytes / 2**20:.0f} MiB at most "
                f"(PSS of {peak.processes} processes){', faults: ' + '; '.join(faults) if faults else ''}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--setups", default="chromium-block-third-party,firefox-default")
    parser.add_argument("--networks", default="awin,cj,aliexpress")
    parser.add_argument("--memory", default=",".join([*CONTROLS.values(), "firefox-ublock-accept-all"]))
    parser.add_argument("--skip", default="", help="pairs, rows, memory")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="checker-") as folder:
        rooms = Path(folder)
        if "pairs" not in chosen.skip:
            pairs(chosen.pairs, rooms)
        if "rows" not in chosen.skip:
            rows(chosen.setups.split(","), chosen.networks.split(","), rooms)
        if "memory" not in chosen.skip:
            memory([setups.get(setup_id) for setup_id in chosen.memory.split(",")], rooms)


if __name__ == "__main__":
    main()
