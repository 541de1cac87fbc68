"""The matrix as it is drawn: every setup at every network, with the reason behind every mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from checker.evidence.words import METHODS, Method
from checker.knowledge.effects import Effects
from checker.knowledge.loader import Network
from checker.report import matrix_words as said
from checker.report._matrix_markdown import as_markdown
from checker.report._matrix_outcome import Outcome, outcomes
from checker.report.matrix_words import Mark

__all__ = ["Cell", "Group", "Line", "MatrixView", "Outcome", "SetupRow", "as_markdown", "matrix_view"]

OWN = "own"
_ENGINES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKit"}
_BROWSERS = {"chrome": "Chromium", "firefox": "Firefox", "minibrowser": "WebKitGTK"}


class Column(NamedTuple):
    """A network: its id, its name, and the methods that it uses as far as we know."""

    id: str
    name: str
    methods: tuple[Method, ...]


@dataclass(frozen=True)
class Cell:
    """One network in one setup. `others`: link shapes that fare differently; `anchor`: where the reason is."""

    network: str
    outcome: Outcome
    others: tuple[tuple[str, Outcome], ...]
    anchor: str

    @property
    def text(self) -> str:
        """The cell in one or more sentences."""
        beside = (f" With a {shape}: {other.word}. {other.why}" for shape, other in self.others)
        return f"{self.network}: {self.outcome.word}. {self.outcome.why}{''.join(beside)}"


@dataclass(frozen=True)
class Line:
    """All networks of a setup that fared alike; `shape` tells the links, '' for those that the mark is for."""

    anchor: str
    shape: str
    networks: tuple[str, ...]
    outcome: Outcome

    @property
    def title(self) -> str:
        return ", ".join(self.networks) + (f", with a {self.shape}" if self.shape else "")


@dataclass(frozen=True)
class SetupRow:
    """One setup; `short` is its line without the engine's name."""

    id: str
    line: str
    short: str
    browser: str
    cells: tuple[Cell, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Group:
    """The setups of one engine; `versions` of the browsers, drivers and blockers that ran."""

    id: str
    name: str
    versions: tuple[str, ...]
    rows: tuple[SetupRow, ...]

    @property
    def size(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class MatrixView:
    """Everything on the page. `networks` names the columns; `left_out` has setups by the reason why."""

    made: str
    knowledge: str
    networks: tuple[str, ...]
    groups: tuple[Group, ...]
    counts: Mapping[Mark, int]
    left_out: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def measured(self) -> bool:
        return bool(self.groups)


def matrix_view(effects: Effects, networks: Mapping[str, Network], setups_lines: Mapping[str, str]) -> MatrixView:
    """Put what was measured into words. `setups_lines` tells for each setup's id what it is, in one line."""
    seen = {network_id for rows in effects.setups.values() for network_id in rows} - {OWN}
    columns = [Column(OWN, said.OWN_COLUMN, METHODS)]
    columns += [Column(key, network.name, network.methods) for key, network in networks.items() if key in seen]
    columns += [Column(key, key, ()) for key in sorted(seen - set(networks))]
    rows = [_setup_row(effects, setup_id, setups_lines, columns) for setup_id in effects.setups]
    engines = dict.fromkeys([*_ENGINES, *(row.id.partition("-")[0] for row in rows)])
    groups = [_group(engine, [row for row in rows if row.id.startswith(f"{engine}-")], effects) for engine in engines]
    left_out: dict[str, list[str]] = {}
    for key in dict.fromkeys((*setups_lines, *effects.skipped)):
        if rows and key not in effects.setups:
            left_out.setdefault(effects.skipped.get(key, said.NOT_IN_RUN), []).append(setups_lines.get(key, key))
    return MatrixView(
        made=effects.made,
        knowledge=effects.knowledge,
        networks=tuple(column.name for column in columns),
        groups=tuple(group for group in groups if group.rows),
        counts=Counter(cell.outcome.mark for row in rows for cell in row.cells),
        left_out=tuple((why, tuple(lines)) for why, lines in left_out.items()),
    )


def _group(engine: str, rows: list[SetupRow], effects: Effects) -> Group:
    """The clean browser first, then the browser as it comes, then the others."""
    first = {f"{engine}-accept-all": 0, f"{engine}-default": 1}
    rows = sorted(rows, key=lambda row: (first.get(row.id, 2), row.id))
    browsers = [_versions(effects.browsers.get(row.id, {})) for row in rows]
    versions = [part for position in zip(*browsers, strict=True) for part in position if part]
    return Group(engine, _ENGINES.get(engine, engine), tuple(dict.fromkeys(versions)), tuple(rows))


def _versions(browser: Mapping[str, str]) -> tuple[str, str, str]:
    """Browser, driver and blocker, each '' if not told."""
    name = browser.get("browser", "")
    name = _BROWSERS.get(name.lower(), name)
    driver = browser.get("driver_version", "")
    blocker = browser.get("blocker", "")
    return f"{name} {browser.get('browser_version', '')}".strip(), f"driver {driver}" if driver else "", blocker


def _setup_row(effects: Effects, setup_id: str, lines: Mapping[str, str], columns: Sequence[Column]) -> SetupRow:
    line = lines.get(setup_id, setup_id)
    short = line.removeprefix(_ENGINES.get(setup_id.partition("-")[0], "")).lstrip(", ")
    cells = ((column, effects.setups[setup_id].get(column.id, {})) for column in columns)
    judged = [(column.name, *outcomes(row, column.methods)) for column, row in cells]
    fates: dict[tuple[str, Outcome], list[str]] = {}
    for name, main, others in judged:
        for fate in (("", main), *others):
            fates.setdefault(fate, []).append(name)
    anchors = {fate: f"{setup_id}_{number}" for number, fate in enumerate(fates, 1)}
    return SetupRow(
        id=setup_id,
        line=line,
        short=short[:1].upper() + short[1:],
        browser=", ".join(part for part in _versions(effects.browsers.get(setup_id, {})) if part),
        cells=tuple(Cell(name, main, others, anchors["", main]) for name, main, others in judged),
        lines=tuple(Line(anchors[fate], fate[0], tuple(names), fate[1]) for fate, names in fates.items()),
    )
