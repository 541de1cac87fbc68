"""Which hosts of the networks the check page asks, and which it asks for comparison."""

from __future__ import annotations

from collections.abc import Mapping

from checker.knowledge.model import Network

# Reserved for documentation (RFC 2606), served by IANA, on no block list: whether the line works at all.
CONTROLS = ("example.com", "example.org")


def asked_hosts(networks: Mapping[str, Network]) -> tuple[str, ...]:
    """Every host of the networks' links, tags and pixels, without repeats."""
    return tuple(dict.fromkeys(host for network in networks.values() for host in network.hosts))


def foreign_hosts(networks: Mapping[str, Network]) -> tuple[str, ...]:
    """Every host but our own that a check page may ask, and that a replay therefore plays."""
    return (*asked_hosts(networks), *CONTROLS)
