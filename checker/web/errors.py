"""One shape for every error: JSON for programs, a readable page for people."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from checker.services.start import Refused
from checker.web.language import _

log = logging.getLogger(__name__)

_CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "out_of_order",
} | {
    410: "gone",
    413: "too_large",
    415: "unsupported_media_type",
    421: "wrong_host",
    429: "too_many_requests",
    500: "internal_error",
    503: "unavailable",
}


def wants_page() -> bool:
    """Whether a person is looking: a browser that navigates, on a route that is not the API's."""
    if request.path.startswith("/api/"):
        return False
    best = request.accept_mimetypes.best_match(["application/json", "text/html"], default="application/json")
    return best == "text/html" and "text/html" in request.headers.get("Accept", "")


def error_response(status: int, code: str, message: str) -> Response:
    """The contract's error body, or the same words on a page."""
    if wants_page():
        return make_response(render_template("shopper/error.html", status=status, message=_(message)), status)
    return make_response(jsonify(error={"code": code, "message": message}), status)


def _message(error: HTTPException) -> str:
    """What an error says; the library's own words are for programmers."""
    said = error.description or error.name
    if not wants_page() or said != type(error).description:
        return said
    plain = {
        400: _("We could not read what your browser sent. Go back, load the page again, and try once more."),
        404: _("There is no page at this address."),
        405: _("This address cannot be opened by itself. Start from the check page."),
        413: _("This was too large to take."),
    }
    return plain.get(error.code or 500, _("Something went wrong on our side. Please try again."))


def add_error_handlers(app: Flask) -> None:
    """Every way in which a request can fail ends here; no traceback ever leaves."""

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if error.response is not None and status < 400:
            return error.response  # type: ignore[return-value]
        response = error_response(status, _CODES.get(status, f"http_{status}"), _message(error))
        if status == 405 and (allowed := getattr(error, "valid_methods", None)):
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        return error_response(error.status, error.code, str(error))

    @app.errorhandler(Exception)
    def crashed(error: Exception) -> Response:
        log.exception("unexpected error on %s %s", request.method, request.path.split("/")[1:2])
        return error_response(500, "internal_error", "Something went wrong on our side. Please try again.")
