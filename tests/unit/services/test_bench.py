from __future__ import annotations

from pathlib import Path

import pytest

from checker.fixes.catalogue import load_fixes
from checker.knowledge.loader import KnowledgeError, load_networks
from checker.knowledge.stores import load_stores
from checker.services.bench import Bench, make_bench
from tests.builders import SECRET, settings


def test_the_bench_is_ready_to_work(bench: Bench) -> None:
    assert bench.database.answers() is True
    assert bench.checks.by_code("AAAA-AAAA") is None
    assert list(bench.networks) == list(load_networks())
    assert bench.fixes == load_fixes()
    assert bench.stores == load_stores()


def test_tokens_are_signed_with_the_secret_of_the_settings(bench: Bench) -> None:
    from checker.practice.seals import Seals

    ticket = bench.desk.issue()
    assert Seals(SECRET).open("ticket", ticket) == ticket[:28]
    assert bench.seals.open("ticket", ticket) == ticket[:28]


def test_the_database_lies_in_the_data_folder(bench: Bench) -> None:
    assert (bench.settings.data / "checker.sqlite3").exists()


def test_an_operators_stores_take_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "stores.csv").write_text("id,name,hosts\nblue,Blue,blue.example\n")
    bench = make_bench(settings(tmp_path, CHECKER_STORES=str(tmp_path / "stores.csv")))
    assert list(bench.stores) == ["blue"]
    bench.database.engine.dispose()


def test_a_stores_file_that_cannot_be_accepted_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"none\.toml: cannot be read"):
        make_bench(settings(tmp_path, CHECKER_STORES=str(tmp_path / "none.toml")))
    assert not (tmp_path / "checker.sqlite3").exists()
