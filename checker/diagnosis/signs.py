"""What several events of the purchase betray together; None where one of them is not there: silence is no sign."""

from __future__ import annotations

from checker.diagnosis.view import CannotTell, View

SKIPS = ("trail-skip-plain", "trail-skip-shown", "trail-skip-end")
ASKED = ("trail-kit", "trail-report", "trail-pixel", "trail-mark", "trail-picture")


def jumped(view: View) -> bool | None:
    """Whether the link that shows its destination was jumped over, and its like without one was not.

    The three are one chain of redirects, so that the last of them says that the one between is over.
    """
    try:
        plain, shown, end = (view.came(probe) for probe in SKIPS)
    except CannotTell:
        return None
    return plain and end and not shown


def stopped(view: View) -> bool | None:
    """Whether something that the shop's pages ask of the network was stopped, images and scripts being on.

    None, too, where not even the control of the same host came.
    """
    try:
        came = {probe: view.came(probe) for probe in ASKED}
    except CannotTell:
        return None
    counted = [probe for probe in ASKED if came["trail-picture"] or probe in ("trail-kit", "trail-report")]
    if any(view.status(probe) == "blocked" for probe in counted):
        return True
    return None if any(view.reason(probe) == "no-control" for probe in ASKED) else False
