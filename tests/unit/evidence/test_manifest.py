from __future__ import annotations

import copy
from typing import Any

import pytest

from checker.evidence.manifest import MAX_ITEMS, PAGE_PROBES, accept
from checker.evidence.model import Evidence

GOOD: dict[str, dict[str, Any]] = {
    "page-popup": {"opened": True},
    "page-scripting": {"on": False},
    "page-cookies": {"enabled": True, "written": False},
    "reach-hosts": {"network": "reached", "shop": "failed"},
}


def test_there_is_a_good_value_for_every_probe() -> None:
    assert set(GOOD) == set(PAGE_PROBES)


@pytest.mark.parametrize("probe", GOOD)
def test_a_value_of_the_probes_own_shape_is_taken_as_it_is(probe: str) -> None:
    item = {"probe": probe, "status": "ok", "value": GOOD[probe], "ms": 5}
    before = copy.deepcopy(item)
    assert accept([item]) == ([Evidence(probe=probe, status="ok", value=GOOD[probe], ms=5)], 0)
    assert item == before


@pytest.mark.parametrize("probe", GOOD)
def test_a_value_with_any_field_of_another_kind_makes_the_probe_failed(probe: str) -> None:
    failed = [Evidence(probe=probe, status="failed", reason="malformed")]
    for field in GOOD[probe]:
        for wrong in (None, 1, 0, "yes", "true", [], {}, "REACHED", 1.0):
            item = {"probe": probe, "status": "ok", "value": GOOD[probe] | {field: wrong}}
            assert accept([item]) == (failed, 0), f"{field}={wrong!r}"
        less = {name: value for name, value in GOOD[probe].items() if name != field}
        assert accept([{"probe": probe, "status": "ok", "value": less}]) == (failed, 0)
    assert accept([{"probe": probe, "status": "ok", "value": GOOD[probe] | {"more": 1}}]) == (failed, 0)
    for wrong in (None, True, "x", 7, [GOOD[probe]]):
        assert accept([{"probe": probe, "status": "ok", "value": wrong}]) == (failed, 0)


def test_a_failed_value_keeps_its_time() -> None:
    (item,), _ = accept([{"probe": "page-popup", "status": "ok", "value": 1, "ms": 9}])
    assert (item.status, item.ms) == ("failed", 9)


@pytest.mark.parametrize("status", ["blocked", "unsupported", "timed_out", "failed", "not_run"])
def test_only_ok_has_a_value(status: str) -> None:
    (item,), refused = accept([{"probe": "page-popup", "status": status, "value": {"opened": True}, "reason": "r"}])
    assert (item.status, item.value, item.reason, refused) == (status, None, "r", 0)


def test_unknown_and_repeated_probes_are_refused_and_counted() -> None:
    good = {"probe": "page-popup", "status": "ok", "value": {"opened": True}}
    taken, refused = accept([good, good | {"value": {"opened": False}}, good | {"probe": "trail-pixel"}, {}, None, 7])
    assert [item.value for item in taken] == [{"opened": True}]
    assert refused == 5


@pytest.mark.parametrize("raw", [None, {}, "[]", 7, True, (), [{}] * (MAX_ITEMS + 1)])
def test_what_is_no_list_of_bounded_length_is_an_error(raw: Any) -> None:
    with pytest.raises(ValueError, match=f"at most {MAX_ITEMS}"):
        accept(raw)


def test_a_list_of_the_greatest_length_is_none() -> None:
    assert accept([{}] * MAX_ITEMS) == ([], MAX_ITEMS)
    assert accept([]) == ([], 0)


def test_a_page_can_never_speak_for_the_server() -> None:
    assert not [probe for probe in PAGE_PROBES if probe.startswith("trail")]
