"""Whether a fix works, by the measured table: the setup that it is applied in against the setup that it leads to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from checker.evidence.words import METHODS, CauseId, Method, Verdict
from checker.knowledge.effects import Effects

Row = Mapping[str, Any]
Rows = Mapping[str, Row]

_PIXEL: frozenset[Method] = frozenset({"third_party_pixel"})
_MARK: frozenset[Method] = frozenset({"first_party_tag", "server_to_server"})
_LOADED: frozenset[Method] = frozenset({"third_party_pixel", "first_party_tag"})
_ALL: frozenset[Method] = frozenset(METHODS)

# The methods that a cause can lose; a cause that is not named here loses none by itself.
_LOSES: Mapping[CauseId, frozenset[Method]] = {
    "cookies-off": _ALL,
    "third-party-cookies-blocked": _PIXEL,
    "third-party-cookies-partitioned": _PIXEL,
    "network-cookies-blocked": _PIXEL,
    "shop-cookies-blocked": _MARK,
    "javascript-off": frozenset({"first_party_tag"}),
    "images-off": _PIXEL,
    "content-blocker": _LOADED,
    "tracking-protection": _LOADED,
    "redirect-skipped": _ALL,
    "redirect-blocked": _ALL,
    "network-unreachable": _ALL,
    "click-id-stripped": _MARK,
    "private-browsing": _PIXEL,
    "in-app-browser": _PIXEL,
}
# The signs of a cause in a network's row: the field, what it shows, and what it should show.
_SIGNS: Mapping[CauseId, tuple[tuple[str, str, str], ...]] = {
    "content-blocker": (("tag", "blocked", "loads"), ("pixel", "blocked", "loads")),
    "tracking-protection": (("tag", "blocked", "loads"), ("pixel", "blocked", "loads")),
    "redirect-skipped": (("click", "skipped", "reaches"),),
    "redirect-blocked": (("click", "blocked", "reaches"),),
    "network-unreachable": (("click", "blocked", "reaches"),),
    "click-id-stripped": (("click_id", "lost", "kept"),),
}
# The names that drivers give.
_NAMES = {"chrome": "Chromium", "firefox": "Firefox", "MiniBrowser": "WebKit"}


class Tried(BaseModel):
    """Where we tried a fix, and how cashback stood after it: "Firefox 153", "uBlock Origin" (or ''), tracked."""

    model_config = ConfigDict(frozen=True)

    browser: str
    blocker: str
    verdict: Verdict


def proven(cause: CauseId, setup: str, target: str, effects: Effects) -> bool | None:
    """True when the cause is gone in `target` and something is better, False when it stays, None when not measured.

    A cause that the setup's own row names is judged by the methods that it loses there. One that it does not name, such
    as a blocker that knows real networks only, is judged by what its signs become over all networks.
    """
    before, after = effects.setups.get(setup, {}), effects.setups.get(target, {})
    if "own" not in before or "own" not in after:
        return None
    was, now = before["own"], after["own"]
    if cause in now["causes"]:
        return False
    return _regained(cause, was, now) if cause in was["causes"] else _cleared(_SIGNS.get(cause, ()), before, after)


def _regained(cause: CauseId, was: Row, now: Row) -> bool | None:
    """What another cause still loses in both setups is not this fix's to regain."""
    loses = _LOSES.get(cause, frozenset())
    at_stake = (_at(was, "lost", "unknown") & loses) - _lost_by(set(was["causes"]) & set(now["causes"]))
    unexplained = (_at(now, "lost") & loses) - _lost_by(now["causes"])
    return True if not unexplained and (not at_stake or at_stake & _at(now, "tracked")) else None


def _cleared(signs: Iterable[tuple[str, str, str]], before: Rows, after: Rows) -> bool | None:
    """True when no network shows a sign any more, False when every one that did still does."""
    pairs = [
        (after[network][field] == bad, after[network][field] == good)
        for field, bad, good in signs
        for network, row in before.items()
        if row[field] == bad and network in after
    ]
    if not pairs:
        return None
    if all(good for _, good in pairs):
        return True
    return False if all(bad for bad, _ in pairs) else None


def tried(setup: str, target: str, effects: Effects) -> Tried | None:
    """The words' data for a proven fix; None where the table does not say in which browser it was measured."""
    told = effects.browsers.get(setup)
    if not told or target not in effects.setups:
        return None
    major, _, rest = told["browser_version"].partition(".")
    name = _NAMES.get(told["browser"], told["browser"])
    # WebKit's port counts 2.48, 2.50, ..: its second number is what other browsers call the version.
    version = f"{major}.{rest.split('.')[0]}" if name == "WebKit" else major
    # "uBlock Origin 1.67.0", "AdGuard dnr-rulesets 3.3, lists 2": the product is what stands in capitals.
    product = re.match(r"u?[A-Z]\w*(?: [A-Z]\w*)*", told.get("blocker", ""))
    return Tried(
        browser=f"{name} {version}",
        blocker=product[0] if product else "",
        verdict=effects.setups[target]["own"]["verdict"],
    )


def _at(row: Row, *credits: str) -> set[Method]:
    return {method for method in METHODS if row["methods"][method] in credits}


def _lost_by(causes: Collection[CauseId]) -> frozenset[Method]:
    return frozenset().union(*(_LOSES.get(cause, frozenset()) for cause in causes))
