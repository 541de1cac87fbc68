"""How one purchase of the matrix went, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checker.evidence.words import METHODS, Method
from checker.report import matrix_words as said
from checker.report import words
from checker.report.matrix_words import Mark


@dataclass(frozen=True)
class Outcome:
    """`mark` is the verdict as it is drawn, `facts` what was seen, `why` the reason, `details` what else was noted."""

    mark: Mark
    facts: tuple[tuple[str, str], ...]
    why: str
    details: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        return said.MARKS[self.mark].word

    @property
    def sign(self) -> str:
        return said.MARKS[self.mark].sign


def outcomes(row: Mapping[str, Any], used: Sequence[Method]) -> tuple[Outcome, tuple[tuple[str, Outcome], ...]]:
    """A row's outcome, and by name those of its other link shapes whose mark is another.

    `used` are the methods that the network uses.
    """
    main = _outcome(row, used)
    others = ((shape, _outcome(other, used)) for shape, other in row.get("other_shapes", {}).items())
    return main, tuple((said.SHAPES.get(shape, shape), other) for shape, other in others if other.mark != main.mark)


def _outcome(row: Mapping[str, Any], used: Sequence[Method]) -> Outcome:
    if "verdict" not in row:
        return Outcome("unknown", (), said.NOT_MADE)
    told = row.get("methods", {})
    by_credit = {credit: [m for m in METHODS if told.get(m) == credit] for credit in ("tracked", "lost")}
    open_ones = [m for m in METHODS if m in used and m not in by_credit["tracked"] + by_credit["lost"]]
    facts = [(word, str(row.get(field, "unknown"))) for field, word in said.FIELDS.items()]
    for word, methods in zip(words.CREDITS.values(), (*by_credit.values(), open_ones), strict=True):
        if methods:
            facts.append((word, ", ".join(said.METHODS[method] for method in methods)))
    causes = [words.CAUSES[cause].title for cause in row.get("causes", ()) if cause in words.CAUSES]
    details = [f"The browser's own reason: {reason}" for reason in row.get("reasons", ())]
    if causes:
        details.append(f"What our check finds here: {'; '.join(causes)}")
    # Whatever is no known verdict is unknown: nothing is drawn better than it was measured.
    mark = said.VERDICTS.get(row["verdict"], "unknown")
    whole = row.get("click") == "reaches" and row.get("click_id") == "kept"
    if mark == "good" and open_ones:
        mark = "partly"
    elif mark == "warn" and whole and by_credit["lost"] == ["third_party_pixel"]:
        mark = "mostly"
    return Outcome(mark, tuple(facts), row.get("why") or said.NO_REASON, tuple(details))
