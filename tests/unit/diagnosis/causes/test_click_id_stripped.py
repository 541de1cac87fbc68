from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import dossier, landed, trail
from tests.unit.diagnosis.conftest import Judge, Judged


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (dossier(trail(landing=landed(awc="missing"))), "certain"),
        (dossier(trail(landing=landed(awc="wrong"))), "certain"),
        (dossier(trail(landing=landed(pn_click="missing"))), "certain"),
        (dossier(), None),
        (dossier(trail(("go", "click", "hop"))), "cannot tell"),
        (dossier(trail(())), "cannot tell"),
    ],
    ids=["one is gone", "one is changed", "our own is gone", "all arrived", "no landing", "nothing"],
)
def test_a_click_id_is_stripped_when_one_does_not_arrive_as_it_was_sent(
    judge: Judge, given: Dossier, answer: Judged
) -> None:
    assert judge("click-id-stripped", given) == answer
