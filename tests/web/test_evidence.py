"""What the check page sends is hostile until it has been looked at."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from werkzeug.test import TestResponse

from checker.app import Service
from checker.evidence.manifest import PAGE_PROBES
from tests.builders import PORTAL, page
from tests.web.shopper import Browser, Purchase

POPUP = {"probe": "page-popup", "status": "ok", "value": {"opened": True}}
COOKIES = {"probe": "page-cookies", "status": "ok", "value": {"enabled": True, "written": False}, "ms": 3}


@pytest.fixture
def purchase(browser: Browser) -> Purchase:
    started = browser.open_check()
    browser.start(started)
    return started


def kept(browser: Browser, purchase: Purchase) -> Any:
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None
    return row.page


def refused(answer: TestResponse, status: int, code: str) -> None:
    assert answer.status_code == status
    assert answer.get_json()["error"]["code"] == code


def test_evidence_in_the_right_form_is_kept(browser: Browser, purchase: Purchase) -> None:
    assert browser.tell(purchase, [POPUP, COOKIES]).get_json() == {"accepted": 2, "refused": 0}
    assert kept(browser, purchase) == [{"reason": None, "ms": None, **POPUP}, {"reason": None, **COOKIES}]


def test_what_is_kept_is_in_the_report(browser: Browser, purchase: Purchase) -> None:
    browser.tell(purchase, [COOKIES], last=True)
    browser.shop(purchase)
    browser.end(purchase)
    evidence = browser.document(purchase)["evidence"]
    assert evidence[-1] == {"reason": None, **COOKIES}
    assert [item for item in evidence if item["probe"].startswith(("page", "reach"))] == [evidence[-1]]


def test_of_each_probe_the_first_word_counts_and_parts_are_put_together(browser: Browser, purchase: Purchase) -> None:
    assert browser.tell(purchase, [POPUP]).get_json() == {"accepted": 1, "refused": 0}
    first = kept(browser, purchase)
    other = POPUP | {"value": {"opened": False}}
    assert browser.tell(purchase, [other, COOKIES], last=True).get_json() == {"accepted": 1, "refused": 1}
    assert kept(browser, purchase) == [*first, {"reason": None, **COOKIES}]


def test_a_probe_that_failed_first_cannot_answer_later(browser: Browser, purchase: Purchase) -> None:
    browser.tell(purchase, [POPUP | {"value": "opened"}])
    assert browser.tell(purchase, [POPUP]).get_json() == {"accepted": 0, "refused": 1}
    assert kept(browser, purchase)[0]["reason"] == "malformed"


def test_the_last_part_says_that_the_page_has_told_all(browser: Browser, purchase: Purchase) -> None:
    seen = browser.service.bench.ledger.seen
    browser.tell(purchase, [POPUP])
    assert seen(purchase.check_id, "told") is None
    assert browser.tell(purchase, {}, last=True).status_code == 400
    assert seen(purchase.check_id, "told") is None, "what is no evidence ends nothing"
    browser.tell(purchase, [], last=True)
    assert seen(purchase.check_id, "told") == {}


def test_a_page_that_has_told_all_is_not_waited_for(browser: Browser, purchase: Purchase) -> None:
    """Against the grace that a silent page is given (1.2 s)."""
    browser.tell(purchase)
    browser.shop(purchase)
    begun = time.monotonic()
    browser.end(purchase)
    assert time.monotonic() - begun < 0.5
    assert browser.document(purchase)["state"] == "complete"


def test_a_page_that_says_all_is_well_cannot_make_it_well(service: Service) -> None:
    browser = Browser(service, third_party="blocked")
    purchase = browser.open_check()
    browser.start(purchase)
    claims = page(
        click_cookie={"image": "right", "script": "right", "fetch": "right"},
        frame_cookies={"click": "right", "written": "kept", "access": "granted"},
        frame_storage={"storage": "shared", "access": "granted"},
    )
    told = browser.tell(purchase, [item.model_dump() for item in claims], last=True).get_json()
    assert told == {"accepted": len(claims), "refused": 0}
    browser.shop(purchase)
    browser.end(purchase)
    document = browser.document(purchase)
    assert document["methods"]["third_party_pixel"] == "lost"
    assert document["verdict"] == "at_risk"


def test_a_full_body_of_hostile_values_is_taken_in_and_does_no_harm(browser: Browser, purchase: Purchase) -> None:
    """Every probe with a hundred made-up baits and hosts: just under the greatest body that is read."""
    many = {f"x{number}": "loaded" for number in range(100)}
    items = [{"probe": probe, "status": "ok", "value": {"near": many, "found": many}} for probe in PAGE_PROBES]
    body = json.dumps(items).encode()
    body += b" " * (64_000 - len(body))
    answer = browser.tell(purchase, data=body, content_type="application/json")
    assert answer.get_json() == {"accepted": len(PAGE_PROBES), "refused": 0}
    assert {item["status"] for item in kept(browser, purchase)} == {"failed"}
    browser.tell(purchase, [], last=True)
    browser.shop(purchase)
    browser.end(purchase)
    document = browser.document(purchase)
    assert set(document["methods"].values()) == {"tracked"}
    assert document["causes"] == []


def test_evidence_after_the_end_counts_for_nothing(browser: Browser) -> None:
    purchase = browser.buy()
    before = browser.ask(f"{PORTAL}/api/v1/checks/{purchase.code}").data
    assert browser.tell(purchase, [POPUP], last=True).get_json() == {"accepted": 0, "refused": 1}
    assert browser.ask(f"{PORTAL}/api/v1/checks/{purchase.code}").data == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"7",
        b'"text"',
        b"null",
        b"true",
        b"[",
        b"\xff\xfe",
        b"[" * 40_000,
        b'{"a":' * 9_000,
        b"[" + b"9" * 10_000 + b"x]",
        json.dumps([POPUP] * 61).encode(),
        json.dumps([{}] * 70).encode(),
    ],
    ids=[
        "nothing",
        "object",
        "number",
        "text",
        "null",
        "bool",
        "half",
        "no text",
        "deep lists",
        "deep objects",
        "long number",
        "61 items",
        "70 empty items",
    ],
)
def test_what_is_no_list_of_evidence_is_refused(browser: Browser, purchase: Purchase, body: bytes) -> None:
    refused(browser.tell(purchase, data=body, content_type="application/json"), 400, "bad_request")
    assert kept(browser, purchase) is None
    assert browser.tell(purchase, [POPUP]).get_json() == {"accepted": 1, "refused": 0}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"])
def test_evidence_must_say_that_it_is_json(browser: Browser, purchase: Purchase, content_type: str) -> None:
    body = json.dumps([POPUP]).encode()
    answer = browser.tell(purchase, data=body, content_type=content_type)
    refused(answer, 400, "bad_request")
    assert kept(browser, purchase) is None


def test_sixty_items_are_not_too_many(browser: Browser, purchase: Purchase) -> None:
    assert browser.tell(purchase, [POPUP] * 60).get_json() == {"accepted": 1, "refused": 59}


@pytest.mark.parametrize("how", ["a long list", "a long text", "white space"])
def test_an_oversized_body_is_refused(browser: Browser, purchase: Purchase, how: str) -> None:
    body = {
        "a long list": json.dumps([POPUP] * 2000).encode(),
        "a long text": json.dumps([POPUP | {"reason": "x" * 70_000}]).encode(),
        "white space": b" " * 70_000 + b"[]",
    }[how]
    refused(browser.tell(purchase, data=body, content_type="application/json"), 413, "too_large")
    assert kept(browser, purchase) is None


@pytest.mark.parametrize(
    "item",
    [
        7,
        None,
        [],
        "page-popup",
        {},
        {"probe": "page-popup"},
        {"probe": "page-popup", "status": "fine"},
        POPUP | {"probe": "no-such-probe"},
        POPUP | {"probe": "trail-pixel"},
        POPUP | {"probe": "trail-postback", "value": {"click_id": "right"}},
        POPUP | {"probe": "x" * 5000},
        POPUP | {"probe": "__proto__"},
        POPUP | {"probe": 7},
        POPUP | {"probe": ["page-popup"]},
        POPUP | {"reason": "x" * 81},
        POPUP | {"ms": -1},
        POPUP | {"ms": 10**12},
        POPUP | {"ms": 1.5},
        POPUP | {"ms": "soon"},
        POPUP | {"more": 1},
        POPUP | {"status": ["ok"]},
        POPUP | {"reason": "\ud800"},
    ],
)
def test_an_item_that_is_no_evidence_is_dropped_and_counted(browser: Browser, purchase: Purchase, item: Any) -> None:
    assert browser.tell(purchase, [item, COOKIES]).get_json() == {"accepted": 1, "refused": 1}
    assert kept(browser, purchase) == [{"reason": None, **COOKIES}]
    browser.shop(purchase)
    browser.end(purchase)
    assert browser.document(purchase)["methods"]["third_party_pixel"] == "tracked"


@pytest.mark.parametrize(
    "value",
    [None, True, [], "opened", {}, {"opened": 1}, {"opened": "true"}, {"opened": None}, {"opened": True, "more": 1}],
)
def test_a_value_of_another_shape_makes_the_probe_failed(browser: Browser, purchase: Purchase, value: Any) -> None:
    assert browser.tell(purchase, [POPUP | {"value": value}]).get_json() == {"accepted": 1, "refused": 0}
    assert kept(browser, purchase) == [
        {"probe": "page-popup", "status": "failed", "value": None, "reason": "malformed", "ms": None}
    ]


@pytest.mark.parametrize("status", ["blocked", "unsupported", "timed_out", "failed", "not_run"])
def test_a_probe_without_an_answer_keeps_no_value(browser: Browser, purchase: Purchase, status: str) -> None:
    browser.tell(purchase, [POPUP | {"status": status, "value": {"opened": False}, "reason": "why"}])
    assert kept(browser, purchase) == [
        {"probe": "page-popup", "status": status, "value": None, "reason": "why", "ms": None}
    ]


def test_a_probe_that_answers_twice_counts_once(browser: Browser, purchase: Purchase) -> None:
    other = POPUP | {"value": {"opened": False}}
    assert browser.tell(purchase, [POPUP, other]).get_json() == {"accepted": 1, "refused": 1}
    assert kept(browser, purchase)[0]["value"] == {"opened": True}


@pytest.mark.parametrize(
    "reason", ["<script>alert(1)</script>", "\x00\x1b[2J", "\u202e", "'; drop table checks; --", "é😀"]
)
def test_a_hostile_reason_does_no_harm(browser: Browser, purchase: Purchase, reason: str) -> None:
    browser.tell(purchase, [{"probe": "reach-hosts", "status": "failed", "reason": reason}], last=True)
    browser.shop(purchase)
    code = browser.end(purchase)
    assert browser.document(purchase)["evidence"][-1]["reason"] == reason
    for form in (f"/r/{code}", f"/r/{code}.txt"):
        answer = browser.ask(PORTAL + form)
        assert answer.status_code == 200
        assert "alert(1)" not in answer.text


def test_what_the_page_says_cannot_make_a_purchase_credited(browser: Browser, purchase: Purchase) -> None:
    forged = [
        {"probe": f"trail-{event}", "status": "ok", "value": value}
        for event, value in (("pixel", {"cookie": "right"}), ("report", {"click_id": "right"}))
    ]
    assert browser.tell(purchase, forged).get_json() == {"accepted": 0, "refused": 2}
    browser.ask(f"{PORTAL}/run/{purchase.ticket}/closed", method="POST")
    browser.end(purchase)
    document = browser.document(purchase)
    assert (document["verdict"], document["state"]) == ("unknown", "incomplete")
    assert set(document["methods"].values()) == {"unknown"}
