from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import dossier, page, trail
from tests.unit.diagnosis.conftest import Judge, Judged


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (dossier(trail(("go",))), "likely"),
        (dossier(trail(("go", "click"))), None),
        (dossier(trail(("go", "closed"))), None),
        (dossier(trail(())), None),
        (dossier(trail(("tab",))), None),
        (dossier(trail(("go",)), said=page(network="failed")), None),
        (dossier(trail(("go",)), said=()), "cannot tell"),
    ],
    ids=["never arrived", "arrived", "closed", "never left", "waits in its tab", "unreachable", "the page is silent"],
)
def test_a_redirect_is_blocked_when_its_host_answers_and_the_visit_never_arrives(
    judge: Judge, given: Dossier, answer: Judged
) -> None:
    assert judge("redirect-blocked", given) == answer


def test_a_click_that_nobody_reported_on_is_no_click_that_never_came(judge: Judge) -> None:
    whole = dossier()
    silent = whole.model_copy(update={"items": tuple(i for i in whole.items if i.probe != "trail-click")})
    assert judge("redirect-blocked", silent) in (None, "cannot tell")
