"""What the check says about each affiliate network: what the page could measure, and what replays have measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from checker.diagnosis.identify import Identity
from checker.diagnosis.verdict import combine
from checker.evidence.model import Dossier
from checker.evidence.words import Basis, Click, ClickId, Credit, Load, Method, Verdict
from checker.knowledge.effects import Effects
from checker.knowledge.loader import Network


class NetworkRow(BaseModel):
    """One network's row, as in the contract."""

    model_config = ConfigDict(frozen=True)

    id: str
    click: Click = "unknown"
    click_id: ClickId = "unknown"
    tag: Load = "unknown"
    pixel: Load = "unknown"
    verdict: Verdict = "unknown"
    basis: Basis = "inferred"


@dataclass(frozen=True)
class Ground:
    """What every network's row is judged from: the practice purchase, the blocker, and the hosts that answered."""

    methods: Mapping[Method, Credit]
    identity: Identity
    parameters: Mapping[str, str]
    sub_ids: Mapping[str, str]
    hosts: Mapping[str, str]
    scripts_off: bool
    images_off: bool
    # Whether a cookie of a listed host may fare worse than our own network's (see `_cookies_differ`).
    cookies_differ: bool


def judge_networks(
    dossier: Dossier,
    networks: Mapping[str, Network],
    effects: Effects,
    methods: Mapping[Method, Credit],
    identity: Identity,
) -> tuple[list[NetworkRow], list[list[Credit]]]:
    """Each network's row, and what is known of each of its methods."""
    arrived = dossier.value("trail-landing").get("parameters", {})
    plain = dossier.get("trail-plain")
    picture = dossier.get("trail-picture")
    ground = Ground(
        methods=methods,
        identity=identity,
        parameters=arrived if arrived.get("pn_click") == "right" else {},
        sub_ids=dossier.value("trail-click").get("sub_ids", {}),
        hosts=dossier.value("network-hosts").get("found", {}),
        scripts_off=plain is not None and plain.status == "ok",
        images_off=picture is not None and picture.reason == "not-asked-for",
        cookies_differ=_cookies_differ(dossier),
    )
    rows, known = [], []
    for network in networks.values():
        measured = effects.setups.get(identity.setup or "", {}).get(network.id) if identity.blocker else None
        row, credits = _judge(network, ground, measured)
        rows.append(row)
        known.append(credits)
    return rows, known


def _cookies_differ(dossier: Dossier) -> bool:
    """Whether the browser may treat a known tracker's cookies unlike our network's.

    Firefox has settings that take cookies from listed trackers alone (cookieBehavior 4), Edge does so by default; our
    own host is on no list. Chrome and WebKit treat all alike (checked 2026-11-24: Chromium 156, WebKitGTK 2.50).
    """
    return dossier.browser.engine in ("firefox", "other") or dossier.browser.name not in (
        "Chrome",
        "Chromium",
        "Safari",
    )


def _judge(network: Network, ground: Ground, measured: Mapping[str, Any] | None) -> tuple[NetworkRow, list[Credit]]:
    click = _click(network, ground, measured)
    click_id = _click_id(network, ground, click)
    tag = _load(network.tag, ground, measured, "tag", off=ground.scripts_off)
    pixel = _load(network.pixel, ground, measured, "pixel", off=ground.images_off)
    credits = [_credit(method, network, ground, click, click_id, tag, pixel) for method in network.methods]
    inferred = measured is not None or click == "unknown"
    row = NetworkRow(
        id=network.id,
        click=click,
        click_id=click_id,
        tag=tag,
        pixel=pixel,
        verdict=combine(credits),
        basis="inferred" if inferred else "measured",
    )
    return row, credits


def _click(network: Network, ground: Ground, measured: Mapping[str, Any] | None) -> Click:
    """Does the visit reach the network, and as ours? Our own click link carried every network's mark of the site."""
    click = _visit(network, ground, measured)
    kept = ground.sub_ids.get(network.sub_id, "right") == "right"
    return click if kept or click in ("blocked", "skipped") else "altered"


def _visit(network: Network, ground: Ground, measured: Mapping[str, Any] | None) -> Click:
    """A page cannot make a visit there; it sees unknown names, and blockers."""
    state = ground.hosts.get(_host(network.links[0].url))
    if ground.identity.blocker == "dns" and state is not None:
        return {"failed": "blocked", "reached": "reaches"}.get(state, "unknown")  # type: ignore[return-value]
    if measured is not None:
        return measured["click"]  # type: ignore[no-any-return]
    if ground.identity.blocker == "link-cleaner" and state == "reached":
        return "reaches"
    return "reaches" if ground.identity.quiet and state == "reached" else "unknown"


def _click_id(network: Network, ground: Ground, click: Click) -> ClickId:
    """The practice landing address carries every network's own parameter, so its way was measured."""
    if click == "skipped":
        return "lost"
    name = network.click_id[0]
    if click == "blocked" or name not in ground.parameters:
        return "unknown"
    return "kept" if ground.parameters[name] == "right" else "lost"


def _load(url: str | None, ground: Ground, measured: Mapping[str, Any] | None, what: str, *, off: bool) -> Load:
    """Whether the network's own tag or pixel would load in a shop's page."""
    if not url:
        return "none"
    state = ground.hosts.get(_host(url))
    known = measured[what] if measured is not None else None
    if off or state == "failed" or known == "blocked":
        return "blocked"
    if known == "loads":
        return "loads"
    # A blocker that nobody could see, or that we do not know by replays, may let a plain request through and stop a
    # script or an image.
    plain = ground.identity.quiet or ground.identity.blocker in ("link-cleaner", "dns")
    return "loads" if state == "reached" and plain else "unknown"


def _credit(
    method: Method, network: Network, ground: Ground, click: Click, click_id: ClickId, tag: Load, pixel: Load
) -> Credit:
    own = ground.methods[method]
    # A click without the site's mark is nobody's.
    if click in ("blocked", "skipped", "altered") or own == "lost":
        return "lost"
    if method == "third_party_pixel":
        carrier, sure = pixel, not ground.cookies_differ
    else:
        carrier = tag if method == "first_party_tag" else "loads"
        sure = click_id == "kept"
        if click_id == "lost":
            return "lost"
    if carrier == "blocked":
        return "lost"
    # Where no address of it is known, our own stands for it as long as nothing tells one host from another.
    there = carrier == "loads" or (carrier == "none" and ground.identity.quiet)
    return "tracked" if own == "tracked" and click == "reaches" and sure and there else "unknown"


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
