from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import trail
from tests.said import GO, check, less
from tests.unit.diagnosis.conftest import Judge, Judged

NO = {"gpc": False, "dnt": False}


def signals(*, header: dict[str, bool] = NO, told: dict[str, bool] | None = NO) -> Dossier:
    return check(trail(go=GO | header), privacy_signals=told)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (signals(), None),
        (signals(header={"gpc": True}), "certain"),
        (signals(header={"dnt": True}), "certain"),
        (signals(told=NO | {"gpc": True}), "certain"),
        (signals(told=NO | {"dnt": True}), "certain"),
        (signals(header={"gpc": True}, told=None), "certain"),
        (signals(told=None), None),
        (less(signals(header={"gpc": True}), "trail-go"), "cannot tell"),
        (check(trail(())), "cannot tell"),
    ],
    ids=["none", "header", "old header", "page", "old, page", "only the header", "page silent", "no visit", "nothing"],
)
def test_a_signal_is_one_whether_it_came_as_a_header_or_to_the_page(
    judge: Judge, given: Dossier, answer: Judged
) -> None:
    assert judge("privacy-signal", given) == answer


def test_a_visit_of_an_older_check_says_nothing_of_signals(judge: Judge) -> None:
    assert judge("privacy-signal", check(trail(go={}))) is None
