"""The practice store: landing page, cart, order, thank-you page.

What the page addresses carry (`visit`) only tells which check a request belongs to; what is
*credited* rests on the shop's cookies and the landing URL alone, as in a real shop.
"""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from checker.config import Settings
from checker.practice.asked import came_back, json_body, referrer_origin
from checker.practice.ledger import Event, Ledger
from checker.practice.parts import Parts
from checker.practice.pixel import image, silent
from checker.practice.postback import Postback
from checker.practice.seals import Seals, short

# What the thank-you page may say of each thing that it asked for.
_LOADS = ("loaded", "failed", "unasked", "late")


def cookie_name(check_id: str) -> str:
    return f"ps_{short(check_id)}"


def blueprint(settings: Settings, seals: Seals, ledger: Ledger, parts: Parts, postback: Postback) -> Blueprint:
    """The shop's routes."""
    site = Blueprint("shop", __name__)

    def opened(token: str | None) -> str:
        check_id = seals.open("visit", token)
        if check_id is None:
            abort(404, "There is no such page in the practice store.")
        return check_id

    def record(check_id: str, event: Event, **detail: object) -> bool:
        return ledger.record(check_id, event, detail, user_agent=request.headers.get("User-Agent", ""))

    def session(check_id: str) -> str:
        value = request.cookies.get(cookie_name(check_id))
        return "missing" if value is None else "right" if value == seals.token("session", check_id) else "wrong"

    def page(name: str, check_id: str, **more: object) -> str:
        visit = seals.token("visit", check_id)
        return render_template(f"practice/{name}.html", visit=visit, network=settings.network.url, **more)

    @site.get("/")
    def home() -> str:
        return render_template("practice/home.html")

    @site.get("/item")
    def landing() -> BaseResponse | str:
        check_id = opened(request.args.get("v"))
        part = parts.of(check_id)
        arrived = {"parameters": came_back(part.decoration), "referrer": referrer_origin()}
        if part.controls:
            arrived["controls"] = came_back(part.controls)
        if not record(check_id, "landing", **arrived):
            abort(410, "This practice purchase is over, or belongs to another browser.")
        response = site_response(page("landing", check_id, part=part))
        response.set_cookie(
            cookie_name(check_id),
            seals.token("session", check_id),
            max_age=3600,
            secure=settings.shop.scheme == "https",
            httponly=True,
            samesite="Lax",
        )
        return response

    @site.route("/cart/<token>", methods=["GET", "POST"])
    def cart(token: str) -> str:
        check_id = opened(token)
        detail: dict[str, object] = {"cookie": session(check_id)}
        if "seen" in request.form and (landed := ledger.seen(check_id, "landing")):
            # What reached the server, and what the landing page's own script then found in the address.
            seen = request.form["seen"][:2000].split(",")
            came = landed["parameters"] | landed.get("controls", {})
            detail["unseen"] = [name for name, state in came.items() if state == "right" and name not in seen]
        record(check_id, "cart", **detail)
        return page("cart", check_id)

    @site.route("/order/<token>", methods=["GET", "POST"])
    def order(token: str) -> BaseResponse:
        check_id = opened(token)
        landed = ledger.seen(check_id, "landing")
        if landed is None:
            abort(409, "The practice cart is empty: the landing page was never opened.")
        cookie = session(check_id)
        first = ledger.seen(check_id, "order") is None
        if not record(check_id, "order", cookie=cookie):
            abort(410, "This practice purchase is over, or belongs to another browser.")
        if first:
            # The server kept the click id of the landing URL with the shopper's session, so it
            # has it now only if the session cookie came back.
            known = cookie == "right" and landed["parameters"][parts.of(check_id).credit] == "right"
            postback.send(check_id, seals.token("click", check_id) if known else None, request.environ)
        return redirect(f"/thanks/{token}", code=303)

    @site.get("/thanks/<token>")
    def thanks(token: str) -> str:
        check_id = opened(token)
        if ledger.seen(check_id, "order") is None:
            abort(409, "Nothing was ordered yet in this practice purchase.")
        record(check_id, "thanks")
        same_tab = ledger.seen(check_id, "tab") is not None
        return page(
            "thanks",
            check_id,
            order=seals.token("order", check_id),
            part=parts.of(check_id),
            same_tab=same_tab,
        )

    @site.get("/end/<token>")
    def end(token: str) -> str:
        """Where the test for skipped hops ends, whichever way it came."""
        check_id = opened(token)
        record(check_id, "skip-end")
        return page("end", check_id)

    @site.post("/settled/<token>")
    def settled(token: str) -> BaseResponse:
        check_id = opened(token)
        told = json_body()
        told = told if isinstance(told, dict) else {}
        record(check_id, "settled", **{k: told[k] for k in ("pixel", "kit", "picture") if told.get(k) in _LOADS})
        return silent()

    @site.get("/picture/<token>.png")
    def picture(token: str) -> BaseResponse:
        record(opened(token), "picture")
        return image()

    @site.get("/plain/<token>.css")
    def plain(token: str) -> BaseResponse:
        record(opened(token), "plain")
        return silent("text/css")

    @site.get("/probe/echo/<token>.<ending>")
    def preflight(token: str, ending: str) -> BaseResponse:
        record(opened(token), "preflight-shop", by=ending)
        return image() if ending == "png" else silent("text/css" if ending == "css" else "text/html")

    return site


def site_response(body: str) -> BaseResponse:
    response = BaseResponse(body, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response
