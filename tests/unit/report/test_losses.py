from __future__ import annotations

from typing import Any

import pytest

from checker.diagnosis.diagnose import Diagnosis, diagnose
from checker.diagnosis.networks import NetworkRow
from checker.evidence.words import METHODS, Credit
from checker.knowledge.loader import load_networks
from checker.report.losses import REASONS, Loss, Toll, toll
from tests.builders import dossier

NETWORKS = load_networks()
FINE: dict[str, Any] = {
    "click": "reaches", "click_id": "kept", "tag": "loads", "pixel": "loads", "verdict": "tracked", "basis": "measured",
}  # fmt: skip
AWIN, CJ = NETWORKS["awin"].name, NETWORKS["cj"].name


def diagnosis(credits: tuple[Credit, ...] = ("tracked",) * 3, **rows: dict[str, Any]) -> Diagnosis:
    """A purchase with these credits, in which all is well at every network but for these rows."""
    known = [NetworkRow(id=name, **(FINE | rows.get(name, {}))) for name in NETWORKS]
    methods = dict(zip(METHODS, credits, strict=True))
    return diagnose(dossier(), NETWORKS).model_copy(update={"networks": tuple(known), "methods": methods})


def counted(given: Diagnosis) -> Toll:
    return toll(given, NETWORKS)


def test_where_nothing_is_lost_nothing_is_told() -> None:
    assert counted(diagnosis()) == Toll((), (), (), len(NETWORKS), True)
    assert counted(diagnosis()).count == 0


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"click": "skipped", "click_id": "lost", "tag": "blocked"}, "skipped"),
        ({"click": "blocked", "click_id": "unknown", "pixel": "blocked"}, "blocked"),
        ({"click": "altered"}, "altered"),
        ({"click_id": "lost"}, "click_id"),
        ({"tag": "blocked"}, "tag"),
        ({"pixel": "blocked"}, "pixel"),
    ],
)
def test_each_reason_is_told_once_by_what_comes_first(row: dict[str, Any], reason: str) -> None:
    assert counted(diagnosis(awin=row)).lines == (Loss(reason, (AWIN,)),)


def test_networks_with_one_reason_stand_together_and_reasons_in_their_order() -> None:
    found = counted(diagnosis(awin={"tag": "blocked", "pixel": "blocked"}, cj={"click": "blocked"}))
    assert found.lines == (Loss("blocked", (CJ,)), Loss("tag", (AWIN,)), Loss("pixel", (AWIN,)))
    both = counted(diagnosis(awin={"click": "skipped"}, cj={"click": "skipped"}))
    assert both.lines == (Loss("skipped", (AWIN, CJ)),)
    assert REASONS.index("skipped") < REASONS.index("tag")


def test_what_our_own_purchase_lost_everywhere_is_not_told_of_each_network() -> None:
    rows = {"awin": {"tag": "blocked"}, "cj": {"pixel": "blocked"}}
    assert counted(diagnosis(("tracked", "lost", "tracked"), **rows)).lines == (Loss("pixel", (CJ,)),)
    assert counted(diagnosis(("lost", "tracked", "tracked"), **rows)).lines == (Loss("tag", (AWIN,)),)
    assert counted(diagnosis(("lost", "lost", "tracked"), **rows)).lines == ()


def test_networks_that_lose_all_are_told_from_those_that_lose_some() -> None:
    found = counted(
        diagnosis(awin={"click": "skipped", "verdict": "lost"}, cj={"tag": "blocked", "verdict": "at_risk"})
    )
    assert (found.lost, found.part, found.count, found.known) == ((AWIN,), (CJ,), 2, len(NETWORKS))
    unsure = counted(diagnosis(awin={"tag": "blocked", "verdict": "unknown"}))
    assert (unsure.lost, unsure.part) == ((), (AWIN,))


@pytest.mark.parametrize("basis", ["measured", "inferred"])
def test_only_what_was_measured_is_sure(basis: str) -> None:
    assert counted(diagnosis(awin={"click": "blocked", "basis": basis})).sure is (basis == "measured")
    # What is well elsewhere may be inferred.
    assert counted(diagnosis(awin={"click": "blocked"}, cj={"basis": "inferred"})).sure


def test_a_network_that_is_known_no_more_is_left_out() -> None:
    fewer = {name: network for name, network in NETWORKS.items() if name != "awin"}
    assert toll(diagnosis(awin={"click": "blocked"}), fewer).count == 0
