"""`checker setups`, `checker replay` and `checker matrix`: what they print."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from checker.config import grid
from checker.diagnosis.diagnose import RULES_VERSION
from checker.evidence.model import Dossier
from checker.evidence.words import METHODS
from checker.knowledge.effects import load_effects
from checker.knowledge.loader import Network, load_networks
from checker.replay.accuracy import Held, line_of, run_checks
from checker.replay.drivers import BrowserMissing, runnable
from checker.replay.matrix import CONTROLS, Book, Matrix, knowledge_version, write_whole
from checker.replay.rows import OWN, Row, conclude, make_row
from checker.replay.runner import Order, Replayed, Runner, stage_for
from checker.replay.setup import Setup, SetupError, all_setups, get
from checker.report.accuracy import as_markdown


class CommandError(ValueError):
    """What was asked for cannot be done; the message says why."""


def list_setups() -> int:
    """One line for each setup: id, engine, what it is, and why it cannot run here if it cannot."""
    selenium_grid = grid()
    remote_url = selenium_grid.url if selenium_grid else None
    width = max(len(setup_id) for setup_id in all_setups())
    for setup in all_setups().values():
        why = runnable(setup, remote_url=remote_url)
        print(f"{setup.id:<{width}}  {setup.engine:<8}  {'yes' if not why else 'no '}  {setup.line}")
        if why:
            print(f"{'':<{width}}            {why}")
    return 0


def replay(setup_id: str, network_id: str | None, as_json: bool, out: Path | None = None) -> int:
    """One purchase in one setup: the trail and the verdicts; JSON into `out` if given. Raises CommandError."""
    setup, networks = _setup(setup_id), load_networks()
    network = _network(networks, network_id) if network_id and network_id != OWN else None
    selenium_grid = grid()
    if why := runnable(setup, remote_url=selenium_grid.url if selenium_grid else None):
        raise CommandError(f"{setup_id} cannot run here: {why}")
    order = Order(network.id if network else OWN)
    with tempfile.TemporaryDirectory(prefix="checker-") as folder:
        rooms = Path(folder)
        with stage_for(rooms, networks) as stage:
            control = None
            control_id = CONTROLS[setup.engine]
            if network:
                # Without it a network that is missing might be our own fault.
                clean = _first(Runner(stage, get(control_id), rooms, selenium_grid), order)
                control = make_row(clean.document, network) if clean.document else None
            runner = Runner(stage, setup, rooms, selenium_grid)
            own = _first(runner, Order()) if network else None
            replayed = _first(runner, order)
    if replayed.document is None:
        raise CommandError(f"{setup_id}: {replayed.fault}")
    row = make_row(replayed.document, network, control=control, reasons=replayed.reasons)
    if network and own and own.document:
        row = conclude(row, network, make_row(own.document, None), knows_hosts=setup.knows_hosts)
    if out:
        write_whole(out, _as_json(setup, runner.seen, replayed.document, row))
    elif as_json:
        print(json.dumps(_as_json(setup, runner.seen, replayed.document, row), indent=1))
    else:
        _print_text(setup, runner.seen, replayed.document, row)
    return 0


def _first(runner: Runner, order: Order) -> Replayed:
    try:
        return next(runner.run([order]))
    except BrowserMissing as missing:
        raise CommandError(str(missing)) from None


def _as_json(setup: Setup, seen: Mapping[str, str], document: Mapping[str, Any], row: Row) -> dict[str, Any]:
    return {
        "setup": setup.id,
        "browser": dict(seen),
        **row.model_dump(),
        "state": document["state"],
        "trail": document["trail"],
        "evidence": document["evidence"],
    }


def _print_text(setup: Setup, seen: Mapping[str, str], document: Mapping[str, Any], row: Row) -> None:
    print(f"{setup.id}: {setup.line}")
    print(f"  {seen.get('browser', '')} {seen.get('browser_version', '')} {seen.get('blocker', '')}".rstrip())
    for step in document["trail"]:
        at = f"{step['at_ms']} ms" if step["at_ms"] is not None else ""
        print(f"  {step['step']:<10}{step['state']:<12}{at}")
    for method in METHODS:
        print(f"  {method:<20}{row.methods[method]}")
    print(f"  network {row.id}: click {row.click}, click id {row.click_id}, tag {row.tag}, pixel {row.pixel}")
    for reason in row.reasons:
        print(f"  the browser says: {reason}")
    if row.causes:
        print(f"  causes: {', '.join(row.causes)}")
    print(f"  verdict: {row.verdict}. {row.why}")


def matrix(setup_ids: Sequence[str], network_ids: Sequence[str], out: Path, workers: int | None = None) -> int:
    """All setups at all networks, into a file. Raises CommandError."""
    known = load_networks()
    setups = {setup_id: _setup(setup_id) for setup_id in setup_ids} or dict(all_setups())
    # The clean browsers are always measured: they are what every other row is held against.
    controls = {CONTROLS[setup.engine] for setup in setups.values()}
    measured = {**{setup_id: get(setup_id) for setup_id in sorted(controls)}, **setups}
    networks = {network_id: _network(known, network_id) for network_id in network_ids if network_id != OWN} or known
    if network_ids and set(network_ids) == {OWN}:
        networks = {}
    version = knowledge_version(measured.values(), networks.values())
    effects = load_effects()
    earlier = effects.setups if effects.knowledge == version else {}
    try:
        book = Book.open(out.with_name(f"{out.name}.part"), version)
    except OSError as error:
        raise CommandError(f"{out}: {error.strerror}") from None
    run = Matrix(measured, networks, book, earlier, grid())
    for setup_id, why in run.skipped.items():
        print(f"left out: {setup_id}: {why}", file=sys.stderr)
    waiting = run.waiting()
    total = sum(len(orders) for orders in waiting.values())
    done = len(book.rows)
    if done:
        print(f"going on after {done} rows made earlier", file=sys.stderr)
    with (
        tempfile.TemporaryDirectory(prefix="checker-") as folder,
        tqdm(total=total, unit="row", desc="matrix", disable=None) as bar,
    ):

        def tick(setup_id: str) -> None:
            bar.set_postfix_str(setup_id, refresh=False)
            bar.update()

        try:
            run.run(Path(folder), workers or os.cpu_count() or 1, tick)
        except OSError as error:
            raise CommandError(f"{error.strerror or error}; run the same command again to go on") from error
    write_whole(out, run.document(setups))
    book.path.unlink()
    faults = len(book.faults)
    print(f"{len(book.rows)} rows in {out}" + (f"; {faults} could not be made, see its `faults`" if faults else ""))
    return 1 if faults else 0


def capture(setup_id: str, out: Path | None) -> int:
    """The real check in one setup: its evidence as a dossier, printed or into a file. Raises CommandError."""
    for held in _checks([_setup(setup_id)]):
        if held.dossier is None:
            raise CommandError(f"{setup_id}: {held.fault}")
        if out is None:
            print(_frozen(held.dossier), end="")
        else:
            _write(out, _frozen(held.dossier))
    return 0


def accuracy(setup_ids: Sequence[str], out: Path, keep: Path | None) -> int:
    """The check in every setup, held against the matrix, as a document. Raises CommandError."""
    setups = [_setup(setup_id) for setup_id in setup_ids] or list(all_setups().values())
    lines = []
    for held in tqdm(_checks(setups), total=len(setups), unit="check", desc="accuracy", disable=None):
        lines.append(line_of(held))
        if keep and held.dossier:
            keep.mkdir(parents=True, exist_ok=True)
            _write(keep / f"{held.setup.id}.json", _frozen(held.dossier))
    _write(out, as_markdown(lines, datetime.now(UTC).date().isoformat(), RULES_VERSION))
    wrong = [line.setup for line in lines if line.verdict and not line.right]
    print(f"{len(lines)} setups in {out}; not all right: {', '.join(wrong) or 'none'}")
    return 0


def _checks(setups: Sequence[Setup]) -> Iterator[Held]:
    with tempfile.TemporaryDirectory(prefix="checker-") as folder:
        yield from run_checks(setups, load_networks(), load_effects(), Path(folder))


def _frozen(dossier: Dossier) -> str:
    return json.dumps(dossier.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from None


def _setup(setup_id: str) -> Setup:
    try:
        return get(setup_id)
    except SetupError as error:
        raise CommandError(str(error)) from None


def _network(networks: Mapping[str, Network], network_id: str) -> Network:
    if network_id not in networks:
        raise CommandError(f"there is no network {network_id!r}; there are {', '.join(networks)}")
    return networks[network_id]
