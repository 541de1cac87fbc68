"""Firefox by geckodriver (checked 2026-11-23 with Firefox ESR 153 and geckodriver 0.37)."""

from __future__ import annotations

from collections.abc import Mapping

from selenium.webdriver.firefox.options import Options
from selenium.webdriver.remote.webdriver import WebDriver

from checker.replay import blockers
from checker.replay.drivers import connect
from checker.replay.drivers.find import BrowserMissing, browser, driver
from checker.replay.lifetime import Room
from checker.replay.setup import Setup

Pref = bool | int | str

PREFS: Mapping[str, Pref] = {
    # Debian's uBlock Origin loads itself into every profile: a clean Firefox must be told not to.
    "extensions.enabledScopes": 0,
    "extensions.autoDisableScopes": 0,
    # geckodriver switches the popup blocker off, which no shopper's browser has.
    "dom.disable_open_during_load": True,
    # What a fresh Firefox asks the network on its own.
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.http.speculative-parallel-limit": 0,
    "network.trr.mode": 5,
    "media.peerconnection.enabled": False,
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "services.settings.server": "data:,",
    "browser.newtabpage.enabled": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "dom.security.https_first": False,
    "dom.security.https_first_schemeless": False,
}


def missing() -> str | None:
    """Why this machine cannot run Firefox, or None."""
    try:
        browser("firefox"), driver("firefox")
    except BrowserMissing as error:
        return str(error)
    return None


def options(setup: Setup, proxy: str | None) -> Options:
    """Selenium's options for a setup; also what a Selenium Grid is asked with."""
    made = Options()
    # For reasons.py; geckodriver 0.37 starts the other end in any case.
    made.enable_bidi = True
    made.add_argument("-headless")
    for argument in setup.arguments:
        made.add_argument(argument)
    prefs: dict[str, Pref] = {**PREFS, **_network(setup, proxy)}
    for name, value in setup.prefs.items():
        if not isinstance(value, (bool, int, str)):
            raise ValueError(f"{setup.id}: prefs.{name}: Firefox knows texts, whole numbers, true and false")
        prefs[name] = value
    if setup.user_agent:
        prefs["general.useragent.override"] = setup.user_agent
    for name, value in prefs.items():
        made.set_preference(name, value)
    return made


def _network(setup: Setup, proxy: str | None) -> dict[str, Pref]:
    if proxy is None:
        return {}
    host, _, port = proxy.rpartition(":")
    return {
        "network.proxy.type": 1,
        "network.proxy.http": host,
        "network.proxy.http_port": int(port),
        "network.proxy.ssl": host,
        "network.proxy.ssl_port": int(port),
        "network.proxy.allow_hijacking_localhost": True,
        "network.proxy.failover_direct": False,
        "network.proxy.allow_bypass": False,
        "network.proxy.no_proxies_on": "",
    }


def start(setup: Setup, proxy: str | None, room: Room) -> WebDriver:
    """Start Firefox in the room, with the setup's add-on where it has one."""
    made = options(setup, proxy)
    made.binary_location = browser("firefox")
    command = [driver("firefox"), "--port", "{port}", "--profile-root", str(room.scratch)]
    # Port 0 is any free one. By default geckodriver 0.37 gives every Firefox the port 9222, and one
    # that finds it taken by another closes itself after 5 s.
    session = connect(room, [*command, "--websocket-port", "0"], made)
    if setup.blocker.kind == "ublock-origin":
        # geckodriver takes a folder as well as an .xpi: no need to pack 16 MB and send them over.
        session.execute("INSTALL_ADDON", {"path": str(blockers.ublock()), "temporary": True})
    return session
