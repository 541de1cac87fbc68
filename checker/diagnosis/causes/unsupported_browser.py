"""A browser whose engine nobody here has ever tested."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """The user agent names none of the three engines."""
    engine = view.value("trail-go").get("engine")
    return "certain" if engine == "other" else None


CAUSE = Cause("unsupported-browser", ("trail-go",), judge)
