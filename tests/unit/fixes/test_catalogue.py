from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from checker.fixes.catalogue import FOLDER, CatalogueError, Fix, load_fixes
from checker.knowledge.browsers import read_user_agent
from tests.builders import CHROME, FIREFOX, SAFARI

ALL = load_fixes()
GOOD = """
id = "a-fix"
causes = ["cookies-off"]
reach = "site"
title = "T"
steps = ["S"]
undo = "U"
exposes = "E"
checked = 2026-11-22
confidence = "read"
"""
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 "
    "Mobile/15E148 Safari/604.1"
)


def folder_with(tmp_path: Path, text: str, name: str = "a-fix.toml") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_file_is_a_fix_under_its_own_name() -> None:
    assert [fix.id for fix in ALL] == sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("fix", ALL, ids=lambda fix: fix.id)
def test_a_fix_says_all_that_a_shopper_needs(fix: Fix) -> None:
    assert fix.title[0].isupper()
    assert not fix.title.endswith(".")
    for text in (*fix.steps, fix.undo, fix.exposes):
        assert text.endswith((".", ").")), text
        assert len(text) < 260
    assert 1 <= len(fix.steps) <= 5
    assert date(2026, 1, 1) <= fix.checked


@pytest.mark.parametrize("fix", ALL, ids=lambda fix: fix.id)
def test_a_fix_is_for_browsers_and_platforms_that_can_be_recognised(fix: Fix) -> None:
    from checker.knowledge import browsers

    platforms = {*browsers._PLATFORMS.values(), "linux"}
    assert set(fix.platforms) <= platforms
    assert set(fix.browsers) <= {"Chrome", "Chromium", "Firefox", "Safari", "Mobile Safari", "Edge"}


@pytest.mark.parametrize("user_agent", [CHROME, FIREFOX, SAFARI, IPHONE])
def test_the_names_in_the_catalogue_are_those_that_are_read_from_user_agents(user_agent: str) -> None:
    assert read_user_agent(user_agent).name in {name for fix in ALL for name in fix.browsers}


def test_a_good_file_is_read(tmp_path: Path) -> None:
    (fix,) = load_fixes(folder_with(tmp_path, GOOD))
    assert (fix.id, fix.causes, fix.browsers, fix.reach) == ("a-fix", ("cookies-off",), (), "site")


def test_the_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("chrome-desk-3pc", "cookies-any", "chrome-android-3pc"):
        shutil.copy(FOLDER / f"{name}.toml", tmp_path)
    assert [fix.id for fix in load_fixes(tmp_path)] == ["chrome-android-3pc", "chrome-desk-3pc", "cookies-any"]


@pytest.mark.parametrize(
    ("edit", "to", "field"),
    [
        ('causes = ["cookies-off"]', 'causes = ["no-such-cause"]', "causes"),
        ('causes = ["cookies-off"]', "causes = []", "causes"),
        ('causes = ["cookies-off"]', "", "causes"),
        ('reach = "site"', 'reach = "world"', "reach"),
        ('steps = ["S"]', "steps = []", "steps"),
        ('steps = ["S"]', 'steps = "S"', "steps"),
        ('undo = "U"', "", "undo"),
        ('exposes = "E"', "", "exposes"),
        ("checked = 2026-11-22", 'checked = "soon"', "checked"),
        ('confidence = "read"', 'confidence = "hearsay"', "confidence"),
        ('title = "T"', 'title = "T"\nmore = 1', "more"),
        ('id = "a-fix"', 'id = "A fix"', "id"),
        ('id = "a-fix"', 'id = "other-fix"', "id"),
        ('title = "T"', "title = ", "line"),
    ],
)
def test_a_wrong_file_is_refused_by_file_and_field(tmp_path: Path, edit: str, to: str, field: str) -> None:
    assert edit in GOOD
    with pytest.raises(CatalogueError, match=rf"^a-fix\.toml: .*{field}"):
        load_fixes(folder_with(tmp_path, GOOD.replace(edit, to)))
