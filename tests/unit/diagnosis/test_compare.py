from __future__ import annotations

import pytest

from checker.diagnosis.compare import Comparison, compare
from checker.diagnosis.diagnose import Diagnosis, Finding, diagnose
from checker.evidence.model import Dossier
from checker.evidence.words import METHODS, CauseId, Credit
from checker.knowledge.effects import Effects
from checker.knowledge.loader import load_networks
from tests.builders import WHOLE, trail
from tests.said import baits, check, less

NETWORKS = load_networks()
QUIET, BLOCKED = check(), check(list_baits=baits("easylist"))
MISSING = {"cookie": "missing", "mark": "missing", "referrer": ""}


def judged(given: Dossier) -> Diagnosis:
    return diagnose(given, NETWORKS, Effects())


def held(earlier: Dossier, later: Dossier) -> Comparison:
    return compare(judged(earlier), judged(later), earlier, later)


def test_the_same_check_twice_has_changed_nothing() -> None:
    assert held(QUIET, QUIET) == Comparison(causes={}, methods={}, before="tracked", after="tracked")
    again = held(BLOCKED, BLOCKED)
    assert again.causes == {"content-blocker": "still"}
    assert again.methods == {}


def test_a_cause_that_the_evidence_speaks_against_is_fixed() -> None:
    found = held(BLOCKED, QUIET)
    assert (found.of("fixed"), found.of("still"), found.of("new")) == (("content-blocker",), (), ())
    assert (found.before, found.after) == ("unknown", "tracked")


def test_a_cause_of_which_nobody_says_anything_is_not_fixed() -> None:
    assert held(BLOCKED, less(QUIET, "list-baits")).causes == {"content-blocker": "not_measured"}


def test_a_cause_that_was_not_there_is_new() -> None:
    assert held(QUIET, BLOCKED).causes == {"content-blocker": "new"}


def test_a_cause_that_nobody_could_see_before_is_not_called_new() -> None:
    assert held(less(QUIET, "list-baits"), BLOCKED).causes == {"content-blocker": "found"}
    stopped = check(trail(("go", "click")), state="incomplete")
    found = held(stopped, check(trail(WHOLE, pixel=MISSING)))
    assert found.causes == {"third-party-cookies-blocked": "found"}
    assert found.methods == {"third_party_pixel": "found"}
    assert (found.before, found.after) == ("unknown", "at_risk")


def with_causes(shown: tuple[CauseId, ...], hidden: tuple[CauseId, ...] = ()) -> Diagnosis:
    def findings(ids: tuple[CauseId, ...]) -> tuple[Finding, ...]:
        return tuple(Finding(id=cause, certainty="likely", evidence=("list-baits",)) for cause in ids)

    return judged(QUIET).model_copy(update={"causes": findings(shown), "hidden": findings(hidden)})


def test_a_cause_that_another_hides_now_is_still_there() -> None:
    later = with_causes(("tracking-protection",), ("content-blocker",))
    found = compare(with_causes(("content-blocker",)), later, QUIET, QUIET)
    assert found.causes == {"content-blocker": "still", "tracking-protection": "new"}


def test_a_cause_that_comes_forth_was_there_before() -> None:
    earlier = with_causes(("tracking-protection",), ("content-blocker",))
    found = compare(earlier, with_causes(("content-blocker",)), QUIET, QUIET)
    assert found.causes == {"content-blocker": "still", "tracking-protection": "fixed"}


@pytest.mark.parametrize(
    ("was", "now", "change"),
    [
        ("lost", "tracked", "fixed"),
        ("lost", "lost", "still"),
        ("lost", "unknown", "not_measured"),
        ("tracked", "lost", "new"),
        ("tracked", "tracked", None),
        ("tracked", "unknown", "not_measured"),
        ("unknown", "lost", "found"),
        ("unknown", "tracked", None),
        ("unknown", "unknown", None),
    ],
)
def test_a_method_is_fixed_or_new_by_what_was_measured_both_times(was: Credit, now: Credit, change: str | None) -> None:
    def diagnosis(credit: Credit) -> Diagnosis:
        methods = dict.fromkeys(METHODS, "tracked") | {"server_to_server": credit}
        return judged(QUIET).model_copy(update={"methods": methods})

    found = compare(diagnosis(was), diagnosis(now), QUIET, QUIET).methods
    assert found == ({"server_to_server": change} if change else {})


def test_a_pixel_that_is_credited_again_is_fixed_with_its_cause() -> None:
    found = held(check(trail(WHOLE, pixel=MISSING)), QUIET)
    assert found.causes == {"third-party-cookies-blocked": "fixed"}
    assert found.methods == {"third_party_pixel": "fixed"}


def test_checks_of_two_rules_versions_are_not_compared() -> None:
    old = judged(QUIET).model_copy(update={"rules_version": "1"})
    with pytest.raises(ValueError, match="same rules"):
        compare(old, judged(QUIET), QUIET, QUIET)
