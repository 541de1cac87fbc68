"""The block lists on this machine, asked whether they stop a request; for tests of our addresses, never for shoppers.

Only what a list says of every host is of interest: rules that name hosts speak of others.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar
from urllib.parse import urlsplit

from checker.replay import blockers
from checker.replay.setup import Blocker

if TYPE_CHECKING:
    from adblock import Engine

_Content = TypeVar("_Content")
Asking = Literal["main_frame", "sub_frame", "xmlhttprequest", "script", "image", "stylesheet"]
"""What a request is for, in the browsers' words. Not `ping`: EasyPrivacy stops every ping to another site (2026)."""

UBLOCK: Mapping[str, str] = {
    "easylist": "thirdparties/easylist/easylist.txt",
    "easyprivacy": "thirdparties/easylist/easyprivacy.txt",
    "ublock-ads": "ublock/filters.min.txt",
    "ublock-privacy": "ublock/privacy.min.txt",
    "ublock-badware": "ublock/badware.min.txt",
    "ublock-quick-fixes": "ublock/quick-fixes.min.txt",
    "ublock-unbreak": "ublock/unbreak.min.txt",
    "urlhaus": "thirdparties/urlhaus-filter/urlhaus-filter-online.txt",
}
"""The lists that come with uBlock Origin, by their place in its `assets` (1.67)."""
ADGUARD: Mapping[str, int] = {"adguard-base": 2, "adguard-tracking": 3, "adguard-cookies": 18, "adguard-annoyances": 21}
"""AdGuard's lists by number. List 17 only takes parameters off addresses: it stops nothing."""


class ListsMissing(ValueError):
    """No list, or nothing to read one with; the message says how to install it."""


@dataclass(frozen=True)
class Ask:
    """One request: its address, the address of the page that makes it, and what for."""

    url: str
    page: str
    type: Asking

    @property
    def third_party(self) -> bool:
        """Whether the two hosts differ. Enough here: hosts of one site are never compared."""
        return urlsplit(self.url).hostname != urlsplit(self.page).hostname


class FilterList(Protocol):
    """A list, or several as one."""

    def rule(self, ask: Ask) -> str | None:
        """The rule that stops the request; None when it passes."""


class AdblockList:
    """A list in the syntax of Adblock Plus and uBlock Origin. Raises ListsMissing without the engine that reads it."""

    def __init__(self, *texts: str) -> None:
        try:
            from adblock import Engine, FilterSet
        except ImportError:
            raise ListsMissing("the package adblock is not installed (pip install -r requirements-dev.txt)") from None
        filters = FilterSet(debug=True)
        # The engine overlooks exceptions for every page.
        self._shown: set[str] = set()
        for text in map(for_firefox, texts):
            filters.add_filter_list(text)
            self._shown |= {line[3:].strip() for line in text.splitlines() if line.startswith("#@#")}
        self._engine: Engine = Engine(filters)

    def rule(self, ask: Ask) -> str | None:
        kind = {"main_frame": "document", "sub_frame": "subdocument"}.get(ask.type, ask.type)
        found = self._engine.check_network_urls(ask.url, ask.page, kind)
        return (found.filter or "a rule") if found.matched else None

    def hides(self, selector: str, page: str) -> bool:
        """Whether a rule for every page hides the elements of a selector `.class` or `#id` on this one."""
        of_page = self._engine.url_cosmetic_resources(page)
        # The engine's type description lacks this one.
        if of_page.generichide or selector in self._shown:  # type: ignore[attr-defined]
            return False
        classes, ids = ([selector[1:]], []) if selector.startswith(".") else ([], [selector[1:]])
        return selector in self._engine.hidden_class_id_selectors(classes, ids, of_page.exceptions)


_TRUE_IN_FIREFOX = {"env_firefox", "cap_html_filtering", "cap_ipaddress", "ext_ublock"}


def for_firefox(text: str) -> str:
    """A list without the parts that its conditions (`!#if`) keep from uBlock Origin in Firefox."""
    kept, open_ifs = [], []
    for line in text.splitlines():
        word, _, condition = line.partition(" ")
        if word == "!#if":
            flag = condition.strip()
            open_ifs.append((flag.lstrip("!") in _TRUE_IN_FIREFOX) != flag.startswith("!"))
        elif word == "!#else" and open_ifs:
            open_ifs[-1] = not open_ifs[-1]
        elif word == "!#endif" and open_ifs:
            open_ifs.pop()
        elif all(open_ifs):
            kept.append(line)
    return "\n".join(kept)


# Of rules with one priority the first of these wins, in the order of the browser's documentation.
_RANK = {"allow": 2, "block": 1, "redirect": 0}
_START = 4
"""Rules are found by so many characters that their address must hold; there are tens of thousands."""
_NAMES_A_HOST = re.compile(r"\|\|[^*^/]")


@dataclass(frozen=True)
class _Rule:
    strength: tuple[int, int]
    stops: bool
    text: str
    needle: str
    pattern: re.Pattern[str]
    condition: Mapping[str, Any]

    def meets(self, ask: Ask) -> bool:
        only = self.condition
        if self.needle not in ask.url.lower() or "get" not in only.get("requestMethods", ("get",)):
            return False
        if only.get("domainType") == ("firstParty" if ask.third_party else "thirdParty"):
            return False
        excluded = only.get("excludedResourceTypes", () if "resourceTypes" in only else ("main_frame",))
        if ask.type in excluded or ask.type not in only.get("resourceTypes", (ask.type,)):
            return False
        return self.pattern.search(ask.url) is not None


