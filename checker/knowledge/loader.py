"""Reads the affiliate networks, one TOML file each in `networks/`.

The facts come from the networks' help pages, public tag and plug-in code, cookie lists and block
lists; each file dates and grades its own under `[source]`. Programme and partner numbers are made
up, as long as the rules of block lists ask for, so that those rules match these links too.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from checker.knowledge.model import Cookies, Link, Network, Source

__all__ = ["Cookies", "KnowledgeError", "Link", "Network", "Source", "landing_parameters", "load_networks"]

FOLDER = Path(__file__).parent / "networks"
ORDER = (
    "awin",
    "cj",
    "rakuten",
    "impact",
    "partnerize",
    "tradedoubler",
    "admitad",
    "tradetracker",
    "aliexpress",
    "adtraction",
    "webgains",
)


class KnowledgeError(ValueError):
    """A knowledge file is missing or wrong; the message names the file and the field."""


def load_networks(folder: Path | None = None) -> dict[str, Network]:
    """The networks by id: those of `ORDER` first, then others by id. The caller owns the dict.

    `folder` holds `<id>.toml` files; the project's own folder is read once and remembered.
    Raises KnowledgeError when the folder has no such file or one of them cannot be accepted.
    """
    return dict(_own() if folder is None else _read_all(folder))


def landing_parameters() -> tuple[str, ...]:
    """Every network's click-id parameters, in the order of the networks, without repeats.

    Raises KnowledgeError as `load_networks` does.
    """
    return tuple(dict.fromkeys(name for network in load_networks().values() for name in network.click_id))


@cache
def _own() -> dict[str, Network]:
    return _read_all(FOLDER)


def _read_all(folder: Path) -> dict[str, Network]:
    found = {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}
    if not found:
        raise KnowledgeError(f"{folder}: holds no network file")
    first = {name: found[name] for name in ORDER if name in found}
    return first | found


def _read(path: Path) -> Network:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KnowledgeError(f"{path.name}: cannot be read as TOML: {error}") from error
    try:
        network = Network.model_validate(content)
    except ValidationError as error:
        raise KnowledgeError(f"{path.name}: {_faults(error)}") from error
    if network.id != path.stem:
        raise KnowledgeError(f"{path.name}: id: is {network.id!r}, but the file is called {path.stem!r}")
    return network


def _faults(error: ValidationError) -> str:
    """All faults as `field: what`. A check across fields names its field in its own words."""
    faults = []
    for fault in error.errors(include_url=False):
        where = ".".join(str(part) for part in fault["loc"])
        what = fault["msg"].removeprefix("Value error, ")
        faults.append(f"{where}: {what}" if where else what)
    return "; ".join(faults)
