"""The practice affiliate network: click redirect, tag script, conversion pixel, postback.

It does what a real network does, with the standard pieces: a click sets the network's cookie and
decorates the landing URL; a sale is credited when a conversion brings the click's id back. Paths
are neutral on purpose: block lists match `/pixel.gif?o=1` on any host (checked 2026-11-22).
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from checker.config import Settings
from checker.practice.asked import came_back, referrer_origin
from checker.practice.ledger import Event, Ledger
from checker.practice.parts import SKIP_PATH, Part, Parts
from checker.practice.pixel import image, silent
from checker.practice.seals import Kind, Seals, short

COOKIE_LIFE_S = 3600


class PracticeNetwork:
    """What the network does with a request, whichever address it came to."""

    def __init__(self, settings: Settings, seals: Seals, ledger: Ledger, parts: Parts) -> None:
        self._settings, self._seals, self._ledger, self._parts = settings, seals, ledger, parts

    def opened(self, kind: Kind, token: str | None) -> str:
        """The check id in a token; aborts with 404 for anything else."""
        check_id = self._seals.open(kind, token)
        if check_id is None:
            abort(404, "This link was not made by the practice network.")
        return check_id

    def record(self, check_id: str, event: Event, **detail: object) -> bool:
        return self._ledger.record(check_id, event, detail, user_agent=request.headers.get("User-Agent", ""))

    def click(self, check_id: str, *, sub_id: str = "right", domain: str | None = None) -> BaseResponse:
        """The click: log it, set the cookie, and go on, by way of a second hop where the part has one.

        Our own network's second hop is on the same host and shows whether the cookie is kept at all:
        without it a refused cookie and a refused *third-party* cookie look the same.
        """
        part = self._parts.of(check_id)
        detail: dict[str, object] = {
            "referrer": referrer_origin(),
            "cookie": self.own_cookie(check_id),
            "sub_id": sub_id,
        }
        if part.sub_ids:
            detail["sub_ids"] = came_back(part.sub_ids)
        if not self.record(check_id, "click", **detail):
            abort(410, "This practice click belongs to a check that is over, or to another browser.")
        if part.hop is None:
            return self._set_cookie(redirect(self._landing(check_id, part)), check_id, domain)
        hop = f"{part.hop}/click/on"
        return self._set_cookie(
            redirect(f"{hop}?{urlencode({'id': self._seals.token('sub', check_id)})}"), check_id, domain
        )

    def click_on(self, *, domain: str | None = None) -> BaseResponse:
        """The second hop: to the shop, with the click's id on the landing URL. Sets the cookie only for `domain`."""
        check_id = self.opened("sub", request.args.get("id"))
        if self._ledger.seen(check_id, "click") is None or not self.record(
            check_id, "hop", cookie=self.own_cookie(check_id)
        ):
            abort(410, "This practice click belongs to a check that is over, or to another browser.")
        onward = redirect(self._landing(check_id, self._parts.of(check_id)))
        return self._set_cookie(onward, check_id, domain) if domain else onward

    def _landing(self, check_id: str, part: Part) -> str:
        query = {"v": self._seals.token("visit", check_id), **part.decoration, **part.controls}
        return f"{self._settings.shop.url}/item?{urlencode(query)}"

    def _set_cookie(self, response: BaseResponse, check_id: str, domain: str | None) -> BaseResponse:
        response.set_cookie(
            _cookie_name(check_id),
            self._seals.token("click", check_id),
            max_age=COOKIE_LIFE_S,
            domain=domain,
            secure=True,
            httponly=True,
            samesite="None",
        )
        return response

    def kit(self, check_id: str) -> Response:
        """The tag script."""
        self.record(check_id, "kit", cookie=self.own_cookie(check_id))
        part = self._parts.of(check_id)
        response = Response(render_template("practice/kit.js", cookie=f"pt_{short(check_id)}", parameter=part.credit))
        response.mimetype = "text/javascript"
        # The thank-you page loads it again; a browser that has it need not ask twice.
        response.headers["Cache-Control"] = "private, max-age=60"
        return response

    def report(self) -> Response:
        """The tag's conversion report."""
        check_id = self.opened("order", request.args.get("order"))
        given = request.args.get("click", "")
        self.record(check_id, "report", click_id=self._state(given, self._parts.of(check_id).click_id))
        return silent()

    def pixel(self, check_id: str) -> Response:
        """The conversion pixel."""
        self.record(
            check_id,
            "pixel",
            cookie=self.own_cookie(check_id),
            mark="right" if request.cookies.get(_mark_name(check_id)) == "1" else "missing",
            referrer=referrer_origin(),
        )
        return image()

    def mark(self, check_id: str) -> Response:
        """An image of the landing page that sets a cookie as third party."""
        self.record(check_id, "mark", cookie=self.own_cookie(check_id))
        response = image()
        # No `Partitioned`: whether the browser keeps it apart by itself is what is asked.
        response.set_cookie(_mark_name(check_id), "1", max_age=600, secure=True, httponly=True, samesite="None")
        return response

    def skip(self) -> BaseResponse:
        """The test for skipped hops: a link without a destination leads to one that shows it, and that to the shop."""
        check_id = self.opened("visit", request.args.get("tt"))
        if "r" not in request.args:
            self.record(check_id, "skip-plain")
            return redirect(self._parts.skip_shown(check_id))
        if request.args["r"] != self._parts.skip_end(check_id):
            abort(404, "This link was not made by the practice network.")
        self.record(check_id, "skip-shown")
        return redirect(self._parts.skip_end(check_id))

    def postback(self) -> Response:
        """The shop server's report; only the shop can sign it."""
        check_id = self.opened("order", request.form.get("order"))
        if self._seals.open("postback", request.headers.get("X-Practice-Shop")) != check_id:
            abort(403, "Only the practice shop's server reports sales.")
        state = self._state(request.form.get("click", ""), self._seals.token("click", check_id))
        self._ledger.record(check_id, "postback", {"click_id": state}, user_agent=None)
        return silent()

    def own_cookie(self, check_id: str) -> str:
        """Whether the click's cookie came with this request: `right`, `wrong` or `missing`: never the value itself."""
        value = request.cookies.get(_cookie_name(check_id))
        return "missing" if value is None else self._state(value, self._seals.token("click", check_id))

    @staticmethod
    def _state(given: str, right: str) -> str:
        return "missing" if not given else "right" if given == right else "wrong"


