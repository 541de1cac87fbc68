"""Names: the proxy through which a replay's browser reaches what it may reach, and nothing else.

Only mapped pairs of host and port pass, and where they lead comes from the map alone: the proxy
never asks a name server. So a loopback or metadata address, however it is written, and a name that
somebody points at one are refused for the same reason as everything else: they are not in the map.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from checker.config import ConfigError

READY_HOST = "ready.checker.invalid"
"""A name that the proxy answers itself on plain http, whatever the path: a neutral ground for readiness checks."""

BROWSERS_OWN = (
    "accounts.google.com",
    "clients2.google.com",
    "start.duckduckgo.com",
    "update.googleapis.com",
    "services.mozilla.com",
)
"""Whom fresh browsers call on their own, settings against it or not (seen with Chromium 156 of Debian,
Firefox ESR 153; WebKitGTK 2.50 calls nobody)."""

Target = tuple[str, int]


@dataclass(frozen=True)
class Refusal:
    """One request that did not pass: when (seconds since the epoch), what, and why."""

    time: float
    method: str
    host: str
    port: int
    reason: str

    @property
    def by_browser(self) -> bool:
        """Was it the browser's own business, and not the page's?"""
        return any(self.host == name or self.host.endswith("." + name) for name in BROWSERS_OWN)


def endpoints(mapping: Mapping[str, Target]) -> dict[str, Target]:
    """Spell a map out as `host:port` pairs.

    A key is `host:port`, or a bare `host` that stands for the ports 80 and 443 and the target's own.
    Raises ValueError for a target that is not an IP address (it would need a name server) or a bad
    port or name.
    """
    spelt: dict[str, Target] = {}
    for key, (address, port) in mapping.items():
        host, colon, asked = key.rstrip(".").lower().partition(":")
        ipaddress.ip_address(address)
        ports = {int(asked)} if colon else {80, 443, port}
        if not host or not all(0 < number < 65536 for number in (*ports, port)):
            raise ValueError(f"{key!r} -> {address}:{port} is no pair of host and port")
        spelt |= {f"{host}:{number}": (address, port) for number in ports if colon or f"{host}:{number}" not in mapping}
    return spelt


class NameProxy:
    """The proxy, in a process of its own that ends with its parent.

    `mapping` says which names lead where (see `endpoints`). `refuse` are names that shall look
    unresolvable, with their subdomains: each browser gets what makes it show its own error page.
    Everything else is answered 403. Both are on the record. `listen` is an address of this machine:
    browsers elsewhere cannot reach its loopback.
    """

    def __init__(self, mapping: Mapping[str, Target], refuse: Iterable[str] = (), listen: str = "127.0.0.1") -> None:
        self._listen = listen
        self._orders = {"map": endpoints(mapping), "refuse": sorted({name.rstrip(".").lower() for name in refuse})}
        self._process: subprocess.Popen[bytes] | None = None
        self._record = -1
        self.address = ""

    def __enter__(self) -> NameProxy:
        """Start it. Connections are accepted from now on; `address` is `<listen>:<port>`.

        Raises ConfigError when this machine has no such address.
        """
        # The socket is made here and handed down: the address is known at once, and who connects
        # before the other process is up just waits in the queue.
        with self._open() as listening, tempfile.TemporaryFile() as record:
            self.address = f"{self._listen}:{listening.getsockname()[1]}"
            self._record = os.dup(record.fileno())
            passed = (listening.fileno(), self._record)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "checker.replay.name_server", *map(str, passed)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=passed,
                start_new_session=True,
                cwd=Path(__file__).parents[2],
            )
        assert self._process.stdin
        self._process.stdin.write(json.dumps(self._orders).encode() + b"\n")
        # Left open: its end is how the other side knows that we are gone.
        self._process.stdin.flush()
        return self

    def _open(self) -> socket.socket:
        try:
            return socket.create_server((self._listen, 0), backlog=128)
        except OSError as error:
            raise ConfigError(f"CHECKER_PROXY_HOST: cannot listen on {self._listen!r}: {error.strerror}") from None

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process id, for whoever watches it."""
        assert self._process
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Is it still running? A journey that failed through a dead proxy says nothing about the setup."""
        return self._process is not None and self._process.poll() is None

    def refusals(self) -> list[Refusal]:
        """All refusals so far, oldest first; also after the end. The first 10000 are kept."""
        if self._record < 0:
            return []
        raw = os.pread(self._record, os.fstat(self._record).st_size, 0)
        return [Refusal(*json.loads(line)) for line in raw.splitlines(keepends=True) if line.endswith(b"\n")]

    def close(self) -> None:
        """End it. Safe to call again; the refusals stay readable."""
        if self._process is None:
            return
        assert self._process.stdin
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()

    def __del__(self) -> None:
        if self._record >= 0:
            os.close(self._record)
            self._record = -1
