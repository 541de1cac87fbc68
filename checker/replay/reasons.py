"""The engine's own reason: why a browser did not load something, or did not send or keep a cookie.

Checked 2026-11-23. Chromium 156 tells by CDP what failed, and of each cookie why it stayed behind; with
a blocker's extension it has no CDP port, and chromedriver passes the same events on over WebDriver
BiDi. Firefox ESR 153 with geckodriver 0.37 tells by BiDi what failed, but not a word about cookies.
Images that are switched off are a reason in neither. WebKitGTK 2.50 tells nothing.

Chromium's pages are joined one by one: with CDP's auto-attach, chromedriver hung at a new window.
Watching costs some 10 ms; chromedriver's own performance log misses new windows, and BiDi without
an extension makes Chromium start half as slowly again.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import urllib3
from selenium.webdriver.remote.webdriver import WebDriver

from checker.replay.names import BROWSERS_OWN
from checker.replay.setup import ReplayEngine
from checker.replay.wire import ANSWER_LIMIT, BROKEN, Wire

LIMIT = 20
_CDP = ("requestWillBeSent", "loadingFailed", "requestWillBeSentExtraInfo", "responseReceivedExtraInfo")
_OVER_BIDI = "goog:cdp."
_KINDS: Mapping[str, str] = {
    "": "request",
    "document": "page",
    "fetch": "request",
    "iframe": "frame",
    "img": "image",
    "stylesheet": "style",
    "xhr": "request",
}
# A page that is left breaks off what is under way: no news. uBlock's word in Firefox is NS_ERROR_ABORT.
_LEFT = ("net::ERR_ABORTED", "NS_BINDING_ABORTED")
_SAYS_NOTHING = ("", "other", "inspector")

log = logging.getLogger(__name__)


# Cookies of the check page's probes.
_PROBES = ("cookie check-", "cookie pl_")


def _of_purchase(word: str, network: str, shop: str) -> bool:
    # A shop's cookie stays behind where the check page shows a frame of the shop: as it should.
    of_shop = f" {shop}:" in word and word.startswith(("cookie", "page")) and "SameSite" not in word
    return (f" {network}:" in word or of_shop) and not word.startswith(_PROBES)


class Reasons:
    """What a browser said, in short words with host and reason; no cookie's value, no whole address."""

    def __init__(self) -> None:
        self._hosts: dict[str, str] = {}
        self._said: dict[str, None] = {}
        self._wire: Wire | None = None
        self._question = ""

    def connect(self, url: str, question: str, method: str, **params: Any) -> None:
        """Listen on a WebSocket, once `method` was asked for; `question` is what any browser answers at once."""
        self._wire, self._question = Wire(url, self.hear), question
        self._wire.ask(method, **params)

    def since_last(self, purchase_of: tuple[str, str] | None = None) -> tuple[str, ...]:
        """What was said since the last call, each word once, at most 20.

        `purchase_of`, the practice network's and the practice shop's host, leaves out what the check page's probes
        have met beside the purchase: baits, other hosts, and cookies of their own.
        """
        if self._wire is not None:
            self._wire.ask(self._question)
        said, self._said = self._said, {}
        kept = said if purchase_of is None else [word for word in said if _of_purchase(word, *purchase_of)]
        return tuple(kept)[:LIMIT]

    def close(self) -> None:
        if self._wire is not None:
            self._wire.close()

    def hear(self, event: str, params: Mapping[str, Any]) -> None:
        """Note one event of CDP or BiDi."""
        if event.startswith(_OVER_BIDI):
            event, params = event.removeprefix(_OVER_BIDI), params["params"]
        match event:
            case "Network.requestWillBeSent":
                self._hosts[params["requestId"]] = _host(params["request"]["url"])
            case "Network.loadingFailed":
                why, word = params.get("blockedReason", ""), params["errorText"]
                if why not in _SAYS_NOTHING or not word:
                    word = f"{word or 'blocked'} ({why})"
                self._failed(params["type"], self._hosts.get(params["requestId"], ""), word)
            case "network.fetchError":
                request = params["request"]
                kind = request.get("destination") or request.get("initiatorType") or ""
                self._failed(kind, _host(request["url"]), params["errorText"])
            case "Network.requestWillBeSentExtraInfo":
                headers = {name.lower(): value for name, value in params["headers"].items()}
                host = headers.get("host") or headers.get(":authority") or self._hosts.get(params["requestId"], "")
                for item in params["associatedCookies"]:
                    self._cookie(item, "not sent to", host.partition(":")[0])
            case "Network.responseReceivedExtraInfo":
                for item in params["blockedCookies"]:
                    # By the cookie's own domain: a redirect's requests share one id.
                    self._cookie(item, "not kept from", "")

    def _failed(self, kind: str, host: str, word: str) -> None:
        if host and not word.startswith(_LEFT):
            self._said.setdefault(f"{_KINDS.get(kind.lower(), kind.lower())} {host}: {word}")

    def _cookie(self, item: Mapping[str, Any], what: str, host: str) -> None:
        cookie = item.get("cookie")
        if cookie and item["blockedReasons"]:
            # Practice cookies are named for their purchase; the reason is the same for all of them.
            name = re.sub(r"[0-9a-f]{8,}", "*", cookie["name"])[:40]
            host = host or cookie["domain"].lstrip(".")
            self._said.setdefault(f"cookie {name} {what} {host}: {'/'.join(sorted(item['blockedReasons']))}")


@contextmanager
def watch(driver: WebDriver, engine: ReplayEngine) -> Iterator[Reasons]:
    """Listen to a browser's own reasons; where it has none to give, or cannot be asked, there are just none."""
    reasons = Reasons()
    try:
        _connect(reasons, driver.capabilities, engine)
    except (*BROKEN, urllib3.exceptions.HTTPError) as error:
        log.info("%s gives no reasons: %s", engine, error)
    try:
        yield reasons
    finally:
        reasons.close()


def _connect(reasons: Reasons, caps: Mapping[str, Any], engine: ReplayEngine) -> None:
    cdp, bidi = _cdp_address(caps), caps.get("webSocketUrl")
    if engine == "chromium" and cdp:
        pages = [{"type": "page"}]
        reasons.connect(cdp, "Browser.getVersion", "Target.setDiscoverTargets", discover=True, filter=pages)
    elif engine != "webkit" and isinstance(bidi, str):
        events = [f"{_OVER_BIDI}Network.{event}" for event in _CDP] if engine == "chromium" else ["network.fetchError"]
        reasons.connect(bidi, "session.status", "session.subscribe", events=events)


def _cdp_address(caps: Mapping[str, Any]) -> str | None:
    """Chromium's WebSocket. On a Selenium Grid it is the Grid's; the browser's own port is on the node."""
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
