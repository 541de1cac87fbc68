"""The fixes on the report's page: three at once, the rest folded, each with what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from markupsafe import escape

from checker.app import Service
from checker.fixes.choose import ChosenFix
from checker.fixes.proof import Tried
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
    assert "<h4>T</h4> <ol><li>One &lt;b&gt;.</li><li>Two.</li></ol>" in text
    assert "<b>Costs:</b> Much. <b>Undo:</b> Undone. <b>See that it worked:</b> Look." in text
    assert "Tried by us" not in text
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
    assert f"<p>{sentence}</p>" in drawn(service, verified=True, tried=tried)


def test_three_fixes_stand_open_and_the_rest_is_folded(service: Service) -> None:
    browser = Browser(service, third_party="blocked")
    purchase = browser.buy()
    fixes = browser.document(purchase)["fixes"]
    assert len(fixes) == 4
    page = browser.ask(f"{PORTAL}/r/{purchase.code}").text
    open_part, _, folded = page.partition("<details")
    assert [str(escape(fix["title"])) in open_part for fix in fixes] == [True, True, True, False]
    assert "<summary>Other ways</summary>" in folded
    assert escape(fixes[3]["title"]) in folded
