from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import dossier, trail
from tests.unit.diagnosis.conftest import Judge, Judged

MISSING, RIGHT, WRONG = {"cookie": "missing"}, {"cookie": "right"}, {"cookie": "wrong"}


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (dossier(trail(hop=MISSING, cart=MISSING)), "certain"),
        (dossier(trail(hop=RIGHT, cart=MISSING)), None),
        (dossier(trail(hop=MISSING, cart=RIGHT)), None),
        (dossier(trail(hop=RIGHT, cart=RIGHT)), None),
        (dossier(trail(hop=WRONG, cart=WRONG)), None),
        (dossier(trail(without=("hop",), cart=MISSING)), "cannot tell"),
        (dossier(trail(("go", "click", "hop"), hop=MISSING)), "cannot tell"),
        (dossier(trail(())), "cannot tell"),
    ],
    ids=["both", "shop only", "network only", "neither", "others' cookies", "no hop", "no cart", "nothing"],
)
def test_cookies_are_off_when_neither_site_got_its_own_back(judge: Judge, given: Dossier, answer: Judged) -> None:
    assert judge("cookies-off", given) == answer
