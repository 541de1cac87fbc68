from __future__ import annotations

from typing import get_args

import pytest

from checker.diagnosis.methods import judge_methods
from checker.evidence.model import Dossier, Evidence
from checker.evidence.words import METHODS, Credit, Status
from tests.builders import CREDITED, PLAIN, dossier, trail

SILENT: tuple[Status, ...] = tuple(status for status in get_args(Status) if status not in ("ok", "blocked"))


def judged(*items: Evidence) -> dict[str, Credit]:
    return dict(judge_methods(Dossier(state="complete", items=items)))


def seen(probe: str, **value: str) -> Evidence:
    return Evidence(probe=f"trail-{probe}", status="ok", value=dict(value))


def test_nothing_known_is_unknown_in_every_method() -> None:
    assert judged() == dict.fromkeys(METHODS, "unknown")


def test_the_methods_come_in_their_order() -> None:
    assert tuple(judge_methods(dossier())) == METHODS


@pytest.mark.parametrize(("cookie", "credit"), [("right", "tracked"), ("missing", "lost"), ("wrong", "lost")])
def test_the_pixel_counts_with_the_clicks_cookie(cookie: str, credit: Credit) -> None:
    assert judged(seen("pixel", cookie=cookie, mark="right", referrer=""))["third_party_pixel"] == credit


@pytest.mark.parametrize(("click_id", "credit"), [("right", "tracked"), ("missing", "lost"), ("wrong", "lost")])
def test_the_tag_counts_with_the_clicks_id(click_id: str, credit: Credit) -> None:
    assert judged(seen("report", click_id=click_id))["first_party_tag"] == credit


@pytest.mark.parametrize(("click_id", "credit"), [("right", "tracked"), ("missing", "lost"), ("wrong", "lost")])
def test_the_postback_counts_with_the_clicks_id(click_id: str, credit: Credit) -> None:
    assert judged(seen("postback", click_id=click_id))["server_to_server"] == credit


@pytest.mark.parametrize(
    ("probe", "method"),
    [("pixel", "third_party_pixel"), ("report", "first_party_tag"), ("postback", "server_to_server")],
)
@pytest.mark.parametrize("status", SILENT)
def test_a_silent_probe_is_neither_tracked_nor_lost(probe: str, method: str, status: Status) -> None:
    assert judged(Evidence(probe=f"trail-{probe}", status=status))[method] == "unknown"


@pytest.mark.parametrize(("probe", "method"), [("pixel", "third_party_pixel"), ("report", "first_party_tag")])
def test_a_blocked_conversion_is_lost(probe: str, method: str) -> None:
    assert judged(Evidence(probe=f"trail-{probe}", status="blocked"))[method] == "lost"


def test_a_blocked_tag_is_lost_only_once_the_thank_you_page_was_there() -> None:
    blocked = Evidence(probe="trail-kit", status="blocked")
    assert judged(blocked)["first_party_tag"] == "unknown"
    assert judged(blocked, seen("thanks"))["first_party_tag"] == "lost"


def test_scripting_that_is_off_loses_the_tag_only_once_the_thank_you_page_was_there() -> None:
    assert judged(seen("plain"))["first_party_tag"] == "unknown"
    assert judged(seen("plain"), seen("thanks"))["first_party_tag"] == "lost"


@pytest.mark.parametrize("status", SILENT)
def test_a_tag_that_did_not_come_for_another_reason_is_unknown(status: Status) -> None:
    assert judged(Evidence(probe="trail-kit", status=status), seen("thanks"))["first_party_tag"] == "unknown"


def test_no_method_is_judged_by_what_the_page_says() -> None:
    said = [
        Evidence(probe=probe, status="ok", value=value)
        for probe, value in (
            ("page-scripting", {"on": False}),
            ("page-cookies", {"enabled": False, "written": False}),
            ("reach-hosts", {"network": "failed", "shop": "failed"}),
        )
    ]
    assert judged(*said) == dict.fromkeys(METHODS, "unknown")
    assert judge_methods(dossier(said=said)) == dict.fromkeys(METHODS, "tracked")


@pytest.mark.parametrize("events", [CREDITED, PLAIN])
def test_a_purchase_that_stops_anywhere_before_the_order_loses_nothing(events: tuple[str, ...]) -> None:
    for length in range(events.index("order") + 1):
        stopped = dossier(trail(events[:length]), state="incomplete")  # type: ignore[arg-type]
        assert judge_methods(stopped) == dict.fromkeys(METHODS, "unknown"), events[:length]


@pytest.mark.parametrize("events", [CREDITED, PLAIN])
def test_a_purchase_that_stops_after_the_order_loses_nothing_that_was_under_way(events: tuple[str, ...]) -> None:
    for length in range(events.index("order") + 1, events.index("settled")):
        credits = judge_methods(dossier(trail(events[:length])))  # type: ignore[arg-type]
        assert credits["third_party_pixel"] != "lost"
        assert credits["server_to_server"] != "lost"
        if "plain" not in events:
            assert credits["first_party_tag"] != "lost"
