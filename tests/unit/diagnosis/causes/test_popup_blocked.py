from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import PAGE_REFUSED, dossier, page
from tests.unit.diagnosis.conftest import Judge, Judged


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (dossier(said=PAGE_REFUSED), "certain"),
        (dossier(said=page(popup=True)), None),
        (dossier(said=page(popup=None)), "cannot tell"),
        (dossier(said=()), "cannot tell"),
    ],
    ids=["refused", "opened", "not said", "nothing said"],
)
def test_a_popup_is_blocked_when_the_page_pressed_for_one_and_got_none(
    judge: Judge, given: Dossier, answer: Judged
) -> None:
    assert judge("popup-blocked", given) == answer