class DnrList:
    """Rules of the browsers' declarativeNetRequest, several lists taken as one; `unread` counts what Python cannot."""

    def __init__(self, *contents: Iterable[Mapping[str, Any]]) -> None:
        """From the rules as the JSON has them."""
        self._by_start: dict[str, list[_Rule]] = {}
        self.unread = 0
        for raw in chain(*contents):
            try:
                for rule in _read(raw):
                    self._by_start.setdefault(_start(rule.needle), []).append(rule)
            except re.error:
                self.unread += 1

    def rule(self, ask: Ask) -> str | None:
        url = ask.url.lower()
        starts = {"", *(url[at : at + _START] for at in range(len(url)))}
        near = chain.from_iterable(self._by_start.get(start, ()) for start in starts)
        best = max((rule for rule in near if rule.meets(ask)), key=lambda rule: rule.strength, default=None)
        return best.text if best and best.stops else None


def _start(needle: str) -> str:
    return needle[:_START] if len(needle) >= _START else ""


def _read(raw: Mapping[str, Any]) -> Iterator[_Rule]:
    """The rule, unless it names hosts or can stop nothing."""
    condition, action = raw["condition"], raw["action"]
    url_filter, expression = condition.get("urlFilter", ""), condition.get("regexFilter")
    named = condition.keys() & {"initiatorDomains", "requestDomains"} or _NAMES_A_HOST.match(url_filter)
    rewritten = "transform" in action.get("redirect", {})
    if named or rewritten or action["type"] not in _RANK:
        return
    flags = re.NOFLAG if condition.get("isUrlFilterCaseSensitive") else re.IGNORECASE
    yield _Rule(
        strength=(raw.get("priority", 1), _RANK[action["type"]]),
        stops=action["type"] != "allow",
        text=expression or url_filter,
        needle="" if expression else max(re.split(r"[*^|]+", url_filter), key=len).lower(),
        pattern=re.compile(expression or _expression(url_filter), flags),
        condition=condition,
    )


def _expression(url_filter: str) -> str:
    """A regular expression for a `urlFilter`: `||` begins a host name, `|` is an end, `^` a separator, `*` anything."""
    start, rest = "", url_filter
    if rest.startswith("||"):
        start, rest = r"^[a-z][a-z0-9+.-]*://(?:[^/?#]*\.)?", rest[2:]
    elif rest.startswith("|"):
        start, rest = "^", rest[1:]
    end = "$" if rest.endswith("|") else ""
    special = {"*": ".*", "^": r"(?:[^A-Za-z0-9_.%-]|$)"}
    return start + "".join(special.get(char) or re.escape(char) for char in rest.removesuffix("|")) + end


@dataclass(frozen=True)
class Installed:
    """What is here. `wholes` holds each blocker's lists as one, for their exceptions; `missing` says why by list."""

    lists: Mapping[str, FilterList]
    versions: Mapping[str, str]
    wholes: Mapping[str, FilterList]
    missing: Mapping[str, str]


def installed(folder: Path | None = None) -> Installed:
    """Read every list that is here, in some seconds. Raises ListsMissing when there is none."""
    texts, no_texts = _gather(UBLOCK, lambda name: _ublock_text(name, folder))
    rules, no_rules = _gather(ADGUARD, lambda name: blockers.rules(ADGUARD[name], folder))
    missing = no_texts | no_rules
    if not texts and not rules:
        raise ListsMissing("; ".join(dict.fromkeys(missing.values())))
    ublock, adguard = Blocker(kind="ublock-origin"), Blocker(kind="adguard", rule_sets=tuple(ADGUARD.values()))
    wholes: dict[str, FilterList] = {}
    if texts:
        wholes |= dict.fromkeys(texts, AdblockList(*texts.values()))
    if rules:
        wholes |= dict.fromkeys(rules, DnrList(*rules.values()))
    return Installed(
        lists={name: AdblockList(text) for name, text in texts.items()}
        | {name: DnrList(content) for name, content in rules.items()},
        versions={name: blockers.version(ublock, folder) for name in texts}
        | {name: blockers.version(adguard, folder).partition(",")[0] for name in rules},
        wholes=wholes,
        missing=missing,
    )


def _gather(names: Iterable[str], read: Callable[[str], _Content]) -> tuple[dict[str, _Content], dict[str, str]]:
    """What each list holds, and of those that are not here why."""
    found: dict[str, _Content] = {}
    missing: dict[str, str] = {}
    for name in names:
        try:
            found[name] = read(name)
        except blockers.BlockerMissing as why:
            missing[name] = str(why)
    return found, missing


def _ublock_text(name: str, folder: Path | None) -> str:
    place = blockers.ublock(folder)
    asset = (place if place.is_dir() else zipfile.Path(place)).joinpath("assets", *UBLOCK[name].split("/"))
    if not asset.is_file():
        raise blockers.BlockerMissing(f"{place} has no {UBLOCK[name]}")
    return asset.read_text(encoding="utf-8")
