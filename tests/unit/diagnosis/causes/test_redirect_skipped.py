from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import trail
from tests.said import GO, JUMPED, QUIET, WALKED, broken, check, less
from tests.unit.diagnosis.conftest import Judge, Judged

BRAVE = QUIET["self-named"] | {"brave": True}


def walk(*, brave: bool = False, **events: dict[str, str]) -> Dossier:
    return check(trail(go=GO, **events), self_named=BRAVE if brave else QUIET["self-named"])


SKIPPED, STRAIGHT = walk(**JUMPED), walk(**WALKED)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (SKIPPED, "certain"),
        (STRAIGHT, None),
        (walk(skip_plain={}), None),
        (walk(), None),
        (walk(brave=True, **WALKED), "likely"),
        (walk(brave=True), "likely"),
        (walk(brave=True, **JUMPED), "certain"),
        (less(SKIPPED, "trail-skip-plain"), "cannot tell"),
        (less(SKIPPED, "trail-skip-shown"), "cannot tell"),
        (less(SKIPPED, "trail-skip-end"), "cannot tell"),
        (less(STRAIGHT, "trail-skip-shown"), "cannot tell"),
        (less(STRAIGHT, "self-named"), None),
        (broken(walk(brave=True, **WALKED), "self-named"), None),
    ],
    ids=[
        "jumped",
        "walked",
        "cut short",
        "never tried",
        "Brave, whose list is by host",
        "Brave, never tried",
        "Brave, jumped",
        "no start",
        "nobody says of the middle",
        "no end",
        "walked, and nobody says of the middle",
        "walked, and no name",
        "walked, and the name was not seen",
    ],
)
def test_a_hop_is_skipped_when_only_the_link_with_a_destination_is(
    judge: Judge, given: Dossier, answer: Judged
) -> None:
    assert judge("redirect-skipped", given) == answer
