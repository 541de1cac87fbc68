from __future__ import annotations

from itertools import product
from typing import Any, get_args

import pytest

from checker.diagnosis.diagnose import Diagnosis, diagnose
from checker.diagnosis.networks import NetworkRow
from checker.evidence.words import METHODS, Click, ClickId, Credit, Load, Method, Verdict
from checker.knowledge.loader import load_networks
from checker.knowledge.stores import UNNAMED, Store
from checker.report import store as words
from checker.report.store import StoreLine, store_line
from tests.builders import dossier, trail

NETWORKS = load_networks()
CREDITED = diagnose(dossier(), NETWORKS)
FINE: dict[str, Any] = {
    "click": "reaches", "click_id": "kept", "tag": "loads", "pixel": "loads", "verdict": "tracked", "basis": "measured",
}  # fmt: skip


def shop(*networks: str, methods: tuple[Method, ...] = ()) -> Store:
    return Store.model_validate(
        {"id": "blue", "name": "Blue Socks", "hosts": ["blue.example"], "networks": networks, "methods": methods}
    )


def diagnosis(credits: tuple[Credit, ...] = ("tracked",) * 3, **rows: dict[str, Any]) -> Diagnosis:
    """A diagnosis with these methods, and with rows for these networks; nothing is known of the others."""
    known = [NetworkRow(id=name, **(FINE | rows[name])) if name in rows else NetworkRow(id=name) for name in NETWORKS]
    methods = dict(zip(METHODS, credits, strict=True))
    return CREDITED.model_copy(update={"networks": tuple(known), "methods": methods})


def line(store: Store, given: Diagnosis) -> StoreLine:
    made = store_line(store.id, {store.id: store}, given, NETWORKS)
    assert made is not None
    assert (made.name, made.again) == (store.name, store.id)
    assert 1 <= len(made.sentences) <= 2
    assert not any(sign in " ".join(made.sentences) for sign in "{}")
    return made


def test_no_store_no_line() -> None:
    assert store_line(None, {}, CREDITED, NETWORKS) is None
    assert store_line("", {}, CREDITED, NETWORKS) is None


def test_an_unknown_store_is_said_to_be_unknown() -> None:
    assert store_line("red-socks", {}, CREDITED, NETWORKS) == StoreLine(
        "red-socks", "unknown", "unknown", (words.UNKNOWN_STORE,), "red-socks"
    )


def test_a_store_whose_name_could_not_be_kept_is_not_named_again() -> None:
    made = store_line(UNNAMED, {}, CREDITED, NETWORKS)
    assert made == StoreLine(words.UNNAMED_STORE, "unknown", "unknown", (words.UNKNOWN_STORE,), "")


def test_a_store_whose_link_loses_our_own_mark_loses_the_purchase() -> None:
    made = line(shop("awin"), diagnosis(awin={"click": "altered", "verdict": "lost"}))
    assert (made.verdict, made.light) == ("lost", "bad")
    assert made.sentences[1] == words.WHY["altered"].format(network=NETWORKS["awin"].name)


def test_a_store_of_which_no_network_is_known() -> None:
    made = line(shop(), diagnosis(awin={}))
    assert (made.verdict, made.sentences) == ("unknown", (words.NO_NETWORK.format(store="Blue Socks"),))


def test_what_a_finished_check_without_probes_knows_of_networks_is_nothing() -> None:
    made = line(shop("awin"), diagnose(dossier(said=()), NETWORKS))
    assert made.verdict == made.light == "unknown"
    assert made.sentences[0].startswith("Blue Socks works with Awin. What this browser does there could not")


@pytest.mark.parametrize(
    ("verdict", "light", "start"),
    [
        ("tracked", "good", "At Blue Socks, which works with Awin, a purchase made now should be credited"),
        ("at_risk", "warn", "At Blue Socks, which works with Awin, cashback may get lost"),
        ("lost", "bad", "At Blue Socks, which works with Awin, cashback would get lost"),
        ("unknown", "unknown", "Blue Socks works with Awin. What this browser does there could not be measured"),
    ],
)
def test_a_single_network_speaks_for_its_store(verdict: Verdict, light: str, start: str) -> None:
    click = "unknown" if verdict == "unknown" else "reaches"
    made = line(shop("awin"), diagnosis(awin={"verdict": verdict, "click": click}))
    assert (made.verdict, made.light) == (verdict, light)
    assert made.sentences[0].startswith(start)


