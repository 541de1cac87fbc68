from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from checker.brands.colours import GROUNDS, Colours, contrast
from checker.web.assets import ROOT

GOOD = {"accent": "#0b5ed7", "accent_dark": "#8ab4ff"}


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # WCAG's own ends of the scale, and two greys either side of 4.5 on white.
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
    ],
)
def test_contrast_is_wcags(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio
    assert contrast(other, one) == contrast(one, other)


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    sheet = (ROOT / "static" / "site.css").read_text()
    light, dark = sheet.split("@media(prefers-color-scheme:dark)")[:2]
    for part, mode in ((light, "light"), (dark, "dark")):
        for name, colour in zip(("paper", "card"), GROUNDS[mode], strict=True):
            found = re.search(rf"--{name}:(#[0-9a-f]+)", part)
            assert found
            assert Colours._spelt_out(found[1]) == colour


def test_good_colours_become_a_style_sheet_for_light_and_dark() -> None:
    style = Colours(**GOOD).style()
    assert ":root{--accent:#0b5ed7;--on-accent:#ffffff}" in style
    assert "@media(prefers-color-scheme:dark){:root{--accent:#8ab4ff;--on-accent:#12161c}}" in style


def test_short_colours_are_spelt_out() -> None:
    assert Colours(accent="#05A", accent_dark="#Fff").accent == "#0055aa"


@pytest.mark.parametrize("wrong", ["red", "#12345", "123456", "#12345g", "#000;}", "", "rgb(0,0,0)"])
def test_what_is_no_hex_colour_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="is no colour such as"):
        Colours(**GOOD | {"accent": wrong})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"accent": "#ff8800"}, "the light accent #ff8800 on the page's #fbfbf9 has a contrast of 2.3"),
        (
            {"accent": "#777777"},
            "the text #ffffff on the light accent #777777 has a contrast of 4.48:1, and needs 4.5:1",
        ),
        ({"accent_dark": "#0b5ed7"}, "the dark accent #0b5ed7 on the page's #12161c has a contrast of 3."),
        ({"on_accent_dark": "#ffffff"}, "the text #ffffff on the dark accent #8ab4ff has a contrast of 2."),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_figures(change: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Colours(**GOOD | change)
    assert said in str(refused.value)
