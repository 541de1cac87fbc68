from __future__ import annotations

import pytest
from pydantic import ValidationError

from checker.evidence.model import Browser, Dossier, Evidence


def test_a_dossier_finds_evidence_by_its_probe() -> None:
    ok = Evidence(probe="page-popup", status="ok", value={"opened": True})
    failed = Evidence(probe="reach-hosts", status="failed", reason="TypeError")
    text = Evidence(probe="page-text", status="ok", value="word")
    dossier = Dossier(state="complete", items=(ok, failed, text))
    assert dossier.get("page-popup") is ok
    assert dossier.get("page-nothing") is None
    assert dossier.value("page-popup") == {"opened": True}
    assert dossier.value("reach-hosts") == {}
    assert dossier.value("page-text") == {}
    assert dossier.value("page-nothing") == {}


def test_a_dossier_survives_being_stored() -> None:
    item = Evidence(probe="x-y", status="ok", value={"a": [1, None, "é", {"b": True}]}, ms=3)
    dossier = Dossier(state="incomplete", browser=Browser(name="Firefox", engine="firefox"), items=(item,))
    assert Dossier.model_validate_json(dossier.model_dump_json()) == dossier


@pytest.mark.parametrize("probe", ["", "x", "X-y", "1x", "a b", "a_b", "x" * 41, "é-x", "x-y\n"])
def test_a_probe_has_a_plain_name(probe: str) -> None:
    with pytest.raises(ValidationError):
        Evidence(probe=probe, status="ok")


@pytest.mark.parametrize(
    "field", [{"status": "fine"}, {"ms": -1}, {"ms": 86_400_001}, {"reason": "x" * 81}, {"more": 1}]
)
def test_evidence_out_of_bounds_is_refused(field: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Evidence.model_validate({"probe": "page-popup", "status": "ok"} | field)


@pytest.mark.parametrize("field", [{"name": "x" * 41}, {"version": "1" * 21}, {"engine": "gecko"}, {"user_agent": "x"}])
def test_a_browser_is_told_in_few_words(field: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Browser.model_validate(field)


def test_evidence_cannot_be_changed_afterwards() -> None:
    item = Evidence(probe="page-popup", status="ok")
    with pytest.raises(ValidationError):
        item.status = "failed"  # type: ignore[misc]


def test_a_document_of_another_format_or_state_is_refused() -> None:
    for wrong in ({"format": 2}, {"state": "done"}, {"origin": "guess"}, {"more": 1}):
        with pytest.raises(ValidationError):
            Dossier.model_validate({"state": "complete"} | wrong)
