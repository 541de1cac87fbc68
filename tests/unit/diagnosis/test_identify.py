from __future__ import annotations

from typing import Any

import pytest

from checker.diagnosis import signs
from checker.diagnosis.identify import Identity, identify
from checker.evidence.model import Browser, Dossier
from checker.evidence.words import METHODS, CauseId, Credit, Engine, Method
from checker.knowledge.blockers import Signature, load_blockers
from checker.knowledge.effects import Effects
from checker.knowledge.loader import landing_parameters
from checker.practice.parts import CONTROLS
from tests.builders import WHOLE, trail
from tests.said import (
    BROWSERS,
    CHROME,
    FAMILIES,
    FIREFOX,
    GO,
    HOSTS,
    JUMPED,
    QUIET,
    SAFARI,
    WALKED,
    baits,
    broken,
    check,
    hiding,
    hosts,
    less,
    side,
)  # fmt: skip

TRACKED: dict[Method, Credit] = dict.fromkeys(METHODS, "tracked")
EVERY = [(blocker, signature) for blocker in load_blockers() for signature in blocker.signatures]


def row(credits: str = "ttt", *causes: str) -> dict[str, Any]:
    """A setup's own purchase as the table of effects has it."""
    words = {"t": "tracked", "l": "lost", "u": "unknown"}
    return {"own": {"methods": dict(zip(METHODS, (words[c] for c in credits), strict=True)), "causes": list(causes)}}


ROWS = {setup: row() for _, signature in EVERY for setup in signature.setups} | {
    f"{engine}-{what}": row()
    for engine in ("chromium", "firefox", "webkit")
    for what in ("affiliate-unresolvable", "accept-all", "tracker-list")
}
EFFECTS = Effects(setups=ROWS)


def identity(given: Dossier, effects: Effects = EFFECTS, methods: Any = TRACKED, causes: Any = ()) -> Identity:
    return identify(given, effects, methods, causes)


def landing(*stripped: str) -> dict[str, Any]:
    names = ("pn_click", *landing_parameters(), *CONTROLS)
    assert set(stripped) <= set(names)
    arrived = {name: "missing" if name in stripped else "right" for name in names}
    controls = {name: arrived.pop(name) for name in CONTROLS}
    return {"parameters": arrived, "controls": controls, "referrer": ""}


def signs_of(signature: Signature, browser: Browser) -> Dossier:
    """A check that shows all that a signature asks for, and nothing else."""
    changes: dict[str, Any] = {"list_baits": baits(*signature.hits, far_only=signature.far_only)}
    if signature.names_itself:
        changes["self_named"] = QUIET["self-named"] | {signature.names_itself: True}
    walk = JUMPED if signature.skipped else WALKED
    events = trail(go=GO, told={}, landing=landing(*signature.stripped), **walk)
    return check(events, browser=browser, **changes)


@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"])
@pytest.mark.parametrize(("blocker", "signature"), EVERY, ids=[f"{b.id}" for b, _ in EVERY])
def test_each_blocker_is_found_from_its_own_signs(blocker: Any, signature: Signature, engine: Engine) -> None:
    found = identity(signs_of(signature, BROWSERS[engine]))
    if signature.engines and engine not in signature.engines:
        assert (found.blocker, found.certainty) != (blocker.id, "certain")
        assert found.setup not in signature.setups or found.setup is None
        return
    assert (found.blocker, found.name, found.certainty) == (blocker.id, blocker.name, signature.certainty)
    assert found.skips == (signature.skips or signature.skipped)
    assert not found.quiet
    fitting = [setup for setup in signature.setups if setup.startswith(f"{engine}-")]
    assert found.setup == (fitting[0] if fitting else None)
    assert found.evidence


@pytest.mark.parametrize("browser", BROWSERS.values(), ids=list(BROWSERS))
def test_a_quiet_check_has_no_blocker_and_says_that_there_is_none(browser: Browser) -> None:
    found = identity(check(browser=browser))
    assert (found.blocker, found.name, found.quiet, found.skips) == (None, "", True, False)
    assert found.setup == f"{browser.engine}-accept-all"


ASKED = ["list-baits", "cosmetic-baits", "network-hosts", "reach-hosts", "self-named", "trail-landing", "trail-click"]
ASKED += [*signs.SKIPS, *signs.ASKED]


@pytest.mark.parametrize("probe", ASKED)
@pytest.mark.parametrize("browser", BROWSERS.values(), ids=list(BROWSERS))
def test_silence_of_any_probe_is_neither_quiet_nor_a_blocker(probe: str, browser: Browser) -> None:
    found = identity(less(check(browser=browser), probe))
    assert found == Identity(evidence=found.evidence)


