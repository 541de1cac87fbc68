"""The matrix's book and its document, without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.evidence.words import METHODS
from checker.knowledge.loader import load_networks
from checker.replay import matrix as module
from checker.replay.matrix import CONTROLS, Book, Matrix, knowledge_version, write_whole
from checker.replay.rows import Row
from checker.replay.runner import Order
from checker.replay.setup import all_setups

NETWORKS = {network: load_networks()[network] for network in ("awin", "aliexpress")}
SETUPS = {setup: all_setups()[setup] for setup in ("firefox-default", "firefox-accept-all")}
BROWSER = {"browser": "firefox", "browser_version": "153.0"}


def row(network: str = "own", verdict: str = "tracked", **more: str) -> Row:
    methods = dict.fromkeys(METHODS, "tracked")
    told = {"click": "reaches", "tag": "loads", "pixel": "loads"} | more
    return Row(id=network, verdict=verdict, methods=methods, **told)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def everything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "runnable", lambda setup, **_: None)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book.open(tmp_path / "rows.part", "v1")


def test_every_shape_of_every_network_is_ordered_beside_our_own(book: Book) -> None:
    orders = Matrix(SETUPS, NETWORKS, book, {}).orders
    assert orders == [Order(), Order("awin", 0), Order("awin", 1), Order("aliexpress", 0)]


def test_the_clean_browsers_come_first(book: Book) -> None:
    assert next(iter(Matrix(SETUPS, NETWORKS, book, {}).waiting())) == CONTROLS["firefox"]


def test_a_killed_run_goes_on_where_it_was(book: Book) -> None:
    book.add(("firefox-default", "own", 0), row(), BROWSER)
    book.add(("firefox-default", "awin", 0), row("awin"), BROWSER)
    with book.path.open("a") as file:
        file.write('{"setup": "firefox-default", "netw')  # the kill came here
    again = Book.open(book.path, "v1")
    assert set(again.rows) == {("firefox-default", "own", 0), ("firefox-default", "awin", 0)}
    waiting = Matrix(SETUPS, NETWORKS, again, {}).waiting()
    assert waiting["firefox-default"] == [Order("awin", 1), Order("aliexpress", 0)]
    # And it can be killed again: what was read is written whole.
    assert set(Book.open(book.path, "v1").rows) == set(again.rows)


def test_rows_of_another_knowledge_are_made_anew(book: Book) -> None:
    book.add(("firefox-default", "own", 0), row(), BROWSER)
    assert Book.open(book.path, "v2").rows == {}


def test_the_knowledge_version_follows_setups_and_networks() -> None:
    version = knowledge_version(SETUPS.values(), NETWORKS.values())
    assert version == knowledge_version(SETUPS.values(), NETWORKS.values())
    assert version != knowledge_version(SETUPS.values(), list(NETWORKS.values())[:1])
    changed = [setup.model_copy(update={"prefs": {"a": 1}}) for setup in SETUPS.values()]
    assert version != knowledge_version(changed, NETWORKS.values())


def test_the_document_has_the_contract_s_form(book: Book) -> None:
    book.add(("firefox-default", "own", 0), row(), BROWSER)
    book.add(
        ("firefox-default", "awin", 0),
        row("awin", shape="destination").model_copy(update={"methods": dict.fromkeys(METHODS, "lost")}),
        BROWSER,
    )
    book.add(("firefox-default", "awin", 1), row("awin", shape="opaque"), BROWSER)
    document = Matrix(SETUPS, NETWORKS, book, {}).document()
    rows = document["setups"]["firefox-default"]
    assert set(rows) == {"own", "awin"}
    assert rows["awin"]["verdict"] == "lost"
    assert rows["awin"]["other_shapes"]["opaque"]["verdict"] == "tracked"
    assert {"id", "click", "click_id", "tag", "pixel", "verdict", "basis", "methods"} <= set(rows["awin"])
    assert document["browsers"]["firefox-default"] == BROWSER


@pytest.mark.parametrize(("earlier", "click", "surprising"), [
    ({}, "reaches", False),
    ({}, "unknown", True),
    ({"click": "skipped"}, "reaches", True),
    ({"click": "reaches"}, "reaches", False),
])  # fmt: skip
def test_a_row_surprises_when_it_says_nothing_or_something_new(
    book: Book, earlier: dict[str, str], click: str, surprising: bool
) -> None:
    made = row(click=click)
    known = {"firefox-default": {"own": made.model_dump() | earlier}} if earlier else {}
    run = Matrix(SETUPS, NETWORKS, book, known)
    assert run._surprising(SETUPS["firefox-default"], Order(), made) is surprising


def test_a_reader_sees_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "effects.json"
    write_whole(path, {"a": 1})
    write_whole(path, {"a": 2})
    assert json.loads(path.read_text()) == {"a": 2}
    assert [entry.name for entry in tmp_path.iterdir()] == ["effects.json"]
