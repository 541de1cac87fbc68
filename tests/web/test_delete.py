"""Deleting a report: for its own browser, for who has the code of its claim, and for nobody else."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from checker.app import Service
from tests.builders import FIREFOX, PORTAL
from tests.unit.services.test_picture import png
from tests.web.shopper import PAGE, Browser, Purchase, one
from tests.web.test_claim import browser as browser
from tests.web.test_claim import file, picture, typed


def delete(browser: Browser, purchase: Purchase, token: str | None = None, **form: str) -> TestResponse:
    address = f"{PORTAL}/r/{purchase.code}/delete"
    if token is None:
        token = one(r'name="token" value="(\w+)"', browser.ask(address).text)
    headers = {"Accept": PAGE} | {name: form.pop(name) for name in ("Origin",) if name in form}
    return browser.ask(address, method="POST", data={"token": token, **form}, headers=headers)


def is_gone(service: Service, purchase: Purchase) -> bool:
    gone = Browser(service).ask(f"{PORTAL}/r/{purchase.code}").status_code == 404
    assert (service.bench.checks.get(purchase.check_id) is None) == gone
    assert (service.bench.checks.events(purchase.check_id) == []) == gone
    return gone


def claim_on(browser: Browser, purchase: Purchase) -> str:
    return file(browser, typed(check=purchase.code, proof=picture(png())), f"/r/{purchase.code}/claim")


def test_the_browser_that_made_the_check_deletes_it_with_two_presses(service: Service, browser: Browser) -> None:
    purchase = browser.buy()
    assert f'href="/r/{purchase.code}/delete"' in browser.ask(f"{PORTAL}/r/{purchase.code}").text
    page = browser.ask(f"{PORTAL}/r/{purchase.code}/delete")
    assert page.status_code == 200
    assert "Claim code" not in page.text
    assert not is_gone(service, purchase)
    answer = delete(browser, purchase)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/deleted")
    assert is_gone(service, purchase)
    assert browser.ask(f"{PORTAL}/api/v1/checks/{purchase.code}").status_code == 404
    assert browser.ask(f"{PORTAL}/r/{purchase.code}/delete").status_code == 404


def test_a_browser_without_cookies_deletes_its_own(service: Service) -> None:
    browser = Browser(service, keeps=())
    purchase = browser.open_check()
    browser.press_without_script(purchase)
    row = service.bench.checks.get(purchase.check_id)
    assert row is not None
    purchase.code = row.code
    assert delete(browser, purchase).status_code == 303
    assert is_gone(service, purchase)


@pytest.mark.parametrize("same_kind", [True, False], ids=["same browser, other cookie", "other browser"])
def test_a_colleague_who_has_the_code_reads_the_report_and_cannot_delete_it(
    service: Service, browser: Browser, same_kind: bool
) -> None:
    purchase = browser.buy()
    colleague = Browser(service, browser.user_agent) if same_kind else Browser(service, FIREFOX)
    colleague.open_check()
    page = colleague.ask(f"{PORTAL}/r/{purchase.code}/delete")
    assert "This is not the browser that made the check" in page.text
    for claim in ("", "C-AAAA-AAAA-AAAA", purchase.code):
        answer = delete(colleague, purchase, claim=claim)
        assert answer.status_code == 403
        assert "This is not the code of a claim" in answer.text
    assert not is_gone(service, purchase)


def test_the_code_of_its_claim_deletes_a_report_from_anywhere(service: Service, browser: Browser) -> None:
    purchase, other = browser.buy(), browser.buy()
    code, of_other = claim_on(browser, purchase), claim_on(browser, other)
    phone = Browser(service, FIREFOX)
    assert delete(phone, purchase, claim=of_other).status_code == 403
    assert delete(phone, purchase, claim=code.lower()).status_code == 303
    assert is_gone(service, purchase)
    assert not is_gone(service, other)


def test_a_stranger_without_the_code_finds_nothing_to_delete(service: Service, browser: Browser) -> None:
    browser.buy()
    assert Browser(service, FIREFOX).ask(f"{PORTAL}/r/AAAA-AAAA/delete").status_code == 404
    for method in ("GET", "POST"):
        assert Browser(service, FIREFOX).ask(f"{PORTAL}/r/AAAA-AAAA/delete", method=method).status_code == 404


def test_a_claim_keeps_its_words_and_loses_report_and_picture(service: Service, browser: Browser) -> None:
    purchase = browser.buy()
    code = claim_on(browser, purchase)
    assert "The report was attached to a claim" in browser.ask(f"{PORTAL}/r/{purchase.code}/delete").text
    delete(browser, purchase)
    row = service.bench.claim_desk.get(code)
    assert (row.dossier, row.diagnosis, row.check_code) == (None, None, None)
    assert service.bench.claims.proof(row.id) is None
    page = browser.ask(f"{PORTAL}/claim/{code}").text
    assert "The report was deleted" in page
    assert purchase.code not in page


def test_a_claim_can_be_taken_back_with_its_report(service: Service, browser: Browser) -> None:
    purchase = browser.buy()
    code = claim_on(browser, purchase)
    assert delete(browser, purchase, claims_too="1").status_code == 303
    assert service.bench.claim_desk.find(code) is None


def test_a_claim_outlives_the_purge_of_its_report(service: Service, browser: Browser) -> None:
    purchase = browser.buy()
    code = claim_on(browser, purchase)
    service.bench.checks.delete(purchase.check_id)  # as the purge does
    page = browser.ask(f"{PORTAL}/claim/{code}").text
    assert "deleted by age; a copy goes with the claim" in page
    assert f'href="/r/{purchase.code}"' not in page


def test_without_a_good_token_nothing_is_deleted(service: Service, browser: Browser) -> None:
    purchase, other = browser.buy(), browser.buy()
    colleague = Browser(service, browser.user_agent)
    colleague.open_check()
    theirs = one(r'name="token" value="(\w+)"', colleague.ask(f"{PORTAL}/r/{purchase.code}/delete").text)
    of_other = one(r'name="token" value="(\w+)"', browser.ask(f"{PORTAL}/r/{other.code}/delete").text)
    for token in ("", "x" * 52, theirs, of_other, purchase.ticket):
        assert delete(browser, purchase, token).status_code == 400
    assert not is_gone(service, purchase)


def test_another_sites_page_cannot_delete(service: Service, browser: Browser) -> None:
    purchase = browser.buy()
    assert delete(browser, purchase, Origin="https://evil.example").status_code == 403
    assert not is_gone(service, purchase)


def test_the_privacy_page_names_days_hosts_and_cookies_and_every_page_leads_there(browser: Browser) -> None:
    page = browser.ask(f"{PORTAL}/privacy")
    assert page.status_code == 200
    for part in (
        "30 days",
        "400 days",
        "portal.test",
        "network.test",
        "shop.test",
        "check-browser",
        "check-visited",
        "www.awin1.com",
    ):
        assert part in page.text
    assert 'href="/privacy"' in browser.ask(f"{PORTAL}/check").text


def test_the_texts_say_the_days_of_the_settings(make_service: object) -> None:
    service = make_service(CHECKER_KEEP_DAYS="7", CHECKER_CLAIM_DAYS="222")  # type: ignore[operator]
    browser = Browser(service)
    text = browser.ask(f"{PORTAL}/privacy").text
    assert "after 7 days" in text
    assert "222 days" in text
    assert "Nothing is sent to anybody else" not in text
    quiet = make_service(CHECKER_ASK_NETWORKS="0")  # type: ignore[operator]
    assert "Nothing is sent to anybody else" in Browser(quiet).ask(f"{PORTAL}/privacy").text
    assert "for 7 days" in browser.ask(f"{PORTAL}/check").text
