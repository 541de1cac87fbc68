"""The probes that run in the check page, and the shape that each one's value must have.

What a page sends is hostile until it has passed here: unknown probes are dropped and counted,
values of another shape become `failed`, so that nobody's invention reaches a judge.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from checker.evidence.model import Evidence

MAX_ITEMS = 60


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Popup(_Shape):
    """Whether the press on the button opened a window."""

    opened: bool


class Scripting(_Shape):
    """Whether the check page ran its script."""

    on: bool


class Cookies(_Shape):
    """`navigator.cookieEnabled`, and whether a cookie written by script came back."""

    enabled: bool
    written: bool


Reach = Literal["reached", "failed", "late"]
Cookie = Literal["right", "wrong", "missing", "failed"]
Kept = Literal["kept", "missing", "refused", "failed"]
Loaded = Literal["loaded", "blocked", "stubbed"]
Days = Annotated[int, Field(ge=0, le=400)] | None
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,60}$")]
Word = Annotated[str, Field(max_length=40)]


class Hosts(_Shape):
    """Plain requests to neutral paths of our own three hosts, without cookies."""

    network: Reach
    shop: Reach


class CookiePaths(_Shape):
    """Whether a cookie of the page's script came to the server, and one of the server's to the script."""

    sent: bool
    received: bool


class ClickCookie(_Shape):
    """The click's cookie as it came back from the check page, by kind of request."""

    image: Cookie
    script: Cookie
    fetch: Cookie


class FrameCookies(_Shape):
    """In a frame of the network: `written` is read back by its script, the next three come back to the server."""

    click: Cookie
    written: Kept
    response: Kept | None = None
    chips: Kept | None = None
    script: Kept | None = None
    access: Literal["granted", "denied", "unsupported", "failed"]


class FrameStorage(_Shape):
    """Whether a frame of the shop has the storage of the shop's own page."""

    storage: Literal["shared", "apart", "missing", "refused", "failed"]
    access: Literal["granted", "denied", "unsupported", "failed"]


class ListBaits(_Shape):
    """Each bait's fate, on the portal (`near`) and on the shop (`far`); None where the controls did not load."""

    near: Annotated[dict[Key, Loaded], Field(max_length=40)] | None
    far: Annotated[dict[Key, Loaded], Field(max_length=40)] | None


class CosmeticBaits(_Shape):
    """When each element was first seen hidden, in ms after the press; None for one that stayed.

    `at_once` is whether a fresh copy of the first was hidden in its first moment.
    """

    at_once: bool
    hidden: Annotated[dict[Key, Annotated[int, Field(ge=0, le=60_000)] | None], Field(max_length=10)]


class NetworkHosts(_Shape):
    """Which hosts of real networks answered."""

    found: Annotated[dict[Key, Reach], Field(max_length=60)]


class PrivacySignals(_Shape):
    """What the browser tells pages of its wish not to be tracked."""

    gpc: bool
    dnt: bool


class PrivateHints(_Shape):
    """Consequences of private windows: the storage quota in MiB, the private file system, service workers."""

    quota_mb: Annotated[int, Field(ge=0, le=10**10)] | None
    files: Literal["given", "refused", "none"]
    workers: bool


class SelfNamed(_Shape):
    """What the browser says it is."""

    brave: bool
    duckduckgo: bool
    brands: Annotated[list[Word], Field(max_length=6)]


class Clock(_Shape):
    """Seconds by which the device's clock is ahead of the server's."""

    ahead_s: Annotated[int, Field(ge=-(10**11), le=10**11)]


class Returning(_Shape):
    """The ages in days of the marks of an earlier check; None where there is none."""

    http_days: Days
    script_days: Days
    storage_days: Days


PAGE_PROBES: dict[str, type[_Shape]] = {
    "page-popup": Popup,
    "page-scripting": Scripting,
    "page-cookies": Cookies,
    "cookie-paths": CookiePaths,
    "click-cookie": ClickCookie,
    "frame-cookies": FrameCookies,
    "frame-storage": FrameStorage,
    "list-baits": ListBaits,
    "cosmetic-baits": CosmeticBaits,
    "reach-hosts": Hosts,
    "network-hosts": NetworkHosts,
    "privacy-signals": PrivacySignals,
    "private-hints": PrivateHints,
    "self-named": SelfNamed,
    "clock": Clock,
    "returning": Returning,
}

_ITEM = TypeAdapter(Evidence)


def accept(raw: Any) -> tuple[list[Evidence], int]:
    """The evidence in what a page sent, and how many items were refused.

    Raises ValueError when it is no list of bounded length at all.
    """
    if not isinstance(raw, list) or len(raw) > MAX_ITEMS:
        raise ValueError(f"evidence must be a list of at most {MAX_ITEMS} items")
    taken: dict[str, Evidence] = {}
    refused = 0
    for item in raw:
        try:
            evidence = _ITEM.validate_python(item)
        except ValidationError:
            refused += 1
            continue
        if evidence.probe not in PAGE_PROBES or evidence.probe in taken:
            refused += 1
            continue
        taken[evidence.probe] = _checked(evidence)
    return list(taken.values()), refused


def _checked(evidence: Evidence) -> Evidence:
    if evidence.status != "ok":
        return evidence.model_copy(update={"value": None})
    try:
        value = PAGE_PROBES[evidence.probe].model_validate(evidence.value, strict=True)
    except ValidationError:
        return Evidence(probe=evidence.probe, status="failed", reason="malformed", ms=evidence.ms)
    return evidence.model_copy(update={"value": value.model_dump()})
