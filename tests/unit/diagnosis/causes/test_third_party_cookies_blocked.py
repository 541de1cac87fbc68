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
        (dossier(trail(pixel=pixel("missing", "missing"))), "certain"),
        (dossier(trail(pixel=pixel("missing", "right"))), None),
        (dossier(trail(pixel=pixel("right", "missing"))), None),
        (dossier(trail(pixel=pixel("right", "right"))), None),
        (dossier(trail(pixel=pixel("wrong", "missing"))), None),
        (dossier(trail(hop=MISSING, pixel=pixel("missing", "missing"))), None),
        (dossier(trail(without=("mark",), pixel=pixel("missing", "missing"))), "cannot tell"),
        (dossier(trail(without=("hop",), pixel=pixel("missing", "missing"))), "cannot tell"),
        (dossier(trail(without=("pixel",))), "cannot tell"),
    ],
    ids=[
        "neither cookie",
        "only the shop page's",
        "only the click's",
        "both",
        "another's",
        "network keeps none",
        "no mark",
        "no hop",
        "no pixel",
    ],
)
def test_third_party_cookies_are_blocked_when_the_pixel_brings_neither(
    judge: Judge, given: Dossier, answer: Judged
) -> None:
    """That the mark was never set says nothing: then only the image before was stopped."""
    assert judge("third-party-cookies-blocked", given) == answer
