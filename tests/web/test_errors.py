"""Whatever goes wrong has one shape: JSON for programs, a readable page for people, never a traceback."""

from __future__ import annotations

import json
import logging

import pytest
from werkzeug.test import TestResponse

from tests.builders import NETWORK, PORTAL, SHOP
from tests.web.shopper import PAGE, Browser

# Something that goes wrong, on every kind of route: method, address, status, code.
WRONG = {
    "unknown page of the portal": ("GET", PORTAL + "/nothing", 404, "not_found"),
    "unknown page of the network": ("GET", NETWORK + "/nothing", 404, "not_found"),
    "unknown page of the shop": ("GET", SHOP + "/nothing", 404, "not_found"),
    "unknown file": ("GET", PORTAL + "/static/nothing.js", 404, "not_found"),
    "file outside its folder": ("GET", PORTAL + "/static/../checker/app.py", 404, "not_found"),
    "file outside its folder, hidden": ("GET", PORTAL + "/static/%2e%2e/checker/app.py", 404, "not_found"),
    "unknown code": ("GET", PORTAL + "/r/AAAA-AAAA", 404, "not_found"),
    "unknown code as text": ("GET", PORTAL + "/r/AAAA-AAAA.txt", 404, "not_found"),
    "malformed code": ("GET", PORTAL + "/r/AAAA", 400, "bad_request"),
    "malformed code as text": ("GET", PORTAL + "/r/AAAA.txt", 400, "bad_request"),
    "code of 10 kB": ("GET", PORTAL + "/r/" + "A" * 10_000, 400, "bad_request"),
    "code with markup": ("GET", PORTAL + "/r/<script>alert(1)</script>", 404, "not_found"),
    "code with a line break": ("GET", PORTAL + "/r/AAAA-AAAA%0A", 404, "not_found"),
    "code with a NUL": ("GET", PORTAL + "/r/AAAA-AAA%00", 400, "bad_request"),
    "code in other digits": ("GET", PORTAL + "/r/%D9%A1%D9%A1%D9%A1%D9%A1-AAAA", 400, "bad_request"),
    "ticket": ("GET", PORTAL + "/go/nothing", 404, "unknown_ticket"),
    "form without a ticket": ("POST", PORTAL + "/check", 404, "unknown_ticket"),
    "click": ("GET", NETWORK + "/click?id=nothing", 404, "not_found"),
    "landing": ("GET", SHOP + "/item?v=nothing", 404, "not_found"),
    "method of the check page": ("PUT", PORTAL + "/check", 405, "method_not_allowed"),
    "method of the report": ("POST", PORTAL + "/r/AAAA-AAAA", 405, "method_not_allowed"),
    "method of the network": ("POST", NETWORK + "/click", 405, "method_not_allowed"),
    "method of the postback": ("GET", NETWORK + "/postback", 405, "method_not_allowed"),
    "method of the shop": ("DELETE", SHOP + "/cart/x", 405, "method_not_allowed"),
    "method nobody knows": ("BREW", PORTAL + "/check", 405, "method_not_allowed"),
}
API = {
    "api: unknown code": ("GET", PORTAL + "/api/v1/checks/AAAA-AAAA", 404, "not_found"),
    "api: malformed code": ("GET", PORTAL + "/api/v1/checks/A", 400, "bad_request"),
    "api: unknown page": ("GET", PORTAL + "/api/v1/nothing", 404, "not_found"),
    "api: method": ("DELETE", PORTAL + "/api/v1/checks/AAAA-AAAA", 405, "method_not_allowed"),
}
PARTS = (
    b"".join(b'---\r\nContent-Disposition: form-data; name="p%d"\r\n\r\nx\r\n' % n for n in range(60)) + b"-----\r\n"
)
NAMED = list((WRONG | API).items())


