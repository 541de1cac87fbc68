from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import trail
from tests.said import QUIET, baits, check, less, side
from tests.unit.diagnosis.conftest import Judge, Judged

APART = {"network": "failed", "shop": "reached"}
FOUND = check(reach_hosts=APART)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (FOUND, "likely"),
        (check(), None),
        (check(reach_hosts={"network": "late", "shop": "reached"}), None),
        (check(reach_hosts={"network": "failed", "shop": "failed"}), None),
        (check(trail(("go",)), state="incomplete", reach_hosts=APART), None),
        (check(reach_hosts=APART, list_baits=baits("easylist")), None),
        (check(reach_hosts=APART, list_baits=baits("easylist", far_only=True)), None),
        (check(reach_hosts=APART, list_baits={"near": None, "far": side()}), "likely"),
        (less(FOUND, "reach-hosts"), "cannot tell"),
        (less(FOUND, "trail-click"), "cannot tell"),
        (less(FOUND, "list-baits"), "cannot tell"),
        (check(reach_hosts="timed_out"), "cannot tell"),
    ],
    ids=[
        "only the visit comes through",
        "all answers",
        "slow",
        "the line is down",
        "no visit either: unreachable",
        "a list is at work",
        "a list is at work elsewhere",
        "one host unasked",
        "no reach",
        "no click",
        "no baits",
        "reach timed out",
    ],
)
def test_a_protection_stops_pages_and_lets_the_visit_pass(judge: Judge, given: Dossier, answer: Judged) -> None:
    assert judge("tracking-protection", given) == answer


def test_the_quiet_page_is_quiet() -> None:
    assert QUIET["reach-hosts"] == {"network": "reached", "shop": "reached"}
