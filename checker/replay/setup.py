"""Setups: one browser as one shopper has it, as data. One file each in `setups/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator

from checker.config import Role
from checker.evidence.words import CauseId
from checker.replay.hosts import AFFILIATE_HOSTS

ReplayEngine = Literal["chromium", "firefox", "webkit"]
BlockerKind = Literal["none", "ublock-origin", "adguard", "rules"]
SetupId = Annotated[str, Field(pattern=r"^(chromium|firefox|webkit)-[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]

FOLDER = Path(__file__).parent / "setups"
_BLOCKERS: Mapping[BlockerKind, Sequence[ReplayEngine]] = {
    "none": get_args(ReplayEngine),
    "ublock-origin": ("firefox",),
    "adguard": ("chromium",),
    "rules": ("chromium", "webkit"),
}


class SetupError(ValueError):
    """A setup's file is wrong, or there is no such setup. The message names file and field."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Blocker(_Frozen):
    """What blocks in this setup.

    `rule_sets` are numbers of AdGuard's lists (2 base, 3 tracking, 17 URL parameters). `rules` are our
    own: declarative-net-request rules for Chromium, content-blocker rules (as Safari's) for WebKit.
    `page_script` runs in every page before its own scripts, as an extension's would (Chromium).
    `bait` is a path that the rules block on every host, by which a replay waits until they do.
    """

    kind: BlockerKind = "none"
    rule_sets: tuple[int, ...] = ()
    rules: tuple[dict[str, JsonValue], ...] = ()
    page_script: str = ""
    bait: Annotated[str, Field(pattern=r"^(/\S*)?$")] = ""

    @model_validator(mode="after")
    def _goes_together(self) -> Blocker:
        if bool(self.rule_sets) != (self.kind == "adguard"):
            raise ValueError("rule_sets and kind 'adguard' need each other")
        if bool(self.rules or self.page_script) != (self.kind == "rules"):
            raise ValueError("rules (or page_script) and kind 'rules' need each other")
        return self


class ContentSetting(_Frozen):
    """One exception of a Chromium content setting, e.g. cookies of the network's site blocked.

    `site` is a role (portal, network, shop) or a host name.
    """

    kind: Literal["cookies", "javascript", "images", "popups"]
    site: str
    value: Literal["allow", "block", "session"]


