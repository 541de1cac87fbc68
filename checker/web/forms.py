"""What every form of the portal that changes something has in common: it comes from our own page."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

from checker.config import Settings


def from_our_page(settings: Settings) -> bool:
    """Whether the browser says that one of the portal's own pages sent this form; True where it says nothing.

    The form's signed token is asked for besides: this stops another site's page that got hold of one.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    try:
        return origin == "null" or urlsplit(origin).hostname == settings.portal.host
    except ValueError:
        return False
