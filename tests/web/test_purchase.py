"""A whole purchase, driven by hand over the three sites, and what the report says of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from markupsafe import escape

from checker.app import Service
from checker.knowledge.loader import landing_parameters
from checker.practice.parts import CONTROLS
from checker.report import words
from tests.builders import FIREFOX, NETWORK, PORTAL, SAFARI, SHOP
from tests.web.shopper import Browser

CREDITS = ("third_party_pixel", "first_party_tag", "server_to_server")
STEPS = ["click", "landing", "tag", "order", "pixel", "postback"]
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 "
    "Edg/156.0.0.0"
)


def credits(document: dict[str, Any]) -> str:
    """The three credits as yes, no or ?: pixel, tag, server to server."""
    return " ".join({"tracked": "yes", "lost": "no", "unknown": "?"}[document["methods"][m]] for m in CREDITS)


def causes(document: dict[str, Any]) -> dict[str, str]:
    return {cause["id"]: cause["certainty"] for cause in document["causes"]}


def states(document: dict[str, Any]) -> list[str]:
    assert [step["step"] for step in document["trail"]] == STEPS
    return [step["state"] for step in document["trail"]]


def test_a_purchase_in_an_ordinary_browser_is_credited_in_all_three_ways(browser: Browser) -> None:
    purchase = browser.buy()
    document = browser.document(purchase)
    assert document["state"] == "complete"
    assert document["verdict"] == "tracked"
    assert credits(document) == "yes yes yes"
    assert causes(document) == {}
    assert states(document) == ["seen"] * 6
    times = [step["at_ms"] for step in document["trail"]]
    assert times[0] <= times[1] <= times[3]
    assert all(time is not None and time < 13_000 for time in times)
    assert document["fixes"] == []
    assert {row["click_id"] for row in document["networks"]} == {"kept"}
    assert {row["basis"] for row in document["networks"]} == {"measured"}


def test_the_report_page_says_the_verdict_the_code_and_the_state(browser: Browser) -> None:
    purchase = browser.buy()
    report = browser.ask(f"{PORTAL}/r/{purchase.code}")
    assert report.status_code == 200
    assert f'<html lang="en" dir="ltr" data-check="complete" data-code="{purchase.code}">' in report.text
    assert '<h1 id="verdict">Cashback works in this browser</h1>' in report.text
    assert report.text.count(": credited</b>") == 3
    rules = report.text.partition('<ol class="rules">')[2].partition("</ol>")[0]
    assert re.findall(r'<span class="tag">([^<]+)<', rules) == [
        "checked just now",
        "up to you",
        "up to you",
        "up to you",
        "checked just now",
    ]
    assert report.headers["Cache-Control"] == "private, no-store"


def test_no_crawler_lists_a_report_whose_code_it_has_found(browser: Browser) -> None:
    """The reader's own browser is no crawler, and is told nothing of the kind."""
    purchase = browser.buy()
    address = f"{PORTAL}/r/{purchase.code}"
    assert "X-Robots-Tag" not in browser.ask(address).headers
    for other in (Browser(browser.service), Browser(browser.service, FIREFOX), Browser(browser.service, keeps=())):
        assert other.ask(address).headers["X-Robots-Tag"] == "noindex"
    forgetful = Browser(browser.service, keeps=(NETWORK, SHOP))
    code = forgetful.buy().code
    assert forgetful.ask(f"{PORTAL}/r/{code}").headers["X-Robots-Tag"] == "noindex"


def test_the_report_as_text_says_the_same(browser: Browser) -> None:
    purchase = browser.buy()
    text = browser.ask(f"{PORTAL}/r/{purchase.code}.txt")
    assert text.mimetype == "text/plain"
    lines = text.text.splitlines()
    assert lines[0] == "Check your status: Cashback works in this browser"
    assert f"Code      {purchase.code}" in lines
    assert "Browser   Chrome 156.0 on Linux" in lines
    assert any(line.startswith("Result    tracked (complete), rules ") for line in lines)
    assert sum(line.endswith(" credited") for line in lines) == 3
    assert max(len(line) for line in lines) < 80


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (FIREFOX, {"name": "Firefox", "version": "153.0", "engine": "firefox", "platform": "linux", "mobile": False}),
        (SAFARI, {"name": "Safari", "version": "26.1", "engine": "webkit", "platform": "macos", "mobile": False}),
        (EDGE, {"name": "Edge", "version": "156.0", "engine": "chromium", "platform": "windows", "mobile": False}),
    ],
)
def test_the_document_names_the_browser_in_few_words(
    service: Service, user_agent: str, expected: dict[str, Any]
) -> None:
    browser = Browser(service, user_agent)
    assert browser.document(browser.buy())["browser"] == expected


