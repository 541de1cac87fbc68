"""Every run ends, within the time that the check page promises, and names where it stopped."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from checker.app import Service
from tests.builders import NETWORK, PORTAL, SHOP
from tests.web.shopper import Browser, Purchase, probing_of

Later = Callable[[float], None]


def report_of(browser: Browser, purchase: Purchase) -> dict[str, Any]:
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None
    purchase.code = row.code
    return browser.document(purchase)


def stored(browser: Browser, purchase: Purchase) -> str:
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None
    return row.state


def test_a_check_whose_time_is_up_is_closed_when_it_is_read(browser: Browser, later: Later) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    assert report_of(browser, purchase)["state"] == "running"
    later(20)
    assert stored(browser, purchase) == "running"
    assert report_of(browser, purchase)["state"] == "incomplete"
    assert stored(browser, purchase) == "incomplete"


def test_a_check_that_is_read_late_is_as_old_as_one_that_is_read_in_time(browser: Browser, later: Later) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    later(3600)
    document = report_of(browser, purchase)
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None
    assert row.completed is not None
    assert 4.5 < (row.completed - row.created).total_seconds() < 13
    assert document["completed"] is not None


@pytest.mark.parametrize("seconds", [20, 2 * 86_400, 60 * 86_400], ids=["seconds", "days", "months"])
def test_an_event_after_the_time_is_up_counts_for_nothing_though_nobody_has_looked(
    browser: Browser, later: Later, seconds: int
) -> None:
    """Else the outcome would hang on when the report was first read."""
    purchase = browser.open_check()
    browser.start(purchase)
    before = set(browser.service.bench.ledger.trail(purchase.check_id))
    later(seconds)
    assert browser.ask(f"{SHOP}/cart/{purchase.visit}", method="POST").status_code < 500
    assert browser.ask(f"{SHOP}/order/{purchase.visit}", method="POST").status_code == 410
    document = report_of(browser, purchase)
    assert document["state"] == "incomplete"
    assert set(browser.service.bench.ledger.trail(purchase.check_id)) == before


def test_a_store_tab_that_is_loaded_again_days_later_leaves_the_report_readable(browser: Browser, later: Later) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None
    later(2 * 86_400)
    browser.ask(f"{SHOP}/cart/{purchase.visit}")
    assert browser.ask(f"{PORTAL}/r/{row.code}").status_code == 200
    assert report_of(browser, purchase)["state"] == "incomplete"


@pytest.mark.parametrize("form", ["/r/{code}", "/r/{code}.txt", "/api/v1/checks/{code}"])
def test_any_way_to_read_a_check_closes_it(browser: Browser, later: Later, form: str) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None
    later(20)
    assert browser.ask(PORTAL + form.format(code=row.code)).status_code == 200
    assert stored(browser, purchase) == "incomplete"


def test_a_report_of_a_running_check_says_so_and_loads_again(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None
    report = browser.ask(f"{PORTAL}/r/{row.code}").text
    assert f'data-check="running" data-code="{row.code}"' in report
    assert '<meta http-equiv="refresh" content="1">' in report
    assert "The check is still running" in report


def test_a_report_of_a_running_check_shows_no_verdict_yet(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    browser.shop(purchase, settled=False)
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None
    assert row.state == "running"
    text = browser.ask(f"{PORTAL}/r/{row.code}.txt").text
    assert "Result    unknown (running)" in text
    report = browser.ask(f"{PORTAL}/r/{row.code}").text
    assert 'class="verdict unknown"' in report


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (0, "the visit to the affiliate network"),
        (1, "landing page"),
        (2, "the practice order"),
        (3, "the practice order"),
    ],
    ids=["at the click", "before the landing", "on the landing page", "in the cart"],
)
def test_an_unfinished_check_names_the_step_where_it_stopped(
    browser: Browser, later: Later, steps: int, words: str
) -> None:
    """The tag never loads here: that is no step at which a purchase stops."""
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}")
    seals = browser.service.bench.seals
    sub, visit = seals.token("sub", purchase.check_id), seals.token("visit", purchase.check_id)
    if steps > 0:
        browser.ask(f"{NETWORK}/click?id={sub}")
        browser.ask(f"{NETWORK}/click/on?id={sub}")
    if steps > 1:
        browser.ask(f"{SHOP}/item?v={visit}")
    if steps > 2:
        browser.ask(f"{SHOP}/cart/{visit}", method="POST")
    later(20)
    document = report_of(browser, purchase)
    assert (document["state"], document["verdict"]) == ("incomplete", "unknown")
    report = browser.ask(f"{PORTAL}/r/{purchase.code}").text
    assert f'data-check="incomplete" data-code="{purchase.code}"' in report
    lead = re.findall(r'<p class="lead">([^<]*)</p>', report)[0]
    assert words in lead


def test_a_network_that_cannot_be_reached_ends_the_check_early(browser: Browser, later: Later) -> None:
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}")
    hosts = {"probe": "reach-hosts", "status": "ok", "value": {"network": "failed", "shop": "reached"}}
    browser.tell(purchase, [hosts])
    later(2)
    document = report_of(browser, purchase)
    assert document["state"] == "incomplete"
    assert [(cause["id"], cause["certainty"]) for cause in document["causes"]] == [("network-unreachable", "certain")]
    assert document["trail"][0] == {"step": "click", "state": "missing", "at_ms": None}


def test_a_network_that_only_does_not_come_is_waited_for(browser: Browser, later: Later) -> None:
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}")
    browser.tell(purchase)
    later(2)
    assert report_of(browser, purchase)["state"] == "running"
    later(6)
    document = report_of(browser, purchase)
    assert [(cause["id"], cause["certainty"]) for cause in document["causes"]] == [("redirect-blocked", "likely")]


def test_a_window_that_the_shopper_closes_ends_the_check_at_once(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    browser.tell(purchase)
    assert browser.ask(f"{PORTAL}/run/{purchase.ticket}/closed", method="POST").status_code == 200
    document = report_of(browser, purchase)
    assert (document["state"], document["verdict"], document["causes"]) == ("incomplete", "unknown", [])


def test_a_window_that_closes_after_the_order_takes_nothing_away(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    browser.tell(purchase)
    browser.shop(purchase)
    browser.ask(f"{PORTAL}/run/{purchase.ticket}/closed", method="POST")
    document = report_of(browser, purchase)
    assert (document["state"], document["verdict"]) == ("complete", "tracked")


def test_a_page_whose_own_words_never_come_gets_its_report_all_the_same(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    browser.shop(purchase)
    browser.end(purchase)
    document = browser.document(purchase)
    # What was credited here says nothing of the networks while nobody looked whether a blocker is at work.
    assert (document["state"], document["verdict"]) == ("complete", "unknown")
    assert set(document["methods"].values()) == {"tracked"}
    assert not [item for item in document["evidence"] if item["probe"].startswith("page-")]


def test_a_postback_that_we_could_not_deliver_is_not_the_shoppers_loss(
    make_service: Callable[..., Service], caplog: pytest.LogCaptureFixture
) -> None:
    browser = Browser(make_service(CHECKER_SELF_ADDRESS="http://127.0.0.1:9"))
    document = browser.document(browser.buy())
    assert document["methods"]["server_to_server"] == "unknown"
    assert document["verdict"] == "unknown"
    assert document["causes"] == []
    postback = next(item for item in document["evidence"] if item["probe"] == "trail-postback")
    assert (postback["status"], postback["reason"]) == ("failed", "not-delivered")
    assert "postback to http://127.0.0.1:9 failed" in caplog.text


def test_presses_at_once_with_one_ticket_start_one_check(browser: Browser) -> None:
    ticket = browser.open_check().ticket
    jar = dict(browser.jars)
    answers: list[str] = []
    gate = threading.Barrier(8)

    def press(how: int) -> None:
        each = Browser(browser.service)
        each.jars = {key: dict(value) for key, value in jar.items()}
        gate.wait()
        if how % 2:
            answers.append(each.ask(f"{PORTAL}/go/{ticket}").status)
        else:
            answers.append(each.ask(f"{PORTAL}/check", method="POST", data={"ticket": ticket, "noscript": "1"}).status)

    threads = [threading.Thread(target=press, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["302 FOUND"] * 4 + ["303 SEE OTHER"] * 4
    with browser.service.bench.database.engine.connect() as connection:
        found = connection.scalar(text("select count(*) from checks where id = :id"), {"id": ticket[:28]})
    assert found == 1
    assert sorted(row.event for row in browser.service.bench.checks.events(ticket[:28])) == ["go", "tab", "told"]


# The purchase in the check page's own tab


def test_without_scripting_the_run_page_looks_first_whether_both_hosts_are_there(browser: Browser) -> None:
    purchase = browser.open_check()
    url, run = browser.press_without_script(purchase)
    assert url == f"{PORTAL}/run/{purchase.ticket}"
    assert 'data-check="running"' in run.text
    assert f'content="0;url=/run/{purchase.ticket}/next"' in run.text
    wait = browser.ask(f"{PORTAL}/run/{purchase.ticket}/next")
    assert wait.status_code == 200
    assert f'content="1;url=/run/{purchase.ticket}/next"' in wait.text
    visit = browser.service.bench.seals.token("visit", purchase.check_id)
    for site in (NETWORK, SHOP):
        assert browser.ask(f"{PORTAL}/run/{purchase.ticket}/next").status_code == 200
        browser.load(PORTAL, f"{site}/probe/echo/{visit}.css")
    onward = browser.ask(f"{PORTAL}/run/{purchase.ticket}/next")
    assert onward.headers["Location"].startswith(f"{NETWORK}/click?id=")


def test_without_scripting_a_silent_network_ends_in_this_tab(browser: Browser, later: Later) -> None:
    purchase = browser.open_check()
    browser.press_without_script(purchase)
    visit = browser.service.bench.seals.token("visit", purchase.check_id)
    browser.load(PORTAL, f"{SHOP}/probe/echo/{visit}.css")
    later(3)
    url, report = browser.go(f"{PORTAL}/run/{purchase.ticket}/next")
    assert url.startswith(f"{PORTAL}/r/")
    assert 'data-check="incomplete"' in report.text
    document = report_of(browser, purchase)
    assert [(cause["id"], cause["certainty"]) for cause in document["causes"]] == [("network-unreachable", "likely")]


def test_a_refused_window_runs_the_purchase_in_this_tab(browser: Browser) -> None:
    purchase = browser.open_check()
    _, run = browser.press_without_script(purchase, noscript=None, script="1", popup="refused")
    assert f'data-onward="/run/{purchase.ticket}/next"' in run.text
    visit = browser.service.bench.seals.token("visit", purchase.check_id)
    for site in (NETWORK, SHOP):
        browser.load(PORTAL, f"{site}/probe/echo/{visit}.png")
    # The run page looks around before it leaves, with what it was told itself.
    assert probing_of(run.text)["look"] == purchase.probing["look"]
    browser.tell(purchase, browser.first_words(purchase), last=True)
    url, landing = browser.go(f"{PORTAL}/run/{purchase.ticket}/next")
    browser._landed(purchase, url, landing)
    browser.shop(purchase)
    url, _ = browser.go(f"{PORTAL}/back/{purchase.visit}")
    document = report_of(browser, purchase)
    assert document["verdict"] == "tracked"
    assert {cause["id"]: cause["certainty"] for cause in document["causes"]} == {"popup-blocked": "certain"}
    assert [fix["id"] for fix in document["fixes"]] == ["chrome-popup"]


def test_a_window_that_is_snatched_away_after_its_first_request_is_made_good_in_this_tab(browser: Browser) -> None:
    """Some blockers let a window open and ask for its page before they close it again."""
    purchase = browser.open_check()
    browser.ask(f"{PORTAL}/go/{purchase.ticket}")
    _, run = browser.press_without_script(purchase, noscript=None, script="1", popup="refused")
    assert f'data-onward="/run/{purchase.ticket}/next"' in run.text


def test_a_button_that_is_pressed_again_on_an_old_page_starts_a_new_check(browser: Browser) -> None:
    first = browser.buy_without_script()
    url, run = browser.press_without_script(first)
    assert run.status_code == 200
    ticket = url.removeprefix(f"{PORTAL}/run/")
    assert ticket != first.ticket
    assert browser.service.bench.checks.get(ticket[:28]) is not None


def test_a_button_that_is_pressed_again_after_an_unread_check_starts_a_new_check(
    browser: Browser, later: Later
) -> None:
    """Nobody has read the first check, so it is still called running though its time is up."""
    first = browser.open_check()
    browser.press_without_script(first)
    later(60)
    url, _ = browser.press_without_script(first)
    assert url.startswith(f"{PORTAL}/run/")
    assert url != f"{PORTAL}/run/{first.ticket}"


def test_a_store_window_with_a_used_ticket_leads_to_the_report(browser: Browser) -> None:
    purchase = browser.buy()
    assert browser.ask(f"{PORTAL}/go/{purchase.ticket}").headers["Location"] == f"/r/{purchase.code}"
    for page in ("", "/next", "/end"):
        assert browser.ask(f"{PORTAL}/run/{purchase.ticket}{page}").headers["Location"] == f"/r/{purchase.code}"


def test_a_reload_while_the_window_is_open_goes_on_following(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    run = browser.ask(f"{PORTAL}/run/{purchase.ticket}")
    assert 'data-check="running"' in run.text
    assert f'data-ticket="{purchase.ticket}"' in run.text
    assert "data-onward" not in run.text
    assert "/probe/echo/" not in run.text


def test_the_start_page_leads_to_the_check_page(browser: Browser) -> None:
    url, page = browser.go(f"{PORTAL}/")
    assert url == f"{PORTAL}/check"
    assert '<html lang="en" dir="ltr" data-check="idle">' in page.text
    assert re.search(r'<form id="check" method="post" action="/check"', page.text)
    assert re.search(r'<button id="start" type="submit">', page.text)
