"""Reads a stores file, TOML or CSV, into entries that remember their lines, and gathers what is wrong with it."""

from __future__ import annotations

import csv
import datetime
import io
import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checker.knowledge.loader import KnowledgeError

LARGEST = 5_000_000
_TOLD = 20
_HEADER = re.compile(r"\s*\[\[\s*store\s*\]\]")
_KEY = re.compile(r"\s*\[*\s*(?:store\s*\.\s*)?\"?([A-Za-z_][A-Za-z0-9_-]*)\"?\s*[=\].]")
_LISTS = ("hosts", "networks", "methods", "market")
_CLAIMS = ("accepts", "earliest_hours", "latest_days")
_COLUMNS = (
    "id", "name", *_LISTS, "session_only", "window_days", *_CLAIMS, "source", "date", "confidence",
)  # fmt: skip
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


class Faults:
    """What is wrong with a file, each with its line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._all: list[tuple[int | None, str]] = []

    def add(self, line: int | None, what: str) -> None:
        self._all.append((line, what))

    def __bool__(self) -> bool:
        return bool(self._all)

    def check(self) -> None:
        """Raise KnowledgeError, with up to 20 of them, if there are any."""
        if not self._all:
            return
        told = [
            f"{self._path}: {what}" if line is None else f"{self._path}: line {line}: {what}"
            for line, what in sorted(self._all, key=lambda fault: fault[0] or 0)[:_TOLD]
        ]
        if more := len(self._all) - len(told):
            told.append(f"{self._path}: {more} more like these")
        raise KnowledgeError("\n".join(told))


@dataclass(frozen=True)
class Entry:
    """One store as the file has it; `lines` holds the line of each field, where the file tells."""

    line: int
    content: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)

    def line_of(self, name: str) -> int:
        return self.lines.get(name, self.line)


def read_entries(path: Path, faults: Faults) -> list[Entry]:
    """The entries of a file in their order. Raises KnowledgeError when it cannot be read as what its name says."""
    kind = path.suffix.lower()
    if kind not in (".toml", ".csv"):
        faults.add(None, "must end in .toml or .csv")
    text = _text(path, faults)
    faults.check()
    return _from_toml(text, faults) if kind == ".toml" else _from_csv(text, faults)


def _text(path: Path, faults: Faults) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        faults.add(None, f"cannot be read: {error.strerror}")
        return ""
    if len(raw) > LARGEST:
        faults.add(None, f"is larger than {LARGEST // 1_000_000} MB")
        return ""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add(raw.count(b"\n", 0, error.start) + 1, "is not UTF-8")
        return ""


def _from_toml(text: str, faults: Faults) -> list[Entry]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, at = str(error).partition(" (at ")
        told = re.match(r"line (\d+)", at)
        faults.add(int(told[1]) if told else text.count("\n") + 1, f"cannot be read as TOML: {what}")
        faults.check()
    entries: list[Entry] = []
    before: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if _HEADER.match(line):
            entries.append(Entry(number, {}))
        elif key := _KEY.match(line):
            (entries[-1].lines if entries else before).setdefault(key[1], number)
    for name in content.keys() - {"store"}:
        faults.add(before.get(name), f"{name}: is not known here; each store stands under [[store]]")
    stores = content.get("store", [])
    if not isinstance(stores, list) or len(stores) != len(entries) or not all(isinstance(s, dict) for s in stores):
        # Written in another way, or a long text holds such a line: whose line is whose cannot be told.
        faults.add(before.get("store"), "each store must stand under a line [[store]] of its own")
        faults.check()
    return [Entry(entry.line, store, entry.lines) for entry, store in zip(entries, stores, strict=True)]


def _from_csv(text: str, faults: Faults) -> list[Entry]:
    first = text.partition("\n")[0]
    # Spreadsheets of half of Europe write semicolons.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    entries: list[Entry] = []
    columns: list[str] = []
    begun = 1
    try:
        for row in reader:
            line, begun = begun, reader.line_num + 1
            if not columns:
                columns = _columns([cell.strip() for cell in row], faults)
            elif len(row) != len(columns) and any(row):
                faults.add(line, f"has {len(row)} cells, where the first line has {len(columns)}")
            elif any(cell.strip() for cell in row):
                entries.append(Entry(line, _content(dict(zip(columns, row, strict=True)))))
    except csv.Error as error:
        faults.add(begun, f"cannot be read as CSV: {error}")
    return entries


def _columns(names: list[str], faults: Faults) -> list[str]:
    for number, name in enumerate(names):
        if name not in _COLUMNS:
            faults.add(1, f"column {name!r} is not one of {', '.join(_COLUMNS)}")
        elif name in names[:number]:
            faults.add(1, f"column {name!r} stands there twice")
    faults.check()
    return names


def _content(row: dict[str, str]) -> dict[str, Any]:
    """A row as TOML would have it; an empty cell says nothing, and what cannot be understood stays a text."""
    told = {name: _value(name, cell.strip()) for name, cell in row.items() if cell.strip()}
    claims = {name: told.pop(name) for name in _CLAIMS if name in told}
    return told | ({"claims": claims} if claims else {})


def _value(name: str, cell: str) -> Any:
    if name in _LISTS:
        return re.split(r"[\s,;|]+", cell)
    if name in ("session_only", "accepts"):
        return _TRUTHS.get(cell.lower(), cell)
    with suppress(ValueError):
        if name in ("window_days", "earliest_hours", "latest_days"):
            return int(cell)
        if name == "date":
            return datetime.date.fromisoformat(cell)
    return cell
