"""What a judge is given: only the evidence that it declared, and a way to say that it cannot tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from checker.evidence.model import Dossier


class CannotTell(Exception):
    """A judge needs evidence that is not there."""


class View:
    """A window on a dossier; asking for a probe that was not declared is a mistake in the judge."""

    def __init__(self, dossier: Dossier, needs: Iterable[str]) -> None:
        self._dossier, self._needs = dossier, frozenset(needs)
        self.used: list[str] = []

    def status(self, probe: str) -> str:
        """The status of a probe; `not_run` when it never answered."""
        item = self._item(probe)
        return item.status if item else "not_run"

    def reason(self, probe: str) -> str:
        """The reason for a status that is not `ok`, '' where none is given."""
        item = self._item(probe)
        return (item.reason or "") if item else ""

    def has(self, probe: str) -> bool:
        """Whether the probe answered `ok`."""
        return self.status(probe) == "ok"

    def came(self, probe: str) -> bool:
        """Whether an event came or not: that is evidence too. Raises CannotTell when nobody says."""
        if self._item(probe) is None:
            raise CannotTell(probe)
        return self.has(probe)

    def value(self, probe: str) -> dict[str, Any]:
        """What the probe saw. Raises CannotTell unless it answered `ok` with an object."""
        item = self._item(probe)
        if item is None or item.status != "ok" or not isinstance(item.value, dict):
            raise CannotTell(probe)
        return item.value

    def _item(self, probe: str) -> Any:
        if probe not in self._needs:
            raise LookupError(f"{probe} was not declared")
        item = self._dossier.get(probe)
        if item is not None and probe not in self.used:
            self.used.append(probe)
        return item
