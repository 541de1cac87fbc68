"""Real PostgreSQL and Redis servers for tests, started from Debian's packages and ended with the run."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def missing_postgres() -> str | None:
    return None if _postgres_folder() else "PostgreSQL is not installed (Debian: apt-get install postgresql)"


def missing_redis() -> str | None:
    return None if shutil.which("redis-server") else "Redis is not installed (Debian: apt-get install redis-server)"


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A server with one empty database; answers its SQLAlchemy URL."""
    programs = _postgres_folder()
    assert programs
    data, port = folder / "postgres", free_port()
    as_user = _as_other_user(folder)
    subprocess.run(
        [*as_user, programs / "initdb", "-D", data, "-A", "trust", "-U", "checker"], check=True, capture_output=True
    )
    options = ["-D", data, "-p", str(port), "-k", data, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    with _running([*as_user, programs / "postgres", *options], port):
        yield f"postgresql+psycopg://checker@127.0.0.1:{port}/postgres"


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A server that keeps nothing; answers its URL."""
    port = free_port()
    with _running(["redis-server", "--port", str(port), "--save", "", "--dir", str(folder)], port):
        yield f"redis://127.0.0.1:{port}/0"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _postgres_folder() -> Path | None:
    if found := shutil.which("postgres"):
        return Path(found).parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


def _as_other_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    for place in (folder, *folder.parents):
        if place.stat().st_uid == 0 and place != Path("/") and "pytest" in str(place):
            place.chmod(place.stat().st_mode | 0o011)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


@contextmanager
def _running(command: list[str | Path], port: int) -> Iterator[None]:
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, f"{command[0]} ended at its start"
                assert time.monotonic() < deadline, f"{command[0]} does not listen"
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)
