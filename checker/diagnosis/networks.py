"""What the check says about each affiliate network."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from checker.diagnosis.verdict import combine
from checker.evidence.model import Dossier
from checker.evidence.words import Basis, Click, ClickId, Credit, Load, Method, Verdict
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


def judge_networks(dossier: Dossier, networks: Mapping[str, Network]) -> tuple[list[NetworkRow], list[list[Credit]]]:
    """Each network's row, and what is known of each of its methods.

    The practice landing URL carries every network's own click-id parameter, so whether this
    browser lets it through was measured; what it does to the network's hosts was not.
    """
    arrived = dossier.value("trail-landing").get("parameters", {})
    rows, known = [], []
    for network in networks.values():
        click_id: ClickId = "unknown"
        if arrived.get("pn_click") == "right" and network.click_id[0] in arrived:
            click_id = "kept" if arrived[network.click_id[0]] == "right" else "lost"
        credits = [_credit(method, click_id) for method in network.methods]
        rows.append(
            NetworkRow(
                id=network.id,
                click_id=click_id,
                tag="unknown" if network.tag else "none",
                pixel="unknown" if network.pixel else "none",
                verdict=combine(credits),
                basis="inferred" if click_id == "unknown" else "measured",
            )
        )
        known.append(credits)
    return rows, known


def _credit(method: Method, click_id: ClickId) -> Credit:
    if method != "third_party_pixel" and click_id == "lost":
        return "lost"
    return "unknown"
