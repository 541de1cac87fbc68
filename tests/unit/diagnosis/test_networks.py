from __future__ import annotations

from typing import Any

import pytest

from checker.diagnosis.identify import Identity
from checker.diagnosis.networks import NetworkRow, judge_networks
from checker.evidence.model import Browser, Dossier
from checker.evidence.words import METHODS, BlockerId, Credit, Method
from checker.knowledge.effects import Effects
from checker.knowledge.loader import landing_parameters, load_networks
from tests.builders import PLAIN, WHOLE, clicked, landed, trail
from tests.said import CHROME, EDGE, FIREFOX, HOSTS, SAFARI, broken, check, hosts, less

ALL = load_networks()
TRACKED: dict[Method, Credit] = dict.fromkeys(METHODS, "tracked")
QUIET = Identity(quiet=True)
MEASURED = "chromium-measured"


def blocked_by(blocker: BlockerId, setup: str | None = None) -> Identity:
    return Identity(blocker=blocker, name=blocker, certainty="likely", setup=setup)


def effects(**rows: dict[str, str]) -> Effects:
    """A table of one setup; networks that are not named reach, and load."""
    ordinary = {"click": "reaches", "tag": "loads", "pixel": "loads"}
    return Effects(setups={MEASURED: {network: ordinary | rows.get(network, {}) for network in ALL}})


def judge(
    given: Dossier, identity: Identity = QUIET, table: Effects | None = None, **lost: Credit
) -> tuple[dict[str, NetworkRow], dict[str, dict[Method, Credit]]]:
    methods: dict[Method, Credit] = TRACKED | lost  # type: ignore[assignment]
    found, known = judge_networks(given, ALL, table or Effects(), methods, identity)
    assert len(found) == len(known)
    credits = {row.id: dict(zip(ALL[row.id].methods, of, strict=True)) for row, of in zip(found, known, strict=True)}
    return {row.id: row for row in found}, credits


def rows(given: Dossier, identity: Identity = QUIET, table: Effects | None = None, **lost: Credit) -> Any:
    return judge(given, identity, table, **lost)[0]


def arrived(**states: str) -> Dossier:
    return check(trail(WHOLE, landing=landed(**states)))


def test_every_network_has_its_row_in_the_order_of_the_knowledge() -> None:
    assert list(rows(check())) == list(ALL)


def test_no_networks_are_no_rows() -> None:
    assert judge_networks(check(), {}, Effects(), TRACKED, QUIET) == ([], [])


def test_in_a_quiet_browser_whose_hosts_answer_every_network_is_tracked_by_measurement() -> None:
    for row in rows(check()).values():
        assert (row.click, row.click_id, row.verdict, row.basis) == ("reaches", "kept", "tracked", "measured")
        assert row.tag == ("loads" if ALL[row.id].tag else "none")
        assert row.pixel == ("loads" if ALL[row.id].pixel else "none")


@pytest.mark.parametrize("identity", [Identity(), blocked_by("content-filter")], ids=["nobody looked", "some blocker"])
def test_without_quiet_and_without_measurements_nothing_is_said_of_a_visit(identity: Identity) -> None:
    for row in rows(check(), identity).values():
        assert (row.click, row.click_id, row.verdict, row.basis) == ("unknown", "kept", "unknown", "inferred")


@pytest.mark.parametrize("given", [less(check(), "network-hosts"), broken(check(), "network-hosts", "timed_out")])
def test_hosts_of_which_nobody_says_anything_are_unknown(given: Dossier) -> None:
    for row in rows(given).values():
        assert (row.click, row.verdict, row.basis) == ("unknown", "unknown", "inferred")
        assert row.tag == ("unknown" if ALL[row.id].tag else "none")
        assert row.pixel == ("unknown" if ALL[row.id].pixel else "none")


# -- the click id


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


def test_a_lost_click_id_loses_every_method_but_the_pixel() -> None:
    _, credits = judge(arrived(awc="missing"))
    assert credits["awin"] == {"third_party_pixel": "tracked", "first_party_tag": "lost", "server_to_server": "lost"}
    assert {credit for network, of in credits.items() if network != "awin" for credit in of.values()} == {"tracked"}


def test_a_lost_click_id_loses_a_network_that_has_no_pixel() -> None:
    every = dict.fromkeys(landing_parameters(), "missing")
    for row in rows(arrived(**every)).values():
        assert row.verdict == ("at_risk" if "third_party_pixel" in ALL[row.id].methods else "lost"), row.id


