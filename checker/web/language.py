"""The words of the web layer in the reader's language. `_` marks a text and translates it.

The language is the one asked for by `?lang=`, or chosen before, or wished by the browser; without any of them English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import NullTranslations
from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale, gettext, ngettext

from checker.web.catalogue import translations

__all__ = ["_", "current", "day", "day_and_time", "init_language", "ngettext", "number", "when"]

COOKIE = "check-language"
LIFE_S = 30 * 24 * 3600


class Language(NamedTuple):
    """A language as its readers call it; `direction` is that of its script."""

    code: str
    name: str
    direction: str = "ltr"


_KNOWN = {
    one.code: one
    for one in (
        Language("en", "English"),
        Language("it", "Italiano"),
        Language("de", "Deutsch"),
        Language("fr", "Français"),
        Language("es", "Español"),
    )
}
CODES = tuple(_KNOWN)
_SPOKEN = "languages"


def _(text: str, **values: object) -> str:
    """A text in the reader's language, its places `%(name)s` filled."""
    return str(gettext(text, **values))


def languages() -> tuple[Language, ...]:
    """The languages on offer here, in the portal's order: a portal's brand may leave some out."""
    codes: tuple[str, ...] = current_app.extensions[_SPOKEN][0]
    return tuple(_KNOWN[code] for code in codes)


def language() -> Language:
    """The reader's language."""
    return _KNOWN[current()]


def current() -> str:
    """The code of the reader's language. One that is not on offer counts as none."""
    if not has_request_context():
        return CODES[0]
    if "language" not in g:
        codes, first = current_app.extensions[_SPOKEN]
        asked = (request.args.get("lang"), request.cookies.get(COOKIE), request.accept_languages.best_match(codes))
        g.language = next((code for code in asked if code in codes), first)
    return str(g.language)


def in_language(one: Language, kept: Mapping[str, str | None]) -> str:
    """The address of this page in another language, with what it keeps of its query; the check page's where it answers
    no plain request."""
    rule = request.url_rule
    path = "/check" if rule is not None and "GET" not in (rule.methods or ()) else ""
    return f"{path}?{urlencode([*((name, value) for name, value in kept.items() if value), ('lang', one.code)])}"


def day(moment: date) -> str:
    """A day as the reader's language writes it."""
    return format_date(moment, "medium", locale=get_locale())


def day_and_time(moment: datetime) -> str:
    """A moment in the zone that it has."""
    return f"{day(moment)}, {moment:%H:%M}"


def when(moment: datetime) -> str:
    """A moment in UTC, saying so."""
    return f"{day_and_time(moment.astimezone(UTC))} UTC"


def number(value: float) -> str:
    """A number as the reader's language writes it."""
    return format_decimal(value, locale=get_locale())


class _Catalogues(Domain):  # type: ignore[misc]
    """The catalogues beside the code, read as they are committed: nothing needs to be compiled first."""

    def get_translations(self) -> NullTranslations:
        return translations(current())


def init_language(
    app: Flask, codes: Sequence[str] = CODES, first: str = CODES[0], *, keep_choice: bool = False, secure: bool = False
) -> None:
    """Let an app speak these languages; `first` to whoever asks for none of them.

    With `keep_choice` a choice is kept in a cookie that holds the code alone.
    """
    app.extensions[_SPOKEN] = (tuple(codes), first)
    babel = Babel(app, configure_jinja=False, locale_selector=current)
    babel.domain_instance = _Catalogues()
    app.jinja_env.globals.update(_=_, ngettext=ngettext, language=language, languages=languages)
    app.jinja_env.globals.update(in_language=in_language, number=number, when=when, day=day)

    @app.after_request
    def tell(response: Response) -> Response:
        if response.mimetype != "text/html":
            return response
        response.headers["Content-Language"] = current()
        response.vary.update(("Accept-Language", "Cookie"))
        if keep_choice and request.args.get("lang") in codes:
            response.set_cookie(COOKIE, current(), max_age=LIFE_S, secure=secure, httponly=True, samesite="Lax")
        return response
