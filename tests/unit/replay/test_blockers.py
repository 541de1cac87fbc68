"""Blockers: found, missing with a word on how to get them, and made into extensions."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from checker.replay import blockers
from checker.replay import setup as setups
from checker.replay.blockers import BlockerMissing
from checker.replay.setup import Blocker, all_setups

BASE = Blocker(kind="adguard", rule_sets=(2,))


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """A folder with lists as npm leaves them."""
    package = tmp_path / "node_modules" / "@adguard" / "dnr-rulesets"
    for number in (2, 3):
        path = package / "dist" / "filters" / "declarative" / f"ruleset_{number}" / f"ruleset_{number}.json"
        path.parent.mkdir(parents=True)
        path.write_text("[]")
    (package / "package.json").write_text('{"version": "9.9"}')
    return tmp_path


def test_the_folder_is_a_setting() -> None:
    assert blockers.default_folder({"CHECKER_BLOCKERS": "/somewhere"}) == Path("/somewhere")
    assert blockers.default_folder({"CHECKER_DATA": "/data"}) == Path("/data/blockers")
    assert blockers.default_folder({}) == Path("var/blockers").resolve()


def test_missing_lists_say_how_to_get_them(tmp_path: Path, lists: Path) -> None:
    assert (
        blockers.missing(BASE, tmp_path / "none") == f"AdGuard's lists are not in {tmp_path / 'none'} (make blockers)"
    )
    assert "list 17 is not in" in str(blockers.missing(Blocker(kind="adguard", rule_sets=(2, 17)), lists))
    assert blockers.missing(BASE, lists) is None
    assert blockers.missing(Blocker()) is None


def test_a_missing_ublock_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blockers, "_UBLOCK_PLACES", ())
    blocker = Blocker(kind="ublock-origin")
    assert "apt-get install webext-ublock-origin-firefox" in str(blockers.missing(blocker, tmp_path))
    (tmp_path / "ublock-origin.xpi").write_bytes(b"")
    assert blockers.missing(blocker, tmp_path) is None


def test_versions_are_named(lists: Path) -> None:
    assert blockers.version(BASE, lists) == "AdGuard dnr-rulesets 9.9, lists 2"
    assert blockers.version(Blocker()) == ""


def test_lists_become_an_extension(tmp_path: Path, lists: Path) -> None:
    setup = setups.get("chromium-adguard-tracking")
    made = blockers.chromium_extension(setup, tmp_path / "x", lists)
    assert made is not None
    manifest = json.loads((made / "manifest.json").read_text())
    resources = manifest["declarative_net_request"]["rule_resources"]
    assert [resource["path"] for resource in resources] == ["2.json", "3.json"]
    assert all((made / resource["path"]).is_file() for resource in resources)


@pytest.mark.parametrize("setup", [s for s in all_setups().values() if s.blocker.kind == "rules"], ids=lambda s: s.id)
def test_own_rules_are_numbered_and_their_page_is_known(tmp_path: Path, setup: setups.Setup) -> None:
    made = blockers.chromium_extension(setup, tmp_path / "x")
    assert made is not None
    if not setup.blocker.rules:
        assert (made / "page.js").is_file()
        return
    rules = json.loads((made / "own.json").read_text())
    assert [rule["id"] for rule in rules] == list(range(1, len(rules) + 1))
    assert "{skip}" not in json.dumps(rules)


def test_a_setup_without_a_blocker_needs_no_extension(tmp_path: Path) -> None:
    assert blockers.chromium_extension(setups.get("chromium-accept-all"), tmp_path / "x") is None
    assert not (tmp_path / "x").exists()


def test_fetching_keeps_the_lists_without_their_dummies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    with tarfile.open(tmp_path / "made.tgz", "w:gz") as archive:
        files = {"package.json": {"version": "1"}}
        rules = [{"id": 1, "metadata": {}}, {"id": 2, "action": {"type": "block"}}]
        files |= {f"dist/filters/declarative/ruleset_{n}/ruleset_{n}.json": rules for n in blockers.LISTS}  # type: ignore[misc]
        for name, content in files.items():
            raw = json.dumps(content).encode()
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(raw)
            archive.addfile(entry, io.BytesIO(raw))
    npm.write_text(f"#!/bin/sh\ncp {tmp_path / 'made.tgz'} package.tgz\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{npm.parent}:/usr/bin:/bin")
    blockers.fetch(tmp_path / "got")
    assert blockers.missing(Blocker(kind="adguard", rule_sets=blockers.LISTS), tmp_path / "got") is None
    path = blockers._rule_file(blockers.adguard(tmp_path / "got"), 17)
    assert json.loads(path.read_text()) == [rules[1]]


def test_fetching_without_npm_or_without_a_way_out_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BlockerMissing, match="npm is not on the PATH"):
        blockers.fetch(tmp_path)
    (tmp_path / "npm").write_text("#!/bin/sh\necho offline >&2\nexit 1\n")
    (tmp_path / "npm").chmod(0o755)
    with pytest.raises(BlockerMissing, match=r"npm could not fetch @adguard/dnr-rulesets\S*: offline"):
        blockers.fetch(tmp_path)
