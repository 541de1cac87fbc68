"""The workbench: everything a request needs, put together once per process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from checker.brands import Brand, load_brands
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
from checker.services.deliver import Messenger
from checker.services.erase import Eraser
from checker.services.finish import Finisher
from checker.services.members import Members
from checker.services.replay import Replayer, make_replay
from checker.services.start import Desk
from checker.services.trail import DatabaseLedger
from checker.store.checks import Checks, Scope
from checker.store.claims import Claims
from checker.store.database import Database, migrate
from checker.store.deliveries import Deliveries
from checker.store.replays import Replays


@dataclass(frozen=True)
class Bench:
    """The services over one database. `at` gives those of one portal; the rest sees the checks of all."""

    settings: Settings
    brands: tuple[Brand, ...]
    brand: Brand
    members: Members
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

    def at(self, brand: Brand) -> Bench:
        """The same for one portal, which finds its own checks only."""
        site = brand.site
        scope = Scope(site.url, alone=len(self.brands) == 1, first=site.url == self.settings.portal.url)
        checks = Checks(self.database, scope)
        ledger = DatabaseLedger(checks, self.seals)
        hosts = brand.return_hosts or self.settings.return_hosts
        finisher = Finisher(checks, ledger, self.networks)
        stores = load_stores(brand.stores) if brand.stores else self.stores
        return replace(
            self,
            settings=replace(self.settings, portal=site, return_hosts=hosts),
            brand=brand,
            members=Members(self.settings.secret_key, site.url),
            checks=checks,
            ledger=ledger,
            desk=Desk(checks, self.seals),
            finisher=finisher,
            stores=stores,
            claim_desk=ClaimDesk(
                self.claims, finisher, stores, StoreRules(closes_days=self.settings.claim_closes_days)
            ),
            eraser=Eraser(checks, self.claims, self.settings.keep_days, self.settings.claim_days),
        )


def make_bench(settings: Settings) -> Bench:
    """Open the database, bring it up to date, and put the services on it.

    Raises BrandError when the settings file of the portals has mistakes, KnowledgeError when a stores file has.
    """
    brands = load_brands(settings)
    read_user_agent("")  # builds its tables at the first use, which is no shopper's time
    stores = load_stores(settings.stores_file)
    database = Database(settings.database_url)
    migrate(database, settings.data)
    checks, seals, networks = Checks(database), Seals(settings.secret_key), load_networks()
    ledger = DatabaseLedger(checks, seals)
    replays, claims = Replays(database), Claims(database)
    finisher = Finisher(checks, ledger, networks)
    messenger = Messenger(brands, checks, Deliveries(database), finisher, private=settings.webhook_private)
    queue = Queue(settings, replays, partial(make_replay, settings), messenger)
    remote_url = settings.grid.url if settings.grid else None
    return Bench(
        settings=settings,
        brands=brands,
        brand=brands[0],
        members=Members(settings.secret_key, settings.portal.url),
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
