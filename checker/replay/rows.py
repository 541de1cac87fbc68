"""From a replayed purchase to a row of the matrix: what happened at one network in one setup."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict

from checker.diagnosis.networks import NetworkRow
from checker.diagnosis.verdict import combine
from checker.evidence.words import METHODS, Basis, CauseId, Click, ClickId, Credit, Load, Method, Verdict
from checker.knowledge.loader import Network

OWN = "own"


class Row(NetworkRow):
    """One network in one setup, as the contract has it, and beside that `methods`, and why.

    `shape` is the link's; `why` a sentence for people; `reasons` what the browser itself gave as its
    reason; `causes` what the check's own diagnosis named (own purchase only).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    basis: Basis = "measured"
    methods: dict[Method, Credit]
    shape: str = "own"
    why: str = ""
    reasons: tuple[str, ...] = ()
    causes: tuple[CauseId, ...] = ()


def make_row(
    document: Mapping[str, Any],
    network: Network | None,
    link: int = 0,
    *,
    control: Row | None = None,
    reasons: tuple[str, ...] = (),
) -> Row:
    """Judge a purchase's document. `control` is the same purchase in a clean browser of the same engine.

    Without a control that worked, what is missing is `unknown`: the fault might be ours.
    """
    seen = {item["probe"].removeprefix("trail-"): item for item in document["evidence"]}
    ok = {name for name, item in seen.items() if item["status"] == "ok"}
    worked = control is not None and control.click == "reaches"
    click = _click(ok, seen, worked)
    arrived = seen["landing"]["value"]["parameters"] if "landing" in ok else {}
    credit = network.click_id[0] if network else "pn_click"
    click_id: ClickId = "kept" if arrived.get(credit) == "right" else "lost" if arrived else "unknown"
    has_tag, has_pixel = network is None or bool(network.tag), network is None or bool(network.pixel)
    tag = _load("kit", "cart", ok, has_tag, control is not None and control.tag == "loads")
    pixel = _load("pixel", "thanks", ok, has_pixel, control is not None and control.pixel == "loads")
    methods = _methods(document, network, click, tag, pixel)
    return Row(
        id=network.id if network else OWN,
        click=click,
        click_id=click_id,
        tag=tag,
        pixel=pixel,
        verdict=document["verdict"] if network is None else _verdict(methods, network),
        methods=methods,
        shape=network.links[link].shape if network else "own",
        why=_why(click, click_id, tag, pixel, methods),
        reasons=reasons,
        causes=tuple(cause["id"] for cause in document["causes"]) if network is None else (),
    )


def _click(ok: set[str], seen: Mapping[str, Any], worked: bool) -> Click:
    if "click" in ok:
        return "reaches" if seen["click"]["value"].get("sub_id", "right") == "right" else "altered"
    if "landing" in ok:
        return "skipped"
    return "blocked" if worked else "unknown"


def _load(event: str, later: str, ok: set[str], exists: bool, worked: bool) -> Load:
    """Whether something of the network's was asked for; `later` shows that its time had passed."""
    if not exists:
        return "none"
    if event in ok:
        return "loads"
    return "blocked" if later in ok and worked else "unknown"


def _measurable(method: Method, network: Network) -> bool:
    """Whether the network uses a method, and we know the address that it would use."""
    known = {"third_party_pixel": network.pixel, "first_party_tag": network.tag}
    return method in network.methods and bool(known.get(method, True))


def _methods(
    document: Mapping[str, Any], network: Network | None, click: Click, tag: Load, pixel: Load
) -> dict[Method, Credit]:
    """What was credited. A click that never came can be credited by nobody, nor can a sale that nothing reports."""
    methods: dict[Method, Credit] = {method: document["methods"][method] for method in METHODS}
    if network is None:
        return methods
    if tag == "blocked":
        methods["first_party_tag"] = "lost"
    if pixel == "blocked":
        methods["third_party_pixel"] = "lost"
    methods = {method: credit if _measurable(method, network) else "unknown" for method, credit in methods.items()}
    if click in ("blocked", "skipped"):
        methods |= dict.fromkeys(network.methods, "lost")
    return methods


def _verdict(methods: Mapping[Method, Credit], network: Network) -> Verdict:
    return combine(methods[method] for method in network.methods)


def conclude(row: Row, network: Network, own: Row | None, *, knows_hosts: bool) -> Row:
    """The row with what our own purchase in the same setup says of methods whose address at the network nobody knows.

    What loses on our hosts loses on the network's. What is credited on ours is credited on theirs only in
    a setup that does not know one host from another; else it stays unknown.
    """
    methods = dict(row.methods)
    if row.click in ("blocked", "skipped"):
        methods |= dict.fromkeys(network.methods, "lost")
    elif row.click_id == "lost":
        methods |= {m: "lost" for m in network.methods if m != "third_party_pixel"}
    for method in network.methods:
        if methods[method] == "unknown" and own is not None and not _measurable(method, network):
            credit = own.methods[method]
            methods[method] = credit if credit == "lost" or not knows_hosts else "unknown"
    return row.model_copy(update={"methods": methods, "verdict": _verdict(methods, network)})


def _why(click: Click, click_id: ClickId, tag: Load, pixel: Load, methods: Mapping[Method, Credit]) -> str:
    if click == "skipped":
        return "The browser went straight to the store: the network was never asked."
    if click == "blocked":
        return "The browser did not open the network's address."
    if click == "unknown":
        return "The purchase came to nothing in the clean browser too."
    parts = []
    if click == "altered":
        parts.append("our own mark was removed from the link")
    if click_id == "lost":
        parts.append("the click id was removed from the landing address")
    if tag == "blocked":
        parts.append("the network's script was not loaded")
    if pixel == "blocked":
        parts.append("the network's image was not loaded")
    elif methods["third_party_pixel"] == "lost":
        parts.append("the image came without the click's cookie")
    if tag == "loads" and methods["first_party_tag"] == "lost":
        parts.append("the network's script had no click id to report")
    if methods["server_to_server"] == "lost":
        parts.append("the store's server had no click id to report")
    text = "; ".join(parts) or "the click reached the network, and nothing was lost that could be measured"
    return f"{text[0].upper()}{text[1:]}."
