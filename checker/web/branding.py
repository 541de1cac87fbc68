"""How a portal looks: its name, logo, colours and wording on the pages, and the files that these need."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Blueprint, Response, abort, request

from checker.brands import Brand, Phrase
from checker.practice.seals import TOKEN_LENGTH, Kind
from checker.services.bench import Bench
from checker.web import language
from checker.web.assets import LIFE_S

_TOKEN = re.compile(rf"[0-9a-f]{{{TOKEN_LENGTH}}}")
_KINDS: tuple[Kind, ...] = ("visit", "sub", "order")
# What an SVG could do, were it opened as a page of its own.
_ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def blueprint(brand: Brand) -> Blueprint:
    """The logo and the colours, on the portal."""
    site = Blueprint("brand", __name__)

    @site.get("/brand/logo")
    def logo() -> Response:
        if brand.logo is None:
            abort(404, "This portal has no logo of its own.")
        response = _kept(Response(brand.logo.data, mimetype=brand.logo.mimetype))
        response.headers["Content-Security-Policy"] = _ALONE
        return response

    @site.get("/brand/style.css")
    def style() -> Response:
        if brand.colours is None:
            abort(404, "This portal has no colours of its own.")
        return _kept(Response(brand.colours.style(), mimetype="text/css"))

    return site


def _kept(response: Response) -> Response:
    """Under its hash a file is kept long; asked for without, it is asked for again."""
    response.headers["Cache-Control"] = f"public, max-age={LIFE_S}" if request.query_string else "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def words_of(brand: Brand) -> dict[str, Any]:
    """What templates need of a brand: `brand`, its files' addresses, and `say` for phrases that it may reword."""
    return {
        "brand": brand,
        "brand_logo": _address("/brand/logo", brand.logo.data) if brand.logo else None,
        "brand_style": _address("/brand/style.css", brand.colours.style().encode()) if brand.colours else None,
        "say": _say(brand),
    }


def _say(brand: Brand) -> Callable[[Phrase, str], str]:
    def say(phrase: Phrase, own: str) -> str:
        """The brand's own wording of a phrase in the page's language, else ours."""
        return brand.phrase(phrase, language.current()) or own

    return say


@cache
def _address(path: str, content: bytes) -> str:
    return f"{path}?{hashlib.sha256(content).hexdigest()[:10]}"


def home_of(bench: Bench) -> Callable[[], dict[str, Any]]:
    """For pages of the network and the shop: the portal at which the purchase in the address began."""
    portals: dict[str | None, dict[str, Any]] = {
        brand.url: {"portal_url": brand.url, "brand": brand, "say": _say(brand)} for brand in bench.brands
    }
    first = portals[bench.settings.portal.url]

    def context() -> dict[str, Any]:
        if len(portals) == 1:
            return first
        for token in _TOKEN.findall(request.full_path):
            for kind in _KINDS:
                check_id = bench.seals.open(kind, token)
                if check_id and (check := bench.checks.get(check_id)):
                    return portals.get(check.portal, first)
        return first

    return context
