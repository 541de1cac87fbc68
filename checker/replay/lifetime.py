"""Room: where one browser lives, and the keeper that leaves nothing of it behind.

The keeper is this file, run as a small process of its own. It starts what the browser needs, adopts
what those start, and ends all of it when its parent says so, dies or is killed. It imports the
standard library only and is run with `-I -S`, so that it costs some 30 ms.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

MARK = "CHECKER_REPLAY_ID"
"""Every process of a room carries it in its environment, so that strays are found whoever adopted them."""

PR_SET_CHILD_SUBREAPER = 36
SOCKET_PATH_LIMIT = 60
"""Chromium keeps a socket below its temporary folder; a socket's path may have 107 characters."""


INHERITED = frozenset({"PATH", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH", "FONTCONFIG_PATH", "XDG_DATA_DIRS"})
"""What a browser gets of our environment: no display, no proxy, and none of the service's secrets."""


class RoomError(RuntimeError):
    """The room could not be made or a program in it not be started; the message says what to do."""


def marked(mark: str, adopter: int | None = None) -> list[int]:
    """The living processes of one room: those that carry the mark, the rest of their sessions, and their children.

    The mark alone would not do: Chromium's processes write their titles over their environment (seen
    with 156). `adopter` is the room's keeper; whatever it adopted belongs to the room as well.
    """
    sessions: set[str] = set()
    living: dict[int, tuple[str, int]] = {}
    needle = f"{MARK}={mark}".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            state, parent, _, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            if state in "ZX":
                continue
            living[int(entry.name)] = session, int(parent)
            if needle in (entry / "environ").read_bytes():
                sessions.add(session)
    found = {pid for pid, (session, _) in living.items() if session in sessions}
    parents = found if adopter is None else found | {adopter}
    while more := {pid for pid, (_, parent) in living.items() if parent in parents} - found:
        found |= more
        parents = parents | more
    return sorted(found)


def end_all(mark: str, adopter: int | None = None, within: float = 5.0) -> bool:
    """Kill a room's processes, also those that start meanwhile; True when none is left.

    SIGKILL from the start: it ends a stopped process too, and a profile that is thrown away needs
    no orderly end.
    """
    deadline = time.monotonic() + within
    while left := marked(mark, adopter):
        for pid in left:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


class Room:
    """A folder, a mark and a keeper for one browser. Use it with `with`."""

    def __init__(self, root: Path) -> None:
        """Make the folder below `root` and start the keeper.

        Raises RoomError when there is no space or no right to write.
        """
        self.mark = uuid.uuid4().hex
        self.folders: list[Path] = []
        try:
            root.mkdir(parents=True, exist_ok=True)
            self.folder = self._add_folder(root.resolve())
            short = len(str(self.folder)) <= SOCKET_PATH_LIMIT
            self.scratch = self.folder / "t" if short else self._add_folder(Path(tempfile.gettempdir()))
            for name in ("t", "h", "r"):
                (self.folder / name).mkdir(mode=0o700)
            command = [sys.executable, "-I", "-S", __file__, self.mark, *map(str, self.folders)]
            self._keeper = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, bufsize=0
            )
        except OSError as error:
            self._remove_folders()
            raise RoomError(f"no room for a browser profile in {root}: {error.strerror or error}") from error

    def _add_folder(self, root: Path) -> Path:
        self.folders.append(Path(tempfile.mkdtemp(prefix="b-", dir=root)))
        return self.folders[-1]

    def _remove_folders(self) -> None:
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)

    def __enter__(self) -> Room:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def spawn(self, command: Sequence[str], *, environ: Mapping[str, str] | None = None, log: str = "log") -> int:
        """Start a program in a session of its own; its output goes to a file in the folder. Gives its id."""
        env = {name: value for name, value in os.environ.items() if name in INHERITED or name.startswith("LC_")}
        # Everything that a browser writes beside its profile belongs into the room, too.
        env |= {"HOME": str(self.folder / "h"), "TMPDIR": str(self.scratch), "XDG_RUNTIME_DIR": str(self.folder / "r")}
        env |= {name: str(self.folder / "h" / name) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
        env |= {**(environ or {}), MARK: self.mark}
        order = {"command": list(command), "environ": env, "log": str(self.folder / log)}
        assert self._keeper.stdin and self._keeper.stdout
        try:
            self._keeper.stdin.write(json.dumps(order).encode() + b"\n")
            answer = self._keeper.stdout.readline().decode().strip()
        except OSError:
            answer = ""
        if not answer.isdigit():
            raise RoomError(f"{command[0]} could not be started: {answer or 'its keeper is gone'}")
        return int(answer)

    def log(self, name: str = "log") -> str:
        """What a program has written so far."""
        with contextlib.suppress(OSError):
            return (self.folder / name).read_text(errors="replace")
        return ""

    def close(self) -> None:
        """End everything and remove the folders. Safe to call again."""
        for pipe in (self._keeper.stdin, self._keeper.stdout):
            assert pipe
            pipe.close()
        try:
            self._keeper.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
        if self._keeper.returncode != 0:
            # The keeper itself was killed: do its work here.
            end_all(self.mark)
            self._remove_folders()


def alive(pid: int) -> bool:
    """Is there such a process? The keeper reaps, so none lingers as a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _start(order: dict[str, object], log_flags: int = os.O_WRONLY | os.O_CREAT | os.O_APPEND) -> str:
    command, environ = order["command"], order["environ"]
    assert isinstance(command, list) and isinstance(environ, dict)
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(order["log"]), log_flags, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    try:
        # A log that cannot be written (a full disk) must not be mistaken for a missing program.
        # What the keeper ignores its children must not: an ignored signal survives exec.
        defaults = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE)
        return str(os.posix_spawnp(command[0], command, environ, file_actions=actions, setsid=True, setsigdef=defaults))
    except OSError as error:
        return f"{error.strerror} ({error.filename or command[0]})"


def _reap(*_: object) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _keep(mark: str, folders: Sequence[str]) -> None:
    """The keeper's life: start what is ordered; when the parent is gone or says so, end it all."""
    import ctypes

    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, _reap)
    waiting = b""
    # A fork of the parent may hold the pipe open after the parent's death: so its id is watched, too.
    while os.getppid() == parent:
        if not select.select([0], [], [], 1.0)[0]:
            continue
        chunk = os.read(0, 65536)
        if not chunk:
            break
        *lines, waiting = (waiting + chunk).split(b"\n")
        for line in lines:
            with contextlib.suppress(BrokenPipeError):
                os.write(1, _start(json.loads(line)).encode() + b"\n")
    end_all(mark, adopter=os.getpid())
    for folder in folders:
        # A process that dies late may still write: look twice.
        for _ in range(3):
            shutil.rmtree(folder, ignore_errors=True)
            if not Path(folder).exists():
                break
            time.sleep(0.05)


if __name__ == "__main__":
    _keep(sys.argv[1], sys.argv[2:])
