from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest

from checker.diagnosis import diagnose as module
from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.diagnose import RULES_VERSION, Diagnosis, Finding, diagnose, find_causes
from checker.diagnosis.view import CannotTell, View
from checker.evidence.model import Dossier, Evidence
from checker.evidence.words import METHODS, Certainty
from checker.knowledge.loader import load_networks
from tests.builders import dossier, page, trail

NETWORKS = load_networks()


def shuffled() -> Iterator[Dossier]:
    """Dossiers that no purchase leaves: any of the evidence, in any state."""
    chance = random.Random(7)
    values = [
        *dossier().items,
        *dossier(
            trail(pixel={"cookie": "missing", "mark": "missing", "referrer": ""}, hop={"cookie": "missing"})
        ).items,
        *dossier(trail(cart={"cookie": "missing"}, report={"click_id": "wrong"}, plain={}, closed={})).items,
        *page(popup=False, scripting=False, network="failed"),
    ]
    statuses = ["blocked", "unsupported", "timed_out", "failed", "not_run"]
    for _ in range(400):
        chosen = {item.probe: item for item in chance.sample(values, chance.randrange(len(values)))}
        items = [
            item if chance.random() < 0.7 else Evidence(probe=item.probe, status=chance.choice(statuses))  # type: ignore[arg-type]
            for item in chosen.values()
        ]
        yield Dossier(state=chance.choice(["running", "complete", "incomplete"]), items=tuple(items))  # type: ignore[arg-type]


def test_a_diagnosis_names_the_rules_that_it_followed() -> None:
    assert diagnose(dossier(), NETWORKS).rules_version == RULES_VERSION


def test_the_same_evidence_gives_the_same_bytes() -> None:
    one, two = (diagnose(dossier(), load_networks()).model_dump_json() for _ in range(2))
    assert one == two


def test_a_dossier_without_evidence_is_unknown_and_names_no_cause() -> None:
    diagnosis = diagnose(Dossier(state="incomplete"), NETWORKS)
    assert diagnosis.verdict == "unknown"
    assert diagnosis.methods == dict.fromkeys(METHODS, "unknown")
    assert diagnosis.causes == ()
    assert len(diagnosis.networks) == len(NETWORKS)


def test_a_diagnosis_of_any_evidence_never_fails_and_keeps_its_own_rules() -> None:
    seen = set()
    for given in shuffled():
        diagnosis = diagnose(given, NETWORKS)
        seen.add(diagnosis.verdict)
        credits = set(diagnosis.methods.values())
        if diagnosis.verdict == "tracked":
            assert credits == {"tracked"}
        if diagnosis.verdict == "lost":
            assert credits == {"lost"}
        if credits == {"unknown"}:
            assert diagnosis.verdict == "unknown"
        assert list(diagnosis.methods) == list(METHODS)
        probes = {item.probe for item in given.items}
        assert all(set(finding.evidence) <= probes for finding in diagnosis.causes)
        assert Diagnosis.model_validate_json(diagnosis.model_dump_json()) == diagnosis
    assert {"unknown", "at_risk"} <= seen


def test_an_answer_without_a_value_is_evidence_that_is_missing() -> None:
    items = tuple(item.model_copy(update={"value": None}) for item in dossier().items)
    assert diagnose(Dossier(state="complete", items=items), NETWORKS).verdict == "unknown"


def test_causes_that_exclude_each_other_are_never_found_together() -> None:
    exclusive = [
        {"cookies-off", "network-cookies-blocked", "shop-cookies-blocked"},
        {"third-party-cookies-blocked", "third-party-cookies-partitioned"},
        {"network-unreachable", "redirect-blocked"},
        {"cookies-off", "third-party-cookies-blocked"},
    ]
    for given in shuffled():
        found = {finding.id for finding in diagnose(given, NETWORKS).causes}
        for one, two in itertools.chain.from_iterable(itertools.combinations(sorted(s), 2) for s in exclusive):
            assert not {one, two} <= found


def judge_of(answer: Certainty | None, *asks: str) -> Cause:
    def judge(view: View) -> Certainty | None:
        for probe in asks:
            view.value(probe)
        return answer

    return Cause("clock-wrong", ("page-popup", "page-cookies", "page-none"), judge)


@pytest.mark.parametrize(
    ("cause", "found"),
    [
        (
            judge_of("likely", "page-popup"),
            [Finding(id="clock-wrong", certainty="likely", evidence=("page-popup",))],
        ),
        (judge_of(None, "page-popup"), []),
        (judge_of("certain", "page-none"), []),
    ],
    ids=["found", "spoken against", "cannot tell"],
)
def test_a_cause_is_found_only_when_its_judge_says_so(
    cause: Cause, found: list[Finding], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "causes", lambda: (cause,))
    assert find_causes(dossier()) == found


def test_a_judge_that_looks_at_undeclared_evidence_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "causes", lambda: (judge_of("certain", "reach-hosts"),))
    with pytest.raises(LookupError, match="reach-hosts was not declared"):
        find_causes(dossier())


def test_not_being_able_to_tell_is_no_error() -> None:
    assert not issubclass(CannotTell, LookupError)
