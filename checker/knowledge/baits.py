"""Reads the baits: addresses on our own hosts that block lists match by their path (`baits.toml`).

The content is harmless; what a browser refuses to load tells which lists are at work. A bait counts
only beside its control of the same type on the same host, which must load.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, StrictBool, ValidationError, model_validator

PATH = Path(__file__).parent / "baits.toml"
NONCE = "n"
"""The parameter that makes each request for a bait one of its own; lists are tested with it."""

Type = Literal["fetch", "script", "image"]
List = Literal[
    "easylist",
    "easyprivacy",
    "ublock-ads",
    "ublock-privacy",
    "adguard-base",
    "adguard-tracking",
    "adguard-cookies",
    "adguard-annoyances",
]
Family = Literal[
    "easylist",
    "easyprivacy",
    "easyprivacy-adguard",
    "ublock-ads",
    "ublock-privacy",
    "adguard-base",
    "adguard-tracking",
    "annoyance",
    "cookie-notices",
]
FAMILIES: Mapping[Family, frozenset[List]] = {
    "easylist": frozenset({"easylist", "adguard-base"}),
    "easyprivacy": frozenset({"easyprivacy"}),
    "easyprivacy-adguard": frozenset({"easyprivacy", "adguard-tracking"}),
    "ublock-ads": frozenset({"ublock-ads"}),
    "ublock-privacy": frozenset({"ublock-privacy"}),
    "adguard-base": frozenset({"adguard-base"}),
    "adguard-tracking": frozenset({"adguard-tracking"}),
    "annoyance": frozenset({"adguard-annoyances"}),
    "cookie-notices": frozenset({"adguard-cookies"}),
}
"""The lists that each family stands for: a bait of the family is matched by all of them, and by no other."""


class BaitError(ValueError):
    """The catalogue cannot be accepted; the message names the file, the entry and the field."""


def _own_path(text: str) -> str:
    parts = urlsplit(text)
    if not text.startswith("/") or parts.netloc or parts.fragment:
        raise ValueError("must be a path on our own host, with no more than a query")
    return text


def _hiding(lists: tuple[List, ...]) -> tuple[List, ...]:
    if lists != ("easylist",):
        raise ValueError("must be easylist alone: no other list's hiding rules are tested")
    return lists


OwnPath = Annotated[str, Field(pattern=r"^[!-~]+$"), AfterValidator(_own_path)]
Id = Annotated[str, Field(pattern=r"^[a-z]+-[0-9]+$")]
Day = Annotated[datetime.date, Strict()]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bait(_Entry):
    """One address. `checked` is the day when `lists` were last seen to match it, and no other list."""

    id: Id
    family: Family
    path: OwnPath
    type: Type
    lists: Annotated[tuple[List, ...], Field(min_length=1)]
    checked: Day
    probed: StrictBool

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if sorted(self.lists) != sorted(FAMILIES[self.family]):
            raise ValueError(f"lists: {self.family} stands for {', '.join(sorted(FAMILIES[self.family]))}")
        return self

    @property
    def route(self) -> str:
        """The path without its query, as a server routes it."""
        return urlsplit(self.path).path

    def with_nonce(self, nonce: str) -> str:
        """The path as the page asks for it: `nonce` (letters and digits) is the last parameter."""
        return with_nonce(self.path, nonce)


class Cosmetic(_Entry):
    """A name that makes lists hide an element of the page: `element` says which attribute carries it."""

    id: Id
    family: Literal["easylist"]
    element: Literal["class", "id"]
    name: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]
    lists: Annotated[tuple[List, ...], AfterValidator(_hiding)]
    checked: Day
    probed: StrictBool

    @property
    def selector(self) -> str:
        """The CSS selector of the rule that hides it."""
        return ("." if self.element == "class" else "#") + self.name


class Control(_Entry):
    """An address that no list matches."""

    type: Type
    path: OwnPath
    checked: Day


class Catalogue(_Entry):
    """The whole file."""

    bait: Annotated[tuple[Bait, ...], Field(min_length=1)]
    cosmetic: Annotated[tuple[Cosmetic, ...], Field(min_length=1)]
    control: Annotated[tuple[Control, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [bait.id for bait in self.bait] + [cosmetic.id for cosmetic in self.cosmetic]
        for what, values in (("id", ids), ("path", [bait.path for bait in self.bait])):
            if twice := sorted({value for value in values if values.count(value) > 1}):
                raise ValueError(f"{what}: {', '.join(twice)} stands there twice")
        if sorted(control.type for control in self.control) != ["fetch", "image", "script"]:
            raise ValueError("control: each of fetch, image and script needs one")
        return self


def with_nonce(path: str, nonce: str) -> str:
    """A bait's or control's path with the nonce as its last parameter."""
    return f"{path}{'&' if urlsplit(path).query else '?'}{NONCE}={nonce}"


def load_baits() -> tuple[Bait, ...]:
    """Every bait, in the order of the file. Raises BaitError."""
    return load().bait


def probed() -> tuple[Bait, ...]:
    """The baits that the check page asks for."""
    return tuple(bait for bait in load().bait if bait.probed)


def cosmetics(*, spare: bool = False) -> tuple[Cosmetic, ...]:
    """The hiding baits that the check page shows; with `spare` all of them."""
    return tuple(entry for entry in load().cosmetic if entry.probed or spare)


def controls() -> dict[Type, str]:
    """The neutral path of each type. The caller owns the dict."""
    return {control.type: control.path for control in load().control}


@cache
def load(path: Path = PATH) -> Catalogue:
    """The catalogue in a file, read once. Raises BaitError."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BaitError(f"{path.name}: cannot be read as TOML: {error}") from error
    try:
        return Catalogue.model_validate(content)
    except ValidationError as error:
        raise BaitError(f"{path.name}: {_faults(error, content)}") from error


def _faults(error: ValidationError, content: Mapping[str, object]) -> str:
    """All faults as `entry field: what`; an entry goes by its id or path where it has one."""
    faults = []
    for fault in error.errors(include_url=False):
        where = [str(part) for part in fault["loc"]]
        if len(where) > 1:
            where[:2] = [_entry(content, where[0], int(where[1]))]
        what = fault["msg"].removeprefix("Value error, ")
        faults.append(f"{' '.join(where)}: {what}" if where else what)
    return "; ".join(faults)


def _entry(content: Mapping[str, object], table: str, number: int) -> str:
    entries = content[table]
    entry = entries[number] if isinstance(entries, list) else {}
    name = entry.get("id") or entry.get("path") if isinstance(entry, dict) else None
    return f"{table} {name or number + 1}"
