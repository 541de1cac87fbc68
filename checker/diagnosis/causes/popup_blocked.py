"""The browser refused to open the store window."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """The check page pressed for a window, got none, and the purchase ran in its own tab."""
    return "certain" if view.value("page-popup")["opened"] is False else None


CAUSE = Cause("popup-blocked", ("page-popup",), judge)
