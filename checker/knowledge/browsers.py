"""Which browser a user agent names; the parsing is ua-parser's, the engine is what matters to us."""

from __future__ import annotations

import re

from ua_parser import parse

from checker.evidence.model import Browser
from checker.evidence.words import Engine

_PLATFORMS = {"Mac OS X": "macos", "iOS": "ios", "Android": "android", "Windows": "windows", "Chrome OS": "chromeos"}
# Systems as their makers write them, in every language.
PLATFORM_NAMES = {
    "android": "Android",
    "chromeos": "ChromeOS",
    "ios": "iOS",
    "linux": "Linux",
    "macos": "macOS",
    "windows": "Windows",
}
_LINUX = ("Linux", "Ubuntu", "Debian", "Fedora", "Arch Linux")


def read_user_agent(user_agent: str) -> Browser:
    """The browser's name, version, engine and platform; `unknown` and `other` where the header does not say."""
    text = user_agent[:512]
    result = parse(text)
    agent, system = result.user_agent, result.os
    family = system.family if system else ""
    platform = "linux" if family in _LINUX else _PLATFORMS.get(family, "unknown")
    version = ".".join(part for part in (agent.major, agent.minor) if part) if agent else ""
    return Browser(
        name=_name(agent.family if agent else "unknown"),
        version=version[:20],
        engine=_engine(text, platform),
        platform=platform,
        mobile=platform in ("ios", "android"),
    )


# Apps that show pages in a browser of their own, by the words of their user agents (read in public code, 2026-11).
_APPS = (
    ("facebook", re.compile(r"FBAN|FBAV|FB_IAB|FBIOS")),
    ("messenger", re.compile(r"MessengerForiOS|Orca-Android")),
    ("instagram", re.compile(r"Instagram")),
    ("threads", re.compile(r"Barcelona")),
    ("tiktok", re.compile(r"musical_ly|BytedanceWebview|TikTok|trill_")),
    ("line", re.compile(r" Line/")),
    ("wechat", re.compile(r"MicroMessenger")),
    ("snapchat", re.compile(r"Snapchat")),
    ("pinterest", re.compile(r"\[?Pinterest/")),
    ("linkedin", re.compile(r"LinkedInApp")),
    ("twitter", re.compile(r"Twitter for|TwitterAndroid")),
    ("vk", re.compile(r"VKAndroidApp|VKiOSApp")),
)
_ANDROID_VIEW = re.compile(r"; wv\)")
_IOS = re.compile(r"iPhone|iPad|iPod")


def app_of(user_agent: str) -> str:
    """The app whose inner browser this is: a name, `other` for one that is not known, '' for a browser of its own.

    Telegram's cannot be told: its user agent says nothing.
    """
    text = user_agent[:512]
    for name, words in _APPS:
        if words.search(text):
            return name
    # An iOS web view names no Safari; other browsers there name themselves beside it.
    inner = _ANDROID_VIEW.search(text) or (_IOS.search(text) and "AppleWebKit/" in text and "Safari/" not in text)
    return "other" if inner else ""


def _name(family: str) -> str:
    # One name for a browser on all its platforms; the platform has a field of its own.
    for suffix in (" Mobile WebView", " Mobile iOS", " Mobile", " iOS"):
        family = family.removesuffix(suffix)
    return {"HeadlessChrome": "Chrome"}.get(family, family)[:40]


def _engine(text: str, platform: str) -> Engine:
    # On iOS every browser is WebKit, whatever it calls itself (domain rule; other engines are EU-only and unseen).
    if platform == "ios":
        return "webkit"
    if "Firefox/" in text and "Seamonkey" not in text:
        return "firefox"
    if "Chrome/" in text or "Chromium/" in text:
        return "chromium"
    return "webkit" if "AppleWebKit/" in text else "other"
