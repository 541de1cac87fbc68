"""The service in this process with reports put into its database: pages to look at, without a check for each."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from selenium.webdriver.remote.webdriver import WebDriver
from werkzeug.serving import WSGIRequestHandler, make_server

from checker.app import Service, create_app
from checker.config import load
from checker.diagnosis.diagnose import diagnose
from checker.evidence.model import Dossier
from checker.store.checks import Closing
from checker.store.models import CheckRow

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass


class Showcase:
    """A running service; `portal` is its origin, on a name that browsers resolve by themselves."""

    def __init__(self, portal: str, service: Service) -> None:
        self.portal, self.service = portal, service

    def add(self, dossier: Dossier, *, store: str | None = None, again: str | None = None) -> str:
        """Put a check with this evidence there, as if it had just been made; its support code is the answer."""
        bench = self.service.bench
        diagnosis = diagnose(dossier, bench.networks)
        now = datetime.now(UTC)
        row = bench.checks.create(
            CheckRow(
                id=bench.seals.new_check_id(),
                state="running",
                created=now - timedelta(seconds=2),
                browser_key="",
                browser=dossier.browser.model_dump(),
                store_id=store,
                again=again,
            )
        )
        if dossier.state != "running":
            bench.checks.close(
                row.id,
                Closing(
                    state=dossier.state,
                    completed=now,
                    rules_version=diagnosis.rules_version,
                    dossier=dossier.model_dump_json(),
                    diagnosis=diagnosis.model_dump_json(),
                ),
            )
        return row.code


@contextmanager
def showcase(data: Path, **more: str) -> Iterator[Showcase]:
    """Serve on a free port of this machine until the block ends. `more` are settings."""
    holder: list[Service] = []
    server = make_server("127.0.0.1", 0, lambda e, s: holder[0](e, s), threaded=True, request_handler=_Silent)
    names = {"PORTAL": "cashback", "NETWORK": "network", "SHOP": "shop"}
    sites = {f"CHECKER_{role}_URL": f"http://{name}.localhost:{server.server_port}" for role, name in names.items()}
    told = {
        "CHECKER_DATA": str(data),
        "CHECKER_SELF_ADDRESS": f"http://127.0.0.1:{server.server_port}",
        "SECRET_KEY": "for looking only",
    }
    holder.append(create_app(load(sites | told | more)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Showcase(sites["CHECKER_PORTAL_URL"], holder[0])
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
        holder[0].bench.database.engine.dispose()


def golden(name: str) -> Dossier:
    """The evidence of a golden situation."""
    return Dossier.model_validate(json.loads((GOLDEN / name / "evidence.json").read_text(encoding="utf-8")))


def devtools(driver: WebDriver, command: str, arguments: Mapping[str, Any]) -> Any:
    """One command of Chromium's developer tools."""
    driver.command_executor._commands["devtools"] = ("POST", "/session/$sessionId/goog/cdp/execute")  # type: ignore[union-attr]
    return driver.execute("devtools", {"cmd": command, "params": dict(arguments)})["value"]


def look(driver: WebDriver, *, width: int = 1100, dark: bool = False, media: str = "", scale: float = 1) -> None:
    """How wide the window is, which colours the shopper wishes, and whether it is print."""
    size = {"width": width, "height": 900, "deviceScaleFactor": scale, "mobile": width < 600}
    devtools(driver, "Emulation.setDeviceMetricsOverride", size)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    devtools(driver, "Emulation.setEmulatedMedia", {"media": media, "features": [scheme]})
