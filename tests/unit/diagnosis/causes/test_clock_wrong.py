from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.said import check, less
from tests.unit.diagnosis.conftest import Judge, Judged


def ahead(seconds: int) -> Dossier:
    return check(clock={"ahead_s": seconds})


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (ahead(0), None),
        (ahead(3599), None),
        (ahead(-3599), None),
        (ahead(3600), "likely"),
        (ahead(-3600), "likely"),
        (ahead(86_399), "likely"),
        (ahead(86_400), "certain"),
        (ahead(-86_400 * 365), "certain"),
        (check(clock="timed_out"), "cannot tell"),
        (less(check(), "clock"), "cannot tell"),
    ],
)
def test_a_clock_is_wrong_from_an_hour_on_whichever_way(judge: Judge, given: Dossier, answer: Judged) -> None:
    assert judge("clock-wrong", given) == answer
