"""The public matrix: a page without scripts that says what was measured, and nothing where nothing was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from werkzeug.test import TestResponse

from checker.app import Service
from checker.knowledge.effects import Effects
from checker.report import matrix_words as said
from tests.builders import NETWORK, PORTAL, SHOP
from tests.web.shopper import Browser

ROW: dict[str, Any] = {
    "verdict": "lost",
    "click": "skipped",
    "why": 'Nobody <script>alert("1")</script> & asked.',
    "methods": {"third_party_pixel": "lost", "first_party_tag": "lost", "server_to_server": "lost"},
    "other_shapes": {"opaque": {"verdict": "at_risk", "why": "Half of it.", "methods": {}}},
}
EFFECTS = Effects(
    made="2026-11-23",
    knowledge="abc123",
    setups={"firefox-default": {"own": {"verdict": "tracked"}, "awin": ROW}, "chromium-default": {"awin": ROW}},
    browsers={"firefox-default": {"browser": "firefox", "browser_version": '153"><b>'}},
    skipped={"webkit-default": "MiniBrowser is not installed"},
)


@pytest.fixture
def page_of(make_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch) -> Callable[[Effects], TestResponse]:
    def ask(effects: Effects) -> TestResponse:
        monkeypatch.setattr("checker.web.matrix.load_effects", lambda: effects)
        return Browser(make_service()).ask(f"{PORTAL}/matrix")

    return ask


@pytest.fixture
def page(page_of: Callable[[Effects], TestResponse]) -> TestResponse:
    return page_of(EFFECTS)


class Tags(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, page: TestResponse) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, name: str) -> Iterator[str]:
        return (attributes[name] for _, attributes in self.tags if name in attributes)


def test_the_page_is_there_for_everybody_and_sets_no_cookie(page: TestResponse) -> None:
    assert page.status_code == 200
    assert page.mimetype == "text/html"
    assert "Set-Cookie" not in page.headers
    for text in ("2026-11-23", "abc123", "Awin", said.OWN_COLUMN, "WebKit as WebKitGTK ships it", *said.HOW[1:2]):
        assert text.replace("'", "&#39;") in page.text, text


def test_it_has_the_headers_of_other_pages(page: TestResponse, browser: Browser) -> None:
    other = browser.ask(f"{PORTAL}/check")
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert page.headers[name] == other.headers[name]


def test_it_has_no_script_and_no_style_of_its_own(page: TestResponse) -> None:
    for tag, attributes in Tags(page).tags:
        assert tag not in ("script", "style")
        assert not any(name == "style" or name.startswith("on") for name in attributes)


def test_every_text_is_escaped(page: TestResponse) -> None:
    assert "<script" not in page.text
    assert "153&#34;&gt;&lt;b&gt;" in page.text
    assert "Nobody &lt;script&gt;" in page.text


def test_every_link_on_the_page_leads_to_a_place_on_it(page: TestResponse) -> None:
    tags = Tags(page)
    ids = list(tags.values("id"))
    assert len(ids) == len(set(ids))
    links = [link for link in tags.values("href") if link.startswith("#")]
    assert len(links) > 12
    assert {link[1:] for link in links} <= set(ids)
    assert {name for names in tags.values("aria-labelledby") for name in names.split()} <= set(ids)


def test_every_mark_has_its_word_and_its_reason(page: TestResponse) -> None:
    cells = re.findall(r"<td class=\"(\w+)\">(.*?)</td>", page.text)
    assert len(cells) == 4
    for mark, cell in cells:
        assert f'<span class="word">{said.MARKS[mark].word}' in cell  # type: ignore[index]
        assert re.search(r'title="[^"]+: [^"]+"', cell)
    assert [mark for mark, _ in cells] == ["unknown", "bad", "partly", "bad"]
    assert ", with a link that does not name the store&#39;s page: at risk" in cells[1][1]


def test_the_tables_can_be_scrolled_and_left_by_keyboard(page: TestResponse) -> None:
    tags = Tags(page).tags
    regions = [attributes for _, attributes in tags if attributes.get("role") == "region"]
    assert len(regions) == 2
    assert all(region["tabindex"] == "0" and region["aria-labelledby"] for region in regions)
    # Hundreds of marks are no stops on the way: the setup's own link leads to the same reasons.
    stops = [attributes for tag, attributes in tags if tag == "a" and attributes.get("tabindex") != "-1"]
    assert len(stops) < 20


def test_where_nothing_was_measured_it_says_so(page_of: Callable[[Effects], TestResponse]) -> None:
    page = page_of(Effects())
    assert page.status_code == 200
    assert said.EMPTY in page.text
    assert "<table" not in page.text
    assert said.MARKS["good"].text not in page.text


def test_it_is_sent_again_only_when_it_has_changed(page: TestResponse, make_service: Callable[..., Service]) -> None:
    browser = Browser(make_service())
    again = browser.ask(f"{PORTAL}/matrix", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


@pytest.mark.parametrize("site", [NETWORK, SHOP])
def test_the_other_sites_do_not_have_it(browser: Browser, site: str) -> None:
    assert browser.ask(f"{site}/matrix").status_code == 404
