"""The command line: `python -m checker`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from checker import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers the exit status."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen) or 0)
    except ValueError as error:
        # Every refusal of ours is one, with a message that names what is wrong.
        if not type(error).__module__.startswith("checker."):
            raise
        print(f"checker: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="checker", description="Check your status: is cashback tracked in this browser?"
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="run the service")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument("--port", type=_port, help="port to listen on (default: 8000, with --tls 8443)")
    serve.add_argument("--tls", action="store_true", help="https with a throw-away certificate authority")
    serve.add_argument("--workers", type=_count, default=2, help="processes (default: %(default)s)")
    serve.add_argument("--no-worker", action="store_true", help="leave replays to a worker elsewhere")
    serve.add_argument(
        "--self-check", action="store_true", help="begin with one practice purchase in a headless browser"
    )
    serve.set_defaults(run=_serve)

    announce = commands.add_parser("announce", help="wait for a running service, try it, and print its address")
    announce.add_argument("--self-check", action="store_true", help="make one practice purchase in a headless browser")
    announce.set_defaults(run=_announce)

    healthy = commands.add_parser("healthy", help="ask a running service whether it is alive (exit status 0 or 1)")
    healthy.add_argument("--address", default="http://127.0.0.1:8000", help="where it listens (default: %(default)s)")
    healthy.set_defaults(run=_healthy)

    setups = commands.add_parser("setups", help="list the browser setups that replays know")
    setups.set_defaults(run=_setups)

    replay = commands.add_parser("replay", help="make one purchase in one setup")
    replay.add_argument("--setup", required=True, metavar="ID")
    replay.add_argument("--network", metavar="ID", help="play this network (default: our own)")
    replay.add_argument("--json", action="store_true", help="print JSON")
    replay.add_argument("--out", type=Path, metavar="FILE", help="write JSON to a file instead")
    replay.set_defaults(run=_replay)

    matrix = commands.add_parser("matrix", help="make every purchase in every setup")
    matrix.add_argument("--setups", type=_list, default=[], metavar="A,B")
    matrix.add_argument("--networks", type=_list, default=[], metavar="X,Y", help="networks, or own")
    matrix.add_argument("--workers", type=_count, help="setups at a time (default: one a core)")
    matrix.add_argument("--out", required=True, type=Path, metavar="FILE")
    matrix.set_defaults(run=_matrix)

    accuracy = commands.add_parser("accuracy", help="hold the check against the matrix, in every setup")
    accuracy.add_argument("--setups", type=_list, default=[], metavar="A,B")
    accuracy.add_argument("--out", required=True, type=Path, metavar="FILE", help="the document, as Markdown")
    accuracy.add_argument("--keep", type=Path, metavar="FOLDER", help="keep each check's evidence as <setup>.json")
    accuracy.set_defaults(run=_accuracy)

    capture = commands.add_parser("capture", help="run the check in one setup and keep its evidence")
    capture.add_argument("--setup", required=True, metavar="ID")
    capture.add_argument("--out", type=Path, metavar="FILE", help="write the evidence there (default: print it)")
    capture.set_defaults(run=_capture)

    worker = commands.add_parser("worker", help="make the replays that are asked for")
    worker.add_argument("--workers", type=_count, default=1, help="replays at a time (default: %(default)s)")
    worker.add_argument("--end-with-parent", action="store_true", help="end when the process that started it does")
    worker.set_defaults(run=_worker)

    page = commands.add_parser("matrix-page", help="draw the measured matrix as a Markdown document")
    page.add_argument("--out", required=True, type=Path, metavar="FILE")
    page.set_defaults(run=_matrix_page)

    baits = commands.add_parser("baits", help="test the baits against the block lists on this machine")
    baits.set_defaults(run=_baits)

    reference = commands.add_parser("reference", help="draw the reference of probes, causes and blockers")
    reference.add_argument("--out", required=True, type=Path, metavar="FILE")
    reference.set_defaults(run=_reference)

    purge = commands.add_parser("purge", help="delete old checks and claims")
    purge.add_argument("--days", type=_count, help="checks older than this (default: CHECKER_KEEP_DAYS, 30)")
    purge.add_argument("--claim-days", type=_count, help="claims older than this (default: CHECKER_CLAIM_DAYS, 400)")
    purge.set_defaults(run=_purge)

    claims = commands.add_parser("claims", help="list claims for missing cashback, oldest first")
    claims.add_argument("--state", help="only those in this state (default: all but drafts)")
    claims.add_argument("--json", action="store_true", help="print JSON")
    claims.set_defaults(run=_claims)

    claim = commands.add_parser("claim", help="show one claim, or move it on")
    claim.add_argument("code", metavar="CODE")
    claim.add_argument("--state", help="no_record, pending, confirmed or declined")
    claim.add_argument("--answer", metavar="ID", help="the reason that the shopper reads, from a closed list")
    claim.add_argument("--note", default="", help="for support only")
    claim.add_argument("--picture", type=Path, metavar="FILE", help="write the shopper's picture to this file")
    claim.add_argument("--json", action="store_true", help="print JSON")
    claim.set_defaults(run=_claim)
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 65536:
        raise argparse.ArgumentTypeError(f"{port} is not a port")
    return port


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError(f"{count} is less than 1")
    return count


def _serve(chosen: argparse.Namespace) -> None:
    from checker.selfcheck import announce_beside
    from checker.serve import Listening, serve, settings_for, start_worker

    listening = Listening(chosen.host, chosen.port or (8443 if chosen.tls else 8000), chosen.tls, chosen.workers)
    settings = settings_for(listening)
    # With Redis the workers are their own service; embedded, one comes along.
    embedded = not chosen.no_worker and settings.redis_url is None

    def when_ready() -> None:
        announce_beside(settings, self_check=chosen.self_check)
        if embedded:
            start_worker(settings)

    serve(listening, settings, when_ready)


def _announce(chosen: argparse.Namespace) -> None:
    from checker.config import load
    from checker.selfcheck import announce

    announce(load(), self_check=chosen.self_check)


def _healthy(chosen: argparse.Namespace) -> int:
    from checker.config import load
    from checker.selfcheck import ask

    settings = load()
    try:
        return 0 if ask(settings, "/healthz", settings.self_address or chosen.address).status == 200 else 1
    except OSError:
        return 1


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _setups(_: argparse.Namespace) -> int:
    from checker.replay.commands import list_setups

    return list_setups()


def _replay(chosen: argparse.Namespace) -> int:
    from checker.replay.commands import replay

    return replay(chosen.setup, chosen.network, chosen.json, chosen.out)


def _matrix(chosen: argparse.Namespace) -> int:
    from checker.replay.commands import matrix

    return matrix(chosen.setups, chosen.networks, chosen.out, chosen.workers)


def _accuracy(chosen: argparse.Namespace) -> int:
    from checker.replay.commands import accuracy

    return accuracy(chosen.setups, chosen.out, chosen.keep)


def _capture(chosen: argparse.Namespace) -> int:
    from checker.replay.commands import capture

    return capture(chosen.setup, chosen.out)


def _worker(chosen: argparse.Namespace) -> None:
    from checker.config import load
    from checker.serve import end_with_parent
    from checker.services.bench import make_bench

    if chosen.end_with_parent:
        end_with_parent()
    bench = make_bench(load())
    bench.queue.work(chosen.workers, chores=[bench.eraser.purge])


def _matrix_page(chosen: argparse.Namespace) -> None:
    from checker.knowledge.effects import load_effects
    from checker.knowledge.loader import load_networks
    from checker.replay.setup import all_setups
    from checker.report.matrix import as_markdown, matrix_view

    lines = {setup.id: setup.line for setup in all_setups().values()}
    _write(chosen.out, as_markdown(matrix_view(load_effects(), load_networks(), lines)))


def _baits(_: argparse.Namespace) -> int:
    import tempfile

    from checker.app import create_app
    from checker.config import load
    from checker.knowledge.baits import load_baits
    from checker.replay.baits_check import check, examples
    from checker.web.assets import ROOT

    static = [path.relative_to(ROOT / "static").as_posix() for path in (ROOT / "static").rglob("*") if path.is_file()]
    with tempfile.TemporaryDirectory(prefix="checker-") as folder:
        apps = create_app(load({"CHECKER_DATA": folder})).apps.values()
    routes = {rule.rule for app in apps for rule in app.url_map.iter_rules()}
    return check(examples(routes - {bait.route for bait in load_baits()}, static))


def _reference(chosen: argparse.Namespace) -> None:
    from checker.report.reference import as_markdown

    _write(chosen.out, as_markdown(Path(__file__).parents[1] / "static" / "probes"))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        from checker.replay.commands import CommandError

        raise CommandError(f"{path}: {error.strerror}") from None


def _purge(chosen: argparse.Namespace) -> None:
    from checker.config import load
    from checker.services.erase import make_eraser

    purged = make_eraser(load()).purge(chosen.days, chosen.claim_days)
    print(f"{purged.checks} checks deleted\n{purged.claims} claims deleted")


def _claims(chosen: argparse.Namespace) -> None:
    from checker.config import load
    from checker.services.claim_commands import list_claims

    list_claims(load(), chosen.state, as_json=chosen.json)


def _claim(chosen: argparse.Namespace) -> None:
    from checker.config import load
    from checker.services.claim_commands import one_claim

    one_claim(load(), chosen.code, chosen.state, chosen.answer, chosen.note, chosen.picture, as_json=chosen.json)
