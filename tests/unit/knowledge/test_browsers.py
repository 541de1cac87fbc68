from __future__ import annotations

import time

import pytest

from checker.evidence.model import Browser
from checker.knowledge.browsers import read_user_agent

WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
BLINK = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
LINUX = "Mozilla/5.0 (X11; Linux x86_64"
IPHONE = f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) {WEBKIT}"
HEADLESS = BLINK.replace("Chrome", "HeadlessChrome")

# User agents of real browsers, and what must be read from them: name, version, engine, platform, mobile.
REAL = {
    f"{LINUX}) {BLINK} Safari/537.36": "Chrome 156.0 chromium linux no",
    f"{LINUX}) {HEADLESS} Safari/537.36": "Chrome 156.0 chromium linux no",
    f"{WINDOWS}) {BLINK} Safari/537.36": "Chrome 156.0 chromium windows no",
    f"{MAC} {BLINK} Safari/537.36": "Chrome 156.0 chromium macos no",
    f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {BLINK} Safari/537.36": "Chrome 156.0 chromium chromeos no",
    f"Mozilla/5.0 (Linux; Android 10; K) {BLINK} Mobile Safari/537.36": "Chrome 156.0 chromium android yes",
    f"{WINDOWS}) {BLINK} Safari/537.36 Edg/156.0.0.0": "Edge 156.0 chromium windows no",
    f"{WINDOWS}) {BLINK} Safari/537.36 OPR/122.0.0.0": "Opera 122.0 chromium windows no",
    f"{LINUX}; rv:153.0) Gecko/20100101 Firefox/153.0": "Firefox 153.0 firefox linux no",
    f"{WINDOWS}; rv:153.0) Gecko/20100101 Firefox/153.0": "Firefox 153.0 firefox windows no",
    "Mozilla/5.0 (Android 15; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0": "Firefox 153.0 firefox android yes",
    f"{MAC} {WEBKIT} Version/26.1 Safari/605.1.15": "Safari 26.1 webkit macos no",
    f"{IPHONE} CriOS/156.0.0.0 Mobile/15E148 Safari/604.1": "Chrome 156.0 webkit ios yes",
    f"{IPHONE} FxiOS/153.0 Mobile/15E148 Safari/605.1.15": "Firefox 153.0 webkit ios yes",
    f"{IPHONE} EdgiOS/156.0.0.0 Version/26.0 Mobile/15E148 Safari/604.1": "Edge 156.0 webkit ios yes",
    f"{IPHONE} Version/26.1 Mobile/15E148 Safari/604.1": "Safari 26.1 webkit ios yes",
}


@pytest.mark.parametrize(("user_agent", "expected"), REAL.items(), ids=list(REAL.values()))
def test_a_real_browser_is_read(user_agent: str, expected: str) -> None:
    seen = read_user_agent(user_agent)
    told = f"{seen.name} {seen.version} {seen.engine} {seen.platform} {'yes' if seen.mobile else 'no'}"
    assert told.removeprefix("Mobile ") == expected


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [("", Browser()), ("curl/8.7.1", Browser(name="curl", version="8.7")), ("nonsense", Browser())],
)
def test_what_is_no_browser_is_of_no_engine(user_agent: str, expected: Browser) -> None:
    seen = read_user_agent(user_agent)
    assert (seen.engine, seen.platform, seen.mobile) == ("other", "unknown", False)
    assert seen.name.lower() in (expected.name, "other", "unknown")


@pytest.mark.parametrize(
    "user_agent",
    [
        "A" * 100_000,
        "(" * 5_000,
        "Chrome/" + "9" * 5_000 + "." + "9" * 5_000,
        "Mozilla/5.0 (" + ";" * 5_000,
        "Firefox/1 " * 2_000,
        "\x00\x01\x1b[0m" * 100,
        "x" * 60 + "/1.0 CFNetwork/1.0 Darwin/1.0",
        "\ud7ff\ue000\U0001f600" * 300,
        "-" * 600 + "/" * 600,
    ],
)
def test_a_hostile_user_agent_is_read_quickly_and_in_short(user_agent: str) -> None:
    begun = time.process_time()
    seen = read_user_agent(user_agent)
    assert time.process_time() - begun < 1
    assert 0 < len(seen.name) <= 40
    assert len(seen.version) <= 20
