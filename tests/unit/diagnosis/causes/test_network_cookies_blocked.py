from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import dossier, trail
from tests.unit.diagnosis.conftest import Judge, Judged

MISSING, RIGHT, WRONG = {"cookie": "missing"}, {"cookie": "right"}, {"cookie": "wrong"}


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (dossier(trail(hop=MISSING, cart=RIGHT)), "certain"),
        (dossier(trail(hop=MISSING, cart=MISSING)), None),
        (dossier(trail(hop=RIGHT, cart=RIGHT)), None),
        (dossier(trail(hop=WRONG, cart=RIGHT)), None),
        (dossier(trail(hop=MISSING, cart=WRONG)), None),
        (dossier(trail(("go", "click", "hop"), hop=MISSING)), "cannot tell"),
        (dossier(trail(without=("hop",))), "cannot tell"),
    ],
    ids=["network only", "both", "neither", "another's cookie", "another's at the shop", "no cart", "no hop"],
)
def test_the_networks_cookies_are_blocked_when_the_shops_are_kept(judge: Judge, given: Dossier, answer: Judged) -> None:
    assert judge("network-cookies-blocked", given) == answer
