"""Erase what is kept: by a shopper's wish, and by age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from checker.config import Settings
from checker.store.checks import Checks
from checker.store.claims import Claims
from checker.store.database import Database, migrate
from checker.store.models import CheckRow, ClaimRow


@dataclass(frozen=True)
class Purged:
    """How many checks and claims were old enough to go."""

    checks: int
    claims: int


class Eraser:
    """Deletes checks and claims. `keep_days` and `claim_days` say how old they may become."""

    def __init__(self, checks: Checks, claims: Claims, keep_days: int, claim_days: int) -> None:
        self._checks, self._claims = checks, claims
        self._keep_days, self._claim_days = keep_days, claim_days

    def purge(self, keep_days: int | None = None, claim_days: int | None = None) -> Purged:
        """Delete what is older than the settings say, or than the days given."""
        return Purged(
            self._checks.purge(timedelta(days=keep_days or self._keep_days)),
            self._claims.purge(timedelta(days=claim_days or self._claim_days)),
        )

    def claims_of(self, check: CheckRow) -> list[ClaimRow]:
        """The claims that would lose their report."""
        return self._claims.of_check(check.id)

    def erase_check(self, check: CheckRow, *, claims_too: bool = False) -> None:
        """Delete a check, its trail, and in its claims the report and the pictures; or these claims altogether."""
        if claims_too:
            for claim in self._claims.of_check(check.id):
                self._claims.delete(claim.id)
        self._claims.forget_check(check.id)
        self._checks.delete(check.id)

    def erase_claim(self, claim: ClaimRow) -> None:
        """Take a claim back: it and its picture are gone, its check stays."""
        self._claims.delete(claim.id)


def make_eraser(settings: Settings) -> Eraser:
    """An eraser over the settings' database, without the rest of the service."""
    database = Database(settings.database_url)
    migrate(database, settings.data)
    return Eraser(Checks(database), Claims(database), settings.keep_days, settings.claim_days)
