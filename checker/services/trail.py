"""Keeps the trail: the practice sites' ledger, written into the database."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from checker.practice.course import TOTAL_MS
from checker.practice.ledger import NEEDS, Entry, Event, Trail
from checker.practice.seals import Seals
from checker.store.checks import Checks


def browser_key(seals: Seals, user_agent: str) -> str:
    """By what a browser is known again when it may keep no cookie; the header itself is not stored."""
    return seals.fingerprint("browser", user_agent[:1000])


def elapsed_ms(created: datetime) -> int:
    return max(0, int((time.time() - created.timestamp()) * 1000))


class DatabaseLedger:
    """Implements `practice.ledger.Ledger` over the store."""

    def __init__(self, checks: Checks, seals: Seals) -> None:
        self._checks, self._seals = checks, seals

    def record(self, check_id: str, event: Event, detail: Mapping[str, Any], *, user_agent: str | None) -> bool:
        key = None if user_agent is None else browser_key(self._seals, user_agent)
        return self._checks.add_event(
            check_id,
            event,
            dict(detail),
            browser_key=key,
            needs=NEEDS.get(event),
            now=datetime.now(UTC),
            limit_ms=TOTAL_MS,
        )

    def seen(self, check_id: str, event: Event) -> dict[str, Any] | None:
        return self._checks.event(check_id, event)

    def trail(self, check_id: str) -> Trail:
        """The whole trail of a check, in the order in which it happened."""
        return {
            cast(Event, row.event): Entry(cast(Event, row.event), row.at_ms, row.detail)
            for row in self._checks.events(check_id)
        }
