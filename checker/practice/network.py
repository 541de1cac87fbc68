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
from checker.practice.asked import referrer_origin
from checker.practice.ledger import Event, Ledger
from checker.practice.pixel import image, silent
from checker.practice.seals import Seals, short

COOKIE_LIFE_S = 3600


def cookie_name(check_id: str) -> str:
    return f"pn_{short(check_id)}"


def mark_name(check_id: str) -> str:
    return f"pm_{short(check_id)}"


def landing_parameters(seals: Seals, check_id: str, names: tuple[str, ...]) -> dict[str, str]:
    """The decoration of a landing URL: our own click id under a neutral name, and every network's parameter."""
    return {"pn_click": seals.token("click", check_id)} | {name: seals.parameter(name, check_id) for name in names}


def blueprint(settings: Settings, seals: Seals, ledger: Ledger, parameters: tuple[str, ...]) -> Blueprint:
    """The network's routes. `parameters` are the click-id parameter names that a landing URL carries."""
    site = Blueprint("network", __name__)

    def opened(kind: str, token: str | None) -> str:
        check_id = seals.open(kind, token)  # type: ignore[arg-type]
        if check_id is None:
            abort(404, "This link was not made by the practice network.")
        return check_id

    def record(check_id: str, event: Event, **detail: object) -> bool:
        return ledger.record(check_id, event, detail, user_agent=request.headers.get("User-Agent", ""))

    def own_cookie(check_id: str) -> str:
        """`right`, `wrong` or `missing`: never the value itself."""
        value = request.cookies.get(cookie_name(check_id))
        return "missing" if value is None else "right" if value == seals.token("click", check_id) else "wrong"

    @site.get("/click")
    def click() -> BaseResponse:
        check_id = opened("sub", request.args.get("id"))
        if not record(check_id, "click", referrer=referrer_origin(), cookie=own_cookie(check_id)):
            abort(410, "This practice click belongs to a check that is over, or to another browser.")
        onward = redirect(f"/click/on?{urlencode({'id': request.args['id']})}")
        onward.set_cookie(
            cookie_name(check_id),
            seals.token("click", check_id),
            max_age=COOKIE_LIFE_S,
            secure=True,
            httponly=True,
            samesite="None",
        )
        return onward

    @site.get("/click/on")
    def click_on() -> BaseResponse:
        # A second hop on the same host, as many networks have, shows whether the cookie is kept
        # at all: without it a refused cookie and a refused *third-party* cookie look the same.
        check_id = opened("sub", request.args.get("id"))
        if ledger.seen(check_id, "click") is None or not record(check_id, "hop", cookie=own_cookie(check_id)):
            abort(410, "This practice click belongs to a check that is over, or to another browser.")
        query = {"v": seals.token("visit", check_id)} | landing_parameters(seals, check_id, parameters)
        return redirect(f"{settings.shop.url}/item?{urlencode(query)}")

    @site.get("/kit/<token>.js")
    def kit(token: str) -> BaseResponse:
        check_id = opened("visit", token)
        record(check_id, "kit", cookie=own_cookie(check_id))
        response = Response(render_template("practice/kit.js", cookie=f"pt_{short(check_id)}"))
        response.mimetype = "text/javascript"
        # The thank-you page loads it again; a browser that has it need not ask twice.
        response.headers["Cache-Control"] = "private, max-age=60"
        return response

    @site.get("/kit/done")
    def report() -> BaseResponse:
        check_id = opened("order", request.args.get("order"))
        given = request.args.get("click", "")
        state = "missing" if not given else "right" if given == seals.token("click", check_id) else "wrong"
        record(check_id, "report", click_id=state)
        return silent()

    @site.get("/seal/<token>.png")
    def mark(token: str) -> BaseResponse:
        check_id = opened("visit", token)
        record(check_id, "mark", cookie=own_cookie(check_id))
        response = image()
        # No `Partitioned`: whether the browser keeps it apart by itself is what is asked.
        response.set_cookie(mark_name(check_id), "1", max_age=600, secure=True, httponly=True, samesite="None")
        return response

    @site.get("/receipt/<token>.png")
    def pixel(token: str) -> BaseResponse:
        check_id = opened("order", token)
        record(
            check_id,
            "pixel",
            cookie=own_cookie(check_id),
            mark="right" if request.cookies.get(mark_name(check_id)) == "1" else "missing",
            referrer=referrer_origin(),
        )
        return image()

    @site.get("/tone/<token>.css")
    def control(token: str) -> BaseResponse:
        record(opened("visit", token), "control")
        return silent("text/css")

    @site.get("/probe/echo/<token>.<ending>")
    def preflight(token: str, ending: str) -> BaseResponse:
        record(opened("visit", token), "preflight-network", by=ending)
        return image() if ending == "png" else silent("text/css" if ending == "css" else "text/html")

    @site.get("/probe/echo")
    def echo() -> BaseResponse:
        return silent()

    @site.post("/postback")
    def postback() -> BaseResponse:
        check_id = opened("order", request.form.get("order"))
        if seals.open("postback", request.headers.get("X-Practice-Shop")) != check_id:
            abort(403, "Only the practice shop's server reports sales.")
        given = request.form.get("click", "")
        state = "missing" if not given else "right" if given == seals.token("click", check_id) else "wrong"
        ledger.record(check_id, "postback", {"click_id": state}, user_agent=None)
        return silent()

    return site
