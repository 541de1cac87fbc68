"""Replays: one setup's browser, opened once, makes the purchases that are asked of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.remote.webdriver import WebDriver
from urllib3.exceptions import HTTPError

from checker.config import Grid
from checker.knowledge.hosts import CONTROLS, asked_hosts
from checker.knowledge.loader import Network
from checker.replay import blockers
from checker.replay.drivers import BrowserRefused, open_browser, versions
from checker.replay.journey import JourneyError, network_purchase, own_purchase
from checker.replay.reasons import watch
from checker.replay.rows import OWN
from checker.replay.setup import Setup
from checker.replay.stage import Stage

# A browser that dies is opened anew; one that dies again and again is not a measurement.
_OPENINGS = 3

log = logging.getLogger(__name__)

Fault = (BrowserRefused, JourneyError, WebDriverException, HTTPError, LookupError)


@dataclass(frozen=True)
class Order:
    """One purchase to make: at our own network, or playing a real one by one of its links."""

    network: str = OWN
    link: int = 0


@dataclass(frozen=True)
class Replayed:
    """How an order went: the check's document, or the word that says why there is none.

    `reasons` are the browser's own for what it did not load, send or keep.
    """

    order: Order
    document: dict[str, Any] | None
    fault: str = ""
    reasons: tuple[str, ...] = ()


class Runner:
    """Makes purchases in one setup; `seen` tells browser, driver and blocker once one was opened.

    With `grid` the browser is one of that Selenium Grid.
    """

    def __init__(self, stage: Stage, setup: Setup, rooms: Path, grid: Grid | None = None) -> None:
        self._stage, self._rooms = stage, rooms
        self._remote_url = grid.url if grid else None
        self._listen = grid.proxy_host if grid else Grid.proxy_host
        self._setup = setup.placed(stage.sites)
        self.seen: dict[str, str] = {}

    def run(self, orders: Iterable[Order]) -> Iterator[Replayed]:
        """Make the purchases in one browser, one after the other; a browser that dies is opened anew.

        Raises BrowserMissing when this machine cannot run the setup.
        """
        waiting = list(orders)
        openings = 0
        while waiting:
            openings += 1
            made = 0
            for replayed in self._in_one_browser(waiting):
                # An order at which the browser died is tried again in the next one.
                if replayed.document is None and openings < _OPENINGS:
                    log.warning("%s, %s: %s; once more", self._setup.id, replayed.order.network, replayed.fault)
                    break
                waiting.pop(0)
                made += 1
                yield replayed
            if waiting and openings >= _OPENINGS and not made:
                yield Replayed(waiting.pop(0), None, "the browser died at every try")

    def _in_one_browser(self, orders: list[Order]) -> Iterator[Replayed]:
        with ExitStack() as stack:
            order = orders[0]
            try:
                proxy = stack.enter_context(self._stage.names(self._setup.unresolvable, self._listen))
                opened = open_browser(self._setup, proxy.address, self._rooms, remote_url=self._remote_url)
                driver = stack.enter_context(opened)
                reasons = stack.enter_context(watch(driver, self._setup.engine))
                self._note(driver)
            except Fault as fault:
                yield Replayed(order, None, _word(fault))
                return
            own = (self._stage.sites["network"][0], self._stage.sites["shop"][0])
            for order in list(orders):
                try:
                    document = self._purchase(driver, order)
                except Fault as fault:
                    yield Replayed(order, None, _word(fault) if proxy.alive else "the mapping proxy died")
                    return
                yield Replayed(order, document, reasons=reasons.since_last(own if order.network == OWN else None))

    def _purchase(self, driver: WebDriver, order: Order) -> dict[str, Any]:
        if order.network == OWN:
            code = own_purchase(driver, self._stage.portal).code
        else:
            code = network_purchase(driver, self._stage, order.network, order.link)
            # A browser that died looks like one that cannot go on: it must not count as a measurement.
            _ = driver.window_handles
        return self._stage.check(code)

    def _note(self, driver: WebDriver) -> None:
        self.seen = versions(driver)
        if blocker := blockers.version(self._setup.blocker):
            self.seen["blocker"] = blocker


def orders_for(network: Network) -> list[Order]:
    """One order for each shape of the network's links: the first link of each."""
    firsts: dict[str, int] = {}
    for number, link in enumerate(network.links):
        firsts.setdefault(link.shape, number)
    return [Order(network.id, number) for number in firsts.values()]


def _word(fault: BaseException) -> str:
    text = getattr(fault, "msg", None) or str(fault) or type(fault).__name__
    return text.strip().splitlines()[0][:200]


def stage_for(rooms: Path, networks: Mapping[str, Network]) -> Stage:
    """A stage on which these networks are played under their real host names."""
    # The hosts that the check page asks for comparison are there, too.
    return Stage(rooms, extra_hosts=asked_hosts(networks), neutral_hosts=CONTROLS)