@pytest.mark.parametrize(
    "given",
    [
        check(trail(())),
        check(trail(("go", "click", "hop"))),
        arrived(pn_click="missing", awc="missing"),
        arrived(pn_click="wrong"),
        check(trail(WHOLE, landing={"parameters": {"pn_click": "right"}})),
        check(trail(WHOLE, landing={})),
    ],
    ids=["nothing", "no landing", "own parameter gone", "own parameter changed", "only its own", "no parameters"],
)
def test_without_a_landing_and_its_control_nothing_is_known_of_click_ids(given: Dossier) -> None:
    _, credits = judge(given)
    assert {row.click_id for row in rows(given).values()} == {"unknown"}
    for of in credits.values():
        assert {of[method] for method in of if method != "third_party_pixel"} <= {"unknown"}


# -- the mark of the cashback site in the link


@pytest.mark.parametrize("state", ["missing", "wrong"])
def test_a_click_without_the_sites_own_mark_is_altered_and_lost(state: str) -> None:
    found = rows(check(trail(WHOLE, click=clicked(pubref=state))))
    altered = [row.id for row in found.values() if row.click == "altered"]
    assert altered == [network.id for network in ALL.values() if network.sub_id == "pubref"] == ["partnerize"]
    assert found["partnerize"].verdict == "lost"
    assert found["awin"].verdict == "tracked"


def test_a_click_of_an_older_check_says_nothing_of_marks() -> None:
    found = rows(check(trail(WHOLE, click={"referrer": "", "cookie": "missing", "sub_id": "right"})))
    assert {row.click for row in found.values()} == {"reaches"}


def test_a_click_that_never_arrives_is_not_altered() -> None:
    given = check(trail(WHOLE, click=clicked(clickref="missing")))
    found = rows(given, blocked_by("ublock-origin", MEASURED), effects(awin={"click": "skipped"}))
    assert found["awin"].click == "skipped"


# -- what replays have measured


@pytest.mark.parametrize("click", ["skipped", "blocked"])
def test_a_click_that_a_measured_blocker_stops_loses_every_method(click: str) -> None:
    found, credits = judge(check(), blocked_by("ublock-origin", MEASURED), effects(awin={"click": click}))
    assert (found["awin"].click, found["awin"].verdict, found["awin"].basis) == (click, "lost", "inferred")
    assert set(credits["awin"].values()) == {"lost"}
    assert found["awin"].click_id == ("lost" if click == "skipped" else "unknown")
    assert (found["cj"].click, found["cj"].verdict, found["cj"].basis) == ("reaches", "tracked", "inferred")


def test_a_measured_blocker_stops_a_tag_or_a_pixel_alone() -> None:
    table = effects(awin={"tag": "blocked"}, cj={"pixel": "blocked"})
    found, credits = judge(check(), blocked_by("adguard", MEASURED), table)
    assert (found["awin"].tag, found["awin"].pixel, found["awin"].verdict) == ("blocked", "loads", "at_risk")
    assert credits["awin"] == {"third_party_pixel": "tracked", "first_party_tag": "lost", "server_to_server": "tracked"}
    assert credits["cj"] == {"third_party_pixel": "lost", "first_party_tag": "tracked", "server_to_server": "tracked"}


def test_what_was_measured_somewhere_is_nothing_without_its_blocker() -> None:
    """The nearest setup of a quiet check has no say: what its page saw is better."""
    quiet = Identity(quiet=True, setup=MEASURED)
    assert rows(check(), quiet, effects(awin={"click": "skipped"}))["awin"].verdict == "tracked"


def test_a_setup_or_a_network_that_was_not_measured_is_unknown() -> None:
    for identity in (blocked_by("adguard", "chromium-elsewhere"), blocked_by("adguard")):
        assert {row.verdict for row in rows(check(), identity, effects()).values()} == {"unknown"}
    table = Effects(setups={MEASURED: {"awin": {"click": "reaches", "tag": "loads", "pixel": "loads"}}})
    found = rows(check(), blocked_by("adguard", MEASURED), table)
    assert (found["awin"].verdict, found["cj"].verdict) == ("tracked", "unknown")


def test_a_host_that_fails_here_is_blocked_whatever_was_measured() -> None:
    given = check(network_hosts=hosts("www.dwin1.com"))
    found = rows(given, blocked_by("adguard", MEASURED), effects())
    assert (found["awin"].tag, found["awin"].pixel) == ("blocked", "loads")


# -- filters of names, protections, link cleaners


def test_a_filter_of_names_blocks_only_what_does_not_resolve() -> None:
    given = check(network_hosts=hosts("www.awin1.com"))
    found = rows(given, blocked_by("dns", MEASURED), effects(cj={"click": "blocked"}))
    assert (found["awin"].click, found["awin"].verdict) == ("blocked", "lost")
    # The shopper's own filter decides, not the one that was replayed.
    assert (found["cj"].click, found["cj"].verdict) == ("reaches", "tracked")