def test_blocked_third_party_cookies_lose_only_the_pixel(service: Service) -> None:
    browser = Browser(service, third_party="blocked")
    document = browser.document(browser.buy())
    assert credits(document) == "no yes yes"
    assert document["verdict"] == "at_risk"
    assert causes(document) == {"third-party-cookies-blocked": "certain"}
    assert states(document) == ["seen", "seen", "seen", "seen", "altered", "seen"]
    assert document["fixes"][0]["id"] == "chrome-desk-3pc"


def test_cookies_kept_apart_for_each_site_lose_only_the_pixel(service: Service) -> None:
    browser = Browser(service, FIREFOX, third_party="apart")
    purchase = browser.buy()
    document = browser.document(purchase)
    assert credits(document) == "no yes yes"
    assert document["verdict"] == "at_risk"
    assert causes(document) == {"third-party-cookies-partitioned": "certain"}
    assert "Cashback works at most stores" in browser.ask(f"{PORTAL}/r/{purchase.code}").text


def test_a_browser_without_cookies_loses_everything_and_still_gets_its_report(service: Service) -> None:
    browser = Browser(service, keeps=())
    purchase = browser.buy()
    document = browser.document(purchase)
    assert credits(document) == "no no no"
    assert document["verdict"] == "lost"
    assert causes(document) == {"cookies-off": "certain"}
    assert "Cashback would get lost in this browser" in browser.ask(f"{PORTAL}/r/{purchase.code}").text


@pytest.mark.parametrize(
    ("keeps", "cause", "expected"),
    [
        ((PORTAL, SHOP), "network-cookies-blocked", "no yes yes"),
        ((PORTAL, NETWORK), "shop-cookies-blocked", "yes no no"),
    ],
)
def test_one_site_without_cookies_is_named(service: Service, keeps: tuple[str, ...], cause: str, expected: str) -> None:
    browser = Browser(service, keeps=keeps)
    document = browser.document(browser.buy())
    assert credits(document) == expected
    assert document["verdict"] == "at_risk"
    assert causes(document) == {cause: "certain"}


def test_a_browser_that_strips_click_ids_is_found_out(service: Service) -> None:
    browser = Browser(service, strips=("at_gd", "irclickid"))
    purchase = browser.buy()
    document = browser.document(purchase)
    assert credits(document) == "yes yes yes"
    assert document["verdict"] == "at_risk"
    assert causes(document) == {"click-id-stripped": "certain"}
    assert {row["id"]: row["verdict"] for row in document["networks"] if row["click_id"] == "lost"} == {
        "impact": "at_risk",
        "adtraction": "lost",
    }
    report = browser.ask(f"{PORTAL}/r/{purchase.code}").text
    names = [service.bench.networks[network].name for network in ("impact", "adtraction")]
    assert f"<b>{escape(words.LOSSES['click_id'])}:</b> {', '.join(names)}." in report


def test_a_stopped_pixel_is_lost_because_the_control_came(service: Service) -> None:
    browser = Browser(service, stops=("/receipt/",))
    document = browser.document(browser.buy())
    assert credits(document) == "no yes yes"
    assert [item for item in document["evidence"] if item["probe"] == "trail-pixel"] == [
        {"probe": "trail-pixel", "status": "blocked", "value": None, "reason": None, "ms": None}
    ]


def test_a_stopped_pixel_whose_control_was_stopped_too_is_unknown(service: Service) -> None:
    browser = Browser(service, stops=("/receipt/", "/tone/"))
    document = browser.document(browser.buy())
    assert credits(document) == "? yes yes"
    assert document["verdict"] == "unknown"


