"""The probes that run in the check page, and the shape that each one's value must have.

What a page sends is hostile until it has passed here: unknown probes are dropped and counted,
values of another shape become `failed`, so that nobody's invention reaches a judge.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from checker.evidence.model import Evidence

MAX_ITEMS = 60


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Popup(_Shape):
    """Whether the press on the button opened a window."""

    opened: bool


class Scripting(_Shape):
    """Whether the check page ran its script."""

    on: bool


class Cookies(_Shape):
    """`navigator.cookieEnabled`, and whether a cookie written by script came back."""

    enabled: bool
    written: bool


Reach = Literal["reached", "failed"]


class Hosts(_Shape):
    """Plain requests to neutral paths of our own three hosts, without cookies."""

    network: Reach
    shop: Reach


PAGE_PROBES: dict[str, type[_Shape]] = {
    "page-popup": Popup,
    "page-scripting": Scripting,
    "page-cookies": Cookies,
    "reach-hosts": Hosts,
}

_ITEM = TypeAdapter(Evidence)


def accept(raw: Any) -> tuple[list[Evidence], int]:
    """The evidence in what a page sent, and how many items were refused.

    Raises ValueError when it is no list of bounded length at all.
    """
    if not isinstance(raw, list) or len(raw) > MAX_ITEMS:
        raise ValueError(f"evidence must be a list of at most {MAX_ITEMS} items")
    taken: dict[str, Evidence] = {}
    refused = 0
    for item in raw:
        try:
            evidence = _ITEM.validate_python(item)
        except ValidationError:
            refused += 1
            continue
        if evidence.probe not in PAGE_PROBES or evidence.probe in taken:
            refused += 1
            continue
        taken[evidence.probe] = _checked(evidence)
    return list(taken.values()), refused


def _checked(evidence: Evidence) -> Evidence:
    if evidence.status != "ok":
        return evidence.model_copy(update={"value": None})
    try:
        value = PAGE_PROBES[evidence.probe].model_validate(evidence.value, strict=True)
    except ValidationError:
        return Evidence(probe=evidence.probe, status="failed", reason="malformed", ms=evidence.ms)
    return evidence.model_copy(update={"value": value.model_dump()})
