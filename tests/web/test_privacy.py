"""What is kept of a shopper, and what hostile headers can do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from checker.app import Service
from tests.builders import CHROME, FIREFOX, NETWORK, PORTAL, SHOP
from tests.web.shopper import ADDRESS, Browser

MARKUP = "Mozilla/5.0 <script>alert('ua')</script> \"><img src=x onerror=alert(1)> Firefox/153.0"
HOSTILE = {
    "nothing": "",
    "markup": MARKUP,
    "markup as the browser's name": "<b>bold</b>Fox/1.0 CFNetwork/978.0.7 Darwin/18.5.0",
    "markup as a bot's name": "Mozilla/5.0 (compatible; <script>alert(1)</script>bot/2.1; +http://evil.example)",
    "a template": "{{7*7777}}${7*7777}#{7*7777}/1.0 {% raw %} Firefox/{{config}}",
    "20 kB": "A" * 20_000,
    "20 kB of Firefox": "Mozilla/5.0 " + "Firefox/1 " * 2_000,
    "20 kB of brackets": "(" * 20_000,
    "long version": "Mozilla/5.0 Chrome/" + "9" * 5_000 + "." + "8" * 5_000,
    "control characters": "Mozilla/5.0 \x01\x02\x1b[31m\x7f Firefox/153.0",
    "other letters": "Mozilla/5.0 \xff\xfe\xe9\xa0 Firefox/153.0",
    "sql": "'; drop table checks; -- Firefox/153.0",
}


def dump(service: Service) -> str:
    """Every table of the database as text, and the bytes of its files."""
    path = service.bench.database.engine.url.database
    assert path
    connection = sqlite3.connect(path)
    try:
        connection.execute("pragma wal_checkpoint(truncate)")
        text = "\n".join(connection.iterdump())
    finally:
        connection.close()
    with open(path, "rb") as file:  # noqa: PTH123
        return text + file.read().decode("latin-1")


def test_no_table_holds_an_address_or_a_user_agent(make_service: Callable[..., Service]) -> None:
    service = make_service()
    user_agent = CHROME.replace("Safari/537.36", "Safari/537.36 Rare/7.7.7")
    browser = Browser(service, user_agent)
    headers = {
        "X-Forwarded-For": "198.51.100.23",
        "Referer": "https://mail.example/inbox/private-path?user=ann",
        "Accept-Language": "tlh-KX",
        "From": "ann@example.org",
    }
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}", headers=headers)
    browser.ask(service.bench.parts.of(purchase.check_id).click, headers=headers)
    browser.start(purchase)
    browser.tell(purchase)
    browser.shop(purchase)
    browser.end(purchase)
    assert browser.document(purchase)["verdict"] == "tracked"
    browser.buy_without_script()
    kept = dump(service)
    assert purchase.code in kept
    assert "https://mail.example" in kept
    for secret in (
        user_agent, user_agent[:40], "Rare/7.7.7", "AppleWebKit", ADDRESS, "198.51.100.23", "127.0.0.1", "private-path",
        "user=ann", "tlh-KX", "ann@example.org",
    ):  # fmt: skip
        assert secret not in kept, secret


def test_no_table_holds_a_cookie_or_a_token(make_service: Callable[..., Service]) -> None:
    service = make_service()
    browser = Browser(service)
    purchase = browser.buy()
    kept = dump(service)
    assert purchase.check_id in kept
    values = {
        value
        for jar in browser.jars.values()
        for name, value in jar.items()
        if len(value) > 1 and name != "check-visited"
    }
    assert len(values) == 4
    tokens = {purchase.ticket, purchase.sub, purchase.visit, purchase.order, purchase.click}
    for secret in values | tokens:
        assert secret not in kept
        assert secret[28:] == "" or secret[28:] not in kept


def test_no_answer_shows_the_secret_part_of_a_check(browser: Browser) -> None:
    purchase = browser.buy()
    for form in ("/r/{}", "/r/{}.txt", "/api/v1/checks/{}"):
        assert purchase.check_id not in browser.ask(PORTAL + form.format(purchase.code)).text


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_user_agent_gets_its_report(service: Service, what: str) -> None:
    browser = Browser(service, HOSTILE[what])
    purchase = browser.buy()
    document = browser.document(purchase)
    assert document["verdict"] == "tracked"
    seen = document["browser"]
    assert len(seen["name"]) <= 40
    assert len(seen["version"]) <= 20
    assert seen["engine"] in ("chromium", "firefox", "webkit", "other")
    assert seen["name"]
    report = browser.ask(f"{PORTAL}/r/{purchase.code}").text
    shown = report.partition('aria-labelledby="code"')[2].partition("</section>")[0]
    assert purchase.code in shown
    for raw in ("<script", "<img", "<b>", "54439"):
        assert raw not in shown
    assert report.count("<script") == report.count("<script src=")
    text = browser.ask(f"{PORTAL}/r/{purchase.code}.txt")
    assert text.mimetype == "text/plain"
    assert not any(ord(c) < 32 and c != "\n" for c in text.text)


def test_a_name_with_markup_is_shown_as_text(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from checker.evidence.model import Browser as Named

    named = Named(name="<script>alert(1)</script>", version='"><b>', platform="'onx=")
    monkeypatch.setattr("checker.services.start.read_user_agent", lambda _: named)
    purchase = browser.buy()
    report = browser.ask(f"{PORTAL}/r/{purchase.code}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &#34;&gt;&lt;b&gt; on &#39;onx=" in report
    assert "<script>alert" not in report


@pytest.mark.parametrize(
    "header",
    [
        {"Cookie": "check-browser=" + "x" * 50_000},
        {"Cookie": "=; ;;; check-browser; =x; \xff=\xfe"},
        {"Cookie": "check-browser=\x01\x7f\xff"},
        {"Cookie": "; ".join(f"c{n}=1" for n in range(3_000))},
        {"Accept": "text/html;q=nonsense, */*;q=-7, ;;;,,,"},
        {"Accept": "x/" * 10_000},
        {"Accept-Language": "\xff" * 5_000},
        {"Referer": "http://[" + "x" * 10_000},
        {"Content-Type": "multipart/form-data; boundary=" + "x" * 5_000},
        {"Content-Type": "\xff/\xfe; charset=utf-7"},
        {"Content-Length": "0"},
        {"Range": "bytes=0-1,5-9,-1"},
        {"If-None-Match": '"' + "x" * 10_000},
        {"If-Modified-Since": "never"},
        {"Authorization": "Basic !!!"},
        {"X-Forwarded-Proto": "https"},
        {"X-HTTP-Method-Override": "DELETE"},
    ],
    ids=lambda header: next(iter(header)) + " " + repr(next(iter(header.values())))[:24],
)
def test_hostile_headers_change_nothing(browser: Browser, header: dict[str, str]) -> None:
    for address in (f"{PORTAL}/check", f"{SHOP}/", f"{NETWORK}/probe/echo", f"{PORTAL}/healthz"):
        answer = browser.ask(address, headers=header)
        assert answer.status_code == 200, address
        assert "Traceback" not in answer.text


def test_a_check_can_be_started_with_a_hostile_cookie(service: Service) -> None:
    for cookie in ("x" * 50_000, "\xff\xfe", "'or/**/1=1--"):
        browser = Browser(service)
        purchase = browser.open_check()
        browser.jars[PORTAL, PORTAL]["check-browser"] = cookie
        assert browser.ask(f"{PORTAL}/go/{purchase.ticket}").status_code == 302
        row = service.bench.checks.get(purchase.check_id)
        assert row is not None
        assert row.cookie_key is not None
        assert len(row.cookie_key) == 24
        assert browser.ask(f"{PORTAL}/run/{purchase.ticket}").status_code == 200
        other = Browser(service, FIREFOX)
        assert other.ask(f"{PORTAL}/run/{purchase.ticket}").status_code == 403
