"""Which blocker is at work, and which setup of the matrix is nearest: from what lists, links and browsers betray."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from checker.diagnosis.signs import ASKED, SKIPS, jumped, stopped
from checker.diagnosis.view import CannotTell, View
from checker.evidence.model import Dossier
from checker.evidence.words import METHODS, BlockerId, CauseId, Certainty, Credit, Engine, Method
from checker.knowledge.baits import load_baits, probed
from checker.knowledge.blockers import Signature, load_blockers
from checker.knowledge.effects import Effects

NEEDS = (
    "list-baits",
    "cosmetic-baits",
    "network-hosts",
    "reach-hosts",
    "self-named",
    "trail-tab",
    "trail-click",
    "trail-landing",
    *ASKED,
    *SKIPS,
)
# Nothing but our own sites answered at all, or the operator asks no hosts: then hosts have nothing to say.
_SAYS_NOTHING = ("no-control", "switched-off")
_UNRESOLVABLE = ("chromium-affiliate-unresolvable", "firefox-affiliate-unresolvable", "webkit-affiliate-unresolvable")
_PROTECTED = ("firefox-tracker-list",)


class Identity(BaseModel):
    """What stands between page and networks.

    `blocker` is None when none was found; `quiet` says that one would have been, so that None means that there is
    none. `setup` is the measured setup nearest to this one, None where we have none. `skips`: known to jump over links.
    """

    model_config = ConfigDict(frozen=True)

    blocker: BlockerId | None = None
    name: str = ""
    certainty: Certainty = "possible"
    setup: str | None = None
    skips: bool = False
    quiet: bool = False
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A blocker that fits the signs, and the measured setups that have it."""

    blocker: BlockerId
    name: str
    certainty: Certainty = "likely"
    setups: tuple[str, ...] = ()
    skips: bool = False


@dataclass(frozen=True)
class Signs:
    """What the probes betray. `near` and `far` hold, by family, whether it is blocked; None where that is not known.

    `skipped`: a hop was jumped over. `stopped`: a request of the purchase itself was. `apart`: pages do not reach our
    network's host, which a visit did reach. None where that is not known either.
    """

    near: Mapping[str, bool] | None
    far: Mapping[str, bool] | None
    hidden: bool
    skipped: bool | None
    stopped: bool | None
    parameters: Mapping[str, str]
    named: frozenset[str]
    failed: frozenset[str]
    reached: frozenset[str]
    apart: bool | None

    @property
    def any_list(self) -> bool:
        """Whether any bait of any family was blocked."""
        return any(any(side.values()) for side in (self.near, self.far) if side)


def read_signs(view: View) -> Signs:
    """The signs in the evidence; what is not there leaves its sign empty."""
    baits = _value(view, "list-baits")
    named = _value(view, "self-named")
    hosts = _value(view, "network-hosts").get("found", {})
    landing = _value(view, "trail-landing")
    return Signs(
        near=_families(baits.get("near")),
        far=_families(baits.get("far")),
        hidden=any(ms is not None for ms in _value(view, "cosmetic-baits").get("hidden", {}).values()),
        skipped=jumped(view),
        stopped=stopped(view),
        parameters=landing.get("parameters", {}) | landing.get("controls", {}),
        named=frozenset(name for name in ("brave", "duckduckgo") if named.get(name)),
        failed=frozenset(host for host, state in hosts.items() if state == "failed"),
        reached=frozenset(host for host, state in hosts.items() if state == "reached"),
        apart=_apart(view),
    )


def _apart(view: View) -> bool | None:
    reach = _value(view, "reach-hosts")
    if not view.has("trail-click") or reach.get("shop") != "reached":
        return None
    return {"failed": True, "reached": False}.get(reach["network"])


def _value(view: View, probe: str) -> dict[str, Any]:
    try:
        return view.value(probe)
    except CannotTell:
        return {}


def _families(side: Mapping[str, str] | None) -> dict[str, bool] | None:
    """By family, whether any of its baits was blocked; families of which no bait answered are left out."""
    if side is None:
        return None
    found: dict[str, bool] = {}
    for bait in load_baits():
        if bait.id in side:
            found[bait.family] = found.get(bait.family, False) or side[bait.id] != "loaded"
    return found


def identify(
    dossier: Dossier, effects: Effects, methods: Mapping[Method, Credit], causes: Collection[CauseId] = ()
) -> Identity:
    """Name the blocker as surely as the signs allow, and the nearest setup; never guesses one from silence."""
    view, engine = View(dossier, NEEDS), dossier.browser.engine
    signs = read_signs(view)
    answered = _answered(view, signs)
    quiet = answered and not _at_work(signs)
    found = _by_signature(signs, engine) or _by_hosts(signs, answered)
    if found is None:
        candidates = _clean(effects, engine) if quiet else []
    else:
        candidates = [setup for setup in found.setups if setup.startswith(f"{engine}-")]
    setup = _nearest(candidates, effects, methods, causes)
    if found is None:
        return Identity(quiet=quiet, setup=setup, evidence=tuple(view.used))
    return Identity(
        blocker=found.blocker,
        name=found.name,
        certainty=found.certainty,
        setup=setup,
        skips=found.skips or bool(signs.skipped),
        evidence=tuple(view.used),
    )


