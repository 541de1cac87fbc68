"""The queue, over the embedded backend and over a real Redis: the same code, the same behaviour."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from checker.jobs import MATRIX, PERSON, Queue, ReplayFailed
from checker.store.database import Database, migrate
from checker.store.replays import Replays
from tests.builders import settings


@pytest.fixture(params=["sqlite", "redis"])
def make_queue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., tuple[Queue, Replays]]]:
    """A function: a queue whose job is the one given."""
    told = {"REDIS_URL": request.getfixturevalue("redis_url")} if request.param == "redis" else {}
    made = settings(tmp_path, **told)
    database = Database(made.database_url)
    migrate(database, tmp_path)
    queues: list[Queue] = []

    def make(job: Callable[[str, str], dict[str, Any]]) -> tuple[Queue, Replays]:
        replays = Replays(database)
        queues.append(Queue(made, replays, job))
        queues[-1].huey.flush()
        return queues[-1], replays

    yield make
    for queue in queues:
        queue.huey.storage.close()
    database.engine.dispose()


def work_off(queue: Queue) -> None:
    """Do what is queued, in this thread and in the queue's own order."""
    while (task := queue.huey.dequeue()) is not None:
        queue.huey.execute(task)


def test_a_replay_is_made_and_its_result_kept(make_queue: Any) -> None:
    queue, replays = make_queue(lambda setup, network: {"verdict": "tracked", "setup": setup, "network": network})
    replay_id = queue.ask("firefox-default", "awin", "v1")
    assert replays.get(replay_id).state == "waiting"
    work_off(queue)
    row = replays.get(replay_id)
    assert (row.state, row.result) == ("done", {"verdict": "tracked", "setup": "firefox-default", "network": "awin"})


def test_a_replay_that_is_known_is_not_made_again(make_queue: Any) -> None:
    made: list[str] = []
    queue, _ = make_queue(lambda setup, _network: made.append(setup) or {"verdict": "tracked"})
    for _ in range(3):
        queue.ask("firefox-default", "own", "v1")
        work_off(queue)
    assert made == ["firefox-default"]


def test_who_waits_at_a_screen_comes_first(make_queue: Any) -> None:
    order: list[str] = []
    queue, _ = make_queue(lambda setup, _network: order.append(setup) or {"verdict": "tracked"})
    queue.ask("table-1", "own", "v", MATRIX)
    queue.ask("table-2", "own", "v", MATRIX)
    queue.ask("person", "own", "v", PERSON)
    work_off(queue)
    assert order[0] == "person"
    assert sorted(order[1:]) == ["table-1", "table-2"]


def test_a_replay_that_cannot_be_made_says_why(make_queue: Any) -> None:
    def job(_setup: str, _network: str) -> dict[str, Any]:
        raise ReplayFailed("firefox-esr is not installed")

    queue, replays = make_queue(job)
    replay_id = queue.ask("firefox-default", "own", "v1")
    work_off(queue)
    row = replays.get(replay_id)
    assert (row.state, row.result, row.fault) == ("failed", None, "firefox-esr is not installed")


def test_our_own_fault_is_called_that(make_queue: Any, caplog: pytest.LogCaptureFixture) -> None:
    queue, replays = make_queue(lambda _setup, _network: {}["nothing"])
    replay_id = queue.ask("firefox-default", "own", "v1")
    work_off(queue)
    row = replays.get(replay_id)
    assert (row.state, row.fault) == ("failed", "an error of our own")
    assert "KeyError" in caplog.text


def test_what_waits_in_no_queue_is_queued_again(make_queue: Any) -> None:
    queue, replays = make_queue(lambda _setup, _network: {"verdict": "tracked"})
    replay_id = queue.ask("firefox-default", "own", "v1")
    queue.huey.flush()  # the queue lost it; the row did not
    assert queue.recover() == 1
    work_off(queue)
    assert replays.get(replay_id).state == "done"


def test_one_that_is_queued_twice_is_made_once(make_queue: Any) -> None:
    made: list[str] = []
    queue, _ = make_queue(lambda setup, _network: made.append(setup) or {"verdict": "tracked"})
    queue.ask("firefox-default", "own", "v1")
    queue.recover()
    queue.recover()
    work_off(queue)
    assert made == ["firefox-default"]


def test_a_long_replay_stays_in_its_worker_s_hand(make_queue: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.jobs.LEASE_S", 0.2)
    hold, begun = threading.Event(), threading.Event()

    def job(_setup: str, _network: str) -> dict[str, Any]:
        begun.set()
        assert hold.wait(5)
        return {"verdict": "tracked"}

    queue, replays = make_queue(job)
    replay_id = queue.ask("firefox-default", "own", "v1")
    worker = threading.Thread(target=work_off, args=(queue,))
    worker.start()
    assert begun.wait(5)
    threading.Event().wait(0.6)  # three times the lease
    assert replays.lost() == []
    hold.set()
    worker.join(5)
    assert replays.get(replay_id).state == "done"


def test_a_workers_chores_are_done_at_the_start_and_then_every_hour(
    make_queue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue, _ = make_queue(lambda setup, network: {})
    hours = iter([0.0, 0.0, 1800.0, 3599.0, 3601.0, 3700.0, 7201.0, 7202.0])
    monkeypatch.setattr("checker.jobs.time", SimpleNamespace(monotonic=lambda: next(hours)))
    done: list[str] = []

    class Stop:
        """Goes round as often as there are times, without waiting."""

        rounds = 7

        def wait(self, _seconds: float) -> bool:
            self.rounds -= 1
            return self.rounds == 0

    def first() -> None:
        done.append("first")
        raise RuntimeError("a chore that fails")

    def second() -> None:
        done.append("second")

    def down() -> int:
        raise OSError("no queue today")

    # A queue that is down and a chore that fails keep nobody's data any longer.
    monkeypatch.setattr(queue, "waiting", down)
    queue._look_after(Stop(), [first, second])
    assert done == ["first", "second"] * 3


class Outbox:
    """Two messages, of which one cannot be sent."""

    def __init__(self) -> None:
        self.waiting, self.sent = [1, 2], []  # type: ignore[var-annotated]

    def due(self) -> list[int]:
        return list(self.waiting)

    def send(self, message_id: int) -> None:
        if message_id == 1:
            raise RuntimeError("a fault of our own")
        if message_id in self.waiting:
            self.waiting.remove(message_id)
            self.sent.append(message_id)


def test_messages_go_before_replays_and_one_that_fails_stops_no_other(make_queue: Any) -> None:
    order: list[object] = []
    queue, _ = make_queue(lambda setup, _network: order.append(setup) or {"verdict": "tracked"})
    queue._outbox = outbox = Outbox()
    outbox.sent = order
    queue.ask("person", "own", "v", PERSON)
    assert queue.post() == 2
    work_off(queue)
    assert order == [2, "person"]
    assert queue.post() == 1
    work_off(queue)
    assert outbox.waiting == [1]


def test_a_queue_without_messages_has_none_to_send(make_queue: Any) -> None:
    queue, _ = make_queue(lambda _setup, _network: {"verdict": "tracked"})
    assert queue.post() == 0
