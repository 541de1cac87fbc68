"""From credits to one word."""

from __future__ import annotations

from collections.abc import Iterable

from checker.evidence.words import Credit, Verdict


def combine(credits: Iterable[Credit]) -> Verdict:
    """The verdict over the methods that are used.

    `tracked` if every one is credited, `lost` if none is, `at_risk` between; `unknown` as long as
    the unknown ones could still change the answer.
    """
    kinds = set(credits)
    if {"tracked", "lost"} <= kinds:
        return "at_risk"
    if kinds == {"tracked"}:
        return "tracked"
    return "lost" if kinds == {"lost"} else "unknown"


def overall(purchase: Verdict, networks: Iterable[Iterable[Credit]]) -> Verdict:
    """The verdict of the whole check: the purchase's, lowered where a network is known to lose something."""
    if purchase == "tracked" and any("lost" in credits for credits in networks):
        return "at_risk"
    return purchase
