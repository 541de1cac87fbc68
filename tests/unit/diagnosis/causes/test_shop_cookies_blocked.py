from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import dossier, trail
from tests.unit.diagnosis.conftest import Judge, Judged

MISSING, RIGHT, WRONG = {"cookie": "missing"}, {"cookie": "right"}, {"cookie": "wrong"}


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (dossier(trail(hop=RIGHT, cart=MISSING)), "certain"),
        (dossier(trail(hop=MISSING, cart=MISSING)), None),
        (dossier(trail(hop=RIGHT, cart=RIGHT)), None),
        (dossier(trail(hop=RIGHT, cart=WRONG)), None),
        (dossier(trail(("go", "click", "hop"))), "cannot tell"),
        (dossier(trail(without=("hop",), cart=MISSING)), "cannot tell"),
    ],
    ids=["shop only", "both", "neither", "another's cookie", "no cart", "no hop"],
)
def test_the_shops_cookies_are_blocked_when_the_networks_are_kept(judge: Judge, given: Dossier, answer: Judged) -> None:
    assert judge("shop-cookies-blocked", given) == answer
