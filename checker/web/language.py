"""The words of the web layer in the reader's language. `_` marks a text and translates it."""

from __future__ import annotations


def _(text: str, **values: object) -> str:
    return text % values if values else text


def current() -> str:
    """The language of the page that is being made."""
    return "en"
