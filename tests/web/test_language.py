"""Which language a reader gets, and that every page is whole in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from checker.app import Service
from checker.web.language import CODES
from tests.web.shopper import NETWORK, PORTAL, SHOP, Browser

PAGES = ("/check", "/claim", "/privacy", "/matrix", "/deleted", "/nowhere", "/badge")


def spoken(browser: Browser, url: str, **headers: str) -> str:
    answer = browser.ask(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert f'<html lang="{answer.headers["Content-Language"]}" dir="ltr"' in answer.text
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in answer.headers["Vary"].split(",")}
    return answer.headers["Content-Language"]


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("pt-BR,it;q=0.8,en;q=0.7", "it"),
        ("fr-CH, fr;q=0.9", "fr"),
        ("es-419", "es"),
        ("ja", "en"),
        ("*", "en"),
        ("", "en"),
        (";;q=,\\", "en"),
    ],
)
def test_the_browsers_wish_is_heard(browser: Browser, wish: str, language: str) -> None:
    assert spoken(browser, f"{PORTAL}/check", Accept_Language=wish) == language


def test_a_choice_is_kept_and_goes_before_the_wish(browser: Browser) -> None:
    answer = browser.ask(f"{PORTAL}/privacy?lang=it")
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("check-language="))
    assert cookie.startswith("check-language=it;")
    assert "Max-Age=2592000" in cookie
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert spoken(browser, f"{PORTAL}/check", Accept_Language="de") == "it"
    assert spoken(browser, f"{PORTAL}/check?lang=fr", Accept_Language="de") == "fr"


def test_a_choice_works_without_cookies(service: Service) -> None:
    browser = Browser(service, keeps=())
    assert spoken(browser, f"{PORTAL}/check?lang=es") == "es"
    assert spoken(browser, f"{PORTAL}/check") == "en"


@pytest.mark.parametrize("unknown", ["xx", "", "DE", "en-GB", "../de", "de\r\nSet-Cookie: a=b"])
def test_an_unknown_choice_counts_as_none(browser: Browser, unknown: str) -> None:
    answer = browser.ask(f"{PORTAL}/check", headers={"Accept-Language": "ja"})
    assert answer.headers["Content-Language"] == "en"
    answer = browser.ask(f"{PORTAL}/privacy?lang={quote(unknown)}")
    assert answer.headers["Content-Language"] == "en"
    assert "check-language" not in str(answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_made_in_every_language(browser: Browser, page: str, code: str) -> None:
    answer = browser.ask(f"{PORTAL}{page}?lang={code}")
    assert answer.status_code in (200, 404)
    assert answer.headers["Content-Language"] == code
    assert answer.text.count('aria-current="true"') == (0 if page == "/badge" else 1)


@pytest.mark.parametrize("code", CODES[1:])
def test_no_sentence_of_ours_is_left_in_english(browser: Browser, code: str) -> None:
    english = Browser(browser.service)
    for page in ("/check", "/claim", "/privacy"):
        told = browser.ask(f"{PORTAL}{page}?lang={code}").text
        for line in english.ask(f"{PORTAL}{page}?lang=en").text.split("<p")[1:]:
            text = line.partition(">")[2].partition("<")[0].strip()
            hosts = all("." in word.strip(".,") for word in text.split())
            assert hosts or len(text.split()) < 4 or text not in told, text


@pytest.mark.parametrize("code", CODES)
def test_a_report_is_made_in_every_language_and_its_text_stays_english(browser: Browser, code: str) -> None:
    purchase = browser.buy()
    plain = browser.ask(f"{PORTAL}/r/{purchase.code}.txt")
    document = browser.ask(f"{PORTAL}/api/v1/checks/{purchase.code}")
    assert spoken(browser, f"{PORTAL}/r/{purchase.code}", Accept_Language=code) == code
    assert spoken(browser, f"{PORTAL}/r/{purchase.code}/claim", Accept_Language=code) == code
    assert spoken(browser, f"{PORTAL}/r/{purchase.code}/delete", Accept_Language=code) == code
    wish = {"Accept-Language": code}
    assert browser.ask(f"{PORTAL}/r/{purchase.code}.txt", headers=wish).data == plain.data
    assert browser.ask(f"{PORTAL}/api/v1/checks/{purchase.code}", headers=wish).data == document.data


@pytest.mark.parametrize("code", CODES)
def test_the_practice_store_speaks_too(browser: Browser, code: str) -> None:
    for site in (SHOP, NETWORK):
        answer = browser.ask(f"{site}/nowhere", headers={"Accept-Language": code})
        assert answer.headers["Content-Language"] == code
        assert "check-language" not in str(answer.headers.getlist("Set-Cookie"))


def test_a_report_names_its_time_in_utc_as_the_language_writes_it(browser: Browser) -> None:
    purchase = browser.buy()
    text = browser.ask(f"{PORTAL}/r/{purchase.code}", headers={"Accept-Language": "de"}).text
    day, month, rest = text.partition(purchase.code + '</strong></p>\n<p class="small">')[2].split(".", 2)
    assert day.isdigit() and month.isdigit()
    assert rest[:4].isdigit() and " UTC" in rest[:20]


def test_links_to_other_languages_keep_what_was_asked(browser: Browser) -> None:
    text = browser.ask(f"{PORTAL}/check?store=asos&return=/back").text
    assert 'href="?store=ASOS&amp;return=%2Fback&amp;lang=it" lang="it" hreflang="it"' in text


def test_after_a_refused_form_the_links_lead_to_a_page(browser: Browser) -> None:
    text = browser.ask(f"{PORTAL}/claim/C-AAAA-AAAA-AAAA/file", method="POST").text
    assert 'href="/check?lang=it"' in text


def test_a_portal_speaks_the_languages_of_its_brand(make_service: Callable[..., Service], tmp_path: Path) -> None:
    file = tmp_path / "brands.toml"
    file.write_text('[[portal]]\nname = "Ours"\nlanguages = ["de", "it"]\ndefault_language = "it"\n', encoding="utf-8")
    browser = Browser(make_service(CHECKER_BRANDS=str(file)))
    assert spoken(browser, f"{PORTAL}/check", Accept_Language="en") == "it"
    assert spoken(browser, f"{PORTAL}/check?lang=en") == "it"
    assert spoken(browser, f"{PORTAL}/check?lang=de") == "de"
    assert 'hreflang="fr"' not in browser.ask(f"{PORTAL}/check").text
