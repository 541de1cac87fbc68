"""What the check page's probes ask of the practice network and the practice shop, as third parties in that page.

Every answer says what arrived with its own request, in the form that its kind can carry to the page: an image
by its width, a script by a mark on its element, a frame and a fetch by their text. Nothing is recorded here:
what the page makes of it is evidence that explains, never evidence that credits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from flask import Blueprint, Response, abort, jsonify, render_template, request

from checker.practice.asked import allow_reading
from checker.practice.network import PracticeNetwork
from checker.practice.pixel import image, silent, wide_image
from checker.practice.seals import Seals, short

# Cookies that only last as long as one check's probes.
_LIFE_S = 120
Name = Literal["response", "chips", "script"]
_KEPT: tuple[Name, ...] = get_args(Name)


def cookie_name(kind: Name, check_id: str) -> str:
    """`response` is set by the frame's response, `chips` by it with `Partitioned`, `script` by the frame's script."""
    return f"pl_{kind}_{short(check_id)}"


def set_cookies(response: Response, check_id: str) -> None:
    """Set the two that a response can set."""
    kinds: tuple[Name, ...] = ("response", "chips")
    for kind in kinds:
        name, chips = cookie_name(kind, check_id), kind == "chips"
        response.set_cookie(name, "1", max_age=_LIFE_S, secure=True, samesite="None", partitioned=chips)


class Looks:
    """What both sites answer alike. `portals` are the origins whose check pages may ask."""

    def __init__(self, portals: Sequence[str], seals: Seals, frame_policy: str) -> None:
        self._portals, self._seals = portals, seals
        self._policy = f"{frame_policy}; frame-ancestors {' '.join(portals)}"

    def opened(self, token: str) -> str:
        """The check id in a token; aborts with 404 for anything else."""
        check_id = self._seals.open("look", token)
        if check_id is None:
            abort(404, "This address was not made by the check page.")
        return check_id

    def frame(self, check_id: str, *, cookie: str = "") -> Response:
        """A page that looks around from inside a frame when the check page asks, and tells it what it found.

        `cookie` names the one that its script shall try to keep; without, it looks for no cookies. The frame may stand
        there before its check has begun, so the page itself says at which portal it is; another is not listened to.
        """
        asking = request.args.get("portal", "")
        page = render_template(
            "practice/frame.html",
            portal=asking if asking in self._portals else self._portals[0],
            visit=self._seals.token("visit", check_id),
            cookie=cookie,
        )
        response = Response(page, mimetype="text/html")
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = self._policy
        return response

    def readable(self, response: Response) -> Response:
        """The answer, for the check page's script to read."""
        allow_reading(response, self._portals)
        response.headers["Access-Control-Allow-Credentials"] = "true"
        response.headers["Cache-Control"] = "no-store"
        return response


def network_blueprint(looks: Looks, network: PracticeNetwork) -> Blueprint:
    """The network's answers: did the click's cookie come along?"""
    site = Blueprint("look", __name__)

    @site.get("/look/<token>/frame")
    def frame(token: str) -> Response:
        check_id = looks.opened(token)
        return looks.frame(check_id, cookie=cookie_name("script", check_id))

    @site.get("/look/<token>.png")
    def as_image(token: str) -> Response:
        return wide_image() if network.own_cookie(looks.opened(token)) == "right" else image()

    @site.get("/look/<token>.js")
    def as_script(token: str) -> Response:
        response = silent("text/javascript")
        response.set_data(f"document.currentScript.dataset.click={network.own_cookie(looks.opened(token))!r}")
        return response

    @site.get("/look/<token>.json")
    def as_text(token: str) -> Response:
        check_id = looks.opened(token)
        kept = {kind: cookie_name(kind, check_id) in request.cookies for kind in _KEPT}
        response = looks.readable(jsonify(click=network.own_cookie(check_id), **kept))
        if "set" in request.args:
            set_cookies(response, check_id)
        return response

    return site


def shop_blueprint(looks: Looks) -> Blueprint:
    """The shop's frame: does it see what the shop's landing page has stored?"""
    site = Blueprint("look", __name__)

    @site.get("/look/<token>/frame")
    def frame(token: str) -> Response:
        return looks.frame(looks.opened(token))

    return site
