"""Reads a committed catalogue (`.po`) as it is: a fresh clone and a read-only image need no compiling."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

ROOT = Path(__file__).parent / "locales"


def path(code: str) -> Path:
    """Where the catalogue of a language stands."""
    return ROOT / code / "LC_MESSAGES" / "messages.po"


@cache
def translations(code: str) -> NullTranslations:
    """The texts of a language; those of the source for one that has no catalogue. Fuzzy ones are left out."""
    if not path(code).is_file():
        return NullTranslations()
    with path(code).open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
