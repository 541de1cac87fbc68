"""The causes, one file each; loading them refuses an incomplete or unknown one."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from checker.diagnosis.causes._cause import Cause
from checker.evidence.words import CAUSE_IDS


@cache
def causes() -> tuple[Cause, ...]:
    """Every cause that can be judged, in the order of the closed list.

    Raises TypeError for a file without a CAUSE, LookupError for one whose id is not on the list.
    """
    found = {}
    for module_info in pkgutil.iter_modules(__path__):
        if module_info.name.startswith("_"):
            continue
        cause = getattr(importlib.import_module(f"{__name__}.{module_info.name}"), "CAUSE", None)
        if not isinstance(cause, Cause):
            raise TypeError(f"{module_info.name}.py declares no CAUSE")
        if cause.id not in CAUSE_IDS or cause.id.replace("-", "_") != module_info.name:
            raise LookupError(f"{module_info.name}.py declares {cause.id!r}, which is not its name or not on the list")
        found[cause.id] = cause
    return tuple(found[cause_id] for cause_id in CAUSE_IDS if cause_id in found)
