from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checker import __version__
from checker.cli import main
from checker.store.checks import Checks
from checker.store.database import Database, migrate
from checker.store.models import CheckRow


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of our own, and nothing else in the environment."""
    for name in ("DATABASE_URL", "SECRET_KEY", "CHECKER_PORTAL_URL", "CHECKER_NETWORK_URL", "CHECKER_SHOP_URL"):
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