def blueprint(network: PracticeNetwork) -> Blueprint:
    """The network's routes under its own name."""
    site = Blueprint("network", __name__)

    @site.get("/click")
    def click() -> BaseResponse:
        return network.click(network.opened("sub", request.args.get("id")))

    site.get("/click/on")(network.click_on)
    site.get("/kit/done")(network.report)
    site.post("/postback")(network.postback)
    site.get(SKIP_PATH)(network.skip)

    @site.get("/kit/<token>.js")
    def kit(token: str) -> BaseResponse:
        return network.kit(network.opened("visit", token))

    @site.get("/seal/<token>.png")
    def mark(token: str) -> BaseResponse:
        return network.mark(network.opened("visit", token))

    @site.get("/receipt/<token>.png")
    def pixel(token: str) -> BaseResponse:
        return network.pixel(network.opened("order", token))

    @site.get("/tone/<token>.css")
    def control(token: str) -> BaseResponse:
        network.record(network.opened("visit", token), "control")
        return silent("text/css")

    @site.get("/probe/echo/<token>.<ending>")
    def preflight(token: str, ending: str) -> BaseResponse:
        network.record(network.opened("visit", token), "preflight-network", by=ending)
        return image() if ending == "png" else silent("text/css")

    @site.get("/probe/echo")
    def echo() -> BaseResponse:
        return silent()

    return site


def _cookie_name(check_id: str) -> str:
    return f"pn_{short(check_id)}"


def _mark_name(check_id: str) -> str:
    return f"pm_{short(check_id)}"
