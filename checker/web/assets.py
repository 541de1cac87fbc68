"""Static files: their addresses, their text for inside a page, and the headers under which everything is sent."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from flask import Response, request
from markupsafe import Markup

from checker.config import Role, Settings

ROOT = Path(__file__).resolve().parents[2]
LIFE_S = 7 * 24 * 3600
_SELF = "'self'"
_COMMENTS = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/)[ \t]*\n", re.MULTILINE | re.DOTALL)

_SHOP_SCRIPT, _SHOP_STYLE, _FRAME_SCRIPT = "practice/shop.js", "practice/shop.css", "practice/frame.js"


@cache
def address(name: str) -> str:
    """The address of a static file, with its content's hash: it may be cached for long."""
    digest = hashlib.sha256((ROOT / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?{digest}"


@cache
def modules() -> tuple[str, ...]:
    """The scripts that the check page needs once its button is pressed, in an order in which they may be fetched."""
    folder = ROOT / "static"
    found = ["check.js", *(path.relative_to(folder).as_posix() for path in sorted(folder.glob("lib/*.js")))]
    return (*found, *(path.relative_to(folder).as_posix() for path in sorted(folder.glob("probes/*.js"))))


def lean(text: str) -> str:
    """A script or style sheet without the comments that have lines to themselves: they are read here, not there."""
    return _COMMENTS.sub("", text)


@cache
def inline(name: str) -> Markup:
    """A static file's own text, to stand inside a page: the purchase's pages are left at once, and cost one request."""
    return Markup(lean((ROOT / "static" / name).read_text()))  # noqa: S704


@cache
def _allowed(name: str) -> str:
    """The word by which a policy allows exactly this file's text inside a page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(inline(name).encode()).digest()).decode()}'"


def frame_policy() -> str:
    """The policy of the frames that look around in the check page: their own script, and answers of their own host."""
    return f"{_policy(script=_allowed(_FRAME_SCRIPT), connect=_SELF)}; form-action 'none'; base-uri 'none'"


def whole(response: Response) -> Response:
    """Read a static file in, so that it can be compressed: as a stream, flask-compress 1.25 leaves it open."""
    if request.path.startswith("/static/") and response.direct_passthrough:
        response.direct_passthrough = False
        text = response.get_data()
        if response.status_code == 200 and response.mimetype in ("text/css", "text/javascript"):
            response.set_data(lean(text.decode()))
    return response


def headers_for(
    role: Role, settings: Settings, portals: Sequence[str], hosts: Sequence[str] = ()
) -> Callable[[Response], Response]:
    """What every response carries: only a site's own files and what the purchase asks of the others may load.

    `portals` are the origins of all portals, which may show pages of the network and the shop in frames; `hosts` are
    those that the check page may ask whether they can be reached.
    """
    network, shop = settings.network, settings.shop
    # A replay's shop asks real hosts, which the mapping proxy leads here.
    asked = "https:" if settings.play_networks else network.url
    beside = f"{network.url} {shop.url}"
    policies = {
        "portal": _policy(
            script=f"{_SELF} {beside}",
            style=f"{_SELF} {beside}",
            img=f"{_SELF} {beside}",
            # The practice sites, and the hosts of which the page asks whether they can be reached.
            connect=" ".join([_SELF, beside, *(f"https://{host}" for host in hosts)]),
            frame=beside,
        ),
        "network": "default-src 'none'",
        "shop": _policy(
            script=f"{_allowed(_SHOP_SCRIPT)} {asked}",
            style=f"{_allowed(_SHOP_STYLE)} 'self' {asked}",
            img=f"'self' data: {asked}",
            connect=f"'self' {asked}",
        ),
    }
    framed = "'none'" if role == "portal" else " ".join(portals)
    policy = f"{policies[role]}; form-action 'self'; base-uri 'none'; frame-ancestors {framed}"

    def add(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        if request.path.startswith("/static/") and not request.query_string:
            # Modules import each other by plain names: asked for again, answered "not modified".
            response.headers["Cache-Control"] = "no-cache"
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        if request.is_secure and settings.site(role).scheme == "https":
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    return add


def _policy(**loads: str) -> str:
    return "default-src 'none'; " + "; ".join(f"{kind}-src {sources}" for kind, sources in loads.items())
