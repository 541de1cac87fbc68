"""The accuracy of the check, as a document: every setup, the rows that went wrong included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

YES, NO, MUTE = "yes", "**no**", "-"


@dataclass(frozen=True)
class Line:
    """One setup: what the check said and what is true, in words. `None` where there is nothing to hold it against.

    `missing` and `false_causes` are cause ids, `false_fine` networks called tracked that lose something; the two
    `simple` are the simple detectors' answers with what is true: (cookies work, a blocker is there).
    """

    setup: str
    line: str
    browser: str
    fault: str = ""
    verdict: tuple[str, str] | None = None
    methods: tuple[tuple[str, str], ...] = ()
    named: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    false_causes: tuple[str, ...] = ()
    networks_right: int = 0
    networks_unknown: int = 0
    networks_wrong: tuple[str, ...] = ()
    false_fine: tuple[str, ...] = ()
    blocker: str = ""
    simple: tuple[tuple[bool | None, bool], tuple[bool | None, bool]] = ((None, False), (None, False))

    @property
    def right(self) -> bool:
        """Whether verdict, methods and causes are all as they should be, and no network is wrongly called fine."""
        return bool(
            self.verdict
            and self.verdict[0] == self.verdict[1]
            and all(said == true for said, true in self.methods)
            and not (self.missing or self.false_causes or self.false_fine)
        )


def as_markdown(lines: Sequence[Line], made: str, rules: str) -> str:
    """The document. `made` is the day, `rules` the rules version."""
    return "\n".join(_document(lines, made, rules)) + "\n"


def _document(lines: Sequence[Line], made: str, rules: str) -> Iterator[str]:
    held = [line for line in lines if line.verdict]
    yield from (
        "# How right the check is",
        "",
        "Made by `make accuracy`: the real check, run in every setup that runs here,",
    )
    yield "held against what the replays of the same setup have shown (`docs/matrix.md`) and what the setup does."
    yield from ("", f"{made}, rules {rules}. {len(held)} setups held, {len(lines) - len(held)} not.", "")
    yield from _summary(held)
    yield from ("", "## The simple detectors in the same runs", "", *_simple(held))
    yield from ("", "## Every setup", "")
    heads = "setup", "right", "verdict", "pixel, tag, server", "causes named", "missing or false"
    yield f"| {' | '.join(heads)} | networks right, unknown, wrong |"
    yield "|---|---|---|---|---|---|---|"
    yield from (_row(line) for line in held)
    yield from (
        "",
        "## Not held",
        "",
        *([f"- {line.setup}: {line.fault}" for line in lines if not line.verdict] or ["None."]),
    )
    yield from ("", "## With", "", *sorted({f"- {line.browser}" for line in held}))


def _summary(held: Sequence[Line]) -> Iterator[str]:
    expected = sum(len(line.named) - len(line.false_causes) + len(line.missing) for line in held)
    named = expected - sum(len(line.missing) for line in held)
    rows = sum(line.networks_right + line.networks_unknown + len(line.networks_wrong) for line in held)
    yield from ("| what | right | of |", "|---|---|---|")
    verdicts = sum(line.verdict is not None and line.verdict[0] == line.verdict[1] for line in held)
    yield f"| verdict | {verdicts} | {len(held)} |"
    yield f"| all three methods | {sum(all(a == b for a, b in line.methods) for line in held)} | {len(held)} |"
    yield f"| causes that are there and named | {named} | {expected} |"
    yield f"| setups without a false cause | {sum(not line.false_causes for line in held)} | {len(held)} |"
    yield f"| networks' verdicts that agree | {sum(line.networks_right for line in held)} | {rows} |"
    yield f"| networks' verdicts that are left unknown | {sum(line.networks_unknown for line in held)} | {rows} |"
    yield f"| networks called tracked that lose something | {sum(len(line.false_fine) for line in held)} | {rows} |"


def _simple(held: Sequence[Line]) -> Iterator[str]:
    cookie, bait = ([line.simple[which] for line in held] for which in (0, 1))
    yield "The first asks whether a frame can read back the cookie that it has just written, and says that third-party"
    yield "cookies work: true is that the pixel of the practice purchase is credited. The second looks whether an"
    yield "element with the name of an advertisement is hidden at once, and says that a blocker is at work."
    yield from ("", "| detector | right | wrong | mute |", "|---|---|---|---|")
    for name, answers in (("a frame's own cookie", cookie), ("a bait at 0 ms", bait)):
        spoken = [said == true for said, true in answers if said is not None]
        yield f"| {name} | {sum(spoken)} | {len(spoken) - sum(spoken)} | {len(answers) - len(spoken)} |"
    pixel = [line.methods[0][0] == line.methods[0][1] for line in held]
    yield f"| this check, of the pixel | {sum(pixel)} | {len(pixel) - sum(pixel)} | 0 |"


def _row(line: Line) -> str:
    assert line.verdict is not None
    said, true = line.verdict
    verdict = said if said == true else f"{said}, **true: {true}**"
    methods = ", ".join(a if a == b else f"{a} **({b})**" for a, b in line.methods)
    faults = [f"missing {cause}" for cause in line.missing] + [f"**false {cause}**" for cause in line.false_causes]
    faults += [f"**{name} wrongly fine**" for name in line.false_fine]
    wrong = len(line.networks_wrong)
    counts = f"{line.networks_right}, {line.networks_unknown}, {wrong}" + (
        f" ({'; '.join(line.networks_wrong)})" if wrong else ""
    )
    causes = ", ".join(line.named) or MUTE
    if line.blocker:
        causes += f" ({line.blocker})"
    cells = (
        f"`{line.setup}` {line.line}",
        YES if line.right else NO,
        verdict,
        methods,
        causes,
        "; ".join(faults) or MUTE,
        counts,
    )
    return "| " + " | ".join(cells) + " |"