def test_a_purchase_without_scripting_runs_on_links_redirects_and_forms(service: Service) -> None:
    browser = Browser(service)
    purchase = browser.buy_without_script()
    document = browser.document(purchase)
    assert document["state"] == "complete"
    assert credits(document) == "yes no yes"
    assert document["verdict"] == "at_risk"
    assert causes(document) == {"javascript-off": "certain"}
    assert states(document) == ["seen", "seen", "missing", "seen", "seen", "seen"]
    scripting = next(item for item in document["evidence"] if item["probe"] == "page-scripting")
    assert scripting["value"] == {"on": False}


def test_two_purchases_at_once_in_one_browser_do_not_mix(browser: Browser) -> None:
    one, two = browser.open_check(), browser.open_check()
    assert one.ticket != two.ticket
    browser.start(one)
    browser.start(two)
    for purchase in (two, one):
        browser.tell(purchase)
        browser.shop(purchase)
        browser.end(purchase)
    assert one.code != two.code
    assert [browser.document(purchase)["verdict"] for purchase in (one, two)] == ["tracked", "tracked"]


def test_the_purchase_leads_over_the_three_sites_in_order(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    hosts = [url.split("/")[2] for url, _ in browser.responses]
    assert hosts == ["portal.test:8000", "portal.test:8000", "network.test:8000", "network.test:8000", "shop.test:8000"]


def test_the_landing_address_carries_every_networks_parameter_once(browser: Browser) -> None:
    purchase = browser.open_check()
    url = browser.start(purchase)
    names = [pair.split("=")[0] for pair in url.split("?")[1].split("&")]
    assert names == ["v", "pn_click", *landing_parameters(), *CONTROLS]
    assert len(set(names)) == len(names)


def test_a_wrong_cookie_is_not_taken_for_the_right_one(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    jar = browser.jars[NETWORK, NETWORK]
    jar.update({name: "0" * 52 for name in jar if name.startswith("pn_")})
    browser.tell(purchase)
    browser.shop(purchase)
    browser.end(purchase)
    document = browser.document(purchase)
    assert credits(document) == "no yes yes"
    pixel = next(item for item in document["evidence"] if item["probe"] == "trail-pixel")
    assert pixel["value"]["cookie"] == "wrong"


def test_an_order_without_the_shops_cookie_is_reported_without_a_click_id(service: Service) -> None:
    browser = Browser(service)
    purchase = browser.open_check()
    browser.start(purchase)
    browser.jars[SHOP, SHOP].clear()
    browser.shop(purchase)
    assert service.bench.ledger.seen(purchase.check_id, "postback") == {"click_id": "missing"}


def test_the_trail_holds_the_origin_of_the_referrer_and_no_more(service: Service) -> None:
    browser = Browser(service)
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}")
    sub = service.bench.seals.token("sub", purchase.check_id)
    browser.ask(f"{NETWORK}/click?id={sub}", headers={"Referer": f"{PORTAL}/check?store=secret-store#x"})
    seen = service.bench.ledger.seen(purchase.check_id, "click")
    assert seen is not None
    assert (seen["referrer"], seen["cookie"]) == (PORTAL, "missing")
    assert "secret-store" not in str(seen)


@pytest.mark.parametrize(
    ("referrer", "kept"),
    [
        ("", ""),
        ("about:client", "?"),
        ("http://[broken", "?"),
        ("javascript:alert(1)", "?"),
        ("https://ann:secret@mail.example/inbox", "https://mail.example"),
        ("https://" + "a" * 500 + ".example/x", "https://" + "a" * 92),
    ],
)
def test_a_strange_referrer_is_kept_in_short(service: Service, referrer: str, kept: str) -> None:
    browser = Browser(service)
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}")
    sub = service.bench.seals.token("sub", purchase.check_id)
    browser.ask(f"{NETWORK}/click?id={sub}", headers={"Referer": referrer})
    seen = service.bench.ledger.seen(purchase.check_id, "click")
    assert seen is not None
    assert seen["referrer"] == kept