@pytest.mark.parametrize(
    ("verdicts", "over"),
    [
        (("tracked", "tracked"), "tracked"),
        (("lost", "lost"), "lost"),
        (("at_risk", "at_risk"), "at_risk"),
        (("tracked", "lost"), "at_risk"),
        (("unknown", "lost"), "at_risk"),
        (("at_risk", "lost"), "at_risk"),
        (("tracked", "at_risk"), "at_risk"),
        (("tracked", "unknown"), "unknown"),
        (("unknown", "unknown"), "unknown"),
    ],
)
def test_several_networks_are_no_better_than_the_worst_of_them(verdicts: tuple[Verdict, ...], over: Verdict) -> None:
    rows = {
        name: {"verdict": verdict, "click": "unknown" if verdict == "unknown" else "reaches"}
        for name, verdict in zip(("awin", "cj"), verdicts, strict=True)
    }
    made = line(shop("cj", "awin"), diagnosis(**rows))
    assert made.verdict == over
    assert "CJ or Awin" in made.sentences[0]


def test_three_networks_are_listed() -> None:
    made = line(shop("awin", "cj", "impact"), diagnosis(awin={}, cj={}, impact={}))
    assert "works with Awin, CJ or impact.com, a purchase" in made.sentences[0]


def test_a_network_of_another_store_does_not_matter() -> None:
    made = line(shop("awin"), diagnosis(awin={}, cj={"verdict": "lost", "click": "blocked"}))
    assert made.verdict == "tracked"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"click": "skipped"}, "skipped"),
        ({"click": "blocked"}, "blocked"),
        ({"click_id": "lost"}, "click_id"),
        ({"tag": "blocked"}, "tag"),
        ({"pixel": "blocked"}, "pixel"),
    ],
)
def test_the_reason_is_named(row: dict[str, Any], why: str) -> None:
    made = line(shop("awin", "cj"), diagnosis(awin={}, cj={"verdict": "lost"} | row))
    assert made.sentences[1] == words.WHY[why].format(network="CJ")


def test_what_is_inferred_is_said_to_be_probable() -> None:
    row = {"verdict": "lost", "click": "blocked"}
    assert "would probably" in line(shop("cj"), diagnosis(cj=row | {"basis": "inferred"})).sentences[0]
    assert "probably" not in line(shop("cj"), diagnosis(cj=row)).sentences[0]


def test_a_lost_pixel_alone_is_no_alarm() -> None:
    credits: tuple[Credit, ...] = ("lost", "tracked", "tracked")
    made = line(shop("awin"), diagnosis(credits, awin={"verdict": "at_risk"}))
    assert (made.verdict, made.light) == ("at_risk", "mostly")
    assert made.sentences == (words.SENTENCES["pixel"].format(store="Blue Socks", networks="Awin"),)
    for worse, light in (({"click": "skipped"}, "bad"), ({"click_id": "lost"}, "bad"), ({"tag": "blocked"}, "warn")):
        assert line(shop("awin"), diagnosis(credits, awin={"verdict": "at_risk"} | worse)).light == light
    known = shop("awin", methods=("third_party_pixel", "first_party_tag"))
    assert line(known, diagnosis(credits, awin={"verdict": "at_risk"})).light == "warn"


def test_what_the_practice_purchase_lost_by_every_method_is_lost_at_a_store() -> None:
    for verdict in ("unknown", "tracked"):
        assert line(shop("awin"), diagnosis(("lost",) * 3, awin={"verdict": verdict})).verdict == "lost"
    assert line(shop("awin"), diagnose(dossier(trail(("go",)), state="incomplete"), NETWORKS)).verdict == "unknown"


