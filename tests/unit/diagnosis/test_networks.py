from __future__ import annotations

from typing import Any

import pytest

from checker.diagnosis.networks import NetworkRow, judge_networks
from checker.evidence.model import Dossier
from checker.knowledge.loader import landing_parameters, load_networks
from tests.builders import dossier, landed, trail

ALL = load_networks()


def rows(given: Dossier) -> dict[str, NetworkRow]:
    found, known = judge_networks(given, ALL)
    assert len(found) == len(known)
    return {row.id: row for row in found}


def arrived(**states: str) -> Dossier:
    return dossier(trail(landing=landed(**states)))


def test_every_network_has_its_row_in_the_order_of_the_knowledge() -> None:
    assert list(rows(dossier())) == list(ALL)


def test_parameters_that_all_arrived_are_kept_by_measurement_and_decide_no_verdict() -> None:
    for row in rows(dossier()).values():
        assert (row.click_id, row.basis, row.verdict) == ("kept", "measured", "unknown")


@pytest.mark.parametrize("network", ALL.values(), ids=list(ALL))
@pytest.mark.parametrize("state", ["missing", "wrong"])
def test_a_networks_first_parameter_decides_about_its_click_id(network: Any, state: str) -> None:
    found = rows(arrived(**{network.click_id[0]: state}))
    lost = [row.id for row in found.values() if row.click_id == "lost"]
    assert lost == [other.id for other in ALL.values() if other.click_id[0] == network.click_id[0]]
    assert found[network.id].basis == "measured"


@pytest.mark.parametrize("network", [n for n in ALL.values() if len(n.click_id) > 1], ids=lambda n: n.id)
def test_a_networks_other_parameters_do_not(network: Any) -> None:
    first = {other.click_id[0] for other in ALL.values()}
    others = {name: "missing" for name in network.click_id[1:] if name not in first}
    assert others
    assert {row.click_id for row in rows(arrived(**others)).values()} == {"kept"}


def test_a_lost_click_id_loses_a_network_only_where_nothing_else_credits() -> None:
    every = dict.fromkeys(landing_parameters(), "missing")
    for row in rows(arrived(**every)).values():
        pixel = "third_party_pixel" in ALL[row.id].methods
        assert row.verdict == ("unknown" if pixel else "lost"), row.id


def test_a_lost_click_id_loses_every_method_but_the_pixel() -> None:
    _, known = judge_networks(arrived(awc="missing"), ALL)
    credits = dict(zip(ALL, known, strict=True))
    assert dict(zip(ALL["awin"].methods, credits["awin"], strict=True)) == {
        "third_party_pixel": "unknown",
        "first_party_tag": "lost",
        "server_to_server": "lost",
    }
    assert {credit for network, of in credits.items() if network != "awin" for credit in of} == {"unknown"}


@pytest.mark.parametrize(
    "given",
    [
        dossier(trail(())),
        dossier(trail(("go", "click", "hop"))),
        arrived(pn_click="missing", awc="missing"),
        arrived(pn_click="wrong"),
        dossier(trail(landing={"parameters": {"pn_click": "right"}})),
        dossier(trail(landing={})),
    ],
    ids=["nothing", "no landing", "own parameter gone", "own parameter changed", "only its own", "no parameters"],
)
def test_without_a_landing_and_its_control_nothing_is_known_of_any_network(given: Dossier) -> None:
    for row in rows(given).values():
        assert (row.click_id, row.basis, row.verdict) == ("unknown", "inferred", "unknown")


def test_nothing_is_said_of_a_networks_own_hosts() -> None:
    for row in rows(dossier()).values():
        assert row.click == "unknown"
        assert row.tag == ("unknown" if ALL[row.id].tag else "none")
        assert row.pixel == ("unknown" if ALL[row.id].pixel else "none")


def test_no_networks_are_no_rows() -> None:
    assert judge_networks(dossier(), {}) == ([], [])
