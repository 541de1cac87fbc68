from __future__ import annotations

import copy
from typing import Any

import pytest

from checker.evidence.manifest import MAX_ITEMS, PAGE_PROBES, accept
from checker.evidence.model import Evidence
from tests.builders import quiet

GOOD: dict[str, dict[str, Any]] = {
    "page-popup": {"opened": True},
    "page-scripting": {"on": False},
    "page-cookies": {"enabled": True, "written": False},
    "cookie-paths": {"sent": True, "received": False},
    "click-cookie": {"image": "right", "script": "missing", "fetch": "failed"},
    "frame-cookies": {
        "click": "right", "written": "kept", "response": "missing", "chips": "refused", "script": "kept",
        "access": "denied",
    },
    "frame-storage": {"storage": "apart", "access": "unsupported"},
    "list-baits": {"near": {"ads-1": "loaded", "ads-2": "stubbed"}, "far": {"ads-1": "blocked"}},
    "cosmetic-baits": {"at_once": False, "hidden": {"cos-1": 12, "cos-2": None}},
    "reach-hosts": {"network": "reached", "shop": "failed"},
    "network-hosts": {"found": {"www.awin1.example": "reached", "b.example": "late"}},
    "privacy-signals": {"gpc": True, "dnt": False},
    "private-hints": {"quota_mb": 1024, "files": "refused", "workers": True},
    "self-named": {"brave": True, "duckduckgo": False, "brands": ["Chromium", "Not A;Brand"]},
    "clock": {"ahead_s": -7200},
    "returning": {"http_days": 0, "script_days": 400, "storage_days": 7},
}  # fmt: skip
# What a browser may not be able to say.
NULLABLE = {
    ("frame-cookies", "response"), ("frame-cookies", "chips"), ("frame-cookies", "script"), ("list-baits", "near"),
    ("list-baits", "far"), ("private-hints", "quota_mb"), ("returning", "http_days"), ("returning", "script_days"),
    ("returning", "storage_days"),
}  # fmt: skip
# What may be left out: an old page does not say it.
OPTIONAL = {("frame-cookies", "response"), ("frame-cookies", "chips"), ("frame-cookies", "script")}
NUMBERS = {("private-hints", "quota_mb"), ("clock", "ahead_s"), *(("returning", f) for f in GOOD["returning"])}


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
        for wrong in (None, 1, 0, "yes", "true", [], {}, "REACHED", 1.0, True, -1, 10**15, [[]], {"a": {}}, "x" * 2000):
            if wrong is None and (probe, field) in NULLABLE:
                continue
            if wrong is True and isinstance(GOOD[probe][field], bool):
                continue
            if type(wrong) is int and (probe, field) in NUMBERS and 0 <= wrong <= 1:
                continue
            if (wrong, field) == (-1, "ahead_s"):
                continue
            if wrong in ([], {}) and type(wrong) is type(GOOD[probe][field]):
                continue
            item = {"probe": probe, "status": "ok", "value": GOOD[probe] | {field: wrong}}
            assert accept([item]) == (failed, 0), f"{field}={wrong!r}"
        less = {name: value for name, value in GOOD[probe].items() if name != field}
        if (probe, field) not in OPTIONAL:
            assert accept([{"probe": probe, "status": "ok", "value": less}]) == (failed, 0)
    assert accept([{"probe": probe, "status": "ok", "value": GOOD[probe] | {"more": 1}}]) == (failed, 0)
    for wrong in (None, True, "x", 7, [GOOD[probe]]):
        assert accept([{"probe": probe, "status": "ok", "value": wrong}]) == (failed, 0)


def verdict(probe: str, **changes: Any) -> str:
    (item,), _ = accept([{"probe": probe, "status": "ok", "value": GOOD[probe] | changes}])
    return item.status


@pytest.mark.parametrize(
    ("probe", "field", "filled", "limit"),
    [
        ("list-baits", "near", "loaded", 40),
        ("list-baits", "far", "blocked", 40),
        ("cosmetic-baits", "hidden", 5, 10),
        ("network-hosts", "found", "failed", 60),
    ],
)
def test_a_table_has_its_greatest_size_and_keys_of_few_letters(probe: str, field: str, filled: Any, limit: int) -> None:
    assert verdict(probe, **{field: {f"k{number}": filled for number in range(limit)}}) == "ok"
    assert verdict(probe, **{field: {f"k{number}": filled for number in range(limit + 1)}}) == "failed"
    for key in ("", "A", "-a", "x" * 62, "a b", "<script>", "a\n", "\u0430", "__proto__", "a/b", "a_b"):
        assert verdict(probe, **{field: {key: filled}}) == "failed", key
    for value in ("LOADED", "", -1, 60_001, 1.5, True, [], {}):
        assert verdict(probe, **{field: {"k": value}}) == "failed", value


def test_every_bait_and_host_that_the_page_is_told_of_fits_in_its_table() -> None:
    for name, value in quiet().items():
        (item,), _ = accept([{"probe": name, "status": "ok", "value": value}])
        assert item.value == value


@pytest.mark.parametrize(
    ("probe", "changes"),
    [
        ("private-hints", {"quota_mb": -1}),
        ("private-hints", {"quota_mb": 1.5}),
        ("clock", {"ahead_s": 10**11 + 1}),
        ("clock", {"ahead_s": 0.5}),
        ("clock", {"ahead_s": float("nan")}),
        ("returning", {"http_days": -1}),
        ("returning", {"storage_days": 401}),
        ("self-named", {"brands": ["x"] * 7}),
        ("self-named", {"brands": ["x" * 41]}),
        ("self-named", {"brands": [None]}),
        ("self-named", {"brands": "Chromium"}),
    ],
)
def test_numbers_and_names_have_their_bounds(probe: str, changes: dict[str, Any]) -> None:
    assert verdict(probe, **changes) == "failed"


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
