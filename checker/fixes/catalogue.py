"""The catalogue of fixes: one TOML file each, checked when it is loaded."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from checker.evidence.words import CauseId

FOLDER = Path(__file__).parent / "catalogue"


class CatalogueError(ValueError):
    """A fix file is wrong; the message names the file and the field."""


class Fix(BaseModel):
    """One thing to do.

    `browsers` and `platforms` empty mean any. `reach` says how much it changes, least first:
    this purchase only, this site, everything.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]+$")]
    causes: Annotated[tuple[CauseId, ...], Field(min_length=1)]
    browsers: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    reach: Literal["purchase", "site", "everything"]
    title: str
    steps: Annotated[tuple[str, ...], Field(min_length=1)]
    undo: str
    exposes: str
    checked: date
    confidence: Literal["read", "tested", "general"]


@cache
def load_fixes(folder: Path = FOLDER) -> tuple[Fix, ...]:
    """Every fix, in the order of the file names. Raises CatalogueError naming file and field."""
    fixes = []
    for path in sorted(folder.glob("*.toml")):
        try:
            fix = Fix.model_validate(tomllib.loads(path.read_text()))
        except (ValidationError, tomllib.TOMLDecodeError) as error:
            raise CatalogueError(f"{path.name}: {_first(error)}") from None
        if fix.id != path.stem:
            raise CatalogueError(f"{path.name}: id is {fix.id!r}, not the file's name")
        fixes.append(fix)
    return tuple(fixes)


def _first(error: ValidationError | tomllib.TOMLDecodeError) -> str:
    if isinstance(error, tomllib.TOMLDecodeError):
        return str(error)
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
