"""The engine's own reason: why a browser did not load something, or did not send or keep a cookie.

Checked 2026-11-23. Chromium 156 tells by CDP what failed, and of each cookie why it stayed behind; with
a blocker's extension there is no CDP port, and chromedriver passes the same events on over WebDriver
BiDi. Firefox ESR 153 with geckodriver 0.37 tells by BiDi what failed, but never says a word about
cookies or about images that are switched off. WebKitGTK 2.50 tells nothing.

Chromium's pages are joined one by one: with CDP's auto-attach, chromedriver hung at the first new
window (1 of 1). Watching takes some 10 ms a browser; chromedriver's own performance log misses new
windows, and BiDi without an extension makes Chromium start half as slowly again.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import urllib3
from selenium.webdriver.remote.webdriver import WebDriver
from websocket import WebSocket, WebSocketException, create_connection

from checker.replay.names import BROWSERS_OWN
from checker.replay.setup import ReplayEngine

LIMIT = 20
ANSWER_LIMIT = 2.0
"""Seconds after which a browser that does not answer is not waited for; its replay is worth more than its reasons."""

_CDP = ("requestWillBeSent", "loadingFailed", "requestWillBeSentExtraInfo", "responseReceivedExtraInfo")
_OVER_BIDI = "goog:cdp."
_KINDS: Mapping[str, str] = {"document": "page", "iframe": "frame", "img": "image", "stylesheet": "style"}
# A page that is left breaks off what is under way: no news. uBlock's word in Firefox is NS_ERROR_ABORT.
_LEFT = ("net::ERR_ABORTED", "NS_BINDING_ABORTED")
_EMPTY_REASONS = ("other", "inspector")
_EXPECTED = (WebSocketException, urllib3.exceptions.HTTPError, OSError, ValueError)

log = logging.getLogger(__name__)


class Reasons:
    """What the browser said so far, in short words with host and reason; no cookie's value, no whole address."""

    def __init__(self) -> None:
        self._hosts: dict[str, str] = {}
        self._said: dict[str, None] = {}

    def since_last(self) -> tuple[str, ...]:
        """What was said since the last call, each word once, at most 20."""
        said, self._said = self._said, {}
        return tuple(said)[:LIMIT]

    def hear(self, event: str, params: Mapping[str, Any]) -> None:
        """Note one event of CDP or BiDi."""
        if event.startswith(_OVER_BIDI):
            event, params = event.removeprefix(_OVER_BIDI), params["params"]
        match event:
            case "Network.requestWillBeSent":
                self._hosts[params["requestId"]] = _host(params["request"]["url"])
            case "Network.loadingFailed":
                why = params.get("blockedReason", "")
                word = params["errorText"] or f"blocked, {why}"
                detail = "" if why in ("", *_EMPTY_REASONS) or not params["errorText"] else f" ({why})"
                self._failed(params["type"], self._hosts.get(params["requestId"], ""), word + detail)
            case "network.fetchError":
                request = params["request"]
                kind = request.get("destination") or request.get("initiatorType") or "request"
                self._failed(kind, _host(request["url"]), params["errorText"])
            case "Network.requestWillBeSentExtraInfo":
                headers = {name.lower(): value for name, value in params["headers"].items()}
                host = headers.get("host") or headers.get(":authority") or self._hosts.get(params["requestId"], "")
                for item in params["associatedCookies"]:
                    self._cookie(item, "not sent to", host.partition(":")[0])
            case "Network.responseReceivedExtraInfo":
                for item in params["blockedCookies"]:
                    self._cookie(item, "not kept from", self._hosts.get(params["requestId"], ""))

    def _failed(self, kind: str, host: str, word: str) -> None:
        if host and not word.startswith(_LEFT):
            self._say(f"{_KINDS.get(kind.lower(), kind.lower())} {host}: {word}")

    def _cookie(self, item: Mapping[str, Any], what: str, host: str) -> None:
        cookie = item.get("cookie")
        if not item["blockedReasons"] or not cookie:
            return
        # Practice cookies are named for their purchase; the reason is the same for all of them.
        name = re.sub(r"[0-9a-f]{8,}", "*", cookie["name"])[:40]
        host = host or cookie["domain"].lstrip(".")
        self._say(f"cookie {name} {what} {host}: {'/'.join(sorted(item['blockedReasons']))}")

    def _say(self, word: str) -> None:
        self._said.setdefault(word)


