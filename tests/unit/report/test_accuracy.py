from __future__ import annotations

import re
from dataclasses import replace

import pytest

from checker.report.accuracy import Line, as_markdown

FINE = Line(
    "firefox-default",
    "Firefox as it comes",
    "firefox 153.0",
    verdict=("at_risk", "at_risk"),
    methods=(("lost", "lost"), ("tracked", "tracked"), ("tracked", "tracked")),
    named=("third-party-cookies-partitioned",),
    networks_right=11,
    simple=((True, False), (False, False)),
)
PLAIN = Line(
    "chromium-default", "Chromium", "chromium 156.0",
    verdict=("tracked", "tracked"), methods=(("tracked", "tracked"),) * 3, networks_right=9, networks_unknown=2,
    simple=((True, True), (None, False)),
)  # fmt: skip
ABSENT = Line("webkit-itp", "WebKit", "webkit 2.50", fault="no Safari here")


def told(*lines: Line) -> str:
    return as_markdown(lines, "2026-11-24", "2026.11.9")


def row(line: Line) -> list[str]:
    """The cells of a setup's row."""
    (found,) = re.findall(rf"^\| `{line.setup}` .*\|$", told(line), re.MULTILINE)
    return [cell.strip() for cell in found.strip("|").split("|")]


def table(text: str, head: str) -> dict[str, list[str]]:
    """The table with this first head: first cells, and the cells after."""
    (body,) = re.findall(rf"^\| {head} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines())
    return {first: rest for first, *rest in cells}


def test_a_setup_that_is_all_right_has_nothing_beside() -> None:
    assert row(FINE) == [
        "`firefox-default` Firefox as it comes", "yes", "at_risk", "lost, tracked, tracked",
        "third-party-cookies-partitioned", "-", "11, 0, 0",
    ]  # fmt: skip
    assert row(PLAIN)[4] == "-"


@pytest.mark.parametrize(
    ("change", "column", "cell"),
    [
        ({"verdict": ("tracked", "at_risk")}, 2, "tracked, **true: at_risk**"),
        ({"methods": (("tracked", "lost"), ("tracked", "tracked"))}, 3, "tracked **(lost)**, tracked"),
        ({"missing": ("images-off",)}, 5, "missing images-off"),
        ({"named": ("clock-wrong",), "false_causes": ("clock-wrong",)}, 5, "**false clock-wrong**"),
        ({"false_fine": ("awin",)}, 5, "**awin wrongly fine**"),
    ],
)
def test_each_fault_makes_a_row_wrong_and_is_marked(change: dict[str, object], column: int, cell: str) -> None:
    wrong = replace(FINE, **change)  # type: ignore[arg-type]
    assert not wrong.right
    assert (row(wrong)[1], row(wrong)[column]) == ("**no**", cell)


def test_networks_that_are_unknown_or_too_careful_are_told_and_make_no_row_wrong() -> None:
    careful = replace(FINE, networks_right=4, networks_unknown=5, networks_wrong=("cj: at_risk, true: tracked",))
    assert careful.right
    assert row(careful)[6] == "4, 5, 1 (cj: at_risk, true: tracked)"


def test_a_blocker_is_named_beside_the_causes() -> None:
    assert row(replace(FINE, blocker="AdGuard"))[4] == "third-party-cookies-partitioned (AdGuard)"
    assert row(replace(FINE, named=(), blocker="AdGuard"))[4] == "- (AdGuard)"


def test_a_setup_that_was_not_held_is_listed_with_its_reason_and_counts_nowhere() -> None:
    text = told(FINE, ABSENT)
    assert not ABSENT.right
    assert "2026-11-24, rules 2026.11.9. 1 setups held, 1 not." in text
    assert "\n## Not held\n\n- webkit-itp: no Safari here\n" in text
    assert "| `webkit-itp`" not in text
    assert text.endswith("\n## With\n\n- firefox 153.0\n")
    assert "\n## Not held\n\nNone.\n" in told(FINE)
    assert table(text, "what") == table(told(FINE), "what")


def test_each_browser_stands_once_among_those_it_was_made_with() -> None:
    text = told(FINE, PLAIN, replace(PLAIN, setup="chromium-private"))
    assert text.endswith("\n## With\n\n- chromium 156.0\n- firefox 153.0\n")


def test_the_summary_counts_what_is_right_of_all() -> None:
    wrong = replace(
        FINE,
        setup="firefox-strict",
        verdict=("tracked", "at_risk"),
        methods=(("tracked", "lost"), ("tracked", "tracked"), ("tracked", "tracked")),
        named=("images-off", "clock-wrong"),
        missing=("content-blocker", "redirect-skipped"),
        false_causes=("clock-wrong",),
        networks_right=7,
        networks_unknown=1,
        networks_wrong=("awin: tracked, true: lost", "cj: at_risk, true: tracked", "impact: tracked, true: at_risk"),
        false_fine=("awin", "impact"),
    )
    assert table(told(FINE, PLAIN, wrong), "what") == {
        "verdict": ["2", "3"],
        "all three methods": ["2", "3"],
        # Named: partitioned, images-off. There: those, and the two that are missing.
        "causes that are there and named": ["2", "4"],
        "setups without a false cause": ["2", "3"],
        "networks' verdicts that agree": ["27", "33"],
        "networks' verdicts that are left unknown": ["3", "33"],
        "networks called tracked that lose something": ["2", "33"],
    }


def test_the_simple_detectors_are_counted_in_the_same_runs() -> None:
    pixel_wrong = replace(PLAIN, setup="chromium-x", methods=(("lost", "tracked"), *PLAIN.methods[1:]))
    counts = table(told(FINE, PLAIN, pixel_wrong, ABSENT), "detector")
    assert counts == {
        "a frame's own cookie": ["2", "1", "0"],
        "a bait at 0 ms": ["1", "0", "2"],
        "this check, of the pixel": ["2", "1", "0"],
    }
