"""What a network's file may say: the models, and the checks that refuse an incomplete one."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, StrictBool, model_validator

from checker.evidence.words import Method

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_T = TypeVar("_T")


def _template(text: str, *known: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or "{" in parts.netloc:
        raise ValueError("must be an https URL with a fixed host")
    unknown = sorted(set(_PLACEHOLDER.findall(text)) - set(known))
    if unknown:
        raise ValueError(f"unknown placeholder {', '.join(unknown)}")
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        raise ValueError("stray brace")
    return text


def _plain_url(text: str) -> str:
    return _template(text)


def _link_url(text: str) -> str:
    return _template(text, "destination", "sub_id")


def _pixel_url(text: str) -> str:
    found = _PLACEHOLDER.findall(_template(text, "order", "amount"))
    if not {"order", "amount"} <= set(found):
        raise ValueError("must carry {order} and {amount}")
    return text


def _distinct(values: tuple[_T, ...]) -> tuple[_T, ...]:
    if len(set(values)) < len(values):
        raise ValueError("names the same thing twice")
    return values


Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
Text = Annotated[str, Field(min_length=1)]


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Link(_Fact):
    """One shape of a click link: `destination` shows the shop's URL to whoever reads the link, `opaque` does not."""

    shape: Literal["destination", "opaque"]
    url: Annotated[str, AfterValidator(_link_url)]
    raw: StrictBool = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        carries = "{destination}" in self.url
        if carries != (self.shape == "destination"):
            raise ValueError("shape: must be destination exactly when the url has {destination}")
        if self.raw and not carries:
            raise ValueError("raw: speaks of {destination}, which the url does not have")
        return self

    def build(self, destination: str, sub_id: str) -> str:
        """The link that leads to the URL `destination`; an opaque link leaves it out.

        Both values are percent-encoded, except that a `raw` link takes the destination as it is.
        """
        values = {
            "destination": destination if self.raw else quote(destination, safe=""),
            "sub_id": quote(sub_id, safe=""),
        }
        return _PLACEHOLDER.sub(lambda match: values[match[1]], self.url)


class Cookies(_Fact):
    """Cookie names by the site that keeps them; an empty list means that none is known by name."""

    network: tuple[Name, ...]
    shop: tuple[Name, ...]


class Source(_Fact):
    """Where a file's facts are from, when they were gathered, and how sure they are.

    `read` in the named material, `tested` here, or `general` knowledge that nobody has checked. The
    list `general` names the fields of which some part is only that, whatever the rest of the file is.
    """

    text: Text
    date: Annotated[datetime.date, Strict()]
    confidence: Literal["read", "tested", "general"]
    general: tuple[Literal["methods", "click_id", "sub_id", "links", "tag", "pixel", "cookies"], ...] = ()


class Network(_Fact):
    """One affiliate network.

    `click_id` holds the landing parameters, the one that credits the sale first. `pixel` is a
    template for `str.format(order=..., amount=...)`. Without a `tag` or a `pixel` none is known. `hop`
    is the origin of a second host that the click passes, and that keeps the cookie.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    name: Text
    methods: Annotated[tuple[Method, ...], Field(min_length=1), AfterValidator(_distinct)]
    click_id: Annotated[tuple[Name, ...], Field(min_length=1), AfterValidator(_distinct)]
    sub_id: Name
    links: Annotated[tuple[Link, ...], Field(min_length=1)]
    tag: Annotated[str, AfterValidator(_plain_url)] | None = None
    pixel: Annotated[str, AfterValidator(_pixel_url)] | None = None
    hop: Annotated[str, AfterValidator(_plain_url)] | None = None
    postback: StrictBool
    cookies: Cookies
    source: Source

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.sub_id in self.click_id:
            raise ValueError("sub_id: is a click_id already")
        if self.postback != ("server_to_server" in self.methods):
            raise ValueError("postback: must be true exactly when methods has server_to_server")
        named = re.compile(rf"\b{re.escape(self.sub_id)}[=:/]\{{sub_id\}}")
        for number, link in enumerate(self.links):
            if not named.search(link.url):
                raise ValueError(f"links.{number}.url: does not carry {{sub_id}} under the name {self.sub_id}")
        return self

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host of the links, the tag, the pixel and the hop, in that order, without repeats."""
        urls = [link.url for link in self.links] + [url for url in (self.tag, self.pixel, self.hop) if url]
        return tuple(dict.fromkeys(urlsplit(url).hostname or "" for url in urls))
