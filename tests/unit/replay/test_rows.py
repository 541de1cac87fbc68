"""Rows of the matrix, from documents made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from checker.evidence.words import METHODS
from checker.knowledge.loader import load_networks
from checker.replay.rows import Row, conclude, make_row

NETWORKS = load_networks()
EVERY = ("click", "landing", "kit", "cart", "order", "thanks", "control", "pixel", "report", "postback", "settled")


def document(network: str, *, without: tuple[str, ...] = (), stripped: bool = False, **methods: str) -> dict[str, Any]:
    """A purchase at a network of which these events never came."""
    parameter = NETWORKS[network].click_id[0] if network in NETWORKS else "pn_click"
    values = {"landing": {"parameters": {parameter: "missing" if stripped else "right"}}, "click": {"sub_id": "right"}}
    evidence = [
        {"probe": f"trail-{event}", "status": "timed_out" if event in without else "ok", "value": values.get(event, {})}
        for event in EVERY
    ]
    credits = {method: methods.get(method, "tracked") for method in METHODS}
    return {"evidence": evidence, "methods": credits, "verdict": "tracked", "causes": []}


def clean(network: str) -> Row:
    return make_row(document(network), NETWORKS[network])


def own(**methods: str) -> Row:
    return make_row(document("own", **methods), None)


def test_a_purchase_that_went_through_is_tracked() -> None:
    row = clean("awin")
    assert (row.click, row.click_id, row.tag, row.pixel, row.verdict) == (
        "reaches",
        "kept",
        "loads",
        "loads",
        "tracked",
    )
    assert row.basis == "measured"


def test_a_shop_that_is_reached_without_a_click_was_skipped_to() -> None:
    lost = dict.fromkeys(METHODS, "lost")
    row = make_row(document("awin", without=("click",), stripped=True, **lost), NETWORKS["awin"], control=clean("awin"))
    assert (row.click, row.click_id, row.verdict) == ("skipped", "lost", "lost")
    assert "never asked" in row.why


def test_a_click_that_comes_nowhere_is_blocked_and_nobody_is_credited() -> None:
    unknown = dict.fromkeys(METHODS, "unknown")
    row = make_row(document("awin", without=EVERY, **unknown), NETWORKS["awin"], control=clean("awin"))
    assert (row.click, row.click_id, row.tag, row.verdict) == ("blocked", "unknown", "unknown", "lost")


def test_without_a_control_that_worked_nothing_is_blocked() -> None:
    unknown = dict.fromkeys(METHODS, "unknown")
    nothing = make_row(document("awin", without=EVERY, **unknown), NETWORKS["awin"], control=clean("awin"))
    row = make_row(document("awin", without=EVERY, **unknown), NETWORKS["awin"], control=nothing)
    assert (row.click, row.verdict) == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("event", "field", "method"), [("kit", "tag", "first_party_tag"), ("pixel", "pixel", "third_party_pixel")]
)
def test_what_the_shop_s_page_could_not_load_is_blocked_and_loses_its_method(
    event: str, field: str, method: str
) -> None:
    row = make_row(document("awin", without=(event,)), NETWORKS["awin"], control=clean("awin"))
    assert getattr(row, field) == "blocked"
    assert row.methods[method] == "lost"  # type: ignore[index]
    assert row.verdict == "at_risk"


def test_a_page_that_was_never_reached_says_nothing_about_what_it_loads() -> None:
    row = make_row(document("awin", without=("kit", "cart", "order", "thanks", "pixel")), NETWORKS["awin"])
    assert (row.tag, row.pixel) == ("unknown", "unknown")


def test_a_stripped_click_id_is_lost() -> None:
    made = document("impact", stripped=True, first_party_tag="lost", server_to_server="lost")
    row = make_row(made, NETWORKS["impact"])
    assert (row.click, row.click_id) == ("reaches", "lost")
    assert conclude(row, NETWORKS["impact"], own(), knows_hosts=False).verdict == "at_risk"
    assert conclude(row, NETWORKS["impact"], own(third_party_pixel="lost"), knows_hosts=True).verdict == "lost"


def test_a_method_whose_address_nobody_knows_is_unknown_by_itself() -> None:
    row = clean("tradedoubler")
    assert row.tag == "none"
    assert (row.methods["first_party_tag"], row.verdict) == ("unknown", "unknown")


def test_where_hosts_are_all_alike_our_own_purchase_tells_of_it() -> None:
    row = conclude(clean("tradedoubler"), NETWORKS["tradedoubler"], own(), knows_hosts=False)
    assert (row.methods["first_party_tag"], row.verdict) == ("tracked", "tracked")


def test_where_a_blocker_knows_hosts_our_own_credit_says_nothing_of_theirs() -> None:
    row = conclude(clean("tradedoubler"), NETWORKS["tradedoubler"], own(), knows_hosts=True)
    assert (row.methods["first_party_tag"], row.verdict) == ("unknown", "unknown")


@pytest.mark.parametrize("knows_hosts", [True, False])
def test_what_is_lost_on_our_own_hosts_is_lost_on_theirs(knows_hosts: bool) -> None:
    row = conclude(clean("impact"), NETWORKS["impact"], own(third_party_pixel="lost"), knows_hosts=knows_hosts)
    assert (row.methods["third_party_pixel"], row.verdict) == ("lost", "at_risk")


def test_what_was_measured_stands_over_our_own_purchase() -> None:
    blocked = make_row(document("awin", without=("pixel",)), NETWORKS["awin"], control=clean("awin"))
    row = conclude(blocked, NETWORKS["awin"], own(), knows_hosts=False)
    assert (row.methods["third_party_pixel"], row.verdict) == ("lost", "at_risk")


def test_a_click_that_never_came_loses_even_what_cannot_be_measured() -> None:
    unknown = dict.fromkeys(METHODS, "unknown")
    row = make_row(
        document("partnerize", without=EVERY, **unknown), NETWORKS["partnerize"], control=clean("partnerize")
    )
    row = conclude(row, NETWORKS["partnerize"], own(), knows_hosts=True)
    assert set(row.methods.values()) == {"lost"}
    assert row.verdict == "lost"


def test_a_link_without_our_mark_is_altered() -> None:
    made = document("awin")
    made["evidence"][0]["value"] = {"sub_id": "missing"}
    assert make_row(made, NETWORKS["awin"]).click == "altered"


def test_our_own_purchase_keeps_the_check_s_verdict_and_causes() -> None:
    made = document("own") | {"verdict": "at_risk", "causes": [{"id": "third-party-cookies-blocked"}]}
    row = make_row(made, None)
    assert (row.id, row.verdict, row.causes) == ("own", "at_risk", ("third-party-cookies-blocked",))


def test_every_row_says_why() -> None:
    assert all(make_row(document(network), NETWORKS[network]).why for network in NETWORKS)
