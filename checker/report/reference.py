"""The reference of probes, causes and blockers, drawn from what each declares itself."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from checker.diagnosis.causes import causes
from checker.knowledge.blockers import Signature, load_blockers
from checker.report import words

_META = re.compile(r"^export const meta = ({.*?^});$", re.DOTALL | re.MULTILINE)


def read_meta(path: Path) -> dict[str, Any]:
    """What a probe's module declares: JSON, but for a last comma. Raises ValueError for a module without one."""
    found = _META.search(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{path.name} declares no meta")
    meta: dict[str, Any] = json.loads(re.sub(r",\s*}$", "}", found[1]))
    return meta


def as_markdown(probes: Path) -> str:
    """The document; `probes` is the folder of the probes' modules."""
    return "\n".join([*_probes(probes), *_causes(), *_blockers()]) + "\n"


def _probes(folder: Path) -> Iterator[str]:
    yield from ("# Probes, causes, blockers", "", "Made by `python -m checker reference --out docs/reference.md`.", "")
    yield from ("## Probes", "", "What the check page looks at, beside the purchase. Each ends by its deadline.", "")
    for path in sorted(folder.glob("*.js")):
        if path.name == "index.js":
            continue
        meta = read_meta(path)
        yield from (f"### {meta['id']}", "", f"Measures {meta['measures']}.", "", f"- Limits: {meta['limits']}.")
        yield f"- Control: {meta['control']}."
        if after := meta.get("after"):
            yield f"- Waits for the purchase's {after}."
        yield f"- Deadline: {meta['deadline']} ms."
        yield f"- What leaves the browser: {meta['leaves']}."
        yield from (f"- Checked {meta['checked']}.", "")


def _causes() -> Iterator[str]:
    yield from (
        "## Causes",
        "",
        "Each judge gets the evidence that it needs and nothing else, and may say that it",
        "cannot tell.",
        "",
    )
    for cause in causes():
        told = words.CAUSES[cause.id]
        rule = " ".join((inspect.getdoc(cause.judge) or "").split())
        yield from (f"### {cause.id}", "", f"{told.title}. {told.effect}", "", f"- Rule: {rule}")
        yield f"- Needs: {', '.join(cause.needs)}."
        if cause.explains:
            yield f"- Explains, and so hides: {', '.join(cause.explains)}."
        yield ""


def _blockers() -> Iterator[str]:
    yield from ("## Blockers", "", "By what each is told. All conditions of a signature must hold.", "")
    for blocker in load_blockers():
        yield from (f"### {blocker.id}: {blocker.name}", "")
        yield from (
            f"- {', '.join(_conditions(signature))}: {signature.certainty}." for signature in blocker.signatures
        )
        yield from ("", f"{blocker.source.text} ({blocker.source.date}, {blocker.source.confidence}).", "")


def _conditions(signature: Signature) -> Iterator[str]:
    for name, value in signature.model_dump(exclude={"certainty", "skips", "setups"}).items():
        if value:
            yield name.replace("_", " ") + (
                "" if value is True else f" {'+'.join(value) if isinstance(value, tuple) else value}"
            )
    if signature.setups:
        yield f"measured in {'+'.join(signature.setups)}"
