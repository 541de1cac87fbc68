"""The words of the web layer in the reader's language. `_` marks a text and translates it.

The language is the one asked for by `?lang=`, or chosen before, or wished by the browser; without any of them English.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import NullTranslations
from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, Domain, get_locale, gettext, ngettext

from checker.locales.catalogue import translations

__all__ = ["_", "in_language", "init_language", "language", "languages", "ngettext", "number", "when"]

_ = gettext

COOKIE = "check-language"
LIFE_S = 30 * 24 * 3600


class Language(NamedTuple):
    """A language as its readers call it; `direction` is that of its script."""

    code: str
    name: str
    direction: str = "ltr"


ALL = (
    Language("en", "English"),
    Language("de", "Deutsch"),
    Language("es", "Español"),
    Language("fr", "Français"),
    Language("it", "Italiano"),
)


def languages() -> tuple[Language, ...]:
    """The languages on offer for this request, the default first. A portal's brand may leave some out: here."""
    return ALL


def _by_code(code: str | None) -> Language | None:
    return next((one for one in languages() if one.code == code), None)


def language() -> Language:
    """The reader's language. One that is not on offer counts as none."""
    default = languages()[0]
    if not has_request_context():
        return default
    wished = request.accept_languages.best_match([one.code for one in languages()])
    wishes = (request.args.get("lang"), request.cookies.get(COOKIE), wished)
    return next((one for code in wishes if (one := _by_code(code))), default)


def in_language(one: Language, kept: Mapping[str, str | None]) -> str:
    """The address of this page in another language, with what it keeps of its query; the check page's where it answers
    no plain request."""
    rule = request.url_rule
    path = "/check" if rule is not None and "GET" not in (rule.methods or ()) else ""
    return f"{path}?{urlencode([*((name, value) for name, value in kept.items() if value), ('lang', one.code)])}"


def day_and_time(moment: datetime) -> str:
    """A moment as the reader's language writes it, in the zone that it has."""
    return f"{format_date(moment, 'medium', locale=get_locale())}, {moment:%H:%M}"


def when(moment: datetime) -> str:
    """A moment in UTC, saying so."""
    return f"{day_and_time(moment.astimezone(UTC))} UTC"


def number(value: float) -> str:
    """A number as the reader's language writes it."""
    return format_decimal(value, locale=get_locale())


class _Catalogues(Domain):
    """The catalogues beside the code, read as they are committed: nothing needs to be compiled first."""

    def get_translations(self) -> NullTranslations:
        return translations(language().code)


def init_language(app: Flask, *, keep_choice: bool) -> None:
    """Let an app speak all languages. With `keep_choice` a choice is kept in a cookie that holds the code alone."""
    babel = Babel(app, configure_jinja=False, locale_selector=lambda: language().code)
    babel.domain_instance = _Catalogues()
    app.jinja_env.globals.update(
        _=_, ngettext=ngettext, language=language, languages=languages, in_language=in_language, number=number, when=when
    )

    @app.after_request
    def say(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.headers["Content-Language"] = language().code
            response.vary.update(("Accept-Language", "Cookie"))
            chosen = _by_code(request.args.get("lang"))
            if keep_choice and chosen:
                response.set_cookie(
                    COOKIE, chosen.code, max_age=LIFE_S, secure=request.is_secure, httponly=True, samesite="Lax"
                )
        return response
