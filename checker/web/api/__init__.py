"""The API and the health checks."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify

from checker import __version__
from checker.fixes.choose import choose
from checker.report.document import as_json, openapi
from checker.services.bench import Bench
from checker.web.shopper.report import find_check


def blueprint(bench: Bench) -> Blueprint:
    """`/api/v1` for programs, `/healthz` and `/readyz` for whoever keeps the service running."""
    site = Blueprint("api", __name__)

    @site.get("/api/v1/checks/<code>")
    def check(code: str) -> Response:
        row = find_check(bench, code)
        dossier, diagnosis = bench.finisher.outcome(row)
        fixes = choose(bench.fixes, [cause.id for cause in diagnosis.causes], dossier.browser)
        body = as_json(row.code, row.created, row.completed, dossier, diagnosis, fixes)
        response = Response(body, mimetype="application/json")
        response.headers["Cache-Control"] = "no-store"
        return response

    @site.get("/api/v1/openapi.json")
    def document() -> Response:
        return jsonify(openapi(bench.settings.portal.url, __version__))

    @site.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok", version=__version__)

    @site.get("/readyz")
    def readyz() -> Response:
        try:
            answers = bench.database.answers()
        except Exception:
            answers = False
        if not answers:
            abort(503, "The database does not answer.")
        return jsonify(status="ok", database="ok")

    return site
