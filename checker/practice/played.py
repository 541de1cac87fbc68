"""Real networks, played: their hosts and addresses as `knowledge` has them, answered by the practice network.

Only for replays: a browser comes here through the mapping proxy, never from the open network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from checker.knowledge.loader import Network
from checker.practice.network import PracticeNetwork
from checker.practice.seals import TOKEN_LENGTH, Kind, Seals

_TOKEN = re.compile(rf"[0-9a-f]{{{TOKEN_LENGTH}}}")


def blueprint(network: PracticeNetwork, seals: Seals, networks: Mapping[str, Network]) -> Blueprint:
    """Any address on a real network's host: its tag, its pixel, else a click."""
    site = Blueprint("played", __name__)
    tags = {_place(entry.tag) for entry in networks.values() if entry.tag}

    def inside(kind: Kind) -> str | None:
        """The check id of a token of this kind, wherever in the address it stands."""
        address = unquote(request.full_path)
        return next((found for token in _TOKEN.findall(address) if (found := seals.open(kind, token))), None)

    site.get("/kit/done")(network.report)

    def domain() -> str:
        # The cookie is the whole site's: the pixel may come to another host of it.
        return ".".join(request.host.partition(":")[0].split(".")[-2:])

    @site.get("/click/on")
    def click_on() -> Response:
        return network.click_on(domain=domain())

    @site.get("/")
    @site.get("/<path:path>")
    def any_address(path: str = "") -> Response:
        if order := inside("order"):
            return network.pixel(order)
        visit = inside("visit")
        if visit and f"{request.host.partition(':')[0]}{request.path}" in tags:
            return network.kit(visit)
        sub = inside("sub")
        if sub:
            return network.click(sub, domain=domain())
        if visit:
            # The destination is still there, our own mark is not: a click, but nobody's.
            return network.click(visit, sub_id="missing", domain=domain())
        return abort(404, "No network has this address.")

    return site


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}"
