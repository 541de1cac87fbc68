"""Watch a purchase happen: each step as the trail gets it, and the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from checker.evidence.words import STEPS, Step
from checker.practice.course import TOTAL_MS
from checker.practice.ledger import Trail
from checker.store.models import CheckRow

if TYPE_CHECKING:
    from checker.services.bench import Bench

# So often it is reckoned anew whether the time is up, if nothing happens.
_RECKON_S = 0.1
# A window that was opened, and whose first request does not come, was opened for nothing.
ABSENT_S = 3.0


def watch(bench: Bench, started: Callable[[], CheckRow | None]) -> Iterator[tuple[str, Any]]:
    """Yield `step` with all steps so far whenever one is new, and last `end` with code and state.

    `started` answers the check once it has started; `absent` is all that is told of one that does not.
    """
    begun, due = time.monotonic(), 0.0
    check: CheckRow | None = None
    pulse: tuple[str, bool, int] | None = None
    told: list[dict[str, Any]] = []
    with bench.database.watching() as wait:
        while (now := time.monotonic()) - begun < TOTAL_MS / 1000 + 1:
            # Most of what is written is of other checks.
            wait(max(0.0, due - now))
            before, check = pulse, check or started()
            pulse = bench.checks.pulse(check.id) if check else None
            if pulse == before and time.monotonic() < due:
                continue
            due = time.monotonic() + _RECKON_S
            if check:
                check, trail = bench.finisher.advance(check)
                if check.state != "running":
                    yield "end", {"code": check.code, "state": check.state}
                    return
                # The page draws these and no others; to judge them is for the end.
                if (steps := [_so_far(step, trail) for step in STEPS]) != told:
                    told = steps
                    yield "step", steps
            elif now - begun > ABSENT_S:
                yield "absent", {}
                return


def _so_far(step: Step, trail: Trail) -> dict[str, Any]:
    entry = trail.get("kit" if step == "tag" else step)
    return {"step": step, "state": "seen" if entry else "not_reached", "at_ms": entry.at_ms if entry else None}
