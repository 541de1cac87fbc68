"""Where networks lose a purchase beyond what our own has shown: grouped by what stops it, and counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checker.diagnosis.diagnose import Diagnosis
from checker.diagnosis.networks import NetworkRow
from checker.knowledge.loader import Network

# What stops a purchase over a network, in the order in which it is met.
REASONS = ("skipped", "blocked", "altered", "click_id", "tag", "pixel")


@dataclass(frozen=True)
class Loss:
    """One of REASONS, and the names of the networks that lose something by it."""

    reason: str
    networks: tuple[str, ...]


@dataclass(frozen=True)
class Toll:
    """All of it: `lost` loses every way, `part` some, as names of networks; `sure` says that all of it was measured."""

    lines: tuple[Loss, ...]
    lost: tuple[str, ...]
    part: tuple[str, ...]
    known: int
    sure: bool

    @property
    def count(self) -> int:
        """How many networks lose something."""
        return len(self.lost) + len(self.part)


def toll(diagnosis: Diagnosis, networks: Mapping[str, Network]) -> Toll:
    """What the rows tell of losses. What our own purchase has lost everywhere is not told again for each network."""
    rows = [row for row in diagnosis.networks if row.id in networks]
    why = {row.id: tuple(_why(row, diagnosis)) for row in rows}
    hit = [row for row in rows if why[row.id]]

    def names(some: Iterable[NetworkRow]) -> tuple[str, ...]:
        return tuple(networks[row.id].name for row in some)

    lines = [Loss(reason, names(row for row in hit if reason in why[row.id])) for reason in REASONS]
    return Toll(
        lines=tuple(line for line in lines if line.networks),
        lost=names(row for row in hit if row.verdict == "lost"),
        part=names(row for row in hit if row.verdict != "lost"),
        known=len(rows),
        sure=all(row.basis == "measured" for row in hit),
    )


def _why(row: NetworkRow, diagnosis: Diagnosis) -> list[str]:
    if row.click in ("skipped", "blocked", "altered"):
        # Without a click of ours nothing after it matters.
        return [row.click]
    own = diagnosis.methods
    found = ["click_id"] if row.click_id == "lost" else []
    found += ["tag"] if row.tag == "blocked" and own["first_party_tag"] != "lost" else []
    return found + (["pixel"] if row.pixel == "blocked" and own["third_party_pixel"] != "lost" else [])