@pytest.mark.parametrize("status", ["failed", "timed_out", "unsupported", "not_run"])
@pytest.mark.parametrize("probe", ASKED[:7])
def test_a_broken_probe_is_neither_quiet_nor_a_blocker(probe: str, status: Any) -> None:
    found = identity(broken(check(), probe, status))
    assert found == Identity(evidence=found.evidence)


def test_nothing_at_all_is_nothing() -> None:
    assert identity(Dossier(state="incomplete")) == Identity()


@pytest.mark.parametrize(("status", "reason"), [("failed", "no-control"), ("not_run", "switched-off")])
def test_hosts_that_have_nothing_to_say_leave_the_check_quiet(status: Any, reason: str) -> None:
    assert identity(broken(check(), "network-hosts", status, reason)).quiet
    assert not identity(broken(check(), "network-hosts", status, "something-else")).quiet


def test_a_check_in_its_own_tab_has_no_page_to_hide_elements_in() -> None:
    events = trail(go=GO, told={}, tab={}, **WALKED)
    assert identity(check(events, cosmetic_baits=None)).quiet
    assert not identity(check(cosmetic_baits=None)).quiet


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("which", ["near", "far"])
def test_a_family_that_nobody_could_ask_for_leaves_the_check_unquiet(family: Any, which: str) -> None:
    value = baits()
    value[which] = {bait: "loaded" for bait in value[which] if bait not in _of(family)}
    assert not identity(check(list_baits=value)).quiet


def _of(family: Any) -> set[str]:
    return {bait for bait, fate in side([family]).items() if fate == "blocked"}


@pytest.mark.parametrize("value", [{"near": None, "far": side()}, {"near": side(), "far": None}])
def test_one_host_whose_controls_failed_leaves_the_check_unquiet(value: Any) -> None:
    found = identity(check(list_baits=value))
    assert (found.blocker, found.quiet) == (None, False)


@pytest.mark.parametrize("family", FAMILIES)
def test_any_family_that_is_blocked_is_a_blocker_if_only_an_unknown_one(family: Any) -> None:
    for browser in BROWSERS.values():
        found = identity(check(browser=browser, list_baits=baits(family)))
        assert found.blocker is not None
        assert not found.quiet


def test_what_a_blocker_answers_in_place_of_the_bait_is_blocked_too() -> None:
    assert identity(check(list_baits=baits("easylist", fate="stubbed"))).blocker == "adblock-plus"


def test_a_blocker_that_fits_no_signature_is_a_content_filter_without_a_setup() -> None:
    for changes in ({"list_baits": baits("ublock-ads")}, {"cosmetic_baits": hiding()}):
        found = identity(check(**changes))
        assert (found.blocker, found.setup, found.quiet) == ("content-filter", None, False)


def test_lists_that_stop_requests_to_other_sites_alone_are_a_browsers_own() -> None:
    families = ("easylist", "easyprivacy", "ublock-ads")
    assert identity(check(list_baits=baits(*families, far_only=True))).blocker == "brave"
    assert identity(check(list_baits=baits(*families))).blocker == "ublock-origin-lite"
    # Where our own host could not be asked, nobody knows which of the two.
    unasked = identity(check(list_baits=baits(*families) | {"near": None}))
    assert unasked.blocker == "ublock-origin-lite"
    assert identity(check(browser=FIREFOX, list_baits=baits(*families, far_only=True))).blocker == "content-filter"


def test_the_same_lists_are_another_blocker_in_another_engine() -> None:
    families = ("easylist", "easyprivacy", "ublock-ads")
    found = {e: identity(check(browser=b, list_baits=baits(*families))) for e, b in BROWSERS.items()}
    assert found["firefox"].blocker == "ublock-origin"
    assert found["firefox"].setup == "firefox-ublock"
    assert found["chromium"].blocker == found["webkit"].blocker == "ublock-origin-lite"
    assert found["chromium"].setup is None


def test_what_is_certain_comes_before_what_is_likely() -> None:
    named = QUIET["self-named"] | {"brave": True}
    found = identity(check(self_named=named, list_baits=baits("easylist", "easyprivacy", "ublock-ads")))
    assert (found.blocker, found.certainty) == ("brave", "certain")


def test_what_says_more_comes_before_what_says_less() -> None:
    """A jump alone is uBlock Origin's; beside AdGuard's lists it is AdGuard that blocks."""
    events = trail(go=GO, told={}, **JUMPED)
    assert identity(check(events)).blocker == "ublock-origin"
    found = identity(check(events, list_baits=baits("easylist", "adguard-base", "adguard-tracking")))
    assert (found.blocker, found.skips) == ("adguard", True)


