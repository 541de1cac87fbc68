"""The one door of the diagnosis: evidence in, diagnosis out."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from checker.diagnosis.causes import causes
from checker.diagnosis.identify import Identity, identify
from checker.diagnosis.journey import TrailStep, journey
from checker.diagnosis.methods import judge_methods
from checker.diagnosis.networks import NetworkRow, judge_networks
from checker.diagnosis.verdict import combine, overall
from checker.diagnosis.view import CannotTell, View
from checker.evidence.model import Dossier
from checker.evidence.words import CauseId, Certainty, Credit, Method, Verdict
from checker.knowledge.effects import Effects, load_effects
from checker.knowledge.loader import Network

# Changes whenever the same evidence may lead to another answer.
RULES_VERSION = "2026.11.2"


class Finding(BaseModel):
    """A cause that was found, how sure it is, and the evidence that decided."""

    model_config = ConfigDict(frozen=True)

    id: CauseId
    certainty: Certainty
    evidence: tuple[str, ...]


class Diagnosis(BaseModel):
    """What the evidence means. Depends on the evidence and the rules version alone.

    `hidden` are causes that are there, too, and that another one explains.
    """

    model_config = ConfigDict(frozen=True)

    rules_version: str
    verdict: Verdict
    methods: dict[Method, Credit]
    networks: tuple[NetworkRow, ...]
    causes: tuple[Finding, ...]
    hidden: tuple[Finding, ...] = ()
    identity: Identity = Identity()
    trail: tuple[TrailStep, ...]


def diagnose(dossier: Dossier, networks: Mapping[str, Network], effects: Effects | None = None) -> Diagnosis:
    """Judge a dossier; never raises for missing evidence, which leads to `unknown`.

    `effects` is what replays have measured, by default the project's own table.
    """
    table = load_effects() if effects is None else effects
    methods = judge_methods(dossier)
    causes, hidden = find_causes(dossier)
    identity = identify(dossier, table, methods, [cause.id for cause in causes])
    rows, known = judge_networks(dossier, networks, table, methods, identity)
    return Diagnosis(
        rules_version=RULES_VERSION,
        verdict=_verdict(dossier, combine(methods.values()), known, identity),
        methods=methods,
        networks=tuple(rows),
        causes=tuple(causes),
        hidden=tuple(hidden),
        identity=identity,
        trail=tuple(journey(dossier)),
    )


def _verdict(dossier: Dossier, purchase: Verdict, networks: list[list[Credit]], identity: Identity) -> Verdict:
    # A purchase under way has no verdict yet.
    if dossier.state == "running":
        return "unknown"
    verdict = overall(purchase, networks)
    # Credited on our own sites says nothing of the networks while a blocker may be at work that nobody could see.
    seen = identity.quiet or identity.blocker is not None
    return "unknown" if verdict == "tracked" and not seen else verdict


def find_causes(dossier: Dossier) -> tuple[list[Finding], list[Finding]]:
    """The causes that the evidence shows, in the order of the closed list: to be told, and explained by those."""
    found = []
    for cause in causes():
        view = View(dossier, cause.needs)
        try:
            certainty = cause.judge(view)
        except CannotTell:
            continue
        if certainty:
            found.append(Finding(id=cause.id, certainty=certainty, evidence=tuple(view.used)))
    there = {finding.id for finding in found}
    explained = {other for cause in causes() if cause.id in there for other in cause.explains}
    return [f for f in found if f.id not in explained], [f for f in found if f.id in explained]
