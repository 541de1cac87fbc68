from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import dossier, trail
from tests.unit.diagnosis.conftest import Judge, Judged

ALL = ("mark", "picture", "pixel")


def less(*probes: str, base: Dossier | None = None) -> Dossier:
    whole = base or dossier()
    return whole.model_copy(update={"items": tuple(item for item in whole.items if item.probe not in probes)})


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (dossier(trail(without=ALL)), "certain"),
        (dossier(), None),
        (dossier(trail(without=("mark", "pixel"))), None),
        (dossier(trail(without=("picture", "pixel"))), None),
        (dossier(trail(without=("picture", "mark"))), None),
        (dossier(trail(without=(*ALL, "settled"))), "cannot tell"),
        (dossier(trail(without=(*ALL, "control"))), "cannot tell"),
        (dossier(trail(("go", "click", "hop", "landing"))), "cannot tell"),
        (dossier(trail(())), "cannot tell"),
    ],
    ids=[
        "no image at all",
        "all",
        "only the shop's own",
        "only the landing page's",
        "only the pixel",
        "not settled",
        "no control",
        "no thank-you page",
        "nothing",
    ],
)
def test_images_are_off_when_a_finished_page_asked_for_none(judge: Judge, given: Dossier, answer: Judged) -> None:
    assert judge("images-off", given) == answer


def test_a_picture_that_nobody_reported_on_is_no_picture_that_was_not_asked_for(judge: Judge) -> None:
    blocked = dossier(trail(without=("mark", "pixel")))
    assert judge("images-off", less("trail-picture", base=blocked)) in (None, "cannot tell")
