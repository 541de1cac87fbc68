"""What the cashback site's own systems read of a member's check, and the description of their routes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from checker.diagnosis.diagnose import Diagnosis
from checker.evidence import words
from checker.evidence.model import Dossier
from checker.report.document import as_time


def members_check(
    code: str, created: datetime, completed: datetime | None, dossier: Dossier, diagnosis: Diagnosis
) -> dict[str, Any]:
    """One line of a member's list; the whole check is at `/api/v1/checks/<code>`."""
    return {
        "code": code,
        "state": dossier.state,
        "verdict": diagnosis.verdict,
        "created": as_time(created),
        "completed": as_time(completed) if completed else None,
    }


def describe(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with the members' routes, their keys and the webhook added."""
    text, time = {"type": "string"}, {"type": "string", "format": "date-time"}
    member = {"type": "string", "pattern": "^[A-Za-z0-9._~:+=-]{1,64}$"}
    error = _record(error=_record(code=text, message=text))
    outcome: dict[str, dict[str, Any]] = {
        "code": {"type": "string", "pattern": "^[0-9A-Z]{4}-[0-9A-Z]{4}$"},
        "state": {"type": "string", "enum": list(get_args(words.State))},
        "verdict": {"type": "string", "enum": list(get_args(words.Verdict))},
        "completed": {"type": ["string", "null"], "format": "date-time"},
    }
    refusals = {
        "400": _answer("A field is wrong; the message names it", error),
        "401": _answer("No API key", error),
        "403": _answer("Not a key of this portal", error),
    }
    wish = {
        "type": "object",
        "properties": {"member": member, "store": text, "return": text},
        "required": ["member"],
        "additionalProperties": False,
    }
    link = _record(start={"type": "string", "format": "uri"}, reference=member, expires_in={"type": "integer"})
    listed = _record(reference=member, checks={"type": "array", "items": _record(created=time, **outcome)})
    key: list[dict[str, list[str]]] = [{"apiKey": []}]
    document["paths"] |= {
        "/api/v1/checks": {
            "post": {
                "operationId": "startCheck",
                "summary": "A link by which a shopper makes a check for a member reference of yours",
                "security": key,
                "requestBody": {"required": True, "content": {"application/json": {"schema": wish}}},
                "responses": {"201": _answer("The link, good for `expires_in` seconds", link)} | refusals,
            }
        },
        "/api/v1/members/{reference}/checks": {
            "get": {
                "operationId": "getMembersChecks",
                "summary": "The checks made for a member reference, newest first, 100 at most",
                "security": key,
                "parameters": [{"name": "reference", "in": "path", "required": True, "schema": member}],
                "responses": {"200": _answer("The checks", listed)} | refusals,
            }
        },
    }
    document["webhooks"] = {
        "checkFinished": {
            "post": {
                "summary": "A check with a member reference is finished",
                "parameters": [{"name": "X-Checker-Signature", "in": "header", "required": True, "schema": text}],
                "requestBody": {"content": {"application/json": {"schema": _record(member=member, **outcome)}}},
                "responses": {"2XX": {"description": "Taken; anything else is tried again later"}},
            }
        }
    }
    document["components"] = {"securitySchemes": {"apiKey": {"type": "http", "scheme": "bearer"}}}
    return document


def _record(**fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
