"""The workbench: everything a request needs, put together once per process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker.config import Settings
from checker.fixes.catalogue import Fix, load_fixes
from checker.knowledge.browsers import read_user_agent
from checker.knowledge.loader import Network, landing_parameters, load_networks
from checker.practice.parts import Parts
from checker.practice.seals import Seals
from checker.services.finish import Finisher
from checker.services.start import Desk
from checker.services.trail import DatabaseLedger
from checker.store.checks import Checks
from checker.store.database import Database, migrate


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
    parts: Parts
    fixes: tuple[Fix, ...]


def make_bench(settings: Settings) -> Bench:
    """Open the database, bring it up to date, and put the services on it."""
    read_user_agent("")  # builds its tables at the first use, which is no shopper's time
    database = Database(settings.database_url)
    migrate(database, settings.data)
    checks, seals, networks = Checks(database), Seals(settings.secret_key), load_networks()
    ledger = DatabaseLedger(checks, seals)
    return Bench(
        settings=settings,
        database=database,
        checks=checks,
        seals=seals,
        ledger=ledger,
        desk=Desk(checks, seals),
        finisher=Finisher(checks, ledger, networks),
        networks=networks,
        parts=Parts(settings, seals, ledger, networks, landing_parameters()),
        fixes=load_fixes(),
    )
