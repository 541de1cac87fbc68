"""The device's clock is far from the true time."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty

_HOUR_S, _DAY_S = 3600, 86400


def judge(view: View) -> Certainty | None:
    """By an hour or more: less is of no consequence to cookies."""
    ahead = abs(view.value("clock")["ahead_s"])
    if ahead < _HOUR_S:
        return None
    return "certain" if ahead >= _DAY_S else "likely"


CAUSE = Cause("clock-wrong", ("clock",), judge)
