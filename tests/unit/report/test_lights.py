from __future__ import annotations

import re
from typing import Any, get_args

from jinja2 import Environment, FileSystemLoader

from checker.report.lights import Light
from checker.web.assets import ROOT


def test_every_light_has_its_colours() -> None:
    style = (ROOT / "static" / "site.css").read_text(encoding="utf-8")
    for light in get_args(Light):
        assert f"--{light}:" in style, light
        assert f"--{light}-bg:" in style, light


def test_good_bad_a_warning_and_not_knowing_have_shapes_of_their_own() -> None:
    templates = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    mark: Any = templates.get_template("shopper/strip.html").module.mark  # type: ignore[attr-defined]
    shapes = {light: re.findall(r'<path d="([^"]+)"', mark(light)) for light in get_args(Light)}
    assert shapes.pop("mostly") == shapes["good"]
    assert len({path for (path,) in shapes.values()}) == len(shapes) == 4
