"""The house's floors: a module imports from its own room, or from lower floors."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import checker

ROOT = Path(checker.__file__).parent
# Rooms of one floor do not know each other.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("config", "brands"),
    ("evidence", "knowledge"),
    ("diagnosis", "fixes"),
    ("report",),
    ("store", "practice", "replay"),
    ("jobs", "services"),
    ("web",),
    ("app", "serve", "selfcheck", "cli", "__main__"),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# Knowledge is told in the words of evidence, brands fill in the settings, services hand work to the queue;
# the top floor is one room.
BESIDE = {("knowledge", "evidence"), ("brands", "config"), ("services", "jobs")} | {
    (room, other) for room in FLOORS[-1] for other in FLOORS[-1]
}


def modules() -> list[Path]:
    return sorted(
        path for path in ROOT.rglob("*.py") if "migrations" not in path.parts and path != ROOT / "__init__.py"
    )


def room_of(name: str) -> str:
    """The room of a module name such as `checker.web.api`; '' for the package itself."""
    return name.split(".")[1] if "." in name else ""


def imported(path: Path) -> Iterator[str]:
    """Every module of our own that a file imports, wherever in the file."""
    package = ["checker", *path.relative_to(ROOT).parent.parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "checker")
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join(package[: len(package) - node.level + 1] + ([base] if base else []))
            if base == "checker":
                yield from (f"checker.{alias.name}" for alias in node.names)
            elif base.startswith("checker."):
                yield base


def allowed(room: str, other: str) -> bool:
    return room == other or (room, other) in BESIDE or FLOOR[other] < FLOOR[room]


def test_every_room_has_its_floor() -> None:
    assert {room_of("checker." + ".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in modules()} <= set(
        FLOOR
    )


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_its_own_room_or_lower_floors(path: Path) -> None:
    room = path.relative_to(ROOT).with_suffix("").parts[0]
    names = {room_of(name) for name in imported(path)} - {"__version__", ""}
    upward = sorted(name for name in names if name in FLOOR and not allowed(room, name))
    assert upward == [], f"{room} is on floor {FLOOR[room]}"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import checker.web.api", ["checker.web.api"]),
        ("from checker import config, web", ["checker.config", "checker.web"]),
        ("from checker.web import api", ["checker.web"]),
        ("def f():\n    from checker.app import create_app", ["checker.app"]),
        ("from .view import View", ["checker.diagnosis.view"]),
        ("from ..web import api", ["checker.web"]),
        ("import checkers\nfrom os import path", []),
    ],
)
def test_every_way_to_import_is_seen(
    source: str, found: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "diagnosis").mkdir()
    path = tmp_path / "diagnosis" / "x.py"
    path.write_text(source, encoding="utf-8")
    assert list(imported(path)) == found


@pytest.mark.parametrize(
    ("room", "other", "may"),
    [
        ("diagnosis", "evidence", True),
        ("diagnosis", "diagnosis", True),
        ("diagnosis", "fixes", False),
        ("knowledge", "evidence", True),
        ("evidence", "knowledge", False),
        ("diagnosis", "store", False),
        ("practice", "store", False),
        ("store", "practice", False),
        ("services", "practice", True),
        ("web", "app", False),
        ("cli", "serve", True),
    ],
)
def test_the_rule_itself(room: str, other: str, may: bool) -> None:
    assert allowed(room, other) is may


@pytest.mark.parametrize(
    ("module", "without"),
    [
        ("checker.diagnosis.diagnose", "flask werkzeug sqlalchemy alembic selenium urllib3"),
        ("checker.fixes.choose", "flask werkzeug sqlalchemy alembic selenium urllib3"),
        ("checker.report.document", "flask werkzeug sqlalchemy alembic selenium urllib3"),
        ("checker.practice.observe", "flask werkzeug sqlalchemy alembic selenium urllib3"),
        ("checker.practice.course", "flask werkzeug sqlalchemy alembic selenium urllib3"),
        ("checker.app", "webdriver_manager trustme adblock"),
        ("checker.cli", "flask sqlalchemy selenium"),
    ],
)
def test_importing_a_low_floor_loads_nothing_of_the_high_ones(module: str, without: str) -> None:
    code = f"import sys, {module}; print(*sorted({{m.split('.')[0] for m in sys.modules}} & set({without.split()!r})))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT.parent, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == []
