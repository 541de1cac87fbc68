from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import trail
from tests.said import check, less
from tests.unit.diagnosis.conftest import Judge, Judged


def click(own: str = "right", **others: str) -> Dossier:
    return check(trail(click={"sub_id": own, "sub_ids": {"clickref": "right", "sid": "right"} | others}))


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (click(), None),
        (click("missing"), "certain"),
        (click("wrong"), "certain"),
        (click(sid="missing"), "certain"),
        (click(clickref="wrong"), "certain"),
        (check(trail(click={"sub_id": "right"})), None),
        (check(trail(("go",)), state="incomplete"), "cannot tell"),
        (less(click("missing"), "trail-click"), "cannot tell"),
    ],
    ids=["all", "own gone", "own changed", "another gone", "another changed", "an older check", "no click", "silent"],
)
def test_a_mark_is_stripped_when_one_of_the_link_does_not_arrive(judge: Judge, given: Dossier, answer: Judged) -> None:
    assert judge("sub-id-stripped", given) == answer
