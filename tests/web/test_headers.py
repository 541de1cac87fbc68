"""What every answer says beside its body: policies, cookies, redirects; and that pages keep to them."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from werkzeug.http import parse_date
from werkzeug.test import TestResponse

from checker.app import Service
from checker.knowledge.hosts import foreign_hosts
from checker.knowledge.loader import load_networks
from tests.builders import NETWORK, PORTAL, SHOP
from tests.web.shopper import PAGE, Browser

SITES = (PORTAL, NETWORK, SHOP)
ASKED = {f"https://{host}" for host in foreign_hosts(load_networks())}
Seen = list[tuple[str, TestResponse]]


@pytest.fixture(scope="module")
def seen(service: Service) -> Seen:
    """Every answer of a purchase with scripting, one without, one that stopped, and some errors."""
    browser = Browser(service)
    purchase = browser.buy("?return=/stores")
    browser.ask(f"{PORTAL}/r/{purchase.code}.txt")
    browser.document(purchase)
    browser.buy_without_script()
    waiting = browser.open_check()
    browser.press_without_script(waiting)
    browser.ask(f"{PORTAL}/run/{waiting.ticket}/next")
    for address in (
        f"{PORTAL}/",
        f"{PORTAL}/healthz",
        f"{SHOP}/",
        f"{NETWORK}/probe/echo",
        f"{PORTAL}/static/check.js",
        f"{PORTAL}/claim",
        f"{PORTAL}/r/{purchase.code}/claim",
        f"{PORTAL}/r/{purchase.code}/delete",
        f"{PORTAL}/privacy",
        f"{PORTAL}/deleted",
    ):
        browser.ask(address)
    for site in SITES:
        browser.ask(f"{site}/nothing")
        browser.ask(f"{site}/nothing", page=site)
    return browser.responses


def pages(seen: Seen) -> Seen:
    return [(url, answer) for url, answer in seen if answer.mimetype == "text/html" and answer.status_code < 300]


def cookies(seen: Seen) -> dict[str, list[dict[str, str]]]:
    """The attributes of every cookie that was set, by its name; that of a cookie of one check by its two letters."""
    found: dict[str, list[dict[str, str]]] = {}
    for url, answer in seen:
        for header in answer.headers.getlist("Set-Cookie"):
            first, *rest = header.split("; ")
            attributes = {name.lower(): value for name, _, value in (part.partition("=") for part in rest)}
            attributes["site"] = "://".join(urlsplit(url)[:2])
            name = first.partition("=")[0]
            found.setdefault(name if name.startswith("check-") else name[:2], []).append(attributes)
    return found


def directives(answer: TestResponse) -> dict[str, list[str]]:
    policy = answer.headers["Content-Security-Policy"]
    return {words[0]: words[1:] for words in (part.split() for part in policy.split(";"))}


def test_every_answer_has_its_security_headers(seen: Seen) -> None:
    assert len(seen) > 50
    for url, answer in seen:
        assert answer.headers["X-Content-Type-Options"] == "nosniff", url
        assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin", url
        policy = directives(answer)
        assert policy["default-src"] == ["'none'"], url
        assert policy["base-uri"] == ["'none'"], url
        assert policy["frame-ancestors"] in (["'none'"], [PORTAL]), url
        assert "unsafe" not in answer.headers["Content-Security-Policy"], url
        assert "*" not in answer.headers["Content-Security-Policy"], url


def test_a_policy_names_our_three_sites_and_no_other(seen: Seen) -> None:
    for url, answer in seen:
        policy = directives(answer)
        # The portal's pages may also ask whether the networks' hosts are there.
        asked = ASKED if url.startswith(PORTAL) else set()
        assert {word for word in policy.pop("connect-src", ()) if "://" in word} <= set(SITES) | asked, url
        assert {word for words in policy.values() for word in words if "://" in word} <= set(SITES), url


def test_the_portal_is_shown_in_nobodys_frame(seen: Seen) -> None:
    portal = [answer for url, answer in seen if url.startswith(PORTAL)]
    assert portal
    for answer in portal:
        assert directives(answer)["frame-ancestors"] == ["'none'"]
        assert directives(answer)["form-action"] == ["'self'"]


def test_no_page_has_script_or_style_that_its_policy_does_not_name(seen: Seen) -> None:
    """The purchase's pages carry their few lines inside; each is allowed by its hash, and nothing else is."""

    class Watch(HTMLParser):
        faults: list[str]
        allowed: str
        within: str = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            names = [name for name, _ in attrs]
            if any(name.startswith("on") or name == "style" for name in names):
                self.faults.append(self.get_starttag_text() or tag)
            # What is data is never run.
            code = tag == "script" and "src" not in names and ("type", "application/json") not in attrs
            self.within = tag if tag == "style" or code else ""

        def handle_data(self, data: str) -> None:
            if self.within:
                digest = base64.b64encode(hashlib.sha256(data.encode()).digest()).decode()
                if f"'sha256-{digest}'" not in self.allowed:
                    self.faults.append(f"inline {self.within}")
            self.within = ""

    assert len(pages(seen)) > 10
    for url, answer in pages(seen):
        watch = Watch()
        watch.faults = []
        watch.allowed = answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in watch.allowed
        watch.feed(answer.text)
        assert watch.faults == [], url


