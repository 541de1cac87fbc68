"""What the check page's probes say, made by hand: quietly by default, and as blockers and settings make them say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from checker.evidence.model import Browser, Dossier, Evidence
from checker.evidence.words import State, Status
from checker.knowledge.baits import Family, cosmetics, probed
from checker.knowledge.hosts import asked_hosts
from checker.knowledge.loader import load_networks
from checker.practice.ledger import Trail
from tests.builders import WHOLE, dossier, page, trail

FIREFOX = Browser(name="Firefox", version="153.0", engine="firefox", platform="linux")
CHROME = Browser(name="Chrome", version="156.0", engine="chromium", platform="linux")
SAFARI = Browser(name="Safari", version="26.1", engine="webkit", platform="macos")
EDGE = Browser(name="Edge", version="156.0", engine="chromium", platform="windows")
BROWSERS = {browser.engine: browser for browser in (CHROME, FIREFOX, SAFARI)}
FAMILIES = tuple(dict.fromkeys(bait.family for bait in probed()))
HOSTS = asked_hosts(load_networks())


def side(hits: Iterable[Family] = (), fate: str = "blocked") -> dict[str, str]:
    """The fates of one host's baits, those of the families in `hits` blocked."""
    return {bait.id: fate if bait.family in set(hits) else "loaded" for bait in probed()}


def baits(*hits: Family, far_only: bool = False, fate: str = "blocked") -> dict[str, Any]:
    """The value of `list-baits` where these families are blocked."""
    return {"near": side(() if far_only else hits, fate), "far": side(hits, fate)}


def hosts(*failed: str) -> dict[str, Any]:
    """The value of `network-hosts` where these fail and all others answer."""
    assert set(failed) <= set(HOSTS), "no such host is asked"
    return {"found": {host: "failed" if host in failed else "reached" for host in HOSTS}}


def hiding(ms: int | None = 20) -> dict[str, Any]:
    """The value of `cosmetic-baits` where elements are hidden after `ms`."""
    return {"at_once": False, "hidden": {entry.id: ms for entry in cosmetics()}}


# What an ordinary check page says, by probe.
QUIET: Mapping[str, Any] = {item.probe: item.value for item in page()}


def said(**changes: Mapping[str, Any] | Status | None) -> tuple[Evidence, ...]:
    """What an ordinary, quiet check page says. A keyword names a probe (with `_` for `-`): another value, a status
    that is not `ok`, or None to leave it out."""
    given = {name.replace("_", "-"): change for name, change in changes.items()}
    assert given.keys() <= QUIET.keys(), "no such probe"
    found = []
    for probe, value in QUIET.items():
        change = given.get(probe, value)
        if isinstance(change, str):
            found.append(Evidence(probe=probe, status=change))
        elif change is not None:
            found.append(Evidence(probe=probe, status="ok", value=dict(change)))
    return tuple(found)


# The link that shows its destination, after the purchase: walked, and jumped over.
WALKED: Mapping[str, dict[str, Any]] = {"skip_plain": {}, "skip_shown": {}, "skip_end": {}}
JUMPED: Mapping[str, dict[str, Any]] = {"skip_plain": {}, "skip_end": {}}
GO = {"gpc": False, "dnt": False, "app": "", "engine": "chromium"}


def check(
    events: Trail | None = None, *, browser: Browser = CHROME, state: State = "complete", **changes: Any
) -> Dossier:
    """A whole check in a browser, quiet but for the `changes` of the page's probes."""
    return dossier(trail(WHOLE) if events is None else events, state=state, said=said(**changes), browser=browser)


def less(given: Dossier, *probes: str) -> Dossier:
    """The same without these pieces of evidence, which must be there."""
    assert all(given.get(probe) for probe in probes), "nothing to drop"
    return given.model_copy(update={"items": tuple(item for item in given.items if item.probe not in probes)})


def broken(given: Dossier, probe: str, status: Status = "failed", reason: str | None = None) -> Dossier:
    """The same with one probe that ended with another status."""
    assert given.get(probe)
    items = (Evidence(probe=i.probe, status=status, reason=reason) if i.probe == probe else i for i in given.items)
    return given.model_copy(update={"items": tuple(items)})
