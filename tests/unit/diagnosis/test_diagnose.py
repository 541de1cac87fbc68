from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest

from checker.diagnosis import diagnose as module
from checker.diagnosis.causes import causes
from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.diagnose import RULES_VERSION, Diagnosis, Finding, diagnose, find_causes
from checker.diagnosis.view import CannotTell, View
from checker.evidence.model import Dossier, Evidence
from checker.evidence.words import METHODS, CauseId, Certainty
from checker.knowledge.effects import Effects, load_effects
from checker.knowledge.loader import load_networks
from tests.builders import WHOLE, dossier, page, trail
from tests.said import FIREFOX, baits, check, hiding

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
        *check(list_baits=baits("easylist", "easyprivacy"), cosmetic_baits=hiding()).items,
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
            assert diagnosis.identity.quiet or diagnosis.identity.setup
        if diagnosis.verdict == "lost":
            assert credits == {"lost"}
        if credits == {"unknown"}:
            assert diagnosis.verdict == "unknown"
        assert list(diagnosis.methods) == list(METHODS)
        probes = {item.probe for item in given.items}
        assert all(set(finding.evidence) <= probes for finding in (*diagnosis.causes, *diagnosis.hidden))
        assert set(diagnosis.identity.evidence) <= probes
        assert not {finding.id for finding in diagnosis.causes} & {finding.id for finding in diagnosis.hidden}
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
    assert find_causes(dossier()) == (found, [])


def test_a_judge_that_looks_at_undeclared_evidence_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "causes", lambda: (judge_of("certain", "reach-hosts"),))
    with pytest.raises(LookupError, match="reach-hosts was not declared"):
        find_causes(dossier())


def always(cause_id: CauseId, *explains: CauseId, answer: Certainty | None = "certain") -> Cause:
    return Cause(cause_id, ("page-popup",), lambda view: answer, explains)


def ids(findings: list[Finding]) -> list[str]:
    return [finding.id for finding in findings]


def test_a_cause_that_another_explains_is_hidden_and_stays_known(monkeypatch: pytest.MonkeyPatch) -> None:
    found = (always("cookies-off", "private-browsing"), always("content-blocker"), always("private-browsing"))
    monkeypatch.setattr(module, "causes", lambda: found)
    shown, hidden = find_causes(dossier())
    assert (ids(shown), ids(hidden)) == (["cookies-off", "content-blocker"], ["private-browsing"])
    diagnosis = diagnose(dossier(), NETWORKS)
    assert (ids(list(diagnosis.causes)), ids(list(diagnosis.hidden))) == (ids(shown), ids(hidden))


def test_only_a_cause_that_was_found_explains(monkeypatch: pytest.MonkeyPatch) -> None:
    found = (always("cookies-off", "private-browsing", answer=None), always("private-browsing"))
    monkeypatch.setattr(module, "causes", lambda: found)
    assert tuple(map(ids, find_causes(dossier()))) == (["private-browsing"], [])


def test_a_hidden_cause_still_explains(monkeypatch: pytest.MonkeyPatch) -> None:
    found = (
        always("network-unreachable", "tracking-protection"),
        always("tracking-protection", "content-blocker"),
        always("content-blocker"),
    )
    monkeypatch.setattr(module, "causes", lambda: found)
    assert tuple(map(ids, find_causes(dossier()))) == (
        ["network-unreachable"],
        ["tracking-protection", "content-blocker"],
    )


def test_no_cause_explains_itself_nor_in_a_circle() -> None:
    explains = {cause.id: set(cause.explains) for cause in causes()}
    assert explains["cookies-off"]
    for cause_id, others in explains.items():
        assert others <= explains.keys()
        reached, open_ = set(), set(others)
        while open_:
            reached |= open_
            open_ = {further for other in open_ for further in explains[other]} - reached
        assert cause_id not in reached


def test_a_browser_that_stops_the_networks_script_is_no_content_blocker_beside() -> None:
    without = trail(WHOLE, without=("kit", "report"))
    diagnosis = diagnose(check(without, reach_hosts={"network": "failed", "shop": "reached"}), NETWORKS)
    assert ids(list(diagnosis.causes)) == ["tracking-protection"]
    assert ids(list(diagnosis.hidden)) == ["content-blocker"]


def test_a_credited_purchase_is_tracked_only_where_a_blocker_would_have_been_seen() -> None:
    assert diagnose(check(), NETWORKS, Effects()).verdict == "tracked"
    for silent in (check(list_baits=None), check(self_named="failed"), check(network_hosts="timed_out")):
        assert diagnose(silent, NETWORKS, Effects()).verdict == "unknown"


def test_a_credited_purchase_beside_a_blocker_is_tracked_only_where_its_effect_was_measured() -> None:
    adguard = check(list_baits=baits("easylist", "adguard-base"))
    row = {"click": "reaches", "tag": "loads", "pixel": "loads"}
    own = {"methods": dict.fromkeys(METHODS, "tracked"), "causes": []}
    harmless = Effects(setups={"chromium-adguard-base": {"own": own, **dict.fromkeys(NETWORKS, row)}})
    assert diagnose(adguard, NETWORKS, Effects()).verdict == "unknown"
    assert diagnose(adguard, NETWORKS, harmless).verdict == "tracked"
    harmless.setups["chromium-adguard-base"]["awin"] = row | {"click": "blocked"}
    assert diagnose(adguard, NETWORKS, harmless).verdict == "at_risk"


def test_a_purchase_under_way_has_no_verdict() -> None:
    assert diagnose(check(state="running"), NETWORKS).verdict == "unknown"


def test_by_default_the_projects_own_measurements_are_looked_up() -> None:
    given = check(browser=FIREFOX, list_baits=baits("easylist", "easyprivacy", "ublock-ads"))
    assert diagnose(given, NETWORKS) == diagnose(given, NETWORKS, load_effects())
    assert diagnose(given, NETWORKS).identity.setup in load_effects().setups


def test_not_being_able_to_tell_is_no_error() -> None:
    assert not issubclass(CannotTell, LookupError)
