"""A shopper's browser without a browser: asks the service as one would, and keeps cookies by the rules it is given."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from typing import Any, Literal
from urllib.parse import parse_qs, urljoin, urlsplit

from werkzeug.test import Client, TestResponse

from checker.app import Service
from checker.knowledge.baits import cosmetics
from tests.builders import CHROME, NETWORK, PORTAL, SHOP, page

ADDRESS = "203.0.113.77"
PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

ThirdParty = Literal["sent", "blocked", "apart"]


@dataclass
class Purchase:
    """What a test may want of a purchase: its tokens, and every address that was asked for."""

    ticket: str = ""
    sub: str = ""
    visit: str = ""
    order: str = ""
    click: str = ""
    code: str = ""
    asked: list[str] = field(default_factory=list)
    probing: dict[str, Any] = field(default_factory=dict)

    @property
    def check_id(self) -> str:
        return self.ticket[:28]


class Browser:
    """One browser. `keeps` names the sites whose cookies it keeps; `third_party` what becomes of cookies of other
    sites' images and scripts; `stops` holds words: an address with one of them is never asked for."""

    def __init__(
        self,
        service: Service,
        user_agent: str = CHROME,
        *,
        keeps: tuple[str, ...] = (PORTAL, NETWORK, SHOP),
        third_party: ThirdParty = "sent",
        stops: tuple[str, ...] = (),
        strips: tuple[str, ...] = (),
    ) -> None:
        self.service, self.user_agent = service, user_agent
        self.keeps, self.third_party, self.stops, self.strips = keeps, third_party, stops, strips
        self.jars: dict[tuple[str, str], dict[str, str]] = {}
        self.responses: list[tuple[str, TestResponse]] = []
        self._client = Client(service, use_cookies=False)

    # One request

    def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        page: str | None = None,
        headers: Mapping[str, str] | None = None,
        environ: Mapping[str, Any] | None = None,
        buffered: bool = True,
        **body: Any,
    ) -> TestResponse:
        """One request, no redirect followed. `page` is the origin of the page that asks, None for a navigation."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        jar = self._jar(origin, page)
        sent = {"User-Agent": self.user_agent, "Accept": PAGE if page is None else "*/*"}
        if jar:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        response = self._client.open(
            parts.path or "/",
            base_url=origin,
            query_string=parts.query,
            method=method,
            headers=sent | dict(headers or {}),
            environ_overrides={"REMOTE_ADDR": ADDRESS, **(environ or {})},
            buffered=buffered,
            **body,
        )
        self.responses.append((url, response))
        for header in response.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(header).items():
                if jar is not None:
                    jar[name] = morsel.value
        return response

    def _jar(self, origin: str, page: str | None) -> dict[str, str] | None:
        """The cookies that go with a request, None where none are sent or kept."""
        third = page is not None and page != origin
        if origin not in self.keeps or (third and self.third_party == "blocked"):
            return None
        return self.jars.setdefault((origin, page if third and self.third_party == "apart" else origin), {})

    def go(self, url: str, **more: Any) -> tuple[str, TestResponse]:
        """Navigate, over redirects, to a page; answers its address and the page."""
        for _ in range(10):
            response = self.ask(url, **more)
            if response.status_code not in (301, 302, 303, 307, 308):
                return url, response
            url = self._cleaned(urljoin(url, response.headers["Location"]))
            more = {}
        raise AssertionError(f"redirected for ever: {url}")

    def _cleaned(self, url: str) -> str:
        for name in self.strips:
            url = re.sub(rf"(?<=[?&]){re.escape(name)}=[^&]*&?", "", url)
        return url

    def load(self, page: str, url: str, **more: Any) -> TestResponse | None:
        """What a page loads beside itself; None when this browser does not ask for it."""
        if any(word in url for word in self.stops):
            return None
        return self.ask(url, page=page, headers={"Referer": page + "/"}, **more)

    # A whole purchase

    def open_check(self, query: str = "") -> Purchase:
        """Open the check page; the purchase has its ticket then."""
        opened = self.ask(f"{PORTAL}/check{query}")
        assert opened.status_code == 200, opened.text
        return Purchase(ticket=one(r'name="ticket" value="([0-9a-f]+)"', opened.text), probing=probing_of(opened.text))

    def start(self, purchase: Purchase, query: str = "") -> str:
        """Press the button: the store window goes to the landing page, whose address is the answer."""
        url, landing = self.go(f"{PORTAL}/go/{purchase.ticket}{query}")
        self._landed(purchase, url, landing)
        return url

    def press_without_script(self, purchase: Purchase, **form: str) -> tuple[str, TestResponse]:
        """Press the button where scripting is off: the form itself is sent, and the run page comes."""
        data = {"ticket": purchase.ticket, "popup": "", "script": "", "noscript": "1"} | form
        return self.go(f"{PORTAL}/check", method="POST", data={k: v for k, v in data.items() if v is not None})

    def _landed(self, purchase: Purchase, url: str, landing: TestResponse) -> None:
        assert urlsplit(url).path == "/item", f"{url}: {landing.text}"
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        purchase.sub = one(r"/click\?id=([0-9a-f]+)", " ".join(u for u, _ in self.responses))
        purchase.visit, purchase.click = query["v"], query.get("pn_click", "")
        purchase.asked.append(url)

    def shop(self, purchase: Purchase, *, scripting: bool = True, settled: bool = True) -> None:
        """From the landing page to the end of the thank-you page."""
        visit = purchase.visit
        if scripting:
            self.load(SHOP, f"{NETWORK}/kit/{visit}.js")
        else:
            self.load(SHOP, f"{SHOP}/plain/{visit}.css")
        self.load(SHOP, f"{NETWORK}/seal/{visit}.png")
        kept = purchase.click if SHOP in self.keeps else ""
        landed = purchase.asked[-1] if purchase.asked else ""
        found = ",".join(parse_qs(urlsplit(landed).query))
        into_cart: dict[str, Any] = {"method": "POST", "data": {"seen": found} if landed else {}} if scripting else {}
        assert self.ask(f"{SHOP}/cart/{visit}", **into_cart).status_code == 200
        _, thanks = self.go(f"{SHOP}/order/{visit}", method="POST" if scripting else "GET")
        assert thanks.status_code == 200, thanks.text
        purchase.order = one(r"/receipt/([0-9a-f]+)\.png", thanks.text)
        self.wait_for(purchase, "postback")
        told = {"kit": "loaded", "pixel": "loaded", "picture": "loaded"}
        self.load(SHOP, f"{NETWORK}/tone/{visit}.css")
        if self.load(SHOP, f"{SHOP}/picture/{visit}.png") is None:
            told["picture"] = "unasked"
        if self.load(SHOP, f"{NETWORK}/receipt/{purchase.order}.png") is None:
            told["pixel"] = "failed"
        if scripting:
            kit = self.load(SHOP, f"{NETWORK}/kit/{visit}.js")
            if kit is None:
                told["kit"] = "failed"
            else:
                self.load(SHOP, f"{NETWORK}/kit/done?order={purchase.order}&click={kept}")
            if settled:
                self.ask(f"{SHOP}/settled/{visit}", method="POST", page=SHOP, json=told)
                self.follow_skips(thanks.text)

    def follow_skips(self, thanks: str) -> None:
        """The store window's test whether links are jumped over, where the thank-you page asks for it."""
        for link in re.findall(r'data-skip="([^"]+)"', thanks):
            url, ended = self.go(unescape(link))
            assert (urlsplit(url).path[:5], ended.status_code) == ("/end/", 200), url

    def tell(self, purchase: Purchase, items: Any = None, *, last: bool = False, **more: Any) -> TestResponse:
        """The check page sends what its probes saw: all of it in its two parts, or just what it is given."""
        address = f"{PORTAL}/run/{purchase.ticket}/evidence"
        if items is None and not more:
            self.tell(purchase, self.first_words(purchase))
            return self.tell(purchase, self.last_words(purchase), last=True)
        body = more if more else {"json": items}
        return self.ask(address + ("?last=1" if last else ""), method="POST", page=PORTAL, **body)

    def first_words(self, purchase: Purchase) -> list[dict[str, Any]]:
        """What the probes saw that wait for nothing. No blocker is at work but for `stops` and `strips`."""
        keeps = PORTAL in self.keeps
        jar = self.jars.setdefault((PORTAL, PORTAL), {})
        days = {"http_days": 0 if "check-visited" in jar else None, "script_days": None, "storage_days": None}
        if keeps:
            jar["check-script"] = "1"
        sent = self.ask(f"{PORTAL}/probe/cookies", page=PORTAL).get_json()["sent"]
        clock = int(self.ask(f"{PORTAL}/probe/clock", page=PORTAL).text)
        told = page(
            page_cookies={"enabled": keeps, "written": keeps},
            cookie_paths={"sent": sent, "received": "check-echo" in jar},
            clock={"ahead_s": round(time.time() - clock / 1000)},
            returning=days,
            cosmetic_baits=None,
        )
        return [item.model_dump() for item in told]

    def last_words(self, purchase: Purchase) -> list[dict[str, Any]]:
        """What the probes saw that wait for steps of the purchase, as far as it has come."""
        found: dict[str, dict[str, Any]] = {}
        look = self.service.bench.seals.token("look", purchase.check_id)
        seen = self.service.bench.ledger.seen
        if seen(purchase.check_id, "click") is not None:
            found["click-cookie"] = self._look_for_click(look)
            found["frame-cookies"] = self._look_from_frame(look)
        if seen(purchase.check_id, "landing") is not None:
            assert self.ask(f"{SHOP}/look/{look}/frame", page=PORTAL).status_code == 200
            found["frame-storage"] = {"storage": "apart", "access": "denied"}
        hidden = {bait.id: None for bait in cosmetics()}
        found["cosmetic-baits"] = {"at_once": False, "hidden": hidden}
        return [{"probe": probe, "status": "ok", "value": value, "ms": 7} for probe, value in found.items()]

    def _look_for_click(self, look: str) -> dict[str, Any]:
        image, script, text = (self.ask(f"{NETWORK}/look/{look}.{kind}", page=PORTAL) for kind in ("png", "js", "json"))
        return {
            "image": "right" if width(image) == 2 else "missing",
            "script": one(r"click='(\w+)'", script.text),
            "fetch": text.get_json()["click"],
        }

    def _look_from_frame(self, look: str) -> dict[str, Any]:
        frame = self.ask(f"{NETWORK}/look/{look}/frame", page=PORTAL)
        jar = self._jar(NETWORK, PORTAL)
        if jar is not None:
            jar[one(r'data-cookie="(\w+)"', frame.text)] = "1"
        first, told = (
            self.ask(f"{NETWORK}/look/{look}.json{query}", page=PORTAL).get_json() for query in ("?set=1", "")
        )
        kept = {kind: "kept" if told[kind] else "missing" for kind in ("response", "chips", "script")}
        return {
            "click": first["click"],
            "written": "missing" if jar is None else "kept",
            "access": "granted" if self.third_party == "sent" else "denied",
            **kept,
        }

    def end(self, purchase: Purchase) -> str:
        """Wait for the end of the purchase; the answer is the support code."""
        url, report = self.go(f"{PORTAL}/run/{purchase.ticket}/end")
        assert report.status_code == 200, report.text
        purchase.code = urlsplit(url).path.removeprefix("/r/")
        return purchase.code

    def buy(self, query: str = "") -> Purchase:
        """A whole purchase with scripting on, from the check page to the report."""
        purchase = self.open_check(query)
        self.start(purchase, query)
        self.tell(purchase)
        self.shop(purchase)
        self.end(purchase)
        return purchase

    def buy_without_script(self) -> Purchase:
        """A whole purchase with scripting off: links, redirects and forms alone."""
        purchase = self.open_check()
        url, run = self.press_without_script(purchase)
        assert url == f"{PORTAL}/run/{purchase.ticket}", run.text
        for address in re.findall(r'(?:href|src)="([^"]+/probe/echo/[^"]+)"', run.text):
            self.load(PORTAL, address)
        url, landing = self.go(f"{PORTAL}/run/{purchase.ticket}/next")
        self._landed(purchase, url, landing)
        self.shop(purchase, scripting=False)
        url, report = self.go(f"{PORTAL}/back/{purchase.visit}")
        assert report.status_code == 200, report.text
        purchase.code = urlsplit(url).path.removeprefix("/r/")
        return purchase

    # What came of it

    def document(self, purchase: Purchase) -> dict[str, Any]:
        answer = self.ask(f"{PORTAL}/api/v1/checks/{purchase.code}", headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def wait_for(self, purchase: Purchase, event: Any) -> None:
        deadline = time.monotonic() + 5
        while self.service.bench.ledger.seen(purchase.check_id, event) is None:
            assert time.monotonic() < deadline, f"{event} never came"
            time.sleep(0.005)


def one(pattern: str, text: str) -> str:
    """The first group of the last match of a pattern that must be there."""
    found = re.findall(pattern, text)
    assert found, f"{pattern} is not in {text[:2000]}"
    return unescape(found[-1])


def probing_of(text: str) -> dict[str, Any]:
    """What a page tells its probes."""
    (told,) = re.findall(r'<script type="application/json" id="probing">(.*?)</script>', text, re.DOTALL)
    return json.loads(told)


def width(image: TestResponse) -> int:
    """The width of a PNG, in pixels."""
    return int.from_bytes(image.data[16:20], "big")


def links(text: str) -> list[str]:
    """Every address that a page could lead to or load from."""
    found = re.findall(r"""(?:href|src|action|content)\s*=\s*"([^"]*)\"""", text)
    return [unescape(address.split("url=", 1)[-1]) for address in found]
