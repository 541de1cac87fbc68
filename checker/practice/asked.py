"""What is read off a request for the trail."""

from __future__ import annotations

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
    return f"{parts.scheme}://{parts.netloc}"[:100] if parts.scheme in ("http", "https") else "?"
