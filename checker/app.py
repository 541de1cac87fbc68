"""The service: its sites behind one door, told apart by the `Host` header. There may be several portals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from checker.config import Role, Settings
from checker.knowledge.hosts import foreign_hosts
from checker.practice import bait, look, network, played, shop
from checker.practice.postback import Postback
from checker.services.bench import Bench, make_bench
from checker.web import api, assets, badge, branding, matrix, members, shopper, staging
from checker.web.errors import add_error_handlers
from checker.web.language import init_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_MAX_BODY = 64 * 1024


class Service:
    """The WSGI application. A request for a host that is none of ours is refused with 421."""

    def __init__(self, settings: Settings) -> None:
        self.bench = make_bench(settings)
        self.apps: dict[str, Flask] = {
            settings.network.host: _make_app("network", self.bench),
            settings.shop.host: _make_app("shop", self.bench),
        }
        for brand in self.bench.brands:
            self.apps[brand.site.host] = _make_app("portal", self.bench.at(brand))
        if settings.play_networks:
            played_app = _make_app("network", self.bench, real_hosts=True)
            self.apps |= dict.fromkeys(foreign_hosts(self.bench.networks), played_app)

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
    app = Flask(__name__, template_folder=str(assets.ROOT / "templates"), static_folder=str(assets.ROOT / "static"))
    app.config.update(MAX_CONTENT_LENGTH=_MAX_BODY, MAX_FORM_PARTS=50, SEND_FILE_MAX_AGE_DEFAULT=assets.LIFE_S)
    app.jinja_env.globals.update(
        asset=assets.address,
        inline=assets.inline,
        keep_days=bench.settings.keep_days,
    )
    if role == "portal":
        brand, secure = bench.brand, bench.settings.portal.scheme == "https"
        init_language(app, brand.languages, brand.first_language, keep_choice=True, secure=secure)
        app.jinja_env.globals.update(branding.words_of(bench.brand), portal_url="")
    else:
        init_language(app)
        app.context_processor(branding.home_of(bench))
    settings, seals, ledger = bench.settings, bench.seals, bench.ledger
    portals = [brand.site.url for brand in bench.brands]
    looks = look.Looks(portals, seals, assets.frame_policy())
    if role == "portal":
        app.register_blueprint(shopper.blueprint(bench))
        app.register_blueprint(api.blueprint(bench))
        app.register_blueprint(members.blueprint(bench))
        app.register_blueprint(branding.blueprint(bench.brand))
        app.register_blueprint(badge.blueprint(bench))
        app.register_blueprint(matrix.blueprint(bench.networks))
        if settings.play_networks:
            app.register_blueprint(staging.blueprint(bench))
    elif role == "network":
        actor = network.PracticeNetwork(settings, seals, ledger, bench.parts)
        real = played.blueprint(actor, seals, bench.networks) if real_hosts else None
        app.register_blueprint(real or network.blueprint(actor))
        if not real_hosts:
            app.register_blueprint(look.network_blueprint(looks, actor))
    else:
        postback = Postback(settings, seals, ledger)
        app.register_blueprint(shop.blueprint(settings, seals, ledger, bench.parts, postback))
        app.register_blueprint(look.shop_blueprint(looks))
    if role != "network":
        app.register_blueprint(bait.blueprint(portals))
    add_error_handlers(app)
    if settings.proxies:
        # Only limits look at the address. The host is the proxy's to pass through.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]
    # No secret stands beside what a visitor sends, and every page has a new ticket: compression tells nothing.
    app.config["COMPRESS_STREAMS"] = False
    Compress(app)
    app.after_request(assets.whole)
    hosts = foreign_hosts(bench.networks) if role == "portal" and settings.ask_networks else ()
    app.after_request(assets.headers_for(role, settings, portals, hosts))
    return app
