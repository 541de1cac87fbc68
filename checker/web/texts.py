"""What Babel finds in our data: the tables of words, the fixes, the names of blockers. `make messages` runs it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

Found = tuple[int, None, str, list[str]]
"""A line number, no function, a text, and comments for translators, as Babel wants it."""

_LETTERS = re.compile(r"[^\W\d_]{2}")


def from_tables(file: BinaryIO, keywords: object, tags: object, options: Mapping[str, Any]) -> Iterator[Found]:
    """The texts of a module of words: what its public tables hold, save those named by the option `skip`.

    Keys are ids, and so is a tuple that is handed to a record.
    """
    for node in ast.parse(file.read()).body:
        match node:
            case ast.Assign(targets=[ast.Name(name)], value=value) | ast.AnnAssign(target=ast.Name(name), value=value):
                if value is not None and name.isupper() and name[0] != "_" and name != options.get("skip"):
                    yield from _texts(value)


def _texts(node: ast.expr) -> Iterator[Found]:
    match node:
        case ast.Constant(str(text)) if _LETTERS.search(text):
            yield node.lineno, None, text, []
        case ast.Dict(values=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from _texts(part)
        case ast.Call(args=parts):
            for part in parts:
                if not isinstance(part, ast.Tuple):
                    yield from _texts(part)


def from_toml(file: BinaryIO, keywords: object, tags: object, options: Mapping[str, Any]) -> Iterator[Found]:
    """The texts of a TOML file under the keys that the option `keys` names, with spaces between them."""
    read = tomllib.load(file)
    for key in options["keys"].split():
        value = read[key]
        for text in [value] if isinstance(value, str) else value:
            yield 1, None, text, []
