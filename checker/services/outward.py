"""Requests that leave for a host that an operator named: never to an address inside, never onward by a redirect."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

import urllib3

TIMEOUT_S = 5.0


class Unreachable(Exception):
    """The message did not arrive; the text says why, in words for the operator's log."""


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool = False, ca: str | None = None) -> None:
    """Post to an address and look at the answer's status alone.

    The name is looked up once, the address that comes of it is judged, and the connection goes to that very
    address: a name that points somewhere else a moment later changes nothing. With `private`, addresses
    inside are allowed, and plain http to this machine. Raises Unreachable.
    """
    parts = urlsplit(url)
    host, tls = parts.hostname or "", parts.scheme == "https"
    address = _address(host, parts.port or (443 if tls else 80), private)
    if not tls and not (private and ipaddress.ip_address(address).is_loopback):
        raise Unreachable("only https goes out")
    timeout = urllib3.Timeout(total=TIMEOUT_S)
    port = parts.port or (443 if tls else 80)
    pool = (
        urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, server_hostname=host, assert_hostname=host, ca_certs=ca
        )
        if tls
        else urllib3.HTTPConnectionPool(address, port, timeout=timeout)
    )
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        answer = pool.urlopen(
            "POST",
            target,
            body=body,
            headers={**headers, "Host": parts.netloc},
            retries=False,
            redirect=False,
            preload_content=False,
        )
        answer.close()
    except urllib3.exceptions.HTTPError as error:
        raise Unreachable(type(error).__name__) from None
    finally:
        pool.close()
    if not 200 <= answer.status < 300:
        raise Unreachable(f"it answered {answer.status}")


def _address(host: str, port: int, private: bool) -> str:
    """The address of a host. Every one that it has must be one of the open network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(f"the name {host} does not resolve") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not (private or all(map(outside, addresses))):
        raise Unreachable(f"{host} is at an address inside")
    return addresses[0]


def outside(address: str) -> bool:
    """Whether an address is one of the open network, also where IPv6 wraps an IPv4 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        # NAT64 (RFC 6052): the last 32 bits are the address.
        if wrapped is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return outside(str(wrapped))
    return ip.is_global and not ip.is_multicast
