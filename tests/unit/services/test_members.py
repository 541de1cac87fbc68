from __future__ import annotations

from types import SimpleNamespace

import pytest

from checker.services.members import LINK_LIFE_S, REFERENCE, Members

HERE, THERE = Members("k" * 20, "https://a.example"), Members("k" * 20, "https://b.example")


def test_what_was_signed_is_opened_again() -> None:
    assert HERE.open(HERE.token("member-7")) == "member-7"


def test_a_link_of_another_portal_or_key_opens_nothing() -> None:
    token = HERE.token("member-7")
    assert THERE.open(token) is None
    assert Members("l" * 20, "https://a.example").open(token) is None


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: "x" + t, lambda t: t.swapcase(), lambda _: "", lambda _: "é"]
)
def test_a_changed_link_opens_nothing(spoil) -> None:  # type: ignore[no-untyped-def]
    assert HERE.open(spoil(HERE.token("member-7"))) is None


def test_a_link_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import itsdangerous.timed as timed

    token = HERE.token("member-7")
    real = timed.time.time
    for after, opened in ((LINK_LIFE_S - 5, "member-7"), (LINK_LIFE_S + 5, None)):
        monkeypatch.setattr(timed, "time", SimpleNamespace(time=lambda after=after: real() + after))
        assert HERE.open(token) == opened


@pytest.mark.parametrize("good", ["7", "a" * 64, "A.b_c~d:e+f=g-h"])
def test_a_reference_is_opaque(good: str) -> None:
    assert REFERENCE.fullmatch(good)


@pytest.mark.parametrize("bad", ["", "a" * 65, "ann@mail.example", "a b", "a/b", "é", "a\n"])
def test_what_is_no_reference_is_known(bad: str) -> None:
    assert not REFERENCE.fullmatch(bad)
    assert HERE.open(HERE.token(bad)) is None
