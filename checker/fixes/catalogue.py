"""The catalogue of fixes: one TOML file each, checked when it is loaded."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from checker.evidence.words import BlockerId, CauseId

FOLDER = Path(__file__).parent / "catalogue"

# As checker.knowledge.browsers names them. Brave, Tor, Mullvad and LibreWolf hide behind another name in the user
# agent, and so does Vivaldi on most sites.
BrowserName = Literal[
    "Chrome",
    "Chromium",
    "Firefox",
    "Safari",
    "Mobile Safari",
    "Edge",
    "Opera",
    "Opera Mini",
    "Opera Touch",  # Opera on iPhone and iPad
    "Samsung Internet",
    "DuckDuckGo",
    "Vivaldi",
    "Brave",
    "Facebook",
    "Instagram",
    "TikTok",
    "Pinterest",
    "WeChat Browser",
    "Mobile Safari UI/WKWebView",  # the browser inside any other app on iPhone and iPad
]
Platform = Literal["windows", "macos", "linux", "chromeos", "android", "ios"]
Reach = Literal["purchase", "site", "everything"]
PictureId = Literal[
    "chrome-address-icon",
    "firefox-shield",
    "safari-page-menu",
    "brave-lion",
    "edge-padlock",
    "extension-icon",
    "settings-menu",
    "firefox-menu",
    "safari-menu",
    "phone-menu",
    "device-settings",
    "private-window",
    "in-app-menu",
    "dns-settings",
]
# As checker.replay.setup has them; that they exist is a test's business, since this floor does not know replays.
SetupName = Annotated[str, Field(pattern=r"^(chromium|firefox|webkit)-[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1)]


class CatalogueError(ValueError):
    """A fix file is wrong; the message names the file and the field."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Versions(_Frozen):
    """The major versions of the browser that have this menu, both ends included; None is open."""

    min: Annotated[int, Field(ge=1)] | None = None
    max: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _is_a_range(self) -> Versions:
        if self.min is None and self.max is None:
            raise ValueError("say min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is greater than max")
        return self

    def hold(self, version: str) -> bool:
        """Whether a version such as `26.1` lies within; an unknown one does not."""
        major = version.split(".")[0]
        return major.isdecimal() and (self.min or 0) <= int(major) and (self.max is None or int(major) <= self.max)


class Fix(_Frozen):
    """One thing to do.

    `browsers`, `platforms` and `blockers` empty mean any. `only_with` is a cause without which the fix makes no sense:
    a private window explains blocked cookies only where there is one. `reach` says how much it changes, least first:
    this purchase only, this site and the store, everything. `honest` marks that nothing can be changed in this browser.
    `unsure`: menus may be called otherwise in the shopper's version. `confidence`: its effect was `tested` by a replay,
    its steps were `read` at the source, or it is `general` knowledge. `leads_to` says for a setup of
    `checker/replay/setups` which setup it becomes by this fix: there the fix can be tried.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]+$")]
    causes: Annotated[tuple[CauseId, ...], Field(min_length=1)]
    only_with: CauseId | None = None
    browsers: tuple[BrowserName, ...] = ()
    platforms: tuple[Platform, ...] = ()
    versions: Versions | None = None
    blockers: tuple[BlockerId, ...] = ()
    reach: Reach
    title: Text
    steps: Annotated[tuple[Text, ...], Field(min_length=1, max_length=5)]
    exposes: Text
    undo: Text
    verify: Text
    source: Text
    checked: date
    confidence: Literal["read", "tested", "general"]
    unsure: bool = False
    picture: PictureId | None = None
    leads_to: dict[SetupName, SetupName] = {}
    honest: bool = False

    @property
    def general(self) -> bool:
        """Made for no browser, platform or blocker in particular."""
        return not (self.browsers or self.platforms or self.blockers)

    @model_validator(mode="after")
    def _goes_together(self) -> Fix:
        if self.versions and len(self.browsers) != 1:
            raise ValueError("versions need exactly one of browsers")
        if self.unsure and self.confidence == "tested":
            raise ValueError("unsure and confidence 'tested' exclude each other")
        for setup, target in self.leads_to.items():
            if setup == target:
                raise ValueError(f"leads_to: {setup} leads to itself")
            if setup.split("-")[0] != target.split("-")[0]:
                raise ValueError(f"leads_to: {target} is another browser than {setup}")
        return self


@cache
def load_fixes(folder: Path = FOLDER) -> tuple[Fix, ...]:
    """Every fix, in the order of the file names. Raises CatalogueError naming file and field."""
    fixes = []
    for path in sorted(folder.glob("*.toml")):
        try:
            fix = Fix.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CatalogueError(f"{path.name}: {_first(error)}") from None
        if fix.id != path.stem:
            raise CatalogueError(f"{path.name}: id is {fix.id!r}, not the file's name")
        fixes.append(fix)
    return tuple(fixes)


def _first(error: ValidationError | tomllib.TOMLDecodeError | UnicodeDecodeError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    return f"{field}: {first['msg']}" if field else first["msg"]
