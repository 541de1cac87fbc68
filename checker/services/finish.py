"""Finish a check: see whether its purchase is over, and if so diagnose and store it, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from checker.diagnosis.compare import Comparison, compare
from checker.diagnosis.diagnose import Diagnosis, diagnose
from checker.evidence.model import Browser, Dossier, Evidence
from checker.evidence.words import State
from checker.knowledge.loader import Network
from checker.practice.course import course
from checker.practice.ledger import Trail
from checker.practice.observe import observe
from checker.services.trail import DatabaseLedger, elapsed_ms
from checker.store.checks import Checks, Closing
from checker.store.models import CheckRow


class Finisher:
    """Ends checks. Reading a check is enough to end it: a check whose time is up is closed by whoever looks."""

    def __init__(self, checks: Checks, ledger: DatabaseLedger, networks: Mapping[str, Network]) -> None:
        self._checks, self._ledger, self._networks = checks, ledger, networks

    def advance(self, check: CheckRow) -> tuple[CheckRow, Trail]:
        """The check as it stands now, closed if its purchase is over, and its trail."""
        trail = self._ledger.trail(check.id)
        if check.state != "running":
            return check, trail
        check = self._checks.get(check.id) or check
        now = course(
            trail,
            elapsed_ms(check.created),
            network_reachable=_network_reachable(check),
            lists_quiet=_lists_quiet(check),
        )
        if now.state is None:
            return check, trail
        dossier = assemble(check, trail, now.state)
        diagnosis = diagnose(dossier, self._networks)
        self._checks.close(
            check.id,
            Closing(
                state=now.state,
                completed=check.created + timedelta(milliseconds=now.ends_ms),
                rules_version=diagnosis.rules_version,
                dossier=dossier.model_dump_json(),
                diagnosis=diagnosis.model_dump_json(),
            ),
        )
        return self._checks.get(check.id) or check, trail

    def outcome(self, check: CheckRow) -> tuple[Dossier, Diagnosis]:
        """Evidence and diagnosis of a check: as stored, or what is known so far while it runs."""
        if check.dossier and check.diagnosis:
            return Dossier.model_validate_json(check.dossier), Diagnosis.model_validate_json(check.diagnosis)
        dossier = assemble(check, self._ledger.trail(check.id), "running")
        return dossier, diagnose(dossier, self._networks)

    def against_earlier(self, check: CheckRow) -> tuple[CheckRow, Comparison] | None:
        """The earlier check that this one was made to be held against, and what has changed; None without one.

        An earlier diagnosis of other rules is made anew from its evidence.
        """
        before = self._checks.by_code(check.again) if check.again and check.state != "running" else None
        if before is None or before.state == "running":
            return None
        evidence, later = self.outcome(check)
        earlier_evidence, earlier = self.outcome(before)
        if earlier.rules_version != later.rules_version:
            earlier, later = (diagnose(found, self._networks) for found in (earlier_evidence, evidence))
        return before, compare(earlier, later, earlier_evidence, evidence)


def assemble(check: CheckRow, trail: Trail, state: State) -> Dossier:
    """All evidence of a check in one document: the server's own, then what the page sent."""
    page = [Evidence.model_validate(item) for item in check.page or ()]
    return Dossier(state=state, browser=Browser.model_validate(check.browser), items=(*observe(trail), *page))


def _lists_quiet(check: CheckRow) -> bool:
    """Whether every list bait came, on both hosts."""
    sides: dict[str, Any] = next(
        (item["value"] for item in check.page or () if item["probe"] == "list-baits" and item["status"] == "ok"), {}
    )
    return all(sides.get(side) and set(sides[side].values()) == {"loaded"} for side in ("near", "far"))


def _network_reachable(check: CheckRow) -> bool | None:
    for item in check.page or ():
        if item["probe"] == "reach-hosts" and item["status"] == "ok":
            return bool(item["value"]["network"] == "reached" or item["value"]["shop"] != "reached")
    return None
