from __future__ import annotations

import pytest
from flask import Flask

from checker.practice.asked import referrer_origin

app = Flask(__name__)


@pytest.mark.parametrize(
    ("referrer", "origin"),
    [
        (None, ""),
        ("", ""),
        ("https://shop.example/cart?id=1#x", "https://shop.example"),
        ("http://shop.example:8000/", "http://shop.example:8000"),
        ("https://user:secret@shop.example/", "https://shop.example"),
        ("android-app://com.example/", "?"),
        ("about:blank", "?"),
        ("nonsense", "?"),
        ("http://[", "?"),
    ],
)
def test_of_a_referrer_only_the_origin_is_kept(referrer: str | None, origin: str) -> None:
    headers = {} if referrer is None else {"Referer": referrer}
    with app.test_request_context("/", headers=headers):
        assert referrer_origin() == origin


def test_a_long_origin_is_cut() -> None:
    with app.test_request_context("/", headers={"Referer": f"https://{'a' * 5000}.example/"}):
        assert len(referrer_origin()) == 100
