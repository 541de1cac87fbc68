from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from checker.report.claim_words import FAULTS
from checker.services.claim_form import CONTACT_MAX, NOTE_MAX, ORDER_MAX, STORE_MAX, ZONES, Filing, read_form

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
GOOD = {
    "store": "Socks & Co", "order": "A-1", "day": "20", "month": "11", "year": "2026", "time": "14:05", "zone": "60",
    "amount": "49.90", "currency": "EUR", "contact": "", "note": "",
}  # fmt: skip


def read(**typed: str) -> tuple[Filing | None, dict[str, Any]]:
    filing, faults = read_form(GOOD | typed, [], NOW)
    assert (filing is None) == bool(faults)
    for fault in faults.values():
        assert FAULTS[fault.id] % fault.values
    return filing, {name: fault.id for name, fault in faults.items()}


def accepted(**typed: str) -> Filing:
    filing, faults = read(**typed)
    assert filing is not None, faults
    return filing


def test_a_good_claim_is_read() -> None:
    filing, faults = read_form(GOOD | {"note": " a\r\nb "}, ["left_window", "nonsense", "other_sites"], NOW)
    assert faults == {}
    assert filing == Filing(
        "Socks & Co", "A-1", datetime(2026, 11, 20, 13, 5, tzinfo=UTC), 60, "49.90", "EUR",
        ("other_sites", "left_window"), None, "a\nb",
    )  # fmt: skip


def test_an_empty_form_is_told_each_field_that_it_needs() -> None:
    assert read_form({}, [], NOW)[0] is None
    _, faults = read_form({}, [], NOW)
    assert {name: fault.id for name, fault in faults.items()} == {
        "store": "store_missing",
        "order": "order_missing",
        "date": "date_missing",
        "time": "time_missing",
        "zone": "zone_missing",
        "amount": "amount_missing",
        "currency": "currency_missing",
    }


@pytest.mark.parametrize(
    ("field", "limit"), [("store", STORE_MAX), ("order", ORDER_MAX), ("contact", CONTACT_MAX), ("note", NOTE_MAX)]
)
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(field: str, limit: int) -> None:
    tail = "@x.example" if field == "contact" else ""
    accepted(**{field: "é" * (limit - len(tail)) + tail})
    assert read(**{field: "é" * (limit + 1 - len(tail)) + tail})[1] == {field: "too_long"}
    assert read(**{field: "x" * 5_000_000})[1] == {field: "too_long"}


def test_a_note_is_counted_as_it_is_read() -> None:
    assert accepted(note="\r\n".join(["x"] * 2000)).note.count("\n") == 1999


@pytest.mark.parametrize(
    ("day", "month", "year", "fault"),
    [
        ("31", "2", "2026", "date_unreal"),
        ("29", "2", "2026", "date_unreal"),
        ("0", "1", "2026", "date_unreal"),
        ("1", "13", "2026", "date_unreal"),
        ("1", "1", "0", "date_unreal"),
        ("-1", "1", "2026", "date_unreal"),
        ("one", "1", "2026", "date_unreal"),
        ("\u0661", "1", "2026", "date_unreal"),
        ("1", "1", "99999999999999999999", "date_unreal"),
        ("31", "12", "1999", "date_ancient"),
        ("1", "1", "200", "date_ancient"),
        ("25", "11", "2026", "date_future"),
        ("1", "1", "9999", "date_future"),
        ("", "1", "2026", "date_missing"),
        ("1", "", "2026", "date_missing"),
        ("1", "1", "", "date_missing"),
    ],
)
def test_a_day_that_cannot_be_is_refused(day: str, month: str, year: str, fault: str) -> None:
    assert read(day=day, month=month, year=year)[1] == {"date": fault}


def test_a_day_in_february_of_a_leap_year_and_a_short_year_are_days() -> None:
    assert accepted(day="29", month="02", year="2024").ordered.day == 29
    assert accepted(day="1", month="1", year="26").ordered == datetime(2026, 1, 1, 13, 5, tzinfo=UTC)
    assert accepted(day="1", month="1", year="2000").ordered.year == 2000


