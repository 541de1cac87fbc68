from __future__ import annotations

import re
from typing import get_args

from checker.report.lights import Light
from checker.web.assets import ROOT


def test_every_light_has_its_colours() -> None:
    style = (ROOT / "static" / "site.css").read_text(encoding="utf-8")
    for light in get_args(Light):
        assert f"--{light}:" in style, light
        assert f"--{light}-bg:" in style, light


def test_every_light_has_a_shape_of_its_own() -> None:
    strip = (ROOT / "templates" / "shopper" / "strip.html").read_text(encoding="utf-8")
    shapes = dict(re.findall(r'"(\w+)": \'(.*?)\'', strip)) or dict(re.findall(r'"(\w+)": "(.*?)"', strip))
    assert set(shapes) >= set(get_args(Light))
    assert len({shapes[light] for light in get_args(Light)}) == len(get_args(Light))
