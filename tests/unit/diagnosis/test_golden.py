"""Whole situations, from frozen evidence to the diagnosis; and what may never happen when evidence is missing."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checker.diagnosis.diagnose import RULES_VERSION, Diagnosis, diagnose
from checker.evidence.model import Dossier
from checker.evidence.words import METHODS
from checker.knowledge.loader import load_networks
from tests.golden.freeze import CAPTURED, FOLDER, OLD, effects, folder_of, situations, summary

NAMES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir() and folder.name != "__pycache__")
MADE = [name for name in NAMES if not name.startswith((OLD, CAPTURED))]
NETWORKS = load_networks()
EFFECTS = effects()
SURE = ("tracked", "lost")


def judged(dossier: Dossier) -> Diagnosis:
    return diagnose(dossier, NETWORKS, EFFECTS)


def frozen(name: str) -> Dossier:
    return Dossier.model_validate_json((FOLDER / name / "evidence.json").read_text(encoding="utf-8"))


def expected(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / name / "expected.json").read_text(encoding="utf-8"))


def without(dossier: Dossier, probe: str) -> Dossier:
    return dossier.model_copy(update={"items": tuple(item for item in dossier.items if item.probe != probe)})


@cache
def each_dropped(name: str) -> tuple[tuple[str, Diagnosis, Diagnosis], ...]:
    """For each piece of evidence of a situation: its name, and the diagnosis with it and without it."""
    dossier = frozen(name)
    whole = judged(dossier)
    return tuple((item.probe, whole, judged(without(dossier, item.probe))) for item in dossier.items)


@pytest.mark.parametrize("name", NAMES)
def test_the_diagnosis_of_a_situation_is_the_expected_one(name: str) -> None:
    dossier = frozen(name)
    assert summary(dossier, judged(dossier)) == expected(name)


@pytest.mark.parametrize("name", MADE)
def test_the_same_trail_still_gives_the_frozen_evidence(name: str) -> None:
    """Probes that are younger than the frozen evidence may stand beside it, as long as they did not run."""
    made = {folder_of(sentence): dossier for sentence, dossier in situations().items()}[name]
    old = frozen(name)
    assert (made.state, made.browser, made.origin) == (old.state, old.browser, old.origin)
    assert {item.probe: made.get(item.probe) for item in old.items} == {item.probe: item for item in old.items}
    assert {item.status for item in made.items if old.get(item.probe) is None} <= {"not_run"}


def test_every_situation_has_its_folder_with_two_files() -> None:
    made = [folder_of(sentence) for sentence in situations()]
    assert len(made) == len(set(made))
    assert sorted(made) == MADE
    for name in NAMES:
        assert sorted(path.name for path in (FOLDER / name).iterdir()) == ["evidence.json", "expected.json"]


def test_an_old_check_is_still_read_and_was_not_looked_at_for_blockers() -> None:
    old = [name for name in NAMES if name.startswith(OLD)]
    assert len(old) == 3
    for name in old:
        assert frozen(name).get("list-baits") is None
        assert not judged(frozen(name)).identity.quiet
        assert judged(frozen(name)).verdict != "tracked"
    assert expected("an-old-check-that-was-credited")["verdict"] == "unknown"


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_the_evidence_carries_no_meaning(name: str) -> None:
    dossier = frozen(name)
    turned = dossier.model_copy(update={"items": dossier.items[::-1]})
    assert judged(turned) == judged(dossier)


@pytest.mark.parametrize("name", NAMES)
def test_where_the_evidence_came_from_changes_nothing(name: str) -> None:
    dossier = frozen(name)
    other = dossier.model_copy(update={"origin": "replay" if dossier.origin == "shopper" else "shopper"})
    assert judged(other) == judged(dossier)


@pytest.mark.parametrize("name", NAMES)
def test_a_diagnosis_survives_being_stored(name: str) -> None:
    diagnosis = judged(frozen(name))
    assert Diagnosis.model_validate_json(diagnosis.model_dump_json()) == diagnosis
    assert diagnosis.rules_version == RULES_VERSION


@pytest.mark.parametrize("name", NAMES)
def test_a_cause_names_only_evidence_that_is_there(name: str) -> None:
    dossier = frozen(name)
    there = {item.probe for item in dossier.items}
    for finding in judged(dossier).causes:
        assert finding.evidence, finding.id
        assert set(finding.evidence) <= there


@pytest.mark.parametrize("name", NAMES)
def test_a_method_without_a_piece_of_evidence_is_judged_as_before_or_unknown(name: str) -> None:
    turned = [
        (probe, method, before.methods[method], after.methods[method])
        for probe, before, after in each_dropped(name)
        for method in METHODS
        if after.methods[method] not in (before.methods[method], "unknown")
    ]
    assert turned == []


@pytest.mark.parametrize("name", NAMES)
def test_a_verdict_without_a_piece_of_evidence_stays_or_becomes_unknown(name: str) -> None:
    turned = [
        (probe, before.verdict, after.verdict)
        for probe, before, after in each_dropped(name)
        if after.verdict not in (before.verdict, "unknown")
    ]
    assert turned == []


@pytest.mark.parametrize("name", NAMES)
def test_a_network_without_a_piece_of_evidence_is_never_judged_more_surely(name: str) -> None:
    turned = [
        (probe, old.id, old.verdict, new.verdict)
        for probe, before, after in each_dropped(name)
        for old, new in zip(before.networks, after.networks, strict=True)
        if new.verdict in SURE and new.verdict != old.verdict
    ]
    assert turned == []


@pytest.mark.parametrize("name", NAMES)
def test_no_cause_appears_because_a_piece_of_evidence_is_gone(name: str) -> None:
    """One that was explained by another may come forth when that one is gone; none may become surer."""
    appeared = []
    for probe, before, after in each_dropped(name):
        known = {finding.id: finding.certainty for finding in (*before.causes, *before.hidden)}
        for finding in (*after.causes, *after.hidden):
            surer = finding.certainty == "certain" and known.get(finding.id) != "certain"
            if finding.id not in known or surer:
                appeared.append((probe, finding.id, finding.certainty))
    assert appeared == []


@pytest.mark.parametrize("name", NAMES)
def test_no_check_becomes_quiet_and_no_blocker_certain_because_a_piece_of_evidence_is_gone(name: str) -> None:
    for probe, before, after in each_dropped(name):
        assert before.identity.quiet or not after.identity.quiet, probe
        if after.identity.blocker and after.identity.certainty == "certain":
            assert after.identity.blocker == before.identity.blocker, probe


@pytest.mark.parametrize("name", NAMES)
def test_no_verdict_becomes_sure_because_any_evidence_is_gone(name: str) -> None:
    dossier, chance = frozen(name), random.Random(name)
    whole = judged(dossier)
    for _ in range(40):
        kept = [item for item in dossier.items if chance.random() < chance.choice((0.5, 0.8, 0.95))]
        after = judged(dossier.model_copy(update={"items": tuple(kept)}))
        pairs = [(whole.verdict, after.verdict)]
        pairs += [(whole.methods[method], after.methods[method]) for method in METHODS]
        pairs += [(old.verdict, new.verdict) for old, new in zip(whole.networks, after.networks, strict=True)]
        assert [pair for pair in pairs if pair[1] in SURE and pair[0] != pair[1]] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_purchase_is_tracked_only_where_a_blocker_would_have_been_seen(name: str) -> None:
    diagnosis = judged(frozen(name))
    if diagnosis.verdict == "tracked":
        assert diagnosis.identity.quiet or diagnosis.identity.setup


@pytest.mark.parametrize("status", ["timed_out", "failed", "unsupported", "not_run"])
@pytest.mark.parametrize("name", NAMES)
def test_a_check_whose_every_probe_broke_is_unknown(name: str, status: str) -> None:
    dossier = frozen(name)
    broken = tuple(item.model_copy(update={"status": status, "value": None, "ms": None}) for item in dossier.items)
    diagnosis = judged(dossier.model_copy(update={"items": broken}))
    assert diagnosis.verdict == "unknown"
    assert set(diagnosis.methods.values()) == {"unknown"}
    assert {row.verdict for row in diagnosis.networks} == {"unknown"}
    assert "certain" not in {finding.certainty for finding in diagnosis.causes}


def test_the_folder_is_where_the_tests_look() -> None:
    assert Path(__file__).parents[2] / "golden" == FOLDER
