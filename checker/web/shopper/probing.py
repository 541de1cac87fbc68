"""What the check page's probes ask of the portal itself, and what they are told to ask of others."""

from __future__ import annotations

import secrets
import time
from typing import Any

from flask import Blueprint, Response, jsonify, request

from checker.config import Settings
from checker.knowledge import baits
from checker.knowledge.hosts import CONTROLS, asked_hosts
from checker.practice.pixel import silent
from checker.services.bench import Bench

_VISITED = "check-visited"
_KEPT_DAYS = 30
_DAY_S = 86400


def probing(bench: Bench, ticket: str) -> dict[str, Any]:
    """What the page's probes are told: a token for their looks, the baits, and the hosts to ask."""
    check_id = bench.seals.open("ticket", ticket)
    assert check_id is not None
    nonce = secrets.token_hex(3)
    asked = asked_hosts(bench.networks) if bench.settings.ask_networks else ()
    return {
        "look": bench.seals.token("look", check_id),
        "baits": {
            "list": [{"id": bait.id, "path": bait.with_nonce(nonce), "type": bait.type} for bait in baits.probed()],
            "controls": [
                {"type": kind, "path": baits.with_nonce(path, nonce)} for kind, path in baits.controls().items()
            ],
            "cosmetic": [{"id": bait.id, "element": bait.element, "name": bait.name} for bait in baits.cosmetics()],
        },
        "hosts": {"asked": asked, "controls": CONTROLS if asked else ()},
    }


def leave_mark(response: Response, settings: Settings) -> Response:
    """Set the cookie by which a later check sees whether cookies of this one last: the day, and nothing else."""
    if _VISITED not in request.cookies:
        response.set_cookie(
            _VISITED,
            str(int(time.time()) // _DAY_S),
            max_age=_KEPT_DAYS * _DAY_S,
            secure=settings.portal.scheme == "https",
            samesite="Lax",
        )
    return response


def add_probing_routes(site: Blueprint, bench: Bench) -> None:
    @site.get("/probe/cookies")
    def cookies() -> Response:
        """Whether the page's script cookie came along; sets one that the script should then see."""
        response = jsonify(sent="check-script" in request.cookies)
        response.set_cookie("check-echo", secrets.token_hex(4), max_age=60, samesite="Lax")
        response.headers["Cache-Control"] = "no-store"
        return response

    @site.get("/probe/clock")
    def clock() -> Response:
        """The server's time in ms since 1970."""
        response = silent()
        response.set_data(str(int(time.time() * 1000)))
        return response
