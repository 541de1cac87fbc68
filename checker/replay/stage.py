"""The stage: a service of its own for replays, on names that only the mapping proxy knows.

Throw-away data, TLS, a free port; it ends with the `with` block, or with the process that opened it.
"""

from __future__ import annotations

import json
import secrets
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import urllib3

from checker.config import Role
from checker.replay.lifetime import Room, alive
from checker.replay.names import NameProxy, Target

# Reserved for tests (RFC 6761), and no browser treats them in a way of its own as it does `localhost`.
NAMES: Mapping[Role, str] = {"portal": "cashback.test", "network": "network.test", "shop": "shop.test"}
START_LIMIT_S = 20.0
_ROOT = Path(__file__).parents[2]


class StageError(RuntimeError):
    """The stage's service did not start; the message is its own last word."""


class Stage:
    """A running practice service.

    `address` is where it listens, `sites` are the host names of each role, `portal` is the portal's
    origin as a browser writes it.
    """

    def __init__(
        self,
        root: Path,
        *,
        extra_hosts: Sequence[str] = (),
        neutral_hosts: Sequence[str] = (),
        names: Mapping[Role, str] = NAMES,
        port: int = 443,
        brands: Path | None = None,
    ) -> None:
        """Prepare it. `names` and `port` are what browsers see; port 0 is the one that it listens on itself.

        `extra_hosts` are real networks' that it plays; `neutral_hosts` are there for comparison, and nobody's part.
        `brands` is a settings file of portals; by default there is none, whatever the operator's own service has.
        """
        self._room = Room(root)
        self._names = names
        self.sites: dict[Role, tuple[str, ...]] = {role: (name,) for role, name in names.items()}
        self.sites["network"] += tuple(extra_hosts)
        self._neutral = tuple(neutral_hosts)
        with socket.create_server(("127.0.0.1", 0)) as free:
            own_port = free.getsockname()[1]
        self.address: Target = ("127.0.0.1", own_port)
        suffix = {443: "", 0: f":{own_port}"}.get(port, f":{port}")
        self.portal = f"https://{names['portal']}{suffix}"
        self._environ = {
            **{f"CHECKER_{role.upper()}_URL": f"https://{name}{suffix}" for role, name in names.items()},
            "CHECKER_BRANDS": str(brands or ""),
            "CHECKER_DATA": str(self._room.folder / "data"),
            "CHECKER_SELF_ADDRESS": f"https://127.0.0.1:{own_port}",
            "CHECKER_SELF_CA": str(self._room.folder / "data" / "tls" / "ca.pem"),
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "SECRET_KEY": secrets.token_urlsafe(32),
            # Hosts that nobody plays are not asked for either: their names would lead nowhere.
            **({"CHECKER_PLAY_NETWORKS": "1"} if extra_hosts else {"CHECKER_ASK_NETWORKS": "0"}),
        }

    @property
    def folder(self) -> Path:
        """Where its data and certificates are."""
        return self._room.folder

    def __enter__(self) -> Stage:
        command = [sys.executable, "-m", "checker", "serve", "--no-worker", "--tls", "--port", str(self.address[1])]
        pid = self._room.spawn(["env", "-C", str(_ROOT), *command], environ=self._environ, log="serve.log")
        deadline = time.monotonic() + START_LIMIT_S
        while not self._ready():
            if time.monotonic() > deadline or not alive(pid):
                said = self._room.log("serve.log").strip().splitlines()
                self._room.close()
                raise StageError(f"the practice service did not start: {said[-1] if said else 'it said nothing'}")
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()
        self._room.close()

    @cached_property
    def _pool(self) -> urllib3.HTTPSConnectionPool:
        name = self._names["portal"]
        authority = self._environ["CHECKER_SELF_CA"]
        return urllib3.HTTPSConnectionPool(
            *self.address, ca_certs=authority, server_hostname=name, assert_hostname=name, timeout=5
        )

    def _ready(self) -> bool:
        try:
            return Path(self._environ["CHECKER_SELF_CA"]).exists() and self._ask("/readyz").status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def _ask(self, path: str) -> urllib3.BaseHTTPResponse:
        return self._pool.request("GET", path, headers={"Host": self._names["portal"]}, retries=False)

    def check(self, code: str) -> dict[str, Any]:
        """A check's document, as the API gives it. Raises LookupError when there is none."""
        answer = self._ask(f"/api/v1/checks/{code}")
        document: dict[str, Any] = json.loads(answer.data)
        if answer.status != 200:
            raise LookupError(document["error"]["message"])
        return document

    def issue(self) -> str:
        """A ticket for one purchase that plays a real network."""
        return str(self._staging("POST", "")["ticket"])

    def standing(self, ticket: str) -> dict[str, Any]:
        """How that purchase stands: `state`, `code`, and how many `events` its trail has."""
        return self._staging("GET", f"/{ticket}")

    def close(self, ticket: str) -> None:
        """Say that the browser cannot go on from where it stands."""
        self._pool.request("POST", f"/staging/{ticket}/closed", headers={"Host": self._names["portal"]}, retries=False)

    def _staging(self, method: str, path: str) -> dict[str, Any]:
        answer = self._pool.request(method, f"/staging{path}", headers={"Host": self._names["portal"]}, retries=False)
        document: dict[str, Any] = json.loads(answer.data)
        return document

    def names(self, refuse: Sequence[str] = (), listen: str = "127.0.0.1") -> NameProxy:
        """A mapping proxy over which a browser reaches this stage and nothing else."""
        hosts = [*(host for hosts in self.sites.values() for host in hosts), *self._neutral]
        return NameProxy({host: self.address for host in hosts if host not in refuse}, refuse, listen)
