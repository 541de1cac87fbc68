"""What `serve` prints at its start."""

from __future__ import annotations

from checker.config import Settings


def announce(settings: Settings, *, self_check: bool) -> None:
    print(f"Open {settings.portal.url}/check", flush=True)
