"""Following a purchase: the portal's tab while it runs, with scripting and without."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from checker.evidence.manifest import accept
from checker.practice.asked import json_body, signals
from checker.practice.course import TOTAL_MS
from checker.practice.pixel import silent
from checker.services.bench import Bench
from checker.services.start import Refused
from checker.services.trail import elapsed_ms
from checker.services.watch import ABSENT_S, watch
from checker.store.models import CheckRow
from checker.web.shopper.check import visitor
from checker.web.shopper.probing import leave_mark, probing

# Between two looks, where one request waits for others.
_LOOK_S = 0.012


def add_run_routes(site: Blueprint, bench: Bench) -> None:
    settings = bench.settings

    def running(ticket: str, check: CheckRow | None = None) -> CheckRow:
        """The ticket's check, closed first if its time is up. 404 when it never started."""
        check = check or bench.desk.follow(ticket, visitor())
        if check is None:
            abort(404, "This check has not been started.")
        return bench.finisher.advance(check)[0]

    @site.get("/run/<ticket>")
    def run(ticket: str) -> BaseResponse | str:
        check = running(ticket)
        if check.state != "running":
            return redirect(f"/r/{check.code}")
        same_tab = bench.ledger.seen(check.id, "tab") is not None and bench.ledger.seen(check.id, "click") is None
        return render_template(
            "shopper/run.html",
            ticket=ticket,
            visit=bench.seals.token("visit", check.id),
            same_tab=same_tab,
            network=settings.network.url,
            shop=settings.shop.url,
            probing=probing(bench, ticket),
        )

    @site.get("/run/<ticket>/next")
    def onward(ticket: str) -> BaseResponse | str:
        """Leave for the network once it has shown that it is there; until then, stay and wait."""
        check = running(ticket)
        if check.state != "running":
            return redirect(f"/r/{check.code}")
        if bench.ledger.seen(check.id, "preflight-network") and bench.ledger.seen(check.id, "preflight-shop"):
            bench.ledger.record(check.id, "go", signals(), user_agent=request.headers.get("User-Agent", ""))
            return redirect(bench.parts.of(check.id).click)
        return render_template("shopper/wait.html", ticket=ticket)

    @site.get("/run/<ticket>/events")
    def events(ticket: str) -> Response:
        """Server-sent events: `step` for each step of the trail as it happens, `end` with the code, or `absent`."""
        who = visitor()
        bench.desk.follow(ticket, who)

        def started() -> CheckRow | None:
            try:
                return bench.desk.follow(ticket, who)
            except Refused:
                return None  # started by another browser meanwhile: for this one there is none

        def stream() -> Iterator[str]:
            for name, data in watch(bench, started):
                yield f"event: {name}\ndata: {json.dumps(data)}\n\n"

        response = Response(stream(), mimetype="text/event-stream")
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Accel-Buffering"] = "no"
        return response

    @site.post("/run/<ticket>/evidence")
    def evidence(ticket: str) -> Response:
        """Take what the check page's probes saw; with `last`, there is no more to come. 400 for what is no evidence."""
        check = bench.desk.follow(ticket, visitor())
        try:
            items, refused = accept(json_body())
        except ValueError as error:
            abort(400, str(error))
        # The probes may be done before the store window's first request has come.
        deadline = time.monotonic() + ABSENT_S
        while check is None and time.monotonic() < deadline:
            time.sleep(_LOOK_S)
            check = bench.desk.follow(ticket, visitor())
        check = running(ticket, check)
        kept = bench.checks.add_page(check.id, [item.model_dump() for item in items])
        if "last" in request.args:
            bench.ledger.record(check.id, "told", {}, user_agent=request.headers.get("User-Agent", ""))
        answer = {"accepted": kept, "refused": len(items) - kept + refused}
        return leave_mark(Response(json.dumps(answer), mimetype="application/json"), settings)

    @site.post("/run/<ticket>/closed")
    def closed(ticket: str) -> Response:
        """The check page says that the store window is gone."""
        check = running(ticket)
        bench.ledger.record(check.id, "closed", {}, user_agent=request.headers.get("User-Agent", ""))
        return silent()

    @site.get("/run/<ticket>/end")
    def end(ticket: str) -> BaseResponse:
        """The report, however far the purchase came: what follows the events could not be heard."""
        return redirect(f"/r/{wait_for_end(running(ticket)).code}")

    @site.get("/back/<token>")
    def back(token: str) -> BaseResponse:
        """From the thank-you page to the report. That the browser moved on says that the page had loaded."""
        check_id = bench.seals.open("visit", token)
        check = bench.checks.get(check_id) if check_id else None
        if check is None:
            abort(404, "There is no such purchase.")
        bench.desk.own(check, visitor())
        bench.ledger.record(check.id, "settled", {}, user_agent=request.headers.get("User-Agent", ""))
        return redirect(f"/r/{wait_for_end(check).code}")

    def wait_for_end(check: CheckRow) -> CheckRow:
        while elapsed_ms(check.created) < TOTAL_MS + 1000:
            check, _ = bench.finisher.advance(check)
            if check.state != "running":
                break
            time.sleep(_LOOK_S)
        return check
