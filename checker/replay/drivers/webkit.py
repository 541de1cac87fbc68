"""WebKit by WebKitWebDriver and WebKitGTK's MiniBrowser (checked 2026-11-23 with WebKitGTK 2.50).

Safari's engine and its cookie rules, not Safari: Apple's parameter list and Private Relay are not in it.
In automation MiniBrowser always keeps its data in memory only.
"""

from __future__ import annotations

import json
import os
import time

from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.webkitgtk.options import Options

from checker.replay.drivers import BrowserRefused, connect
from checker.replay.drivers.find import BrowserMissing, browser, driver, program
from checker.replay.lifetime import Room, RoomError, alive
from checker.replay.setup import Setup

DISPLAY_LIMIT = 10.0
# A message bus that starts nothing by itself. The usual one starts desktop portals, of which
# xdg-document-portal mounts a file system in the profile that outlives its processes (seen 2026-11-23).
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir={folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


def missing() -> str | None:
    """Why this machine cannot run WebKit, or None."""
    try:
        browser("webkit"), driver("webkit"), program("Xvfb", "webkit"), program("dbus-run-session", "webkit")
    except BrowserMissing as error:
        return str(error)
    return None


def options(setup: Setup, proxy: str | None, content_filter: str | None = None) -> Options:
    """Selenium's options for a setup."""
    made = Options()
    made.binary_location = browser("webkit")
    for argument in ("--automation", *setup.arguments):
        made.add_argument(argument)
    if proxy is not None:
        made.add_argument(f"--proxy=http://{proxy}")
    if setup.user_agent:
        made.add_argument(f"--user-agent={setup.user_agent}")
    if content_filter is not None:
        made.add_argument(f"--content-filter={content_filter}")
    return made


def start(setup: Setup, proxy: str | None, room: Room) -> WebDriver:
    """Start WebKit in the room, on a display and a message bus of its own."""
    content_filter = None
    if setup.blocker.kind == "rules":
        path = room.folder / "filter.json"
        path.write_text(json.dumps(setup.blocker.rules))
        content_filter = str(path)
    made = options(setup, proxy, content_filter)
    environ = {"DISPLAY": _display(room), "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1", "GIO_USE_VFS": "local"}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        environ["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
    bus = room.folder / "bus.conf"
    bus.write_text(BUS.format(folder=room.scratch))
    command = [program("dbus-run-session", "webkit"), f"--config-file={bus}", "--", driver("webkit"), "-p", "{port}"]
    try:
        return connect(room, command, made, environ)
    except BrowserRefused:
        # Seen with a content filter: the first session fails ("failed to create a new browsing
        # context") while the filter is compiled; the second one finds it compiled.
        return connect(room, command, made, environ)


def _display(room: Room) -> str:
    # No lock and no socket file: an abstract socket ends with its process, however that ends.
    screen = ["-screen", "0", "1280x900x24", "-nolisten", "tcp", "-nolisten", "unix", "-nolock"]
    pid = room.spawn([program("Xvfb", "webkit"), "-displayfd", "1", *screen], log="display")
    deadline = time.monotonic() + DISPLAY_LIMIT
    while time.monotonic() < deadline and alive(pid):
        for line in room.log("display").splitlines():
            if line.isdigit():
                return f":{line}"
        time.sleep(0.005)
    raise RoomError(f"Xvfb gave no display: {room.log('display').strip()[-200:]}")
