"""The browser tells sites not to track."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """The header came with the visit to our own link, or pages are told so."""
    asked = view.value("trail-go")
    told = view.value("privacy-signals") if view.has("privacy-signals") else {}
    return "certain" if asked.get("gpc") or asked.get("dnt") or told.get("gpc") or told.get("dnt") else None


CAUSE = Cause("privacy-signal", ("trail-go", "privacy-signals"), judge)
