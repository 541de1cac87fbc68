"""A script with all that it imports as one file: a browser may ask for modules one after the other.

WebKitGTK 2.50 did: for the check page's 20 modules it went to the server 27 times, one after the other, which took
0.9 s at 20 ms each (2026-11-24).
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

_IMPORT = re.compile(r'^import (?:\* as (?P<whole>\w+)|(?P<names>\{[\w, ]+\})) from "(?P<path>\.\.?/[\w./-]+)";$', re.M)
_EXPORT = re.compile(r"^export (?=(?:const|class|function|async function) (?P<name>\w+))", re.M)
_OTHER = re.compile(r"^\s*(?:import|export)\b(?!\()[^\n]*", re.M)
_RENAMED = re.compile(r"\bas\b")


def bundle(entry: Path) -> str:
    """The text of a module that does what `entry` does and imports nothing.

    Each module becomes a function that runs once and answers what the module exports. Raises ValueError for what this
    cannot keep: a circle, and any `import` or `export` but `import { a, b }`, `import * as a` and the export of a
    constant, a class or a function where it is declared.
    """
    names: dict[Path, str] = {}
    texts: list[str] = []

    def add(module: Path) -> str:
        if module in names:
            if not names[module]:
                raise ValueError(f"{module.name} imports itself by way of others")
            return names[module]
        names[module] = ""
        text = _IMPORT.sub(partial(taken, module), module.read_text())
        exported = [found["name"] for found in _EXPORT.finditer(text)]
        text = _EXPORT.sub("", text)
        if other := _OTHER.search(text):
            raise ValueError(f"{module.name}: cannot be bundled: {other[0].strip()}")
        names[module] = f"m{len(texts)}"
        answer = f"return {{ {', '.join(exported)} }};"
        texts.append(f"const {names[module]} = (() => {{\n{text}\n{answer}\n}})();\n")
        if module == entry and exported:
            texts.append(f"export const {{ {', '.join(exported)} }} = {names[module]};\n")
        return names[module]

    def taken(module: Path, found: re.Match[str]) -> str:
        if found["names"] and _RENAMED.search(found["names"]):
            raise ValueError(f"{module.name}: cannot be bundled: {found[0]}")
        return f"const {found['whole'] or found['names']} = {add((module.parent / found['path']).resolve())};"

    add(entry)
    return "".join(texts)
