from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checker import __version__
from checker.cli import main
from checker.diagnosis.diagnose import RULES_VERSION
from checker.evidence.model import Dossier
from checker.knowledge.baits import load_baits
from checker.knowledge.effects import Effects
from checker.knowledge.loader import load_networks
from checker.replay.accuracy import Held, hold
from checker.replay.setup import Setup, all_setups
from checker.store.checks import Checks
from checker.store.database import Database, migrate
from checker.store.models import CheckRow
from checker.web.assets import ROOT
from tests.said import check


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


@pytest.mark.parametrize("command", ["reference", "matrix-page"])
def test_a_document_is_written_where_it_is_asked_for_and_a_place_that_is_not_there_is_named(
    command: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = data / "document.md"
    assert main([command, "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").startswith("# ")
    nowhere = data / "none" / "document.md"
    assert main([command, "--out", str(nowhere)]) == 2
    assert capsys.readouterr().err == f"checker: {nowhere}: No such file or directory\n"


def test_the_reference_that_the_command_writes_is_the_committed_one(data: Path) -> None:
    main(["reference", "--out", str(data / "reference.md")])
    committed = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert (data / "reference.md").read_text(encoding="utf-8") == committed


@pytest.fixture
def checks_made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The setups in which a check was asked for. Each answers quietly, but WebKit, which is not here."""
    asked: list[str] = []

    def run_checks(setups: Iterable[Setup], networks: object, effects: Effects, rooms: Path) -> Iterator[Held]:
        assert rooms.is_dir()
        for setup in setups:
            asked.append(setup.id)
            if setup.engine == "webkit":
                yield Held(setup, {}, fault="no WebKit here")
            else:
                told = check().model_dump(mode="json")
                document = {"state": told["state"], "browser": told["browser"], "evidence": told["items"]}
                yield hold(setup, document, {"browser": setup.engine}, effects, load_networks())

    monkeypatch.setattr("checker.replay.commands.run_checks", run_checks)
    return asked


def test_accuracy_holds_the_setups_that_are_named_and_says_which_are_not_all_right(
    checks_made: list[str], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, keep = data / "accuracy.md", data / "kept" / "here"
    setups = "chromium-accept-all, chromium-images-off,webkit-default"
    assert main(["accuracy", "--setups", setups, "--out", str(out), "--keep", str(keep)]) == 0
    assert checks_made == ["chromium-accept-all", "chromium-images-off", "webkit-default"]
    assert capsys.readouterr().out == f"3 setups in {out}; not all right: chromium-images-off\n"
    text = out.read_text(encoding="utf-8")
    assert f"{datetime.now(UTC).date()}, rules {RULES_VERSION}. 2 setups held, 1 not." in text
    assert "- webkit-default: no WebKit here" in text
    assert "missing images-off" in text
    # What each check saw is kept, for a diagnosis another day.
    assert {path.name for path in keep.iterdir()} == {"chromium-accept-all.json", "chromium-images-off.json"}
    kept = Dossier.model_validate_json((keep / "chromium-accept-all.json").read_text(encoding="utf-8"))
    assert kept.items == check().items


def test_accuracy_holds_every_setup_when_none_is_named(checks_made: list[str], data: Path) -> None:
    assert main(["accuracy", "--out", str(data / "accuracy.md")]) == 0
    assert checks_made == list(all_setups())


def test_capture_prints_the_evidence_or_writes_it(
    checks_made: list[str], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["capture", "--setup", "firefox-default"]) == 0
    printed = capsys.readouterr().out
    assert Dossier.model_validate_json(printed).origin == "replay"
    assert main(["capture", "--setup", "firefox-default", "--out", str(data / "seen.json")]) == 0
    assert capsys.readouterr().out == ""
    assert (data / "seen.json").read_text(encoding="utf-8") == printed
    assert checks_made == ["firefox-default"] * 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["capture", "--setup", "webkit-default"], "webkit-default: no WebKit here"),
        (["capture", "--setup", "firefox-defalt"], "there is no setup 'firefox-defalt'; did you mean firefox-default"),
        (["accuracy", "--setups", "nonsense", "--out", "x.md"], "there is no setup 'nonsense'"),
        (["accuracy", "--setups", "firefox-default", "--out", "/none/x.md"], "/none/x.md: No such file or directory"),
        (["capture", "--setup", "firefox-default", "--out", "/none/x"], "/none/x: No such file or directory"),
    ],
)
def test_a_check_that_cannot_be_made_or_written_says_why(
    checks_made: list[str], arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"checker: {told}")


@pytest.mark.parametrize("arguments", [["accuracy"], ["capture"], ["reference"]], ids=" ".join)
def test_what_these_cannot_do_without_is_asked_for(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "required: --" in capsys.readouterr().err
