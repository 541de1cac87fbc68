from __future__ import annotations

import re
import time
from typing import get_args

import pytest

from checker.practice.seals import TICKET_LIFE_S, Kind, Seals, short

KINDS: tuple[Kind, ...] = get_args(Kind)
SEALS = Seals("one secret key")
ID = "6b04640012345678901234567890"


def test_a_check_id_is_a_time_and_80_random_bits() -> None:
    ids = {SEALS.new_check_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"[0-9a-f]{28}", check_id) for check_id in ids)
    assert abs(int(ids.pop()[:8], 16) - time.time()) < 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_opens_to_its_check(kind: Kind) -> None:
    token = SEALS.token(kind, ID)
    assert re.fullmatch(r"[0-9a-f]{52}", token)
    assert SEALS.open(kind, token) == ID
    assert SEALS.token(kind, ID) == token


def test_a_token_opens_as_its_own_kind_only() -> None:
    for made in KINDS:
        token = SEALS.token(made, ID)
        assert [kind for kind in KINDS if SEALS.open(kind, token) is not None] == [made]


def test_another_key_opens_nothing() -> None:
    other = Seals("another secret key")
    assert all(other.open(kind, SEALS.token(kind, ID)) is None for kind in KINDS)


def test_a_token_with_any_digit_changed_opens_nothing() -> None:
    token = SEALS.token("visit", ID)
    for place, digit in enumerate(token):
        changed = token[:place] + ("0" if digit != "0" else "1") + token[place + 1 :]
        assert SEALS.open("visit", changed) is None, place


@pytest.mark.parametrize(
    "token", [None, "", "x", "0" * 51, "0" * 52, "0" * 53, "\u0430" * 52, "\x00" * 52, "a" * 100_000, "é" * 52]
)
def test_what_is_no_token_opens_nothing(token: str | None) -> None:
    assert SEALS.open("ticket", token) is None


def test_a_token_in_capitals_or_with_a_line_break_opens_nothing() -> None:
    token = SEALS.token("order", ID)
    assert SEALS.open("order", token.upper()) is None
    assert SEALS.open("order", token + "\n") is None
    assert SEALS.open("order", " " + token) is None


def test_each_parameter_of_each_check_has_a_value_of_its_own() -> None:
    values = {SEALS.parameter(name, check) for name in ("awc", "cjevent", "") for check in (ID, ID[::-1])}
    assert len(values) == 6
    assert all(re.fullmatch(r"[0-9a-f]{24}", value) for value in values)


def test_a_parameter_is_no_signature_of_a_token() -> None:
    assert not any(SEALS.parameter(f"token:{kind}", ID) == SEALS.token(kind, ID)[28:] for kind in KINDS)
    assert not any(SEALS.parameter(kind, ID) == SEALS.token(kind, ID)[28:] for kind in KINDS)


def test_a_fingerprint_knows_a_value_again_and_does_not_hold_it() -> None:
    print_ = SEALS.fingerprint("browser", "Firefox")
    assert print_ == SEALS.fingerprint("browser", "Firefox")
    others = {
        SEALS.fingerprint("browser", "firefox"),
        SEALS.fingerprint("cookie", "Firefox"),
        Seals("x").fingerprint("browser", "Firefox"),
    }
    assert print_ not in others
    assert len(others) == 3
    assert re.fullmatch(r"[0-9a-f]{24}", print_)


@pytest.mark.parametrize(
    ("age", "too_old"),
    [(0, False), (TICKET_LIFE_S - 120, False), (TICKET_LIFE_S + 1, True), (-30, False), (-3600, True)],
)
def test_a_ticket_is_too_old_after_twelve_hours_and_never_from_the_future(
    age: int, too_old: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_id = SEALS.new_check_id()
    now = time.time()
    monkeypatch.setattr("checker.practice.seals.time.time", lambda: now + age)
    assert SEALS.too_old(check_id) is too_old


def test_two_checks_of_one_second_name_their_cookies_differently() -> None:
    names = {short(SEALS.new_check_id()) for _ in range(500)}
    assert len(names) == 500
    assert short(ID) == "12345678"


def test_a_forms_token_is_for_one_purpose_and_one_thing() -> None:
    token = SEALS.form("claim", ID)
    form_id = SEALS.open_form("claim", ID, token)
    assert form_id == token[:28]
    assert SEALS.form("claim", ID) != token
    other = Seals("another secret key of tests").form("claim", ID)
    for purpose, about, sent in (
        ("delete", ID, token), ("claim", "", token), ("claim", ID[:-1] + "1", token), ("claim", ID, token[:-1] + "x"),
        ("claim", ID, ""), ("claim", ID, token + "0"), ("claim", ID, "\u0430" * 52), ("claim", ID, other),
        ("claim", ID, SEALS.token("ticket", form_id)),
    ):  # fmt: skip
        assert SEALS.open_form(purpose, about, sent) is None


def test_a_forms_token_is_too_old_after_twelve_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    token, now = SEALS.form("claim", ID), time.time()
    monkeypatch.setattr("checker.practice.seals.time.time", lambda: now + TICKET_LIFE_S - 120)
    assert SEALS.open_form("claim", ID, token) is not None
    monkeypatch.setattr("checker.practice.seals.time.time", lambda: now + TICKET_LIFE_S + 120)
    assert SEALS.open_form("claim", ID, token) is None
