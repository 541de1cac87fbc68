"""The other half of names.py: proxy.py (2.4.10) with one plugin that maps or refuses.

proxy.py's own acceptors are processes of their own; here its protocol handler runs in threads of this
one process, so that ending the process ends everything.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import select
import socket
import sys
import tempfile
import threading
import time
from typing import Any

from proxy.common.flag import FlagParser
from proxy.http.exception import HttpProtocolException, HttpRequestRejected, ProxyConnectionFailed
from proxy.http.handler import HttpProtocolHandler
from proxy.http.parser import HttpParser
from proxy.http.proxy import HttpProxyBasePlugin
from proxy.http.responses import BAD_REQUEST_RESPONSE_PKT

from checker.replay.names import READY_HOST

RECORD_LIMIT = 10_000
LINE_LIMIT = 200

_map: dict[str, tuple[str, int]] = {}
_refused: tuple[str, ...] = ()
_record = -1
_left = RECORD_LIMIT


def _refuse(method: str, host: str, port: int, reason: str) -> None:
    global _left
    if _left > 0:
        _left -= 1
        line = json.dumps([time.time(), method[:20], host[:LINE_LIMIT], port, reason[:LINE_LIMIT]]) + "\n"
        # A full disk must not turn a refusal into a pass.
        with contextlib.suppress(OSError):
            os.write(_record, line.encode())


def _answer(status: int, word: bytes, body: bytes, kind: bytes = b"text/plain") -> HttpRequestRejected:
    headers = {b"Content-Type": kind, b"Cache-Control": b"no-store"}
    return HttpRequestRejected(status_code=status, reason=word, headers=headers, body=body)


def _unresolved(request: HttpParser) -> HttpRequestRejected:
    """The answer that makes a browser show its own error page.

    Firefox ESR 153 takes a tunnel's 404 for an unknown name (dnsNotFound) and 502 for a refused
    connection. WebKitGTK 2.50 leaves the old page standing on any status, but shows its error page
    when the connection just ends; so does Firefox for a plain request, where a status would be a page.
    """
    if request.is_https_tunnel and request.has_header(b"user-agent") and b"Firefox/" in request.header(b"user-agent"):
        return _answer(404, b"Not Found", b"")
    return HttpRequestRejected()


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("latin-1")


class Names(HttpProxyBasePlugin):
    """Lets mapped pairs of host and port through, and nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._passed = False

    def before_upstream_connection(self, request: HttpParser) -> HttpParser | None:
        """Judge the request before any connection is made, and point it at the mapped address."""
        method, host, port = _text(request.method), _text(request.host).lower().rstrip("."), int(request.port or 0)
        url = request._url
        if url is None or url.username is not None or url.password is not None or "@" in host:
            self._no(method, host, port, "user information in the address")
        if not request.is_https_tunnel:
            if url is None or url.scheme != b"http":
                self._no(method, host, port, "not an http address")
            if request.has_header(b"upgrade"):
                self._no(method, host, port, "protocol change asked for")
        if request.has_header(b"host"):
            named = _text(request.header(b"host")).lower().removesuffix(f":{port}").rstrip(".")
            if named != host:
                self._no(method, host, port, f"Host header names {named!r}")
        if host == READY_HOST and not request.is_https_tunnel:
            raise _answer(200, b"OK", b"<!doctype html><title>ready</title>", b"text/html")
        if any(host == name or host.endswith("." + name) for name in _refused):
            _refuse(method, host, port, "told not to resolve")
            raise _unresolved(request)
        target = _map.get(f"{host}:{port}")
        if target is None:
            self._no(method, host, port, "not in the map")
        assert target
        request.host, request.port = target[0].encode(), target[1]
        return request

    def handle_client_request(self, request: HttpParser) -> HttpParser | None:
        """One plain request per connection: browsers reuse a proxy's connection for other hosts."""
        if self._passed:
            host, port = _text(request.host), int(request.port or 0)
            self._no(_text(request.method), host, port, "second request on a connection")
        self._passed = True
        if not request.is_https_tunnel:
            request.add_header(b"Connection", b"close")
        return request

    def _no(self, method: str, host: str, port: int, reason: str) -> None:
        _refuse(method, host, port, reason)
        raise _answer(403, b"Forbidden", b"refused: " + reason.encode("ascii", "replace"))


class Handler(HttpProtocolHandler):
    """proxy.py's handler that also records what it cannot read."""

    _judged = False

    def _parse_first_request(self, data: memoryview) -> bool:
        try:
            done = super()._parse_first_request(data)
        except (HttpRequestRejected, ProxyConnectionFailed):
            self._judged = True
            raise
        except HttpProtocolException as error:
            self._judged = True
            _refuse(_text(self.request.method), _text(self.request.host), 0, f"not readable: {error}")
            raise
        except Exception as error:
            # proxy.py trips over odd ports and user parts only after it began to act on them.
            self._judged = True
            _refuse(_text(self.request.method), _text(self.request.host), 0, f"not readable: {error}")
            self.work.queue(BAD_REQUEST_RESPONSE_PKT)
            return True
        if done and self.plugin is None:
            self._judged = True
            _refuse(_text(self.request.method), "", 0, "not a proxy request")
        return bool(done)

    def shutdown(self) -> None:
        """Record also who spoke another language and left (SOCKS, TLS)."""
        if self.request.total_size and not self.request.is_complete and not self._judged:
            _refuse("", "", 0, "no readable request")
        super().shutdown()


def _serve(flags: argparse.Namespace, listening: socket.socket) -> None:
    while True:
        connection, address = listening.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        work = Handler(Handler.create(connection, address), flags=flags, event_queue=None, upstream_conn_pool=None)
        threading.Thread(target=work.run, daemon=True).start()


def main(listening_fd: int, record_fd: int) -> None:
    """Read the orders from the first line of the input, serve until the input ends or the parent is gone."""
    global _map, _refused, _record
    parent = os.getppid()
    orders = json.loads(sys.stdin.buffer.readline())
    _map = {pair: (str(address), int(port)) for pair, (address, port) in orders["map"].items()}
    _refused, _record = tuple(orders["refuse"]), record_fd
    # proxy.py insists on folders for certificates and a cache, also when neither is used.
    with tempfile.TemporaryDirectory() as folder:
        flags = FlagParser.initialize(
            ["--threaded", "--timeout", "60", "--log-level", "CRITICAL", "--data-dir", folder, "--cache-dir", folder],
            plugins=[Names],
        )
    threading.Thread(target=_serve, args=(flags, socket.socket(fileno=listening_fd)), daemon=True).start()
    while os.getppid() == parent:
        if select.select([0], [], [], 1.0)[0] and not os.read(0, 4096):
            break
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
