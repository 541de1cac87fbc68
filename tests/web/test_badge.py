"""The badge as the server makes it: who may show it, what it says, and which cookie it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from checker.app import Service
from checker.store.models import CheckRow
from checker.web.assets import ROOT
from tests.builders import FIREFOX, PORTAL
from tests.web import brands
from tests.web.brands import OTHER
from tests.web.shopper import Browser

NONE = ("none", "Not checked yet")


@pytest.fixture(scope="module")
def portals(make_service: Callable[..., Service], tmp_path_factory: pytest.TempPathFactory) -> Service:
    return make_service(CHECKER_BRANDS=str(brands.write(tmp_path_factory.mktemp("brands"))))


@pytest.fixture
def shopper(portals: Service) -> Browser:
    return Browser(portals)


def shown(browser: Browser, query: str = "") -> tuple[str, str]:
    """The light and the word of the one state that can be seen."""
    page = browser.ask(f"{PORTAL}/badge{query}").text
    (light,) = re.findall(r'data-light="(\w+)"', page)
    (word,) = re.findall(r'<span class="state shown">.*?<span>([^<]+)</span>', page, re.DOTALL)
    assert page.count('<span class="state">') == 5
    return light, word


def with_report(browser: Browser, **more: str) -> str:
    purchase = browser.buy()
    browser.ask(f"{PORTAL}/r/{purchase.code}", **more)
    return purchase.code


def cookie_of(answer: TestResponse) -> str | None:
    return next((h for h in answer.headers.getlist("Set-Cookie") if h.startswith("badge-last=")), None)


def test_before_a_check_it_says_so_and_after_it_what_came_of_it(shopper: Browser) -> None:
    assert shown(shopper) == NONE
    with_report(shopper)
    assert shown(shopper) == ("good", "Works in this browser")


@pytest.mark.parametrize(
    ("third_party", "keeps", "expected"),
    [("apart", None, ("mostly", "Works at most stores")), ("sent", (PORTAL,), ("bad", "Cashback would be lost"))],
)
def test_the_word_is_that_of_the_report(portals: Service, third_party, keeps, expected) -> None:  # type: ignore[no-untyped-def]
    browser = Browser(portals, FIREFOX, third_party=third_party, **({"keeps": keeps} if keeps else {}))
    with_report(browser)
    assert shown(browser) == expected


def test_a_check_that_did_not_finish_has_no_clear_result(shopper: Browser) -> None:
    purchase = shopper.open_check()
    shopper.ask(f"{PORTAL}/go/{purchase.ticket}")
    shopper.ask(f"{PORTAL}/run/{purchase.ticket}/closed", method="POST")
    shopper.end(purchase)
    assert shown(shopper) == ("unknown", "No clear result")


def test_the_newest_check_counts_whichever_report_is_looked_at(shopper: Browser) -> None:
    first = with_report(shopper)
    shopper.keeps = (PORTAL,)
    with_report(shopper)
    assert shown(shopper)[0] == "bad"
    shopper.ask(f"{PORTAL}/r/{first}")
    assert shown(shopper)[0] == "bad"


def test_somebody_elses_report_is_not_taken_for_ones_own(portals: Service, shopper: Browser) -> None:
    code = with_report(shopper)
    for other in (Browser(portals, FIREFOX), Browser(portals)):
        other.ask(f"{PORTAL}/check")
        assert cookie_of(other.ask(f"{PORTAL}/r/{code}")) is None
        assert shown(other) == NONE


def test_after_thirty_days_or_when_it_is_deleted_it_is_not_checked(shopper: Browser) -> None:
    from datetime import UTC, datetime, timedelta

    for days, expected in ((29, "good"), (31, "none")):
        code = with_report(shopper)
        with shopper.service.bench.database.write() as session:
            created = datetime.now(UTC) - timedelta(days=days)
            session.execute(update(CheckRow).where(CheckRow.code == code).values(created=created))
        assert shown(shopper)[0] == expected
    code = with_report(shopper)
    assert shown(shopper)[0] == "good"
    with shopper.service.bench.database.write() as session:
        session.execute(delete(CheckRow).where(CheckRow.code == code))
    assert shown(shopper) == NONE


@pytest.mark.parametrize("value", ["", "x", "0" * 52, "é", "a" * 5000])
def test_a_cookie_that_is_not_ours_says_nothing(shopper: Browser, value: str) -> None:
    answer = shopper.ask(f"{PORTAL}/badge", headers={"Cookie": f"badge-last={value}"})
    assert answer.status_code == 200
    assert 'data-light="none"' in answer.text


def test_the_cookie_is_sealed_and_lasts_as_long_as_the_check(shopper: Browser) -> None:
    with_report(shopper)
    (set_,) = {cookie_of(answer) for _, answer in shopper.responses if cookie_of(answer)}
    assert set_
    name, *attributes = set_.split("; ")
    assert re.fullmatch(r"badge-last=[0-9a-f]{52}", name)
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"} <= set(attributes)


def test_over_https_the_cookie_may_travel_into_other_sites_frames(
    make_service: Callable[..., Service], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("brands") / "brands.toml"
    path.write_text('[[portal]]\nname = "X"\nbadge_hosts = ["www.x.test"]\n')
    sites = {f"CHECKER_{role}_URL": f"https://{role.lower()}.test" for role in ("PORTAL", "NETWORK", "SHOP")}
    service = make_service(CHECKER_BRANDS=str(path), **sites)
    browser = Browser(service, keeps=tuple(sites.values()))
    page = browser.ask("https://portal.test/check")
    ticket = re.findall(r'name="ticket" value="([0-9a-f]+)"', page.text)[0]
    browser.go(f"https://portal.test/go/{ticket}")
    browser.ask(f"https://portal.test/run/{ticket}/closed", method="POST")
    _, report = browser.go(f"https://portal.test/run/{ticket}/end")
    set_ = cookie_of(report)
    assert set_
    assert {"Secure", "HttpOnly", "SameSite=None"} <= set(set_.split("; "))
    policy = browser.ask("https://portal.test/badge").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://www.x.test")


def test_only_listed_hosts_may_frame_it(shopper: Browser, browser: Browser) -> None:
    answer = shopper.ask(f"{PORTAL}/badge")
    policy = answer.headers["Content-Security-Policy"]
    listed = "https://www.bestprice.test http://www.bestprice.test https://blog.test:8080 http://blog.test:8080"
    assert policy.endswith(f"frame-ancestors 'self' {listed}")
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert answer.headers["Cache-Control"] == "private, no-store"
    for address, of in ((f"{OTHER}/badge", shopper), (f"{PORTAL}/badge", browser)):
        assert of.ask(address).headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")


def test_a_portal_without_badge_hosts_sets_no_such_cookie(browser: Browser) -> None:
    with_report(browser)
    assert not any(cookie_of(answer) for _, answer in browser.responses)


def test_the_link_carries_store_and_return_and_nothing_that_breaks_out(shopper: Browser) -> None:
    page = shopper.ask(f"{PORTAL}/badge?store=asos&return=/go/1?a=b%26c&more=x").text
    assert 'href="/check?store=asos&amp;return=%2Fgo%2F1%3Fa%3Db%26c" target="_top"' in page
    page = shopper.ask(f"{PORTAL}/badge?store=%22%3E%3Cscript%3E&return={'a' * 501}").text
    assert 'href="/check?store=%22%3E%3Cscript%3E" target="_top"' in page
    assert 'href="/check" target="_top"' in shopper.ask(f"{PORTAL}/badge").text


def test_the_script_is_small_and_may_be_asked_for_from_everywhere(shopper: Browser) -> None:
    answer = shopper.ask(f"{PORTAL}/badge.js", page="https://www.bestprice.test")
    assert answer.mimetype == "text/javascript"
    source = (ROOT / "static" / "badge.js").read_bytes()
    # The link before the frame speaks has the portal's own words.
    assert answer.data == source.replace(b'"%LABEL%"', b'"Test <my> browser"')
    assert len(answer.data) < 3000
    assert "max-age=3600" in answer.headers["Cache-Control"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = shopper.ask(f"{PORTAL}/badge.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
