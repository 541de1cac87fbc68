"""Evidence: one observation each, and the document that holds those of one check.

The same document comes from a shopper's check and from a replay; nothing downstream can tell
them apart but by `origin`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from checker.evidence.words import Engine, State, Status

ProbeId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]


class Evidence(BaseModel):
    """What one probe saw.

    `value` is the probe's own JSON, `reason` a short word for a status that is not `ok`, `ms` the
    time in milliseconds (for steps of the purchase: since the start of the check).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    probe: ProbeId
    status: Status
    value: JsonValue = None
    reason: Annotated[str, Field(max_length=80)] | None = None
    ms: Annotated[int, Field(ge=0, le=86_400_000)] | None = None


class Browser(BaseModel):
    """The browser in the few words that diagnosis needs; never a full user agent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(max_length=40)] = "unknown"
    version: Annotated[str, Field(max_length=20)] = ""
    engine: Engine = "other"
    platform: Annotated[str, Field(max_length=20)] = "unknown"
    mobile: bool = False


class Dossier(BaseModel):
    """All evidence of one check, as judged. Order of `items` carries no meaning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    origin: Literal["shopper", "replay"] = "shopper"
    state: State
    browser: Browser = Browser()
    items: tuple[Evidence, ...] = ()

    def get(self, probe: str) -> Evidence | None:
        """The evidence of one probe, or None when it never answered."""
        return next((item for item in self.items if item.probe == probe), None)

    def value(self, probe: str) -> dict[str, Any]:
        """The value of a probe that answered `ok` with an object, else an empty one."""
        item = self.get(probe)
        return item.value if item and item.status == "ok" and isinstance(item.value, dict) else {}
