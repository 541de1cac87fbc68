from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from checker.brands.model import LOGO_MAX, Brand, Language, Phrase
from checker.web.assets import ROOT

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def with_logo(folder: Path, data: bytes) -> Brand:
    (folder / "logo").write_bytes(data)
    return Brand.model_validate({"name": "X", "logo": "logo"}, context={"folder": folder})


def test_a_logo_is_what_it_holds_and_not_what_it_is_called(tmp_path: Path) -> None:
    assert with_logo(tmp_path, PNG).logo == (PNG, "image/png")
    assert with_logo(tmp_path, SVG.encode()).logo == (SVG.encode(), "image/svg+xml")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<svg/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<!DOCTYPE svg [<!ENTITY x 'y'>]><svg xmlns='http://www.w3.org/2000/svg'>&x;</svg>",
        b"\xff\xfe\x00",
        b"<?xml version='1.0' encoding='nonsense'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ValidationError, match="neither a PNG nor an SVG"):
        with_logo(tmp_path, data)


def test_a_logo_has_its_limit(tmp_path: Path) -> None:
    exactly = PNG + b"\0" * (LOGO_MAX - len(PNG))
    assert with_logo(tmp_path, exactly).logo
    with pytest.raises(ValidationError, match=f"has {LOGO_MAX + 1} bytes, and may have {LOGO_MAX}"):
        with_logo(tmp_path, exactly + b"\0")


def test_every_phrase_is_one_that_a_page_asks_for() -> None:
    pages = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    for phrase in get_args(Phrase):
        assert f"say('{phrase}'" in pages


def test_a_brand_speaks_all_languages_unless_it_says_otherwise() -> None:
    assert Brand(name="X").languages == get_args(Language)
    assert Brand(name="X", languages=("de", "it")).first_language == "de"
    with pytest.raises(ValidationError):
        Brand(name="X", languages=())
