"""A WebSocket to a browser that speaks CDP or WebDriver BiDi: events are read in a thread, in their order.

Selenium's own connection (4.51) starts a thread for each event, so that their order is lost, and says
goodbye to chromedriver, which takes up to 10 s to answer that.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from websocket import WebSocket, WebSocketException, create_connection

ANSWER_LIMIT = 2.0
"""Seconds after which a browser that does not answer is not waited for."""

BROKEN = (WebSocketException, OSError, ValueError)
"""What a connection can break with."""

log = logging.getLogger(__name__)


class Wire:
    """One connection; `hear` gets the name and the parameters of every event, in a thread of its own."""

    def __init__(self, url: str, hear: Callable[[str, Mapping[str, Any]], None]) -> None:
        """Connect. Raises one of BROKEN."""
        self._hear = hear
        self._socket: WebSocket = create_connection(url, timeout=ANSWER_LIMIT, suppress_origin=True)
        self._socket.settimeout(None)
        self._number, self._waited = 0, -1
        self._lock = threading.Lock()
        self._answered = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def ask(self, method: str, **params: Any) -> None:
        """Send a command and wait for its answer: all events from before it are heard then. Never raises."""
        self._answered.clear()
        with suppress(*BROKEN):
            self._send(method, params, wait=True)
            if self._thread.is_alive():
                self._answered.wait(ANSWER_LIMIT)

    def close(self) -> None:
        """End it at once. Never raises."""
        with suppress(*BROKEN):
            self._socket.abort()  # type: ignore[no-untyped-call]
        self._thread.join(ANSWER_LIMIT)
        with suppress(*BROKEN):
            self._socket.shutdown()  # type: ignore[no-untyped-call]

    def _send(self, method: str, params: Mapping[str, Any], session: str | None = None, *, wait: bool = False) -> None:
        with self._lock:
            self._number += 1
            if wait:
                self._waited = self._number
            order = {"id": self._number, "method": method, "params": params}
            self._socket.send(json.dumps(order | ({"sessionId": session} if session else {})))

    def _read(self) -> None:
        try:
            while text := self._socket.recv():
                try:
                    self._take(json.loads(text))
                except (json.JSONDecodeError, KeyError, TypeError, AttributeError):
                    # Of another shape than ours: it costs itself, and not those that come after it.
                    log.exception("a browser's message was not understood")
        except BROKEN as error:
            log.debug("the connection to the browser ends: %s", error)
        finally:
            self._answered.set()

    def _take(self, message: Mapping[str, Any]) -> None:
        method, params = message.get("method"), message.get("params", {})
        if method is None:
            # Also a refusal is an answer: a page may be gone before it was joined.
            if message.get("id") == self._waited:
                self._answered.set()
        elif method == "Target.targetCreated":
            self._send("Target.attachToTarget", {"targetId": params["targetInfo"]["targetId"], "flatten": True})
        elif method == "Target.attachedToTarget":
            self._send("Network.enable", {}, params["sessionId"])
        else:
            self._hear(method, params)