@pytest.mark.parametrize(
    ("method", "row", "own", "verdict"),
    [
        # Server to server: the click and its mark alone.
        ("server_to_server", {"tag": "blocked", "pixel": "blocked", "verdict": "at_risk"}, "tracked", "tracked"),
        ("server_to_server", {"click_id": "lost"}, "tracked", "lost"),
        ("server_to_server", {"click": "skipped"}, "tracked", "lost"),
        ("server_to_server", {"click": "blocked"}, "tracked", "lost"),
        ("server_to_server", {"click": "altered"}, "tracked", "lost"),
        ("server_to_server", {"click": "unknown"}, "tracked", "unknown"),
        ("server_to_server", {"click_id": "unknown"}, "tracked", "unknown"),
        ("server_to_server", {}, "lost", "lost"),
        ("server_to_server", {}, "unknown", "unknown"),
        ("first_party_tag", {"tag": "blocked"}, "tracked", "lost"),
        ("first_party_tag", {"click_id": "lost"}, "tracked", "lost"),
        ("first_party_tag", {"tag": "unknown"}, "tracked", "unknown"),
        ("first_party_tag", {"pixel": "blocked", "verdict": "at_risk"}, "tracked", "tracked"),
        ("first_party_tag", {"tag": "none"}, "tracked", "tracked"),
        ("first_party_tag", {}, "lost", "lost"),
        ("third_party_pixel", {"pixel": "blocked"}, "tracked", "lost"),
        ("third_party_pixel", {"pixel": "unknown"}, "tracked", "unknown"),
        ("third_party_pixel", {"click_id": "lost", "tag": "blocked", "verdict": "at_risk"}, "tracked", "tracked"),
        ("third_party_pixel", {}, "lost", "lost"),
    ],
)
def test_a_store_whose_method_is_known_is_judged_by_it_alone(
    method: Method, row: dict[str, Any], own: Credit, verdict: Verdict
) -> None:
    others: Credit = "lost" if own == "tracked" else "tracked"
    credits = tuple(own if each == method else others for each in METHODS)
    assert line(shop("awin", methods=(method,)), diagnosis(credits, awin=row)).verdict == verdict


def test_what_is_lost_at_the_network_itself_is_a_risk_though_the_rest_is_not_known() -> None:
    silent = {"click": "unknown", "click_id": "unknown", "tag": "unknown", "pixel": "unknown", "verdict": "unknown"}
    for row, why in (({"click_id": "lost"}, "click_id"), ({"tag": "blocked"}, "tag"), ({"pixel": "blocked"}, "pixel")):
        made = line(shop("awin"), diagnosis(awin=silent | row))
        assert (made.verdict, made.light) == ("at_risk", "warn")
        assert made.sentences[1] == words.WHY[why].format(network="Awin")
    assert line(shop("awin"), diagnosis(("lost", "tracked", "tracked"), awin=silent)).verdict == "unknown"
    to_server = shop("awin", methods=("server_to_server",))
    assert line(to_server, diagnosis(awin=silent | {"tag": "blocked"})).verdict == "unknown"


def test_of_two_known_methods_one_is_lost() -> None:
    store = shop("awin", methods=("third_party_pixel", "server_to_server"))
    assert line(store, diagnosis(awin={"pixel": "blocked"})).verdict == "at_risk"


@pytest.mark.parametrize("method", METHODS)
def test_a_silent_row_never_becomes_tracked_or_lost(method: Method) -> None:
    for credits in product(("tracked", "unknown"), repeat=3):
        assert line(shop("awin", methods=(method,)), diagnosis(credits)).verdict == "unknown"
        assert line(shop("awin"), diagnosis(credits)).verdict == "unknown"


def test_every_row_that_there_can_be_has_its_words() -> None:
    kinds = [get_args(kind) for kind in (Click, ClickId, Load, Load, Verdict)]
    for click, click_id, tag, pixel, verdict in product(*kinds):
        row = {"click": click, "click_id": click_id, "tag": tag, "pixel": pixel, "verdict": verdict}
        made = line(shop("awin"), diagnosis(awin=row))
        assert made.verdict in get_args(Verdict)
        if click in ("skipped", "blocked"):
            assert made.verdict == "lost"
