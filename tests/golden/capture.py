"""Takes what `checker accuracy --keep FOLDER` kept into the golden folders: `python -m tests.golden.capture FOLDER`.

The evidence is a real browser's, once for each setup. The expected file is written from the diagnosis only where
there is none yet, to be read by a person: `tests/unit/diagnosis/test_captured.py` holds it against what the setup's
file says and what the matrix has measured, so a wrong one does not pass.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from checker.diagnosis.diagnose import diagnose
from checker.evidence.model import Dossier
from checker.knowledge.loader import load_networks
from tests.golden.freeze import CAPTURED, FOLDER, as_text, effects, summary


def take(kept: Path) -> None:
    """Take every `<setup>.json` of a folder."""
    for path in sorted(kept.glob("*.json")):
        dossier = Dossier.model_validate_json(path.read_text(encoding="utf-8"))
        folder = FOLDER / f"{CAPTURED}{path.stem}"
        folder.mkdir(exist_ok=True)
        (folder / "evidence.json").write_text(as_text(dossier), encoding="utf-8")
        expected = folder / "expected.json"
        if not expected.exists():
            told = summary(dossier, diagnose(dossier, load_networks(), effects()))
            expected.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    take(Path(sys.argv[1]))
