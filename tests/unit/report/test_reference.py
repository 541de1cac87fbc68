from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.diagnosis.causes import causes
from checker.evidence.manifest import PAGE_PROBES
from checker.knowledge.blockers import load_blockers
from checker.report.reference import as_markdown, read_meta
from checker.web.assets import ROOT

PROBES = ROOT / "static" / "probes"
DOCUMENT = as_markdown(PROBES)
META = """
export const meta = {
  "id": "a-thing",
  "measures": "whether { it } is there",
  "limits": "none",
  "control": "a like one",
  "after": "click",
  "deadline": 700,
  "checked": "2026-01-02",
  "leaves": "nothing",
};

export async function run() { return {}; }
"""


def section(name: str) -> dict[str, str]:
    """The entries of a part of the document, by the words of their headings."""
    (part,) = re.findall(rf"^## {name}\n(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"^### ([^\n]*)\n\n(.*?)(?=\n### |\Z)", part, re.MULTILINE | re.DOTALL))


def test_every_module_of_a_probe_has_its_entry_and_every_entry_is_a_probe_that_the_server_accepts() -> None:
    probes = section("Probes")
    assert set(probes) == {path.stem for path in PROBES.glob("*.js")} - {"index"}
    assert set(probes) <= set(PAGE_PROBES)
    for text in probes.values():
        assert text.startswith("Measures ")
        for word in ("Limits", "Control", "Deadline", "What leaves the browser", "Checked"):
            assert text.count(f"- {word}") == 1


def test_every_cause_has_its_rule_its_needs_and_what_it_hides() -> None:
    told = section("Causes")
    assert list(told) == [cause.id for cause in causes()]
    for cause in causes():
        text = told[cause.id]
        assert re.search(r"^- Rule: \w.*\.$", text, re.MULTILINE), cause.id
        assert f"- Needs: {', '.join(cause.needs)}.\n" in text
        assert ("- Explains" in text) is bool(cause.explains)


def test_every_blocker_has_each_of_its_signatures_and_its_source() -> None:
    told = section("Blockers")
    assert list(told) == [f"{blocker.id}: {blocker.name}" for blocker in load_blockers()]
    for blocker in load_blockers():
        text = told[f"{blocker.id}: {blocker.name}"]
        lines = re.findall(r"^- (.*): (\w+)\.$", text, re.MULTILINE)
        assert [certainty for _, certainty in lines] == [signature.certainty for signature in blocker.signatures]
        for (conditions, _), signature in zip(lines, blocker.signatures, strict=True):
            for names in (signature.hits, signature.spares, signature.stripped, signature.kept):
                assert "+".join(names) in conditions
            assert ("skipped" in conditions) is signature.skipped
            assert ("measured in" in conditions) is bool(signature.setups)
        assert blocker.source.text in text


def test_a_new_probe_is_in_the_reference_by_its_declaration_alone(tmp_path: Path) -> None:
    (tmp_path / "a-thing.js").write_text(META)
    (tmp_path / "index.js").write_text("export const probes = [];\n")
    text = as_markdown(tmp_path)
    assert "### a-thing\n\nMeasures whether { it } is there.\n" in text
    assert "\n- Waits for the purchase's click.\n- Deadline: 700 ms.\n" in text
    assert "### index" not in text


def test_a_probe_that_waits_for_nothing_says_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "a-thing.js").write_text(META.replace('  "after": "click",\n', ""))
    assert "Waits" not in as_markdown(tmp_path)


@pytest.mark.parametrize("text", ["", "export async function run() {}\n", META.replace("export ", "")])
def test_a_module_that_declares_nothing_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "mute.js").write_text(text)
    with pytest.raises(ValueError, match=r"mute\.js declares no meta"):
        read_meta(tmp_path / "mute.js")
