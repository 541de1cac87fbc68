"""The API and the health checks."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify

from checker import __version__
from checker.report.document import as_json, openapi
from checker.report.members import describe
from checker.services.bench import Bench
from checker.store.replays import Busy
from checker.web.errors import error_response
from checker.web.shopper.report import find_check, fixes_for


def blueprint(bench: Bench) -> Blueprint:
    """`/api/v1` for programs, `/healthz` and `/readyz` for whoever keeps the service running."""
    site = Blueprint("api", __name__)

    @site.get("/api/v1/checks/<code>")
    def check(code: str) -> Response:
        row = find_check(bench, code)
        dossier, diagnosis = bench.finisher.outcome(row)
        fixes = fixes_for(bench, dossier, diagnosis)
        body = as_json(row.code, row.created, row.completed, dossier, diagnosis, fixes)
        response = Response(body, mimetype="application/json")
        response.headers["Cache-Control"] = "no-store"
        return response

    @site.get("/api/v1/checks/<code>/replay")
    def replayed(code: str) -> Response:
        """How the check's replays stand; nothing is started by looking."""
        return story(code, ask=False)

    @site.post("/api/v1/checks/<code>/replay")
    def replay(code: str) -> Response:
        """Ask for the check's replays: the clean control, the nearest setup, and what each fix leads to."""
        return story(code, ask=True)

    def story(code: str, ask: bool) -> Response:
        row = find_check(bench, code)
        if row.state == "running":
            abort(409, "This check is still running.")
        try:
            told = bench.replayer.story(*bench.finisher.outcome(row), ask=ask)
        except Busy:
            response = error_response(503, "busy", "Many replays are waiting already. Ask again in a few minutes.")
            response.headers["Retry-After"] = "120"
            return response
        status = 202 if ask and told.state == "waiting" else 200
        return Response(told.model_dump_json(indent=1) + "\n", status, mimetype="application/json")

    @site.get("/api/v1/openapi.json")
    def document() -> Response:
        return jsonify(describe(openapi(bench.settings.portal.url, __version__)))

    @site.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok", version=__version__)

    @site.get("/readyz")
    def readyz() -> Response:
        if not bench.database.answers():
            abort(503, "The database does not answer.")
        if (waiting := bench.queue.waiting()) is None:
            abort(503, "The queue does not answer.")
        return jsonify(status="ok", database="ok", queue="ok", waiting=waiting)

    return site
