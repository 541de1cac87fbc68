"""Screenshots of every kind of page, phone and desktop, light and dark, to be looked at.

python -m bench.screenshots FOLDER [--only WORD] [--languages en,de]
"""

from __future__ import annotations

import argparse
import base64
import tempfile
from pathlib import Path

from selenium.webdriver.remote.webdriver import WebDriver

from bench.showcase import Showcase, devtools, golden, look, showcase
from checker.replay import setup as setups
from checker.replay.drivers import open_browser

# One for each kind of report; the last word of a name is what it shows.
REPORTS = {
    "tracked": "captured-chromium-accept-all",
    "pixel-only": "captured-firefox-default",
    "blocked-3pc": "captured-chromium-block-third-party",
    "ublock": "captured-firefox-ublock",
    "adguard": "captured-chromium-adguard-tracking",
    "cookies-off": "captured-chromium-cookies-off",
    "script-off": "captured-firefox-javascript-off",
    "unreachable": "captured-chromium-network-unresolvable",
    "affiliates": "captured-webkit-affiliate-unresolvable",
    "in-app": "captured-webkit-in-app-instagram",
    "safari": "captured-webkit-itp",
    "private": "captured-firefox-private",
    "stripped": "captured-firefox-query-stripping",
    "signal": "captured-chromium-do-not-track",
    "clock": "captured-chromium-clock-ahead",
    "brave": "brave-says-its-name",
    "unknown-blocker": "a-blocker-with-lists-that-nobody-has-measured",
    "nothing": "nothing-is-there-at-all",
    "stopped": "the-store-is-never-reached",
}
SIZES = {"phone": (360, 2.0), "desktop": (1100, 1.0)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="words of the names to take, with commas")
    parser.add_argument("--languages", default="en")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    words = [word for word in chosen.only.split(",") if word]
    with tempfile.TemporaryDirectory() as data, showcase(Path(data)) as shown:
        pages = {name: path for name, path in addresses(shown).items() if not words or name in words}
        with open_browser(setups.get("chromium-accept-all"), None, Path(data)) as driver:
            for language in chosen.languages.split(","):
                for name, path in pages.items():
                    driver.get(f"{shown.portal}{path}{'&' if '?' in path else '?'}lang={language}")
                    for size, (width, scale) in SIZES.items():
                        for dark in (False, True):
                            look(driver, width=width, dark=dark, scale=scale)
                            mode = "dark" if dark else "light"
                            take(driver, chosen.folder / f"{name}-{language}-{size}-{mode}.png", width)
                    look(driver, width=794, media="print")
                    take(driver, chosen.folder / f"{name}-{language}-print.png", 794)


def addresses(shown: Showcase) -> dict[str, str]:
    """Every page by a name."""
    codes = {name: shown.add(golden(folder), store="aliexpress") for name, folder in REPORTS.items()}
    codes["fixed"] = shown.add(golden("captured-firefox-default"), again=codes["ublock"])
    some = codes["ublock"]
    return {
        **{name: f"/r/{code}" for name, code in codes.items()},
        "check": "/check",
        "check-wrong": f"/check?store={'x' * 90}&return=https://elsewhere.test/",
        "claim": f"/r/{some}/claim",
        "delete": f"/r/{some}/delete",
        "privacy": "/privacy",
        "matrix": "/matrix",
        "error": "/r/2222-2222",
        "deleted": "/deleted",
    }


def take(driver: WebDriver, path: Path, width: int) -> None:
    """The whole page, however long."""
    height = driver.execute_script("return document.documentElement.scrollHeight")
    area = {"x": 0, "y": 0, "width": width, "height": min(height, 8000), "scale": 1}
    found = devtools(driver, "Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, "clip": area})
    path.write_bytes(base64.b64decode(found["data"]))


if __name__ == "__main__":
    main()