def test_a_filter_of_names_that_stops_the_tags_host_alone_lets_the_click_pass() -> None:
    found, credits = judge(check(network_hosts=hosts("www.dwin1.com")), blocked_by("dns", MEASURED), effects())
    assert (found["awin"].click, found["awin"].tag, found["awin"].verdict) == ("reaches", "blocked", "at_risk")
    assert credits["awin"]["server_to_server"] == "tracked"


def test_a_host_that_answers_late_is_neither_blocked_nor_reached() -> None:
    value = hosts()
    value["found"]["www.awin1.com"] = "late"
    for identity in (QUIET, blocked_by("dns")):
        found = rows(check(network_hosts=value), identity)
        assert (found["awin"].click, found["awin"].verdict) == ("unknown", "unknown")


def test_a_protection_blocks_pages_and_not_the_visit() -> None:
    table = Effects(setups={MEASURED: {n: {"click": "reaches", "tag": "blocked", "pixel": "blocked"} for n in ALL}})
    given = check(browser=FIREFOX, network_hosts=hosts(*HOSTS))
    found, credits = judge(given, blocked_by("browser-protection", MEASURED), table)
    assert {row.click for row in found.values()} == {"reaches"}
    assert credits["awin"] == {"third_party_pixel": "lost", "first_party_tag": "lost", "server_to_server": "tracked"}


def test_a_link_cleaner_blocks_nothing_and_takes_its_parameters() -> None:
    found, _ = judge(arrived(awc="missing"), blocked_by("link-cleaner"))
    assert (found["awin"].click, found["awin"].click_id, found["awin"].tag) == ("reaches", "lost", "loads")
    assert found["awin"].verdict == "at_risk"
    assert found["tradetracker"].verdict == "tracked"


# -- the browser


@pytest.mark.parametrize("browser", [FIREFOX, EDGE, Browser()], ids=["Firefox", "Edge", "unknown"])
def test_a_browser_that_knows_trackers_may_take_their_cookies_alone(browser: Browser) -> None:
    _, credits = judge(check(browser=browser))
    for of in credits.values():
        assert of.get("third_party_pixel", "unknown") == "unknown"
        assert {of[method] for method in of if method != "third_party_pixel"} <= {"tracked"}
    # What our own pixel lost, theirs lose too.
    _, credits = judge(check(browser=browser), third_party_pixel="lost")
    assert {of.get("third_party_pixel", "lost") for of in credits.values()} == {"lost"}


@pytest.mark.parametrize("browser", [CHROME, SAFARI], ids=["Chrome", "Safari"])
def test_other_browsers_treat_all_cookies_alike(browser: Browser) -> None:
    _, credits = judge(check(browser=browser))
    assert {of.get("third_party_pixel", "tracked") for of in credits.values()} == {"tracked"}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("credit", ["lost", "unknown"])
def test_no_network_is_credited_by_what_our_own_purchase_was_not(method: Method, credit: Credit) -> None:
    _, credits = judge(check(), **{method: credit})
    for of in credits.values():
        assert of.get(method, credit) == credit
        assert {of[other] for other in of if other != method} <= {"tracked"}


def test_images_that_are_off_block_every_pixel() -> None:
    off = check(
        trail(
            WHOLE,
            without=("mark", "picture", "pixel"),
            settled={"kit": "loaded", "pixel": "unasked", "picture": "unasked"},
        )
    )
    for row in rows(off, third_party_pixel="lost").values():
        assert row.pixel == ("blocked" if ALL[row.id].pixel else "none")
        assert row.tag == ("loads" if ALL[row.id].tag else "none")


def test_scripts_that_are_off_block_every_tag() -> None:
    for row in rows(check(trail(PLAIN)), first_party_tag="lost").values():
        assert row.tag == ("blocked" if ALL[row.id].tag else "none")
        assert row.pixel == ("loads" if ALL[row.id].pixel else "none")


def test_a_network_without_an_address_of_its_pixel_goes_like_ours_only_where_nothing_knows_hosts() -> None:
    bare = [n.id for n in ALL.values() if not n.pixel and "third_party_pixel" in n.methods]
    assert bare
    _, quiet = judge(check())
    _, filtered = judge(check(network_hosts=hosts("www.awin1.com")), blocked_by("dns", MEASURED), effects())
    for network in bare:
        assert quiet[network]["third_party_pixel"] == "tracked"
        assert filtered[network]["third_party_pixel"] == "unknown"
