"""`checker baits`: do block lists still say of our baits what the catalogue says, and nothing of our own addresses?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from checker.knowledge import baits
from checker.knowledge.baits import Bait, Catalogue, Cosmetic
from checker.knowledge.loader import landing_parameters
from checker.replay.filter_lists import AdblockList, Ask, Asking, FilterList, Installed, installed

HOST = "https://cashback.example"
PAGE = f"{HOST}/check"
PAGES: Mapping[str, str] = {"its own page": PAGE, "another site": "https://shop.test/item"}
"""Who asks. Nobody can own these names, so no list speaks of them."""
NONCE = "k7f2q9xw"
_AS_ASKED: Mapping[str, Asking] = {"fetch": "xmlhttprequest", "script": "script", "image": "image"}


def check(own: Iterable[str], lists: Installed | None = None) -> int:
    """Test the catalogue and our `own` paths and print what is stale; the exit status is 1 if anything is.

    Raises ListsMissing when there is no list to test with.
    """
    here = installed() if lists is None else lists
    for version in dict.fromkeys(here.versions.values()):
        print(f"{version}: {', '.join(name for name, of in here.versions.items() if of == version)}")
    for why in dict.fromkeys(here.missing.values()):
        print(f"not tested, {why}: {', '.join(name for name, reason in here.missing.items() if reason == why)}")
    for name, block_list in here.lists.items():
        if unread := getattr(block_list, "unread", 0):
            print(f"not tested, expressions that Python cannot read: {unread} rules of {name}")
    paths, catalogue = sorted(set(own)), baits.load()
    stale = [*stale_baits(catalogue, here), *stale_controls(catalogue, here), *listed(paths, here)]
    print(*stale, sep="\n", end="\n" if stale else "")
    # A bait of a list that is not here has been held against the others only.
    whole = sum(set(bait.lists) <= here.lists.keys() for bait in catalogue.bait)
    tested = f"{whole} of {len(catalogue.bait)} baits tested, and {len(paths)} addresses of our own"
    print(f"{tested}: {f'{len(stale)} faults' if stale else 'all as the catalogue says'}")
    return 1 if stale else 0


def stale_baits(catalogue: Catalogue, here: Installed) -> Iterator[str]:
    """A line for each bait and list that no longer go together as the catalogue says."""
    for bait in catalogue.bait:
        yield from (f"{bait.id} {bait.path} ({bait.type}): {what}" for what in _of_bait(bait, here))
    for cosmetic in catalogue.cosmetic:
        yield from (f"{cosmetic.id} {cosmetic.selector}: {what}" for what in _of_cosmetic(cosmetic, here))


def _of_bait(bait: Bait, here: Installed) -> Iterator[str]:
    for page, origin in PAGES.items():
        ask = Ask(HOST + bait.with_nonce(NONCE), origin, _AS_ASKED[bait.type])
        for name, block_list in here.lists.items():
            rule = block_list.rule(ask)
            if name not in bait.lists and rule:
                yield f"{name} now stops it too for {page} (rule {_short(rule)})"
            if name in bait.lists and not rule:
                yield f"{name} no longer stops it for {page}"
            if name in bait.lists and rule and not here.wholes[name].rule(ask):
                yield f"{name} stops it for {page}, but another list of the same blocker lets it pass"


def _of_cosmetic(cosmetic: Cosmetic, here: Installed) -> Iterator[str]:
    for name in cosmetic.lists:
        for block_list in (here.lists.get(name), here.wholes.get(name)):
            if isinstance(block_list, AdblockList) and not block_list.hides(cosmetic.selector, PAGE):
                yield f"{name} no longer hides it"
                break


def stale_controls(catalogue: Catalogue, here: Installed) -> Iterator[str]:
    """A line for each control that a list stops."""
    for control in catalogue.control:
        path = baits.with_nonce(control.path, NONCE)
        for name, rule in _stopped(path, (_AS_ASKED[control.type],), here.lists):
            yield f"control {control.path} ({control.type}): {name} stops it (rule {_short(rule)})"


def listed(paths: Iterable[str], here: Installed) -> Iterator[str]:
    """A line for each of our own paths that a list stops, whatever it is asked for."""
    for path in paths:
        for name, rule in _stopped(path, get_args(Asking), here.lists):
            yield f"our own {path}: {name} stops it (rule {_short(rule)})"


def _stopped(path: str, types: Iterable[Asking], lists: Mapping[str, FilterList]) -> Iterator[tuple[str, str]]:
    """The lists that stop a path for one of these types, each with its rule."""
    asks = [Ask(HOST + path, page, kind) for kind in types for page in PAGES.values()]
    for name, block_list in lists.items():
        if rule := next(filter(None, map(block_list.rule, asks)), None):
            yield name, rule


_LENGTHS = {"ticket": 52, "token": 52, "code": 10}
_QUERIES: Mapping[str, tuple[str, ...]] = {
    "/click": ("id",),
    "/click/on": ("id",),
    "/kit/done": ("order", "click"),
    "/item": ("v", "pn_click", *landing_parameters()),
    "/check": ("store", "return"),
}
_ENDINGS = ("png", "css", "js")


def examples(routes: Iterable[str], static: Iterable[str]) -> Iterator[str]:
    """Paths as browsers ask for them, from a server's routes: `/cart/<token>` with as many digits as a token has.

    `static` names the files that `<path:filename>` may be.
    """
    for route in routes:
        if "<path:filename>" in route:
            yield from (route.replace("<path:filename>", name) for name in static)
            continue
        for ending in _ENDINGS if "<ending>" in route else ("",):
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: _digits(part[1]), route.replace("<ending>", ending))
            yield path
            if names := _QUERIES.get(path):
                yield path + "?" + "&".join(f"{name}={_digits('token')}" for name in names)


def _digits(part: str) -> str:
    return ("65a1f3c07e92bd48" * 4)[: _LENGTHS.get(part, 16)]


def _short(rule: str) -> str:
    # The engine joins the rules that it tests together.
    first = rule.split(" <+> ")
    return first[0] + (" and others" if len(first) > 1 else "")
