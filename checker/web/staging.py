"""What a replay asks of its own stage; these routes exist nowhere else."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, jsonify, render_template, request

from checker.practice.pixel import silent
from checker.services.bench import Bench
from checker.store.models import CheckRow


def blueprint(bench: Bench) -> Blueprint:
    """Tickets for purchases, and how they stand. Registered only where networks are played."""
    site = Blueprint("staging", __name__)

    def check_of(ticket: str) -> CheckRow | None:
        check_id = bench.seals.open("ticket", ticket)
        return bench.checks.get(check_id) if check_id else None

    @site.post("/staging")
    def issue() -> Response:
        return jsonify(ticket=bench.desk.issue())

    @site.get("/staging/<ticket>")
    def state(ticket: str) -> Response:
        check = check_of(ticket)
        if check is None:
            return jsonify(state="running", code="", events=0)
        check, trail = bench.finisher.advance(check)
        return jsonify(state=check.state, code=check.code, events=len(trail))

    @site.get("/staging/<ticket>/door")
    def door(ticket: str) -> str:
        """A cashback site's page with its link to a store: navigations begin with a press, as a shopper's do."""
        query = urlencode({name: request.args.get(name, "") for name in ("network", "link")})
        return render_template("practice/door.html", href=f"/go/{ticket}?{query}")

    @site.post("/staging/<ticket>/closed")
    def closed(ticket: str) -> Response:
        """The replay has seen that the browser stands on a page from which it cannot go on."""
        check = check_of(ticket)
        if check is None:
            abort(404, "This purchase has not begun.")
        bench.ledger.record(check.id, "closed", {}, user_agent=None)
        return silent()

    return site
