"""One portal as its operator describes it: name, logo, colours, wording, and whom it works with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self
from urllib.parse import urlsplit
from xml.etree import ElementTree

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from checker import config
from checker.brands.colours import Colours
from checker.config import ConfigError, Site

Language = Literal["en", "it", "de", "fr", "es"]
Phrase = Literal["button", "question", "lead", "support", "support_url"]
"""The phrases of the pages that a brand may say in its own words; the templates hold our own."""

LOGO_MAX = 200_000
SECRET_MIN = 16
_Words = Annotated[str | None, Field(min_length=1, max_length=300)]
_HOST = re.compile(
    r"(?=.{1,253}(?::|$))[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::\d{1,5})?"
)
_PNG = b"\x89PNG\r\n\x1a\n"


class Logo(NamedTuple):
    """A picture, read once."""

    data: bytes
    mimetype: str


def _beside(value: Any, info: ValidationInfo) -> Path:
    """A path as the file gives it: from the folder of the settings file."""
    if not isinstance(value, str) or not value:
        raise ValueError("must be the path of a file, as a text")
    path = Path((info.context or {})["folder"]) / value
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    return path


def _logo(value: Any, info: ValidationInfo) -> Logo:
    path = _beside(value, info)
    size = path.stat().st_size
    if size > LOGO_MAX:
        raise ValueError(f"{path.name} has {size} bytes, and may have {LOGO_MAX}")
    data = path.read_bytes()
    if data.startswith(_PNG):
        return Logo(data, "image/png")
    # No DTD: nothing that a parser could be made to expand.
    if b"<!DOCTYPE" not in data and b"<!ENTITY" not in data:
        try:
            if ElementTree.fromstring(data).tag == "{http://www.w3.org/2000/svg}svg":  # noqa: S314
                return Logo(data, "image/svg+xml")
        except (ElementTree.ParseError, ValueError, LookupError):
            pass
    raise ValueError(f"{path.name} is neither a PNG nor an SVG picture (an SVG without DOCTYPE, in its namespace)")


def _host(value: str) -> str:
    if not _HOST.fullmatch(value.lower()):
        raise ValueError(f"{value!r} is no host name such as www.example.org")
    return value.lower()


def _bare_host(value: str) -> str:
    if ":" in value:
        raise ValueError(f"{value!r} must be a host name without a port")
    return _host(value)


def _key(value: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ValueError("an API key is given by its SHA-256, 64 small hex digits")
    return value


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Webhook(_Part):
    """Where to tell of finished checks, and the secret that signs the telling."""

    url: str
    secret_env: str | None = None
    secret_file: Annotated[Path, BeforeValidator(_beside)] | None = None

    @field_validator("url")
    @classmethod
    def _address(cls, value: str, info: ValidationInfo) -> str:
        try:
            parts = urlsplit(value)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise ValueError(f"{value!r} is no address: {error}") from None
        loopback = (info.context or {}).get("private") and host in ("localhost", "127.0.0.1", "::1")
        if not host or parts.scheme not in (("https", "http") if loopback else ("https",)):
            raise ValueError(f"{value!r} must be an https address")
        if parts.username is not None or parts.fragment or any(ord(c) < 33 or ord(c) > 126 for c in value):
            raise ValueError(f"{value!r} must have no user, no fragment and no spaces")
        return value

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        if (self.secret_env is None) == (self.secret_file is None):
            raise ValueError("needs either secret_env or secret_file")
        if len(self.secret) < SECRET_MIN:
            where = self.secret_env or str(self.secret_file)
            raise ValueError(f"the secret in {where} is missing, or shorter than {SECRET_MIN} characters")
        return self

    @property
    def secret(self) -> str:
        """The shared secret. It is in the environment or in a file: the settings file may be shown around."""
        if self.secret_env:
            return config.secret(self.secret_env)
        return self.secret_file.read_text(encoding="utf-8").strip() if self.secret_file else ""


class Wording(_Part):
    """The brand's own words in one language."""

    button: _Words = None
    question: _Words = None
    lead: _Words = None
    support: _Words = None
    support_url: _Words = None

    @field_validator("support_url")
    @classmethod
    def _leads_somewhere(cls, value: str) -> str:
        if value.startswith(("https://", "mailto:")) or (value.startswith("/") and value[1:2] not in ("/", "\\")):
            return value
        raise ValueError("must begin with https://, mailto: or a single /")


class Brand(_Part):
    """One portal. `url` is its origin; None in the file stands for CHECKER_PORTAL_URL."""

    url: str | None = None
    name: Annotated[str, Field(min_length=1, max_length=60)]
    logo: Annotated[Logo, BeforeValidator(_logo)] | None = None
    colours: Colours | None = None
    wording: dict[Language, Wording] = {}
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en", "it", "de", "fr", "es")
    default_language: Language | None = None
    stores: Annotated[Path, BeforeValidator(_beside)] | None = None
    return_hosts: tuple[Annotated[str, AfterValidator(_bare_host)], ...] = ()
    badge_hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = ()
    webhook: Webhook | None = None
    api_keys: tuple[Annotated[str, AfterValidator(_key)], ...] = ()

    @field_validator("url")
    @classmethod
    def _origin(cls, value: str | None) -> str | None:
        try:
            return value and Site.parse("portal", value).url
        except ConfigError as error:
            raise ValueError(str(error).partition("=")[2]) from None

    @field_validator("default_language")
    @classmethod
    def _one_of_its_own(cls, value: Language | None, info: ValidationInfo) -> Language | None:
        if value not in info.data.get("languages", (value,)):
            raise ValueError(f"{value!r} is not among the languages")
        return value

    @property
    def site(self) -> Site:
        """The portal's origin, split."""
        assert self.url
        return Site.parse("portal", self.url)

    @property
    def first_language(self) -> Language:
        """The language of whoever asks for none that the portal speaks."""
        return self.default_language or self.languages[0]

    def phrase(self, phrase: Phrase, language: str) -> str | None:
        """The brand's own words in this language, or None where it has none."""
        own = next((own for spoken, own in self.wording.items() if spoken == language), None)
        return getattr(own, phrase) if own else None


def neutral(url: str) -> Brand:
    """The portal of an installation without a settings file: it has no name of its own."""
    return Brand.model_construct(url=url, name="")
