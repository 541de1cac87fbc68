"""The check page: the button, and what a press on it starts."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from checker.config import Settings
from checker.services.bench import Bench
from checker.services.start import Visitor
from checker.store.models import CheckRow

COOKIE = "check-browser"
STORE = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}")


def visitor() -> Visitor:
    """The browser that asks now."""
    return Visitor(request.headers.get("User-Agent", ""), request.cookies.get(COOKIE))


def allowed_return(raw: str, settings: Settings) -> bool:
    """Whether `return=` leads to a path of the portal, or to a host that the operator has listed."""
    if any(ord(c) < 33 or c in "\\\x7f" for c in raw) or len(raw) > 500:
        return False
    if raw.startswith("/"):
        return not raw.startswith("//")
    try:
        parts = urlsplit(raw)
        host = parts.hostname
    except ValueError:
        return False
    hosts = (settings.portal.host, *settings.return_hosts)
    return parts.scheme in ("http", "https") and "@" not in parts.netloc and host in hosts


def add_check_routes(site: Blueprint, bench: Bench) -> None:
    settings = bench.settings

    def wishes() -> tuple[dict[str, str], list[str]]:
        """The `store` and `return` that came along, and what is wrong with those that cannot be used."""
        good, wrong = {}, []
        if store := request.values.get("store", "").strip():
            if STORE.fullmatch(store):
                good["store"] = store
            else:
                wrong.append("The store in the address is not one that can exist. The check works without it.")
        if return_to := request.values.get("return", "").strip():
            if allowed_return(return_to, settings):
                good["return"] = return_to
            else:
                wrong.append("The address to return to is not one of ours, so it is left out.")
        if token := request.values.get("member", "").strip():
            if bench.members.open(token):
                good["member"] = token
            else:
                wrong.append("The link that led here is too old or incomplete. The check works without it.")
        return good, wrong

    def begin(ticket: str) -> CheckRow:
        """Start the ticket's check as the page wished it."""
        good, _ = wishes()
        member = bench.members.open(good["member"]) if "member" in good else None
        return bench.desk.start(ticket, visitor(), good.get("store"), good.get("return"), member)

    @site.get("/")
    def home() -> Response:
        return redirect("/check")

    @site.get("/check")
    def check() -> Response:
        good, wrong = wishes()
        page = render_template(
            "shopper/check.html",
            ticket=bench.desk.issue(),
            wishes=good,
            wrong=wrong,
            network=settings.network.url,
            shop=settings.shop.url,
        )
        response = make_response(page, 400 if wrong else 200)
        if COOKIE not in request.cookies:
            # A session cookie: it lasts as long as the browser's visit, and says only "the same browser".
            response.set_cookie(
                COOKIE,
                secrets.token_hex(12),
                secure=settings.portal.scheme == "https",
                httponly=True,
                samesite="Lax",
            )
        return response

    @site.post("/check")
    def start() -> Response:
        """Start a purchase in this very tab: scripting is off, or the browser opened no window."""
        ticket = request.form.get("ticket", "")
        earlier = bench.desk.follow(ticket, visitor())
        if earlier is not None and bench.finisher.advance(earlier)[0].state != "running":
            # The back button brought an old page back; the press means a new check.
            ticket = bench.desk.issue()
        check = begin(ticket)
        bench.checks.set_page(check.id, _said_by_form(request.form))
        bench.ledger.record(check.id, "tab", {}, user_agent=request.headers.get("User-Agent", ""))
        return redirect(f"/run/{ticket}", code=303)

    @site.get("/go/<ticket>")
    def go(ticket: str) -> Response:
        """The store window's first stop, like a cashback site's link to a store: on to the network."""
        check = begin(ticket)
        if check.state != "running":
            return redirect(f"/r/{check.code}")
        user_agent = request.headers.get("User-Agent", "")
        if settings.play_networks and (network := bench.networks.get(request.args.get("network", ""))):
            link = request.args.get("link", 0, type=int) % len(network.links)
            bench.checks.set_page(check.id, [])
            bench.ledger.record(check.id, "tab", {}, user_agent=user_agent)
            bench.ledger.record(check.id, "played", {"network": network.id, "link": link}, user_agent=user_agent)
        bench.ledger.record(check.id, "go", {}, user_agent=user_agent)
        return redirect(bench.parts.of(check.id).click)


def _said_by_form(form: Mapping[str, str]) -> list[dict[str, Any]]:
    """The evidence that the form itself is: its script marks it, and so does `noscript`."""
    said = []
    if "noscript" in form or form.get("script"):
        said.append({"probe": "page-scripting", "status": "ok", "value": {"on": "noscript" not in form}})
    if form.get("script") and form.get("popup") == "refused":
        said.append({"probe": "page-popup", "status": "ok", "value": {"opened": False}})
    return said
