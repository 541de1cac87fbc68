"""`again=`: a check that is made once more, and the report that then says what has changed."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from checker.app import Service
from checker.report import words
from tests.builders import FIREFOX, PORTAL
from tests.web.shopper import Browser, Purchase, one

GONE = "The earlier check is not there any more."


def lossy(service: Service) -> tuple[Browser, Purchase]:
    """A browser that sends no cookies to third parties, after a check."""
    browser = Browser(service, third_party="blocked")
    return browser, browser.buy()


def kept(browser: Browser, purchase: Purchase) -> str | None:
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None
    return row.again


def report(browser: Browser, purchase: Purchase) -> str:
    return browser.ask(f"{PORTAL}/r/{purchase.code}").text


def changes(text: str) -> str:
    """The section of the comparison, without its drawings."""
    return unescape(re.sub(r"<[^>]*>", " ", one(r'(?s)<section class="changes .*?>(.*?)</section>', text)))


def again(browser: Browser, purchase: Purchase) -> str:
    """The address behind the report's button."""
    return unescape(one(r'class="button" href="(/check\?[^"]*)"', report(browser, purchase)))


def test_the_reports_button_leads_to_a_check_that_is_held_against_it(service: Service) -> None:
    browser, before = lossy(service)
    address = again(browser, before)
    assert address == f"/check?again={before.code}"
    page = browser.ask(PORTAL + address)
    assert page.status_code == 200
    assert f'<input type="hidden" name="again" value="{before.code}">' in page.text
    browser.third_party = "sent"
    after = browser.buy(f"?again={before.code}")
    assert kept(browser, after) == before.code
    text = report(browser, after)
    assert words.COMPARED["fixed"] in changes(text)
    assert f"{words.CAUSES['third-party-cookies-blocked'].title}: {words.CHANGES['fixed']}" in changes(text)
    assert f"Third-party pixel: {words.CHANGES['fixed']}" in changes(text)
    assert f'<a href="/r/{before.code}">{before.code}</a>' in text
    assert "another browser" not in changes(text)
    # It stands below the verdict, and a picture with words tells each line, not a colour alone.
    assert text.index('id="verdict"') < text.index('id="changes"') < text.index('class="strip"')


def test_store_and_return_go_along_with_it(service: Service) -> None:
    browser = Browser(service)
    purchase = browser.buy("?store=macys&return=/stores/1")
    query = parse_qs(urlsplit(again(browser, purchase)).query)
    assert query == {"again": [purchase.code], "store": ["macys"], "return": ["/stores/1"]}


def test_what_has_not_changed_is_still_there(service: Service) -> None:
    browser, before = lossy(service)
    after = browser.buy(f"?again={before.code}")
    told = changes(report(browser, after))
    assert words.COMPARED["still"] in told
    assert f"{words.CAUSES['third-party-cookies-blocked'].title}: {words.CHANGES['still']}" in told


def test_what_stands_in_the_way_since_then_is_new(service: Service) -> None:
    browser = Browser(service)
    before = browser.buy()
    browser.third_party = "blocked"
    told = changes(report(browser, browser.buy(f"?again={before.code}")))
    assert words.COMPARED["new"] in told
    assert f"Third-party pixel: {words.CHANGES['new']}" in told


def test_two_checks_in_which_all_is_well_have_nothing_to_list(service: Service) -> None:
    browser = Browser(service)
    before = browser.buy()
    # Nothing that a second visit brings with it counts.
    text = report(browser, browser.buy(f"?again={before.code}"))
    assert words.COMPARED["same"] in changes(text)
    assert "<li>" not in one(r'(?s)<section class="changes .*?>(.*?)</section>', text)


def test_a_check_that_could_not_finish_says_that_it_was_not_measured(service: Service) -> None:
    browser, before = lossy(service)
    purchase = browser.open_check()
    browser.start(purchase, f"?again={before.code}")
    browser.ask(f"{PORTAL}/run/{purchase.ticket}/closed", method="POST", page=PORTAL)
    browser.end(purchase)
    told = changes(report(browser, purchase))
    assert words.COMPARED["not_measured"] in told
    assert words.CHANGES["fixed"] not in told


def test_what_the_earlier_check_could_not_see_is_not_called_new(service: Service) -> None:
    browser = Browser(service, third_party="blocked")
    stopped = browser.open_check()
    browser.start(stopped)
    browser.ask(f"{PORTAL}/run/{stopped.ticket}/closed", method="POST", page=PORTAL)
    code = browser.end(stopped)
    told = changes(report(browser, browser.buy(f"?again={code}")))
    assert words.COMPARED["found"] in told
    assert f"Third-party pixel: {words.CHANGES['found']}" in told
    assert ": new" not in told


def test_another_browsers_check_is_called_that(service: Service) -> None:
    _, before = lossy(service)
    other = Browser(service, FIREFOX)
    after = other.buy(f"?again={before.code}")
    assert "That one was made in another browser." in changes(report(other, after))


def test_without_an_earlier_check_nothing_is_compared(service: Service) -> None:
    browser, _ = lossy(service)
    assert 'id="changes"' not in report(browser, browser.buy())


def test_an_earlier_check_that_is_deleted_later_leaves_the_report_without_comparison(service: Service) -> None:
    browser, before = lossy(service)
    after = browser.buy(f"?again={before.code}")
    service.bench.checks.delete(before.check_id)
    text = report(browser, after)
    assert 'id="changes"' not in text
    assert before.code not in text


@pytest.mark.parametrize("raw", ["AAAA-AAAA", "nonsense", "K7QF-2MXP'--", "<script>", "0" * 500, "//evil.example"])
def test_a_code_that_is_no_check_gets_a_word_and_the_check_runs_all_the_same(service: Service, raw: str) -> None:
    browser = Browser(service)
    page = browser.ask(f"{PORTAL}/check?again={quote(raw)}&return=/stores/1")
    assert page.status_code == 400
    assert GONE in one(r'role="alert">([^<]*)<', page.text)
    assert 'name="again"' not in page.text
    assert 'id="start"' in page.text
    # The other wishes stay.
    assert 'name="return" value="/stores/1"' in page.text
    purchase = browser.open_check()
    browser.start(purchase, f"?again={quote(raw)}")
    assert kept(browser, purchase) is None


def test_a_code_may_be_written_as_people_write_it(service: Service) -> None:
    browser, before = lossy(service)
    for written in (before.code.lower(), f"%20{before.code}%20"):
        page = browser.ask(f"{PORTAL}/check?again={written}")
        assert page.status_code == 200
        assert f'name="again" value="{before.code}"' in page.text


def test_a_check_that_still_runs_cannot_be_held_against(service: Service) -> None:
    browser = Browser(service)
    running = browser.open_check()
    browser.start(running)
    row = service.bench.checks.get(running.check_id)
    assert row is not None and row.state == "running"
    page = browser.ask(f"{PORTAL}/check?again={row.code}")
    assert page.status_code == 400
    assert GONE in page.text
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}?again={row.code}")
    assert kept(browser, purchase) is None


def test_the_code_goes_along_with_the_form_where_scripting_is_off(service: Service) -> None:
    browser, before = lossy(service)
    purchase = browser.open_check()
    browser.press_without_script(purchase, again=before.code)
    assert kept(browser, purchase) == before.code
