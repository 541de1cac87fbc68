"""The three ways by which a sale is credited, each judged by what reached the practice network."""

from __future__ import annotations

from checker.diagnosis.view import CannotTell, View
from checker.evidence.model import Dossier
from checker.evidence.words import METHODS, Credit, Method

_NEEDS: dict[Method, tuple[str, ...]] = {
    "third_party_pixel": ("trail-pixel", "trail-picture", "trail-settled", "trail-control"),
    "first_party_tag": ("trail-report", "trail-kit", "trail-plain", "trail-thanks"),
    "server_to_server": ("trail-postback",),
}


def judge_methods(dossier: Dossier) -> dict[Method, Credit]:
    """`tracked` when the click's id arrived with the sale, `lost` when it is shown that it did not, else `unknown`."""
    judges = {"third_party_pixel": _pixel, "first_party_tag": _tag, "server_to_server": _postback}
    credits: dict[Method, Credit] = {}
    for method in METHODS:
        try:
            credits[method] = judges[method](View(dossier, _NEEDS[method]))
        except CannotTell:
            credits[method] = "unknown"
    return credits


def _pixel(view: View) -> Credit:
    if view.status("trail-pixel") == "blocked":
        return "lost"
    return "tracked" if view.value("trail-pixel")["cookie"] == "right" else "lost"


def _tag(view: View) -> Credit:
    # The shop's page was there and the tag never ran: nobody could have reported the order.
    if view.has("trail-thanks") and (view.has("trail-plain") or view.status("trail-kit") == "blocked"):
        return "lost"
    if view.status("trail-report") == "blocked":
        return "lost"
    return "tracked" if view.value("trail-report")["click_id"] == "right" else "lost"


def _postback(view: View) -> Credit:
    return "tracked" if view.value("trail-postback")["click_id"] == "right" else "lost"
