"""Which network a purchase plays, and so which names, addresses and parameters it uses.

A shopper's check plays our own network. A replay may play a real one: the same purchase, on the
network's real addresses, which the replay's mapping proxy leads here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from checker.config import Settings
from checker.knowledge.loader import Network
from checker.practice.ledger import Ledger
from checker.practice.seals import Seals

OWN_CLICK_ID = "pn_click"
# Parameters that no network credits by, but that cleaners of links know: which of them are gone says who cleaned.
CONTROLS = ("fbclid", "gclid", "msclkid", "utm_source")
AMOUNT = "10.00"
# uBlock Origin's privacy list skips `/tradetracker/?tt=*&r=http` on any host (checked 2026-11-24, uBlock Origin 1.67).
SKIP_PATH = "/tradetracker/"


@dataclass(frozen=True)
class Part:
    """One purchase's addresses. `decoration` is what the network adds to the landing URL, by parameter,
    `controls` what else stands there, `sub_ids` what our own click link carries in the networks' names for it.

    `credit` names the parameter that carries the click's id; `kit`, `mark` and `pixel` are absent
    where the network has none. `hop` is the origin of the click's second hop, if it has one, and `skip`
    the link with which the test for skipped hops begins.
    """

    click: str
    decoration: Mapping[str, str]
    credit: str
    kit: str | None
    mark: str | None
    pixel: str | None
    hop: str | None
    controls: Mapping[str, str] = field(default_factory=dict)
    sub_ids: Mapping[str, str] = field(default_factory=dict)
    skip: str | None = None

    @property
    def click_id(self) -> str:
        return self.decoration[self.credit]


class Parts:
    """Deals out the parts."""

    def __init__(
        self, settings: Settings, seals: Seals, ledger: Ledger, networks: Mapping[str, Network], names: tuple[str, ...]
    ) -> None:
        self._settings, self._seals, self._ledger = settings, seals, ledger
        self._networks, self._names = networks, names

    def of(self, check_id: str) -> Part:
        """The part of a check: its own network's, unless a replay has said otherwise."""
        played = self._ledger.seen(check_id, "played") if self._settings.play_networks else None
        if played is not None:
            return self._real(check_id, self._networks[played["network"]], played["link"])
        return self._own(check_id)

    def _own(self, check_id: str) -> Part:
        site, seals = self._settings.network.url, self._seals
        visit = seals.token("visit", check_id)
        sub_ids = self._values(check_id, dict.fromkeys(network.sub_id for network in self._networks.values()))
        return Part(
            click=f"{site}/click?{urlencode({'id': seals.token('sub', check_id), **sub_ids})}",
            decoration={OWN_CLICK_ID: seals.token("click", check_id)} | self._values(check_id, self._names),
            credit=OWN_CLICK_ID,
            kit=f"{site}/kit/{visit}.js",
            mark=f"{site}/seal/{visit}.png",
            pixel=f"{site}/receipt/{seals.token('order', check_id)}.png",
            hop=site,
            controls=self._values(check_id, CONTROLS),
            sub_ids=sub_ids,
            skip=f"{site}{SKIP_PATH}?tt={visit}",
        )

    def _real(self, check_id: str, network: Network, link: int) -> Part:
        visit, order = self._seals.token("visit", check_id), self._seals.token("order", check_id)
        destination = f"{self._settings.shop.url}/item?v={visit}"
        kit = network.tag
        if kit:
            # A real tag knows its page by itself; ours is told whose purchase it serves.
            kit += f"{'&' if '?' in kit else '?'}v={visit}"
        return Part(
            click=network.links[link].build(destination, self._seals.token("sub", check_id)),
            decoration=self._values(check_id, network.click_id),
            credit=network.click_id[0],
            kit=kit,
            mark=None,
            pixel=network.pixel.format(order=order, amount=AMOUNT) if network.pixel else None,
            hop=network.hop,
        )

    def skip_shown(self, check_id: str) -> str:
        """The link of the skip test that shows its destination: whoever follows it is told where it would lead."""
        visit = self._seals.token("visit", check_id)
        query = urlencode({"tt": visit, "r": self.skip_end(check_id)})
        return f"{self._settings.network.url}{SKIP_PATH}?{query}"

    def skip_end(self, check_id: str) -> str:
        """Where the skip test ends: a page of the shop."""
        return f"{self._settings.shop.url}/end/{self._seals.token('visit', check_id)}"

    def _values(self, check_id: str, names: Iterable[str]) -> dict[str, str]:
        return {name: self._seals.parameter(name, check_id) for name in names}
