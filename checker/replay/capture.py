"""Captures: the real check, run in a setup, kept as a dossier that the diagnosis can be held against for good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.evidence.model import Dossier


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
