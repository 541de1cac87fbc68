"""A room leaves nothing behind, however it ends."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from checker.replay.lifetime import MARK, Room, RoomError, alive, marked

ROOT = Path(__file__).parents[3]
# Processes as browsers have them: one that ignores signals, one that left its session, one without the mark.
FAMILY = (
    "trap '' TERM INT HUP; setsid sleep 300 & env -u " + MARK + " sleep 300 & (exec -a renderer sleep 300) & sleep 300"
)


def family(room: Room) -> list[int]:
    room.spawn(["bash", "-c", FAMILY])
    deadline = time.monotonic() + 5
    while len(found := marked(room.mark)) < 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(found) == 5
    return found


def gone(pids: list[int]) -> bool:
    return not any(alive(pid) for pid in pids)


def test_the_end_of_a_room_is_the_end_of_its_processes_and_folders(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        pids = family(room)
        (room.folder / "h" / "profile").write_text("x")
        assert list(tmp_path.iterdir())
    assert gone(pids)
    assert marked(room.mark) == []
    assert list(tmp_path.iterdir()) == []
    assert not room.scratch.exists()
    room.close()


def test_an_error_and_stopped_processes_change_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), Room(tmp_path) as room:
        pids = family(room)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        _ = 1 / 0
    assert gone(pids)
    assert list(tmp_path.iterdir()) == []


def test_a_killed_keeper_is_replaced(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        pids = family(room)
        room._keeper.kill()
    assert marked(room.mark) == []
    assert list(tmp_path.iterdir()) == []
    assert len(pids) == 5


def test_a_killed_parent_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from checker.replay.lifetime import Room\n"
        "room = Room(Path(sys.argv[1])); room.spawn(['sleep', '300']); print(room.mark, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 5
    while (marked(ran.stdout.strip()) or list(tmp_path.iterdir())) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert marked(ran.stdout.strip()) == []
    assert list(tmp_path.iterdir()) == []


def test_a_fork_that_outlives_the_parent_does_not_keep_the_room(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys, time; from pathlib import Path; from checker.replay.lifetime import Room\n"
        "room = Room(Path(sys.argv[1])); room.spawn(['sleep', '300']); print(room.mark, flush=True)\n"
        "if os.fork() == 0:\n"
        "    os.close(1); time.sleep(6); os._exit(0)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    deadline = time.monotonic() + 4
    while (marked(ran.stdout.strip()) or list(tmp_path.iterdir())) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert marked(ran.stdout.strip()) == []
    assert list(tmp_path.iterdir()) == []


def test_nobody_carries_an_unknown_mark() -> None:
    assert marked("no such mark") == []


def test_rooms_do_not_touch_each_other(tmp_path: Path) -> None:
    with Room(tmp_path) as stays:
        pid = stays.spawn(["sleep", "300"])
        with Room(tmp_path) as goes:
            goes.spawn(["sleep", "300"])
        assert alive(pid)
        assert stays.folder.exists()


def test_a_program_gets_none_of_our_secrets_and_no_display(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "DISPLAY", "http_proxy", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(name, "no")
    with Room(tmp_path) as room:
        pid = room.spawn(["env"], environ={"EXTRA": "yes"})
        deadline = time.monotonic() + 5
        while alive(pid) and time.monotonic() < deadline:
            time.sleep(0.01)
        said = dict(line.partition("=")[::2] for line in room.log().splitlines())
    assert "no" not in said.values()
    assert said["EXTRA"] == "yes"
    assert said["HOME"].startswith(str(tmp_path))
    assert said[MARK] == room.mark


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with Room(tmp_path) as room, pytest.raises(RoomError, match="no-such-program could not be started: No such file"):
        room.spawn(["no-such-program"])


def test_a_full_disk_is_a_clear_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    with pytest.raises(RoomError, match=r"no room for a browser profile in .*: No space left on device"):
        Room(tmp_path)


def test_a_long_path_gets_a_short_scratch_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 80)
    with Room(deep) as room:
        assert len(str(room.scratch)) < 60
        assert room.scratch.is_dir()
        assert room.folder.parent == deep
    assert not room.scratch.exists()
