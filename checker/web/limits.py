"""How often one browser may file claims. Counted under keyed hashes: no address is kept, not even for an hour."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, g, request
from flask_limiter import Limiter, RateLimitExceeded

from checker.services.bench import Bench

_PER_CHECK, _PER_BROWSER, _TRIES, _LOOKS = "5 per hour", "20 per hour", "90 per hour", "60 per hour"


class Turnstile:
    """Counts in Redis when there is one; else each process of the service counts for itself."""

    def __init__(self, bench: Bench, site: Blueprint) -> None:
        self._seals = bench.seals
        # A Redis that does not answer stops nobody's claim.
        where = bench.settings.redis_url or "memory://"
        self._limiter = Limiter(self._browser, storage_uri=where, swallow_errors=True, key_prefix="checker")
        limit = self._limiter.limit

        @limit(_PER_CHECK, key_func=lambda: str(g.claimed_check), exempt_when=lambda: not g.claimed_check)
        @limit(_PER_BROWSER)
        def claim() -> None: ...

        @limit(_TRIES)
        def attempt() -> None: ...

        @limit(_LOOKS)
        def miss() -> None: ...

        self._claim, self._attempt, self._miss = claim, attempt, miss
        site.record_once(lambda state: self._limiter.init_app(cast(Flask, state.app)))

    def may_file(self, check_id: str | None) -> bool:
        """Count one claim, for its check and for the browser that asks; False when it is one too many."""
        g.claimed_check = check_id and self._seals.fingerprint("limit-check", check_id)
        return _counted(self._claim)

    def may_try(self) -> bool:
        """Count one form that was sent, right or wrong."""
        return _counted(self._attempt)

    def may_guess(self) -> bool:
        """Count one claim code that does not exist."""
        return _counted(self._miss)

    def _browser(self) -> str:
        who = f"{request.remote_addr}\n{request.headers.get('User-Agent', '')[:1000]}"
        return self._seals.fingerprint("limit-browser", who)


def _counted(count: object) -> bool:
    try:
        count()  # type: ignore[operator]
    except RateLimitExceeded:
        return False
    return True