def test_no_page_loads_from_or_leads_to_another_host(seen: Seen) -> None:
    for url, answer in pages(seen):
        for address in re.findall(r"""(?:href|src|action)="([^"]*)\"""", answer.text) + re.findall(
            r'content="\d+;url=([^"]*)"', answer.text
        ):
            assert address.startswith(("/", "#", "?", "data:,", *SITES)), f"{url}: {address}"
            assert not address.startswith("//"), f"{url}: {address}"


def test_every_redirect_goes_to_one_of_the_three_sites(seen: Seen) -> None:
    redirects = [(url, answer.headers["Location"]) for url, answer in seen if "Location" in answer.headers]
    assert len(redirects) > 8
    for url, location in redirects:
        local = location.startswith("/") and not location.startswith(("//", "/\\"))
        assert local or "://".join(urlsplit(location)[:2]) in SITES, f"{url}: {location}"


def test_the_networks_cookies_may_travel_with_other_sites_pages(seen: Seen) -> None:
    for kind in ("pn", "pm"):
        found = cookies(seen)[kind]
        for attributes in found:
            assert attributes["site"] == NETWORK
            assert attributes["samesite"] == "None"
            assert "secure" in attributes
            assert "httponly" in attributes
            assert "partitioned" not in attributes
            assert "domain" not in attributes


def test_the_shops_and_the_portals_cookies_stay_on_their_site(seen: Seen) -> None:
    found = cookies(seen)
    assert sorted(found) == ["check-browser", "check-echo", "check-visited", "pl", "pm", "pn", "ps"]
    own = (("ps", SHOP), ("check-browser", PORTAL), ("check-echo", PORTAL), ("check-visited", PORTAL))
    for kind, site in own:
        for attributes in found[kind]:
            assert attributes["site"] == site
            assert attributes["samesite"] == "Lax"
            # Two are there for the page's own script to find.
            assert ("httponly" in attributes) is (kind in ("ps", "check-browser"))
            assert "domain" not in attributes


def test_the_frames_cookies_are_those_of_a_third_party_and_one_of_them_is_partitioned(seen: Seen) -> None:
    found = cookies(seen)["pl"]
    assert {attributes["site"] for attributes in found} == {NETWORK}
    assert sum("partitioned" in attributes for attributes in found) * 2 == len(found)
    for attributes in found:
        assert attributes["samesite"] == "None"
        assert "secure" in attributes
        assert "domain" not in attributes


def test_the_check_page_sets_its_cookie_once(browser: Browser) -> None:
    assert len(browser.ask(f"{PORTAL}/check").headers.getlist("Set-Cookie")) == 1
    assert browser.ask(f"{PORTAL}/check").headers.getlist("Set-Cookie") == []


