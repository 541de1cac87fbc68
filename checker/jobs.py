"""The queue: what runs later. Huey over SQLite when embedded, over Redis by `REDIS_URL`; the same code.

Huey hands a job out once and then forgets it, so the truth is the replay's row: a worker takes it
in hand for some seconds at a time, and a row whose worker is gone is queued again.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from huey import Huey, PriorityRedisHuey, SqliteHuey
from redis import RedisError

from checker.config import Settings
from checker.store.replays import Busy, Replays

POST, PERSON, MATRIX = 20, 10, 1
"""Priorities: a message is sent in no time; who waits at a screen comes before what only fills the table."""
WAITING_CAP = 40
LEASE_S = 12.0
RECOVER_S = 4.0
CHORES_S = 3600.0

log = logging.getLogger(__name__)

Job = Callable[[str, str], dict[str, Any]]
"""Makes one replay of a setup at a network and answers its result; raises ReplayFailed with a word for people."""


class ReplayFailed(Exception):
    """A replay could not be made; the message says why."""


class Outbox(Protocol):
    """Messages that wait to be sent, each in a row of its own."""

    def due(self) -> list[int]:
        """Those whose time has come."""

    def send(self, message_id: int) -> None:
        """Try one; when it is not due, or another worker has it, nothing happens."""


class Queue:
    """Replays and messages, asked for here and made or sent by a worker."""

    def __init__(self, settings: Settings, replays: Replays, job: Job, outbox: Outbox | None = None) -> None:
        self._replays, self._job, self._outbox = replays, job, outbox
        self.huey = _huey(settings)
        self._message = self.huey.task(name="message")(self._send)
        self._task = self.huey.task(name="replay")(self._run)

    def ask(self, setup_id: str, network: str, version: str, priority: int = PERSON) -> int:
        """Ask for a replay; answers its row's id. One made before in the same versions is not made again.

        Raises Busy when too many wait.
        """
        row, new = self._replays.ask(setup_id, network, version, priority, WAITING_CAP)
        if new:
            self._task(row.id, priority=priority)
        return row.id

    def work(self, workers: int, chores: Sequence[Callable[[], object]] = ()) -> None:
        """Be a worker until a signal ends it. `chores` are done at the start, and then every hour."""
        stop = threading.Event()
        threading.Thread(target=self._look_after, args=(stop, chores), daemon=True).start()
        consumer = self.huey.create_consumer(
            workers=workers, periodic=False, initial_delay=0.1, max_delay=0.5, shutdown_timeout=2
        )
        try:
            consumer.run()
        finally:
            stop.set()

    def waiting(self) -> int | None:
        """How many jobs stand in the queue; None when it does not answer, and why is in the log."""
        try:
            return len(self.huey)
        except (sqlite3.Error, RedisError):
            log.exception("the queue does not answer")
            return None

    def recover(self) -> int:
        """Queue again what waits and is in no queue, or was in a lost worker's hands; answers how many."""
        lost = self._replays.lost()
        # What waits may stand in the queue already: then it is claimed once, and the second call finds it taken.
        for row in lost:
            self._task(row.id, priority=row.priority)
        return len(lost)

    def post(self) -> int:
        """Queue the messages that are due; answers how many. One that stands in the queue already is sent once."""
        due = self._outbox.due() if self._outbox else []
        for message_id in due:
            self._message(message_id, priority=POST)
        return len(due)

    def _look_after(self, stop: threading.Event, chores: Sequence[Callable[[], object]]) -> None:
        due = time.monotonic()
        while True:
            duties: list[Callable[[], object]] = [self._recover_if_empty, self.post]
            if time.monotonic() >= due:
                due += CHORES_S
                duties += chores
            for duty in duties:
                try:
                    duty()
                # Whatever goes wrong with one, the others are done: a queue that is down keeps nobody's data longer.
                except Exception:
                    log.exception("%s failed", getattr(duty, "__name__", duty))
            if stop.wait(RECOVER_S):
                return

    def _recover_if_empty(self) -> None:
        if self.waiting() == 0:
            self.recover()

    def _send(self, message_id: int) -> None:
        if self._outbox:
            self._outbox.send(message_id)

    def _run(self, replay_id: int) -> None:
        lease = self._replays.claim(replay_id, LEASE_S)
        row = self._replays.get(replay_id)
        if lease is None or row is None:
            return
        done = threading.Event()
        keeper = threading.Thread(target=self._keep, args=(replay_id, lease, done), daemon=True)
        keeper.start()
        result: dict[str, Any] | None = None
        fault: str | None = "an error of our own"
        try:
            result, fault = self._job(row.setup_id, row.network), None
        except ReplayFailed as failed:
            fault = str(failed)
        finally:
            # Whatever broke: its row is closed, and the queue says in the log what it was.
            done.set()
            keeper.join()
            self._replays.finish(replay_id, lease, result, fault)

    def _keep(self, replay_id: int, lease: str, done: threading.Event) -> None:
        while not done.wait(LEASE_S / 4):
            self._replays.extend(replay_id, lease, LEASE_S)


def _huey(settings: Settings) -> Huey:
    if settings.redis_url:
        return PriorityRedisHuey("checker", url=settings.redis_url, results=False)
    settings.data.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("checker", filename=str(settings.data / "queue.sqlite3"), results=False)


__all__ = ["MATRIX", "PERSON", "Busy", "Job", "Outbox", "Queue", "ReplayFailed"]
