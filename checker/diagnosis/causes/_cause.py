"""What every cause declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from checker.diagnosis.view import View
from checker.evidence.words import CauseId, Certainty


@dataclass(frozen=True)
class Cause:
    """A cause: which evidence it needs, its judge, and the causes that it explains.

    The judge answers with a certainty, or None when the evidence speaks against the cause; it
    lets CannotTell pass when evidence that it needs is not there.
    """

    id: CauseId
    needs: tuple[str, ...]
    judge: Callable[[View], Certainty | None]
    explains: tuple[CauseId, ...] = ()
