"""Chromium by chromedriver (checked 2026-11-23 with Chromium 156)."""

from __future__ import annotations

import os
from typing import Any

from selenium.webdriver.chrome.options import Options
from selenium.webdriver.remote.webdriver import WebDriver

from checker.replay import blockers
from checker.replay.drivers import connect
from checker.replay.drivers.find import BrowserMissing, browser, driver
from checker.replay.lifetime import Room
from checker.replay.setup import ContentSetting, Setup

ARGUMENTS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The rest of what a fresh Chromium asks the network on its own.
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
)
_FOR_EXTENSIONS = ("--remote-debugging-pipe", "--enable-unsafe-extension-debugging")
_VALUES = {"allow": 1, "block": 2, "session": 4}
# What makes a new profile write and draw less; no shopper's purchase depends on it.
_QUIET: dict[str, Any] = {
    "credentials_enable_service": False,
    "profile.password_manager_enabled": False,
    "safebrowsing.enabled": False,
}


def missing() -> str | None:
    """Why this machine cannot run Chromium, or None."""
    try:
        browser("chromium"), driver("chromium")
    except BrowserMissing as error:
        return str(error)
    return None


def options(setup: Setup, proxy: str | None) -> Options:
    """Selenium's options for a setup; also what a Selenium Grid is asked with."""
    made = Options()
    for argument in (*ARGUMENTS, *setup.arguments):
        made.add_argument(argument)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        made.add_argument("--no-sandbox")
    if setup.user_agent:
        made.add_argument(f"--user-agent={setup.user_agent}")
    for argument in _network(setup, proxy):
        made.add_argument(argument)
    # chromedriver switches the popup blocker off, which no shopper's browser has.
    made.add_experimental_option("excludeSwitches", ["disable-popup-blocking"])
    made.add_experimental_option("prefs", _QUIET | _exceptions(setup.content_settings) | setup.prefs)
    return made


def _network(setup: Setup, proxy: str | None) -> list[str]:
    if proxy is None:
        rules = [f"MAP {host} ~NOTFOUND" for host in _with_subdomains(setup.unresolvable)]
        return [f"--host-resolver-rules={', '.join(rules)}"] if rules else []
    # Names that shall not resolve go around the proxy, so that the browser meets its own real error;
    # nothing resolves there, so nothing gets out that way. Loopback names go through the proxy.
    around = ";".join(["<-loopback>", *_with_subdomains(setup.unresolvable)])
    return [
        f"--proxy-server=http://{proxy}",
        f"--proxy-bypass-list={around}",
        f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {proxy.rpartition(':')[0]}",
    ]


def _with_subdomains(names: tuple[str, ...]) -> list[str]:
    return [form for name in names for form in (name, f"*.{name}")]


def _exceptions(settings: tuple[ContentSetting, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for setting in settings:
        kind = found.setdefault(f"profile.content_settings.exceptions.{setting.kind}", {})
        kind[f"[*.]{setting.site},*"] = {"setting": _VALUES[setting.value]}
    return found


def start(setup: Setup, proxy: str | None, room: Room) -> WebDriver:
    """Start Chromium in the room."""
    made = options(setup, proxy)
    made.binary_location = browser("chromium")
    made.add_argument(f"--user-data-dir={room.folder / 'p'}")
    extension = blockers.chromium_extension(setup, room.folder / "x")
    if extension is not None:
        for argument in _FOR_EXTENSIONS:
            made.add_argument(argument)
        made.enable_bidi = True
    session = connect(room, [driver("chromium"), "--port={port}"], made)
    if extension is not None:
        # Not by --load-extension: Google's builds refuse it since 137, and with it the first page of
        # Chromium 156 hung for good now and then (2 of 40). This answers when the rules are loaded.
        session.webextension.install(path=str(extension))
    return session
