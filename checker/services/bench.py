"""The workbench: everything a request needs, put together once per process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from checker.config import Settings
from checker.fixes.catalogue import Fix, load_fixes
from checker.jobs import Queue
from checker.knowledge.browsers import read_user_agent
from checker.knowledge.effects import load_effects
from checker.knowledge.loader import Network, landing_parameters, load_networks
from checker.knowledge.stores import Store, load_stores
from checker.practice.parts import Parts
from checker.practice.seals import Seals
from checker.replay.drivers import runnable
from checker.replay.setup import all_setups
from checker.report.claim import StoreRules
from checker.services.claim import ClaimDesk
from checker.services.erase import Eraser
from checker.services.finish import Finisher
from checker.services.replay import Replayer, make_replay
from checker.services.start import Desk
from checker.services.trail import DatabaseLedger
from checker.store.checks import Checks
from checker.store.claims import Claims
from checker.store.database import Database, migrate
from checker.store.replays import Replays


@dataclass(frozen=True)
class Bench:
    """The services over one database."""

    settings: Settings
    database: Database
    checks: Checks
    seals: Seals
    ledger: DatabaseLedger
    desk: Desk
    finisher: Finisher
    networks: Mapping[str, Network]
    stores: Mapping[str, Store]
    parts: Parts
    fixes: tuple[Fix, ...]
    queue: Queue
    replayer: Replayer
    claims: Claims
    claim_desk: ClaimDesk
    eraser: Eraser


def make_bench(settings: Settings) -> Bench:
    """Open the database, bring it up to date, and put the services on it.

    Raises KnowledgeError when the operator's stores file cannot be accepted.
    """
    read_user_agent("")  # builds its tables at the first use, which is no shopper's time
    stores = load_stores(settings.stores_file)
    database = Database(settings.database_url)
    migrate(database, settings.data)
    checks, seals, networks = Checks(database), Seals(settings.secret_key), load_networks()
    ledger = DatabaseLedger(checks, seals)
    finisher, claims = Finisher(checks, ledger, networks), Claims(database)
    replays = Replays(database)
    queue = Queue(settings, replays, partial(make_replay, settings))
    remote_url = settings.grid.url if settings.grid else None
    return Bench(
        settings=settings,
        database=database,
        checks=checks,
        seals=seals,
        ledger=ledger,
        desk=Desk(checks, seals),
        finisher=finisher,
        networks=networks,
        stores=stores,
        parts=Parts(settings, seals, ledger, networks, landing_parameters()),
        fixes=load_fixes(),
        queue=queue,
        replayer=Replayer(queue, replays, all_setups(), load_effects(), partial(runnable, remote_url=remote_url)),
        claims=claims,
        claim_desk=ClaimDesk(claims, finisher, stores, StoreRules(closes_days=settings.claim_closes_days)),
        eraser=Eraser(checks, claims, settings.keep_days, settings.claim_days),
    )
