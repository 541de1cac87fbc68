"""A check held against an earlier one, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from checker.diagnosis.compare import Change, Comparison
from checker.report import words
from checker.report.lights import Light

# What weighs most comes first, and is the sentence over all.
_WEIGHT: tuple[Change, ...] = ("new", "found", "still", "not_measured", "fixed")


@dataclass(frozen=True)
class ChangeLine:
    """What became of a cause or of a way to credit a sale."""

    name: str
    change: Change
    word: str


@dataclass(frozen=True)
class ChangesView:
    """This check held against an earlier one: its code and time, whether it was another browser's, and the lines."""

    code: str
    created: datetime
    other_browser: bool
    sentence: str
    light: Light
    lines: tuple[ChangeLine, ...]


def changes_view(
    code: str, created: datetime, other_browser: bool, comparison: Comparison, say: words.Say = str
) -> ChangesView:
    """Put a comparison into words, in the language of `say`."""
    lines = [(words.CAUSES[cause].title, change) for cause, change in comparison.causes.items()]
    lines += [(words.METHODS[method][0], change) for method, change in comparison.methods.items()]
    kinds = {change for _, change in lines}
    key = next((kind for kind in _WEIGHT if kind in kinds), _unchanged(comparison))
    if "fixed" in kinds and key == "still":
        key = "partly"
    lights: dict[str, Light] = {"not_measured": "unknown", "unclear": "unknown"}
    lights |= dict.fromkeys(("fixed", "same", "clear"), "good")
    return ChangesView(
        code=code,
        created=created,
        other_browser=other_browser,
        sentence=say(words.COMPARED[key]),
        light=lights.get(key, "warn"),
        lines=tuple(ChangeLine(say(name), change, say(words.CHANGES[change])) for name, change in lines),
    )


def _unchanged(comparison: Comparison) -> str:
    """Where nothing is named, that may be because too little was seen."""
    if comparison.after != "tracked":
        return "unclear"
    return "same" if comparison.before == "tracked" else "clear"
