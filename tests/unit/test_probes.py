"""The probes in the page and the list on the server name each other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import checker
from checker.evidence.manifest import MAX_ITEMS, PAGE_PROBES

STATIC = Path(checker.__file__).parent.parent / "static"
FIELDS = ["id", "measures", "limits", "control", "after", "deadline", "checked", "leaves"]
# What a probe may wait for: the press on the button, a step of the purchase.
STEPS = ("press", "click", "landing", "order")
# What the check page knows of itself, without a probe.
OF_THE_PAGE = {"page-popup", "page-scripting"}
FILES = sorted(path for path in (STATIC / "probes").glob("*.js") if path.name != "index.js")


def meta(path: Path) -> dict[str, Any]:
    """A probe's `meta`, which is written as JSON (but for a last comma) so that it can be read without running it."""
    (literal,) = re.findall(
        r"^export const meta = ({.*?^});$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    return json.loads(re.sub(r",\s*}$", "}", literal))


def test_there_is_a_probe_for_every_entry_of_the_manifest_but_the_pages_own() -> None:
    assert {meta(path)["id"] for path in FILES} == set(PAGE_PROBES) - OF_THE_PAGE
    assert set(PAGE_PROBES) >= OF_THE_PAGE
    assert len(PAGE_PROBES) <= MAX_ITEMS


def test_the_page_itself_says_what_no_probe_says() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    for probe in OF_THE_PAGE:
        assert f'"{probe}":' in scripts


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_probe_declares_what_it_measures_and_what_it_leaves(path: Path) -> None:
    told = meta(path)
    assert list(told) == [field for field in FIELDS if field in told or field != "after"]
    assert told.get("after", "click") in STEPS
    assert told["id"] == path.stem
    assert 0 < told["deadline"] <= 6000
    assert re.match(r"\d{4}-\d\d-\d\d: ", told["checked"])
    for field in ("measures", "limits", "control", "leaves"):
        assert len(told[field]) > 5
        assert not told[field].endswith(".")
    for engine in ("Chromium", "Firefox", "WebKit"):
        assert engine in told["checked"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_probe_has_one_way_in_and_names_no_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    exported = re.findall(r"^export (?:async )?(?:function|const) (\w+)", text, re.MULTILINE)
    # One leaves its marks when all have looked.
    assert exported == ["meta", "run", *(["mark"] if path.stem == "returning" else [])]
    assert not re.search(r"https?://(?!\$\{)|localhost", text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_probe_waits_for_the_step_that_it_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    # The last looks after several steps, and says so by its name for them.
    awaited = {"click": "await clicked", "landing": "await landed" if "await landed" in text else "await moment"}
    after = meta(path).get("after")
    assert [step for step, words in awaited.items() if words in text] == ([after] if after in awaited else [])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_probe_takes_its_helpers_from_the_library_and_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r'from "([^"]+)"', text)) <= {"../lib/ask.js", "../lib/runner.js"}
    for own in ("new Image", "createElement", "XMLHttpRequest", "sendBeacon", "import("):
        assert own not in text


def test_every_helper_is_used_and_there_is_no_other() -> None:
    library = (STATIC / "lib" / "ask.js").read_text(encoding="utf-8")
    helpers = set(re.findall(r"^export (?:async )?function (\w+)", library, re.MULTILINE))
    used: set[str] = set()
    for path in (*FILES, STATIC / "lib" / "look.js"):
        taken = re.findall(
            r'^import {([^}]+)} from "\.\.?/(?:lib/)?ask\.js";', path.read_text(encoding="utf-8"), re.MULTILINE
        )
        used |= {name.strip() for names in taken for name in names.split(",")}
    assert used == helpers


def test_the_index_lists_every_probe_once() -> None:
    index = (STATIC / "probes" / "index.js").read_text(encoding="utf-8")
    imported = dict(re.findall(r'import \* as (\w+) from "\./([\w-]+)\.js";', index))
    (listed,) = re.findall(r"export const probes = \[(.*?)\];", index, re.DOTALL)
    names = [name.strip() for name in listed.split(",") if name.strip()]
    assert sorted(imported.values()) == [path.stem for path in FILES]
    assert sorted(names) == sorted(imported)


def test_no_script_names_a_host_or_talks_to_the_console() -> None:
    for path in STATIC.rglob("*.js"):
        # A comment may show how the file is to be used.
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert "localhost" not in text, path.name
        assert not re.search(r"https?://(?!www\.w3\.org/|\$\{)", text), path.name
        assert "console." not in text, path.name
        assert "eval(" not in text, path.name


def test_asking_whether_a_host_is_there_sends_nothing_of_the_shopper() -> None:
    text = (STATIC / "lib" / "ask.js").read_text(encoding="utf-8")
    (options,) = re.findall(r"fetch\(.*?, ({.*?})\)", text, re.DOTALL)
    for needed in ('mode: "no-cors"', 'credentials: "omit"', 'cache: "no-store"', 'referrerPolicy: "no-referrer"'):
        assert needed in options
