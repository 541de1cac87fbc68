from __future__ import annotations

import copy
import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from checker.knowledge.model import Link, Network

SHOP = "https://shop.example/a b?x=1&y=2#z"


def network(**changes: Any) -> dict[str, Any]:
    """A file's content that is accepted, with some fields replaced."""
    content: dict[str, Any] = {
        "id": "demo",
        "name": "Demo",
        "methods": ["third_party_pixel", "server_to_server"],
        "click_id": ["demo_click", "demo_extra"],
        "sub_id": "sub",
        "links": [
            {"shape": "destination", "url": "https://click.demo.example/go?sub={sub_id}&to={destination}"},
            {"shape": "opaque", "url": "https://short.demo.example/x?sub={sub_id}"},
        ],
        "tag": "https://tag.demo.example/1.js",
        "pixel": "https://click.demo.example/sale?o={order}&a={amount}",
        "postback": True,
        "cookies": {"network": ["d"], "shop": []},
        "source": {"text": "demo", "date": datetime.date(2026, 11, 22), "confidence": "read"},
    }
    return copy.deepcopy(content | changes)


def fault(content: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        Network.model_validate(content)
    return str(caught.value)


def test_destination_and_sub_id_are_percent_encoded_so_that_neither_can_add_a_parameter() -> None:
    link = Link(shape="destination", url="https://n.example/go?sub={sub_id}&to={destination}")
    assert link.build(SHOP, "u&1/é") == (
        "https://n.example/go?sub=u%261%2F%C3%A9&to=https%3A%2F%2Fshop.example%2Fa%20b%3Fx%3D1%26y%3D2%23z"
    )


def test_a_raw_link_takes_the_destination_as_it_is_and_still_encodes_the_sub_id() -> None:
    link = Link(shape="destination", raw=True, url="https://n.example/sub:{sub_id}/destination:{destination}")
    assert link.build("https://shop.example/p?q=1", "a/b") == (
        "https://n.example/sub:a%2Fb/destination:https://shop.example/p?q=1"
    )


def test_an_opaque_link_leaves_the_destination_out() -> None:
    link = Link(shape="opaque", url="https://n.example/e/_x?sub={sub_id}")
    assert link.build(SHOP, "7") == "https://n.example/e/_x?sub=7"


def test_a_destination_that_looks_like_a_placeholder_is_not_filled_in_again() -> None:
    link = Link(shape="destination", raw=True, url="https://n.example/{destination}?sub={sub_id}")
    assert link.build("https://shop.example/{sub_id}", "7") == "https://n.example/https://shop.example/{sub_id}?sub=7"


def test_hosts_are_those_of_links_tag_and_pixel_without_repeats() -> None:
    assert Network.model_validate(network()).hosts == ("click.demo.example", "short.demo.example", "tag.demo.example")


def test_tag_and_pixel_may_be_absent() -> None:
    content = network()
    del content["tag"], content["pixel"]
    bare = Network.model_validate(content)
    assert (bare.tag, bare.pixel) == (None, None)
    assert bare.hosts == ("click.demo.example", "short.demo.example")


def test_a_network_is_frozen_and_so_can_be_a_key() -> None:
    assert len({Network.model_validate(network()), Network.model_validate(network())}) == 1


@pytest.mark.parametrize(
    ("url", "shape", "expected"),
    [
        ("https://n.example/?sub={sub_id}&to={destination}&x={order}", "destination", "unknown placeholder order"),
        ("https://n.example/?sub={sub_id}&x={}", "opaque", "unknown placeholder"),
        ("https://n.example/?sub={sub_id}&x=}", "opaque", "stray brace"),
        ("https://n.example/?sub={sub_id}", "destination", "shape: must be destination exactly when"),
        ("https://n.example/?sub={sub_id}&to={destination}", "opaque", "shape: must be destination exactly when"),
        ("http://n.example/?sub={sub_id}", "opaque", "must be an https URL"),
        ("https://{destination}/?sub={sub_id}", "destination", "must be an https URL with a fixed host"),
        ("https:///x?sub={sub_id}", "opaque", "must be an https URL"),
        ("https://n.example/?other={sub_id}", "opaque", "links.0.url: does not carry {sub_id} under the name sub"),
        ("https://n.example/?xsub={sub_id}", "opaque", "links.0.url: does not carry {sub_id} under the name sub"),
        ("https://n.example/", "opaque", "links.0.url: does not carry {sub_id} under the name sub"),
    ],
)
def test_a_link_that_cannot_be_built_is_refused(url: str, shape: str, expected: str) -> None:
    assert expected in fault(network(links=[{"shape": shape, "url": url}]))


def test_raw_without_a_destination_is_refused() -> None:
    link = {"shape": "opaque", "url": "https://n.example/?sub={sub_id}", "raw": True}
    assert "raw: speaks of {destination}" in fault(network(links=[link]))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"methods": []}, "methods"),
        ({"methods": ["cookie"]}, "methods.0"),
        ({"methods": ["server_to_server", "server_to_server"]}, "names the same thing twice"),
        ({"click_id": []}, "click_id"),
        ({"click_id": ["a", "a"]}, "names the same thing twice"),
        ({"click_id": ["a b"]}, "click_id.0"),
        ({"click_id": ["sub"]}, "sub_id: is a click_id already"),
        ({"links": []}, "links"),
        ({"postback": False}, "postback: must be true exactly when"),
        ({"postback": "yes"}, "postback"),
        ({"methods": ["third_party_pixel"]}, "postback: must be true exactly when"),
        ({"tag": "http://tag.demo.example/1.js"}, "must be an https URL"),
        ({"tag": "https://tag.demo.example/{id}.js"}, "unknown placeholder id"),
        ({"pixel": "https://click.demo.example/sale?o={order}"}, "must carry {order} and {amount}"),
        ({"pixel": "https://n.example/{order}/{amount}/{sub_id}"}, "unknown placeholder sub_id"),
        ({"cookies": {"network": ["d"]}}, "cookies.shop"),
        ({"source": {"text": "x", "date": "2026-11-22", "confidence": "read"}}, "source.date"),
        ({"source": {"text": "x", "date": datetime.date(2026, 11, 22), "confidence": "sure"}}, "source.confidence"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_field_is_refused(change: dict[str, Any], expected: str) -> None:
    assert expected in fault(network(**change))


@pytest.mark.parametrize("separator", ["?sub=", "/sub/", "/sub:"])
def test_the_sub_id_may_stand_in_the_query_or_in_the_path(separator: str) -> None:
    link = {"shape": "opaque", "url": f"https://n.example{separator}{{sub_id}}"}
    assert Network.model_validate(network(links=[link])).links[0].build("", "7").endswith(f"{separator}7")
