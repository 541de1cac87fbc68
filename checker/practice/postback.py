"""The shop server's report to the network: server to server, over real HTTP.

The request goes to the address that the service itself listens on, with the network's name in
`Host`, so it works where only the browser can resolve the names. The address comes from the
settings alone, never from a request.
"""

from __future__ import annotations

import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import urllib3

from checker.config import Settings
from checker.practice.ledger import Ledger
from checker.practice.seals import Seals

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

log = logging.getLogger(__name__)

_TIMEOUT_S = 3.0


class Postback:
    """Sends practice sales to the practice network in the background, and says when it could not."""

    def __init__(self, settings: Settings, seals: Seals, ledger: Ledger) -> None:
        self._settings, self._seals, self._ledger = settings, seals, ledger
        self._pools: dict[str, urllib3.HTTPConnectionPool] = {}
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="postback")

    def send(self, check_id: str, click_id: str | None, environ: WSGIEnvironment) -> None:
        """Report the order of a check; without a click id the report still goes out, and earns nobody a credit.

        `environ` is that of the order's request: it tells where this server listens when no setting does.
        """
        address = self._settings.self_address or own_address(environ)
        self._threads.submit(self._deliver, address, check_id, click_id)

    def _deliver(self, address: str, check_id: str, click_id: str | None) -> None:
        body = {"order": self._seals.token("order", check_id)} | ({"click": click_id} if click_id else {})
        headers = {
            "Host": urlsplit(self._settings.network.url).netloc,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Practice-Shop": self._seals.token("postback", check_id),
            "User-Agent": "practice-shop",
        }
        # Reporting a sale twice changes nothing, so a connection that went stale may be tried again.
        retries = urllib3.Retry(2, allowed_methods=None, redirect=0)
        try:
            answer = self._connection(address).urlopen(
                "POST", "/postback", body=urlencode(body), headers=headers, retries=retries, redirect=False
            )
            fault = None if answer.status == 200 else f"http-{answer.status}"
        except urllib3.exceptions.HTTPError as error:
            fault = type(error).__name__
        if fault:
            # Our own fault, not the shopper's: the method then stays unknown, never lost.
            log.error("postback to %s failed: %s", address, fault)
            self._ledger.record(check_id, "postback", {"click_id": "undelivered", "fault": fault}, user_agent=None)

    def _connection(self, address: str) -> urllib3.HTTPConnectionPool:
        if address not in self._pools:
            self._pools[address] = connect(self._settings, address, self._settings.network.host)
        return self._pools[address]


def connect(settings: Settings, address: str, name: str) -> urllib3.HTTPConnectionPool:
    """A connection to the service's own address under one of its host names, checked against its own authority."""
    parts = urlsplit(address)
    host, timeout = parts.hostname or "127.0.0.1", urllib3.Timeout(total=_TIMEOUT_S)
    if parts.scheme == "https":
        return urllib3.HTTPSConnectionPool(
            host,
            parts.port or 443,
            timeout=timeout,
            ca_certs=str(settings.self_ca) if settings.self_ca else None,
            server_hostname=name,
            assert_hostname=name,
        )
    return urllib3.HTTPConnectionPool(host, parts.port or 80, timeout=timeout)


def own_address(environ: WSGIEnvironment) -> str:
    """Where the WSGI server that called us listens, as an origin (gunicorn tells its bound address).

    On a unix socket gunicorn fills the name in from the request, which nobody may choose for us: then
    there is no address, and the setting is needed.
    """
    if getattr(environ.get("gunicorn.socket"), "family", None) == socket.AF_UNIX:
        return "http://address-unknown.invalid"
    host, port = environ.get("SERVER_NAME", "127.0.0.1"), environ.get("SERVER_PORT", "80")
    tls = environ.get("wsgi.url_scheme") == "https" and "HTTP_X_FORWARDED_PROTO" not in environ
    if host in ("0.0.0.0", "::", ""):  # noqa: S104
        host = "127.0.0.1"
    return f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
