"""Where in a TOML text a key stands, so that a refusal can name the line. tomllib keeps no positions."""

from __future__ import annotations

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_KEY = r"""[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'"""
_DOTTED = rf"(?:{_KEY})(?:\s*\.\s*(?:{_KEY}))*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]\]?")
_ENTRY = re.compile(rf"\s*({_DOTTED})\s*=")
_LONG = re.compile(r'"""|\'\'\'')


def line_of(text: str, path: Path) -> int:
    """The line of the key at `path`, or of the nearest thing around it; 1 when nothing of it is there.

    `path` is as pydantic tells it: names of keys, and numbers of tables in a list of tables.
    """
    best, line = 0, 1
    for number, found in _keys(text):
        common = _common(found, path)
        # A header such as [a.b.c] is also where a and a.b stand.
        if common > best and common in (len(found), len(path)):
            best, line = common, number
    return line


def _common(found: Path, path: Path) -> int:
    count = 0
    for one, other in zip(found, path, strict=False):
        if one != other:
            break
        count += 1
    return count


def _keys(text: str) -> Iterator[tuple[int, Path]]:
    """Every header and every key with its line; what stands inside a text of several lines is no key."""
    table: Path = ()
    counts: dict[Path, int] = {}
    quote = ""
    for number, line in enumerate(text.splitlines(), 1):
        if quote:
            quote = "" if quote in line else quote
            continue
        if header := _HEADER.match(line):
            table = _resolved(_names(header[2]), counts, new=header[1] == "[[")
            yield number, table
        elif entry := _ENTRY.match(line):
            yield number, table + _names(entry[1])
            opened = _LONG.findall(line)
            quote = opened[-1] if len(opened) % 2 else ""


def _resolved(names: tuple[str, ...], counts: dict[Path, int], *, new: bool) -> Path:
    """A header's path with the number of each table that is one of a list."""
    path: Path = ()
    for depth, name in enumerate(names, 1):
        path += (name,)
        if new and depth == len(names):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, dotted))
