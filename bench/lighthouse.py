"""Lighthouse's scores of the check page and of a report, mobile profile, served over TLS by `checker serve`.

    python -m bench.lighthouse [--runs 3]

Needs `bin/page-tools lighthouse` (npm) and Chromium. Prints each category's median, and what cost points.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from checker.config import Role
from checker.replay import setup as setups
from checker.replay.drivers import open_browser
from checker.replay.drivers.find import browser
from checker.replay.journey import own_purchase
from checker.replay.stage import Stage

NAMES: dict[Role, str] = {"portal": "cashback.localhost", "network": "network.localhost", "shop": "shop.localhost"}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TOOLS = Path(os.environ.get("PAGE_TOOLS") or Path(__file__).parents[1] / "var" / "page-tools")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    program = TOOLS / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        print("Lighthouse: not measured: it is not here (bin/page-tools lighthouse, which needs npm)")
        return 0
    with tempfile.TemporaryDirectory() as folder, Stage(Path(folder), names=NAMES, port=0) as stage:
        with open_browser(setups.get("chromium-accept-all"), None, Path(folder)) as driver:
            code = own_purchase(driver, stage.portal).code
            # A report is measured as its own reader gets it: known by cookie and user agent.
            kept = "; ".join(f"{one['name']}={one['value']}" for one in driver.get_cookies())
            reader = (
                f"--extra-headers={json.dumps({'Cookie': kept})}",
                f"--emulated-user-agent={driver.execute_script('return navigator.userAgent')}",
            )
        for name, path, more in (("check page", "/check", ()), ("report", f"/r/{code}", reader)):
            report(name, [measure(program, stage.portal + path, Path(folder), more) for _ in range(chosen.runs)])
    return 0


def measure(program: Path, url: str, folder: Path, more: Sequence[str] = ()) -> dict[str, Any]:
    """One run, with more options of Lighthouse's; its own document."""
    flags = "--headless=new --no-sandbox --disable-gpu --ignore-certificate-errors"
    out = folder / "lighthouse.json"
    subprocess.run(
        [program, url, "--quiet", "--output=json", f"--output-path={out}", f"--chrome-flags={flags}", *more],
        check=True,
        env=os.environ | {"CHROME_PATH": browser("chromium")},
        timeout=180,
    )
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def report(name: str, runs: list[dict[str, Any]]) -> None:
    scores = {kind: statistics.median(run["categories"][kind]["score"] or 0 for run in runs) for kind in CATEGORIES}
    print(f"{name}: " + ", ".join(f"{kind} {round(100 * score)}" for kind, score in scores.items()))
    last = runs[-1]
    for kind in CATEGORIES:
        for ref in last["categories"][kind]["auditRefs"]:
            audit = last["audits"][ref["id"]]
            if ref["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"  {kind}: {audit['title']} {audit.get('displayValue', '')}".rstrip())


if __name__ == "__main__":
    sys.exit(main())
