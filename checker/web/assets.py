"""Static files: their addresses, their text for inside a page, and the headers under which everything is sent."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from pathlib import Path

from flask import Response, request
from markupsafe import Markup

from checker.config import Role, Settings
from checker.web.bundle import bundle

ROOT = Path(__file__).resolve().parents[2]
LIFE_S = 7 * 24 * 3600
_SELF = "'self'"
_COMMENTS = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/)[ \t]*\n", re.MULTILINE | re.DOTALL)

_SHOP_SCRIPT, _SHOP_STYLE, _FRAME_SCRIPT = "practice/shop.js", "practice/shop.css", "practice/frame.js"


# Bounded: a file has many names for whoever writes `lib/../` before it.
@lru_cache(200)
def address(name: str) -> str:
    """The address of a static file, with its content's hash: it may be cached for long, and a script brings all that
    it imports."""
    return f"/static/{name}?{hashlib.sha256(_sent(name)).hexdigest()[:10]}"


@lru_cache(200)
def _sent(name: str) -> bytes:
    """What is sent under a file's address."""
    file = ROOT / "static" / name
    match file.suffix:
        case ".js":
            return lean(bundle(file)).encode()
        case ".css":
            return lean(file.read_text()).encode()
    return file.read_bytes()


def lean(text: str) -> str:
    """A script or style sheet without the comments that stand on lines of their own: nobody on the line reads them."""
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
    """Send a static file under its address as it is meant to be sent; by its plain name it comes as it lies there.

    It is read in, so that it can be compressed: as a stream, flask-compress 1.25 leaves it open.
    """
    if request.path.startswith("/static/") and response.direct_passthrough:
        response.direct_passthrough = False
        response.get_data()
        name = request.path.removeprefix("/static/")
        if response.status_code == 200 and request.full_path == address(name):
            response.set_data(_sent(name))
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