def test_now_is_no_future_and_a_minute_later_is_in_every_zone() -> None:
    assert accepted(day="24", month="11", time="13:00", zone="60").ordered == NOW
    assert read(day="24", month="11", time="13:01", zone="60")[1] == {"date": "date_future"}
    assert read(day="24", month="11", time="01:00", zone="-720")[1] == {"date": "date_future"}
    assert accepted(day="25", month="11", time="01:00", zone="840").ordered == NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("14:05", "14:05"), ("9:05", "09:05"), ("14.05", "14:05"), ("1405", "14:05"), ("905", "09:05"),
        ("14h05", "14:05"), ("14 05", "14:05"), ("14:05:59", "14:05"), ("2:05 pm", "14:05"), ("2:05 P.M.", "14:05"),
        ("12 am", "00:00"), ("12 pm", "12:00"), ("2pm", "14:00"), ("00:00", "00:00"), ("23:59", "23:59"),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(text: str, read_as: str) -> None:
    assert f"{accepted(time=text, zone='0').ordered:%H:%M}" == read_as


@pytest.mark.parametrize(
    "text", ["25:00", "14:60", "24:00", "14", "noon", "13 pm", "0 am", "-1:00", "14:5", "1" * 50, "\u0661\u0664:05"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    assert read(time=text)[1] == {"time": "time_unreal"}


@pytest.mark.parametrize("text", ["", "1", "61", "900", "-900", "+60", "60.0", "9" * 40, "UTC"])
def test_only_an_offset_from_the_list_is_a_zone(text: str) -> None:
    assert read(zone=text)[1] == {"zone": "zone_missing"}


def test_every_zone_of_the_list_can_be_chosen() -> None:
    for zone in ZONES:
        assert accepted(zone=str(zone)).zone == zone


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("49.90", "49.90"), ("49,90", "49.90"), ("49", "49"), ("0,5", "0.5"), ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"), ("1'234.50", "1234.50"), ("1 234,50", "1234.50"), ("1\u202f234,50", "1234.50"),
        ("1.234.567", "1234567"), ("1,234.500", "1234.500"), ("9999999.99", "9999999.99"), ("007", "7"),
    ],
)  # fmt: skip
def test_an_amount_is_read_with_point_or_comma(text: str, amount: str) -> None:
    assert accepted(amount=text).amount == amount


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1,234", "amount_unclear"), ("1.234", "amount_unclear"), ("0", "amount_range"), ("0.00", "amount_range"),
        ("10000000", "amount_range"), ("-5", "amount_unreal"), ("49.90 EUR", "amount_unreal"), ("1e5", "amount_unreal"),
        ("NaN", "amount_unreal"), ("1.2.3,4", "amount_unreal"), ("12,34,56", "amount_unreal"),
        ("1.23456", "amount_unreal"), ("5.", "amount_unreal"), (".5", "amount_unreal"), ("9" * 5000, "amount_unreal"),
        ("\u0664\u0669", "amount_unreal"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str, fault: str) -> None:
    assert read(amount=text)[1] == {"amount": fault}


@pytest.mark.parametrize(
    ("text", "fault"), [("XXX", "currency_unknown"), ("€", "currency_unknown"), ("EURO", "currency_unknown")]
)
def test_a_currency_is_one_of_the_list(text: str, fault: str) -> None:
    assert read(currency=text)[1] == {"currency": fault}
    assert accepted(currency="chf").currency == "CHF"


@pytest.mark.parametrize(
    "text", ["ann", "ann@", "@x.example", "ann@x", "a b@x.example", "ann@x..", "<a@x.example>", "a@b@c.d"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    assert read(contact=text)[1] == {"contact": "contact_unreal"}
    assert accepted(contact=" ann+shop@x.example ").contact == "ann+shop@x.example"


def test_what_cannot_be_seen_is_taken_out() -> None:
    filing = accepted(store="So\x00cks\u202e \t &\nCo", order="A\x1b[31m", note="a\x00b\x1b\tc\nd")
    assert (filing.store, filing.order_number, filing.note) == ("Socks & Co", "A[31m", "ab\tc\nd")
    assert read(store="\x00\u200b \n")[1] == {"store": "store_missing"}
