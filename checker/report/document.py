"""The API's document, and its description. The same evidence and rules version give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, get_args

from checker.diagnosis.diagnose import Diagnosis
from checker.evidence import words
from checker.evidence.model import Dossier
from checker.fixes.choose import ChosenFix


def as_json(
    code: str,
    created: datetime,
    completed: datetime | None,
    dossier: Dossier,
    diagnosis: Diagnosis,
    fixes: Iterable[ChosenFix],
) -> bytes:
    """The body of `GET /api/v1/checks/<code>`."""
    document = {
        "code": code,
        "state": dossier.state,
        "created": as_time(created),
        "completed": as_time(completed) if completed else None,
        "rules_version": diagnosis.rules_version,
        "browser": dossier.browser.model_dump(),
        "verdict": diagnosis.verdict,
        "methods": diagnosis.methods,
        "networks": [row.model_dump() for row in diagnosis.networks],
        "causes": [cause.model_dump() for cause in diagnosis.causes],
        "trail": [step.model_dump() for step in diagnosis.trail],
        "fixes": [fix.model_dump(include={"id", "cause", "title", "steps", "verified"}) for fix in fixes],
        "evidence": [item.model_dump() for item in dossier.items],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def as_time(moment: datetime) -> str:
    """A time as the API writes it: RFC 3339, UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def openapi(url: str, version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document; its closed lists are the very ones that the service uses."""

    def one_of(kind: Any) -> dict[str, Any]:
        return {"type": "string", "enum": list(get_args(kind))}

    def record(**fields: dict[str, Any]) -> dict[str, Any]:
        return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}

    def rows(**fields: dict[str, Any]) -> dict[str, Any]:
        return {"type": "array", "items": record(**fields)}

    text = {"type": "string"}
    time = {"type": "string", "format": "date-time"}
    milliseconds = {"type": ["integer", "null"], "minimum": 0}
    check = record(
        code={"type": "string", "pattern": "^[0-9A-Z]{4}-[0-9A-Z]{4}$"},
        state=one_of(words.State),
        created=time,
        completed={"type": ["string", "null"], "format": "date-time"},
        rules_version=text,
        browser=record(name=text, version=text, engine=one_of(words.Engine), platform=text, mobile={"type": "boolean"}),
        verdict=one_of(words.Verdict),
        methods=record(**{method: one_of(words.Credit) for method in words.METHODS}),
        networks=rows(
            id=text,
            click=one_of(words.Click),
            click_id=one_of(words.ClickId),
            tag=one_of(words.Load),
            pixel=one_of(words.Load),
            verdict=one_of(words.Verdict),
            basis=one_of(words.Basis),
        ),
        causes=rows(
            id=one_of(words.CauseId), certainty=one_of(words.Certainty), evidence={"type": "array", "items": text}
        ),
        trail=rows(step=one_of(words.Step), state=one_of(words.StepState), at_ms=milliseconds),
        fixes=rows(
            id=text,
            cause=one_of(words.CauseId),
            title=text,
            steps={"type": "array", "items": text},
            verified={"type": ["boolean", "null"]},
        ),
        evidence=rows(
            probe=text, status=one_of(words.Status), value={}, reason={"type": ["string", "null"]}, ms=milliseconds
        ),
    )
    error = record(error=record(code=text, message=text))

    def answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {"description": description, "content": {"application/json": {"schema": schema}}}

    return {
        "openapi": "3.1.0",
        "info": {"title": "Check your status", "version": version},
        "servers": [{"url": url}],
        "paths": {
            "/api/v1/checks/{code}": {
                "get": {
                    "operationId": "getCheck",
                    "summary": "One check, by its support code",
                    "parameters": [
                        {"name": "code", "in": "path", "required": True, "schema": text, "example": "K7QF-2MXP"}
                    ],
                    "responses": {
                        "200": answer("The check", check),
                        "400": answer("Not a support code", error),
                        "404": answer("No such check", error),
                    },
                }
            }
        },
    }
