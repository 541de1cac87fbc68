"""The report as its page draws it: every word chosen, nothing left to the template but the drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from checker.diagnosis.diagnose import Diagnosis
from checker.evidence.model import Dossier
from checker.evidence.words import METHODS, Credit, State, Step, Verdict
from checker.fixes.choose import ChosenFix
from checker.knowledge.loader import Network
from checker.report import words

Light = Literal["good", "mostly", "warn", "bad", "unknown"]

# The steps that each lead to the next; the others happen beside them.
_WAY: tuple[Step, ...] = ("click", "landing", "order")
_LIGHTS: dict[Verdict, Light] = {"tracked": "good", "at_risk": "warn", "lost": "bad", "unknown": "unknown"}


@dataclass(frozen=True)
class Station:
    """One stop of the journey strip; `note` says what happened there, or on the way there."""

    name: str
    light: Light
    note: str


@dataclass(frozen=True)
class MethodLine:
    name: str
    text: str
    credit: Credit
    word: str


@dataclass(frozen=True)
class CauseLine:
    title: str
    effect: str
    certainty: str
    fixes: tuple[ChosenFix, ...]


@dataclass(frozen=True)
class RuleLine:
    """A rule; `seen` says what this check saw of it, '' for what only the shopper can do."""

    title: str
    text: str
    light: Light
    seen: str


@dataclass(frozen=True)
class ReportView:
    """Everything on the report. `code` is the support code, `created` the start of the check (UTC)."""

    code: str
    created: datetime
    state: State
    verdict: Verdict
    light: Light
    sentence: str
    lead: str
    stations: tuple[Station, ...]
    methods: tuple[MethodLine, ...]
    causes: tuple[CauseLine, ...]
    lost_networks: tuple[str, ...]
    rules: tuple[RuleLine, ...]
    browser: str
    rules_version: str
    return_to: str | None


def build_view(
    *,
    code: str,
    created: datetime,
    dossier: Dossier,
    diagnosis: Diagnosis,
    fixes: Sequence[ChosenFix],
    networks: Mapping[str, Network],
    return_to: str | None = None,
) -> ReportView:
    """Put the diagnosis into words and drawings."""
    key = _verdict_key(dossier.state, diagnosis)
    sentence, lead = words.VERDICTS[key]
    stopped = next((s.step for s in diagnosis.trail if s.step in _WAY and s.state == "missing"), _WAY[0])
    browser = dossier.browser
    lost = [row.id for row in diagnosis.networks if row.click_id == "lost" or row.verdict == "lost"]
    return ReportView(
        code=code,
        created=created,
        state=dossier.state,
        verdict=diagnosis.verdict,
        light=_light(key, diagnosis.verdict),
        sentence=sentence,
        lead=lead.format(step=words.STEPS[stopped]),
        stations=_stations(diagnosis, _light(key, diagnosis.verdict)),
        methods=tuple(
            MethodLine(*words.METHODS[m], diagnosis.methods[m], words.CREDITS[diagnosis.methods[m]]) for m in METHODS
        ),
        causes=tuple(
            CauseLine(
                *words.CAUSES[cause.id],
                certainty=words.CERTAINTIES[cause.certainty],
                fixes=tuple(fix for fix in fixes if fix.cause == cause.id),
            )
            for cause in diagnosis.causes
        ),
        lost_networks=tuple(networks[i].name for i in lost if i in networks),
        rules=tuple(RuleLine(*rule, *seen) for rule, seen in zip(words.RULES, _rules(diagnosis), strict=True)),
        browser=" ".join(part for part in (browser.name, browser.version, f"on {browser.platform}") if part),
        rules_version=diagnosis.rules_version,
        return_to=return_to,
    )


def _verdict_key(state: State, diagnosis: Diagnosis) -> str:
    """Which words fit: an unfinished run has its own, and so has a loss of nothing but the pixel."""
    if state != "complete":
        return state
    if diagnosis.verdict != "at_risk":
        return diagnosis.verdict
    if "lost" not in diagnosis.methods.values():
        return "networks"
    only_pixel = [m for m, credit in diagnosis.methods.items() if credit != "tracked"] == ["third_party_pixel"]
    stripped = any(row.click_id == "lost" for row in diagnosis.networks)
    return "pixel_only" if only_pixel and not stripped else "at_risk"


def light_of(dossier: Dossier, diagnosis: Diagnosis) -> Light:
    """The light of the whole check."""
    return _light(_verdict_key(dossier.state, diagnosis), diagnosis.verdict)


def _light(key: str, verdict: Verdict) -> Light:
    # A lost pixel is the normal state of two of the three engines: no alarm.
    return "mostly" if key == "pixel_only" else _LIGHTS[verdict]


def _rules(diagnosis: Diagnosis) -> list[tuple[Light, str]]:
    """What this check has seen of each of the five rules: the click came before the order, and cookies work."""
    at = {step.step: step.at_ms for step in diagnosis.trail if step.at_ms is not None}
    clicked_first = "click" in at and "order" in at and at["click"] <= at["order"]
    only_you: tuple[Light, str] = ("unknown", "")
    cookies: dict[Verdict, tuple[Light, str]] = {
        "tracked": ("good", "checked"),
        "at_risk": ("mostly", "see above"),
        "lost": ("bad", "see above"),
        "unknown": only_you,
    }
    first: tuple[Light, str] = ("good", "checked") if clicked_first else only_you
    return [first, only_you, only_you, only_you, cookies[diagnosis.verdict]]


def _stations(diagnosis: Diagnosis, light: Light) -> tuple[Station, ...]:
    """You - network - store - order - cashback, each with a light."""
    steps = {step.step: step.state for step in diagnosis.trail}

    def station(name: str, step: Step, seen: str, missing: str) -> Station:
        match steps[step]:
            case "seen":
                return Station(name, "good", seen)
            case "altered":
                return Station(name, "warn", "reached, but something was taken away on the way")
            case "missing":
                return Station(name, "bad", missing)
            case _:
                return Station(name, "unknown", "not reached")

    credited = sum(credit == "tracked" for credit in diagnosis.methods.values())
    cashback = f"credited in {credited} of 3 ways"
    if steps["order"] not in ("seen", "altered"):
        cashback = "not reached"
    elif not credited and diagnosis.verdict == "unknown":
        cashback = "not measured"
    return (
        Station("You", "good", "pressed the button"),
        station("Network", "click", "saw your click", "never saw your click"),
        station("Store", "landing", "knows where you came from", "was not reached"),
        station("Order", "order", "placed", "was not placed"),
        Station("Cashback", light, cashback),
    )