def _answered(view: View, signs: Signs) -> bool:
    """Whether every probe by which a blocker would show has answered."""
    asked = {bait.family for bait in probed()}
    if not all(side and asked <= side.keys() for side in (signs.near, signs.far)):
        return False
    # A network that pages do not reach at all has not even a control to show.
    if signs.skipped is None or signs.apart is None or (signs.stopped is None and not signs.apart):
        return False
    # A purchase in the check page's own tab leaves no page in which elements could be hidden.
    if not view.has("self-named") or not view.has("trail-landing"):
        return False
    if not view.has("cosmetic-baits") and not view.has("trail-tab"):
        return False
    return view.has("network-hosts") or view.reason("network-hosts") in _SAYS_NOTHING


def _at_work(signs: Signs) -> bool:
    return any((signs.any_list, signs.hidden, signs.skipped, signs.stopped, signs.named, signs.failed, signs.apart))


def _by_signature(signs: Signs, engine: Engine) -> Found | None:
    """The blocker whose signature fits: the surest, and among those the most telling."""
    fitting = [
        (_weight(signature), blocker, signature)
        for blocker in load_blockers()
        for signature in blocker.signatures
        if (not signature.engines or engine in signature.engines) and _fits(signature, signs)
    ]
    if not fitting:
        return None
    _, blocker, signature = max(fitting, key=lambda found: found[0])
    return Found(blocker.id, blocker.name, signature.certainty, signature.setups, signature.skips)


def _weight(signature: Signature) -> tuple[bool, int, int]:
    conditions = len(signature.hits) + len(signature.spares) + len(signature.stripped) + len(signature.kept)
    return signature.certainty == "certain", len(signature.hits), conditions


def _fits(signature: Signature, signs: Signs) -> bool:
    if signature.names_itself and signature.names_itself not in signs.named:
        return False
    if signature.skipped and not signs.skipped:
        return False
    if (signature.hits or signature.spares) and not _lists_fit(signature, signs):
        return False
    lost = {name for name, state in signs.parameters.items() if state != "right"}
    return set(signature.stripped) <= lost and set(signature.kept) <= signs.parameters.keys() - lost


def _lists_fit(signature: Signature, signs: Signs) -> bool:
    if signs.far is None or not all(signs.far.get(family) for family in signature.hits):
        return False
    if not all(signs.far.get(family) is False for family in signature.spares):
        return False
    if signs.near is None:
        return not signature.far_only
    return not any(signs.near.values()) if signature.far_only else all(signs.near.get(f) for f in signature.hits)


def _by_hosts(signs: Signs, answered: bool) -> Found | None:
    """What no list of paths betrays: something that knows hosts, or something that no signature describes.

    That it is hosts and nothing else can be said only when every other sign was looked for.
    """
    if signs.any_list or signs.hidden or (signs.stopped and not signs.apart):
        return Found("content-filter", "A content blocker")
    if not answered:
        return None
    if signs.apart:
        return Found("browser-protection", "The browser's own tracking protection", setups=_PROTECTED)
    if signs.failed:
        # Our baits came through on both hosts, and the line works: names are at fault, not addresses.
        return Found("dns", "A filter of host names: in your device, your router or your VPN", setups=_UNRESOLVABLE)
    return None


def _clean(effects: Effects, engine: Engine) -> list[str]:
    """The measured setups of an engine in which nothing knows one host or address from another."""
    told = {setup for blocker in load_blockers() for signature in blocker.signatures for setup in signature.setups}
    told |= {*_PROTECTED, *_UNRESOLVABLE}
    return [setup for setup in effects.setups if setup.startswith(f"{engine}-") and setup not in told]


def _nearest(
    setups: Iterable[str], effects: Effects, methods: Mapping[Method, Credit], causes: Collection[CauseId]
) -> str | None:
    """Of these, the measured setup whose own purchase went most like this one; the first of several alike."""
    rows = {setup: effects.setups[setup]["own"] for setup in setups if "own" in effects.setups.get(setup, {})}

    def distance(setup: str) -> tuple[int, int]:
        credits = sum(rows[setup]["methods"][method] != methods[method] for method in METHODS)
        return credits, len(set(rows[setup]["causes"]) ^ set(causes))

    return min(rows, key=distance) if rows else None
