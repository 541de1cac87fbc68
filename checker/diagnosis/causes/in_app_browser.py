"""The page stands in the browser of another app."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """The user agent names the app, or is a web view's."""
    app = view.value("trail-go").get("app", "")
    if not app:
        return None
    return "likely" if app == "other" else "certain"


CAUSE = Cause("in-app-browser", ("trail-go",), judge)
