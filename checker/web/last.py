"""The last result of this browser, for the badge: a cookie that names the check and can be read by nobody but us.

A cookie and no script's storage: it reaches the badge's frame on pages of the portal's own site in every
engine, and on other sites where the browser sends other sites' cookies; Safari keeps a server's cookie, but
forgets what scripts have stored after 7 days (checked 2026-11-24: Chromium 156, Firefox ESR 153,
WebKitGTK 2.50). Where the browser keeps it back, the badge says "Not checked yet".
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from werkzeug.wrappers import Response

from checker.services.bench import Bench
from checker.services.start import Refused, Visitor
from checker.store.models import CheckRow

COOKIE = "badge-last"
LIFE = timedelta(days=30)


def remember(response: Response, bench: Bench, check: CheckRow, who: Visitor, before: str | None) -> None:
    """Set the cookie with a report, if the check is this browser's own and no newer one is known (`before`).

    Portals without a badge on other hosts need no such cookie, and set none.
    """
    if not bench.brand.badge_hosts or check.state == "running":
        return
    earlier = last_check(bench, before)
    if earlier is not None and earlier.created >= check.created:
        return
    try:
        bench.desk.own(check, who)
    except Refused:
        return
    secure = bench.settings.portal.scheme == "https"
    response.set_cookie(
        COOKIE,
        bench.seals.token("badge", check.id),
        max_age=LIFE,
        secure=secure,
        httponly=True,
        samesite="None" if secure else "Lax",
    )


def last_check(bench: Bench, cookie: str | None) -> CheckRow | None:
    """The check that the cookie names; None when there is none, or it is gone or too old."""
    check_id = bench.seals.open("badge", cookie)
    check = bench.checks.get(check_id) if check_id else None
    return check if check and check.state != "running" and check.created > datetime.now(UTC) - LIFE else None
