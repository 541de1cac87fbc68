"""What the check says about the one store that the shopper named, before it speaks of stores in general."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.diagnosis.diagnose import Diagnosis
from checker.diagnosis.networks import NetworkRow
from checker.diagnosis.verdict import combine
from checker.evidence.words import METHODS, Credit, Method, Verdict
from checker.knowledge.loader import Network
from checker.knowledge.stores import UNNAMED, Store
from checker.report.words import Say

if TYPE_CHECKING:
    from checker.report.lights import Light

# Sentences on a store of which a network is known, by the verdict: `pixel` is at_risk for nothing but the pixel,
# `probably` is lost as far as browsers set up like this one tell.
SENTENCES: dict[Verdict | str, str] = {
    "tracked": "At {store}, which works with {networks}, a purchase made now should be credited to your click.",
    "pixel": "At {store}, which works with {networks}, cashback works unless the store still uses a third-party pixel.",
    "at_risk": "At {store}, which works with {networks}, cashback may get lost in this browser.",
    "lost": "At {store}, which works with {networks}, cashback would get lost in this browser.",
    "probably": "At {store}, which works with {networks}, cashback would probably get lost in this browser.",
    "unknown": "{store} works with {networks}. What this browser does there could not be measured, "
    "so the result for stores in general is the best hint.",
}
NO_NETWORK = (
    "We do not know which affiliate network reports the sales of {store}, "
    "so the result for stores in general is the best hint."
)
UNKNOWN_STORE = "We do not know this store, so the result for stores in general is the best hint."
UNNAMED_STORE = "The store that you named"

# Why, where a network's row tells: the first that holds.
WHY: dict[str, str] = {
    "skipped": "The visit to {network} is skipped, so nobody sees your click.",
    "blocked": "The visit to {network} is stopped, so nobody sees your click.",
    "altered": "Our own mark is removed from the link to {network}, so it does not know that the click is yours.",
    "click_id": "The mark that {network} gives your click is removed from the address.",
    "tag": "The script of {network} is stopped on the store's pages.",
    "pixel": "The image of {network} is stopped on the thank-you page.",
}
OR = "{first} or {last}"


@dataclass(frozen=True)
class StoreLine:
    """The store's part of the report; `again` names it for the next check, '' where it cannot be named."""

    name: str
    verdict: Verdict
    light: Light
    sentences: tuple[str, ...]
    again: str


def store_line(
    kept: str | None,
    stores: Mapping[str, Store],
    diagnosis: Diagnosis,
    networks: Mapping[str, Network],
    say: Say = str,
) -> StoreLine | None:
    """The line for the store id that a check has kept, in the language of `say`; None when no store was named."""
    if not kept:
        return None
    store = stores.get(kept)
    if store is None:
        name, again = (say(UNNAMED_STORE), "") if kept == UNNAMED else (kept, kept)
        return StoreLine(name, "unknown", "unknown", (say(UNKNOWN_STORE),), again)
    known = {row.id: row for row in diagnosis.networks if row.id in networks}
    rows = [known[name] for name in store.networks if name in known]
    if not rows:
        return StoreLine(store.name, "unknown", "unknown", (say(NO_NETWORK).format(store=store.name),), store.id)
    verdicts = [_verdict(row, store.methods, networks[row.id], diagnosis) for row in rows]
    verdict = _over(verdicts)
    bad = [row for row, found in zip(rows, verdicts, strict=True) if found in ("at_risk", "lost")]
    why = next((told for row in bad if (told := _why(row, networks[row.id].name, say))), "")
    key: str = verdict
    if verdict == "at_risk" and not store.methods and _pixel_lost(diagnosis) and all(map(_only_pixel, rows)):
        key, why = "pixel", ""
    elif verdict == "lost" and why and all(row.basis == "inferred" for row in bad):
        key = "probably"
    names = _either([networks[row.id].name for row in rows], say)
    sentences = [say(SENTENCES[key]).format(store=store.name, networks=names), *([why] if why else [])]
    return StoreLine(store.name, verdict, _LIGHTS[key], tuple(sentences), store.id)


_LIGHTS: dict[str, Light] = {
    "tracked": "good",
    "pixel": "mostly",
    "at_risk": "warn",
    "lost": "bad",
    "probably": "bad",
    "unknown": "unknown",
}


def _over(verdicts: Sequence[Verdict]) -> Verdict:
    """Over all networks of a store, of which we do not know by which one the link goes: no better than the worst."""
    kinds = set(verdicts)
    if len(kinds) == 1:
        return verdicts[0]
    return "at_risk" if kinds & {"lost", "at_risk"} else "unknown"


def _verdict(row: NetworkRow, known: tuple[Method, ...], network: Network, diagnosis: Diagnosis) -> Verdict:
    """One network's verdict at a store: over the store's own methods, or over the network's where these are unknown."""
    used = known or network.methods
    credits = [_credit(method, row, diagnosis.methods[method]) for method in used]
    if not known and row.verdict != "unknown" and set(credits) != {"lost"}:
        return row.verdict
    verdict = combine(credits)
    if verdict == "unknown" and "lost" in [_credit(method, row, "unknown") for method in used]:
        # Something is lost at this very network; only how much is not known.
        return "at_risk"
    return verdict


def _credit(method: Method, row: NetworkRow, own: Credit) -> Credit:
    """Whether a method is credited there; what our own practice purchase lost by it is lost at a real network too."""
    stopped = {"first_party_tag": row.tag, "third_party_pixel": row.pixel}.get(method, "none")
    needs_mark = method != "third_party_pixel"
    if row.click in ("skipped", "blocked", "altered") or stopped == "blocked" or own == "lost":
        return "lost"
    if needs_mark and row.click_id == "lost":
        return "lost"
    whole = row.click == "reaches" and (row.click_id == "kept" or not needs_mark) and stopped != "unknown"
    return "tracked" if whole and own == "tracked" else "unknown"


def _only_pixel(row: NetworkRow) -> bool:
    """Whether nothing but the pixel can be what is lost at a network of which enough is known."""
    if row.verdict != "at_risk":
        return False
    return row.click not in ("skipped", "blocked", "altered") and row.click_id != "lost" and row.tag != "blocked"


def _pixel_lost(diagnosis: Diagnosis) -> bool:
    return [method for method in METHODS if diagnosis.methods[method] != "tracked"] == ["third_party_pixel"]


def _why(row: NetworkRow, network: str, say: Say) -> str:
    for key, holds in (
        ("skipped", row.click == "skipped"),
        ("blocked", row.click == "blocked"),
        ("altered", row.click == "altered"),
        ("click_id", row.click_id == "lost"),
        ("tag", row.tag == "blocked"),
        ("pixel", row.pixel == "blocked"),
    ):
        if holds:
            return say(WHY[key]).format(network=network)
    return ""


def _either(names: Sequence[str], say: Say) -> str:
    if len(names) == 1:
        return names[0]
    return say(OR).format(first=", ".join(names[:-1]), last=names[-1])
