"""What is read off a request for the trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request

from checker.knowledge.browsers import app_of, read_user_agent


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


def came_back(sent: Mapping[str, str]) -> dict[str, str]:
    """What became of each parameter that an address was given: `right`, `wrong` or `missing`."""
    return {
        name: "missing" if name not in request.args else "right" if request.args[name] == value else "wrong"
        for name, value in sent.items()
    }


def allow_reading(response: Response, portals: Sequence[str]) -> None:
    """Let the page that asked read the answer, if it is one of our portals'."""
    asking = request.headers.get("Origin", "")
    response.headers["Access-Control-Allow-Origin"] = asking if asking in portals else portals[0]
    response.headers["Vary"] = "Origin"


def signals() -> dict[str, Any]:
    """What a navigation says of its browser beside the address: privacy signals, and the app that it is part of."""
    user_agent = request.headers.get("User-Agent", "")
    return {
        "gpc": request.headers.get("Sec-GPC") == "1",
        "dnt": request.headers.get("DNT") == "1",
        "app": app_of(user_agent),
        "engine": read_user_agent(user_agent).engine,
    }


def json_body() -> Any:
    """The request's JSON, None for what is none: too deep a nest included."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None
