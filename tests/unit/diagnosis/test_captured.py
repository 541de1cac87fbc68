"""What real browsers have left, held against what the setups do and what the matrix has measured."""

from __future__ import annotations

import json

import pytest

from checker.diagnosis.diagnose import diagnose
from checker.evidence.model import Dossier
from checker.evidence.words import METHODS
from checker.knowledge.effects import load_effects
from checker.knowledge.loader import load_networks
from checker.replay.setup import all_setups
from tests.golden.freeze import CAPTURED, FOLDER

EFFECTS, NETWORKS, SETUPS = load_effects(), load_networks(), all_setups()
CAPTURES = sorted(folder.name.removeprefix(CAPTURED) for folder in FOLDER.glob(f"{CAPTURED}*"))


def evidence(setup: str) -> Dossier:
    return Dossier.model_validate_json((FOLDER / f"{CAPTURED}{setup}" / "evidence.json").read_text(encoding="utf-8"))


def test_every_setup_has_been_captured() -> None:
    assert sorted(SETUPS) == CAPTURES


@pytest.mark.parametrize("setup", CAPTURES)
def test_the_causes_are_those_that_the_setup_has(setup: str) -> None:
    found = diagnose(evidence(setup), NETWORKS, EFFECTS)
    assert {cause.id for cause in found.causes} == set(SETUPS[setup].expects)


@pytest.mark.parametrize("setup", CAPTURES)
def test_the_methods_are_those_that_the_replay_showed(setup: str) -> None:
    assert diagnose(evidence(setup), NETWORKS, EFFECTS).methods == EFFECTS.setups[setup]["own"]["methods"]


@pytest.mark.parametrize("setup", CAPTURES)
def test_no_network_is_called_tracked_that_a_replay_has_lost(setup: str) -> None:
    measured = EFFECTS.setups[setup]
    for row in diagnose(evidence(setup), NETWORKS, EFFECTS).networks:
        if row.verdict == "tracked":
            methods = measured[row.id]["methods"]
            assert "lost" not in {methods[method] for method in NETWORKS[row.id].methods}, row.id


@pytest.mark.parametrize("setup", CAPTURES)
def test_a_check_is_all_fine_only_where_nothing_is_lost_anywhere(setup: str) -> None:
    """The worst fault would be a wrong "all fine"."""
    lost = [
        network.id
        for network in NETWORKS.values()
        if "lost" in {EFFECTS.setups[setup][network.id]["methods"][method] for method in network.methods}
    ]
    own = EFFECTS.setups[setup]["own"]["methods"]
    if diagnose(evidence(setup), NETWORKS, EFFECTS).verdict == "tracked":
        assert lost == []
        assert {own[method] for method in METHODS} == {"tracked"}


@pytest.mark.parametrize("setup", CAPTURES)
def test_the_expected_file_was_read_against_the_setup(setup: str) -> None:
    told = json.loads((FOLDER / f"{CAPTURED}{setup}" / "expected.json").read_text(encoding="utf-8"))
    assert set(told["causes"]) == set(SETUPS[setup].expects)
    assert told["methods"] == EFFECTS.setups[setup]["own"]["methods"]
