"""The matrix: every setup at every network, measured, repeated where it surprises, and written row by row."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checker.config import Grid
from checker.diagnosis.diagnose import RULES_VERSION
from checker.knowledge.loader import Network
from checker.replay.drivers import BrowserMissing, runnable
from checker.replay.rows import OWN, Row, conclude, make_row
from checker.replay.runner import Order, Replayed, Runner, orders_for, stage_for
from checker.replay.setup import ReplayEngine, Setup
from checker.replay.stage import Stage

# A surprise is believed when two tries agree; after these many tries without that, nothing is.
_TRIES = 3
CONTROLS: Mapping[ReplayEngine, str] = {
    "chromium": "chromium-accept-all",
    "firefox": "firefox-accept-all",
    "webkit": "webkit-accept-all",
}

Key = tuple[str, str, int]


def knowledge_version(setups: Iterable[Setup], networks: Iterable[Network]) -> str:
    """A short hash of what a row depends on beside the browser: setups, networks and the rules."""
    texts = [RULES_VERSION, *sorted(item.model_dump_json() for item in (*setups, *networks))]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


@dataclass
class Book:
    """The rows so far. Each is appended to `path` as it is made, so that a killed run goes on where it was."""

    path: Path
    version: str
    rows: dict[Key, Row] = field(default_factory=dict)
    browsers: dict[str, dict[str, str]] = field(default_factory=dict)
    faults: dict[Key, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def open(cls, path: Path, version: str) -> Book:
        """The book at `path`; what stands there of another knowledge version is thrown away."""
        book = cls(path, version)
        lines = path.read_text().splitlines() if path.exists() else []
        if lines and json.loads(lines[0]) == {"knowledge": version}:
            for line in lines[1:]:
                try:
                    entry = json.loads(line)
                except ValueError:
                    break  # the run was killed while it wrote this line
                book.rows[entry["setup"], entry["network"], entry["link"]] = Row.model_validate(entry["row"])
                book.browsers[entry["setup"]] = entry["browser"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"knowledge": version}) + "\n")
        for key in book.rows:
            book._append(key)
        return book

    def add(self, key: Key, row: Row, browser: dict[str, str]) -> None:
        with self._lock:
            self.rows[key] = row
            self.browsers[key[0]] = browser
            self._append(key)

    def _append(self, key: Key) -> None:
        setup, network, link = key
        entry = {"setup": setup, "network": network, "link": link, "browser": self.browsers[setup]}
        with self.path.open("a") as file:
            file.write(json.dumps({**entry, "row": self.rows[key].model_dump()}) + "\n")


class Matrix:
    """One run over setups and networks."""

    def __init__(
        self,
        setups: Mapping[str, Setup],
        networks: Mapping[str, Network],
        book: Book,
        earlier: Mapping[str, Any],
        grid: Grid | None = None,
    ) -> None:
        self._grid, url = grid, grid.url if grid else None
        self._setups, self._networks, self._book, self._earlier = setups, networks, book, earlier
        self.skipped = {setup.id: why for setup in setups.values() if (why := runnable(setup, remote_url=url))}
        self.orders = [Order(), *(order for network in networks.values() for order in orders_for(network))]

    def waiting(self) -> dict[str, list[Order]]:
        """What is still to be made, by setup: the engines' controls first."""
        ids = sorted(self._setups, key=lambda setup_id: setup_id not in CONTROLS.values())
        todo = {
            setup_id: [order for order in self.orders if self._key(setup_id, order) not in self._book.rows]
            for setup_id in ids
            if setup_id not in self.skipped
        }
        return {setup_id: orders for setup_id, orders in todo.items() if orders}

    def run(self, rooms: Path, workers: int, tick: Callable[[str], None]) -> None:
        """Make what is waiting, `workers` setups at a time; `tick` hears the setup of every row made."""
        waiting = self.waiting()
        with stage_for(rooms, self._networks) as stage, ThreadPoolExecutor(workers) as pool:
            for group in (set(CONTROLS.values()), set(waiting) - set(CONTROLS.values())):
                jobs = [
                    pool.submit(self._one_setup, stage, self._setups[setup_id], orders, rooms, tick)
                    for setup_id, orders in waiting.items()
                    if setup_id in group
                ]
                for job in as_completed(jobs):
                    job.result()

    def _one_setup(
        self, stage: Stage, setup: Setup, orders: Sequence[Order], rooms: Path, tick: Callable[[str], None]
    ) -> None:
        runner = Runner(stage, setup, rooms, self._grid)
        doubtful: list[tuple[Order, Row]] = []
        try:
            for order, row in self._rows(runner, setup, orders):
                if row is None:
                    tick(setup.id)
                elif self._surprising(setup, order, row):
                    doubtful.append((order, row))
                else:
                    self._book.add(self._key(setup.id, order), row, runner.seen)
                    tick(setup.id)
            for order, row in doubtful:
                self._book.add(self._key(setup.id, order), self._again(runner, setup, order, row), runner.seen)
                tick(setup.id)
        except BrowserMissing as missing:
            self.skipped[setup.id] = str(missing)

    def _rows(self, runner: Runner, setup: Setup, orders: Sequence[Order]) -> Iterator[tuple[Order, Row | None]]:
        for replayed in runner.run(orders):
            yield replayed.order, self._row(setup, replayed)

    def _row(self, setup: Setup, replayed: Replayed) -> Row | None:
        key = self._key(setup.id, replayed.order)
        if replayed.document is None:
            self._book.faults[key] = replayed.fault
            return None
        self._book.faults.pop(key, None)
        control = self._book.rows.get(self._key(CONTROLS[setup.engine], replayed.order))
        network = self._networks.get(replayed.order.network)
        return make_row(replayed.document, network, replayed.order.link, control=control, reasons=replayed.reasons)

    def _surprising(self, setup: Setup, order: Order, row: Row) -> bool:
        """A row that says nothing, or something else than the last run over the same knowledge did."""
        if order.link == 0 and (earlier := self._earlier.get(setup.id, {}).get(row.id)):
            return any(
                earlier.get(name) != getattr(row, name) for name in ("click", "click_id", "tag", "pixel", "verdict")
            )
        return row.click == "unknown" or (row.click == "reaches" and "unknown" in (row.tag, row.pixel))

    def _again(self, runner: Runner, setup: Setup, order: Order, first: Row) -> Row:
        """The surprising row, made again in fresh browsers until two tries agree."""
        rows = [first]
        while len(rows) < _TRIES:
            for _, row in self._rows(runner, setup, [order]):
                if row is not None and any(_alike(row, other) for other in rows):
                    return row
                if row is not None:
                    rows.append(row)
                    break
            else:
                break
        unknown = dict.fromkeys(first.methods, "unknown")
        why = "Several tries gave several answers." if len(rows) > 1 else "It surprised, and could not be made again."
        return Row(id=first.id, shape=first.shape, methods=unknown, why=why)

    @staticmethod
    def _key(setup_id: str, order: Order) -> Key:
        return (setup_id, order.network, order.link)

    def document(self, wanted: Iterable[str] | None = None) -> dict[str, Any]:
        """The contract's matrix document, with versions, what was skipped, and what failed.

        `wanted` leaves out the clean browsers that were only measured as controls.
        """
        setups: dict[str, dict[str, Any]] = {}
        ordered = [self._key(setup_id, order) for setup_id in wanted or self._setups for order in self.orders]
        for setup_id, network, link in ordered:
            row = self._book.rows.get((setup_id, network, link))
            if row is None:
                continue
            rows = setups.setdefault(setup_id, {})
            if network in self._networks:
                own = self._book.rows.get((setup_id, OWN, 0))
                row = conclude(row, self._networks[network], own, knows_hosts=self._setups[setup_id].knows_hosts)
            if link == 0:
                rows[network] = row.model_dump()
            else:
                rows.setdefault(network, {}).setdefault("other_shapes", {})[row.shape] = row.model_dump()
        return {
            "made": datetime.now(UTC).date().isoformat(),
            "knowledge": self._book.version,
            "setups": setups,
            "browsers": {setup_id: self._book.browsers[setup_id] for setup_id in setups},
            "skipped": dict(sorted(self.skipped.items())),
            "faults": [
                {"setup": setup_id, "network": network, "link": link, "fault": fault}
                for (setup_id, network, link), fault in sorted(self._book.faults.items())
            ],
        }


def _alike(one: Row, other: Row) -> bool:
    """Whether two rows say the same; the browser's own words may differ with its mood."""
    return one.model_copy(update={"reasons": other.reasons}) == other


def write_whole(path: Path, document: Mapping[str, Any]) -> None:
    """Write a JSON file so that a reader sees the old one or the new one, never a half."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    draft.replace(path)
