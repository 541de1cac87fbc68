"""Two portals on one installation: BestPrice, with everything, and Other, with little but a store of its own."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.builders import PORTAL

OTHER = "http://other.test:8000"
KEY, OTHER_KEY = "a key of BestPrice's systems", "a key of Other's systems"
SECRET = "0123456789abcdef0123"
LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">
<rect width="40" height="40" rx="9" fill="#0b5ed7"/>
<path d="M10 28V12h9a5 5 0 0 1 0 10h-9" fill="none" stroke="#fff" stroke-width="4"/></svg>"""


def write(folder: Path, hook: str | None = None) -> Path:
    """The settings file, in a folder; answers its path. `hook` is the address of BestPrice's webhook."""
    (folder / "logo.svg").write_bytes(LOGO)
    (folder / "hook.secret").write_text(SECRET + "\n")
    (folder / "stores.csv").write_text("id,name,hosts,networks\nhats,Hats & Co,hats.example,awin\n")
    webhook = f'[portal.webhook]\nurl = "{hook}"\nsecret_file = "hook.secret"\n' if hook else ""
    path = folder / "brands.toml"
    path.write_text(f"""
[[portal]]
name = "Best<Price>"
logo = "logo.svg"
return_hosts = ["www.bestprice.test"]
badge_hosts = ["www.bestprice.test", "blog.test:8080"]
api_keys = ["{hashlib.sha256(KEY.encode()).hexdigest()}"]

[portal.colours]
accent = "#0b5ed7"
accent_dark = "#8ab4ff"

[portal.wording.en]
button = "Test <my> browser"
support = "Write to help desk seven."
support_url = "https://help.bestprice.test/"

{webhook}
[[portal]]
url = "{OTHER}"
name = "Other"
stores = "stores.csv"
api_keys = ["{hashlib.sha256(OTHER_KEY.encode()).hexdigest()}"]
""")
    assert PORTAL != OTHER
    return path
