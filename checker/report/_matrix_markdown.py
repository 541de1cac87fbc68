"""The matrix as a Markdown document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.report import matrix_words as said

if TYPE_CHECKING:
    from checker.report.matrix import MatrixView


def as_markdown(view: MatrixView) -> str:
    """The same as a Markdown document."""
    return "\n".join(_document(view)) + "\n"


def _document(view: MatrixView) -> Iterator[str]:
    yield from ("# What is tracked where", "", "Made by `python -m checker matrix-page --out docs/matrix.md`.", "")
    if not view.measured:
        yield said.EMPTY
        return
    yield f"Measured {_plain(view.made)}, knowledge version {_plain(view.knowledge)}."
    yield from ("", "| mark | cells | meaning |", "|---|---|---|")
    for light, mark in said.MARKS.items():
        yield f"| {mark.sign} {mark.word} | {view.counts.get(light, 0)} | {mark.text} |"
    yield from ("", said.BESIDE)
    for group in view.groups:
        yield from ("", f"## {_plain(group.name)}", "", _plain("; ".join(group.versions)), "")
        yield "| setup | " + " | ".join(map(_plain, view.networks)) + " |"
        yield "|---" * (1 + len(view.networks)) + "|"
        for row in group.rows:
            signs = ("/".join([cell.outcome.sign, *(o.sign for _, o in cell.others)]) for cell in row.cells)
            yield f"| {_plain(row.short)} | " + " | ".join(signs) + " |"
    yield from ("", "## The reasons")
    for row in (row for group in view.groups for row in group.rows):
        yield from ("", f"### {_plain(row.line)}", "", _plain(f"{row.id}: {row.browser}"), "")
        yield from ("| networks | result | seen | reason |", "|---|---|---|---|")
        for line in row.lines:
            facts = "; ".join(f"{name}: {value}" for name, value in line.outcome.facts)
            reason = " ".join((line.outcome.why, *(f"{detail}." for detail in line.outcome.details)))
            result = f"{line.outcome.sign} {line.outcome.word}"
            yield "| " + " | ".join(map(_plain, (line.title, result, facts, reason))) + " |"
    yield from ("", "## The words")
    for term, text, values in said.TERMS:
        yield from ("", f"**{term}.** {text}", "", *(f"- {value}: {meaning}" for value, meaning in values))
    yield from ("", "## How it was measured", "", "\n\n".join(said.HOW))
    if view.left_out:
        yield from ("", "## Left out")
    for why, lines in view.left_out:
        yield from ("", _plain(why), "", *(f"- {_plain(line)}" for line in lines))


def _plain(text: str) -> str:
    """Text that Markdown takes as it is, also inside a table."""
    return re.sub(r"([\\|`*_\[\]<>&])", r"\\\1", " ".join(text.split()))
