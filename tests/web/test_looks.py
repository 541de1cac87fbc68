"""What the check page's probes ask of the three sites, and the test for skipped links."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from checker.app import Service
from checker.knowledge import baits
from checker.knowledge.hosts import CONTROLS, asked_hosts
from checker.practice.seals import Kind
from tests.builders import FIREFOX, NETWORK, PORTAL, SHOP
from tests.web.shopper import Browser, Purchase, one, probing_of, width

FORMS = ("/look/{}.png", "/look/{}.js", "/look/{}.json", "/look/{}/frame")
NOT_LOOKS: tuple[Kind, ...] = ("ticket", "sub", "click", "visit", "session", "order", "postback")


@pytest.fixture
def purchase(browser: Browser) -> Purchase:
    started = browser.open_check()
    browser.start(started)
    return started


def policy(answer: TestResponse) -> dict[str, list[str]]:
    return {words[0]: words[1:] for words in (p.split() for p in answer.headers["Content-Security-Policy"].split(";"))}


# Looks of third parties


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", NOT_LOOKS)
def test_a_look_is_opened_by_its_own_kind_of_token_alone(
    browser: Browser, purchase: Purchase, form: str, kind: Kind
) -> None:
    token = browser.service.bench.seals.token(kind, purchase.check_id)
    for site in (NETWORK, SHOP):
        answer = browser.ask(site + form.format(token), page=PORTAL)
        assert answer.status_code == 404
        assert "right" not in answer.text


@pytest.mark.parametrize("site", [PORTAL, NETWORK, SHOP])
@pytest.mark.parametrize("token", ["", "x", "0" * 52, "a" * 9000, "%00"])
def test_a_look_that_we_did_not_make_is_none(browser: Browser, site: str, token: str) -> None:
    for form in FORMS:
        assert browser.ask(site + form.format(token), page=PORTAL).status_code == 404


def test_a_look_says_what_came_with_it_and_writes_nothing(browser: Browser, purchase: Purchase) -> None:
    look = purchase.probing["look"]
    before = browser.service.bench.ledger.trail(purchase.check_id)
    for third_party, state in (("sent", "right"), ("blocked", "missing"), ("apart", "missing")):
        browser.third_party = third_party  # type: ignore[assignment]
        image, script, text, _ = (browser.ask(NETWORK + form.format(look), page=PORTAL) for form in FORMS)
        assert width(image) == (2 if state == "right" else 1)
        assert script.text == f"document.currentScript.dataset.click='{state}'"
        assert text.get_json()["click"] == state
    assert browser.service.bench.ledger.trail(purchase.check_id) == before


def test_cookies_are_set_only_when_the_frame_asks_for_it(browser: Browser, purchase: Purchase) -> None:
    look = purchase.probing["look"]
    for form in FORMS:
        assert browser.ask(NETWORK + form.format(look), page=PORTAL).headers.getlist("Set-Cookie") == []
    asked = browser.ask(f"{NETWORK}/look/{look}.json?set=1", page=PORTAL)
    first, second = sorted(header.partition("=")[0].split("_")[1] for header in asked.headers.getlist("Set-Cookie"))
    assert (first, second) == ("chips", "response")
    assert [("Partitioned" in header) for header in asked.headers.getlist("Set-Cookie")] == [False, True]


def test_a_look_never_shows_a_cookies_value(browser: Browser, purchase: Purchase) -> None:
    look = purchase.probing["look"]
    answers = [browser.ask(NETWORK + form.format(look), page=PORTAL) for form in FORMS]
    values = {value for jar in browser.jars.values() for value in jar.values() if len(value) > 10}
    assert values
    for answer in answers:
        assert not [value for value in values if value.encode() in answer.data]


def test_only_the_portals_page_may_read_a_look(browser: Browser, purchase: Purchase) -> None:
    address = f"{NETWORK}/look/{purchase.probing['look']}.json"
    for origin in (PORTAL, "https://evil.example", "null", SHOP):
        answer = browser.ask(address, page=PORTAL, headers={"Origin": origin})
        assert answer.headers.getlist("Access-Control-Allow-Origin") == [PORTAL]
        assert answer.headers["Access-Control-Allow-Credentials"] == "true"
        assert "Origin" in answer.headers["Vary"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_else_of_the_network_may_be_read_with_cookies(browser: Browser) -> None:
    browser.buy()
    open_ones = {
        urlsplit(url).path.split("/")[1]
        for url, answer in browser.responses
        if "Access-Control-Allow-Credentials" in answer.headers
    }
    assert open_ones == {"look"}


@pytest.mark.parametrize("site", [NETWORK, SHOP])
def test_a_frame_stands_in_the_portals_page_alone_and_runs_its_own_script_alone(
    browser: Browser, purchase: Purchase, site: str
) -> None:
    frame = browser.ask(f"{site}/look/{purchase.probing['look']}/frame", page=PORTAL)
    rules = policy(frame)
    assert len(frame.headers.getlist("Content-Security-Policy")) == 1
    assert rules["frame-ancestors"] == [PORTAL]
    assert rules["default-src"] == ["'none'"]
    assert "unsafe" not in frame.headers["Content-Security-Policy"]
    assert all(source.startswith("'sha256-") for source in rules["script-src"])
    assert rules.get("connect-src", []) in ([], ["'self'"])
    assert frame.headers["Cache-Control"] == "no-store"
    assert frame.text.count("<script") == 1
    assert f'data-portal="{PORTAL}"' in frame.text


# Baits


@pytest.mark.parametrize("site", [PORTAL, SHOP])
def test_every_bait_and_control_answers_by_its_type_and_says_that_it_is_real(browser: Browser, site: str) -> None:
    told = browser.open_check().probing["baits"]
    assert len(told["list"]) > 5
    for bait in (*told["list"], *told["controls"]):
        answer = browser.ask(site + bait["path"], page=PORTAL)
        assert answer.status_code == 200, bait
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not answer.headers.getlist("Set-Cookie")
        if bait["type"] == "image":
            assert (answer.mimetype, width(answer)) == ("image/png", 2)
        elif bait["type"] == "script":
            assert (answer.mimetype, answer.text) == ("text/javascript", "document.currentScript.dataset.here=1")
        else:
            assert (answer.mimetype, answer.text) == ("text/plain", "here")
            assert answer.headers["Access-Control-Allow-Origin"] == PORTAL
            assert "Access-Control-Allow-Credentials" not in answer.headers


def test_baits_in_reserve_are_served_but_not_asked_for(browser: Browser) -> None:
    asked = {bait["id"] for bait in browser.open_check().probing["baits"]["list"]}
    assert asked == {bait.id for bait in baits.load_baits() if bait.probed}
    for bait in baits.load_baits():
        assert browser.ask(SHOP + bait.path).status_code == 200, bait.id


def test_the_network_serves_no_bait(browser: Browser) -> None:
    """Lists that name its host by a pattern would stop the purchase by it."""
    for bait in baits.load_baits():
        assert browser.ask(NETWORK + bait.path).status_code == 404, bait.id


def test_no_two_pages_ask_for_the_same_bait_address(browser: Browser) -> None:
    """A cache would answer in its place."""
    one_page, other = (browser.open_check().probing["baits"] for _ in range(2))
    paths = [{bait["path"] for bait in (*told["list"], *told["controls"])} for told in (one_page, other)]
    assert not paths[0] & paths[1]


# What the page is told


def test_what_the_probes_are_told_can_be_read_and_ends_no_script(browser: Browser) -> None:
    text = browser.ask(f"{PORTAL}/check?store=%3C/script%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    told = probing_of(text)
    (raw,) = re.findall(r'id="probing">(.*?)</script>', text, re.DOTALL)
    assert not re.search(r"[<>&']", raw)
    assert sorted(told) == ["baits", "hosts", "look"]
    assert "alert(1)</script>" not in text
    place = one(r'<div id="bait-place" aria-hidden="true">(.*)</div>', text)
    for bait in told["baits"]["cosmetic"]:
        assert f'{bait["element"]}="{bait["name"]}"' in place


def test_the_page_asks_the_hosts_that_its_policy_allows_and_says_so(browser: Browser) -> None:
    page = browser.ask(f"{PORTAL}/check")
    told = probing_of(page.text)["hosts"]
    assert told == {"asked": list(asked_hosts(browser.service.bench.networks)), "controls": list(CONTROLS)}
    allowed = {source for source in policy(page)["connect-src"] if source.startswith("https://")}
    assert allowed == {f"https://{host}" for host in (*told["asked"], *told["controls"])}
    assert "whether the addresses of affiliate networks can be reached from here" in page.text
    assert not [
        host for host in told["asked"] if host in page.text.replace(one(r'id="probing">(.*)</script>', page.text), "")
    ]


def test_an_operator_can_switch_the_asking_off(make_service: Callable[..., Service]) -> None:
    service = make_service(CHECKER_ASK_NETWORKS="0")
    page = Browser(service).ask(f"{PORTAL}/check")
    assert probing_of(page.text)["hosts"] == {"asked": [], "controls": []}
    sources = {word for words in policy(page).values() for word in words if "://" in word}
    assert sources == {NETWORK, SHOP}
    assert "can be reached from here" not in page.text
    for host in (*asked_hosts(service.bench.networks), *CONTROLS):
        assert host not in page.text
        assert host not in str(page.headers)


def test_a_probe_of_cookies_sees_whether_the_scripts_cookie_came(browser: Browser) -> None:
    first = browser.ask(f"{PORTAL}/probe/cookies", page=PORTAL)
    assert first.get_json() == {"sent": False}
    browser.jars[PORTAL, PORTAL]["check-script"] = "1"
    assert browser.ask(f"{PORTAL}/probe/cookies", page=PORTAL).get_json() == {"sent": True}
    assert first.headers["Cache-Control"] == "no-store"
    assert re.fullmatch(r"[0-9a-f]{8}", browser.jars[PORTAL, PORTAL]["check-echo"])


def test_the_mark_for_a_later_check_is_left_once_and_keeps_its_day(browser: Browser) -> None:
    browser.buy()
    jar = browser.jars[PORTAL, PORTAL]
    jar["check-visited"] = "20000"
    browser.buy()
    assert jar["check-visited"] == "20000"


# The test for skipped links


def skip(browser: Browser, purchase: Purchase) -> tuple[str, str, str]:
    """The three addresses of the test: without its destination, with it, and the end."""
    visit = purchase.visit
    parts = browser.service.bench.parts
    return (
        f"{NETWORK}/tradetracker/?tt={visit}",
        parts.skip_shown(purchase.check_id),
        f"{SHOP}/end/{visit}",
    )


def skips(browser: Browser, purchase: Purchase) -> list[str]:
    return [name for name in browser.service.bench.ledger.trail(purchase.check_id) if name.startswith("skip")]


def test_the_test_for_skipped_links_walks_from_the_network_to_the_shop(browser: Browser, purchase: Purchase) -> None:
    browser.shop(purchase)
    assert skips(browser, purchase) == ["skip-plain", "skip-shown", "skip-end"]
    plain, shown, end = skip(browser, purchase)
    assert browser.ask(plain).headers["Location"] == shown
    assert browser.ask(shown).headers["Location"] == end
    assert parse_qs(urlsplit(shown).query)["r"] == [end], "whoever reads the link sees where it leads"


@pytest.mark.parametrize(
    "where",
    [
        "",
        "http://evil.example/",
        "//evil.example",
        f"{SHOP}/end/x",
        f"{SHOP}.evil.example/end/",
        "javascript:alert(1)",
        f"{SHOP}/",
        "/end/",
    ],
)
def test_the_test_for_skipped_links_leads_nowhere_else(browser: Browser, purchase: Purchase, where: str) -> None:
    answer = browser.ask(f"{NETWORK}/tradetracker/?tt={purchase.visit}&r={where}")
    assert answer.status_code == 404
    assert "Location" not in answer.headers
    assert "evil" not in answer.text


def test_the_end_of_another_check_is_another_address(browser: Browser, purchase: Purchase) -> None:
    other = browser.open_check()
    browser.start(other)
    end = f"{SHOP}/end/{other.visit}"
    assert browser.ask(f"{NETWORK}/tradetracker/?tt={purchase.visit}&r={end}").status_code == 404


def test_nothing_of_the_test_is_written_before_its_turn(browser: Browser, purchase: Purchase) -> None:
    plain, shown, end = skip(browser, purchase)
    for address in (plain, shown, end):
        browser.ask(address)
    assert skips(browser, purchase) == []
    browser.stops = ("receipt",)
    browser.shop(purchase, settled=False)
    browser.ask(end)
    browser.ask(shown)
    assert skips(browser, purchase) == []
    browser.ask(plain)
    browser.ask(end)
    assert skips(browser, purchase) == ["skip-plain", "skip-end"]


def test_another_browser_cannot_walk_the_test(browser: Browser, purchase: Purchase) -> None:
    browser.shop(purchase, settled=False)
    stranger = Browser(browser.service, FIREFOX)
    for address in skip(browser, purchase):
        stranger.ask(address)
    assert skips(browser, purchase) == []


def test_after_the_end_nothing_of_the_test_is_written(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    browser.tell(purchase)
    browser.shop(purchase, scripting=True, settled=False)
    browser.ask(f"{SHOP}/settled/{purchase.visit}", method="POST", page=SHOP, json={})
    browser.end(purchase)
    for address in skip(browser, purchase):
        browser.ask(address)
    assert skips(browser, purchase) == []


# What the landing page's script finds


@pytest.mark.parametrize(
    ("seen", "unseen"),
    [
        (None, None),
        ("", "all"),
        ("pn_click,awc", "most"),
        ("x" * 50_000, "all"),
        ("<script>,awc", "most"),
    ],
)
def test_what_the_landing_pages_script_did_not_find_is_written_by_our_own_names(
    browser: Browser, purchase: Purchase, seen: str | None, unseen: str | None
) -> None:
    browser.ask(f"{SHOP}/cart/{purchase.visit}", method="POST", data={} if seen is None else {"seen": seen})
    detail = browser.service.bench.ledger.seen(purchase.check_id, "cart")
    landed = browser.service.bench.ledger.seen(purchase.check_id, "landing")
    assert detail is not None
    assert landed is not None
    names = {*landed["parameters"], *landed["controls"]}
    if unseen is None:
        assert "unseen" not in detail
    elif unseen == "all":
        assert set(detail["unseen"]) == names
    else:
        assert set(detail["unseen"]) == names - set((seen or "").split(","))


def test_an_ordinary_landing_page_finds_all_that_came(browser: Browser, purchase: Purchase) -> None:
    browser.shop(purchase)
    assert (browser.service.bench.ledger.seen(purchase.check_id, "cart") or {})["unseen"] == []
