"""The check page: the button, and what a press on it starts."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from checker.config import Settings
from checker.knowledge.stores import LONGEST_NAME, find_store, store_id
from checker.practice.asked import signals
from checker.services.bench import Bench
from checker.services.start import Visitor
from checker.store.models import CheckRow
from checker.web.language import _
from checker.web.shopper.probing import probing

COOKIE = "check-browser"
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
# So many names the field offers: an operator's thousands would weigh more than the whole check.
OFFERED = 150


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
        """The `store` (as an id) and `return` that came along, and what is wrong with those that cannot be used."""
        good, wrong = {}, []
        if (store := typed()) and len(store) <= LONGEST_NAME:
            good["store"] = store_id(bench.stores, store)
        if return_to := request.values.get("return", "").strip():
            if allowed_return(return_to, settings):
                good["return"] = return_to
            else:
                wrong.append(_("The address to return to is not one of ours, so it is left out."))
        if again := request.values.get("again", "").strip():
            if (before := earlier(again)) and before.state != "running":
                good["again"] = before.code
            else:
                wrong.append(_("The earlier check is not there any more. This one works without it."))
        if token := request.values.get("member", "").strip():
            if bench.members.open(token):
                good["member"] = token
            else:
                wrong.append(_("The link that led here is too old or incomplete. The check works without it."))
        return good, wrong

    def earlier(raw: str) -> CheckRow | None:
        """The check of a code that is to be done again; None for one that is no check of this portal."""
        code = raw.strip().upper()
        return bench.checks.by_code(code) if CODE.fullmatch(code) else None

    def typed() -> str:
        """The store as it was named, in the field or in the address."""
        return "".join(c if c.isprintable() else " " for c in request.values.get("store", "")).strip()

    def begin(ticket: str) -> CheckRow:
        """Start the ticket's check as the page wished it."""
        good, _ = wishes()
        member = bench.members.open(good["member"]) if "member" in good else None
        return bench.desk.start(ticket, visitor(), good.get("store"), good.get("return"), member, good.get("again"))

    @site.get("/")
    def home() -> Response:
        return redirect("/check")

    @site.get("/check")
    def check() -> Response:
        good, wrong = wishes()
        too_long = len(typed()) > LONGEST_NAME
        named = find_store(bench.stores, typed())
        ticket = bench.desk.issue()
        page = render_template(
            "shopper/check.html",
            ticket=ticket,
            wishes=good,
            wrong=wrong,
            store=named.name if named else typed(),
            store_wrong=_("This name is too long. The check works without it.") if too_long else "",
            longest=LONGEST_NAME,
            stores=[store.name for store in islice(bench.stores.values(), OFFERED)],
            network=settings.network.url,
            shop=settings.shop.url,
            canonical=f"{settings.portal.url}/check",
            probing=probing(bench, ticket),
        )
        response = make_response(page, 400 if wrong or too_long else 200)
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
        bench.checks.add_page(check.id, _said_by_form(request.form))
        user_agent = request.headers.get("User-Agent", "")
        if "noscript" in request.form:
            bench.ledger.record(check.id, "told", {}, user_agent=user_agent)
        bench.ledger.record(check.id, "tab", {}, user_agent=user_agent)
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
            bench.ledger.record(check.id, "told", {}, user_agent=user_agent)
            bench.ledger.record(check.id, "tab", {}, user_agent=user_agent)
            bench.ledger.record(check.id, "played", {"network": network.id, "link": link}, user_agent=user_agent)
        bench.ledger.record(check.id, "go", signals(), user_agent=user_agent)
        return redirect(bench.parts.of(check.id).click)


def _said_by_form(form: Mapping[str, str]) -> list[dict[str, Any]]:
    """The evidence that the form itself is: its script marks it, and so does `noscript`."""
    said = []
    if "noscript" in form or form.get("script"):
        said.append({"probe": "page-scripting", "status": "ok", "value": {"on": "noscript" not in form}})
    if form.get("script") and form.get("popup") == "refused":
        said.append({"probe": "page-popup", "status": "ok", "value": {"opened": False}})
    return said
