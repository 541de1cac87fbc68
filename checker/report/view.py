"""The report as its page draws it: every word chosen, nothing left to the template but the drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from checker.diagnosis.diagnose import Diagnosis
from checker.diagnosis.identify import Identity
from checker.evidence.model import Dossier
from checker.evidence.words import METHODS, CauseId, Credit, State, Step, Verdict
from checker.fixes.choose import ChosenFix, shown
from checker.knowledge.browsers import PLATFORM_NAMES
from checker.knowledge.loader import Network
from checker.report import words
from checker.report.changes import ChangesView
from checker.report.lights import Light
from checker.report.losses import Toll, toll
from checker.report.store import StoreLine

# The steps that each lead to the next; the others happen beside them.
_WAY: tuple[Step, ...] = ("click", "landing", "order")
# The causes that a blocker may be behind: the first of them that was found says which one.
_BLOCKERS: tuple[CauseId, ...] = (
    "content-blocker",
    "network-unreachable",
    "redirect-skipped",
    "click-id-stripped",
    "sub-id-stripped",
)
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
    """A cause with its fixes: a fix for several causes stands at the first. `more` are those to be folded.

    `who` is the blocker behind it, '' where none is known.
    """

    title: str
    effect: str
    certainty: str
    who: str
    fixes: tuple[ChosenFix, ...]
    more: tuple[ChosenFix, ...]


@dataclass(frozen=True)
class LossLine:
    """What stops a purchase at some networks, and their names."""

    text: str
    networks: tuple[str, ...]


@dataclass(frozen=True)
class RuleLine:
    """A rule; `seen` says what this check saw of it, '' for what only the shopper can do."""

    title: str
    text: str
    light: Light
    seen: str


@dataclass(frozen=True)
class ReportView:
    """Everything on the report. `code` is the support code, `created` the start of the check (UTC).

    `do_first` is the id of the fix to begin with, '' where there is none.
    """

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
    losses: tuple[LossLine, ...]
    rules: tuple[RuleLine, ...]
    browser: str
    identity: Identity
    rules_version: str
    return_to: str | None
    store: StoreLine | None = None
    changes: ChangesView | None = None
    do_first: str = ""


def build_view(
    *,
    code: str,
    created: datetime,
    dossier: Dossier,
    diagnosis: Diagnosis,
    fixes: Sequence[ChosenFix],
    networks: Mapping[str, Network],
    return_to: str | None = None,
    store: StoreLine | None = None,
    changes: ChangesView | None = None,
    say: words.Say = str,
) -> ReportView:
    """Put the diagnosis into words and drawings, in the language of `say`."""
    paid = toll(diagnosis, networks)
    key = _verdict_key(dossier.state, diagnosis, paid)
    named = next((cause.id for cause in diagnosis.causes if cause.id in _BLOCKERS), None)
    browser = dossier.browser
    first, more = (tuple(_in_words(fix, say) for fix in some) for some in shown(fixes))
    begin = first[0].cause if first else None
    return ReportView(
        code=code,
        created=created,
        state=dossier.state,
        verdict=diagnosis.verdict,
        light=_light(key, diagnosis.verdict),
        sentence=say(words.VERDICTS[key][0]),
        lead=_lead(key, diagnosis, paid, say),
        stations=_stations(diagnosis, _light(key, diagnosis.verdict), say),
        methods=tuple(
            MethodLine(say(name), say(text), diagnosis.methods[m], say(words.CREDITS[diagnosis.methods[m]]))
            for m, (name, text) in ((m, words.METHODS[m]) for m in METHODS)
        ),
        causes=tuple(
            CauseLine(
                title=say(words.CAUSES[cause.id].title),
                effect=say(words.CAUSES[cause.id].effect),
                certainty=say(words.CERTAINTIES[cause.certainty]),
                who=_who(diagnosis.identity, say) if cause.id == named else "",
                fixes=tuple(fix for fix in first if fix.cause == cause.id),
                more=tuple(fix for fix in more if fix.cause == cause.id),
            )
            # The cause whose fix is the one to begin with stands first.
            for cause in sorted(diagnosis.causes, key=lambda cause: cause.id != begin)
        ),
        losses=tuple(LossLine(say(words.LOSSES[line.reason]), line.networks) for line in paid.lines),
        rules=tuple(
            RuleLine(say(rule.title), say(rule.text), *seen)
            for rule, seen in zip(words.RULES, _rules(diagnosis, say), strict=True)
        ),
        browser=say(words.BROWSER_ON).format(
            browser=" ".join(part for part in (browser.name, browser.version) if part),
            platform=PLATFORM_NAMES.get(browser.platform, browser.platform),
        ),
        identity=diagnosis.identity,
        rules_version=diagnosis.rules_version,
        return_to=return_to,
        store=store,
        changes=changes,
        do_first=first[0].id if first else "",
    )


def _verdict_key(state: State, diagnosis: Diagnosis, paid: Toll) -> str:
    """Which words fit: an unfinished run has its own, and so have losses of nothing but the pixel, or at networks."""
    if state != "complete":
        return state
    others = [credit for method, credit in diagnosis.methods.items() if method != "third_party_pixel"]
    whole = set(diagnosis.methods.values()) == {"tracked"}
    if diagnosis.verdict == "unknown" and whole:
        return "unseen"
    if diagnosis.verdict != "at_risk":
        return diagnosis.verdict
    if paid.count and set(others) == {"tracked"}:
        return "most_networks" if 2 * len(paid.lost) > paid.known else "networks"
    only_pixel = diagnosis.methods["third_party_pixel"] == "lost" and set(others) == {"tracked"}
    return "pixel_only" if only_pixel else "at_risk"


def _lead(key: str, diagnosis: Diagnosis, paid: Toll, say: words.Say) -> str:
    """The sentences below the verdict: what happened, at which networks, and what could not be seen."""
    stopped = next((s.step for s in diagnosis.trail if s.step in _WAY and s.state == "missing"), _WAY[0])
    lead = [say(words.VERDICTS[key][1]).format(step=say(words.STEPS[stopped]), count=paid.count, known=paid.known)]
    if key in ("networks", "most_networks"):
        if paid.lost:
            lost = words.LOST_AT if paid.sure else words.PROBABLY_LOST_AT
            lead.append(say(lost).format(networks=", ".join(paid.lost)))
        if paid.part:
            lead.append(say(words.PARTLY_LOST_AT).format(networks=", ".join(paid.part)))
    if key in ("unseen", "pixel_only", "at_risk"):
        lead += map(say, _not_seen(diagnosis.identity))
    return " ".join(lead)


def _not_seen(identity: Identity) -> list[str]:
    if identity.quiet or identity.setup is not None:
        return []
    return [words.NOT_SEEN if identity.blocker is None else words.NOT_MEASURED]


def _who(identity: Identity, say: words.Say) -> str:
    # That something blocks is what the cause says itself.
    if identity.blocker in (None, "content-filter"):
        return ""
    return say(words.BLOCKERS[identity.certainty]).format(name=say(identity.name))


def light_of(dossier: Dossier, diagnosis: Diagnosis, networks: Mapping[str, Network]) -> Light:
    """The light of the whole check."""
    return _light(_verdict_key(dossier.state, diagnosis, toll(diagnosis, networks)), diagnosis.verdict)


def _light(key: str, verdict: Verdict) -> Light:
    # A lost pixel is the normal state of two of the three engines: no alarm.
    return "mostly" if key == "pixel_only" else _LIGHTS[verdict]


def _rules(diagnosis: Diagnosis, say: words.Say) -> list[tuple[Light, str]]:
    """What this check has seen of each of the five rules: the click came before the order, and cookies work."""
    at = {step.step: step.at_ms for step in diagnosis.trail if step.at_ms is not None}
    clicked_first = "click" in at and "order" in at and at["click"] <= at["order"]
    only_you: tuple[Light, str] = ("unknown", "")
    cookies: dict[Verdict, tuple[Light, str]] = {
        "tracked": ("good", say(words.JUST_CHECKED)),
        "at_risk": ("mostly", say(words.SEE_ABOVE)),
        "lost": ("bad", say(words.SEE_ABOVE)),
        "unknown": only_you,
    }
    first: tuple[Light, str] = ("good", say(words.JUST_CHECKED)) if clicked_first else only_you
    return [first, only_you, only_you, only_you, cookies[diagnosis.verdict]]


def _stations(diagnosis: Diagnosis, light: Light, say: words.Say) -> tuple[Station, ...]:
    """You - network - store - order - cashback, each with a light."""
    steps = {step.step: step.state for step in diagnosis.trail}

    def station(step: Step) -> Station:
        told = words.STATIONS[step]
        lit: dict[str, tuple[Light, str]] = {
            "seen": ("good", told.reached),
            "altered": ("warn", words.ALTERED),
            "missing": ("bad", told.missed),
        }
        colour, note = lit.get(steps[step], ("unknown", words.NOT_REACHED))
        return Station(say(told.name), colour, say(note))

    credited = sum(credit == "tracked" for credit in diagnosis.methods.values())
    note = words.CASHBACK.reached
    if steps["order"] not in ("seen", "altered"):
        note = words.NOT_REACHED
    elif not credited and diagnosis.verdict == "unknown":
        note = words.CASHBACK.missed
    return (
        Station(say(words.YOU.name), "good", say(words.YOU.reached)),
        *map(station, words.STATIONS),
        Station(say(words.CASHBACK.name), light, say(note).format(count=credited)),
    )


def _in_words(fix: ChosenFix, say: words.Say) -> ChosenFix:
    told = {name: say(getattr(fix, name)) for name in ("title", "exposes", "undo", "verify")}
    return fix.model_copy(update=told | {"steps": tuple(map(say, fix.steps))})
