from __future__ import annotations

from checker.fixes.catalogue import load_fixes
from checker.knowledge.loader import load_networks
from checker.services.bench import Bench
from tests.builders import SECRET


def test_the_bench_is_ready_to_work(bench: Bench) -> None:
    assert bench.database.answers() is True
    assert bench.checks.by_code("AAAA-AAAA") is None
    assert list(bench.networks) == list(load_networks())
    assert bench.fixes == load_fixes()


def test_tokens_are_signed_with_the_secret_of_the_settings(bench: Bench) -> None:
    from checker.practice.seals import Seals

    ticket = bench.desk.issue()
    assert Seals(SECRET).open("ticket", ticket) == ticket[:28]
    assert bench.seals.open("ticket", ticket) == ticket[:28]


def test_the_database_lies_in_the_data_folder(bench: Bench) -> None:
    assert (bench.settings.data / "checker.sqlite3").exists()
