"""Accuracy: the real check in every setup, held against what the replays of the same setup have shown.

The truth is not the check's: methods and networks are the matrix's rows, causes are what the setup's file says that
it does. The verdict follows from those by the contract's rule. Two detectors of the kind that help pages use stand
beside: what a frame reads of its own cookie, and whether an element with an advertisement's name is hidden at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checker.diagnosis.diagnose import Diagnosis, diagnose
from checker.diagnosis.verdict import combine, overall
from checker.evidence.model import Dossier
from checker.evidence.words import METHODS, CauseId, Credit, Method, Verdict
from checker.knowledge.effects import Effects
from checker.knowledge.loader import Network
from checker.replay.drivers import BrowserMissing
from checker.replay.rows import OWN
from checker.replay.runner import Order, Runner, stage_for
from checker.replay.setup import Setup
from checker.report.accuracy import Line

_LOSES = ("lost", "at_risk")


@dataclass(frozen=True)
class Truth:
    """What replays have shown of a setup, and what its file says that it does."""

    verdict: Verdict
    methods: Mapping[Method, Credit]
    causes: frozenset[CauseId]
    networks: Mapping[str, Verdict]
    pixel_works: bool
    blocks: bool


@dataclass(frozen=True)
class Held:
    """A check held against the truth. `fault` is why there is no check; the detectors are None where they are mute."""

    setup: Setup
    versions: Mapping[str, str]
    dossier: Dossier | None = None
    diagnosis: Diagnosis | None = None
    truth: Truth | None = None
    fault: str = ""
    frame_says: bool | None = None
    bait_says: bool | None = None
    networks: Mapping[str, tuple[Verdict, Verdict]] = field(default_factory=dict)

    @property
    def named(self) -> frozenset[CauseId]:
        return frozenset(cause.id for cause in self.diagnosis.causes) if self.diagnosis else frozenset()

    @property
    def false_fine(self) -> tuple[str, ...]:
        """The worst fault: networks that the check calls tracked where a replay has lost the purchase."""
        return tuple(name for name, (said, true) in self.networks.items() if said == "tracked" and true in _LOSES)


def as_dossier(document: Mapping[str, Any]) -> Dossier:
    """The dossier in a check's document, as the API gives it."""
    return Dossier.model_validate(
        {
            "origin": "replay",
            "state": document["state"],
            "browser": document["browser"],
            "items": document["evidence"],
        }
    )


def truth_of(setup: Setup, effects: Effects, networks: Mapping[str, Network]) -> Truth | None:
    """The truth about a setup; None where the matrix has no row of its own purchase."""
    rows = effects.setups.get(setup.id, {})
    if OWN not in rows:
        return None
    methods: dict[Method, Credit] = {method: rows[OWN]["methods"][method] for method in METHODS}
    known = [[rows[n.id]["methods"][method] for method in n.methods] for n in networks.values() if n.id in rows]
    return Truth(
        verdict=overall(combine(methods.values()), known),
        methods=methods,
        causes=frozenset(setup.expects),
        networks={name: row["verdict"] for name, row in rows.items() if name != OWN},
        pixel_works=methods["third_party_pixel"] == "tracked",
        blocks="content-blocker" in setup.expects,
    )


def hold(
    setup: Setup,
    document: Mapping[str, Any],
    versions: Mapping[str, str],
    effects: Effects,
    nets: Mapping[str, Network],
) -> Held:
    """Diagnose a check's document and put the truth beside it."""
    dossier = as_dossier(document)
    diagnosis = diagnose(dossier, nets, effects)
    truth = truth_of(setup, effects, nets)
    frame = dossier.value("frame-cookies").get("written")
    bait = dossier.value("cosmetic-baits").get("at_once")
    return Held(
        setup=setup,
        versions=versions,
        dossier=dossier,
        diagnosis=diagnosis,
        truth=truth,
        frame_says=None if frame in (None, "failed") else frame == "kept",
        bait_says=bait,
        networks={
            r.id: (r.verdict, truth.networks[r.id]) for r in diagnosis.networks if truth and r.id in truth.networks
        },
    )


def run_checks(
    setups: Iterable[Setup], networks: Mapping[str, Network], effects: Effects, rooms: Path
) -> Iterator[Held]:
    """Run the check in each setup, one after the other, on one stage. A setup that cannot run here says why."""
    with stage_for(rooms, networks) as stage:
        for setup in setups:
            runner = Runner(stage, setup, rooms)
            try:
                replayed = next(runner.run([Order()]))
            except BrowserMissing as missing:
                yield Held(setup, {}, fault=str(missing))
                continue
            if replayed.document is None:
                yield Held(setup, runner.seen, fault=replayed.fault)
            else:
                yield hold(setup, replayed.document, runner.seen, effects, networks)


def line_of(held: Held) -> Line:
    """What the document says of one setup."""
    browser = " ".join(held.versions.get(word, "") for word in ("browser", "browser_version", "blocker")).strip()
    if held.diagnosis is None or held.truth is None:
        return Line(held.setup.id, held.setup.line, browser, fault=held.fault or "the matrix has no row of it")
    said, true = held.diagnosis, held.truth
    agree = {name: pair for name, pair in held.networks.items() if pair[0] == pair[1]}
    unknown = {name for name, pair in held.networks.items() if pair[0] == "unknown"} - agree.keys()
    wrong = [f"{name}: {a}, true: {b}" for name, (a, b) in held.networks.items() if name not in agree.keys() | unknown]
    return Line(
        held.setup.id,
        held.setup.line,
        browser,
        verdict=(said.verdict, true.verdict),
        methods=tuple((said.methods[method], true.methods[method]) for method in METHODS),
        named=tuple(cause.id for cause in said.causes),
        missing=tuple(sorted(true.causes - held.named)),
        false_causes=tuple(sorted(held.named - true.causes)),
        networks_right=len(agree),
        networks_unknown=len(unknown),
        networks_wrong=tuple(wrong),
        false_fine=held.false_fine,
        blocker=said.identity.name if said.identity.blocker else "",
        simple=((held.frame_says, true.pixel_works), (held.bait_says, true.blocks)),
    )
