from __future__ import annotations

from typing import Any

import pytest

from checker.diagnosis.diagnose import Diagnosis, diagnose
from checker.diagnosis.networks import NetworkRow
from checker.knowledge.loader import load_networks
from checker.report import words
from checker.report.losses import REASONS, Loss, toll
from tests.builders import WHOLE, dossier, landed, trail

NETWORKS = load_networks()
AWIN, IMPACT = NETWORKS["awin"].name, NETWORKS["impact"].name
GOOD: dict[str, Any] = {"click": "reaches", "click_id": "kept", "tag": "loads", "pixel": "loads"}


def rows(*given: NetworkRow, **methods: Any) -> Diagnosis:
    """A diagnosis of a purchase that was credited, with these rows and `methods` changed."""
    made = diagnose(dossier(), NETWORKS)
    return made.model_copy(update={"networks": given, "methods": made.methods | methods})


def row(network: str, verdict: Any = "at_risk", basis: Any = "measured", **states: Any) -> NetworkRow:
    return NetworkRow(id=network, verdict=verdict, basis=basis, **(GOOD | states))


def test_where_nothing_is_lost_there_is_nothing_to_tell() -> None:
    found = toll(diagnose(dossier(), NETWORKS), NETWORKS)
    assert (found.lines, found.lost, found.part, found.count) == ((), (), (), 0)
    assert (found.known, found.sure) == (len(NETWORKS), True)


@pytest.mark.parametrize(
    ("states", "reason"),
    [
        ({"click": "skipped"}, "skipped"),
        ({"click": "blocked"}, "blocked"),
        ({"click_id": "lost"}, "click_id"),
        ({"tag": "blocked"}, "tag"),
        ({"pixel": "blocked"}, "pixel"),
    ],
)
def test_each_reason_is_told_with_the_networks_that_it_stops(states: dict[str, str], reason: str) -> None:
    found = toll(rows(row("awin", **states), row("impact", "tracked")), NETWORKS)
    assert found.lines == (Loss(reason, (AWIN,)),)
    assert (found.part, found.known) == ((AWIN,), 2)


def test_reasons_stand_in_the_order_in_which_they_are_met_and_have_their_words() -> None:
    every = rows(row("awin", tag="blocked", pixel="blocked", click_id="lost"), row("impact", click="blocked"))
    assert [line.reason for line in toll(every, NETWORKS).lines] == ["blocked", "click_id", "tag", "pixel"]
    assert tuple(words.LOSSES) == REASONS


def test_after_a_click_that_never_came_nothing_more_is_told() -> None:
    gone = rows(row("awin", "lost", click="skipped", click_id="lost", tag="blocked", pixel="blocked"))
    found = toll(gone, NETWORKS)
    assert found.lines == (Loss("skipped", (AWIN,)),)
    assert (found.lost, found.part) == ((AWIN,), ())


@pytest.mark.parametrize(("part", "method"), [("tag", "first_party_tag"), ("pixel", "third_party_pixel")])
def test_what_our_own_purchase_has_lost_everywhere_is_not_told_again(part: str, method: str) -> None:
    found = toll(rows(row("awin", **{part: "blocked"}), **{method: "lost"}), NETWORKS)
    assert (found.lines, found.count) == ((), 0)


def test_only_what_was_measured_is_sure() -> None:
    assert toll(rows(row("awin", tag="blocked")), NETWORKS).sure is True
    assert (
        toll(rows(row("awin", tag="blocked"), row("impact", basis="inferred", tag="blocked")), NETWORKS).sure is False
    )
    assert toll(rows(row("awin", tag="blocked"), row("impact", "tracked", "inferred")), NETWORKS).sure is True


def test_a_network_that_is_no_longer_known_is_left_out() -> None:
    found = toll(rows(row("awin", tag="blocked")), {"impact": NETWORKS["impact"]})
    assert (found.lines, found.known) == ((), 0)


def test_a_stripped_click_id_is_a_loss_of_its_network_alone() -> None:
    made = diagnose(dossier(trail(WHOLE, landing=landed(awc="missing"))), NETWORKS)
    assert toll(made, NETWORKS).lines == (Loss("click_id", (AWIN,)),)