def is_json_error(answer: TestResponse, status: int, code: str) -> None:
    assert answer.status_code == status
    assert answer.mimetype == "application/json"
    body = json.loads(answer.data)
    assert list(body) == ["error"]
    assert sorted(body["error"]) == ["code", "message"]
    assert body["error"]["code"] == code
    assert len(body["error"]["message"]) > 10
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(("what", "wrong"), NAMED, ids=[name for name, _ in NAMED])
@pytest.mark.parametrize("accept", ["*/*", "application/json", "", "text/*", "application/json, text/html;q=0.5"])
def test_a_program_gets_the_error_as_json(
    browser: Browser, what: str, wrong: tuple[str, str, int, str], accept: str
) -> None:
    method, address, status, code = wrong
    is_json_error(browser.ask(address, method=method, headers={"Accept": accept}), status, code)


@pytest.mark.parametrize(("what", "wrong"), NAMED, ids=[name for name, _ in NAMED])
def test_a_person_gets_the_error_as_a_page(browser: Browser, what: str, wrong: tuple[str, str, int, str]) -> None:
    method, address, status, code = wrong
    answer = browser.ask(address, method=method, headers={"Accept": PAGE})
    if what in API:
        is_json_error(answer, status, code)
        return
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert "<h1>That did not work</h1>" in answer.text
    assert "/check" in answer.text
    assert "Traceback" not in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("what", [name for name, (_, _, status, _) in NAMED if status == 405])
def test_a_wrong_method_is_told_which_would_be_right(browser: Browser, what: str) -> None:
    method, address, _, _ = (WRONG | API)[what]
    allowed = browser.ask(address, method=method).headers["Allow"].split(", ")
    assert allowed
    assert method not in allowed


@pytest.mark.parametrize("address", [PORTAL + "/check", NETWORK + "/click", SHOP + "/"])
def test_a_fault_of_our_own_shows_nothing_of_the_inside(
    browser: Browser, address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("the inner secret")

    monkeypatch.setattr("checker.services.start.Desk.issue", broken)
    monkeypatch.setattr("checker.practice.seals.Seals.open", broken)
    monkeypatch.setattr("checker.practice.shop.render_template", broken)
    with caplog.at_level(logging.CRITICAL):
        is_json_error(browser.ask(address, headers={"Accept": "*/*"}), 500, "internal_error")
        page = browser.ask(address, headers={"Accept": PAGE})
    assert page.status_code == 500
    assert "the inner secret" not in page.text
    assert "Something went wrong on our side" in page.text


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/check", {"data": {"ticket": "a" * 70_000}}),
        ("/check", {"data": {"ticket": "a", "more": "b" * 200_000}}),
        ("/check", {"data": b"x" * 70_000, "content_type": "application/x-www-form-urlencoded"}),
        ("/check", {"data": PARTS, "content_type": "multipart/form-data; boundary=-"}),
    ],
    ids=["long field", "longer field", "long body", "many parts"],
)
def test_an_oversized_form_is_refused(browser: Browser, address: str, body: dict[str, object]) -> None:
    answer = browser.ask(PORTAL + address, method="POST", headers={"Accept": "*/*"}, **body)
    is_json_error(answer, 413, "too_large")


def test_an_oversized_sale_is_refused(browser: Browser) -> None:
    answer = browser.ask(
        f"{NETWORK}/postback", method="POST", data={"order": "a" * 70_000}, headers={"Accept": "*/*"}
    )  # fmt: skip
    is_json_error(answer, 413, "too_large")


def test_an_oversized_word_from_the_thank_you_page_is_refused(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    answer = browser.ask(f"{SHOP}/settled/{purchase.visit}", method="POST", page=SHOP, json={"pixel": "x" * 70_000})
    is_json_error(answer, 413, "too_large")


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"7", b"null", b"{", b'{"pixel": ["loaded"]}', b'{"pixel": "hostile", "more": "x"}', b"[" * 30_000],
    ids=["nothing", "a list", "a number", "null", "half", "a wrong shape", "unknown words", "a deep nest"],
)
def test_a_strange_word_from_the_thank_you_page_says_only_that_it_has_loaded(browser: Browser, body: bytes) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    browser.shop(purchase, settled=False)
    answer = browser.ask(
        f"{SHOP}/settled/{purchase.visit}", method="POST", page=SHOP, data=body, content_type="application/json"
    )
    assert answer.status_code == 200
    assert browser.service.bench.ledger.seen(purchase.check_id, "settled") == {}
