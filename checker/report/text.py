"""The report as plain text, for a support ticket."""

from __future__ import annotations

import textwrap

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
    if view.lost_networks:
        lines += ["", "Click id removed at: " + ", ".join(view.lost_networks)]
    return "\n".join(lines) + "\n"


def _store(view: ReportView) -> list[str]:
    if view.store is None:
        return []
    told = f"{view.store.name}: {view.store.verdict}. {' '.join(view.store.sentences)}"
    return textwrap.wrap(told, 78, initial_indent="Store     ", subsequent_indent=" " * 10)
