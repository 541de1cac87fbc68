"""`store=`: naming a store on the check page and in its address, and what the report then begins with."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from checker.app import Service
from checker.knowledge.stores import UNNAMED, load_stores
from checker.report.store import UNKNOWN_STORE, UNNAMED_STORE
from checker.web.shopper.check import OFFERED
from tests.builders import CHROME, PORTAL
from tests.web.shopper import Browser, one

STORES = load_stores()


def field(page: str) -> str:
    """What stands in the field."""
    return one(r'<input id="store" name="store" [^>]*value="([^"]*)"', page)


def kept(browser: Browser, check_id: str) -> str | None:
    row = browser.service.bench.checks.get(check_id)
    assert row is not None
    return row.store_id


def section(report: str) -> str:
    return unescape(one(r'(?s)<section class="store".*?</svg>(.*?)</section>', report))


def test_the_field_offers_the_stores_as_a_list_and_comes_before_the_button(browser: Browser) -> None:
    page = browser.ask(f"{PORTAL}/check").text
    offered = [unescape(name) for name in re.findall(r'<option value="([^"]*)">', page)]
    assert offered == [store.name for store in STORES.values()][:OFFERED]
    assert field(page) == ""
    assert '<label for="store">' in page
    assert page.index('id="store"') < page.index('id="start"')
    assert 'list="stores"' in page and '<datalist id="stores">' in page
    assert set(re.findall(r'aria-describedby="([^"]*)"', page)) == {"store-hint"}
    assert 'id="store-hint"' in page


@pytest.mark.parametrize("named", ["macys", "Macy's", " MACYS ", "www.macys.com", "https://www.macys.com/x"])
def test_a_store_is_named_by_id_name_or_host(browser: Browser, named: str) -> None:
    page = browser.ask(f"{PORTAL}/check?store={quote(named)}")
    assert page.status_code == 200
    assert field(page.text) == "Macy's"
    for start in ("press", "post"):
        purchase = browser.open_check()
        if start == "press":
            browser.ask(f"{PORTAL}/go/{purchase.ticket}?store={quote(named)}")
        else:
            browser.press_without_script(purchase, store=named)
        assert kept(browser, purchase.check_id) == "macys"


@pytest.mark.parametrize("store", ["blue-socks", "shop.example", "7", "a" * 60])
def test_a_store_that_we_do_not_know_is_kept_by_its_id(browser: Browser, store: str) -> None:
    purchase = browser.open_check(f"?store={store}")
    assert field(browser.responses[-1][1].text) == store
    browser.ask(f"{PORTAL}/go/{purchase.ticket}?store={store}")
    assert kept(browser, purchase.check_id) == store


@pytest.mark.parametrize(
    ("typed", "stays"),
    [
        ("../../etc", "etc"),
        ("a b", "a-b"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("x';drop table checks;--", "x-drop-table-checks"),
        ('"><img src=x>', "img-src-x"),
        ("a\x00b\r\nSet-Cookie: x", "a-b-set-cookie-x"),
        ("{{ 7*7 }}", "7-7"),
        ("\u0436\u0443\u043a", UNNAMED),
    ],
)
def test_whatever_is_typed_stays_in_the_field_and_the_check_runs(browser: Browser, typed: str, stays: str) -> None:
    page = browser.ask(f"{PORTAL}/check?store={quote(typed)}")
    assert page.status_code == 200
    assert field(page.text) == re.sub(r"[\x00\r\n]", " ", typed)
    assert escape(typed) == typed or typed not in page.text
    purchase = browser.buy(f"?store={quote(typed)}")
    assert kept(browser, purchase.check_id) == stays
    report = browser.ask(f"{PORTAL}/r/{purchase.code}").text
    assert UNKNOWN_STORE in section(report)
    assert (UNNAMED_STORE if stays == UNNAMED else stays) in section(report)
    assert escape(typed) == typed or typed not in report
    again = f"/check?again={purchase.code}" + (f"&store={stays}" if stays != UNNAMED else "")
    assert f'class="button" href="{again}"' in unescape(report)


def test_a_name_that_is_too_long_gets_a_word_beside_the_field_and_the_check_runs(browser: Browser) -> None:
    page = browser.ask(f"{PORTAL}/check?store={'x' * 81}")
    assert page.status_code == 400
    assert field(page.text) == "x" * 81
    assert 'aria-describedby="store-hint store-wrong"' in page.text
    assert "too long" in one(r'id="store-wrong">([^<]*)<', page.text)
    assert 'id="start"' in page.text
    purchase = browser.buy()
    assert kept(browser, purchase.check_id) is None
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}?store={'x' * 81}")
    assert kept(browser, purchase.check_id) is None


def test_without_a_store_the_report_has_no_such_section(browser: Browser) -> None:
    for query in ("", "?store=", "?store=%20"):
        purchase = browser.buy(query)
        assert kept(browser, purchase.check_id) is None
        report = browser.ask(f"{PORTAL}/r/{purchase.code}").text
        assert 'class="store"' not in report
        assert 'href="/check"' in report


def test_the_report_begins_with_the_store_and_so_does_the_next_check(browser: Browser) -> None:
    purchase = browser.buy("?store=Macy%27s&return=/stores/1")
    report = browser.ask(f"{PORTAL}/r/{purchase.code}").text
    assert "Your store: Macy's" in section(report)
    assert "At Macy's, which works with Rakuten Advertising or CJ, a purchase made now should be" in section(report)
    assert report.index('class="verdict') < report.index('class="store"') < report.index('class="strip"')
    assert f"/check?again={purchase.code}&store=macys&return=/stores/1" in unescape(report)
    told = browser.ask(f"{PORTAL}/r/{purchase.code}.txt").text
    assert "\nStore     Macy's: tracked. At Macy's, which works with" in told


def test_a_stripped_click_id_is_told_for_the_store_that_needs_it(service: Service) -> None:
    browser = Browser(service, CHROME, strips=("awc",))
    purchase = browser.buy("?store=boots")
    told = section(browser.ask(f"{PORTAL}/r/{purchase.code}").text)
    assert "At Boots, which works with Awin, cashback may get lost" in told
    assert "The mark that Awin gives your click is removed" in told
    other = Browser(service, CHROME, strips=("awc",))
    purchase = other.buy("?store=target")
    assert "is removed" not in section(other.ask(f"{PORTAL}/r/{purchase.code}").text)


def test_a_check_under_way_says_nothing_of_the_store(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase, "?store=boots")
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None and row.state == "running"
    assert 'class="store"' not in browser.ask(f"{PORTAL}/r/{row.code}").text


def test_of_an_operators_many_stores_the_first_are_offered_and_all_are_found(
    make_service: Callable[..., Service], tmp_path: Path
) -> None:
    path = tmp_path / "stores.csv"
    rows = [f"s{n},Store No {n},s{n}.example,awin" for n in range(20_000)]
    path.write_text("\n".join(["id,name,hosts,networks", *rows]))
    browser = Browser(make_service(CHECKER_STORES=str(path)), CHROME)
    page = browser.ask(f"{PORTAL}/check?store=s19999.example", headers={"Accept-Encoding": "br, gzip"})
    assert len(page.data) < 5_000
    page = browser.ask(f"{PORTAL}/check?store=s19999.example")
    assert len(re.findall("<option", page.text)) == OFFERED
    assert field(page.text) == "Store No 19999"
    assert field(browser.ask(f"{PORTAL}/check?store=macys").text) == "macys"
