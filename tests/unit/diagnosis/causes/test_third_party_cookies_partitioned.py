from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import dossier, trail
from tests.unit.diagnosis.conftest import Judge, Judged

MISSING = {"cookie": "missing"}


def pixel(cookie: str, mark: str) -> dict[str, str]:
    return {"cookie": cookie, "mark": mark, "referrer": ""}


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (dossier(trail(pixel=pixel("missing", "right"))), "certain"),
        (dossier(trail(pixel=pixel("missing", "missing"))), None),
        (dossier(trail(pixel=pixel("right", "right"))), None),
        (dossier(trail(pixel=pixel("wrong", "right"))), None),
        (dossier(trail(hop=MISSING, pixel=pixel("missing", "right"))), None),
        (dossier(trail(without=("hop",), pixel=pixel("missing", "right"))), "cannot tell"),
        (dossier(trail(without=("pixel",))), "cannot tell"),
    ],
    ids=["only the shop page's", "neither", "both", "another's", "network keeps none", "no hop", "no pixel"],
)
def test_cookies_are_kept_apart_when_the_pixel_brings_only_the_one_from_the_shops_page(
    judge: Judge, given: Dossier, answer: Judged
) -> None:
    assert judge("third-party-cookies-partitioned", given) == answer
