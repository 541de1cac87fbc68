"""The stores that a shopper can name: which networks they work with, and how they report a sale.

`stores.toml` is ours; an operator's file, TOML or CSV, takes its place. What is not known of a store
is left out there, and is nobody's guess here.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    StrictBool,
    StringConstraints,
    ValidationError,
    model_validator,
)

from checker.evidence.words import Method
from checker.knowledge._store_files import Entry, Faults, read_entries
from checker.knowledge.loader import KnowledgeError, load_networks
from checker.knowledge.model import _distinct

__all__ = ["Claims", "KnowledgeError", "Store", "find_store", "fold", "load_stores", "store_id"]

OWN = Path(__file__).parent / "stores.toml"
MOST = 20_000
LONGEST_NAME = 80
UNNAMED = "-"


def _like(pattern: str, words: str) -> AfterValidator:
    """A pattern whose refusal people can read."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(f"{text[:100]!r} must be {words}")
        return text

    return AfterValidator(check)


def _known(network: str) -> str:
    if network not in (known := load_networks()):
        raise ValueError(f"{network[:100]!r} is not one of {', '.join(known)}")
    return network


_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}")
Id = Annotated[str, _like(_ID.pattern, "1 to 60 small letters, digits, dots and hyphens")]
Host = Annotated[
    str,
    StringConstraints(to_lower=True, max_length=253),
    _like(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", "a host name such as shop.example"),
]
Country = Annotated[str, _like(r"[A-Z]{2}", "a country's two capital letters")]
Hours = Annotated[int, Strict(), Field(ge=0, le=10_000)]
Days = Annotated[int, Strict(), Field(ge=1, le=1_000)]


class Claims(BaseModel):
    """What is known of claims for a purchase that was not credited; None where nothing is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accepts: StrictBool | None = None
    earliest_hours: Hours | None = None
    latest_days: Days | None = None


class Store(BaseModel):
    """One store.

    `networks` holds network ids, `methods` the ways in which it reports a sale; empty means unknown.
    `market` holds the countries (ISO 3166) that the sources speak of. `window_days` is how long after
    the click an order counts; `session_only`: it must come in the same visit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)]
    hosts: Annotated[tuple[Host, ...], Field(min_length=1, max_length=50), AfterValidator(_distinct)]
    networks: Annotated[tuple[Annotated[str, AfterValidator(_known)], ...], AfterValidator(_distinct)] = ()
    methods: Annotated[tuple[Method, ...], AfterValidator(_distinct)] = ()
    market: Annotated[tuple[Country, ...], AfterValidator(_distinct)] = ()
    session_only: StrictBool | None = None
    window_days: Days | None = None
    claims: Claims | None = None
    source: Annotated[str, Field(max_length=1_000)] = ""
    date: Annotated[datetime.date, Strict()] | None = None
    confidence: Literal["read", "general", "tested"] | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if any(unicodedata.category(sign).startswith("C") for sign in self.name):
            raise ValueError("name: has characters that cannot be seen")
        if self.session_only and self.window_days:
            raise ValueError("window_days: does not go with session_only")
        return self

    @cached_property
    def folded(self) -> str:
        """The name as `fold` has it, reckoned once: stores may be many."""
        return fold(self.name)


def fold(text: str) -> str:
    """A name without what people write in different ways: case, accents, spaces and signs."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", "and"))
    return "".join(sign for sign in plain if sign.isalnum())


def find_store(stores: Mapping[str, Store], text: str) -> Store | None:
    """The store that `text` names by its id, its name or a host of its, in this order; None when none is named."""
    text = text.strip().casefold()
    if store := stores.get(text):
        return store
    if name := fold(text):
        for store in stores.values():
            if store.folded == name:
                return store
    host = _host(text)
    for store in stores.values():
        if any(host == own or host.endswith(f".{own}") for own in store.hosts):
            return store
    return None


def store_id(stores: Mapping[str, Store], text: str) -> str:
    """What a check keeps of the store that was named: its id; of one that we do not know, the name as an id could be.

    `UNNAMED` stands for a text of which no such name can be made; an empty text is the caller's to leave out.
    """
    if store := find_store(stores, text):
        return store.id
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    if _ID.fullmatch(plain):
        return plain
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9.]+", "-", kept)[:60].strip(".-") or UNNAMED


def _host(text: str) -> str:
    try:
        return urlsplit(text if "://" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""


def load_stores(path: Path | None = None) -> dict[str, Store]:
    """The stores by id, in the order of the file: ours, or those of `path` (.toml or .csv, UTF-8, 5 MB at most).

    The caller owns the dict. Raises KnowledgeError with the file and up to 20 faults, each with its line.
    """
    return dict(_own() if path is None else _read(path))


@cache
def _own() -> dict[str, Store]:
    return _read(OWN)


def _read(path: Path) -> dict[str, Store]:
    faults = Faults(path)
    entries = read_entries(path, faults)
    if len(entries) > MOST:
        faults.add(entries[MOST].line, f"more than {MOST} stores")
        faults.check()
    stores: dict[str, Store] = {}
    lines: dict[Any, int] = {}
    for entry in entries:
        line = entry.line_of("id")
        if (name := entry.content.get("id")) and (first := lines.setdefault(str(name), line)) != line:
            faults.add(line, f"id: {name!r} stands in line {first} already")
        try:
            store = Store.model_validate(entry.content)
        except ValidationError as error:
            found = error.errors(include_url=False)
            deeper = {fault["loc"][:-1] for fault in found}
            for fault in found:
                # A list is not also too short because what stands in it is wrong.
                if fault["type"] != "too_short" or fault["loc"] not in deeper:
                    faults.add(*_told(entry, fault))
        else:
            stores[store.id] = store
    if not entries and not faults:
        faults.add(None, "holds no store")
    faults.check()
    return stores


def _told(entry: Entry, fault: Any) -> tuple[int, str]:
    """Line and words of one of pydantic's faults. A check across fields names its field in its own words."""
    where = [str(part) for part in fault["loc"]]
    what = str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        what = "is not known here"
    names = where or [what.partition(":")[0]]
    line = next((entry.lines[name] for name in reversed(names) if name in entry.lines), entry.line)
    return line, f"{'.'.join(where)}: {what}" if where else what
