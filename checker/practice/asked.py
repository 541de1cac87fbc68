"""What is read off a request for the trail."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import request


def referrer_origin() -> str:
    """The origin of the referrer, `` when none came and `?` for one that is no address; never its path."""
    raw = request.headers.get("Referer", "")[:2000]
    if not raw:
        return ""
    try:
        parts = urlsplit(raw)
    except ValueError:
        return "?"
    if parts.scheme not in ("http", "https"):
        return "?"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"[:100]


def json_body() -> Any:
    """The request's JSON, None for what is none: too deep a nest included."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None
