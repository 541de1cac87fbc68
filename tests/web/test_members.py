"""The API for a cashback site's own systems: who may use it, what it takes, and what it gives away."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from werkzeug.test import TestResponse

from checker.app import Service
from tests.builders import FIREFOX, NETWORK, PORTAL, SHOP
from tests.web import brands
from tests.web.brands import KEY, OTHER, OTHER_KEY
from tests.web.json_schema import faults
from tests.web.shopper import Browser, Purchase, one

ROUTES = [("POST", "/api/v1/checks"), ("GET", "/api/v1/members/m-1/checks")]


@pytest.fixture(scope="module")
def portals(make_service: Callable[..., Service], tmp_path_factory: pytest.TempPathFactory) -> Service:
    return make_service(CHECKER_BRANDS=str(brands.write(tmp_path_factory.mktemp("brands"))))


@pytest.fixture
def shopper(portals: Service) -> Browser:
    return Browser(portals, keeps=(PORTAL, OTHER, NETWORK, SHOP))


def ask(browser: Browser, path: str, key: str | None = KEY, portal: str = PORTAL, **more: Any) -> TestResponse:
    """A program asks, with a key."""
    headers = {"Accept": "*/*"} | ({"Authorization": f"Bearer {key}"} if key is not None else {})
    return Browser(browser.service, "curl/8").ask(portal + path, headers=headers, **more)


def link_for(browser: Browser, **body: Any) -> str:
    answer = ask(browser, "/api/v1/checks", method="POST", json={"member": "m-1"} | body)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["start"])


def buy(browser: Browser, link: str) -> Purchase:
    """A whole check by a start link."""
    page = browser.ask(link)
    assert page.status_code == 200
    ticket = re.findall(r'name="ticket" value="([0-9a-f]+)"', page.text)[0]
    (member,) = re.findall(r'name="member" value="([^"]+)"', page.text)
    purchase = Purchase(ticket=ticket)
    url, landing = browser.go(f"{PORTAL}/go/{ticket}?member={member}")
    browser._landed(purchase, url, landing)
    browser.tell(purchase)
    browser.shop(purchase)
    browser.end(purchase)
    return purchase


def members_checks(browser: Browser, reference: str = "m-1", **more: Any) -> list[dict[str, Any]]:
    answer = ask(browser, f"/api/v1/members/{reference}/checks", **more)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return list(answer.get_json()["checks"])


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    ("authorization", "status", "code"),
    [
        (None, 401, "unauthorized"),
        ("", 401, "unauthorized"),
        ("Bearer", 401, "unauthorized"),
        (f"Basic {KEY}", 401, "unauthorized"),
        ("Bearer wrong", 403, "forbidden"),
        (f"Bearer {OTHER_KEY}", 403, "forbidden"),
        ("Bearer " + "é" * 20, 403, "forbidden"),
    ],
)
def test_only_a_key_of_this_portal_opens_it(
    shopper: Browser, method: str, path: str, authorization: str | None, status: int, code: str
) -> None:
    headers = {"Accept": "text/html"} | ({"Authorization": authorization} if authorization is not None else {})
    answer = shopper.ask(
        PORTAL + path, method=method, headers=headers, json={"member": "m-1"} if method == "POST" else None
    )
    assert answer.status_code == status
    assert answer.get_json()["error"]["code"] == code
    assert ("WWW-Authenticate" in answer.headers) is (status == 401)


def test_the_hash_of_a_key_is_no_key(shopper: Browser, portals: Service) -> None:
    assert ask(shopper, "/api/v1/members/m-1/checks", portals.bench.brands[0].api_keys[0]).status_code == 403


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_an_installation_without_a_file_has_no_keys(browser: Browser, method: str, path: str) -> None:
    assert ask(browser, path, method=method).status_code == 403


def test_a_check_by_the_link_is_the_members_and_says_so_to_nobody_else(shopper: Browser) -> None:
    link = link_for(shopper, member="opaque-4711", store="socks", **{"return": "https://www.bestprice.test/go/1"})
    assert parse_qs(urlsplit(link).query)["store"] == ["socks"]
    purchase = buy(shopper, link)
    (line,) = members_checks(shopper, "opaque-4711")
    document = shopper.document(purchase)
    assert line == {name: document[name] for name in ("code", "state", "verdict", "created", "completed")}
    assert line["verdict"] == "tracked"
    told = [answer.data for url, answer in shopper.responses if "member=" not in url and "/check" not in url]
    assert len(told) > 10
    assert not any(b"opaque-4711" in body for body in told)


def test_a_program_sees_the_checks_of_its_own_portal_only(shopper: Browser) -> None:
    buy(shopper, link_for(shopper, member="m-2"))
    assert len(members_checks(shopper, "m-2")) == 1
    assert members_checks(shopper, "m-2", key=OTHER_KEY, portal=OTHER) == []
    assert members_checks(shopper, "m-3") == []


def test_a_link_of_one_portal_is_worth_nothing_at_another(shopper: Browser) -> None:
    link = link_for(shopper).replace(PORTAL, OTHER)
    page = shopper.ask(link)
    assert page.status_code == 400
    assert "too old or incomplete" in page.text
    assert 'name="member"' not in page.text


def test_a_changed_link_still_opens_a_check_that_is_nobodys(shopper: Browser) -> None:
    page = shopper.ask(f"{PORTAL}/check?member=bTE.made.up")
    assert page.status_code == 400
    assert 'id="start"' in page.text
    ticket = re.findall(r'name="ticket" value="([0-9a-f]+)"', page.text)[0]
    shopper.go(f"{PORTAL}/go/{ticket}?member=bTE.made.up")
    row = shopper.service.bench.checks.get(ticket[:28])
    assert row and row.member is None


def test_without_scripting_the_check_is_the_members_too(shopper: Browser) -> None:
    page = shopper.ask(link_for(shopper, member="m-5"))
    fields = dict(re.findall(r'name="(ticket|member)" value="([^"]+)"', page.text))
    shopper.ask(f"{PORTAL}/check", method="POST", data=fields | {"noscript": "1"}, page=PORTAL)
    assert [line["state"] for line in members_checks(shopper, "m-5")] == ["running"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "member"),
        ({"member": ""}, "member"),
        ({"member": None}, "member"),
        ({"member": 7}, "member"),
        ({"member": "ann@mail.example"}, "member"),
        ({"member": "a" * 65}, "member"),
        ({"member": "m", "store": "x" * 81}, "store"),
        ({"member": "m", "store": ["x"]}, "store"),
        ({"member": "m", "return": "https://evil.test/"}, "return"),
        ({"member": "m", "return": "//evil.test/"}, "return"),
        ({"member": "m", "url": "x"}, "url"),
        ([], "The body must be"),
        ("m", "The body must be"),
        (None, "The body must be"),
    ],
)
def test_a_field_that_is_wrong_is_named(shopper: Browser, body: Any, field: str) -> None:
    answer = ask(shopper, "/api/v1/checks", method="POST", json=body)
    assert answer.status_code == 400
    error = answer.get_json()["error"]
    assert error["code"] == "bad_request"
    assert error["message"].startswith(field)


@pytest.mark.parametrize(("named", "kept"), [("Macy's", "macys"), ("Not A Store", "not-a-store"), ("x" * 80, "x" * 60)])
def test_a_program_may_name_a_store_as_a_shopper_would(shopper: Browser, named: str, kept: str) -> None:
    link = link_for(shopper, member="m-6", store=named)
    assert parse_qs(urlsplit(link).query)["store"] == [named]
    page = shopper.ask(link)
    assert page.status_code == 200
    ticket = one(r'name="ticket" value="([0-9a-f]+)"', page.text)
    shopper.ask(f"{PORTAL}/go/{ticket}?{urlencode({'store': named})}")
    row = shopper.service.bench.checks.get(ticket[:28])
    assert row and row.store_id == kept


def test_a_reference_that_cannot_be_is_refused(shopper: Browser) -> None:
    for reference in ("a" * 65, "a%40b", "a%20b"):
        assert ask(shopper, f"/api/v1/members/{reference}/checks").status_code == 400


def test_the_answers_are_what_the_description_says(shopper: Browser) -> None:
    paths = shopper.ask(f"{PORTAL}/api/v1/openapi.json").get_json()["paths"]

    def schema(path: str, method: str, status: str) -> dict[str, Any]:
        return paths[path][method]["responses"][status]["content"]["application/json"]["schema"]

    started = ask(shopper, "/api/v1/checks", method="POST", json={"member": "m-9"})
    assert list(faults(started.get_json(), schema("/api/v1/checks", "post", "201"))) == []
    buy(Browser(shopper.service, FIREFOX), started.get_json()["start"])
    listed = ask(shopper, "/api/v1/members/m-9/checks").get_json()
    assert len(listed["checks"]) == 1
    assert list(faults(listed, schema("/api/v1/members/{reference}/checks", "get", "200"))) == []
    refused = ask(shopper, "/api/v1/checks", "wrong", method="POST", json={"member": "m"})
    assert list(faults(refused.get_json(), schema("/api/v1/checks", "post", "403"))) == []
