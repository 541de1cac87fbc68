"""Settings: read once from the environment, checked, then passed around.

Nothing else in the project reads the environment, and nothing else knows a host name.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

Role = Literal["portal", "network", "shop"]
ROLES: tuple[Role, ...] = ("portal", "network", "shop")

_DEFAULT_HOSTS: Mapping[Role, str] = {
    "portal": "cashback.localhost",
    "network": "network.localhost",
    "shop": "shop.localhost",
}


class ConfigError(ValueError):
    """A setting is missing or wrong; the message names it and says what to write."""


@dataclass(frozen=True)
class Site:
    """One of the three sites: its public origin, split once."""

    role: Role
    url: str
    scheme: str
    host: str

    @classmethod
    def parse(cls, role: Role, raw: str) -> Site:
        """Check and split one URL setting.

        Raises ConfigError when it is not a bare http(s) origin.
        """
        name = f"CHECKER_{role.upper()}_URL"
        raw = raw.strip().rstrip("/")
        try:
            parts = urlsplit(raw)
            parts.port  # noqa: B018  (reading it is what validates it)
        except ValueError as error:
            raise ConfigError(f"{name}={raw!r} is not a URL: {error}") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(f"{name}={raw!r} must look like https://name.example")
        if parts.path or parts.query or parts.fragment or parts.username:
            raise ConfigError(f"{name}={raw!r} must be a bare origin, with no path or user")
        return cls(role, raw, parts.scheme, parts.hostname.lower().rstrip("."))


@dataclass(frozen=True)
class Grid:
    """A Selenium Grid for replays, and the address of this machine at which its nodes reach the mapping proxy."""

    url: str
    proxy_host: str = "127.0.0.1"


@dataclass(frozen=True)
class Settings:
    """Everything the service can be told from outside."""

    portal: Site
    network: Site
    shop: Site
    data: Path
    database_url: str
    secret_key: str = field(repr=False)
    self_address: str | None = None
    self_ca: Path | None = None
    redis_url: str | None = None
    grid: Grid | None = None
    return_hosts: tuple[str, ...] = ()
    play_networks: bool = False
    keep_days: int = 30
    claim_days: int = 400
    claim_closes_days: int = 90
    proxies: int = 0
    ask_networks: bool = True
    stores_file: Path | None = None
    brands_file: Path | None = None
    webhook_private: bool = False

    def site(self, role: Role) -> Site:
        return {"portal": self.portal, "network": self.network, "shop": self.shop}[role]

    def as_environ(self) -> dict[str, str]:
        """The environment by which another process of the service gets the same settings."""
        return {f"CHECKER_{site.role.upper()}_URL": site.url for site in self.sites} | {
            "CHECKER_BRANDS": str(self.brands_file or ""),
            "CHECKER_DATA": str(self.data),
            "CHECKER_SELF_ADDRESS": self.self_address or "",
            "CHECKER_SELF_CA": str(self.self_ca or ""),
            "CHECKER_STORES": str(self.stores_file or ""),
            "CHECKER_WEBHOOK_PRIVATE": "1" if self.webhook_private else "",
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": self.secret_key,
            "CHECKER_KEEP_DAYS": str(self.keep_days),
            "CHECKER_CLAIM_DAYS": str(self.claim_days),
        }

    @property
    def sites(self) -> tuple[Site, Site, Site]:
        return (self.portal, self.network, self.shop)


def grid(environ: Mapping[str, str] | None = None) -> Grid | None:
    """The Grid that SELENIUM_REMOTE_URL names (and CHECKER_PROXY_HOST); None where replays use this machine's browsers.

    Raises ConfigError.
    """
    env = os.environ if environ is None else environ
    url = env.get("SELENIUM_REMOTE_URL", "").strip()
    if not url:
        return None
    try:
        good = urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname) and urlsplit(url).port != 0
    except ValueError:
        good = False
    if not good:
        raise ConfigError("SELENIUM_REMOTE_URL must look like http://grid.example:4444")
    return Grid(url.rstrip("/"), env.get("CHECKER_PROXY_HOST", "").strip() or Grid.proxy_host)


def load(environ: Mapping[str, str] | None = None, *, scheme: str = "http", port: int = 8000) -> Settings:
    """Read the settings.

    `scheme` and `port` are where the service will listen; they only fill in the default URLs. A
    setting given in the environment always wins, so the public names may differ from the
    listening ones (a proxy in front).

    Raises ConfigError with the name of the setting that is wrong.
    """
    env = os.environ if environ is None else environ
    sites: dict[Role, Site] = {}
    quick_start = True
    for role in ROLES:
        given = env.get(f"CHECKER_{role.upper()}_URL", "").strip()
        quick_start = quick_start and not given
        sites[role] = Site.parse(role, given or f"{scheme}://{_DEFAULT_HOSTS[role]}:{port}")
    if len({site.host for site in sites.values()}) < len(ROLES):
        raise ConfigError("the portal, the network and the shop must be three different host names")

    data = Path(env.get("CHECKER_DATA") or "var").resolve()
    secret = env.get("SECRET_KEY", "")
    if not secret:
        if not quick_start:
            raise ConfigError("SECRET_KEY is required once the site URLs are set: give it 32 random characters or more")
        secret = _kept_secret(data)
    elif len(secret) < 16:
        raise ConfigError("SECRET_KEY is shorter than 16 characters")

    self_ca, brands = env.get("CHECKER_SELF_CA"), env.get("CHECKER_BRANDS")
    stores_file = env.get("CHECKER_STORES", "").strip()
    return Settings(
        **sites,
        data=data,
        database_url=env.get("DATABASE_URL") or f"sqlite:///{data / 'checker.sqlite3'}",
        secret_key=secret,
        self_address=env.get("CHECKER_SELF_ADDRESS") or None,
        self_ca=Path(self_ca) if self_ca else None,
        redis_url=env.get("REDIS_URL") or None,
        grid=grid(env),
        return_hosts=tuple(h.strip().lower() for h in env.get("CHECKER_RETURN_HOSTS", "").split(",") if h.strip()),
        play_networks=env.get("CHECKER_PLAY_NETWORKS") == "1",
        keep_days=_number(env, "CHECKER_KEEP_DAYS", Settings.keep_days, 1, 3650),
        claim_days=_number(env, "CHECKER_CLAIM_DAYS", Settings.claim_days, 1, 3650),
        claim_closes_days=_number(env, "CHECKER_CLAIM_CLOSES_DAYS", Settings.claim_closes_days, 4, 3650),
        proxies=_number(env, "CHECKER_PROXIES", Settings.proxies, 0, 9),
        ask_networks=env.get("CHECKER_ASK_NETWORKS", "1").strip() != "0",
        stores_file=Path(stores_file) if stores_file else None,
        brands_file=Path(brands).resolve() if brands else None,
        webhook_private=env.get("CHECKER_WEBHOOK_PRIVATE") == "1",
    )


def _number(env: Mapping[str, str], name: str, otherwise: int, least: int, most: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ConfigError(f"{name}={text[:20]!r} must be a whole number from {least} to {most}")
    return int(text)


def secret(name: str) -> str:
    """A secret that the operator keeps in the environment under a name of his own; '' when it is not there."""
    return os.environ.get(name, "").strip()


def _kept_secret(data: Path) -> str:
    """The quick start's own key: made once, readable by its owner only, shared by all workers."""
    path = data / "secret_key"
    data.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written aside and linked into place: a second process sees the whole key or none.
        draft = data / f".secret_key.{os.getpid()}"
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
