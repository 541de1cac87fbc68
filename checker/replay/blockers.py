"""Real blockers and our own rules: where they are, and how they become an extension at run time.

Lists and extensions are other people's work under their own licences: installed beside the project,
never part of it. `make blockers` fetches AdGuard's lists (npm's @adguard/dnr-rulesets); uBlock Origin
is Debian's package webext-ublock-origin-firefox (1.67 was checked, 2026-11-23).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from checker.replay.setup import Blocker, Setup

PACKAGE = "@adguard/dnr-rulesets@3.3.20260320140136"
LISTS = (2, 3, 17, 18, 21)
UBLOCK_ID = "uBlock0@raymondhill.net"
_UBLOCK_PLACES = (f"usr/share/mozilla/extensions/*/{UBLOCK_ID}", "usr/share/webext/ublock-origin*")
_ADGUARD_PLACES = ("package", "node_modules/@adguard/dnr-rulesets", "@adguard/dnr-rulesets", "dnr-rulesets")

CONTROL = "/probe/echo"
"""A path that no list names (checked with domain lists of 2026-08)."""
_BAITS: Mapping[str, str] = {"ublock-origin": "/ads?id=1", "adguard": "/ads?id=1"}


class BlockerMissing(RuntimeError):
    """A blocker is not installed; the message says how to install it."""


def default_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where blockers are kept: CHECKER_BLOCKERS, else `blockers` below the data folder."""
    env = os.environ if environ is None else environ
    return Path(env.get("CHECKER_BLOCKERS") or Path(env.get("CHECKER_DATA") or "var") / "blockers").resolve()


def ublock(folder: Path | None = None) -> Path:
    """The folder (or .xpi file) of uBlock Origin for Firefox. Raises BlockerMissing."""
    own = default_folder() if folder is None else folder
    for place in (own / "ublock-origin", own / "ublock-origin.xpi"):
        if place.is_file() or (place / "manifest.json").is_file():
            return place
    for pattern in _UBLOCK_PLACES:
        for place in sorted(Path("/").glob(pattern)):
            if (place / "manifest.json").is_file():
                return place.resolve()
    raise BlockerMissing(
        "uBlock Origin is not installed (Debian: apt-get install webext-ublock-origin-firefox; "
        f"or put its .xpi at {own / 'ublock-origin.xpi'})"
    )


def adguard(folder: Path | None = None) -> Path:
    """The folder of AdGuard's rule sets. Raises BlockerMissing."""
    own = default_folder() if folder is None else folder
    for place in _ADGUARD_PLACES:
        if (own / place / "dist" / "filters" / "declarative").is_dir():
            return own / place
    raise BlockerMissing(f"AdGuard's lists are not in {own} (make blockers)")


def _rule_path(number: int) -> PurePosixPath:
    return PurePosixPath("dist", "filters", "declarative", f"ruleset_{number}", f"ruleset_{number}.json")


def _rule_file(root: Path, number: int) -> Path:
    path = root / _rule_path(number)
    if not path.is_file():
        raise BlockerMissing(f"AdGuard's list {number} is not in {root} (make blockers)")
    return path


def rules(number: int, folder: Path | None = None) -> list[dict[str, Any]]:
    """One of AdGuard's lists as declarative-net-request rules. Raises BlockerMissing."""
    return list(json.loads(_rule_file(adguard(folder), number).read_bytes()))


def bait(blocker: Blocker) -> str:
    """A path that this blocker must block on every host, '' where none is known.

    Of the real ones' default lists (checked 2026-11-23 with uBlock Origin 1.67 and dnr-rulesets 3.3).
    """
    return blocker.bait or _BAITS.get(blocker.kind, "")


def missing(blocker: Blocker, folder: Path | None = None) -> str | None:
    """Why this blocker cannot run here, or None."""
    try:
        if blocker.kind == "ublock-origin":
            ublock(folder)
        if blocker.kind == "adguard":
            root = adguard(folder)
            for number in blocker.rule_sets:
                _rule_file(root, number)
    except BlockerMissing as error:
        return str(error)
    return None


def version(blocker: Blocker, folder: Path | None = None) -> str:
    """The blocker's name and version as it stands on this machine, '' where there is none."""
    if blocker.kind == "ublock-origin":
        place = ublock(folder)
        if place.is_dir():
            return "uBlock Origin " + str(json.loads((place / "manifest.json").read_bytes())["version"])
        return "uBlock Origin"
    if blocker.kind == "adguard":
        package = json.loads((adguard(folder) / "package.json").read_bytes())
        return f"AdGuard dnr-rulesets {package['version']}, lists {', '.join(map(str, blocker.rule_sets))}"
    return "own rules" if blocker.kind == "rules" else ""


