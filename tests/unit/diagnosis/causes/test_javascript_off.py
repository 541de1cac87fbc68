from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import PAGE_PLAIN, PLAIN, dossier, trail
from tests.unit.diagnosis.conftest import Judge, Judged


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (dossier(trail(PLAIN), said=PAGE_PLAIN), "certain"),
        (dossier(trail(plain={})), "certain"),
        (dossier(), None),
        (dossier(trail(without=("kit", "report", "settled"))), None),
        (dossier(trail(())), None),
        (dossier(trail(("go",)), said=PAGE_PLAIN), None),
    ],
    ids=["off", "off, with a page that says otherwise", "on", "blocked scripts", "nothing", "only the page says so"],
)
def test_scripting_is_off_only_when_the_shops_noscript_was_heard(judge: Judge, given: Dossier, answer: Judged) -> None:
    assert judge("javascript-off", given) == answer
