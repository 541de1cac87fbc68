from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import checker
from checker.cli import main
from checker.evidence.words import METHODS
from checker.knowledge.effects import PATH, Effects, load_effects
from checker.knowledge.loader import load_networks
from checker.replay.setup import all_setups
from checker.report import matrix_words as said
from checker.report.matrix import Cell, MatrixView, SetupRow, as_markdown, matrix_view

NETWORKS = load_networks()
LINES = {
    "chromium-accept-all": "Chromium, all cookies allowed",
    "chromium-images-off": "Chromium, images off",
    "firefox-accept-all": "Firefox, all cookies allowed",
    "firefox-default": "Firefox as it comes",
    "firefox-ublock": "Firefox with uBlock Origin",
    "webkit-private": "WebKit, private window",
}
GONE = "The browser went straight to the shop: the network was never asked."


def row(verdict: str = "tracked", *credits: str, **fields: Any) -> dict[str, Any]:
    """A row of the matrix; `credits` for pixel, tag and server, by default all as the verdict."""
    methods = dict(zip(METHODS, credits or (verdict,) * 3, strict=True))
    whole = {"click": "reaches", "click_id": "kept", "tag": "loads", "pixel": "loads", "why": "Because of this."}
    return {"verdict": verdict, "methods": methods, "reasons": [], "causes": []} | whole | fields


def effects(**more: Any) -> Effects:
    skipped = row("lost", click="skipped", click_id="lost", why=GONE)
    opaque = row("at_risk", "lost", "lost", "tracked", why="The network's script was not loaded.")
    pixel = row("at_risk", "lost", "tracked", "tracked")
    found = ["third-party-cookies-partitioned"]
    rows = {
        "firefox-ublock": {"awin": skipped | {"other_shapes": {"opaque": opaque}}, "own": row(), "cj": skipped},
        "firefox-default": {
            "own": pixel | {"causes": found},
            "awin": pixel | {"other_shapes": {"opaque": pixel}},
            "cj": row("unknown"),
        },
        "chromium-accept-all": {"cj": row(), "awin": row("tracked", "tracked", "unknown", "tracked"), "own": row()},
        "firefox-accept-all": {"own": row()},
    }
    firefox = {"browser": "firefox", "browser_version": "153.7.0", "driver_version": "0.37.1"}
    told = {
        "made": "2026-11-23",
        "knowledge": "abc123",
        "setups": rows,
        "browsers": {
            "chromium-accept-all": {"browser": "chrome", "browser_version": "156.0.1", "driver_version": ""},
            "firefox-accept-all": firefox,
            "firefox-default": firefox,
            "firefox-ublock": firefox | {"blocker": "uBlock Origin 1.67.0"},
        },
        "skipped": {"webkit-private": "MiniBrowser is not installed."},
    }
    return Effects.model_validate(told | more)


def view(**more: Any) -> MatrixView:
    return matrix_view(effects(**more), NETWORKS, LINES)


def setup(setup_id: str, drawn: MatrixView | None = None) -> SetupRow:
    return {row.id: row for group in (drawn or view()).groups for row in group.rows}[setup_id]


def cell(setup_id: str, network: str, drawn: MatrixView | None = None) -> Cell:
    return {cell.network: cell for cell in setup(setup_id, drawn).cells}[network]


def one(given: dict[str, Any]) -> Cell:
    """How a row is drawn, alone at Awin."""
    return cell("firefox-default", "Awin", view(setups={"firefox-default": {"awin": given}}))


def test_the_engines_stand_in_order_and_the_clean_browsers_first() -> None:
    assert [(group.name, [row.id for row in group.rows]) for group in view().groups] == [
        ("Chromium", ["chromium-accept-all"]),
        ("Firefox", ["firefox-accept-all", "firefox-default", "firefox-ublock"]),
    ]


def test_our_own_network_is_the_first_column_and_the_others_stand_in_the_networks_order() -> None:
    assert view().networks == (said.OWN_COLUMN, "Awin", "CJ")


