from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from checker.knowledge.loader import landing_parameters, load_networks
from checker.practice.ledger import Event
from checker.practice.parts import AMOUNT, OWN_CLICK_ID, Part, Parts
from checker.practice.seals import Seals
from tests.builders import NETWORK, SHOP, settings

SEALS = Seals("one secret key")
ALL = load_networks()
ID = SEALS.new_check_id()


class Book:
    """A ledger in which a replay has said what it plays."""

    def __init__(self, played: dict[str, Any] | None) -> None:
        self._played = played

    def seen(self, check_id: str, event: Event) -> dict[str, Any] | None:
        return self._played if event == "played" else None

    def record(self, check_id: str, event: Event, detail: Mapping[str, Any], *, user_agent: str | None) -> bool:
        raise AssertionError("nothing is written here")


def part(tmp_path: Path, played: dict[str, Any] | None = None, **told: str) -> Part:
    return Parts(settings(tmp_path, **told), SEALS, Book(played), ALL, landing_parameters()).of(ID)


def test_a_shoppers_purchase_plays_our_own_network(tmp_path: Path) -> None:
    own = part(tmp_path)
    for url in (own.click, own.kit, own.mark, own.pixel):
        assert url is not None
        assert url.startswith(NETWORK + "/")
    assert own.click_id == SEALS.token("click", ID)
    assert list(own.decoration) == [OWN_CLICK_ID, *landing_parameters()]
    assert len(set(own.decoration.values())) == len(own.decoration)


def test_what_a_replay_said_counts_only_where_networks_are_played(tmp_path: Path) -> None:
    assert part(tmp_path, {"network": "awin", "link": 0}) == part(tmp_path)


@pytest.mark.parametrize("network", ALL.values(), ids=list(ALL))
def test_a_played_purchase_uses_the_networks_own_addresses(tmp_path: Path, network: Any) -> None:
    for link in range(len(network.links)):
        played = part(tmp_path, {"network": network.id, "link": link}, CHECKER_PLAY_NETWORKS="1")
        assert urlsplit(played.click).hostname == urlsplit(network.links[link].url).hostname
        assert SEALS.token("sub", ID) in played.click
        shown = f"{SHOP}/item" in played.click or f"{SHOP}/item".replace(":", "%3A").replace("/", "%2F") in played.click
        assert shown is (network.links[link].shape == "destination")
        assert played.mark is None
        assert (played.kit is None) is (network.tag is None)
        assert (played.pixel is None) is (network.pixel is None)
        if played.pixel:
            assert SEALS.token("order", ID) in played.pixel
            assert AMOUNT in played.pixel
        assert list(played.decoration) == list(network.click_id)
        assert played.credit == network.click_id[0]
        assert played.click_id == SEALS.parameter(network.click_id[0], ID)
