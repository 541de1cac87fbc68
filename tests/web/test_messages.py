"""The catalogues hold every text for people, whole; and the templates hold no text beside them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from checker.fixes.catalogue import load_fixes
from checker.report import claim_words, store, words
from checker.web.assets import ROOT
from checker.web.catalogue import path
from checker.web.language import CODES
from checker.web.messages import extract
from checker.web.texts import from_tables, from_toml

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PLACE = re.compile(r"%\(\w+\)s|\{\w*\}")
SAID_ALOUD = {"title", "alt", "placeholder", "label", "content", "aria-label", "aria-description", "data-lost"}


@pytest.fixture(scope="module")
def found() -> Catalog:
    return extract()


def read(code: str) -> Catalog:
    with path(code).open("rb") as file:
        return read_po(file, locale=code)


def strings(message: Message) -> list[str]:
    """A message's translations, one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def forms(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


@pytest.mark.parametrize("code", CODES[1:])
def test_a_catalogue_holds_every_text_and_no_other(found: Catalog, code: str) -> None:
    ids = {message.id for message in found if message.id}
    assert {message.id for message in read(code) if message.id} == ids, "run make messages"


@pytest.mark.parametrize("code", CODES[1:])
def test_nothing_is_untranslated_or_unsure(code: str) -> None:
    open_ones = [m.id for m in read(code) if m.id and (m.fuzzy or not all(text.strip() for text in strings(m)))]
    assert open_ones == []


@pytest.mark.parametrize("code", CODES[1:])
def test_a_translation_has_the_places_of_its_text(code: str) -> None:
    for message in read(code):
        if message.id:
            wanted = sorted(set(PLACE.findall(" ".join(forms(message)))))
            for text in strings(message):
                assert sorted(set(PLACE.findall(text))) == wanted, message.id


def test_the_tables_and_the_fixes_are_found(found: Catalog) -> None:
    told = [text for fix in load_fixes() for text in (fix.title, *fix.steps, fix.exposes, fix.undo, fix.verify)]
    told += [text for cause in words.CAUSES.values() for text in cause]
    told += [text for station in words.STATIONS.values() for text in station]
    told += [*words.LOSSES.values(), *words.CHANGES.values(), *words.CREDITS.values(), words.NOT_SEEN, words.ALTERED]
    told += [*store.SENTENCES.values(), *store.WHY.values(), store.OR]
    told += [answer.text for answer in claim_words.ANSWER_WORDS.values()]
    told += [*claim_words.FAULTS.values(), *claim_words.DONE_WORDS.values(), *claim_words.ZONES.values()]
    assert [text for text in told if text not in found] == []


def test_ids_are_no_texts() -> None:
    source = b'A = {"key": Words(("an_id",), "A text.")}\nSKIPPED = ["not this"]\n_HIDDEN = "nor this"\nX = "?"\n'
    assert [text for _, _, text, _ in from_tables(BytesIO(source), (), (), {"skip": "SKIPPED"})] == ["A text."]
    toml = b'id = "no"\ntitle = "One"\nsteps = ["Two", "Three"]\n'
    assert [text for _, _, text, _ in from_toml(BytesIO(toml), (), (), {"keys": "title steps"})] == [
        "One",
        "Two",
        "Three",
    ]


class _Left(HTMLParser):
    """Collects what a page would say in words that stand in the template itself."""

    def __init__(self) -> None:
        super().__init__()
        self.left: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        for name, value in attrs:
            viewport = tag == "meta" and ("width=" in (value or "") or value in ("light dark", "noindex"))
            if name in SAID_ALOUD and not viewport and self._says(value or "") and "url=" not in (value or ""):
                self.left.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        # Blocks and macros hold bare attributes too.
        said = re.sub(r'[\w-]+="[^"]*"', "", data)
        if self._inside not in ("script", "style") and self._says(said):
            self.left.append(data.strip())

    @staticmethod
    def _says(text: str) -> bool:
        return re.search(r"[^\W\d_]{2}", text) is not None


def left(template: str) -> list[str]:
    """The words in a template outside `_()`."""
    marked = re.sub(r"_\((?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", "_(", template)
    # A text that is printed, with a space or a capital letter, and is no text of ours to compare with.
    said = re.findall(
        r"[\"']([A-Z][a-z]+[^\"'{}]*|[a-z]+ [a-z][^\"'{}<>=]*)[\"']", " ".join(re.findall(r"\{\{.*?\}\}", marked, re.S))
    )
    parser = _Left()
    parser.feed(re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template, flags=re.S))
    parser.close()
    return parser.left + said


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_a_template_says_nothing_beside_the_catalogue(file: Path) -> None:
    assert left(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Plain words</p>",
        '<img alt="A picture">',
        '{{ "Two words" if it else _("fine") }}',
        "<p>{{ _('a') }} and more</p>",
    ],
)
def test_what_is_left_is_seen(template: str) -> None:
    assert left(template)


@pytest.mark.parametrize("file", sorted((ROOT / "static").rglob("*.js")), ids=lambda file: file.name)
def test_a_script_says_nothing_by_itself(file: Path) -> None:
    code = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", file.read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"[\"'`][A-Z][a-z]+ [a-z][^\"'`]*[\"'`]", code) == []
