"""The API for the cashback site's own systems: a check for one of their members, and what came of it."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, jsonify, request

from checker.knowledge.stores import LONGEST_NAME
from checker.practice.asked import json_body
from checker.report.members import members_check
from checker.services.bench import Bench
from checker.services.members import LINK_LIFE_S, REFERENCE
from checker.web.errors import error_response
from checker.web.shopper.check import allowed_return

_FIELDS = ("member", "store", "return")


def blueprint(bench: Bench) -> Blueprint:
    """`POST /api/v1/checks` and `GET /api/v1/members/<reference>/checks`, with one of the portal's API keys."""
    site = Blueprint("members", __name__)

    @site.before_request
    def with_a_key() -> Response | None:
        kind, _, key = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not key:
            response = error_response(401, "unauthorized", "This needs an API key: Authorization: Bearer ...")
            response.headers["WWW-Authenticate"] = "Bearer"
            return response
        digest = hashlib.sha256(key.strip().encode()).hexdigest()
        # All are compared, each in constant time: how long it takes says nothing.
        if not sum(hmac.compare_digest(digest, known) for known in bench.brand.api_keys):
            return error_response(403, "forbidden", "This API key is not one of this portal's.")
        return None

    @site.post("/api/v1/checks")
    def start() -> Response:
        """A link for the shopper, by which the check that is made there belongs to the member."""
        wishes = _wishes(json_body())
        if len(wishes.get("store", "")) > LONGEST_NAME:
            abort(400, f"store: is longer than {LONGEST_NAME} characters.")
        if (back := wishes.get("return")) and not allowed_return(back, bench.settings):
            abort(400, "return: must be a path of the portal, or lead to one of its return_hosts.")
        query = wishes | {"member": bench.members.token(wishes["member"])}
        url = f"{bench.settings.portal.url}/check?{urlencode(query)}"
        response = jsonify(start=url, reference=wishes["member"], expires_in=LINK_LIFE_S)
        response.status_code = 201
        response.headers["Cache-Control"] = "no-store"
        return response

    @site.get("/api/v1/members/<reference>/checks")
    def checks(reference: str) -> Response:
        """The member's checks, newest first."""
        if not REFERENCE.fullmatch(reference):
            abort(400, _NO_REFERENCE)
        rows = [bench.finisher.advance(row)[0] for row in bench.checks.of_member(reference)]
        told = [members_check(row.code, row.created, row.completed, *bench.finisher.outcome(row)) for row in rows]
        response = jsonify(reference=reference, checks=told)
        response.headers["Cache-Control"] = "no-store"
        return response

    return site


_NO_REFERENCE = "member: must be 1 to 64 letters, digits or . _ ~ : + = - and no mail address."


def _wishes(body: Any) -> dict[str, str]:
    """The body's fields, those that are there. Aborts with 400, naming the first that is wrong."""
    if not isinstance(body, dict):
        abort(400, "The body must be a JSON object with the field member.")
    if unknown := sorted(set(map(str, body)) - set(_FIELDS)):
        abort(400, f"{unknown[0][:40]}: there is no such field; there are {', '.join(_FIELDS)}.")
    for name, value in body.items():
        if not isinstance(value, str) and not (value is None and name != "member"):
            abort(400, f"{name}: must be a text.")
    if not REFERENCE.fullmatch(body.get("member", "")):
        abort(400, _NO_REFERENCE)
    return {name: body[name] for name in _FIELDS if body.get(name)}
