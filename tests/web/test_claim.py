"""Filing a claim, following it, and everything that can be wrong with one."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from babel.dates import format_date
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from checker.app import Service
from tests.builders import CHROME, FIREFOX, PORTAL
from tests.unit.services.test_picture import chunk, jpeg, png
from tests.web.shopper import ADDRESS, PAGE, Browser, Purchase, one
from tests.web.test_privacy import dump

_numbers = itertools.count()
NOTE = "I clicked <b>first</b> & paid\nwith \"card\" 'x' {{7*7}}"


@pytest.fixture
def browser(service: Service) -> Browser:
    """A browser of this test alone: how often one files is counted."""
    return Browser(service, f"{CHROME} Test/{next(_numbers)}")


def typed(days_ago: float = 5, **more: Any) -> dict[str, Any]:
    """A good form about an order so many days ago, told in UTC+01:00."""
    then = (datetime.now(UTC) - timedelta(days=days_ago)).astimezone(timezone(timedelta(hours=1)))
    return {
        "store": "Socks & Co", "order": "A-1", "day": str(then.day), "month": str(then.month), "year": str(then.year),
        "time": f"{then:%H:%M}", "zone": "60", "amount": "49,90", "currency": "EUR", "note": NOTE, "contact": "",
        "done": ["cart_not_empty", "left_window"],
    } | more  # fmt: skip


def send(browser: Browser, form: dict[str, Any], path: str = "/claim", **more: Any) -> TestResponse:
    """Open the form and send it, with a fresh token unless one is given."""
    if "token" not in form:
        form = form | {"token": one(r'name="token" value="(\w+)"', browser.ask(PORTAL + path).text)}
    fields = {name: value for name, value in form.items() if value is not None}
    told: dict[str, Any] = {"headers": {"Accept": PAGE}, "data": fields} | more
    if "content_type" not in more:
        # Written out here: the test client would leave a large body's temporary file open.
        boundary, told["data"] = encode_multipart(MultiDict(fields))
        told["content_type"] = f"multipart/form-data; boundary={boundary}"
    return browser.ask(PORTAL + path, method="POST", **told)


def file(browser: Browser, form: dict[str, Any] | None = None, path: str = "/claim") -> str:
    """File a claim; answers its code."""
    answer = send(browser, form or typed(), path)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].removeprefix("/claim/")


def shown(answer: TestResponse) -> dict[str, Any]:
    """What the form holds: the values of its fields, those checked, and the words beside fields."""
    text = answer.text
    values = {name: unescape(v) for name, v in re.findall(r'<input id="f-\w+" name="(\w+)"[^>]* value="([^"]*)"', text)}
    note = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", text, re.DOTALL)
    assert note
    values["note"] = unescape(note[1])
    for name in ("zone", "currency"):
        options = one(rf'(?s)<select id="f-{name}"(.*?)</select>', text)
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>(\w*)', options)
        values[name] = (chosen[1] or chosen[2]) if chosen else ""
    values["done"] = re.findall(r'name="done" value="(\w+)" checked', text)
    values["faults"] = {k: unescape(v) for k, v in re.findall(r'id="wrong-(\w+)">.*?</svg>(.*?)</p>', text)}
    return values


def kept_all(answer: TestResponse, form: dict[str, Any]) -> None:
    now = shown(answer)
    for name, value in form.items():
        if name not in ("token", "proof", "draft", "by_hand"):
            assert now[name] == value, name


# The form


def test_the_report_leads_to_a_form_that_brings_the_check(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}?store=socks")
    browser.start(purchase)
    browser.tell(purchase)
    browser.shop(purchase)
    browser.end(purchase)
    assert f'href="/r/{purchase.code}/claim"' in browser.ask(f"{PORTAL}/r/{purchase.code}").text
    page = browser.ask(f"{PORTAL}/r/{purchase.code}/claim")
    assert page.status_code == 200
    assert (shown(page)["check"], shown(page)["store"], shown(page)["faults"]) == (purchase.code, "socks", {})
    assert f"Your check {purchase.code} goes with the claim" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_a_form_without_a_check_says_that_one_helps(browser: Browser) -> None:
    page = browser.ask(f"{PORTAL}/claim")
    assert page.status_code == 200
    assert "A check of your browser helps" in page.text
    assert 'href="/check"' in page.text


def test_every_field_has_its_label(browser: Browser) -> None:
    text = browser.ask(f"{PORTAL}/claim").text
    ids = re.findall(r'<(?:input|select|textarea) id="(f-\w+)"', text)
    assert len(ids) == 13
    for field in ids:
        assert f'<label for="{field}">' in text


# Filing


def test_a_claim_is_filed_with_its_check_and_shown_to_who_has_its_code(service: Service, browser: Browser) -> None:
    purchase = browser.buy()
    code = file(browser, typed(check=purchase.code), f"/r/{purchase.code}/claim")
    assert re.fullmatch(r"C(-[2-9B-Z]{4}){3}", code)
    row = service.bench.claim_desk.get(code)
    assert (row.check_id, row.state, row.amount, row.done) == (
        purchase.check_id, "filed", "49.90", ["cart_not_empty", "left_window"],
    )  # fmt: skip
    assert row.note == NOTE
    assert row.sketch["click"] == "seen"
    page = Browser(service, FIREFOX).ask(f"{PORTAL}/claim/{code}")
    assert page.status_code == 200
    for part in ("Your claim is filed", code, "Socks &amp; Co", "A-1", "49.90 EUR", purchase.code, "after the order"):
        assert part in page.text
    assert "(UTC+01:00)" in page.text
    assert NOTE[:10] not in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_claim_without_a_check_is_filed(service: Service, browser: Browser) -> None:
    code = file(browser)
    assert service.bench.claim_desk.get(code).check_id is None
    assert "No check came with this claim" in browser.ask(f"{PORTAL}/claim/{code}").text


def test_a_code_typed_into_the_bare_form_brings_the_check_too(service: Service, browser: Browser) -> None:
    purchase = browser.buy()
    code = file(browser, typed(check=purchase.code.lower().replace("-", "")))
    assert service.bench.claim_desk.get(code).check_code == purchase.code


def test_a_colleague_with_the_reports_code_can_file_too(service: Service, browser: Browser) -> None:
    purchase = browser.buy()
    other = Browser(service, FIREFOX)
    code = file(other, typed(check=purchase.code), f"/r/{purchase.code}/claim")
    assert service.bench.claim_desk.get(code).check_id == purchase.check_id


def test_sending_a_form_twice_files_once(service: Service, browser: Browser) -> None:
    token = one(r'name="token" value="(\w+)"', browser.ask(f"{PORTAL}/claim").text)
    assert len({file(browser, typed(order="twice", token=token)) for _ in range(3)}) == 1
    assert [row.order_number for row in service.bench.claims.all()].count("twice") == 1


def test_a_browser_without_cookies_can_file(service: Service) -> None:
    assert file(Browser(service, keeps=()))


def test_the_form_needs_no_file_part_and_no_multipart(browser: Browser) -> None:
    answer = send(browser, typed(done="left_window"), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 303


# What is wrong with it


@pytest.mark.parametrize(
    ("wrong", "fault", "words"),
    [
        ({"store": ""}, "store", "Write the name"), ({"store": "s" * 81}, "store", "81 characters"),
        ({"order": " "}, "order", "order number"), ({"order": "o" * 61}, "order", "Shorten it to 60"),
        ({"day": "31", "month": "2"}, "date", "no such day"), ({"year": "1999"}, "date", "before the year 2000"),
        ({"year": "2999"}, "date", "still to come"), ({"day": ""}, "date", "day, month and year"),
        ({"time": "25:00"}, "time", "14:05"), ({"time": ""}, "time", "Write the time"),
        ({"zone": ""}, "zone", "time zone"),
        ({"amount": "much"}, "amount", "only the amount"), ({"amount": "1,234"}, "amount", "1234 or like 1.23"),
        ({"amount": "0"}, "amount", "more than 0"), ({"currency": ""}, "currency", "Choose the currency"),
        ({"contact": "ann"}, "contact", "e-mail address"), ({"note": "x" * 4001}, "note", "4001 characters"),
        ({"note": "x" * 5_000_000}, "note", "5000000 characters"), ({"check": "AAAA-AAAA"}, "check", "no report"),
        ({"check": "what?"}, "check", "looks like K7QF-2MXP"), ({"check": "x" * 100_000}, "check", "looks like"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)  # fmt: skip
def test_a_wrong_field_gets_a_word_beside_it_and_nothing_is_lost(
    browser: Browser, wrong: dict[str, str], fault: str, words: str
) -> None:
    form = typed(check="", contact="ann@x.example") | wrong
    answer = send(browser, form)
    assert answer.status_code == 422
    found = shown(answer)["faults"]
    assert list(found) == [fault]
    assert words in found[fault]
    kept_all(answer, form)
    anchor = one(r'<li><a href="#([\w-]+)">', answer.text)
    field = one(rf'(<(?:input|select|textarea) id="{anchor}"[^>]*>)', answer.text)
    assert 'aria-invalid="true"' in field
    assert f"wrong-{fault}" in one(r'aria-describedby="([^"]+)"', field)
    assert answer.text.count('role="alert"') == 1
    assert "<title>Please correct:" in answer.text


def test_a_currency_that_does_not_exist_is_refused(browser: Browser) -> None:
    answer = send(browser, typed(currency="ZZZ"))
    assert answer.status_code == 422
    assert "Choose one from the list" in shown(answer)["faults"]["currency"]


def test_everything_wrong_at_once_is_told_at_once(browser: Browser) -> None:
    answer = send(browser, {"proof": picture(b"no")})
    assert list(shown(answer)["faults"]) == [
        "store", "order", "date", "time", "zone", "amount", "currency", "proof",
    ]  # fmt: skip
    assert answer.text.count('<li><a href="#f-') == 8


def test_what_was_typed_is_shown_as_text(browser: Browser) -> None:
    hostile = '"><script>alert(1)</script>{{7*7}}'
    answer = send(browser, typed(**dict.fromkeys(("store", "day", "time", "amount", "contact", "check"), hostile)))
    assert "<script>alert" not in answer.text
    assert "49}}" not in answer.text.replace("49,90", "")
    assert shown(answer)["store"] == hostile


# The picture


def picture(content: bytes, name: str = "order.png", kind: str = "image/png") -> FileStorage:
    return FileStorage(io.BytesIO(content), name, content_type=kind)


def test_a_picture_is_kept_without_what_it_hides(service: Service, browser: Browser) -> None:
    code = file(browser, typed(proof=picture(png(extra=chunk(b"tEXt", b"GPS 48.2 N")))))
    row = service.bench.claims.proof(service.bench.claim_desk.get(code).id)
    assert row is not None
    assert (row.kind, row.width, row.height, row.content) == ("png", 3, 2, png())
    page = browser.ask(f"{PORTAL}/claim/{code}").text
    assert row.id not in page
    assert browser.ask(f"{PORTAL}/claim/{code}/proof").status_code == 404


def test_the_bytes_decide_and_not_the_name(service: Service, browser: Browser) -> None:
    code = file(browser, typed(proof=picture(jpeg(), "evil.html", "text/html")))
    row = service.bench.claims.proof(service.bench.claim_desk.get(code).id)
    assert row is not None
    assert row.kind == "jpeg"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><script>alert(1)</script>", "not a PNG or JPEG"),
        (png()[:50], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(3 * 1024 * 1024), "larger than 3 MB"),
        (b"x" * 5_000_000, "larger than 3 MB"),
        (b"x" * 25_000_000, "larger than 3 MB"),
    ],
    ids=["markup", "half", "just too large", "5 MB", "25 MB"],
)
def test_a_file_that_is_no_good_picture_gets_a_word_and_nothing_typed_is_lost(
    browser: Browser, content: bytes, words: str
) -> None:
    form = typed(proof=picture(content), contact="ann@x.example")
    answer = send(browser, form)
    assert answer.status_code == 422
    assert list(shown(answer)["faults"]) == ["proof"]
    assert words in shown(answer)["faults"]["proof"]
    kept_all(answer, form)


def test_a_good_picture_survives_another_fields_fault(service: Service, browser: Browser) -> None:
    answer = send(browser, typed(order="", proof=picture(png())))
    assert "Your picture is kept" in answer.text
    kept = one(r'name="proof_kept" value="(\w+)"', answer.text)
    code = file(browser, typed(proof_kept=kept))
    assert service.bench.claims.proof(service.bench.claim_desk.get(code).id) is not None
    again = file(browser, typed(order="A-2", proof_kept=kept))
    assert service.bench.claims.proof(service.bench.claim_desk.get(again).id) is None


def test_a_picture_that_is_kept_can_be_left_out(service: Service, browser: Browser) -> None:
    answer = send(browser, typed(order="", proof=picture(png())))
    kept = one(r'name="proof_kept" value="(\w+)"', answer.text)
    code = file(browser, typed(proof_kept=kept, proof_drop="1"))
    assert service.bench.claims.proof(service.bench.claim_desk.get(code).id) is None


def test_a_body_beyond_all_measure_is_refused_and_the_other_pages_keep_their_limit(browser: Browser) -> None:
    answer = send(browser, typed(token="x", proof=picture(b"x" * 33 * 1024 * 1024)))
    assert answer.status_code == 413
    assert "your browser kept what you typed" in answer.text
    assert browser.ask(f"{PORTAL}/check", method="POST", data={"ticket": "x" * 70_000}).status_code == 413


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=x", "text/plain", "", "\xff/x"]
)
@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\n\r\n\r\n--x--", bytes(range(256))])
def test_a_body_that_is_no_form_gets_the_form(browser: Browser, content_type: str, body: bytes) -> None:
    answer = browser.ask(
        f"{PORTAL}/claim", method="POST", data=body, headers={"Content-Type": content_type, "Accept": PAGE}
    )
    assert answer.status_code == 400
    assert '<form class="claim"' in answer.text


# Windows


def test_a_claim_that_is_too_early_is_told_when_and_can_be_kept_as_a_draft(service: Service, browser: Browser) -> None:
    form = typed(1)
    answer = send(browser, form)
    assert answer.status_code == 422
    opens = (datetime.now(UTC) + timedelta(days=2)).astimezone(timezone(timedelta(hours=1)))
    assert f"You can file this from {format_date(opens, 'medium', locale='en')}, {opens:%H:}" in answer.text
    kept_all(answer, form)
    assert 'name="draft" value="1"' in answer.text
    code = file(browser, form | {"draft": "1"})
    page = browser.ask(f"{PORTAL}/claim/{code}").text
    assert "Your draft is kept" in page
    assert "File the claim now" not in page
    assert code not in [row.code for row in service.bench.claims.all()]


def test_a_draft_is_filed_from_its_page_when_the_time_has_come(
    service: Service, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = file(browser, typed(1, draft="1"))
    real = datetime.now(UTC)
    calendar = SimpleNamespace(now=lambda _: real + timedelta(days=3))
    monkeypatch.setattr("checker.services.claim.datetime", calendar)
    monkeypatch.setattr("checker.web.shopper.claim.datetime", calendar)
    page = browser.ask(f"{PORTAL}/claim/{code}").text
    token = one(r'name="token" value="(\w+)"', page)
    address = f"{PORTAL}/claim/{code}/file"
    assert browser.ask(address, method="POST", data={"token": "x" * 52}).status_code == 303
    assert service.bench.claim_desk.get(code).state == "draft"
    assert browser.ask(address, method="POST", data={"token": token}).status_code == 303
    assert "Your claim is filed" in browser.ask(f"{PORTAL}/claim/{code}").text


def test_a_claim_that_is_too_late_is_told_so_and_can_still_be_handed_in(service: Service, browser: Browser) -> None:
    form = typed(200)
    answer = send(browser, form)
    assert answer.status_code == 422
    assert "The time in which claims are taken ended on" in answer.text
    kept_all(answer, form)
    code = file(browser, form | {"by_hand": "1"})
    assert service.bench.claim_desk.get(code).sketch["advice"] == "by_hand"
    assert "ask by hand" in browser.ask(f"{PORTAL}/claim/{code}").text


# Whose form it is


def test_a_token_of_another_form_loses_nothing_and_files_nothing(service: Service, browser: Browser) -> None:
    purchase = browser.buy()
    seals, form = service.bench.seals, typed(order="stolen")
    for token in ("", "x" * 52, seals.form("delete", ""), seals.form("claim", purchase.check_id), purchase.ticket):
        answer = send(browser, form | {"token": token})
        assert answer.status_code == 400
        assert "This page was open for long" in answer.text
        kept_all(answer, form)
    assert "stolen" not in [row.order_number for row in service.bench.claims.all()]


def test_a_form_that_lay_open_for_a_day_is_sent_once_more(
    browser: Browser, later: Callable[[float], None]
) -> None:  # fmt: skip
    token = one(r'name="token" value="(\w+)"', browser.ask(f"{PORTAL}/claim").text)
    later(24 * 3600)
    answer = send(browser, typed(token=token))
    assert answer.status_code == 400
    fresh = one(r'name="token" value="(\w+)"', answer.text)
    assert send(browser, typed(token=fresh)).status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 400), ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303), ({"Origin": "https://evil.example"}, 400),
        ({"Origin": "http://["}, 400), ({"Origin": PORTAL}, 303), ({"Origin": "null"}, 303),
    ],
    ids=str,
)  # fmt: skip
def test_another_sites_page_cannot_file(browser: Browser, headers: dict[str, str], status: int) -> None:
    assert send(browser, typed(), headers={"Accept": PAGE} | headers).status_code == status


def test_a_check_that_has_been_deleted_meanwhile_loses_nothing(service: Service, browser: Browser) -> None:
    purchase = browser.buy()
    path, form = f"/r/{purchase.code}/claim", typed(check=purchase.code)
    token = one(r'name="token" value="(\w+)"', browser.ask(PORTAL + path).text)
    service.bench.checks.delete(purchase.check_id)
    answer = send(browser, form | {"token": token}, path)
    assert answer.status_code == 400
    kept_all(answer, form)
    assert "There is no report with this code any more" in shown(answer)["faults"]["check"]
    assert 'action="/claim"' in answer.text


@pytest.mark.parametrize("code", ["AAAA-AAAA", "nonsense"])
def test_an_unknown_report_has_no_form_of_its_own(browser: Browser, code: str) -> None:
    assert browser.ask(f"{PORTAL}/r/{code}/claim").status_code in (400, 404)


# Who may see a claim


@pytest.mark.parametrize("code", ["C-AAAA-AAAA-AAAA", "AAAA-AAAA", "x" * 3000, "C-%27-or-1"])
@pytest.mark.parametrize("path", ["/claim/{}", "/claim/{}/delete"])
def test_without_its_code_nobody_sees_a_claim(browser: Browser, path: str, code: str) -> None:
    answer = browser.ask(PORTAL + path.format(code))
    assert answer.status_code == 404
    assert "claim" in answer.text


def test_the_reports_code_does_not_lead_to_the_claim(browser: Browser) -> None:
    purchase = browser.buy()
    code = file(browser, typed(check=purchase.code), f"/r/{purchase.code}/claim")
    for address in (f"/r/{purchase.code}", f"/r/{purchase.code}.txt", f"/api/v1/checks/{purchase.code}"):
        assert code not in browser.ask(PORTAL + address).text
    assert browser.ask(f"{PORTAL}/claim/{purchase.code}").status_code == 404


@pytest.mark.parametrize(
    ("state", "answer", "words"),
    [
        ("no_record", "no_click", "There was no click"), ("pending", "asked_store", "The store is looking at it"),
        ("confirmed", None, "Your cashback is confirmed"), ("declined", "cancelled", "The order was cancelled"),
    ],
)  # fmt: skip
def test_the_page_shows_what_support_answered_and_not_what_it_noted(
    service: Service, browser: Browser, state: Any, answer: Any, words: str
) -> None:
    code = file(browser)
    service.bench.claim_desk.answer(code, state, answer, "a note among ourselves")
    page = browser.ask(f"{PORTAL}/claim/{code}").text
    assert words in page
    assert "among ourselves" not in page


def test_a_claim_is_deleted_by_who_has_its_code_after_a_second_press(service: Service, browser: Browser) -> None:
    code = file(browser, typed(proof=picture(png())))
    address = f"{PORTAL}/claim/{code}/delete"
    token = one(r'name="token" value="(\w+)"', browser.ask(address).text)
    other = service.bench.seals.form("claim-file", code)
    for wrong in ("", other):
        browser.ask(address, method="POST", data={"token": wrong})
    browser.ask(address, method="POST", data={"token": token}, headers={"Origin": "https://evil.example"})
    assert service.bench.claim_desk.find(code) is not None
    url, page = browser.go(address, method="POST", data={"token": token})
    assert url == f"{PORTAL}/deleted"
    assert page.status_code == 200
    assert browser.ask(f"{PORTAL}/claim/{code}").status_code == 404


# How often


def test_a_check_takes_five_claims_an_hour_and_a_browser_twenty(make_service: Callable[..., Service]) -> None:
    service = make_service()
    browser = Browser(service)
    purchase: Purchase = browser.buy()
    path = f"/r/{purchase.code}/claim"
    for number in range(5):
        file(browser, typed(order=f"c{number}", check=purchase.code), path)
    form = typed(order="one too many", check=purchase.code)
    answer = send(browser, form, path)
    assert answer.status_code == 429
    assert "Nothing is lost" in answer.text or "All that you typed is still here" in answer.text
    kept_all(answer, form)
    for number in range(14):
        file(browser, typed(order=f"b{number}"))
    assert send(browser, typed(order="too many")).status_code == 429
    assert file(Browser(service, FIREFOX), typed(order="another browser"))
    assert {row.order_number for row in service.bench.claims.all()}.isdisjoint({"one too many", "too many"})


def test_a_form_that_is_wrong_costs_no_claim(make_service: Callable[..., Service]) -> None:
    browser = Browser(make_service())
    for _ in range(22):
        assert send(browser, typed(order="")).status_code == 422
    assert file(browser)


def test_claim_codes_cannot_be_tried_out(make_service: Callable[..., Service]) -> None:
    browser = Browser(make_service())
    answers = [browser.ask(f"{PORTAL}/claim/C-AAAA-AAAA-AAAA").status_code for _ in range(61)]
    assert answers == [404] * 60 + [429]


def test_behind_proxies_the_shoppers_own_address_counts(make_service: Callable[..., Service]) -> None:
    for proxies, last in (("0", 429), ("1", 404)):
        browser = Browser(make_service(CHECKER_PROXIES=proxies))
        address = f"{PORTAL}/claim/C-AAAA-AAAA-AAAA"
        for _ in range(60):
            browser.ask(address, headers={"X-Forwarded-For": "198.51.100.1"})
        assert browser.ask(address, headers={"X-Forwarded-For": "198.51.100.2"}).status_code == last


def test_limits_can_be_counted_in_redis(make_service: Callable[..., Service], redis_url: str) -> None:
    browsers = [Browser(make_service(REDIS_URL=redis_url)) for _ in range(2)]
    answers = [browsers[n % 2].ask(f"{PORTAL}/claim/C-AAAA-AAAA-AAAA").status_code for n in range(61)]
    assert answers == [404] * 60 + [429]


# What is kept


def test_a_claim_keeps_no_address_no_user_agent_and_no_token(make_service: Callable[..., Service]) -> None:
    service = make_service()
    user_agent = CHROME.replace("Safari/537.36", "Safari/537.36 Rare/7.7.7")
    browser = Browser(service, user_agent)
    purchase = browser.buy()
    path = f"/r/{purchase.code}/claim"
    token = one(r'name="token" value="(\w+)"', browser.ask(PORTAL + path).text)
    headers = {
        "Accept": PAGE,
        "X-Forwarded-For": "198.51.100.23",
        "Referer": f"{PORTAL}/private-path",
        "Accept-Language": "tlh-KX",
    }
    form = typed(check=purchase.code, token=token, contact="ann@x.example", proof=picture(png(), "ann-at-home.png"))
    answer = send(browser, form, path, headers={"Accept": PAGE} | headers)
    assert answer.status_code == 303
    kept = dump(service)
    assert "ann@x.example" in kept
    for secret in (
        user_agent, user_agent[:40], "Rare/7.7.7", "AppleWebKit", ADDRESS, "198.51.100.23", "127.0.0.1", "private-path",
        "tlh-KX", "ann-at-home", token, token[28:],
    ):  # fmt: skip
        assert secret not in kept, secret