def test_names_that_do_not_resolve_are_a_filter_of_names() -> None:
    for engine, browser in BROWSERS.items():
        found = identity(check(browser=browser, network_hosts=hosts("www.awin1.com")))
        assert (found.blocker, found.certainty) == ("dns", "likely")
        assert found.setup == f"{engine}-affiliate-unresolvable"


def test_pages_that_do_not_reach_a_network_that_was_visited_are_the_browsers_protection() -> None:
    apart = {"network": "failed", "shop": "reached"}
    found = identity(check(browser=FIREFOX, reach_hosts=apart, network_hosts=hosts(*HOSTS)))
    assert (found.blocker, found.setup) == ("browser-protection", "firefox-tracker-list")
    assert identity(check(browser=CHROME, reach_hosts=apart)).setup is None


def test_a_list_at_work_is_never_taken_for_a_filter_of_names() -> None:
    for families in (("easylist",), ("ublock-ads",)):
        found = identity(check(list_baits=baits(*families), network_hosts=hosts("www.awin1.com")))
        assert found.blocker in ("adblock-plus", "content-filter")


@pytest.mark.parametrize("probe", [probe for probe in ASKED if probe != "network-hosts"])
def test_hosts_are_blamed_only_when_every_other_sign_was_looked_for(probe: str) -> None:
    failing = check(network_hosts=hosts("www.awin1.com"))
    assert identity(less(failing, probe)).blocker is None
    assert not identity(less(failing, probe)).quiet


@pytest.mark.parametrize("reach", [{"network": "late", "shop": "reached"}, {"network": "failed", "shop": "failed"}])
def test_a_line_that_answers_slowly_or_not_at_all_says_nothing(reach: Any) -> None:
    found = identity(check(reach_hosts=reach))
    assert (found.blocker, found.quiet) == (None, False)


def test_a_purchase_whose_own_requests_were_stopped_is_not_quiet() -> None:
    stopped = trail(WHOLE, without=("kit", "report"))
    assert identity(check(stopped)).blocker == "content-filter"
    assert identity(check(stopped, network_hosts=hosts("www.awin1.com"))).blocker == "content-filter"
    unheard = trail(WHOLE, without=("kit", "mark", "control", "pixel", "report"))
    found = identity(check(unheard, network_hosts=hosts("www.awin1.com")))
    assert (found.blocker, found.quiet) == (None, False)


def test_a_host_that_answers_late_is_not_blamed() -> None:
    value = hosts()
    value["found"]["www.awin1.com"] = "late"
    assert identity(check(network_hosts=value)).blocker is None


def test_of_the_setups_of_a_blocker_the_one_whose_purchase_went_alike_is_nearest() -> None:
    effects = Effects(setups={"firefox-ublock": row("ltt"), "firefox-ublock-accept-all": row("ttt")})
    events = trail(go=GO, told={}, **JUMPED)
    given = check(events, browser=FIREFOX)
    assert identity(given, effects).setup == "firefox-ublock-accept-all"
    lost = TRACKED | {"third_party_pixel": "lost"}
    assert identity(given, effects, lost).setup == "firefox-ublock"


def test_of_setups_whose_credits_are_alike_the_causes_decide() -> None:
    cause: CauseId = "third-party-cookies-blocked"
    effects = Effects(setups={"webkit-a": row("ltt"), "webkit-b": row("ltt", cause)})
    lost = TRACKED | {"third_party_pixel": "lost"}
    assert identity(check(browser=SAFARI), effects, lost, [cause]).setup == "webkit-b"
    assert identity(check(browser=SAFARI), effects, lost, []).setup == "webkit-a"


def test_a_check_without_a_blocker_is_never_near_a_setup_with_one() -> None:
    blockers = {setup: rows for setup, rows in ROWS.items() if not setup.endswith("accept-all") or "ublock" in setup}
    for browser in BROWSERS.values():
        found = identity(check(browser=browser), Effects(setups=blockers))
        assert found.quiet
        told = {setup for _, signature in EVERY for setup in signature.setups}
        assert found.setup not in told
        assert found.setup is None or "unresolvable" not in found.setup


def test_without_a_measured_table_there_is_no_setup() -> None:
    assert identity(check(), Effects()).setup is None
    assert identity(check(list_baits=baits("easylist")), Effects()).blocker == "adblock-plus"
    # A setup whose own purchase was not measured is none to go by.
    assert identity(check(), Effects(setups={"chromium-accept-all": {}})).setup is None
