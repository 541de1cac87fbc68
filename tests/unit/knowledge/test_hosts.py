from __future__ import annotations

from checker.knowledge.hosts import CONTROLS, asked_hosts, foreign_hosts
from checker.knowledge.loader import load_networks

ALL = load_networks()


def test_every_host_of_every_network_is_asked_once() -> None:
    hosts = asked_hosts(ALL)
    assert len(set(hosts)) == len(hosts)
    assert set(hosts) == {host for network in ALL.values() for host in network.hosts}
    assert {"www.awin1.com", "www.dwin1.com"} <= set(hosts)


def test_no_network_is_no_host() -> None:
    assert asked_hosts({}) == ()
    assert foreign_hosts({}) == CONTROLS


def test_the_hosts_for_comparison_belong_to_nobody_who_pays() -> None:
    assert len(CONTROLS) == len(set(CONTROLS)) == 2
    assert not set(CONTROLS) & set(asked_hosts(ALL))
    assert all(host in ("example.com", "example.net", "example.org") for host in CONTROLS)


def test_a_replay_plays_what_a_page_may_ask_and_nothing_else() -> None:
    assert foreign_hosts(ALL) == (*asked_hosts(ALL), *CONTROLS)
