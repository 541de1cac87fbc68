from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from checker.diagnosis.verdict import combine, overall
from checker.evidence.words import Credit, Verdict

CREDITS: tuple[Credit, ...] = get_args(Credit)
LETTERS: dict[str, Credit] = {"t": "tracked", "l": "lost", "?": "unknown"}
# Every combination of three methods, but for their order.
EXPECTED: dict[str, Verdict] = {
    "ttt": "tracked",
    "ttl": "at_risk",
    "tll": "at_risk",
    "lll": "lost",
    "tt?": "unknown",
    "tl?": "at_risk",
    "ll?": "unknown",
    "t??": "unknown",
    "l??": "unknown",
    "???": "unknown",
}


def test_the_table_has_every_combination() -> None:
    assert {"".join(sorted(key)) for key in EXPECTED} == {"".join(sorted(p)) for p in product("tl?", repeat=3)}


@pytest.mark.parametrize("credits", list(product("tl?", repeat=3)), ids="".join)
def test_three_methods_give_the_verdict_of_the_table_in_any_order(credits: tuple[str, ...]) -> None:
    expected = next(verdict for key, verdict in EXPECTED.items() if sorted(key) == sorted(credits))
    assert combine(LETTERS[letter] for letter in credits) == expected


@pytest.mark.parametrize(("credit", "verdict"), [("tracked", "tracked"), ("lost", "lost"), ("unknown", "unknown")])
def test_one_method_alone_decides(credit: Credit, verdict: Verdict) -> None:
    assert combine([credit]) == verdict


def test_no_method_at_all_decides_nothing() -> None:
    assert combine([]) == "unknown"


@pytest.mark.parametrize("credits", list(product(CREDITS, repeat=3)))
def test_knowing_less_never_makes_a_verdict_surer(credits: tuple[Credit, ...]) -> None:
    before = combine(credits)
    for place in range(3):
        less = [*credits[:place], "unknown", *credits[place + 1 :]]
        assert combine(less) in (before, "unknown")


@pytest.mark.parametrize("credits", list(product(CREDITS, repeat=3)))
def test_an_unknown_method_leaves_open_only_what_it_could_still_change(credits: tuple[Credit, ...]) -> None:
    """Whatever the unknown ones turn out to be, a verdict that was given must stand."""
    given = combine(credits)
    filled = product(*(["tracked", "lost"] if credit == "unknown" else [credit] for credit in credits))
    possible = {combine(full) for full in filled}
    assert given == "unknown" if len(possible) > 1 else {given} == possible


@pytest.mark.parametrize("purchase", get_args(Verdict))
def test_without_a_known_network_the_purchase_decides(purchase: Verdict) -> None:
    assert overall(purchase, []) == purchase
    assert overall(purchase, [["unknown", "unknown"], ["tracked"], []]) == purchase


@pytest.mark.parametrize(
    ("purchase", "verdict"),
    [("tracked", "at_risk"), ("at_risk", "at_risk"), ("lost", "lost"), ("unknown", "unknown")],
)
def test_a_network_that_loses_every_method_lowers_a_purchase_that_was_credited(
    purchase: Verdict, verdict: Verdict
) -> None:
    assert overall(purchase, [["tracked", "tracked"], ["lost", "lost"]]) == verdict
