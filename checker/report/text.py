"""The report as plain text, for a support ticket."""

from __future__ import annotations

import textwrap

from checker.report import words
from checker.report.view import ReportView


def as_text(view: ReportView) -> str:
    """Under 80 columns where our own words allow, no markup."""
    lines = [
        f"Check your status: {view.sentence}",
        "",
        f"Code      {view.code}",
        f"Time      {view.created:%Y-%m-%d %H:%M:%S} UTC",
        f"Browser   {view.browser}",
        f"Result    {view.verdict} ({view.state}), rules {view.rules_version}",
        *_wrapped("Blocker", _blocker(view)),
        *_store(view),
        "",
        "Practice purchase",
        *(f"  {station.name:<10}{station.note}" for station in view.stations),
        "",
        "Ways to credit a sale",
        *(f"  {line.name:<34}{line.word}" for line in view.methods),
    ]
    if view.causes:
        lines += ["", "Causes"]
        for cause in view.causes:
            lines.append(f"  {cause.title} ({cause.certainty})")
            lines += [f"    - {fix.title}" for fix in cause.fixes]
    if view.losses:
        lines += ["", "Lost at networks"]
        for loss in view.losses:
            lines += [
                f"  {loss.text}:",
                *textwrap.wrap(", ".join(loss.networks), 74, initial_indent=" " * 4, subsequent_indent=" " * 4),
            ]
    return "\n".join(lines) + "\n"


def _store(view: ReportView) -> list[str]:
    if view.store is None:
        return []
    return _wrapped("Store", f"{view.store.name}: {view.store.verdict}. {' '.join(view.store.sentences)}")


def _blocker(view: ReportView) -> str:
    found = view.identity
    nearest = f", nearest setup {found.setup}" if found.setup else ""
    if found.blocker is None:
        return ("none seen" if found.quiet else "could not be seen") + nearest
    return f"{found.name} ({words.CERTAINTIES[found.certainty]}){nearest}"


def _wrapped(label: str, told: str) -> list[str]:
    return textwrap.wrap(told, 78, initial_indent=f"{label:<10}", subsequent_indent=" " * 10)
