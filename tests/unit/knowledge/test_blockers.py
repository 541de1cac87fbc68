from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from checker.evidence.words import BLOCKER_IDS
from checker.knowledge.baits import Family, probed
from checker.knowledge.blockers import FOLDER, Signature, load_blockers
from checker.knowledge.effects import load_effects
from checker.knowledge.loader import KnowledgeError, landing_parameters
from checker.practice.parts import CONTROLS
from checker.replay import setup as setups

ALL = load_blockers()
SIGNATURES = [
    pytest.param(signature, id=f"{blocker.id}-{place}")
    for blocker in ALL
    for place, signature in enumerate(blocker.signatures, 1)
]


def copy_of(blocker: str, folder: Path, edit: str = "", to: str = "") -> Path:
    """A blocker's own file, copied into `folder` with the first `edit` (a pattern) rewritten."""
    text = (FOLDER / f"{blocker}.toml").read_text(encoding="utf-8")
    if edit:
        text, count = re.subn(edit, to, text, count=1, flags=re.MULTILINE)
        assert count == 1, f"{edit} is not in {blocker}.toml"
    path = folder / f"{blocker}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_file_is_a_blocker_of_the_closed_list() -> None:
    assert [blocker.id for blocker in ALL] == [path.stem for path in sorted(FOLDER.glob("*.toml"))]
    assert {blocker.id for blocker in ALL} <= set(BLOCKER_IDS)
    # These are told by hosts, not by a signature.
    assert not {blocker.id for blocker in ALL} & {"dns", "browser-protection", "content-filter"}


def test_no_two_blockers_have_one_name() -> None:
    assert len({blocker.name for blocker in ALL}) == len(ALL)


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_names_families_that_the_page_asks_for(signature: Signature) -> None:
    asked = {bait.family for bait in probed()}
    assert set(signature.hits) | set(signature.spares) <= asked
    assert not set(signature.hits) & set(signature.spares)
    assert asked <= set(get_args(Family))


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_names_parameters_that_are_sent(signature: Signature) -> None:
    sent = {*landing_parameters(), *CONTROLS}
    assert set(signature.stripped) | set(signature.kept) <= sent
    assert not set(signature.stripped) & set(signature.kept)


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signatures_setups_exist_and_can_fit_its_engines(signature: Signature) -> None:
    known = {setup.id for setup in setups.all_setups().values()} | set(load_effects().setups)
    assert set(signature.setups) <= known
    if signature.engines:
        assert {setup.split("-")[0] for setup in signature.setups} <= set(signature.engines)


@pytest.mark.parametrize(
    ("edit", "to", "message"),
    [
        (r"^id = .*", 'id = "adguard"', r"adblock-plus\.toml: id: is 'adguard'"),
        (r"^id = .*", 'id = "super-blocker"', r"adblock-plus\.toml: id: "),
        (r"^name = .*", 'name = "x"', r"adblock-plus\.toml: name: "),
        (r"^hits = .*", 'hits = ["no-list"]', r"adblock-plus\.toml: signatures\.0\.hits\.0: "),
        (r"^hits = .*\n", "", r"signatures\.0: a signature needs something that is there"),
        (r"^certainty = .*", 'certainty = "sure"', r"signatures\.0\.certainty: "),
        (r"^certainty = .*\n", "", r"signatures\.0\.certainty: "),
        (r"^spares = .*", "colour = 1", r"signatures\.0\.colour: "),
        (r"^date = .*", 'date = "2026-11-22"', r"source\.date: "),
        (r"^\[source\](.|\n)*", "", r"source: "),
        (r"^id = .*", "id = ", r"cannot be read as TOML"),
    ],
)
def test_a_faulty_file_is_refused_with_its_name_and_field(edit: str, to: str, message: str, tmp_path: Path) -> None:
    copy_of("adblock-plus", tmp_path, edit, to)
    with pytest.raises(KnowledgeError, match=message):
        load_blockers(tmp_path)


def test_a_file_that_is_whole_is_read_as_it_stands(tmp_path: Path) -> None:
    copy_of("adblock-plus", tmp_path)
    assert load_blockers(tmp_path) == tuple(blocker for blocker in ALL if blocker.id == "adblock-plus")
    assert load_blockers(tmp_path / "nothing") == ()