class _Wire(Reasons):
    """Reasons with a WebSocket to the browser, read in a thread so that nobody waits for it."""

    def __init__(self, url: str, question: str) -> None:
        super().__init__()
        self._question = question
        self._socket: WebSocket = create_connection(url, timeout=ANSWER_LIMIT, suppress_origin=True)
        self._socket.settimeout(None)
        self._number = 0
        self._lock = threading.Lock()
        self._waited = -1
        self._answered = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def since_last(self) -> tuple[str, ...]:
        """As above; what the browser sent before this moment is in it."""
        self.ask(self._question)
        return super().since_last()

    def ask(self, method: str, **params: Any) -> None:
        """Send a command and wait for its answer; it comes after all events before it."""
        with suppress(*_EXPECTED):
            self._answered.clear()
            self._waited = self.send(method, params)
            if self._thread.is_alive():
                self._answered.wait(ANSWER_LIMIT)

    def send(self, method: str, params: Mapping[str, Any], session: str | None = None) -> int:
        with self._lock:
            self._number += 1
            order = {"id": self._number, "method": method, "params": params}
            self._socket.send(json.dumps(order | ({"sessionId": session} if session else {})))
            return self._number

    def close(self) -> None:
        """Leave without the WebSocket's farewell, on which chromedriver lets others wait for up to 10 s."""
        with suppress(*_EXPECTED):
            self._socket.abort()
        self._thread.join(ANSWER_LIMIT)
        with suppress(*_EXPECTED):
            self._socket.shutdown()

    def _read(self) -> None:
        try:
            while text := self._socket.recv():
                self._take(json.loads(text))
        except _EXPECTED as error:
            log.debug("reasons end: %s", error)
        except Exception:
            log.exception("a browser's message was not understood")
        self._answered.set()

    def _take(self, message: Mapping[str, Any]) -> None:
        params = message.get("params", {})
        match message.get("method"):
            case None:
                # Also a refusal is an answer: a page may be gone before it was joined.
                if message.get("id") == self._waited:
                    self._answered.set()
            case "Target.targetCreated":
                self.send("Target.attachToTarget", {"targetId": params["targetInfo"]["targetId"], "flatten": True})
            case "Target.attachedToTarget":
                self.send("Network.enable", {}, params["sessionId"])
            case method:
                self.hear(str(method), params)


@contextmanager
def watch(driver: WebDriver, engine: ReplayEngine) -> Iterator[Reasons]:
    """Listen to a browser's own reasons; where it has none to give, or cannot be asked, there are just none."""
    wire = None
    try:
        wire = _wire(driver.capabilities, engine)
    except _EXPECTED as error:
        log.info("%s gives no reasons: %s", engine, error)
    try:
        yield wire or Reasons()
    finally:
        if wire is not None:
            wire.close()


def _wire(caps: Mapping[str, Any], engine: ReplayEngine) -> _Wire | None:
    cdp, bidi = _cdp_address(caps), caps.get("webSocketUrl")
    if engine == "chromium" and cdp:
        wire = _Wire(cdp, "Browser.getVersion")
        wire.ask("Target.setDiscoverTargets", discover=True, filter=[{"type": "page"}])
        return wire
    if engine == "webkit" or not isinstance(bidi, str):
        return None
    events: Sequence[str] = [f"{_OVER_BIDI}Network.{event}" for event in _CDP]
    wire = _Wire(bidi, "session.status")
    wire.ask("session.subscribe", events=events if engine == "chromium" else ["network.fetchError"])
    return wire


def _cdp_address(caps: Mapping[str, Any]) -> str | None:
    """Chromium's WebSocket. On a Selenium Grid it is the Grid's own; the browser's port is on the node."""
    if any(name.startswith("se:") for name in caps):
        return caps.get("se:cdp")
    address = caps.get("goog:chromeOptions", {}).get("debuggerAddress")
    if not address:
        return None
    answer = urllib3.request("GET", f"http://{address}/json/version", timeout=ANSWER_LIMIT, retries=False)
    return str(answer.json()["webSocketDebuggerUrl"])


def _host(url: str) -> str:
    """The host of a page's address; '' for the browser's own pages and errands."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    own = any(host == name or host.endswith(f".{name}") for name in BROWSERS_OWN)
    return host if parts.scheme in ("http", "https") and not own else ""
