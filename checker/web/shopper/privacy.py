"""What is kept, in plain words, and the way to have it deleted."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from checker.knowledge.hosts import foreign_hosts
from checker.services.bench import Bench
from checker.services.start import Refused
from checker.store.models import CheckRow
from checker.web.forms import from_our_page
from checker.web.language import _
from checker.web.shopper.check import visitor
from checker.web.shopper.report import find_check, private


def add_privacy_routes(site: Blueprint, bench: Bench) -> None:
    settings, seals = bench.settings, bench.seals

    hosts = foreign_hosts(bench.networks) if settings.ask_networks else ()

    @site.get("/privacy")
    def privacy() -> str:
        return render_template("shopper/privacy.html", settings=settings, hosts=hosts)

    @site.get("/deleted")
    def deleted() -> str:
        return render_template("shopper/deleted.html")

    def mine(check: CheckRow) -> bool:
        try:
            bench.desk.own(check, visitor())
        except Refused:
            return False
        return True

    def about(check: CheckRow) -> str:
        # Bound to this browser too: a token that somebody else got for the same report is worth nothing here.
        return f"{check.id} {visitor().cookie or ''}"

    def page(check: CheckRow, status: int = 200, fault: str = "") -> Response:
        told = render_template(
            "shopper/delete.html",
            code=check.code,
            mine=mine(check),
            claims=len(bench.eraser.claims_of(check)),
            token=seals.form("delete", about(check)),
            typed=request.form.get("claim", ""),
            fault=fault,
        )
        return private(make_response(told, status))

    @site.get("/r/<code>/delete")
    def ask_to_delete_report(code: str) -> Response:
        return page(find_check(bench, code))

    @site.post("/r/<code>/delete")
    def delete_report(code: str) -> BaseResponse:
        """Delete a check for the browser that made it, or for who has the code of a claim that was filed with it.

        A report's code is made to be passed on, to support and to friends, so to hold it is not enough. A claim's code
        is known to the shopper and to support alone, and is longer than anyone can guess.
        """
        check = find_check(bench, code)
        if not from_our_page(settings):
            abort(403, _("This request came from a page that is not ours, so nothing was deleted."))
        if seals.open_form("delete", about(check), request.form.get("token", "")) is None:
            return page(check, 400)
        if not mine(check):
            claim = bench.claim_desk.find(request.form.get("claim", ""))
            if claim is None or claim.check_id != check.id:
                return page(check, 403, _("This is not the code of a claim that was filed with this report."))
        bench.eraser.erase_check(check, claims_too=bool(request.form.get("claims_too")))
        return redirect("/deleted", 303)