# Chromium derives an extension's id from its key, whatever the key is; so the id is known beforehand.
_KEY = b"checker: own rules of a setup"
_SKIP_PAGE = "skip.html"
_SKIP_SCRIPT = "location.replace(decodeURIComponent(location.hash.slice(1)))"


def _skip_address() -> str:
    """The extension's page that goes to the (percent-encoded) address in its fragment."""
    digest = hashlib.sha256(_KEY).hexdigest()[:32]
    return f"chrome-extension://{digest.translate(str.maketrans('0123456789abcdef', 'abcdefghijklmnop'))}/{_SKIP_PAGE}#"


def chromium_extension(setup: Setup, target: Path, folder: Path | None = None) -> Path | None:
    """Make the extension that this setup needs in the folder `target`; None when it needs none.

    A Manifest V3 extension with nothing but rule files: its network requests are what declarative
    rules do, and no script of ours runs in the page.
    """
    blocker = setup.blocker
    if blocker.kind == "none":
        return None
    target.mkdir()
    resources = []
    scripts = []
    if blocker.kind == "adguard":
        root = adguard(folder)
        for number in blocker.rule_sets:
            _link(_rule_file(root, number), target / f"{number}.json")
            resources.append(f"{number}.json")
    if blocker.page_script:
        (target / "page.js").write_text(blocker.page_script)
        everywhere = {"matches": ["<all_urls>"], "match_about_blank": True, "all_frames": True}
        scripts.append({**everywhere, "js": ["page.js"], "run_at": "document_start", "world": "MAIN"})
    if blocker.rules:
        rules = json.dumps([{"id": number, **rule} for number, rule in enumerate(blocker.rules, 1)])
        (target / "own.json").write_text(rules.replace("{skip}", _skip_address()))
        (target / _SKIP_PAGE).write_text('<!doctype html><script src="skip.js"></script>')
        (target / "skip.js").write_text(_SKIP_SCRIPT)
        resources.append("own.json")
    manifest = {
        "key": base64.b64encode(_KEY).decode(),
        "web_accessible_resources": [{"resources": [_SKIP_PAGE], "matches": ["<all_urls>"]}],
        "manifest_version": 3,
        "name": setup.id,
        "version": "1.0",
        "permissions": ["declarativeNetRequest"],
        "host_permissions": ["<all_urls>"],
        "content_scripts": scripts,
        "declarative_net_request": {
            "rule_resources": [{"id": f"r{n}", "enabled": True, "path": path} for n, path in enumerate(resources)]
        },
    }
    (target / "manifest.json").write_text(json.dumps(manifest))
    return target


def _link(source: Path, target: Path) -> None:
    # Chromium does not follow symbolic links out of an extension, and the lists have 30 MB.
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def fetch(folder: Path, package: str = PACKAGE) -> Path:
    """Get AdGuard's lists with npm into the folder; gives the place. Raises BlockerMissing with the reason.

    Only the package itself: its dependencies are for building lists, and some are not to be had.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise BlockerMissing("npm is not on the PATH")
    place = folder / "node_modules" / "@adguard" / "dnr-rulesets"
    with tempfile.TemporaryDirectory() as scratch:
        ran = subprocess.run(
            [npm, "pack", "--silent", package], cwd=scratch, capture_output=True, text=True, check=False
        )
        packed = list(Path(scratch).glob("*.tgz"))
        if not packed:
            raise BlockerMissing(f"npm could not fetch {package}: {ran.stderr.strip()[-200:]}")
        with tarfile.open(packed[0]) as archive:
            for name in ("package.json", *(str(_rule_path(number)) for number in LISTS)):
                member = archive.extractfile(f"package/{name}")
                assert member is not None
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                (place / name).write_bytes(_slim(member.read()) if name.startswith("dist") else member.read())
    return place


def _slim(raw: bytes) -> bytes:
    # The first rule is a dummy that carries the list's source, half of the file; Chromium reads all
    # of it at every start (0.5 s less with Chromium 156).
    rules = json.loads(raw)
    return json.dumps([rule for rule in rules if "metadata" not in rule], separators=(",", ":")).encode()


if __name__ == "__main__":
    try:
        print(fetch(Path(sys.argv[1]) if len(sys.argv) > 1 else default_folder()))
    except BlockerMissing as missing_word:
        raise SystemExit(f"AdGuard's lists: {missing_word}") from None
