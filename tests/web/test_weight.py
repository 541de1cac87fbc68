"""What a whole check weighs on the line, as a browser that takes compressed answers gets it."""

from __future__ import annotations

import re

from tests.builders import PORTAL, SHOP
from tests.web.shopper import Browser

LIMIT = 30_000
PROBES = ("page-cookies", "reach-hosts")


def test_a_whole_check_stays_under_30_kb(browser: Browser) -> None:
    purchase = browser.buy()
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None and row.state != "running"
    sizes: dict[str, int] = {}

    def weigh(address: str) -> str:
        answer = browser.ask(address, headers={"Accept-Encoding": "br, gzip"})
        assert answer.status_code == 200, address
        sizes[address] = len(answer.data)
        return answer.headers.get("Content-Encoding", "")

    page = browser.ask(f"{PORTAL}/check").text
    assert weigh(f"{PORTAL}/check") in ("br", "gzip")
    assert weigh(f"{PORTAL}/r/{row.code}") in ("br", "gzip")
    files = {*re.findall(r'"(/static/[^"]+)"', page), *(f"/static/probes/{name}.js" for name in PROBES)}
    for address in files:
        weigh(PORTAL + address)
    # The shop's pages as they were, uncompressed: an upper bound.
    shop = sum(len(answer.data) for address, answer in browser.responses if address.startswith(SHOP))
    assert sum(sizes.values()) + shop < LIMIT, (shop, sorted(sizes.items(), key=lambda item: -item[1]))
