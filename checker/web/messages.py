"""`make messages`: finds every text for people and brings the catalogues up to date; what is new stands there empty."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from checker.web.catalogue import path
from checker.web.language import CODES

ROOT = Path(__file__).parents[2]
_TABLES, _TOML = "checker.web.texts:from_tables", "checker.web.texts:from_toml"
# The first pattern that fits a file reads it.
_METHODS = [
    ("checker/report/words.py", _TABLES),
    ("checker/report/store.py", _TABLES),
    ("checker/report/claim_words.py", _TABLES),
    ("checker/report/matrix_words.py", _TABLES),
    ("checker/fixes/catalogue/*.toml", _TOML),
    ("checker/knowledge/blockers/*.toml", _TOML),
    # For programs, in English.
    ("checker/web/members.py", "ignore"),
    ("checker/web/staging.py", "ignore"),
    ("checker/web/api/**.py", "ignore"),
    ("checker/**.py", "python"),
    ("templates/**.html", "jinja2.ext:babel_extract"),
]
_OPTIONS = {
    # For support, which reads them on the command line.
    "checker/report/claim_words.py": {"skip": "ADVICE_WORDS"},
    "checker/report/matrix_words.py": {"skip": "VERDICTS"},
    "checker/fixes/catalogue/*.toml": {"keys": "title steps exposes undo verify"},
    "checker/knowledge/blockers/*.toml": {"keys": "name"},
    "templates/**.html": {"silent": "false"},
}
# An error's text becomes a page's in errors.py.
_KEYWORDS = {"_": None, "ngettext": (1, 2), "abort": (2,), "Refused": (2,)}


def extract() -> Catalog:
    """Every text of the service, each with the first file that says it."""
    found = Catalog()
    entries = extract_from_dir(
        str(ROOT), _METHODS, _OPTIONS, _KEYWORDS, directory_filter=lambda folder: not _elsewhere(Path(folder))
    )
    for file, line, text, comments, context in entries:
        if text not in found:
            found.add(text, None, [(file, line)], auto_comments=comments, context=context)
    return found


def _elsewhere(folder: Path) -> bool:
    return folder.relative_to(ROOT).parts[:1] not in (("checker",), ("templates",))


def current(code: str, found: Catalog) -> Catalog:
    """A language's catalogue with the texts of `found`: those that are new are empty, those that went are gone."""
    kept = Catalog(
        code, header_comment="# The texts of this service in one language.", project="checker", version="1",
        copyright_holder="-", msgid_bugs_address="-", last_translator="-", language_team="-", fuzzy=False,
    )  # fmt: skip
    if path(code).is_file():
        with path(code).open("rb") as file:
            kept = read_po(file, locale=code)
    made = kept.creation_date or datetime.now(UTC)
    kept.update(found, no_fuzzy_matching=True)
    kept.creation_date = made
    kept.obsolete.clear()
    return kept


def main() -> int:
    """Write all catalogues, and say what each still misses."""
    found = extract()
    for code in CODES[1:]:
        catalogue = current(code, found)
        path(code).parent.mkdir(parents=True, exist_ok=True)
        with path(code).open("wb") as file:
            write_po(file, catalogue, width=120, include_lineno=False, sort_by_file=True)
        missing = [message for message in catalogue if message.id and (not message.string or message.fuzzy)]
        sys.stdout.write(f"{code}: {len(catalogue)} texts, {len(missing)} to be translated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
