from __future__ import annotations

import pytest

from checker.diagnosis.signs import ASKED, SKIPS, jumped, stopped
from checker.diagnosis.view import View
from checker.evidence.model import Dossier
from tests.builders import PLAIN, WHOLE, trail
from tests.said import check, less


def sees(given: Dossier) -> View:
    return View(given, (*SKIPS, *ASKED))


def missing(*events: str) -> Dossier:
    return check(trail(WHOLE, without=events))  # type: ignore[arg-type]


def test_a_hop_is_jumped_over_when_both_its_neighbours_came() -> None:
    assert jumped(sees(missing("skip-shown"))) is True
    assert jumped(sees(check())) is False


@pytest.mark.parametrize("events", [SKIPS[1:], SKIPS[2:], SKIPS])
def test_a_walk_that_was_cut_short_jumped_over_nothing(events: tuple[str, ...]) -> None:
    assert jumped(sees(missing(*(event.removeprefix("trail-") for event in events)))) is False


@pytest.mark.parametrize("probe", SKIPS)
@pytest.mark.parametrize("given", [missing("skip-shown"), check()], ids=["jumped", "walked"])
def test_nobody_says_is_no_jump(probe: str, given: Dossier) -> None:
    assert jumped(sees(less(given, probe))) is None


@pytest.mark.parametrize("event", ["kit", "report", "pixel", "mark"])
def test_a_request_is_stopped_that_did_not_come_beside_its_control(event: str) -> None:
    assert stopped(sees(missing(event))) is True
    assert stopped(sees(check())) is False


@pytest.mark.parametrize("probe", ASKED)
@pytest.mark.parametrize("given", [missing("pixel"), missing("kit"), check()], ids=["pixel", "kit", "all came"])
def test_nobody_says_is_no_stop(probe: str, given: Dossier) -> None:
    assert stopped(sees(less(given, probe))) is None


def test_images_that_are_off_stop_none_of_the_networks() -> None:
    assert stopped(sees(missing("picture", "pixel", "mark"))) is False
    assert stopped(sees(missing("picture", "pixel", "mark", "kit"))) is True


def test_scripting_that_is_off_stops_nothing() -> None:
    assert stopped(sees(check(trail(PLAIN)))) is False


def test_without_a_control_nobody_knows_what_was_stopped() -> None:
    assert stopped(sees(missing("kit", "mark", "control", "pixel", "report"))) is None


def test_a_purchase_that_never_came_so_far_stopped_nothing() -> None:
    assert stopped(sees(check(trail(("go", "click"))))) is False
    assert jumped(sees(check(trail(("go", "click"))))) is False
