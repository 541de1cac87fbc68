from __future__ import annotations

import time
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from checker.services.bench import Bench
from checker.services.start import Refused, Visitor
from tests.builders import CHROME, FIREFOX

ANN = Visitor(CHROME, "a" * 24)
NO_COOKIE = Visitor(CHROME, None)


def refusal(call: object, *arguments: object) -> tuple[str, int]:
    with pytest.raises(Refused) as refused:
        call(*arguments)  # type: ignore[operator]
    assert str(refused.value).endswith(".")
    return refused.value.code, refused.value.status


def test_a_ticket_is_nothing_until_it_is_used(bench: Bench) -> None:
    ticket = bench.desk.issue()
    assert bench.checks.get(ticket[:28]) is None
    assert bench.desk.follow(ticket, ANN) is None
    assert bench.desk.issue() != ticket


def test_a_check_starts_with_what_is_known_of_the_browser_and_no_more(bench: Bench) -> None:
    ticket = bench.desk.issue()
    row = bench.desk.start(ticket, ANN, "socks", "/back")
    assert (row.id, row.state, row.store_id, row.return_to) == (ticket[:28], "running", "socks", "/back")
    assert row.browser == {
        "name": "Chrome",
        "version": "156.0",
        "engine": "chromium",
        "platform": "linux",
        "mobile": False,
    }
    assert abs((datetime.now(UTC) - row.created).total_seconds()) < 5
    assert CHROME not in (row.browser_key, row.cookie_key)
    assert ANN.cookie not in (row.browser_key, row.cookie_key)


def test_starting_twice_is_starting_once(bench: Bench) -> None:
    ticket = bench.desk.issue()
    first = bench.desk.start(ticket, ANN, "socks")
    again = bench.desk.start(ticket, ANN, "shoes", "/other")
    assert (again.code, again.store_id, again.return_to) == (first.code, "socks", None)
    followed = bench.desk.follow(ticket, ANN)
    assert followed is not None
    assert followed.code == first.code


@pytest.mark.parametrize(
    "other", [Visitor(FIREFOX, ANN.cookie), Visitor(CHROME, "b" * 24), NO_COOKIE, Visitor("", None)]
)
def test_another_browser_may_neither_start_nor_follow_a_check(bench: Bench, other: Visitor) -> None:
    ticket = bench.desk.issue()
    bench.desk.start(ticket, ANN)
    assert refusal(bench.desk.start, ticket, other) == ("not_yours", 403)
    assert refusal(bench.desk.follow, ticket, other) == ("not_yours", 403)


def test_a_browser_that_kept_no_cookie_may_have_one_later(bench: Bench) -> None:
    ticket = bench.desk.issue()
    row = bench.desk.start(ticket, NO_COOKIE)
    assert row.cookie_key is None
    followed = bench.desk.follow(ticket, ANN)
    assert followed is not None
    assert refusal(bench.desk.follow, ticket, Visitor(FIREFOX, None)) == ("not_yours", 403)


@pytest.mark.parametrize("ticket", ["", "nonsense", "0" * 52, "\u0430" * 52])
def test_a_ticket_that_is_not_ours_is_unknown(bench: Bench, ticket: str) -> None:
    assert refusal(bench.desk.start, ticket, ANN) == ("unknown_ticket", 404)
    assert refusal(bench.desk.follow, ticket, ANN) == ("unknown_ticket", 404)


@pytest.mark.parametrize("kind", ["sub", "click", "visit", "session", "order", "postback"])
def test_another_token_is_no_ticket(bench: Bench, kind: str) -> None:
    token = bench.seals.token(kind, bench.seals.new_check_id())  # type: ignore[arg-type]
    assert refusal(bench.desk.start, token, ANN) == ("unknown_ticket", 404)


def test_an_old_ticket_starts_nothing_but_still_leads_to_its_check(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, unused = bench.desk.issue(), bench.desk.issue()
    row = bench.desk.start(used, ANN)
    later = time.time() + 24 * 3600
    monkeypatch.setattr("checker.practice.seals.time", SimpleNamespace(time=lambda: later))
    assert refusal(bench.desk.start, unused, ANN) == ("ticket_expired", 410)
    assert bench.desk.start(used, ANN).code == row.code


def test_a_very_long_user_agent_or_cookie_is_recognised_by_its_beginning(bench: Bench) -> None:
    long = Visitor("x" * 50_000, "y" * 50_000)
    ticket = bench.desk.issue()
    row = bench.desk.start(ticket, long)
    assert row.cookie_key is not None
    assert (len(row.browser_key), len(row.cookie_key)) == (24, 24)
    assert bench.desk.follow(ticket, long) is not None
