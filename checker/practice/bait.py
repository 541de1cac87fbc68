"""The baits: addresses of ours that block lists match, and neutral ones beside them. All answer alike.

Each says that it is the real thing, since a blocker may answer in its place: a script marks its element, an image
is two pixels wide, a text reads `here`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from flask import Blueprint, Response

from checker.knowledge import baits
from checker.practice.asked import allow_reading
from checker.practice.pixel import silent, wide_image


def blueprint(portals: Sequence[str]) -> Blueprint:
    """Every bait and every control of the catalogue, by its path."""
    site = Blueprint("bait", __name__)

    def script() -> Response:
        response = silent("text/javascript")
        response.set_data("document.currentScript.dataset.here=1")
        return response

    def text() -> Response:
        response = silent()
        response.set_data("here")
        allow_reading(response, portals)
        return response

    answers: dict[str, Callable[[], Response]] = {"script": script, "image": wide_image, "fetch": text}
    served = {bait.route: bait.type for bait in baits.load_baits()}
    served |= {urlsplit(path).path: kind for kind, path in baits.controls().items()}
    for route, kind in served.items():
        site.add_url_rule(route, route.replace(".", " "), answers[kind])
    return site
