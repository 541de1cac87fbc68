"""Loading the causes refuses an incomplete or unknown one."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from checker.diagnosis import causes as package
from checker.diagnosis.causes import causes
from checker.diagnosis.signs import ASKED, SKIPS
from checker.evidence.manifest import PAGE_PROBES
from checker.evidence.words import CAUSE_IDS
from checker.practice.ledger import EVENTS

KNOWN = {f"trail-{event}" for event in EVENTS} | set(PAGE_PROBES)


def test_every_file_is_a_cause_and_they_come_in_the_order_of_the_closed_list() -> None:
    files = {path.stem for path in Path(package.__path__[0]).glob("[!_]*.py")}
    ids = [cause.id for cause in causes()]
    assert {cause_id.replace("-", "_") for cause_id in ids} == files
    assert ids == [cause_id for cause_id in CAUSE_IDS if cause_id in ids]
    assert len(ids) == len(set(ids)) >= 11


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_a_cause_needs_only_evidence_that_exists(cause: Any) -> None:
    assert cause.needs
    assert set(cause.needs) <= KNOWN
    assert len(set(cause.needs)) == len(cause.needs)


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_a_judge_uses_everything_that_it_declares(cause: Any) -> None:
    source = Path(sys.modules[cause.judge.__module__].__file__ or "").read_text(encoding="utf-8")
    together = (SKIPS if "jumped(view)" in source else ()) + (ASKED if "stopped(view)" in source else ())
    for need in set(cause.needs) - set(together):
        assert source.count(f'"{need}"') >= 2, f"{need} is declared and never asked for"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A cause file beside the others, still without anything in it."""
    module = ModuleType(f"{package.__name__}.clock_wrong")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    real = pkgutil.iter_modules
    info = pkgutil.ModuleInfo(next(iter(real(package.__path__))).module_finder, "clock_wrong", False)
    monkeypatch.setattr(package.pkgutil, "iter_modules", lambda path: [*real(path), info])
    causes.cache_clear()
    yield module
    causes.cache_clear()


def test_a_file_without_a_cause_is_refused(broken: ModuleType) -> None:
    with pytest.raises(TypeError, match=r"clock_wrong\.py declares no CAUSE"):
        causes()


@pytest.mark.parametrize("cause_id", ["not-on-the-list", "cookies-off"])
def test_a_cause_under_another_name_is_refused(broken: ModuleType, cause_id: Any) -> None:
    broken.CAUSE = package.Cause(cause_id, ("page-popup",), lambda view: None)  # type: ignore[attr-defined]
    with pytest.raises(LookupError, match=cause_id):
        causes()


def test_a_good_one_takes_its_place_in_the_order(broken: ModuleType) -> None:
    broken.CAUSE = package.Cause("clock-wrong", ("page-popup",), lambda view: None)  # type: ignore[attr-defined]
    ids = [cause.id for cause in causes()]
    assert "clock-wrong" in ids
    assert ids == [cause_id for cause_id in CAUSE_IDS if cause_id in ids]
