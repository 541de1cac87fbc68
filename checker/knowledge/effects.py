"""What the matrix has measured: `effects.json`, made by `checker matrix` and committed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

PATH = Path(__file__).parent / "effects.json"


class Effects(BaseModel):
    """The matrix document: `setups` holds a row for each setup and network, as the contract has it."""

    model_config = ConfigDict(frozen=True)

    made: str = ""
    knowledge: str = ""
    setups: dict[str, dict[str, dict[str, Any]]] = {}
    browsers: dict[str, dict[str, str]] = {}
    skipped: dict[str, str] = {}
    faults: list[dict[str, Any]] = []


@cache
def load_effects(path: Path = PATH) -> Effects:
    """The measured table; an empty one where there is no file."""
    return Effects.model_validate(json.loads(path.read_text())) if path.exists() else Effects()
