"""The shop's pages run no scripts."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """Only a browser with scripting off asks for a style sheet that stands inside `noscript`."""
    return "certain" if view.has("trail-plain") else None


CAUSE = Cause("javascript-off", ("trail-plain",), judge)