def test_no_cookie_outlives_its_purpose(seen: Seen) -> None:
    """A check is over in 15 s; an hour is more than any support call needs. One is there to be found again."""
    lives = {"check-echo": 60, "check-visited": 30 * 86_400, "pl": 120, "pm": 600, "pn": 3600, "ps": 3600}
    for kind, found in cookies(seen).items():
        for attributes in found:
            if kind == "check-browser":
                assert not {"max-age", "expires"} & set(attributes), "a cookie of the visit"
            else:
                assert int(attributes["max-age"]) == lives[kind]
                assert parse_date(attributes["expires"]) is not None
    kit = next(answer.text for url, answer in seen if "/kit/" in url and url.endswith(".js"))
    of_kit = re.findall(r"max-age=(\d+)", kit)
    assert of_kit
    assert all(int(life) <= 3600 for life in of_kit)


def test_a_cookie_holds_nothing_that_can_be_read(seen: Seen) -> None:
    pairs = [
        header.split("; ")[0].partition("=")[::2]
        for _, answer in seen
        for header in answer.headers.getlist("Set-Cookie")
    ]
    assert pairs
    for name, value in pairs:
        if name == "check-visited":
            # A day, the same for everybody.
            assert int(value) == int(time.time()) // 86_400
        else:
            assert re.fullmatch(r"[0-9a-f]{8}|[0-9a-f]{24}|[0-9a-f]{52}|1", value)


def test_over_https_cookies_are_secure_and_https_is_remembered(make_service: Callable[..., Service]) -> None:
    sites = {role: f"https://{role}.test" for role in ("PORTAL", "NETWORK", "SHOP")}
    sites = {role: url.lower() for role, url in sites.items()}
    service = make_service(**{f"CHECKER_{role}_URL": url for role, url in sites.items()})
    browser = Browser(service, keeps=tuple(sites.values()))
    page = browser.ask(sites["PORTAL"] + "/check")
    ticket = re.findall(r'name="ticket" value="([0-9a-f]+)"', page.text)[0]
    browser.go(f"{sites['PORTAL']}/go/{ticket}")
    found = cookies(browser.responses)
    assert sorted(found) == ["check-browser", "pn", "ps"]
    assert all("secure" in attributes for kind in found.values() for attributes in kind)
    for _, answer in browser.responses:
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "http://" not in answer.headers["Content-Security-Policy"]


def test_plain_http_promises_no_https(seen: Seen) -> None:
    assert not any("Strict-Transport-Security" in answer.headers for _, answer in seen)


def test_images_and_empty_answers_are_kept_by_no_cache(seen: Seen) -> None:
    beside = [(url, a) for url, a in seen if a.status_code == 200 and a.mimetype in ("image/png", "text/plain")]
    assert len(beside) > 8
    for url, answer in beside:
        if ".txt" not in url:
            assert answer.headers["Cache-Control"] == "no-store", url
            assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin", url


def test_static_files_are_kept_long_under_their_hash_and_asked_for_again_without(browser: Browser) -> None:
    page = browser.ask(f"{PORTAL}/check").text
    hashed = re.findall(r'"(/static/[a-z./]+\?[0-9a-f]{10})"', page)
    assert hashed
    for address in hashed:
        assert "max-age=604800" in browser.ask(PORTAL + address).headers["Cache-Control"]
    plain = browser.ask(f"{PORTAL}/static/check.js")
    assert plain.headers["Cache-Control"] == "no-cache"
    assert 'from "./lib/look.js"' in plain.text


def test_the_server_names_no_software_of_its_own(seen: Seen) -> None:
    assert not any({"Server", "X-Powered-By"} & set(answer.headers.keys()) for _, answer in seen)


def test_a_refused_host_gets_the_same_care(browser: Browser) -> None:
    answer = browser.ask(f"{PORTAL}/check", environ={"HTTP_HOST": "evil.test"}, headers={"Accept": PAGE})
    assert answer.status_code == 421
    assert answer.headers.get("X-Content-Type-Options") == "nosniff"
