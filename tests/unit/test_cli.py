from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checker import __version__
from checker.cli import main
from checker.knowledge.baits import load_baits
from checker.store.checks import Checks
from checker.store.database import Database, migrate
from checker.store.models import CheckRow
from checker.web.assets import ROOT


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of our own, and nothing else in the environment."""
    for name in (
        "DATABASE_URL",
        "SECRET_KEY",
        "CHECKER_PORTAL_URL",
        "CHECKER_NETWORK_URL",
        "CHECKER_SHOP_URL",
        "CHECKER_STORES",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CHECKER_DATA", str(tmp_path))
    return tmp_path


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert (end.value.code, capsys.readouterr().out) == (0, f"{__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["serve", "--port", "0"],
        ["serve", "--port", "65536"],
        ["serve", "--port", "x"],
        ["purge", "--days", "x"],
        ["purge", "--days", "-1"],
        ["serve", "--workers", "0"],
    ],
    ids=" ".join,
)
def test_wrong_arguments_are_refused_with_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checker.serve.serve", lambda *_, **__: None)
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: checker" in capsys.readouterr().err


def test_a_wrong_setting_ends_with_its_name_and_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_SHOP_URL", "nonsense")
    assert main(["purge"]) == 2
    assert capsys.readouterr().err.startswith("checker: CHECKER_SHOP_URL='nonsense' must look like")


def test_a_wrong_stores_file_is_refused_at_start_with_line_and_reason(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = data / "stores.csv"
    path.write_text("id,name,hosts,networks\na,A,a.example,nonet\nb,B,b.example,\n")
    monkeypatch.setenv("CHECKER_STORES", str(path))
    assert main(["serve", "--no-worker"]) == 2
    assert capsys.readouterr().err.startswith(f"checker: {path}: line 2: networks.0: 'nonet' is not one of awin,")


def test_purging_deletes_old_checks_and_says_how_many(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database(f"sqlite:///{data / 'checker.sqlite3'}")
    migrate(database, data)
    checks = Checks(database)
    for number, age in enumerate((40, 35, 5)):
        created = datetime.now(UTC) - timedelta(days=age)
        checks.create(CheckRow(id=str(number) * 28, state="running", created=created, browser_key="b", browser={}))
    assert main(["purge"]) == 0
    assert main(["purge", "--days", "30"]) == 0
    assert capsys.readouterr().out == "2 checks deleted\n0 claims deleted\n0 checks deleted\n0 claims deleted\n"
    assert checks.get("2" * 28) is not None
    database.engine.dispose()


def test_a_service_that_is_not_there_is_not_healthy() -> None:
    assert main(["healthy", "--address", "http://127.0.0.1:9"]) == 1


def test_a_worker_purges_as_its_chore(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_KEEP_DAYS", "3")
    database = Database(f"sqlite:///{data / 'checker.sqlite3'}")
    migrate(database, data)
    checks = Checks(database)
    for number, age in enumerate((4, 2)):
        created = datetime.now(UTC) - timedelta(days=age)
        checks.create(CheckRow(id=str(number) * 28, state="running", created=created, browser_key="b", browser={}))

    def work(_queue: object, _workers: int, chores: list[Callable[[], object]]) -> None:
        for chore in chores:
            chore()

    monkeypatch.setattr("checker.jobs.Queue.work", work)
    assert main(["worker"]) == 0
    assert checks.get("0" * 28) is None
    assert checks.get("1" * 28) is not None
    database.engine.dispose()


def test_baits_are_tested_with_every_address_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    tested: set[str] = set()

    def check(own: Iterable[str]) -> int:
        tested.update(own)
        return 1

    monkeypatch.setattr("checker.replay.baits_check.check", check)
    assert main(["baits"]) == 1
    scripts = {f"/static/probes/{path.name}" for path in (ROOT / "static" / "probes").glob("*.js")}
    assert scripts and tested > scripts | {"/check", "/item", "/probe/echo", "/static/site.css", "/kit/done"}
    for start, end in (("/kit/", ".js"), ("/seal/", ".png"), ("/tone/", ".css"), ("/run/", "/events"), ("/go/", "")):
        assert any(path.startswith(start) and path.endswith(end) for path in tested), start
    assert not [path for path in tested if "<" in path]
    assert not tested & {bait.route for bait in load_baits()}


def test_baits_without_block_lists_say_how_to_get_them(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("checker.replay.blockers._UBLOCK_PLACES", ())
    monkeypatch.setenv("CHECKER_BLOCKERS", str(data))
    assert main(["baits"]) == 2
    assert "(make blockers)" in capsys.readouterr().err
