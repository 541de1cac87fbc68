"""The public matrix: what is tracked where, as it was measured."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from checker.knowledge.effects import load_effects
from checker.knowledge.loader import Network
from checker.replay.setup import all_setups
from checker.report import matrix_words
from checker.report.matrix import MatrixView, matrix_view


def blueprint(networks: Mapping[str, Network]) -> Blueprint:
    """The page `/matrix` on the portal."""
    site = Blueprint("matrix", __name__)

    @cache
    def view() -> MatrixView:
        lines = {setup.id: setup.line for setup in all_setups().values()}
        return matrix_view(load_effects(), networks, lines)

    @site.get("/matrix")
    def matrix() -> Response:
        response = make_response(render_template("matrix.html", view=view(), said=matrix_words))
        # It is long, and changes with a release only.
        response.headers["Cache-Control"] = "public, max-age=300"
        response.add_etag()
        return response.make_conditional(request)

    return site