def test_every_row_has_a_cell_in_every_column_and_every_cell_a_reason_that_stands_below() -> None:
    drawn = view()
    for found in (row for group in drawn.groups for row in group.rows):
        assert tuple(cell.network for cell in found.cells) == drawn.networks
        lines = {line.anchor: line for line in found.lines}
        for at in found.cells:
            assert at.outcome.why.endswith(".")
            assert lines[at.anchor].outcome == at.outcome
            assert at.network in lines[at.anchor].networks
            assert at.text.startswith(f"{at.network}: {at.outcome.word}. {at.outcome.why}")


def test_an_anchor_is_there_once() -> None:
    ids = [row.id for group in view().groups for row in group.rows]
    ids += [line.anchor for group in view().groups for row in group.rows for line in row.lines]
    assert len(ids) == len(set(ids))


def test_the_other_kind_of_link_is_told_where_it_fares_differently() -> None:
    other = cell("firefox-ublock", "Awin").others
    assert [(shape, outcome.mark) for shape, outcome in other] == [(said.SHAPES["opaque"], "warn")]
    assert "at risk. The network's script was not loaded." in cell("firefox-ublock", "Awin").text
    assert [line.title for line in setup("firefox-ublock").lines] == [
        said.OWN_COLUMN,
        "Awin, CJ",
        f"Awin, with a {said.SHAPES['opaque']}",
    ]
    assert cell("firefox-default", "Awin").others == ()


def test_networks_that_fare_alike_share_a_reason() -> None:
    assert [line.networks for line in setup("firefox-ublock").lines if line.outcome.why == GONE] == [("Awin", "CJ")]


