"""Browsers and drivers: on the PATH, else by webdriver-manager and its cache, else a clear word."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from webdriver_manager.core import driver_cache
from webdriver_manager.core.http import WDMHttpClient

from checker.replay.drivers import find
from checker.replay.drivers.find import BrowserMissing


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """What is found is kept for the process: forget it before and after."""
    find.browser.cache_clear()
    find._driver.cache_clear()
    yield
    find.browser.cache_clear()
    find._driver.cache_clear()


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH of one folder, an empty cache of webdriver-manager, and no way out."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}")
    monkeypatch.setattr(driver_cache, "DEFAULT_USER_HOME_CACHE_PATH", str(tmp_path / "wdm"))

    def offline(*_: object, **__: object) -> None:
        raise ConnectionError("Could not reach host. Are you offline?")

    monkeypatch.setattr(WDMHttpClient, "get", offline)
    return folder


def put(folder: Path, name: str, says: str = "") -> Path:
    program = folder / name
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)
    return program


def test_the_path_comes_first(path: Path) -> None:
    browser, driver = put(path, "chromium"), put(path, "chromedriver")
    assert (find.browser("chromium"), find.driver("chromium")) == (str(browser), str(driver))


def test_a_missing_browser_says_what_to_install(path: Path) -> None:
    with pytest.raises(BrowserMissing, match=r"^firefox-esr or firefox is not installed \(Debian: apt-get install"):
        find.browser("firefox")
    with pytest.raises(BrowserMissing, match=r"WebKitWebDriver is not installed .*webkit2gtk-driver xvfb dbus-x11"):
        find.driver("webkit")


def test_without_a_way_out_a_missing_driver_is_a_clear_word(path: Path) -> None:
    put(path, "firefox", "Mozilla Firefox 153.7.0")
    with pytest.raises(
        BrowserMissing, match=r"geckodriver is not on the PATH and webdriver-manager cannot fetch it: .*off"
    ):
        find.driver("firefox")


@pytest.mark.parametrize("days", [0, 20])
def test_webdriver_managers_cache_is_honoured(path: Path, tmp_path: Path, days: int) -> None:
    put(path, "firefox", "Mozilla Firefox 153.7.0")
    put(path, "sh")  # what webdriver-manager asks versions with
    (path / "sh").unlink()
    (path / "sh").symlink_to("/bin/sh")
    (tmp_path / "wdm").mkdir()
    kept = put(tmp_path / "wdm", "geckodriver")
    stamp = (datetime.datetime.now(tz=datetime.UTC).date() - datetime.timedelta(days=days)).strftime("%d/%m/%Y")
    entry = {"timestamp": stamp, "binary_path": str(kept)}
    (tmp_path / "wdm" / "drivers.json").write_text(json.dumps({"linux64_geckodriver_v0.37.1_for_153.7": entry}))
    assert find.driver("firefox") == str(kept)
