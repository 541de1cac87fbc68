"""Where the browsers and their drivers are on this machine."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from checker.replay.setup import ReplayEngine

_BROWSERS: dict[ReplayEngine, Sequence[str]] = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "firefox": ("firefox-esr", "firefox"),
    "webkit": ("MiniBrowser",),
}
_DRIVERS: dict[ReplayEngine, str] = {
    "chromium": "chromedriver",
    "firefox": "geckodriver",
    "webkit": "WebKitWebDriver",
}
_PACKAGES: dict[ReplayEngine, str] = {
    "chromium": "chromium chromium-driver",
    "firefox": "firefox-esr",
    "webkit": "webkit2gtk-driver xvfb dbus-x11",
}
# Debian and Ubuntu keep WebKitGTK's MiniBrowser off the PATH, Fedora and Arch elsewhere again.
_MINIBROWSERS = ("usr/lib/*/webkit2gtk-4.*/MiniBrowser", "usr/libexec/webkit2gtk-4.*/MiniBrowser")


class BrowserMissing(RuntimeError):
    """This machine lacks a browser, a driver or a blocker; the message says what to install."""


def _install(engine: ReplayEngine, what: str) -> BrowserMissing:
    return BrowserMissing(f"{what} is not installed (Debian: apt-get install {_PACKAGES[engine]})")


def program(name: str, engine: ReplayEngine) -> str:
    """A program on the PATH. Raises BrowserMissing."""
    path = shutil.which(name)
    if path is None:
        raise _install(engine, name)
    return path


@cache
def browser(engine: ReplayEngine) -> str:
    """The browser's program. Raises BrowserMissing."""
    for name in _BROWSERS[engine]:
        if path := shutil.which(name):
            return path
    if engine == "webkit":
        for pattern in _MINIBROWSERS:
            if found := sorted(Path("/").glob(pattern)):
                return str(found[-1])
    raise _install(engine, " or ".join(_BROWSERS[engine][:2]))


@cache
def _driver(engine: ReplayEngine) -> str | BrowserMissing:
    # Also a failure is kept: asking a network that is not there again for every setup takes long.
    name = _DRIVERS[engine]
    if path := shutil.which(name):
        return path
    if engine == "webkit":
        return _install(engine, name)
    try:
        return _managed(engine)
    except Exception as error:
        # webdriver-manager 4.1 raises ValueError, OSError and bare Exception for the same things.
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        return BrowserMissing(f"{name} is not on the PATH and webdriver-manager cannot fetch it: {reason}")


def driver(engine: ReplayEngine) -> str:
    """The browser's driver: on the PATH, else from webdriver-manager (its cache first). Raises BrowserMissing."""
    found = _driver(engine)
    if isinstance(found, BrowserMissing):
        raise found
    return found


def _managed(engine: ReplayEngine) -> str:
    import requests
    from webdriver_manager.chrome import ChromeDriverManager
    from webdriver_manager.core.download_manager import WDMDownloadManager
    from webdriver_manager.core.driver_cache import DriverCacheManager
    from webdriver_manager.core.http import WDMHttpClient
    from webdriver_manager.core.os_manager import ChromeType
    from webdriver_manager.firefox import GeckoDriverManager

    class Hurried(WDMHttpClient):
        """webdriver-manager waits for ever; a machine without a way out must get its word soon."""

        def get(self, url: str, params: Any = None, **kwargs: Any) -> requests.Response:
            return super().get(url, params=params, **{"timeout": (5, 60), **kwargs})

    logging.getLogger("WDM").setLevel(logging.WARNING)
    downloads = WDMDownloadManager(http_client=Hurried())  # type: ignore[no-untyped-call]
    # Its cache lasts one day by default; a driver does not go stale before its browser does.
    cached = DriverCacheManager(valid_range=30)  # type: ignore[no-untyped-call]
    if engine == "firefox":
        return str(GeckoDriverManager(download_manager=downloads, cache_manager=cached).install())
    kind = ChromeType.GOOGLE if "google" in browser(engine) else ChromeType.CHROMIUM
    return str(ChromeDriverManager(chrome_type=kind, download_manager=downloads, cache_manager=cached).install())