@pytest.mark.parametrize(
    ("given", "mark"),
    [
        (row(), "good"),
        (row("tracked", "tracked", "unknown", "tracked"), "partly"),
        (row("at_risk", "lost", "tracked", "tracked"), "mostly"),
        (row("at_risk", "lost", "tracked", "tracked", click="altered"), "warn"),
        (row("at_risk", "lost", "tracked", "tracked", click_id="lost"), "warn"),
        (row("at_risk", "lost", "lost", "tracked"), "warn"),
        (row("at_risk", "tracked", "tracked", "tracked"), "warn"),
        (row("lost"), "bad"),
        (row("unknown"), "unknown"),
        (row("unknown", "tracked", "tracked", "tracked"), "unknown"),
        (row("splendid", "tracked", "tracked", "tracked"), "unknown"),
        (row("tracked", "unknown", "unknown", "unknown"), "partly"),
        ({"verdict": "tracked"}, "partly"),
        ({"other_shapes": {"opaque": row()}}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_a_row_is_drawn_as_it_was_measured_and_never_better(given: dict[str, Any], mark: str) -> None:
    assert one(given).outcome.mark == mark
    assert one(given).outcome.why


def test_a_purchase_that_was_not_made_is_unknown() -> None:
    assert cell("firefox-accept-all", "CJ").outcome.mark == "unknown"
    assert cell("firefox-accept-all", "CJ").outcome.why == said.NOT_MADE
    assert view().counts == {"good": 4, "partly": 1, "mostly": 2, "bad": 2, "unknown": 3}


def test_what_was_seen_is_told_by_name() -> None:
    facts = dict(cell("chromium-accept-all", "Awin").outcome.facts)
    assert facts == {"click": "reaches", "click id": "kept", "tag": "loads", "pixel": "loads"} | {
        "credited": "third-party pixel, server to server",
        "not measured": "network tag",
    }


def test_a_method_that_a_network_does_not_use_is_not_missed() -> None:
    alone = row("tracked", "unknown", "unknown", "tracked", tag="none", pixel="none")
    found = cell("firefox-default", "AliExpress Portals", view(setups={"firefox-default": {"aliexpress": alone}}))
    assert found.outcome.mark == "good"
    assert "not measured" not in dict(found.outcome.facts)


def test_the_browsers_reason_and_the_checks_causes_are_told() -> None:
    found = one(row(reasons=["blocked by client"], causes=["images-off", "no-such-cause"])).outcome.details
    assert found == (
        "The browser's own reason: blocked by client",
        "What our check finds here: Your browser loads no images",
    )


def test_versions_are_those_that_ran() -> None:
    firefox = next(group for group in view().groups if group.id == "firefox")
    assert firefox.versions == ("Firefox 153.7.0", "driver 0.37.1", "uBlock Origin 1.67.0")
    assert setup("firefox-ublock").browser == "Firefox 153.7.0, driver 0.37.1, uBlock Origin 1.67.0"
    assert setup("chromium-accept-all").browser == "Chromium 156.0.1"


def test_what_was_left_out_has_its_reason() -> None:
    assert view().left_out == (
        (said.NOT_IN_RUN, ("Chromium, images off",)),
        ("MiniBrowser is not installed.", ("WebKit, private window",)),
    )


def test_a_line_is_shortened_by_its_engines_name() -> None:
    assert setup("firefox-ublock").short == "With uBlock Origin"
    assert setup("firefox-default").short == "As it comes"
    assert setup("chromium-accept-all").short == "All cookies allowed"


def test_setups_and_networks_that_are_no_more_are_drawn_by_their_ids() -> None:
    drawn = view(setups={"opera-old": {"shutdown": row()}})
    assert setup("opera-old", drawn).line == "opera-old"
    assert drawn.networks == (said.OWN_COLUMN, "shutdown")
    assert cell("opera-old", "shutdown", drawn).outcome.mark == "good"


def test_nothing_measured_is_said_so() -> None:
    drawn = matrix_view(Effects(), NETWORKS, LINES)
    assert not drawn.measured
    assert said.EMPTY in as_markdown(drawn)
    assert "✓" not in as_markdown(drawn)


def test_markdown_has_a_cell_for_every_column_whatever_the_texts_are() -> None:
    nasty = "a | b\n<b>*c*</b> [d](e) `f` \\| g"
    given = effects().model_dump()
    given["setups"]["firefox-default"]["awin"]["why"] = nasty
    given["browsers"]["firefox-default"]["blocker"] = nasty
    lines = LINES | {"firefox-default": f"Firefox, {nasty}"}
    text = as_markdown(matrix_view(Effects.model_validate(given), NETWORKS, lines))
    assert r"a \| b \<b\>\*c\*\</b\> \[d\](e) \`f\` \\\| g" in text
    widths = [line.replace(r"\\", "").replace(r"\|", "").count("|") for line in text.splitlines() if line[:1] == "|"]
    assert set(widths) == {4, 5}
    assert "<b>" not in text


def test_markdown_shows_both_kinds_of_links() -> None:
    assert "| With uBlock Origin | ✓ | ✕/! | ✕ |" in as_markdown(view())


def test_the_document_is_what_was_measured() -> None:
    if not PATH.exists():
        pytest.skip("no matrix has been measured yet: checker/knowledge/effects.json is missing")
    lines = {setup.id: setup.line for setup in all_setups().values()}
    drawn = as_markdown(matrix_view(Effects.model_validate(json.loads(PATH.read_text())), NETWORKS, lines))
    document = Path(checker.__file__).parents[1] / "docs" / "matrix.md"
    assert document.read_text(encoding="utf-8") == drawn, "python -m checker matrix-page --out docs/matrix.md"
    assert load_effects().setups


def test_the_command_writes_the_document_or_says_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix-page", "--out", str(tmp_path / "m.md")]) == 0
    lines = {setup.id: setup.line for setup in all_setups().values()}
    assert (tmp_path / "m.md").read_text(encoding="utf-8") == as_markdown(matrix_view(load_effects(), NETWORKS, lines))
    assert main(["matrix-page", "--out", str(tmp_path / "none" / "m.md")]) == 2
    assert capsys.readouterr().err == f"checker: {tmp_path}/none/m.md: No such file or directory\n"
