"""Answers without content of their own."""

from __future__ import annotations

import base64

from flask import Response

# One transparent pixel.
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

# Two pixels beside each other: a width that says something.
_WIDE_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAC0lEQVR42mNggAIAAAkAAWj2z04AAAAASUVORK5CYII="
)


def image() -> Response:
    """A one-pixel image that no cache keeps: every request must reach the server."""
    return _uncached(Response(_PNG, mimetype="image/png"))


def wide_image() -> Response:
    """An image of two pixels by one."""
    return _uncached(Response(_WIDE_PNG, mimetype="image/png"))


def silent(mimetype: str = "text/plain") -> Response:
    """An empty answer that no cache keeps, and that a page of another site may ask for."""
    return _uncached(Response(b"", mimetype=mimetype))


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
