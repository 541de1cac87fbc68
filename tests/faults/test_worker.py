"""A worker that is killed in the middle of a real replay: it runs again, and is recorded once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.replay.lifetime import MARK
from checker.replay.setup import Setup
from checker.services.bench import make_bench
from tests.builders import settings

pytestmark = [pytest.mark.browser, pytest.mark.faults]
ROOT = Path(__file__).parents[2]


def worker(environ: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "checker", "worker"], cwd=ROOT, env=environ, start_new_session=True)


def of_this_run(data: Path) -> list[int]:
    """The living processes that were told this data folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if str(data).encode() in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def test_a_killed_worker_s_replay_is_made_again_and_recorded_once(
    tmp_path: Path, setup_of: Callable[[str], Setup], monkeypatch: pytest.MonkeyPatch
) -> None:
    setup_of("chromium-accept-all")
    made = settings(tmp_path)
    bench = make_bench(made)
    environ = {**os.environ, **made.as_environ()}
    environ.pop(MARK, None)
    replay_id = bench.queue.ask("chromium-accept-all", "own", "v1")
    replays = bench.replayer._replays

    def row():  # type: ignore[no-untyped-def]
        found = replays.get(replay_id)
        assert found is not None
        return found

    def until(state: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while row().state != state:
            assert time.monotonic() < deadline, f"still {row().state}: {row().fault}"
            time.sleep(0.05)

    first = worker(environ)
    until("running", 20)
    time.sleep(1.0)  # the browser is on its way
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    second = worker(environ)
    try:
        until("done", 60)
    finally:
        second.terminate()
        second.wait(20)
    assert row().tries == 2
    assert row().result["verdict"] == "tracked"
    deadline = time.monotonic() + 10
    while left := of_this_run(tmp_path):
        assert time.monotonic() < deadline, f"left behind: {left}"
        time.sleep(0.1)
    bench.database.engine.dispose()
