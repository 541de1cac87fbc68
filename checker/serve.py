"""Run the service with gunicorn: plain http for a person's quick start, `--tls` for everything automated."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import trustme
from gunicorn.app.base import BaseApplication

from checker.app import create_app
from checker.brands import all_sites
from checker.config import Settings, load
from checker.knowledge.hosts import foreign_hosts
from checker.knowledge.loader import load_networks
from checker.services.bench import make_bench

_PR_SET_PDEATHSIG = 1
_HEADER_MAX = 32 * 1024


@dataclass(frozen=True)
class Listening:
    """Where to listen, and with what."""

    host: str = "127.0.0.1"
    port: int = 8000
    tls: bool = False
    workers: int = 2
    threads: int = 24


def settings_for(listening: Listening) -> Settings:
    """The settings of a service that listens there; its own address is filled in when none is given."""
    scheme = "https" if listening.tls else "http"
    settings = load(scheme=scheme, port=listening.port)
    if settings.self_address is None:
        host = "127.0.0.1" if listening.host in ("0.0.0.0", "::") else listening.host  # noqa: S104
        settings = replace(
            settings,
            self_address=f"{scheme}://{f'[{host}]' if ':' in host else host}:{listening.port}",
            self_ca=settings.data / "tls" / "ca.pem" if listening.tls else settings.self_ca,
        )
    return settings


def serve(listening: Listening, settings: Settings, when_ready: Callable[[], None] = lambda: None) -> None:
    """Serve until a signal ends it. `when_ready` is called in the parent once the workers are started."""
    options: dict[str, Any] = {
        "bind": f"{f'[{listening.host}]' if ':' in listening.host else listening.host}:{listening.port}",
        "workers": listening.workers,
        "threads": listening.threads,
        "worker_class": "gthread",
        "keepalive": 20,
        "graceful_timeout": 3,
        "control_socket_disable": True,
        "limit_request_line": 8190,
        # A browser that checks often carries the cookies of all its checks of the last hour, up to its own limit of
        # some 180 for a site: at gunicorn's 8 kB the 62nd check found no network any more (2026-11-24).
        "limit_request_field_size": _HEADER_MAX,
        "loglevel": "warning",
        "when_ready": lambda _arbiter: when_ready(),
    }
    if listening.tls:
        certificate = make_certificates(settings)
        options |= {"certfile": str(certificate), "keyfile": str(certificate)}
    # Once, before the workers start: they then find the tables as they should be.
    make_bench(settings).database.engine.dispose()
    _Gunicorn(settings, options).run()


def make_certificates(settings: Settings) -> Path:
    """A throw-away authority and one certificate for the three names, in `tls/` of the data folder.

    `ca.pem` is the authority to trust; the answer is the file with key and chain.
    """
    folder = settings.data / "tls"
    folder.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA()
    names = {site.host for site in all_sites(settings)} | {"127.0.0.1", "::1"}
    if settings.play_networks:
        names |= set(foreign_hosts(load_networks()))
    server = folder / "server.pem"
    server.unlink(missing_ok=True)
    os.close(os.open(server, os.O_CREAT | os.O_EXCL, 0o600))
    authority.issue_cert(*sorted(names)).private_key_and_cert_chain_pem.write_to_path(server)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    return server


def start_worker(settings: Settings) -> None:
    """A worker beside the service, in its process group, that ends when the service does."""
    command = [sys.executable, "-m", "checker", "worker", "--end-with-parent"]
    subprocess.Popen(command, env={**os.environ, **settings.as_environ()}, stdin=subprocess.DEVNULL)


def end_with_parent() -> None:
    """Have the kernel end this process when the one that started it ends, however it ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() == 1:
        raise SystemExit(0)


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings, self._options = settings, options
        super().__init__()

    def load_config(self) -> None:
        for key, value in self._options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        # In each worker: a database pool must not be shared over a fork.
        return create_app(self._settings)
