"""Reads the blockers' signatures, one TOML file each in `blockers/`: how each is told, and where it was measured.

A signature is a set of conditions over what the probes saw; all that are given must hold. Its `setups` are those
of the matrix in which this very blocker was replayed, so that its effect at each network can be looked up.
"""

from __future__ import annotations

import datetime
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError, model_validator

from checker.evidence.words import BlockerId, Certainty, Engine
from checker.knowledge.baits import Family
from checker.knowledge.loader import KnowledgeError

FOLDER = Path(__file__).parent / "blockers"


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Signature(_Fact):
    """Conditions, all of which must hold.

    `hits` and `spares` are families of list baits that are blocked, and that are not; with `far_only` those on our
    own host come through. `stripped` and `kept` are parameters of the landing address. `skipped` is a hop jumped over.
    `names_itself` is a browser's own word. `skips` says that the blocker is known to jump over links.
    """

    hits: tuple[Family, ...] = ()
    spares: tuple[Family, ...] = ()
    far_only: bool = False
    stripped: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    skipped: bool = False
    names_itself: Literal["", "brave", "duckduckgo"] = ""
    engines: tuple[Engine, ...] = ()
    certainty: Certainty
    setups: tuple[str, ...] = ()
    skips: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Signature:
        if not (self.hits or self.stripped or self.skipped or self.names_itself):
            raise ValueError("a signature needs something that is there, not only what is not")
        return self


class Source(_Fact):
    """Where the facts are from, when they were gathered, and how sure they are."""

    text: Annotated[str, Field(min_length=1)]
    date: Annotated[datetime.date, Strict()]
    confidence: Literal["read", "tested", "general"]


class Blocker(_Fact):
    """One blocker, or kind of blocker that a page cannot tell apart."""

    id: BlockerId
    name: Annotated[str, Field(min_length=3, max_length=90)]
    signatures: Annotated[tuple[Signature, ...], Field(min_length=1)]
    source: Source


@cache
def load_blockers(folder: Path = FOLDER) -> tuple[Blocker, ...]:
    """Every blocker, by the order of the file names. Raises KnowledgeError naming file and field."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            blocker = Blocker.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise KnowledgeError(f"{path.name}: {where}: {first['msg'].removeprefix('Value error, ')}") from error
        except ValueError as error:
            raise KnowledgeError(f"{path.name}: cannot be read as TOML: {error}") from error
        if blocker.id != path.stem:
            raise KnowledgeError(f"{path.name}: id: is {blocker.id!r}, but the file is called {path.stem!r}")
        found.append(blocker)
    return tuple(found)
