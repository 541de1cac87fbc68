"""The portals of this installation, from the settings file that CHECKER_BRANDS names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from checker.brands.lines import Path as Place
from checker.brands.lines import line_of
from checker.brands.model import Brand, Language, Logo, Phrase, Webhook, neutral
from checker.config import Settings, Site

__all__ = ["Brand", "BrandError", "Language", "Logo", "Phrase", "Webhook", "all_sites", "load_brands"]


_PLAIN = {"extra_forbidden": "there is no such key", "missing": "is missing"}


class BrandError(ValueError):
    """The settings file has mistakes; the message names each with file, line and reason."""


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    portal: tuple[Brand, ...]

    @field_validator("portal", mode="before")
    @classmethod
    def _several(cls, value: Any) -> Any:
        if not isinstance(value, list) or not value:
            raise ValueError("write each portal as [[portal]], in double brackets")
        return value


def load_brands(settings: Settings) -> tuple[Brand, ...]:
    """The portals, each with its `url`; without a file the one neutral portal of the settings.

    Raises BrandError with every mistake at once.
    """
    path = settings.brands_file
    if path is None:
        return (neutral(settings.portal.url),)
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except (OSError, ValueError) as error:
        # A TOML error says its own line.
        raise BrandError(f"{path}: cannot be read as TOML: {error}") from None
    try:
        read = _File.model_validate(content, context={"folder": path.parent, "private": settings.webhook_private})
    except ValidationError as error:
        faults = [
            (fault["loc"], _PLAIN.get(fault["type"]) or fault["msg"].removeprefix("Value error, "))
            for fault in error.errors()
        ]
        raise BrandError(_lines(str(path), text, faults)) from None
    brands = tuple(brand.model_copy(update={"url": brand.url or settings.portal.url}) for brand in read.portal)
    if faults := list(_beside_each_other(brands, settings)):
        raise BrandError(_lines(str(path), text, faults))
    return brands


def _lines(path: str, text: str, faults: list[tuple[Place, str]]) -> str:
    told = sorted((line_of(text, place), ".".join(map(str, place)), reason) for place, reason in faults)
    return "\n".join(f"{path}:{line}: {name}: {reason}" for line, name, reason in told)


def _beside_each_other(brands: tuple[Brand, ...], settings: Settings) -> Iterator[tuple[Place, str]]:
    """What is wrong with the portals' addresses, taken together."""
    taken: dict[str, str] = {site.host: f"the {site.role}'s" for site in (settings.network, settings.shop)}
    for number, brand in enumerate(brands):
        if whose := taken.get(brand.site.host):
            yield ("portal", number, "url"), f"the host {brand.site.host} is {whose} already"
        taken.setdefault(brand.site.host, "another portal's")
    if settings.portal.url not in [brand.url for brand in brands]:
        yield (
            ("portal", 0, "url"),
            f"no portal has the address of CHECKER_PORTAL_URL ({settings.portal.url}): leave url out of one, or set it",
        )


def all_sites(settings: Settings) -> tuple[Site, ...]:
    """Every site that this installation serves: its portals, the network and the shop. Raises BrandError."""
    return (*(brand.site for brand in load_brands(settings)), settings.network, settings.shop)
