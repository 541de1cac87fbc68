"""The one door of the diagnosis: evidence in, diagnosis out."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from checker.diagnosis.causes import causes
from checker.diagnosis.journey import TrailStep, journey
from checker.diagnosis.methods import judge_methods
from checker.diagnosis.networks import NetworkRow, judge_networks
from checker.diagnosis.verdict import combine, overall
from checker.diagnosis.view import CannotTell, View
from checker.evidence.model import Dossier
from checker.evidence.words import CauseId, Certainty, Credit, Method, Verdict
from checker.knowledge.loader import Network

# Changes whenever the same evidence may lead to another answer.
RULES_VERSION = "2026.11.1"


class Finding(BaseModel):
    """A cause that was found, how sure it is, and the evidence that decided."""

    model_config = ConfigDict(frozen=True)

    id: CauseId
    certainty: Certainty
    evidence: tuple[str, ...]


class Diagnosis(BaseModel):
    """What the evidence means. Depends on the evidence and the rules version alone."""

    model_config = ConfigDict(frozen=True)

    rules_version: str
    verdict: Verdict
    methods: dict[Method, Credit]
    networks: tuple[NetworkRow, ...]
    causes: tuple[Finding, ...]
    trail: tuple[TrailStep, ...]


def diagnose(dossier: Dossier, networks: Mapping[str, Network]) -> Diagnosis:
    """Judge a dossier; never raises for missing evidence, which leads to `unknown`."""
    methods = judge_methods(dossier)
    rows, known = judge_networks(dossier, networks)
    return Diagnosis(
        rules_version=RULES_VERSION,
        verdict=_verdict(dossier, combine(methods.values()), known),
        methods=methods,
        networks=tuple(rows),
        causes=tuple(find_causes(dossier)),
        trail=tuple(journey(dossier)),
    )


def _verdict(dossier: Dossier, purchase: Verdict, networks: list[list[Credit]]) -> Verdict:
    # A purchase under way has no verdict yet, and one whose landing nobody reported on hides what the networks lost.
    if dossier.state == "running" or (purchase == "tracked" and not dossier.value("trail-landing")):
        return "unknown"
    return overall(purchase, networks)


def find_causes(dossier: Dossier) -> list[Finding]:
    """The causes that the evidence shows, in the order of the closed list."""
    found = []
    for cause in causes():
        view = View(dossier, cause.needs)
        try:
            certainty = cause.judge(view)
        except CannotTell:
            continue
        if certainty:
            found.append(Finding(id=cause.id, certainty=certainty, evidence=tuple(view.used)))
    return found
