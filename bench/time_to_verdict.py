"""The check's time from press to report, against a bare purchase with the same navigations in the same browser.

    python -m bench.time_to_verdict [--setups chromium-accept-all,firefox-accept-all] [--runs 15]

Prints seconds and the ratio for each engine: check and floor in turn, pair by pair, in one browser. Before each press
the page is left alone for a moment, as a shopper reads it (`--reading 0`: pressed as soon as it has loaded); and the
service is some ms away, as from a shopper's home (`--line 0`: none).
"""

from __future__ import annotations

import argparse
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import urllib3

from checker.config import Role
from checker.replay import setup as setups
from checker.replay.drivers import open_browser, runnable, versions
from checker.replay.journey import own_purchase
from checker.replay.lifetime import Room
from checker.replay.stage import Stage

# Names that browsers resolve by themselves: no proxy stands between, as none stands before a shopper.
NAMES: dict[Role, str] = {"portal": "cashback.localhost", "network": "network.localhost", "shop": "shop.localhost"}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def line(root: Path, port: int, to: int, one_way_ms: float) -> Iterator[None]:
    """A line of that length from the port that browsers see to the one where a service listens."""
    with Room(root) as room:
        where = ["env", "-C", str(Path(__file__).parents[1])]
        room.spawn([*where, sys.executable, "-m", "bench.line", str(port), str(to), str(one_way_ms)])
        yield


@contextmanager
def bare_service(stage: Stage, root: Path, seen_port: int = 0) -> Iterator[tuple[str, int]]:
    """The floor's service, with the stage's own certificate and the server options of `serve`: its portal's origin, and
    where it listens. `seen_port` is what browsers see, if it is another."""
    certificate = str(stage.folder / "data" / "tls" / "server.pem")
    with Room(root) as room:
        port = free_port()
        command = ["env", "-C", str(Path(__file__).parents[1]), sys.executable, "-m", "gunicorn", "bench.bare"]
        options = ["-b", f"127.0.0.1:{port}", "-w", "2", "--threads", "24", "--keep-alive", "20", "--no-control-socket"]
        tls = ["--certfile", certificate, "--keyfile", certificate]
        seen_port = seen_port or port
        sites = {f"BARE_{role.upper()}": f"https://{name}:{seen_port}" for role, name in NAMES.items()}
        room.spawn([*command, *options, *tls], environ=sites)
        pool = urllib3.HTTPSConnectionPool("127.0.0.1", port, ca_certs=str(stage.folder / "data" / "tls" / "ca.pem"))
        for _ in range(500):
            try:
                if pool.request("GET", "/readyz", retries=False).status == 200:
                    break
            except urllib3.exceptions.HTTPError:
                time.sleep(0.02)
        else:
            raise RuntimeError(room.log())
        yield f"https://{NAMES['portal']}:{seen_port}", port


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--setups", default="chromium-accept-all,firefox-accept-all,webkit-accept-all")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--reading", type=float, default=1.0, help="seconds between page and press (default: 1)")
    parser.add_argument("--line", type=float, default=20.0, help="ms to the server and back (default: 20; 0: none)")
    chosen = parser.parse_args()
    seen, seen_bare = (free_port(), free_port()) if chosen.line else (0, 0)
    with ExitStack() as up:
        root = Path(up.enter_context(tempfile.TemporaryDirectory()))
        stage = up.enter_context(Stage(root, names=NAMES, port=seen))
        floor, port = up.enter_context(bare_service(stage, root, seen_bare))
        if chosen.line:
            up.enter_context(line(root, seen, stage.address[1], chosen.line / 2))
            up.enter_context(line(root, seen_bare, port, chosen.line / 2))
        for setup_id in chosen.setups.split(","):
            measure(stage, floor, setup_id, chosen.runs, root, chosen.reading)


def measure(stage: Stage, floor: str, setup_id: str, runs: int, root: Path, reading: float) -> None:
    setup = setups.get(setup_id).placed(stage.sites)
    if why := runnable(setup):
        print(f"{setup_id}: not measured: {why}")
        return
    checks, floors = [], []
    with open_browser(setup, None, root) as driver:
        for number in range(runs + 2):
            floors.append(own_purchase(driver, floor, reading_s=reading).seconds)
            checks.append(own_purchase(driver, stage.portal, reading_s=reading).seconds)
            if number < 2:  # the first two fill caches
                checks.pop(), floors.pop()
        version = versions(driver)["browser_version"]
    ratios = [check / bare for check, bare in zip(checks, floors, strict=True)]
    print(
        f"{setup_id} {version}: check {statistics.median(checks):.3f} s, "
        f"bare purchase {statistics.median(floors):.3f} s, "
        f"ratio {statistics.median(ratios):.2f} (median of {runs} pairs, {min(ratios):.2f} to {max(ratios):.2f})"
    )


if __name__ == "__main__":
    main()
