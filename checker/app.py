"""The service: three sites behind one door, told apart by the `Host` header."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from checker.config import ROLES, Role, Settings
from checker.practice import network, played, shop
from checker.practice.postback import Postback
from checker.services.bench import Bench, make_bench
from checker.web import api, matrix, shopper, staging
from checker.web.errors import add_error_handlers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_ROOT = Path(__file__).resolve().parent.parent
_MAX_BODY = 64 * 1024
_ASSET_LIFE_S = 7 * 24 * 3600


class Service:
    """The WSGI application. A request for a host that is none of ours is refused with 421."""

    def __init__(self, settings: Settings) -> None:
        self.bench = make_bench(settings)
        apps = {role: _make_app(role, self.bench) for role in ROLES}
        self.apps: dict[str, Flask] = {settings.site(role).host: app for role, app in apps.items()}
        if settings.play_networks:
            played_app = _make_app("network", self.bench, real_hosts=True)
            self.apps |= dict.fromkeys(played.played_hosts(self.bench.networks), played_app)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        app = self.apps.get(_host(environ.get("HTTP_HOST", "")))
        if app is None:
            body = b'{"error": {"code": "wrong_host", "message": "This host is not served here."}}\n'
            headers = [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Security-Policy", "default-src 'none'"),
            ]
            start_response("421 Misdirected Request", headers)
            return [body]
        return app(environ, start_response)


def create_app(settings: Settings) -> Service:
    """The whole service for these settings; migrates the database first."""
    return Service(settings)


def _host(header: str) -> str:
    """The host name of a `Host` header, or '' for one that is no host name with an optional port."""
    name, colon, port = header.partition(":")
    return name.lower().rstrip(".") if not colon or (port.isascii() and port.isdigit()) else ""


def _make_app(role: Role, bench: Bench, *, real_hosts: bool = False) -> Flask:
    app = Flask(__name__, template_folder=str(_ROOT / "templates"), static_folder=str(_ROOT / "static"))
    app.config.update(MAX_CONTENT_LENGTH=_MAX_BODY, MAX_FORM_PARTS=50, SEND_FILE_MAX_AGE_DEFAULT=_ASSET_LIFE_S)
    app.jinja_env.globals.update(asset=_asset, portal_url="" if role == "portal" else bench.settings.portal.url)
    settings, seals, ledger = bench.settings, bench.seals, bench.ledger
    if role == "portal":
        app.register_blueprint(shopper.blueprint(bench))
        app.register_blueprint(api.blueprint(bench))
        app.register_blueprint(matrix.blueprint(bench.networks))
        if settings.play_networks:
            app.register_blueprint(staging.blueprint(bench))
    elif role == "network":
        actor = network.PracticeNetwork(settings, seals, ledger, bench.parts)
        real = played.blueprint(actor, seals, bench.networks) if real_hosts else None
        app.register_blueprint(real or network.blueprint(actor))
    else:
        postback = Postback(settings, seals, ledger)
        app.register_blueprint(shop.blueprint(settings, seals, ledger, bench.parts, postback))
    add_error_handlers(app)
    app.after_request(_headers(role, settings))
    return app


@cache
def _asset(name: str) -> str:
    """The address of a static file, with its content's hash: it may be cached for long."""
    digest = hashlib.sha256((_ROOT / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?{digest}"


def _headers(role: Role, settings: Settings) -> Callable[[Response], Response]:
    portal, network_site, shop_site = settings.sites
    # A replay's shop asks real hosts, which the mapping proxy leads here.
    asked = "https:" if settings.play_networks else network_site.url
    policies = {
        "portal": _policy(network_site.url, shop_site.url) + "; form-action 'self'",
        "network": "default-src 'none'",
        "shop": _policy(asked) + "; form-action 'self'",
    }
    policy = policies[role] + "; base-uri 'none'; frame-ancestors " + ("'none'" if role == "portal" else portal.url)

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


def _policy(*beside: str) -> str:
    """What a page may load: its own files, and what the purchase asks of the other sites; nothing inline."""
    others = " ".join(beside)
    loads = "script-src", "style-src", "connect-src", "frame-src"
    return (
        "default-src 'none'; "
        + "; ".join(f"{kind} 'self' {others}" for kind in loads)
        + "; img-src 'self' data: "
        + others
    )
