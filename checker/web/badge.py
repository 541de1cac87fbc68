"""The badge: a link to the check, with this browser's last result, for pages of the cashback site."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request

from checker.report.view import light_of
from checker.services.bench import Bench
from checker.web import assets
from checker.web.language import _, current
from checker.web.last import COOKIE, last_check

_WISH_MAX = 500


def blueprint(bench: Bench) -> Blueprint:
    """`/badge.js` for the page that shows the badge, `/badge` for the frame that it opens."""
    site = Blueprint("badge", __name__)
    brand = bench.brand
    schemes = ("https",) if bench.settings.portal.scheme == "https" else ("https", "http")
    # Who may show the frame: the operator's own list, nobody else's page can lay it under something.
    hosts = " ".join(["'self'", *(f"{scheme}://{host}" for host in brand.badge_hosts for scheme in schemes)])
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'none'; "
        f"base-uri 'none'; frame-ancestors {hosts}"
    )

    source = (assets.ROOT / "static" / "badge.js").read_text(encoding="utf-8")

    @site.get("/badge.js")
    def script() -> Response:
        own = brand.phrase("button", current()) or _("Check your status")
        response = Response(source.replace('"%LABEL%"', json.dumps(own)), mimetype="text/javascript")
        response.headers["Cache-Control"] = "public, max-age=3600"
        response.vary.update(("Accept-Language", "Cookie"))
        response.add_etag()
        response.make_conditional(request)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    @site.get("/badge")
    def frame() -> Response:
        check = last_check(bench, request.cookies.get(COOKIE))
        wishes = {name: request.args[name] for name in ("store", "return") if request.args.get(name)}
        wishes = {name: value for name, value in wishes.items() if len(value) <= _WISH_MAX}
        page = render_template(
            "shopper/badge.html",
            light=light_of(*bench.finisher.outcome(check), bench.networks) if check else "none",
            # Hidden states are laid out too, with some date: see the template.
            checked=check.created if check else datetime.now(UTC),
            href="/check" + (f"?{urlencode(wishes)}" if wishes else ""),
        )
        response = make_response(page)
        response.headers["Content-Security-Policy"] = policy
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return site
