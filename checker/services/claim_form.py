"""Reads what was typed into the claim form. Pure: what is wrong comes back beside its field, and nothing is raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import TypeVar

from checker.knowledge.currencies import CURRENCIES
from checker.report.claim import DONE, Done

STORE_MAX, ORDER_MAX, CONTACT_MAX, NOTE_MAX = 80, 60, 254, 4000
_HOURS = (-12, -11, -10, -9.5, -9, -8, -7, -6, -5, -4, -3.5, -3, -2.5, -2, -1, 0, 1, 2, 3, 3.5, 4, 4.5, 5, 5.5, 5.75, 6)
ZONES = tuple(int(60 * h) for h in (*_HOURS, 6.5, 7, 8, 8.75, 9, 9.5, 10, 10.5, 11, 12, 12.75, 13, 13.75, 14))
"""The offsets from UTC that are in use somewhere, in minutes."""

_TIME = re.compile(r"(\d{1,2})\s*[:.h ]?\s*(\d{2})?(?:[:.]\d{2})?\s*([ap])?\.?(?:m\.?)?")
_AMOUNT = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_CONTACT = re.compile(r"[^@\s<>\"(),:;]+@[^@\s<>\"(),:;]+\.[^@\s<>\"(),:;.]+")

Value = TypeVar("Value")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field: a key of `report.claim_words.FAULTS`, and what fills its places."""

    id: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Filing:
    """A claim as it can be filed. `zone` is the offset from UTC (minutes) in which the shopper told the time."""

    store: str
    order_number: str
    ordered: datetime
    zone: int
    amount: str
    currency: str
    done: tuple[Done, ...]
    contact: str | None
    note: str


class _Wrong(Exception):
    def __init__(self, fault: str, **values: object) -> None:
        super().__init__(fault)
        self.fault = Fault(fault, values)


def read_form(typed: Mapping[str, str], done: Sequence[str], now: datetime) -> tuple[Filing | None, dict[str, Fault]]:
    """The claim, or None and what is wrong with which field, in the order of the form.

    `typed` holds store, order, day, month, year, time, zone, amount, currency, contact and note as they came.
    """
    faults: dict[str, Fault] = {}

    def take(name: str, read: Callable[[], Value], otherwise: Value) -> Value:
        try:
            return read()
        except _Wrong as wrong:
            faults[name] = wrong.fault
            return otherwise

    def text(name: str) -> str:
        return one_line(typed.get(name, ""))

    store = take("store", lambda: _line(text("store"), "store_missing", STORE_MAX), "")
    order = take("order", lambda: _line(text("order"), "order_missing", ORDER_MAX), "")
    day = take("date", lambda: _date(text("day"), text("month"), text("year")), date.min)
    clock = take("time", lambda: _time(text("time")), time.min)
    zone = take("zone", lambda: _zone(text("zone")), 0)
    ordered = datetime.min.replace(tzinfo=UTC)
    if not {"date", "time", "zone"} & set(faults):
        ordered = take("date", lambda: _moment(day, clock, zone, now), ordered)
    amount = take("amount", lambda: _amount(text("amount")), "")
    currency = take("currency", lambda: _currency(text("currency")), "")
    contact = take("contact", lambda: _contact(text("contact")), None)
    note = take("note", lambda: _note(typed.get("note", "")), "")
    if faults:
        return None, faults
    chosen = tuple(item for item in DONE if item in done)
    return Filing(store, order, ordered, zone, amount, currency, chosen, contact, note), {}


def one_line(text: str) -> str:
    """The text without what cannot be seen, spaces made single."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def _line(text: str, missing: str, limit: int) -> str:
    if not text:
        raise _Wrong(missing)
    if len(text) > limit:
        raise _Wrong("too_long", length=len(text), limit=limit)
    return text


def _date(day: str, month: str, year: str) -> date:
    if not (day and month and year):
        raise _Wrong("date_missing")
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in (day, month, year)):
        raise _Wrong("date_unreal")
    full = int(year) + 2000 if len(year) == 2 else int(year)
    try:
        found = date(full, int(month), int(day))
    except ValueError:
        raise _Wrong("date_unreal") from None
    if found.year < 2000:
        raise _Wrong("date_ancient")
    return found


def _time(text: str) -> time:
    if not text:
        raise _Wrong("time_missing")
    found = _TIME.fullmatch(text.lower()) if text.isascii() and len(text) <= 20 else None
    if found is None or not (found[2] or found[3]):
        raise _Wrong("time_unreal")
    hour, half = int(found[1]), found[3]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 99
    try:
        return time(hour, int(found[2] or 0))
    except ValueError:
        raise _Wrong("time_unreal") from None


def _zone(text: str) -> int:
    offset = int(text) if re.fullmatch(r"-?[0-9]{1,3}", text) else None
    if offset not in ZONES:
        raise _Wrong("zone_missing")
    return offset


def _moment(day: date, clock: time, zone: int, now: datetime) -> datetime:
    moment = datetime.combine(day, clock, timezone(timedelta(minutes=zone)))
    if moment > now:
        raise _Wrong("date_future")
    return moment


def _amount(text: str) -> str:
    if not text:
        raise _Wrong("amount_missing")
    bare = re.sub(r"[\s'\u2019]", "", text)
    if len(bare) > 20 or not _AMOUNT.fullmatch(bare):
        raise _Wrong("amount_unreal")
    head, sign, tail = bare, "", ""
    if signs := re.findall(r"[.,]", bare):
        head, sign, tail = bare.rpartition(signs[-1])
        if len(signs) > 1 and len(set(signs)) == 1:  # 1.234.567
            head, sign, tail = bare, "", ""
        elif len(signs) == 1 and len(tail) == 3:
            raise _Wrong("amount_unclear", one=head + tail, other=f"{head}.{tail[:2]}")
    if len(tail) > 3 or (sign and sign in head):
        raise _Wrong("amount_unreal")
    whole = re.split(r"[.,]", head)
    if len(whole) > 1 and any(len(group) != 3 for group in whole[1:]):
        raise _Wrong("amount_unreal")
    value = Decimal("".join(whole) + (f".{tail}" if tail else ""))
    if not 0 < value < 10_000_000:
        raise _Wrong("amount_range")
    return f"{value:f}"


def _currency(text: str) -> str:
    if not text:
        raise _Wrong("currency_missing")
    if text.upper() not in CURRENCIES:
        raise _Wrong("currency_unknown")
    return text.upper()


def _contact(text: str) -> str | None:
    if len(text) > CONTACT_MAX:
        raise _Wrong("too_long", length=len(text), limit=CONTACT_MAX)
    if text and not _CONTACT.fullmatch(text):
        raise _Wrong("contact_unreal")
    return text or None


def _note(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    clean = "".join(c for c in lines if c in "\n\t" or c.isprintable() or c.isspace()).strip()
    if len(clean) > NOTE_MAX:
        raise _Wrong("too_long", length=len(clean), limit=NOTE_MAX)
    return clean
