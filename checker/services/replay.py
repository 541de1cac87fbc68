"""Replay a check: its nearest setup, the clean control, and what each fix leads to."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from checker.config import Settings
from checker.diagnosis.diagnose import Diagnosis
from checker.evidence.model import Dossier
from checker.evidence.words import METHODS, CauseId, Credit, Method
from checker.jobs import PERSON, Queue, ReplayFailed
from checker.knowledge.effects import Effects
from checker.replay import blockers
from checker.replay.drivers import BrowserMissing, find
from checker.replay.lifetime import Room, alive
from checker.replay.matrix import CONTROLS, knowledge_version
from checker.replay.rows import OWN
from checker.replay.setup import Setup
from checker.store.replays import Replays

JOB_LIMIT_S = 90.0
Outcome = Literal["reproduced", "not reproduced", "cannot be replayed here", "waiting", "failed"]


class Step(BaseModel):
    """One replay of a check's story. `worked` is whether the purchase was credited in every way (fixes and control)."""

    step: Literal["control", "setup", "fix"]
    setup: str
    cause: CauseId | None = None
    outcome: Outcome
    worked: bool | None = None
    verdict: str | None = None
    why: str = ""


class Story(BaseModel):
    """A check replayed: `state` is `waiting` until every step has come to its end."""

    state: Literal["waiting", "done"]
    nearest: str | None
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Plan:
    """Which setups a check needs; None where we have none that fits."""

    nearest: Setup | None
    why: str
    fixes: Mapping[CauseId, str]


def plan(dossier: Dossier, diagnosis: Diagnosis, setups: Mapping[str, Setup], effects: Effects) -> Plan:
    """The setup most like the shopper's, and the setups to which its fixes lead.

    The engine must be the same; then what was credited and which causes were named decide, as the
    matrix has measured them, or as the setup says where it has not. Phones have engines of their
    own kind that no replay here has.
    """
    browser = dossier.browser
    if browser.mobile:
        return Plan(None, f"{browser.name} on {browser.platform} cannot be replayed here", {})
    causes = {cause.id for cause in diagnosis.causes}
    fitting = [setup for setup in setups.values() if setup.engine == browser.engine and not setup.user_agent]
    if not fitting:
        return Plan(None, f"we have no {browser.engine} engine to replay in", {})

    def distance(setup: Setup) -> tuple[int, int, int, str]:
        own = effects.setups.get(setup.id, {}).get(OWN)
        known = set(own["causes"]) if own else set(setup.expects)
        other = sum(own["methods"][m] != diagnosis.methods[m] for m in METHODS) if own else len(METHODS)
        # Of several alike the plainest: what nothing points to should not be assumed.
        extras = (setup.blocker.kind != "none") + len(setup.prefs) + len(setup.arguments)
        return (len(known ^ causes), other, extras, setup.id)

    nearest = min(fitting, key=distance)
    if distance(nearest)[0] > 1:
        return Plan(None, "no setup of ours shows what this check showed", {})
    return Plan(nearest, "", {cause: target for cause, target in nearest.fixes.items() if cause in causes})


class Replayer:
    """Asks the queue for a check's replays, and tells how they stand."""

    def __init__(
        self, queue: Queue, replays: Replays, setups: Mapping[str, Setup], effects: Effects, runnable: Any
    ) -> None:
        self._queue, self._replays, self._setups = queue, replays, setups
        self._effects, self._runnable = effects, runnable

    def story(self, dossier: Dossier, diagnosis: Diagnosis, *, ask: bool) -> Story:
        """How the check replays; with `ask` the replays that are missing are asked for. Raises Busy."""
        made = plan(dossier, diagnosis, self._setups, self._effects)
        if made.nearest is None:
            step = Step(step="setup", setup="", outcome="cannot be replayed here", why=made.why)
            return Story(state="done", nearest=None, steps=(step,))
        expected = diagnosis.methods
        steps = [
            self._step("control", CONTROLS[made.nearest.engine], None, ask, None),
            self._step("setup", made.nearest.id, None, ask, expected),
            *(self._step("fix", target, cause, ask, None) for cause, target in made.fixes.items()),
        ]
        waiting = any(step.outcome == "waiting" for step in steps)
        return Story(state="waiting" if waiting else "done", nearest=made.nearest.id, steps=tuple(steps))

    def _step(
        self,
        kind: Literal["control", "setup", "fix"],
        setup_id: str,
        cause: CauseId | None,
        ask: bool,
        expected: Mapping[Method, Credit] | None,
    ) -> Step:
        setup = self._setups[setup_id]
        if why := self._runnable(setup):
            return Step(step=kind, setup=setup_id, cause=cause, outcome="cannot be replayed here", why=why)
        version = version_of(setup)
        if ask:
            replay_id = self._queue.ask(setup_id, OWN, version, PERSON)
            row = self._replays.get(replay_id)
        else:
            row = self._replays.find(setup_id, OWN, version)
        if row is None or row.state in ("waiting", "running"):
            return Step(step=kind, setup=setup_id, cause=cause, outcome="waiting")
        if row.state == "failed" or row.result is None:
            return Step(step=kind, setup=setup_id, cause=cause, outcome="failed", why=row.fault or "")
        methods = row.result["methods"]
        wanted: Mapping[Method, str] = expected or dict.fromkeys(METHODS, "tracked")
        return Step(
            step=kind,
            setup=setup_id,
            cause=cause,
            outcome="reproduced" if methods == wanted else "not reproduced",
            worked=all(credit == "tracked" for credit in methods.values()) if kind != "setup" else None,
            verdict=row.result["verdict"],
            why=row.result["why"],
        )


def version_of(setup: Setup) -> str:
    """What a replay's result is true for: the browser on this machine, its blocker, and what we know."""
    try:
        program = Path(find.browser(setup.engine)).resolve()
        stamp = f"{program} {program.stat().st_mtime_ns} {program.stat().st_size}"
    except (BrowserMissing, OSError):
        stamp = "elsewhere"
    text = f"{stamp} {blockers.version(setup.blocker)} {knowledge_version([setup], [])}"
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def make_replay(settings: Settings, setup_id: str, network: str) -> dict[str, Any]:
    """Make one replay in a process of its own, which ends with ours and within the limit. Raises ReplayFailed."""
    with Room(settings.data / "replays") as room:
        result = room.folder / "result.json"
        command = [sys.executable, "-m", "checker", "replay", "--setup", setup_id, "--json", "--out", str(result)]
        if network != OWN:
            command += ["--network", network]
        root = Path(__file__).parents[2]
        told = {"CHECKER_DATA": str(settings.data), "CHECKER_BLOCKERS": str(blockers.default_folder())}
        if settings.grid:
            told |= {"SELENIUM_REMOTE_URL": settings.grid.url, "CHECKER_PROXY_HOST": settings.grid.proxy_host}
        pid = room.spawn(["env", "-C", str(root), *command], environ=told, log="replay.log")
        deadline = time.monotonic() + JOB_LIMIT_S
        while alive(pid):
            if time.monotonic() > deadline:
                raise ReplayFailed(f"it did not end within {JOB_LIMIT_S:.0f} s")
            time.sleep(0.05)
        if not result.exists():
            said = room.log("replay.log").strip().splitlines()
            raise ReplayFailed(said[-1].removeprefix("checker: ") if said else "it ended without a word")
        document: dict[str, Any] = json.loads(result.read_text())
        return document
