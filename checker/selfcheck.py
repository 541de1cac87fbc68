"""The start's self-check: one practice purchase in a clean headless Chromium, printed step by step."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlsplit

import urllib3
from selenium.common.exceptions import WebDriverException

from checker.config import Settings
from checker.practice.postback import connect
from checker.replay.drivers import BrowserMissing, BrowserRefused, open_browser
from checker.replay.journey import JourneyError, own_purchase
from checker.replay.names import NameProxy
from checker.replay.setup import get

_START_LIMIT_S = 20.0
_SETUP = "chromium-accept-all"
_CREDITS = {"third_party_pixel": "pixel", "first_party_tag": "tag", "server_to_server": "postback"}


def announce_beside(settings: Settings, *, self_check: bool) -> None:
    """Announce from a process of its own, in our group, so that the service can start its workers meanwhile."""
    command = [sys.executable, "-m", "checker", "announce", *(["--self-check"] if self_check else [])]
    subprocess.Popen(command, env={**os.environ, **settings.as_environ()}, stdin=subprocess.DEVNULL)


def announce(settings: Settings, *, self_check: bool) -> None:
    """Print the self-check of a running service, when asked for, and then the address to open."""
    _wait_until_ready(settings)
    if self_check:
        print("Self-check: one practice purchase in a clean headless Chromium", flush=True)
        try:
            print("\n".join(f"  {line}" for line in _lines(_purchase(settings))), flush=True)
        except BrowserMissing as missing:
            print(f"  not made: {missing}. The service runs all the same.", flush=True)
        except (BrowserRefused, JourneyError, WebDriverException, LookupError, OSError) as fault:
            print(f"  failed: {fault}. The service runs all the same.", file=sys.stderr, flush=True)
    print(f"\nOpen {settings.portal.url}/check\nCtrl-C ends the service.", flush=True)


def _purchase(settings: Settings) -> dict[str, Any]:
    own = urlsplit(settings.self_address or "")
    target = (own.hostname or "127.0.0.1", own.port or 80)
    names = {f"{site.host}:{urlsplit(site.url).port or 443}": target for site in settings.sites}
    with NameProxy(names) as proxy, open_browser(get(_SETUP), proxy.address, settings.data / "replay") as driver:
        ended = own_purchase(driver, settings.portal.url)
    answer = ask(settings, f"/api/v1/checks/{ended.code}")
    document: dict[str, Any] = json.loads(answer.data)
    if answer.status != 200:
        raise LookupError(document["error"]["message"])
    return document


def ask(settings: Settings, path: str, address: str | None = None) -> urllib3.BaseHTTPResponse:
    """Ask a running service at its own address. Raises OSError when it does not answer."""
    pool = connect(settings, address or settings.self_address or "", settings.portal.host)
    try:
        return pool.request("GET", path, headers={"Host": urlsplit(settings.portal.url).netloc}, retries=False)
    except urllib3.exceptions.HTTPError as error:
        raise OSError(f"the service does not answer: {error}") from error


def _wait_until_ready(settings: Settings) -> None:
    deadline = time.monotonic() + _START_LIMIT_S
    while time.monotonic() < deadline:
        try:
            if ask(settings, "/readyz").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)


def _lines(document: dict[str, Any]) -> list[str]:
    times = [
        f"{step['step']} {step['at_ms']} ms" if step["at_ms"] is not None else f"{step['step']} {step['state']}"
        for step in document["trail"]
    ]
    credited = [word for method, word in _CREDITS.items() if document["methods"][method] == "tracked"]
    browser = document["browser"]
    lines = [", ".join(times), f"credited: {', '.join(credited) or 'nothing'}"]
    if document["verdict"] != "tracked":
        lines.append(f"verdict {document['verdict']}: {', '.join(cause['id'] for cause in document['causes'])}")
    return [*lines, f"{browser['name']} {browser['version']}, code {document['code']}"]
