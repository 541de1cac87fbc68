"""What a whole check weighs on the line, as a browser that takes compressed answers gets it."""

from __future__ import annotations

import gzip
import re
from typing import Any

from werkzeug.test import TestResponse

from checker.app import Service
from tests.builders import NETWORK, PORTAL, SHOP
from tests.web.shopper import Browser

LIMIT = 40_000


class Scales(Browser):
    """Takes compressed answers, and weighs the body of each."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self.weights: dict[str, int] = {}

    def ask(self, url: str, **more: Any) -> TestResponse:
        more["headers"] = dict(more.get("headers") or {}) | {"Accept-Encoding": "gzip"}
        answer = super().ask(url, **more)
        place = f"{more.get('method', 'GET')} {url}"
        self.weights[place] = self.weights.get(place, 0) + len(answer.data)
        if answer.headers.get("Content-Encoding") == "gzip":
            answer.set_data(gzip.decompress(answer.data))
        return answer

    def fetch_files(self, page: str) -> None:
        """Everything of the portal's own that a page names; nothing of it may name more."""
        for address in re.findall(r'"(/static/[^"]+)"', page):
            if f"GET {PORTAL}{address}" not in self.weights:
                answer = self.ask(PORTAL + address)
                assert answer.status_code == 200, address
                assert not re.search(r"^import\b", answer.text, re.MULTILINE) or "javascript" not in answer.mimetype


def test_a_whole_check_stays_under_40_kb(service: Service) -> None:
    browser = Scales(service)
    purchase = browser.buy()
    pages = {url: answer.text for url, answer in browser.responses if answer.mimetype == "text/html"}
    check, report = pages[f"{PORTAL}/check"], pages[f"{PORTAL}/r/{purchase.code}"]
    for page in (check, report):
        browser.fetch_files(page)
    # What is found late costs a round trip each: two scripts, and both are named in the page.
    scripts = {place.partition("?")[0] for place in browser.weights if re.search(r"/static/[^?]+\.js\?", place)}
    assert scripts == {f"GET {PORTAL}/static/start.js", f"GET {PORTAL}/static/check.js"}
    weights = sorted(browser.weights.items(), key=lambda item: -item[1])
    for place in (f"{SHOP}/item", f"{SHOP}/thanks/", f"{SHOP}/end/", f"{NETWORK}/look/", f"{SHOP}/look/"):
        assert any(place in name for name in browser.weights), place
    assert sum(browser.weights.values()) < LIMIT, weights


def test_a_check_in_this_tab_stays_under_40_kb(service: Service) -> None:
    browser = Scales(service)
    purchase = browser.buy_without_script()
    run = next(answer.text for url, answer in browser.responses if url == f"{PORTAL}/run/{purchase.ticket}")
    browser.fetch_files(run)
    assert any(place.startswith(f"GET {PORTAL}/static/run.js?") for place in browser.weights)
    assert sum(browser.weights.values()) < LIMIT, sorted(browser.weights.items(), key=lambda item: -item[1])
