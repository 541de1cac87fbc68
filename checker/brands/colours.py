"""A brand's colours, and whether they can be read: contrast as WCAG 2.2 reckons it."""

from __future__ import annotations

import re
from typing import Self

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

LEAST = 4.5
"""WCAG 2.2, 1.4.3: the least contrast of text of ordinary size."""
GROUNDS = {"light": ("#fbfbf9", "#ffffff"), "dark": ("#12161c", "#1a2029")}
"""What the accent stands on as text: `--paper` and `--card` of static/site.css."""

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Colours(BaseModel):
    """The accent (buttons, links, the focus ring) on light and on dark pages, and the text upon it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accent: str
    accent_dark: str
    on_accent: str = "#ffffff"
    on_accent_dark: str = "#12161c"

    @field_validator("*")
    @classmethod
    def _spelt_out(cls, value: str) -> str:
        if not _HEX.fullmatch(value):
            raise ValueError(f"{value!r} is no colour such as #14603a")
        return (value if len(value) == 7 else "#" + "".join(digit * 2 for digit in value[1:])).lower()

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        faults = []
        for mode, accent, upon in (
            ("light", self.accent, self.on_accent),
            ("dark", self.accent_dark, self.on_accent_dark),
        ):
            pairs = [(f"the {mode} accent {accent} on the page's {ground}", ground) for ground in GROUNDS[mode]]
            pairs.append((f"the text {upon} on the {mode} accent {accent}", upon))
            faults += [
                f"{what} has a contrast of {contrast(accent, ground):.2f}:1, and needs {LEAST}:1"
                for what, ground in pairs
                if contrast(accent, ground) < LEAST
            ]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def style(self) -> str:
        """The style sheet that puts them over the page's own."""
        light = f"--accent:{self.accent};--on-accent:{self.on_accent}"
        dark = f"--accent:{self.accent_dark};--on-accent:{self.on_accent_dark}"
        return f":root{{{light}}}\n@media(prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
