"""What browsers say, as recorded 2026-11-23 from Chromium 156 (CDP) and Firefox ESR 153 (BiDi), and our words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from checker.replay.reasons import LIMIT, Reasons, watch

PIXEL = "https://www.awin1.com/sread.img?tt=ns&tv=2&merchant=1001&ref=6b046cb9064d0976"
ASKED = ("Network.requestWillBeSent", {"requestId": "24401.18", "request": {"url": PIXEL}, "type": "Image"})
Event = tuple[str, Mapping[str, Any]]


def failed(**changed: object) -> Event:
    shape = {"requestId": "24401.18", "timestamp": 5273.13, "type": "Image", "canceled": False}
    return "Network.loadingFailed", {**shape, "errorText": "net::ERR_BLOCKED_BY_CLIENT", **changed}


def fetch_error(error: str, **request: object) -> Event:
    shape = {"request": "12", "url": PIXEL, "method": "GET", "cookies": [], "destination": "image"}
    return "network.fetchError", {"isBlocked": False, "errorText": error, "request": {**shape, **request}}


def cookie(name: str, *reasons: str, domain: str = "network.test") -> dict[str, Any]:
    held = {"name": name, "value": "secret", "domain": domain, "path": "/", "sameSite": "None"}
    return {"blockedReasons": list(reasons), "cookie": held}


def sent(*cookies: dict[str, Any], **headers: str) -> Event:
    return "Network.requestWillBeSentExtraInfo", {
        "requestId": "24401.18",
        "associatedCookies": list(cookies),
        "headers": headers,
    }


def answered(*cookies: dict[str, Any]) -> Event:
    return "Network.responseReceivedExtraInfo", {"requestId": "24401.18", "blockedCookies": list(cookies)}


def said(*events: Event) -> tuple[str, ...]:
    reasons = Reasons()
    for event, params in events:
        reasons.hear(event, params)
    return reasons.since_last()


PREFERENCES = cookie("pn_fee5888c", "UserPreferences")


@pytest.mark.parametrize(
    ("event", "word"),
    [
        (failed(blockedReason="other"), "image www.awin1.com: net::ERR_BLOCKED_BY_CLIENT"),
        (failed(errorText="", blockedReason="csp"), "image www.awin1.com: blocked (csp)"),
        (failed(blockedReason="mixed-content"), "image www.awin1.com: net::ERR_BLOCKED_BY_CLIENT (mixed-content)"),
        (failed(type="Document"), "page www.awin1.com: net::ERR_BLOCKED_BY_CLIENT"),
        (sent(PREFERENCES, Host="network.test"), "cookie pn_* not sent to network.test: UserPreferences"),
        (sent(PREFERENCES, **{":authority": "a.test:8443"}), "cookie pn_* not sent to a.test: UserPreferences"),
        (sent(PREFERENCES), "cookie pn_* not sent to www.awin1.com: UserPreferences"),
        (
            sent(cookie("bId", "SecureOnly", "SameSiteLax"), Host="a.test"),
            "cookie bId not sent to a.test: SameSiteLax/SecureOnly",
        ),
        (
            answered(cookie("pm_427770e4", "UserPreferences", domain=".awin1.com") | {"cookieLine": "pm_427770e4=1"}),
            "cookie pm_* not kept from awin1.com: UserPreferences",
        ),
        (fetch_error("NS_ERROR_TRACKING_URI"), "image www.awin1.com: NS_ERROR_TRACKING_URI"),
        (fetch_error("NS_ERROR_ABORT", destination="document"), "page www.awin1.com: NS_ERROR_ABORT"),
        (fetch_error("NS_ERROR_ABORT", destination="", initiatorType="fetch"), "request www.awin1.com: NS_ERROR_ABORT"),
        (fetch_error("NS_ERROR_ABORT", destination="", initiatorType=None), "request www.awin1.com: NS_ERROR_ABORT"),
    ],
)
def test_a_reason_names_what_where_and_why(event: Event, word: str) -> None:
    assert said(ASKED, event) == (word,)
    over_bidi = [(f"goog:cdp.{name}", {"event": name, "params": params}) for name, params in (ASKED, event)]
    if event[0].startswith("Network."):
        assert said(*over_bidi) == (word,)


@pytest.mark.parametrize(
    "event",
    [
        failed(errorText="net::ERR_ABORTED", canceled=True, type="Fetch"),
        failed(requestId="asked for before we listened"),
        fetch_error("NS_BINDING_ABORTED"),
        fetch_error("NS_ERROR_ABORT", url="https://services.mozilla.com/x"),
        fetch_error("NS_ERROR_ABORT", url="moz-extension://0/x"),
        sent(cookie("pn_fee5888c"), Host="network.test"),
        answered({"blockedReasons": ["SyntaxError"], "cookieLine": "=", "cookie": None}),
        answered({"blockedReasons": ["SyntaxError"], "cookieLine": "="}),
        ("Network.dataReceived", {}),
    ],
)
def test_what_is_no_reason_is_not_said(event: Event) -> None:
    assert said(ASKED, event) == ()


def test_each_word_is_said_once_and_there_are_not_too_many() -> None:
    assert len(said(ASKED, failed(), failed())) == 1
    events = [fetch_error("NS_ERROR_ABORT", url=f"https://h{number}.test/") for number in range(LIMIT + 5)]
    assert len(said(*events)) == LIMIT


def test_words_are_said_once_until_they_are_asked_for() -> None:
    reasons = Reasons()
    for event, params in (ASKED, failed()):
        reasons.hear(event, params)
    assert len(reasons.since_last()) == 1
    assert reasons.since_last() == ()
    reasons.hear(*failed())
    assert len(reasons.since_last()) == 1


def test_no_value_and_no_address_is_in_a_word() -> None:
    words = " ".join(said(ASKED, failed(), sent(PREFERENCES), answered(PREFERENCES), fetch_error("NS_ERROR_ABORT")))
    assert not any(part in words for part in ("secret", "sread", "https:", "fee5888c"))


class Deaf:
    """A session whose browser cannot be asked."""

    def __init__(self, **capabilities: object) -> None:
        self.capabilities = capabilities


@pytest.mark.parametrize(
    "session",
    [
        Deaf(),
        Deaf(**{"goog:chromeOptions": {"debuggerAddress": "127.0.0.1:9"}}),
        Deaf(**{"se:cdp": "ws://127.0.0.1:9/x"}),
        Deaf(**{"se:cdp": "no address"}),
        Deaf(webSocketUrl="ws://127.0.0.1:9/x"),
        Deaf(webSocketUrl=True),
    ],
    ids=lambda session: str(session.capabilities),
)
def test_a_browser_that_cannot_be_asked_has_no_reasons(session: Deaf) -> None:
    for engine in ("chromium", "firefox", "webkit"):
        with watch(cast(WebDriver, session), engine) as reasons:  # type: ignore[arg-type]
            assert reasons.since_last() == ()


def test_of_a_purchase_only_what_it_met_itself_is_told() -> None:
    heard = Reasons()
    words = {
        "cookie pn_* not sent to network.test: UserPreferences": True,
        "image network.test: NS_ERROR_TRACKING_URI": True,
        "cookie ps_* not kept by shop.test: UserPreferences": True,
        "cookie ps_* not sent to shop.test: SchemefulSameSiteLax": False,
        "cookie pl_script_* not sent to network.test: UserPreferences": False,
        "cookie check-script not sent to cashback.test: NotOnPath": False,
        "script shop.test: net::ERR_BLOCKED_BY_CLIENT": False,
        "request www.awin1.com: net::ERR_BLOCKED_BY_CLIENT": False,
    }
    heard._said = dict.fromkeys(words)
    assert heard.since_last(("network.test", "shop.test")) == tuple(word for word, kept in words.items() if kept)
    heard._said = dict.fromkeys(words)
    assert len(heard.since_last()) == len(words)
