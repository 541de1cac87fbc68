"""`return=`: where a shopper may be sent afterwards, and where nobody ever is."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

import pytest

from tests.builders import NETWORK, PORTAL, SHOP
from tests.web.shopper import Browser, links

ALLOWED = [
    "/",
    "/stores/blue-socks?x=1&y=2#top",
    "/a//b",
    "/%2F%2Fevil.example",
    f"{PORTAL}/stores",
    "https://partner.test/way/back",
    "HTTPS://PARTNER.TEST/",
    "https://other.test:8443/x",
]
HOSTILE = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nLocation: https://evil.example",
    "\t//evil.example",
    "\x00//evil.example",
    "/\x00/evil.example",
    "\x01https://evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "https://partner.test\\@evil.example",
    "https://partner.test@evil.example",
    "https://partner.test:pass@evil.example/",
    "https://evil.example@partner.test",
    "https://@partner.test",
    "https://partner.test.evil.example",
    "https://evilpartner.test",
    "https://partner.test%2eevil.example",
    "https://evil.example#@partner.test",
    "https://evil.example?@partner.test",
    "https://evil.example/partner.test",
    "https://[partner.test]/",
    "https://[::1]/",
    "https://partner\u3002test.evil.example",
    "https://p\u0430rtner.test/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "javascript://partner.test/%0Aalert(1)",
    "javascript://portal.test/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://partner.test/x",
    "ftp://partner.test/",
    "partner.test",
    "evil.example/x",
    "?next=//evil.example",
    "#//evil.example",
    "/" + "a" * 600,
    '"><script>alert(1)</script>',
    "/\x7f/evil.example",
]


def leads(browser: Browser, address: str) -> set[str]:
    """The origins to which an address in a page of the portal would lead a browser, which forgives much."""
    cleaned = "".join(c for c in address if c not in "\t\r\n").strip().replace("\\", "/")
    parts = urlsplit(urljoin(f"{PORTAL}/r/X", cleaned))
    return {f"{parts.scheme}://{parts.netloc}"}


def finished(browser: Browser, return_to: str) -> list[str]:
    """Every page and header of a check that was started with `return=` in every place where it can stand."""
    query = f"?return={quote(return_to, safe='')}"
    page = browser.ask(f"{PORTAL}/check{query}")
    purchase = browser.open_check()
    left = browser.ask(f"{PORTAL}/go/{purchase.ticket}{query}")
    browser.ask(f"{PORTAL}/run/{purchase.ticket}/closed", method="POST")
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None
    report = browser.ask(f"{PORTAL}/r/{row.code}")
    assert report.status_code == 200
    second = browser.open_check()
    posted = browser.ask(
        f"{PORTAL}/check", method="POST", data={"ticket": second.ticket, "noscript": "1", "return": return_to}
    )
    assert (left.status_code, posted.status_code) == (302, 303)
    kept = browser.service.bench.checks.get(second.check_id)
    assert kept is not None
    return [
        page.text,
        left.headers["Location"],
        report.text,
        posted.headers["Location"],
        kept.return_to or "",
        page.status,
    ]


@pytest.mark.parametrize("return_to", ALLOWED)
def test_an_allowed_return_becomes_the_way_on_from_the_report(browser: Browser, return_to: str) -> None:
    page, _, report, _, kept, status = finished(browser, return_to)
    assert status == "200 OK"
    assert kept == return_to
    assert return_to in links(report)
    again = [link for link in links(report) if link.startswith("/check?again=")]
    assert [link.partition("&")[2] for link in again] == [f"return={quote(return_to, safe='/')}"]
    assert 'role="alert"' not in page


@pytest.mark.parametrize("return_to", HOSTILE)
def test_a_hostile_return_never_becomes_a_link_or_a_redirect(browser: Browser, return_to: str) -> None:
    page, left, report, posted, kept, status = finished(browser, return_to)
    assert status == "400 BAD REQUEST"
    assert 'role="alert"' in page
    assert 'id="start"' in page
    assert kept == ""
    assert "evil" not in left + posted
    assert left.startswith(f"{NETWORK}/click?id=")
    assert posted.startswith("/run/")
    for address in links(page) + links(report):
        assert leads(browser, address) <= {PORTAL, NETWORK, SHOP} or not address.startswith(("/", "http", "java"))
        assert "evil" not in address
        assert "alert(1)" not in address
    assert "<script>alert" not in page + report


def test_no_return_at_all_is_fine(browser: Browser) -> None:
    for query in ("", "?return=", "?return=%20"):
        page = browser.ask(f"{PORTAL}/check{query}")
        assert page.status_code == 200
        assert 'role="alert"' not in page.text


def test_queries_that_nobody_knows_are_ignored(browser: Browser) -> None:
    page = browser.ask(f"{PORTAL}/check?next=//evil.example&utm_source=x&store[]=1&%00=1&=&ticket=abc")
    assert page.status_code == 200
    assert "evil" not in page.text
    assert 'value="abc"' not in page.text


def test_the_first_of_two_returns_counts(browser: Browser) -> None:
    page = browser.ask(f"{PORTAL}/check?return=/one&return=//evil.example")
    assert page.status_code == 200
    assert 'name="return" value="/one"' in page.text
