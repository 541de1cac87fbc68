from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import PLAIN, trail
from tests.said import GO, JUMPED, WALKED, baits, broken, check, hiding, less
from tests.unit.diagnosis.conftest import Judge, Judged

PICTURES = ("mark", "picture", "pixel")


def missing(*events: str) -> Dossier:
    """A purchase in which these never came, though the page has settled and its control came."""
    return check(trail(go=GO, without=events, **WALKED))  # type: ignore[arg-type]


LISTED, HIDDEN, SKIPPED = check(list_baits=baits("easylist")), check(cosmetic_baits=hiding()), trail(go=GO, **JUMPED)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (check(), None),
        (LISTED, "certain"),
        (check(list_baits=baits("easylist", far_only=True)), "certain"),
        (check(list_baits=baits("easylist", fate="stubbed")), "certain"),
        (check(list_baits=baits("easylist") | {"near": None}), "certain"),
        (HIDDEN, "likely"),
        (check(SKIPPED), "likely"),
        (missing("pixel"), "likely"),
        (missing("mark"), "likely"),
        (missing("kit"), "likely"),
        (missing("report"), "likely"),
        (missing(*PICTURES), None),
        (less(check(), "list-baits"), "cannot tell"),
        (broken(check(), "list-baits"), "cannot tell"),
        (less(LISTED, "list-baits"), "cannot tell"),
        (less(HIDDEN, "list-baits"), "likely"),
        (less(check(list_baits=None), "cosmetic-baits"), "cannot tell"),
        (check(trail(())), None),
        (check(trail(()), list_baits=None), "cannot tell"),
    ],
    ids=[
        "quiet",
        "listed",
        "listed elsewhere",
        "stubbed",
        "one host unasked",
        "hidden",
        "jumped over",
        "no pixel",
        "no mark",
        "no tag",
        "no report",
        "no images at all",
        "no baits",
        "baits broke",
        "listed, and nobody says",
        "hidden, and no baits",
        "neither",
        "nothing bought",
        "nothing",
    ],
)
def test_a_blocker_is_found_by_what_it_stops_beside_what_comes(judge: Judge, given: Dossier, answer: Judged) -> None:
    assert judge("content-blocker", given) == answer


@pytest.mark.parametrize("probe", ["trail-skip-plain", "trail-skip-shown", "trail-skip-end"])
def test_a_hop_of_which_nobody_says_anything_is_not_jumped_over(judge: Judge, probe: str) -> None:
    assert judge("content-blocker", less(check(SKIPPED), probe)) is None
    assert judge("content-blocker", less(check(), probe)) is None


def test_scripts_that_are_off_are_not_blocked(judge: Judge) -> None:
    assert judge("content-blocker", check(trail(PLAIN), list_baits=None)) == "cannot tell"


def test_a_picture_of_the_shop_that_nobody_reported_on_accuses_nobody(judge: Judge) -> None:
    assert judge("content-blocker", less(missing("pixel"), "trail-picture")) is None


def test_what_came_late_is_not_blocked(judge: Judge) -> None:
    late = trail(go=GO, without=("pixel",), settled={"kit": "loaded", "pixel": "late", "picture": "loaded"})
    assert judge("content-blocker", check(late)) is None
