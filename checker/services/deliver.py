"""The webhook: tells a cashback site's own systems that a member's check is finished."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from checker.brands import Brand
from checker.practice.course import TOTAL_MS
from checker.services.finish import Finisher
from checker.services.outward import Unreachable, post
from checker.store.checks import Checks
from checker.store.deliveries import Deliveries
from checker.store.models import CheckRow

WAITS_S = (10, 60, 300, 1800, 7200, 21600, 43200)
"""How long to wait after each try that failed: the last is made most of a day after the first."""
HOLD_S = 60.0
HEADER = "X-Checker-Signature"

log = logging.getLogger(__name__)


class Messenger:
    """Sends what is due. Works on the checks of all portals."""

    def __init__(
        self,
        brands: Sequence[Brand],
        checks: Checks,
        deliveries: Deliveries,
        finisher: Finisher,
        *,
        private: bool = False,
    ) -> None:
        self._brands = {brand.url: brand for brand in brands}
        self._checks, self._deliveries, self._finisher, self._private = checks, deliveries, finisher, private

    def due(self) -> list[int]:
        """The deliveries whose time has come.

        A check ends when somebody reads it; a shopper who left is not waited for, so that is done here first.
        """
        for check in self._checks.left_running(datetime.now(UTC) - timedelta(milliseconds=TOTAL_MS + 2000)):
            self._finisher.advance(check)
        return self._deliveries.due()

    def send(self, delivery_id: int) -> None:
        """Try one delivery; what came of it is in its row. One that is not due, or in other hands, is left alone."""
        row = self._deliveries.claim(delivery_id, HOLD_S)
        if row is None:
            return
        check = self._checks.get(row.check_id)
        brand = self._brands.get(check.portal) if check else None
        if check is None or brand is None or brand.webhook is None:
            self._deliveries.settle(row.id, "dropped", "this portal has no webhook")
            return
        text = body(check)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "check-your-status",
            HEADER: signature(brand.webhook.secret, text, int(time.time())),
        }
        try:
            post(brand.webhook.url, text, headers, private=self._private)
        except Unreachable as fault:
            # The address is the operator's own and may hold a key of his: only the host is named.
            log.warning("webhook of %s, check %s, try %s: %s", brand.site.host, check.code, row.tries, fault)
            if row.tries > len(WAITS_S):
                self._deliveries.settle(row.id, "dropped", str(fault))
            else:
                self._deliveries.put_off(row.id, WAITS_S[row.tries - 1], str(fault))
        else:
            self._deliveries.settle(row.id, "sent")


def body(check: CheckRow) -> bytes:
    """What is told of a finished check."""
    verdict = json.loads(check.diagnosis)["verdict"] if check.diagnosis else "unknown"
    completed = check.completed.astimezone(UTC).isoformat(timespec="milliseconds") if check.completed else None
    told = {
        "code": check.code,
        "member": check.member,
        "state": check.state,
        "verdict": verdict,
        "completed": completed and completed.replace("+00:00", "Z"),
    }
    return json.dumps(told).encode()


def signature(secret: str, text: bytes, now: int) -> str:
    """The signature header: the time, and the HMAC-SHA-256 of that time, a full stop and the body."""
    digest = hmac.new(secret.encode(), f"{now}.".encode() + text, hashlib.sha256).hexdigest()
    return f"t={now},v1={digest}"
