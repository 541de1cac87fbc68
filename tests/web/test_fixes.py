"""The fixes on the report's page: one stands open, others are folded, each with what it costs and where to press."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from markupsafe import escape

from checker.app import Service
from checker.fixes.catalogue import PictureId, load_fixes
from checker.fixes.choose import ChosenFix
from checker.fixes.proof import Tried
from checker.web import assets
from tests.builders import PORTAL
from tests.web.shopper import Browser


def drawn(service: Service, **more: Any) -> str:
    """One fix as the page draws it, its white space as a reader sees it."""
    told = {"id": "f", "cause": "images-off", "causes": ("images-off",), "title": "T", "steps": ("One <b>.", "Two.")}
    fix = ChosenFix.model_validate(
        told | {"undo": "Undone.", "exposes": "Much.", "verify": "Look.", "reach": "site"} | more
    )
    app = service.apps["portal.test"]
    with app.app_context():
        page: Any = app.jinja_env.get_template("shopper/fix.html").make_module({})
        return " ".join(str(page.way(fix)).split())


def test_a_fix_is_drawn_with_its_steps_its_cost_and_its_way_back(service: Service) -> None:
    text = drawn(service)
    assert '<h4>T</h4> <div class="do"> <ol><li>One &lt;b&gt;.</li><li>Two.</li></ol>' in text
    told = {"Changes": "this site and the store", "Costs": "Much.", "Undo": "Undone.", "See that it worked": "Look."}
    assert " ".join(f"<div><dt>{name}</dt><dd>{said}</dd></div>" for name, said in told.items()) in text
    assert "Tried by us" not in text
    assert "picture" not in text
    assert "Menus may" not in text


def test_unsure_menus_are_said_to_be_unsure(service: Service) -> None:
    assert "Menus may be called something else in your version." in drawn(service, unsure=True)


@pytest.mark.parametrize(
    ("blocker", "verdict", "sentence"),
    [
        ("uBlock Origin", "tracked", "Tried by us in Firefox 153 with uBlock Origin: cashback tracked."),
        ("", "tracked", "Tried by us in Firefox 153: cashback tracked."),
        ("", "at_risk", "Tried by us in Firefox 153: cashback tracked at more stores."),
    ],
)
def test_a_proven_fix_says_where_it_was_tried(service: Service, blocker: str, verdict: str, sentence: str) -> None:
    tried = Tried.model_validate({"browser": "Firefox 153", "blocker": blocker, "verdict": verdict})
    assert f"<span>{sentence}</span></p>" in drawn(service, verified=True, tried=tried)


def test_where_nothing_can_be_changed_no_reach_is_named(service: Service) -> None:
    assert "<dt>Changes</dt>" not in drawn(service, honest=True)


@pytest.mark.parametrize("picture", get_args(PictureId))
def test_every_picture_is_drawn_told_in_words_and_used(service: Service, picture: PictureId) -> None:
    text = drawn(service, picture=picture)
    words = re.search(r'<div class="picture" role="img" aria-label="([^"]{20,})"><svg [^>]*viewBox', text)
    assert words, text
    assert any(fix.picture == picture for fix in load_fixes())


def test_every_drawing_is_a_picture_of_the_list_and_light() -> None:
    drawings = {path.stem: path for path in (assets.ROOT / "static" / "pictures").iterdir()}
    assert set(drawings) == set(get_args(PictureId))
    for path in drawings.values():
        text = path.read_text(encoding="utf-8")
        assert len(text) < 900, path.name
        # Colours come from the page, in light and dark; a policy forbids the rest.
        assert not re.search(r"#|style=|<script|href|fill=|stroke=", text), path.name


def test_one_fix_stands_open_two_by_their_titles_and_the_rest_is_folded(service: Service) -> None:
    browser = Browser(service, third_party="blocked")
    purchase = browser.buy()
    titles = [str(escape(fix["title"])) for fix in browser.document(purchase)["fixes"]]
    assert len(titles) == 4
    page = browser.ask(f"{PORTAL}/r/{purchase.code}").text
    open_part, *folded = page.partition('<section aria-labelledby="methods">')[0].split("<details")
    assert [title in open_part for title in titles] == [True, False, False, False]
    assert [f"<summary><h4>{title}</h4></summary>" in page for title in titles] == [False, True, True, False]
    assert "<summary>Other ways (1)</summary>" in folded[-1]
    assert titles[3] in folded[-1]


@pytest.mark.parametrize(
    ("more", "label"),
    [
        # Nothing but the pixel is lost: no alarm.
        ({"third_party": "blocked"}, "If you want to be on the safe side"),
        ({"keeps": ()}, "Do this first"),
    ],
)
def test_the_fix_to_begin_with_says_so_in_the_tone_of_the_verdict(
    service: Service, more: dict[str, Any], label: str
) -> None:
    browser = Browser(service, **more)
    purchase = browser.buy()
    page = browser.ask(f"{PORTAL}/r/{purchase.code}").text
    assert page.count('class="label"') == 1
    first = browser.document(purchase)["fixes"][0]["title"]
    assert f'<p class="label">{label}</p> <h4>{escape(first)}</h4>' in " ".join(page.split())