class Setup(_Frozen):
    """One browser setup. Texts in prefs, arguments and rules may hold `{portal}`, `{network}`, `{shop}`."""

    id: SetupId
    engine: ReplayEngine
    line: Annotated[str, Field(min_length=10, max_length=120)]
    prefs: dict[str, JsonValue] = {}
    arguments: tuple[str, ...] = ()
    blocker: Blocker = Blocker()
    content_settings: tuple[ContentSetting, ...] = ()
    unresolvable: tuple[str, ...] = ()
    user_agent: Annotated[str, Field(max_length=400)] = ""
    expects: tuple[CauseId, ...] = ()
    fixes: dict[CauseId, SetupId] = {}

    @model_validator(mode="after")
    def _fits_the_engine(self) -> Setup:
        if not self.id.startswith(f"{self.engine}-"):
            raise ValueError(f"id must begin with the engine, {self.engine}-")
        if self.engine not in _BLOCKERS[self.blocker.kind]:
            raise ValueError(f"blocker {self.blocker.kind!r} does not run in {self.engine}")
        if self.content_settings and self.engine != "chromium":
            raise ValueError("content_settings exist in chromium only")
        if self.blocker.page_script and self.engine != "chromium":
            raise ValueError("blocker.page_script exists in chromium only")
        if self.prefs and self.engine == "webkit":
            raise ValueError("webkit has no prefs: use arguments")
        if stray := set(self.fixes) - set(self.expects):
            raise ValueError(f"fixes for causes that are not expected: {', '.join(sorted(stray))}")
        return self

    def placed(self, sites: Mapping[Role, Sequence[str]]) -> Setup:
        """The same setup with roles and placeholders replaced by the host names of a journey.

        The list word `affiliate` becomes the click hosts that DNS blockers commonly break.
        """
        lists: dict[str, Sequence[str]] = {"affiliate": AFFILIATE_HOSTS}
        lists |= {str(role): hosts for role, hosts in sites.items()}
        words = {"{" + role + "}": ",".join(hosts) for role, hosts in sites.items()}
        settings = [
            setting.model_copy(update={"site": host})
            for setting in self.content_settings
            for host in lists.get(setting.site, (setting.site,))
        ]
        names = [host for word in self.unresolvable for host in lists.get(word, (word,))]
        return self.model_copy(
            update={
                "prefs": _filled(self.prefs, words),
                "arguments": _filled(self.arguments, words),
                "blocker": self.blocker.model_copy(update={"rules": _filled(self.blocker.rules, words)}),
                "content_settings": tuple(settings),
                "unresolvable": tuple(names),
            }
        )

    @property
    def knows_hosts(self) -> bool:
        """Does it treat some hosts unlike others? Then what our own hosts met says little about a network's."""
        lists = ("urlclassifier.", "privacy.trackingprotection.", "browser.privatebrowsing.", "browser.contentblock")
        # `custom` and `standard` only say that other prefs decide.
        plain = (False, "custom", "standard")
        return (
            self.blocker.kind != "none"
            or bool(self.unresolvable or self.content_settings)
            # Cookies of listed trackers only.
            or self.prefs.get("network.cookie.cookieBehavior") == 4
            or any(name.startswith(lists) and value not in plain for name, value in self.prefs.items())
        )

    def needs_placing(self) -> bool:
        """Does it still hold words that stand for host names?"""
        rest = (self.prefs, self.arguments, self.blocker.rules)
        unplaced = [*self.unresolvable, *(setting.site for setting in self.content_settings)]
        return any("." not in name for name in unplaced) or _filled(rest, dict.fromkeys(_WORDS, "")) != rest


_WORDS = tuple("{" + role + "}" for role in get_args(Role))


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for word, text in words.items():
            value = value.replace(word, text)
        return value
    if isinstance(value, dict):
        return {_filled(key, words): _filled(item, words) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_filled(item, words) for item in value)
    return value


def read(path: Path) -> Setup:
    """Read one file. Raises SetupError with the file and the field that is wrong."""
    try:
        setup = Setup.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError(f"{path.name}: not TOML: {error}") from None
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, item['loc'])) or 'file'}: {item['msg']}" for item in error.errors()]
        raise SetupError(f"{path.name}: {'; '.join(wrong)}") from None
    if setup.id != path.stem:
        raise SetupError(f"{path.name}: id: {setup.id!r} must be the file's name")
    return setup


def load(folder: Path = FOLDER) -> dict[str, Setup]:
    """All setups by id, in order. Raises SetupError for a wrong file or a fix that leads nowhere."""
    setups = {setup.id: setup for setup in map(read, sorted(folder.glob("*.toml")))}
    for setup in setups.values():
        for cause, target in setup.fixes.items():
            if target not in setups:
                raise SetupError(f"{setup.id}.toml: fixes.{cause}: there is no setup {target!r}")
            if setups[target].engine != setup.engine:
                raise SetupError(f"{setup.id}.toml: fixes.{cause}: {target!r} is another browser")
    return setups


@cache
def all_setups() -> Mapping[str, Setup]:
    """The project's own setups, read once."""
    return load()


def get(setup_id: str) -> Setup:
    """One setup of ours. Raises SetupError with the nearest names when there is no such id."""
    import difflib

    setups = all_setups()
    if setup_id in setups:
        return setups[setup_id]
    near = difflib.get_close_matches(setup_id, setups, n=3, cutoff=0.4)
    raise SetupError(f"there is no setup {setup_id!r}" + (f"; did you mean {', '.join(near)}?" if near else ""))
