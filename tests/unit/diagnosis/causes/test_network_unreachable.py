from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import PAGE_PLAIN, dossier, page, trail
from tests.unit.diagnosis.conftest import Judge, Judged

GONE = page(network="failed")


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (dossier(trail(("go",)), said=GONE), "certain"),
        (dossier(trail(("go",))), None),
        (dossier(trail(("go", "click")), said=GONE), None),
        (dossier(trail(("go",)), said=page(network="failed", shop="failed")), "cannot tell"),
        (dossier(trail(("go",)), said=page(shop="failed")), "cannot tell"),
        (dossier(trail(("go",)), said=()), "cannot tell"),
        (dossier(trail(("tab", "preflight-shop")), said=PAGE_PLAIN), "likely"),
        (dossier(trail(("tab",)), said=PAGE_PLAIN), "cannot tell"),
        (dossier(trail(("tab", "preflight-network")), said=PAGE_PLAIN), "cannot tell"),
        (dossier(trail(("tab", "preflight-network", "preflight-shop")), said=PAGE_PLAIN), "cannot tell"),
    ],
    ids=[
        "the network alone fails",
        "it answers",
        "it was clicked",
        "both fail",
        "only the shop fails",
        "the page is silent",
        "same tab: only the shop was heard",
        "same tab: neither was heard",
        "same tab: only the network was heard",
        "same tab: both were heard",
    ],
)
def test_the_network_is_unreachable_when_the_shop_is_reached_and_it_is_not(
    judge: Judge, given: Dossier, answer: Judged
) -> None:
    assert judge("network-unreachable", given) == answer


def test_a_click_that_nobody_reported_on_is_no_click_that_never_came(judge: Judge) -> None:
    """A blocker may stop the probe's request and let the visit pass."""
    clicked = dossier(said=GONE)
    silent = clicked.model_copy(update={"items": tuple(i for i in clicked.items if i.probe != "trail-click")})
    assert judge("network-unreachable", silent) in (None, "cannot tell")
