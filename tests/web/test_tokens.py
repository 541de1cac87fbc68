"""Tokens: only our own, only for what they were made for, only from the browser that they were given to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from werkzeug.test import TestResponse

from checker.app import Service
from checker.practice.ledger import EVENTS
from checker.practice.seals import Kind, Seals
from tests.builders import FIREFOX, NETWORK, PORTAL, SHOP
from tests.web.shopper import Browser, Purchase

# Every address that takes a token, by the kind that it takes.
DOORS: dict[str, tuple[Kind, str, str]] = {
    "go": ("ticket", "GET", PORTAL + "/go/{}"),
    "run": ("ticket", "GET", PORTAL + "/run/{}"),
    "next": ("ticket", "GET", PORTAL + "/run/{}/next"),
    "events": ("ticket", "GET", PORTAL + "/run/{}/events"),
    "evidence": ("ticket", "POST", PORTAL + "/run/{}/evidence"),
    "closed": ("ticket", "POST", PORTAL + "/run/{}/closed"),
    "end": ("ticket", "GET", PORTAL + "/run/{}/end"),
    "back": ("visit", "GET", PORTAL + "/back/{}"),
    "click": ("sub", "GET", NETWORK + "/click?id={}"),
    "hop": ("sub", "GET", NETWORK + "/click/on?id={}"),
    "kit": ("visit", "GET", NETWORK + "/kit/{}.js"),
    "report": ("order", "GET", NETWORK + "/kit/done?order={}"),
    "mark": ("visit", "GET", NETWORK + "/seal/{}.png"),
    "pixel": ("order", "GET", NETWORK + "/receipt/{}.png"),
    "control": ("visit", "GET", NETWORK + "/tone/{}.css"),
    "preflight-network": ("visit", "GET", NETWORK + "/probe/echo/{}.css"),
    "landing": ("visit", "GET", SHOP + "/item?v={}"),
    "cart": ("visit", "POST", SHOP + "/cart/{}"),
    "order": ("visit", "POST", SHOP + "/order/{}"),
    "thanks": ("visit", "GET", SHOP + "/thanks/{}"),
    "settled": ("visit", "POST", SHOP + "/settled/{}"),
    "picture": ("visit", "GET", SHOP + "/picture/{}.png"),
    "plain": ("visit", "GET", SHOP + "/plain/{}.css"),
    "preflight-shop": ("visit", "GET", SHOP + "/probe/echo/{}.png"),
}
# Those of them that an event of a running purchase goes through, once its own turn has come.
EVENT_DOORS = [name for name in DOORS if name in EVENTS]
KINDS: tuple[Kind, ...] = ("ticket", "sub", "click", "visit", "session", "order", "postback")


def knock(browser: Browser, door: str, token: str) -> TestResponse:
    _, method, address = DOORS[door]
    return browser.ask(address.format(token), method=method)


@pytest.fixture
def started(browser: Browser) -> Purchase:
    """A purchase that stands on the landing page."""
    purchase = browser.open_check()
    browser.start(purchase)
    return purchase


def written(service: Service, purchase: Purchase) -> set[str]:
    return set(service.bench.ledger.trail(purchase.check_id))


def is_error(answer: TestResponse, status: int, code: str) -> None:
    body = answer.get_json() if answer.mimetype == "application/json" else None
    if body is None:
        assert answer.mimetype == "text/html"
        assert "That did not work" in answer.text
    else:
        assert list(body) == ["error"]
        assert sorted(body["error"]) == ["code", "message"]
        assert body["error"]["code"] == code
    assert answer.status_code == status, answer.text
    assert "Traceback" not in answer.text


def hostile_tokens(own: str) -> Iterator[tuple[str, str]]:
    yield "of 10 kB", "a" * 10_000
    yield "of one letter", "a"
    yield "with a changed signature", own[:-1] + ("0" if own[-1] != "0" else "1")
    yield "with a changed id", ("0" if own[0] != "0" else "1") + own[1:]
    yield "in capitals", own.upper() if own.upper() != own else own[::-1]
    yield "with letters of another script", "\u0430" * 52
    yield "with a NUL", own[:-1] + "%00"
    yield "with broken UTF-8", own[:-1] + "%ff"
    yield "with one letter more", own + "0"
    yield "signed with another key", Seals("another secret of this length").token("ticket", own[:28])


@pytest.mark.parametrize("door", DOORS)
def test_a_token_that_we_did_not_make_opens_nothing(browser: Browser, started: Purchase, door: str) -> None:
    own = browser.service.bench.seals.token(DOORS[door][0], started.check_id)
    before = written(browser.service, started)
    for what, token in hostile_tokens(own):
        answer = knock(browser, door, token)
        assert answer.status_code == 404, f"{what}: {answer.status}"
        is_error(answer, 404, "unknown_ticket" if DOORS[door][0] == "ticket" else "not_found")
    assert written(browser.service, started) == before


@pytest.mark.parametrize("door", DOORS)
def test_a_token_of_one_kind_is_worth_nothing_as_another(browser: Browser, started: Purchase, door: str) -> None:
    before = written(browser.service, started)
    for kind in KINDS:
        if kind != DOORS[door][0]:
            answer = knock(browser, door, browser.service.bench.seals.token(kind, started.check_id))
            assert answer.status_code == 404, f"{kind} as {DOORS[door][0]}"
    assert written(browser.service, started) == before


@pytest.mark.parametrize("door", ["click", "hop", "landing", "report"])
def test_a_token_that_is_left_out_opens_nothing(browser: Browser, door: str) -> None:
    is_error(browser.ask(DOORS[door][2].split("?")[0]), 404, "not_found")


@pytest.mark.parametrize("door", [name for name in DOORS if DOORS[name][0] == "ticket"])
@pytest.mark.parametrize("who", ["another user agent", "another cookie", "no cookie"])
def test_another_browser_cannot_use_a_ticket(
    service: Service, browser: Browser, started: Purchase, door: str, who: str
) -> None:
    other = Browser(service, FIREFOX if who == "another user agent" else browser.user_agent)
    if who == "another user agent":
        other.jars = {key: dict(jar) for key, jar in browser.jars.items()}
    elif who == "another cookie":
        other.open_check()
    before = written(service, started)
    is_error(knock(other, door, started.ticket), 403, "not_yours")
    assert written(service, started) == before


@pytest.mark.parametrize("form", [{"noscript": "1"}, {"script": "1", "popup": "refused"}])
def test_another_browser_cannot_press_the_button_with_a_used_ticket(
    service: Service, started: Purchase, form: dict[str, str]
) -> None:
    other = Browser(service)
    other.open_check()
    answer = other.ask(f"{PORTAL}/check", method="POST", data={"ticket": started.ticket} | form)
    is_error(answer, 403, "not_yours")
    assert "tab" not in written(service, started)


@pytest.mark.parametrize("door", EVENT_DOORS)
def test_another_browser_writes_no_event(service: Service, browser: Browser, door: str) -> None:
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}")
    before = written(service, purchase)
    assert before == {"go"}
    answer = knock(Browser(service, FIREFOX), door, service.bench.seals.token(DOORS[door][0], purchase.check_id))
    assert answer.status_code < 500
    assert written(service, purchase) == before


def test_another_browser_is_not_led_to_the_report(service: Service, browser: Browser) -> None:
    purchase = browser.buy()
    other = Browser(service, FIREFOX)
    answer = other.ask(f"{PORTAL}/back/{purchase.visit}")
    is_error(answer, 403, "not_yours")
    assert purchase.code not in str(answer.headers)


def test_a_browser_without_cookies_is_known_by_its_user_agent(service: Service) -> None:
    browser = Browser(service, keeps=())
    purchase = browser.open_check()
    browser.start(purchase)
    assert browser.ask(f"{PORTAL}/run/{purchase.ticket}").status_code == 200
    is_error(knock(Browser(service, FIREFOX), "run", purchase.ticket), 403, "not_yours")


@pytest.mark.parametrize("door", ["run", "next", "closed", "end"])
def test_a_ticket_that_was_never_used_has_no_run(browser: Browser, door: str) -> None:
    is_error(knock(browser, door, browser.open_check().ticket), 404, "not_found")


def test_a_ticket_grows_old(browser: Browser, later: Callable[[float], None]) -> None:
    purchase = browser.open_check()
    later(13 * 3600)
    is_error(knock(browser, "go", purchase.ticket), 410, "ticket_expired")
    assert browser.service.bench.checks.get(purchase.check_id) is None


def test_a_ticket_within_its_life_starts_a_check(browser: Browser, later: Callable[[float], None]) -> None:
    purchase = browser.open_check()
    later(11 * 3600)
    assert knock(browser, "go", purchase.ticket).status_code == 302


@pytest.mark.parametrize("door", ["click", "hop", "landing", "order"])
def test_a_purchase_that_is_over_cannot_go_on(browser: Browser, door: str) -> None:
    purchase = browser.buy()
    before = browser.ask(f"{PORTAL}/api/v1/checks/{purchase.code}").data
    is_error(knock(browser, door, browser.service.bench.seals.token(DOORS[door][0], purchase.check_id)), 410, "gone")
    assert browser.ask(f"{PORTAL}/api/v1/checks/{purchase.code}").data == before


@pytest.mark.parametrize("door", EVENT_DOORS)
def test_an_event_after_the_end_changes_nothing(browser: Browser, later: Callable[[float], None], door: str) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    later(20)
    browser.end(purchase)
    report, events = f"{PORTAL}/api/v1/checks/{purchase.code}", written(browser.service, purchase)
    before = browser.ask(report).data
    knock(browser, door, browser.service.bench.seals.token(DOORS[door][0], purchase.check_id))
    assert written(browser.service, purchase) == events
    assert browser.ask(report).data == before


@pytest.mark.parametrize("door", ["click", "hop", "landing", "cart", "order", "thanks"])
def test_an_event_that_comes_twice_counts_once(browser: Browser, door: str) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    browser.shop(purchase)
    service = browser.service
    before = dict(service.bench.ledger.trail(purchase.check_id))
    assert door in before
    browser.jars.clear()
    browser.open_check()
    answer = knock(browser, door, service.bench.seals.token(DOORS[door][0], purchase.check_id))
    assert answer.status_code in (200, 302, 303)
    assert dict(service.bench.ledger.trail(purchase.check_id)) == before


def test_an_order_that_is_sent_twice_is_reported_once(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, started: Purchase
) -> None:
    sent: list[str] = []
    monkeypatch.setattr("checker.practice.postback.Postback.send", lambda _, check_id, *__: sent.append(check_id))
    knock(browser, "cart", started.visit)
    for _ in range(3):
        assert knock(browser, "order", started.visit).status_code == 303
    assert sent == [started.check_id]


@pytest.mark.parametrize("door", ["order", "thanks"])
def test_an_event_before_its_turn_is_refused(browser: Browser, door: str) -> None:
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}")
    is_error(knock(browser, door, browser.service.bench.seals.token("visit", purchase.check_id)), 409, "out_of_order")
    assert written(browser.service, purchase) == {"go"}


def test_the_second_redirect_needs_the_first(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}")
    sub = browser.service.bench.seals.token("sub", purchase.check_id)
    assert browser.ask(f"{NETWORK}/click/on?id={sub}").status_code in (409, 410)
    assert written(browser.service, purchase) == {"go"}


@pytest.mark.parametrize(
    ("door", "after"),
    [
        ("kit", "hop"),
        ("mark", "hop"),
        ("cart", "hop"),
        ("control", "landing"),
        ("picture", "landing"),
        ("plain", "hop"),
        ("settled", "landing"),
        ("back", "landing"),
    ],
)
def test_an_event_before_its_turn_is_not_written(browser: Browser, door: str, after: str) -> None:
    """A shopper who opens addresses by hand cannot put into the trail what has not happened."""
    service = browser.service
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}")
    sub = service.bench.seals.token("sub", purchase.check_id)
    visit = service.bench.seals.token("visit", purchase.check_id)
    if after in ("hop", "landing"):
        browser.ask(f"{NETWORK}/click?id={sub}")
        browser.ask(f"{NETWORK}/click/on?id={sub}")
    if after == "landing":
        browser.ask(f"{SHOP}/item?v={visit}")
    before = written(service, purchase)
    assert after in before
    if door == "back":
        # It waits for the end of the purchase otherwise.
        browser.ask(f"{PORTAL}/run/{purchase.ticket}/closed", method="POST")
        before = written(service, purchase)
    answer = knock(browser, door, service.bench.seals.token(DOORS[door][0], purchase.check_id))
    assert answer.status_code < 500
    assert written(service, purchase) == before


def test_a_sale_is_reported_by_the_shops_server_only(
    browser: Browser, started: Purchase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checker.practice.postback.Postback.send", lambda *_: None)
    seals = browser.service.bench.seals
    knock(browser, "cart", started.visit)
    knock(browser, "order", started.visit)
    order, click = (seals.token(kind, started.check_id) for kind in ("order", "click"))
    body = {"order": order, "click": click}
    own, other = seals.token("postback", started.check_id), seals.token("postback", seals.new_check_id())
    for signature in ({}, {"X-Practice-Shop": ""}, {"X-Practice-Shop": order}, {"X-Practice-Shop": other}):
        answer = browser.ask(f"{NETWORK}/postback", method="POST", data=body, headers=signature)
        is_error(answer, 403, "forbidden")
    assert "postback" not in written(browser.service, started)
    answer = browser.ask(f"{NETWORK}/postback", method="POST", data=body, headers={"X-Practice-Shop": own})
    assert answer.status_code == 200
    assert browser.service.bench.ledger.seen(started.check_id, "postback") == {"click_id": "right"}


@pytest.mark.parametrize("order", [{}, {"order": ""}, {"order": "x" * 10_000}])
def test_a_sale_without_its_order_is_refused(browser: Browser, order: dict[str, str]) -> None:
    is_error(browser.ask(f"{NETWORK}/postback", method="POST", data=order), 404, "not_found")


def test_an_invented_click_id_earns_no_credit(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    purchase.click = "f" * 52
    browser.tell(purchase)
    browser.shop(purchase)
    browser.end(purchase)
    document = browser.document(purchase)
    assert document["methods"]["first_party_tag"] == "lost"
    report = next(item for item in document["evidence"] if item["probe"] == "trail-report")
    assert report["value"] == {"click_id": "wrong"}


def test_the_click_id_of_another_check_earns_no_credit(browser: Browser, started: Purchase) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    purchase.click = started.click
    browser.tell(purchase)
    browser.shop(purchase)
    browser.end(purchase)
    assert browser.document(purchase)["methods"]["first_party_tag"] == "lost"


def test_editing_an_address_forges_no_verdict(browser: Browser) -> None:
    purchase = browser.buy()
    plain = browser.ask(f"{PORTAL}/r/{purchase.code}").text
    for query in ("?verdict=lost", "?state=incomplete&methods=none", "?code=AAAA-AAAA"):
        assert browser.ask(f"{PORTAL}/r/{purchase.code}{query}").text == plain
