"""Several portals on one installation: each has its own face and its own checks."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from checker.app import Service
from checker.knowledge.stores import load_stores
from checker.web.shopper.check import OFFERED
from tests.builders import NETWORK, PORTAL, SHOP
from tests.web import brands
from tests.web.brands import OTHER
from tests.web.shopper import PAGE, Browser, one, probing_of
from tests.web.test_claim import typed


@pytest.fixture(scope="module")
def portals(make_service: Callable[..., Service], tmp_path_factory: pytest.TempPathFactory) -> Service:
    path = brands.write(tmp_path_factory.mktemp("brands"))
    return make_service(CHECKER_BRANDS=str(path), CHECKER_RETURN_HOSTS="everybody.test")


@pytest.fixture
def shopper(portals: Service) -> Browser:
    return Browser(portals, keeps=(PORTAL, OTHER, NETWORK, SHOP))


def run_at(browser: Browser, portal: str, *, same_tab: bool = False) -> str:
    """A whole check at a portal; answers its code."""
    page = browser.ask(f"{portal}/check")
    ticket = re.findall(r'name="ticket" value="([0-9a-f]+)"', page.text)[0]
    if same_tab:
        browser.ask(f"{portal}/check", method="POST", data={"ticket": ticket, "noscript": "1"}, page=portal)
        for role in (NETWORK, SHOP):
            visit = browser.service.bench.seals.token("visit", ticket[:28])
            browser.ask(f"{role}/probe/echo/{visit}.css", page=portal)
        browser.go(f"{portal}/run/{ticket}/next")
    else:
        browser.go(f"{portal}/go/{ticket}")
    from tests.web.shopper import Purchase

    visit = browser.service.bench.seals.token("visit", ticket[:28])
    click = browser.service.bench.seals.token("click", ticket[:28])
    browser.shop(Purchase(ticket=ticket, visit=visit, click=click), scripting=not same_tab)
    url, _ = browser.go(f"{portal}/run/{ticket}/end")
    return url.rpartition("/")[2]


def test_each_host_is_its_own_portal_in_name_logo_colours_and_words(shopper: Browser) -> None:
    best, other = (shopper.ask(f"{portal}/check").text for portal in (PORTAL, OTHER))
    assert "<title>Check your status - Best&lt;Price&gt;</title>" in best
    assert "<span>Best&lt;Price&gt; <span" in best
    assert ">Test &lt;my&gt; browser</button>" in best
    assert "<title>Check your status - Other</title>" in other
    assert ">Check your status</button>" in other
    assert "/brand/" not in other
    assert "Best&lt;" not in other


def test_a_brands_files_are_kept_long_under_their_hash(shopper: Browser) -> None:
    page = shopper.ask(f"{PORTAL}/check").text
    (logo,) = re.findall(r'<img class="logo" src="(/brand/logo\?[0-9a-f]{10})" alt="">', page)
    (style,) = re.findall(r'<link rel="stylesheet" href="(/brand/style\.css\?[0-9a-f]{10})">', page)
    drawn = shopper.ask(PORTAL + logo)
    assert (drawn.data, drawn.mimetype) == (brands.LOGO, "image/svg+xml")
    # Opened as a page of its own it can do nothing.
    assert drawn.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert drawn.headers["X-Content-Type-Options"] == "nosniff"
    sheet = shopper.ask(PORTAL + style)
    assert sheet.mimetype == "text/css"
    assert "--accent:#0b5ed7" in sheet.text
    for answer in (drawn, sheet):
        assert answer.headers["Cache-Control"] == "public, max-age=604800"
    plain = shopper.ask(f"{PORTAL}/brand/style.css")
    assert plain.headers["Cache-Control"] == "no-cache"
    again = shopper.ask(f"{PORTAL}/brand/style.css", headers={"If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304


def test_a_portal_without_logo_and_colours_has_no_such_files(shopper: Browser) -> None:
    for path in ("/brand/logo", "/brand/style.css"):
        assert shopper.ask(OTHER + path).status_code == 404


def test_the_report_has_the_support_line_of_its_portal(shopper: Browser) -> None:
    best = shopper.ask(f"{PORTAL}/r/{run_at(shopper, PORTAL)}").text
    assert "Write to help desk seven." in best
    assert '<a href="https://help.bestprice.test/">' in best
    other = shopper.ask(f"{OTHER}/r/{run_at(shopper, OTHER)}").text
    # It has no such line, and so the report has none.
    assert "Contact our support" not in other
    assert "help.bestprice" not in other


@pytest.mark.parametrize(("mine", "theirs"), [(PORTAL, OTHER), (OTHER, PORTAL)])
def test_a_check_of_one_portal_is_read_at_no_other(shopper: Browser, mine: str, theirs: str) -> None:
    code = run_at(shopper, mine)
    for path in (f"/r/{code}", f"/r/{code}.txt", f"/api/v1/checks/{code}", f"/api/v1/checks/{code}/replay"):
        assert shopper.ask(mine + path).status_code == 200
        assert shopper.ask(theirs + path).status_code == 404
    assert shopper.ask(f"{theirs}/api/v1/checks/{code}/replay", method="POST").status_code == 404


def test_a_purchase_that_runs_at_one_portal_is_followed_at_no_other(shopper: Browser) -> None:
    page = shopper.ask(f"{PORTAL}/check").text
    ticket = re.findall(r'name="ticket" value="([0-9a-f]+)"', page)[0]
    shopper.go(f"{PORTAL}/go/{ticket}")
    visit = shopper.service.bench.seals.token("visit", ticket[:28])
    for path in (f"/run/{ticket}", f"/run/{ticket}/end", f"/run/{ticket}/next", f"/back/{visit}"):
        assert shopper.ask(OTHER + path).status_code == 404
    refused = shopper.ask(f"{OTHER}/go/{ticket}", headers={"Accept": "*/*"})
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (403, "not_yours")
    assert shopper.ask(f"{OTHER}/check", method="POST", data={"ticket": ticket}).status_code == 403


@pytest.mark.parametrize("portal", [PORTAL, OTHER])
@pytest.mark.parametrize("same_tab", [False, True])
def test_the_thank_you_page_leads_back_to_the_checks_own_portal(shopper: Browser, portal: str, same_tab: bool) -> None:
    run_at(shopper, portal, same_tab=same_tab)
    (thanks,) = [answer.text for url, answer in shopper.responses if url.startswith(f"{SHOP}/thanks/")]
    back = set(re.findall(r"(http://[a-z.:0-9]+)/back/", thanks))
    assert back == {portal}


@pytest.mark.parametrize("portal", [PORTAL, OTHER])
def test_a_look_and_a_bait_may_be_read_by_the_portal_that_asks(shopper: Browser, portal: str) -> None:
    probing = probing_of(shopper.ask(f"{portal}/check").text)
    bait = next(bait["path"] for bait in probing["baits"]["list"] if bait["type"] == "fetch")
    for address in (f"{NETWORK}/look/{probing['look']}.json", SHOP + bait):
        answer = shopper.ask(address, page=portal, headers={"Origin": portal})
        assert answer.status_code == 200
        assert answer.headers.getlist("Access-Control-Allow-Origin") == [portal]
        assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize("asking", ["https://evil.example", "null", f"{OTHER}.evil.example", SHOP, "", "*"])
def test_a_look_and_a_bait_may_be_read_by_nobody_else(shopper: Browser, asking: str) -> None:
    probing = probing_of(shopper.ask(f"{OTHER}/check").text)
    bait = next(bait["path"] for bait in probing["baits"]["list"] if bait["type"] == "fetch")
    for address in (f"{NETWORK}/look/{probing['look']}.json", SHOP + bait):
        answer = shopper.ask(address, headers={"Origin": asking})
        assert answer.headers["Access-Control-Allow-Origin"] == PORTAL != asking


@pytest.mark.parametrize("portal", [PORTAL, OTHER])
@pytest.mark.parametrize("site", [NETWORK, SHOP])
def test_a_frame_speaks_to_the_portal_whose_check_it_belongs_to(shopper: Browser, portal: str, site: str) -> None:
    page = shopper.ask(f"{portal}/check").text
    # The frame stands there before the check has begun.
    frame = shopper.ask(f"{site}/look/{probing_of(page)['look']}/frame?portal={quote(portal, safe='')}", page=portal)
    assert one(r'data-portal="([^"]*)"', frame.text) == portal
    # Either portal may hold it, but it says what it found to this one alone.
    assert frame.headers["Content-Security-Policy"].endswith(f"frame-ancestors {PORTAL} {OTHER}")


def test_a_frame_speaks_to_nobody_elses_page(shopper: Browser) -> None:
    look = probing_of(shopper.ask(f"{PORTAL}/check").text)["look"]
    for asking in ("https://evil.example", "*", SHOP, '"><script>'):
        frame = shopper.ask(f"{NETWORK}/look/{look}/frame?portal={quote(asking, safe='')}", page=PORTAL)
        assert one(r'data-portal="([^"]*)"', frame.text) == PORTAL


def test_each_portal_offers_and_finds_the_stores_of_its_brand(shopper: Browser) -> None:
    def offered(portal: str, path: str) -> list[str]:
        stores = one(r"(?s)<datalist [^>]*>(.*?)</datalist>", shopper.ask(portal + path).text)
        return [unescape(name) for name in re.findall(r'<option value="([^"]*)">', stores)]

    ours = [store.name for store in load_stores().values()][:OFFERED]
    for path in ("/check", "/claim"):
        assert offered(OTHER, path) == ["Hats & Co"]
        assert offered(PORTAL, path) == ours
    for portal, named, field in ((OTHER, "hats", "Hats &amp; Co"), (PORTAL, "hats", "hats"), (OTHER, "macys", "macys")):
        assert f'name="store" list="stores" value="{field}"' in shopper.ask(f"{portal}/check?store={named}").text


@pytest.mark.parametrize("path", ["/check", "/claim", "/privacy", "/matrix", "/deleted"])
def test_each_page_has_the_name_of_its_portal_and_no_other(shopper: Browser, path: str) -> None:
    best, other = (shopper.ask(portal + path) for portal in (PORTAL, OTHER))
    assert (best.status_code, other.status_code) == (200, 200)
    assert " - Best&lt;Price&gt;</title>" in best.text
    assert " - Other</title>" in other.text
    assert "Best&lt;" not in other.text and "bestprice" not in other.text
    assert OTHER not in best.text


@pytest.mark.parametrize(("mine", "theirs"), [(PORTAL, OTHER), (OTHER, PORTAL)])
def test_a_report_is_claimed_and_deleted_at_its_own_portal_only(shopper: Browser, mine: str, theirs: str) -> None:
    code = run_at(shopper, mine)
    for path in (f"/r/{code}/claim", f"/r/{code}/delete"):
        assert shopper.ask(mine + path).status_code == 200
        assert shopper.ask(theirs + path).status_code == 404
    token = one(r'name="token" value="(\w+)"', shopper.ask(f"{mine}/r/{code}/delete").text)
    there = {"data": {"token": token}, "headers": {"Accept": PAGE}}
    assert shopper.ask(f"{theirs}/r/{code}/delete", method="POST", **there).status_code == 404
    assert shopper.ask(f"{mine}/r/{code}").status_code == 200
    # A claim at the other portal cannot take the report along, either.
    form = shopper.ask(f"{theirs}/claim").text
    claim = typed(check=code, token=one(r'name="token" value="(\w+)"', form))
    refused = shopper.ask(f"{theirs}/claim", method="POST", data=claim, headers={"Accept": PAGE})
    assert refused.status_code == 422
    assert re.findall(r'id="wrong-(\w+)"', refused.text) == ["check"]
    assert shopper.ask(f"{mine}/r/{code}/delete", method="POST", **there).status_code == 303
    assert shopper.ask(f"{mine}/r/{code}").status_code == 404


def test_a_check_is_done_again_at_its_own_portal_only(shopper: Browser) -> None:
    code = run_at(shopper, PORTAL)
    assert f'name="again" value="{code}"' in shopper.ask(f"{PORTAL}/check?again={code}").text
    page = shopper.ask(f"{OTHER}/check?again={code}")
    assert page.status_code == 400
    assert "The earlier check is not there any more" in page.text
    ticket = one(r'name="ticket" value="([0-9a-f]+)"', page.text)
    shopper.ask(f"{OTHER}/go/{ticket}?again={code}")
    row = shopper.service.bench.checks.get(ticket[:28])
    assert row is not None and row.again is None


def test_an_error_in_the_shop_leads_back_to_the_checks_own_portal(shopper: Browser) -> None:
    run_at(shopper, OTHER)
    landing = next(url for url, _ in shopper.responses if url.startswith(f"{SHOP}/item"))
    over = shopper.ask(landing)
    assert over.status_code == 410
    assert f'href="{OTHER}/check"' in over.text
    assert " - Other</title>" in over.text
    assert f'href="{PORTAL}/check"' in shopper.ask(f"{SHOP}/nothing").text


def test_every_portal_may_frame_the_practice_sites_and_none_is_framed(shopper: Browser) -> None:
    for site in (NETWORK, SHOP):
        policy = shopper.ask(f"{site}/probe/echo").headers["Content-Security-Policy"]
        assert policy.endswith(f"frame-ancestors {PORTAL} {OTHER}")
    for portal in (PORTAL, OTHER):
        policy = shopper.ask(f"{portal}/check").headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors 'none'")


def test_each_portal_returns_to_its_own_hosts_only(shopper: Browser) -> None:
    def status(portal: str, host: str) -> int:
        return shopper.ask(f"{portal}/check?return=https://{host}/go/1").status_code

    assert status(PORTAL, "www.bestprice.test") == 200
    assert status(PORTAL, "everybody.test") == 400
    assert status(PORTAL, "other.test") == 400
    # Other lists none, so the installation's hold.
    assert status(OTHER, "everybody.test") == 200
    assert status(OTHER, "www.bestprice.test") == 400


def test_a_host_that_is_no_portal_is_refused(shopper: Browser) -> None:
    assert shopper.ask("http://third.test:8000/check").status_code == 421


def test_a_file_with_a_mistake_stops_the_start(tmp_path: Path) -> None:
    from checker.app import create_app
    from checker.brands import BrandError
    from tests.builders import settings

    path = tmp_path / "brands.toml"
    path.write_text("[[portal]]\nname = 7\n")
    with pytest.raises(BrandError, match=r"brands\.toml:2: portal\.0\.name: "):
        create_app(settings(tmp_path, CHECKER_BRANDS=str(path)))


def test_checks_from_before_portals_were_named_stay_the_first_ones(shopper: Browser) -> None:
    from sqlalchemy import update

    from checker.store.models import CheckRow

    code = run_at(shopper, PORTAL)
    with shopper.service.bench.database.write() as session:
        session.execute(update(CheckRow).where(CheckRow.code == code).values(portal=None))
    assert shopper.ask(f"{PORTAL}/r/{code}").status_code == 200
    assert shopper.ask(f"{OTHER}/r/{code}").status_code == 404
