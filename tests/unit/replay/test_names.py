"""The name proxy: mapped names pass, everything else is refused and recorded."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from checker.config import ConfigError
from checker.replay.names import READY_HOST, NameProxy, endpoints

ROOT = Path(__file__).parents[3]


class Listener:
    """A server that counts who comes and says who it is."""

    def __init__(self, word: bytes) -> None:
        self.word, self.heard = word, []
        self._sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port: int = self._sockets[0].getsockname()[1]
        with suppress(OSError):
            self._sockets.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        for listening in self._sockets:
            threading.Thread(target=self._serve, args=(listening,), daemon=True).start()

    def _serve(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection:
                    self.heard.append(b"")
                    connection.settimeout(2)
                    self.heard[-1] = connection.recv(65536)
                    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(self.word)
                    connection.sendall(head + self.word)

    def close(self) -> None:
        for listening in self._sockets:
            listening.close()


@pytest.fixture(scope="module")
def shop() -> Iterator[Listener]:
    server = Listener(b"the shop")
    yield server
    server.close()


@pytest.fixture(scope="module")
def canary() -> Iterator[Listener]:
    """What nobody may reach; on loopback, as the machine's own services are."""
    server = Listener(b"THE CANARY")
    yield server
    server.close()


@pytest.fixture(scope="module")
def proxy(shop: Listener) -> Iterator[NameProxy]:
    target = ("127.0.0.1", shop.port)
    with NameProxy({"shop.test": target, "odd.test:8443": target}, refuse=["gone.test"]) as running:
        yield running


def ask(proxy: NameProxy, raw: bytes) -> bytes:
    host, _, port = proxy.address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(raw)
        if not raw.endswith(b"\r\n\r\n"):
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(ConnectionResetError):
            while chunk := connection.recv(65536):
                answer += chunk
                if answer.startswith(b"HTTP/1.1 200") and raw.startswith(b"CONNECT"):
                    connection.sendall(b"hello\r\n\r\n")
                    raw = b""
        return answer


def get(url: str, host: str | None = None) -> bytes:
    named = url.split("/")[2] if host is None else host
    return f"GET {url} HTTP/1.1\r\nHost: {named}\r\n\r\n".encode()


def connect(target: str) -> bytes:
    return f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode()


@pytest.mark.parametrize(
    "raw",
    [
        get("http://shop.test/x"),
        get("http://SHOP.test/x"),
        get("http://shop.test:80/x"),
        get("http://shop.test./x"),
        connect("shop.test:443"),
        connect("odd.test:8443"),
    ],
    ids=lambda raw: raw.split(b" HTTP")[0].decode(),
)
def test_a_mapped_name_passes(proxy: NameProxy, raw: bytes) -> None:
    before = len(proxy.refusals())
    assert b"the shop" in ask(proxy, raw)
    assert len(proxy.refusals()) == before


def test_the_host_header_survives_and_the_connection_does_not(proxy: NameProxy, shop: Listener) -> None:
    ask(proxy, get("http://shop.test/path?a=b%2Fc"))
    heard = shop.heard[-1]
    assert heard.startswith(b"GET /path?a=b%2Fc HTTP/1.1\r\n")
    assert b"\r\nHost: shop.test\r\n" in heard
    assert b"\r\nConnection: close\r\n" in heard


def test_a_refused_name_looks_unresolvable_to_each_browser(proxy: NameProxy) -> None:
    firefox = b"CONNECT www.gone.test:443 HTTP/1.1\r\nHost: www.gone.test:443\r\nUser-Agent: X Firefox/153.0\r\n\r\n"
    assert ask(proxy, firefox).startswith(b"HTTP/1.1 404 ")
    assert ask(proxy, connect("gone.test:443")) == b""
    assert ask(proxy, get("http://gone.test/")) == b""
    assert {r.reason for r in proxy.refusals() if r.host.endswith("gone.test")} == {"told not to resolve"}


def test_it_answers_its_own_name_on_any_path(proxy: NameProxy) -> None:
    assert b"<title>ready</title>" in ask(proxy, get(f"http://{READY_HOST}/ads?id=1"))


P = "{port}"
HOSTILE = {
    "loopback": get(f"http://127.0.0.1:{P}/"),
    "loopback, tunnel": connect(f"127.0.0.1:{P}"),
    "loopback name": get(f"http://localhost:{P}/"),
    "loopback name, tunnel": connect(f"localhost:{P}"),
    "loopback name in capitals": connect(f"LOCALHOST:{P}"),
    "loopback name with a dot": connect(f"localhost.:{P}"),
    "name that resolves to loopback": connect(f"ip6-localhost:{P}"),
    "public name that resolves to loopback": connect(f"localtest.me:{P}"),
    "name made of an address": connect(f"127.0.0.1.nip.io:{P}"),
    "subdomain of a mapped name": connect(f"x.shop.test:{P}"),
    "name ending like a mapped name": connect("evilshop.test:443"),
    "another loopback address": connect(f"127.8.8.8:{P}"),
    "any address": connect(f"0.0.0.0:{P}"),
    "short any address": connect(f"0:{P}"),
    "short address": connect(f"127.1:{P}"),
    "decimal address": connect(f"2130706433:{P}"),
    "hex address": connect(f"0x7f000001:{P}"),
    "dotted hex address": connect(f"0x7f.0.0.0x1:{P}"),
    "octal address": connect(f"0177.0.0.1:{P}"),
    "one octal number": connect(f"017700000001:{P}"),
    "IPv6 loopback": connect(f"[::1]:{P}"),
    "IPv6 loopback, plain": get(f"http://[::1]:{P}/"),
    "IPv6 loopback without brackets": connect(f"::1:{P}"),
    "IPv4 in IPv6": connect(f"[::ffff:127.0.0.1]:{P}"),
    "IPv4 in IPv6, hex": connect(f"[::ffff:7f00:1]:{P}"),
    "IPv6 any": connect(f"[::]:{P}"),
    "metadata service": get("http://169.254.169.254/latest/meta-data/"),
    "metadata service, IPv6": get("http://[fd00:ec2::254]/latest/meta-data/"),
    "metadata name": get("http://metadata.google.internal/computeMetadata/v1/"),
    "link-local": connect("[fe80::1%25eth0]:80"),
    "private 10": connect("10.0.0.1:80"),
    "private 172": connect("172.16.0.1:80"),
    "private 192": connect("192.168.1.1:443"),
    "mapped name, other port": connect("shop.test:22"),
    "mapped name, canary's port": connect(f"shop.test:{P}"),
    "name mapped for another port": connect("odd.test:443"),
    "mapped name as user": get(f"http://shop.test@127.0.0.1:{P}/", "shop.test"),
    "mapped name as user and password": get(f"http://shop.test:80@127.0.0.1:{P}/", "shop.test"),
    "address as user of a mapped name": get(f"http://127.0.0.1:{P}@shop.test/", "shop.test"),
    "user in a tunnel": connect(f"shop.test:443@127.0.0.1:{P}"),
    "Host header elsewhere": get("http://shop.test/", f"127.0.0.1:{P}"),
    "address elsewhere, Host header mapped": get(f"http://127.0.0.1:{P}/", "shop.test"),
    "no proxy request, Host header": f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{P}\r\n\r\n".encode(),
    "network path": f"GET //127.0.0.1:{P}/ HTTP/1.1\r\nHost: shop.test\r\n\r\n".encode(),
    "ftp": get(f"ftp://127.0.0.1:{P}/"),
    "gopher": get(f"gopher://127.0.0.1:{P}/_x"),
    "file": get("file:///etc/passwd", "shop.test"),
    "https without a tunnel": get("https://shop.test/"),
    "websocket": get(f"ws://127.0.0.1:{P}/"),
    "protocol change": b"GET http://shop.test/ HTTP/1.1\r\nHost: shop.test\r\nConnection: Upgrade\r\n"
    b"Upgrade: websocket\r\n\r\n",
    "percent-encoded dot": get(f"http://127%2e0%2e0%2e1:{P}/"),
    "zero byte": get(f"http://127.0.0.1%00.shop.test:{P}/"),
    "ideographic dots": get(f"http://127。0。0。1:{P}/"),
    "circled digits": get(f"http://①②⑦.⓪.⓪.①:{P}/"),
    "backslash": get(f"http://shop.test\\@127.0.0.1:{P}/", "shop.test"),
    "fragment": connect(f"127.0.0.1:{P}#shop.test:443"),
    "port out of range": connect("shop.test:65979"),
    "port is no number": connect("shop.test:443x"),
    "port with a sign": connect("shop.test:+443x"),
    "two ports": connect(f"shop.test:443:{P}"),
    "SOCKS5": b"\x05\x01\x00\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x50",
    "SOCKS4": b"\x04\x01\x00\x50\x7f\x00\x00\x01\x00",
    "TLS": b"\x16\x03\x01\x00\x05hello",
    "empty target": b"CONNECT  HTTP/1.1\r\n\r\n",
    "asterisk": b"OPTIONS * HTTP/1.1\r\nHost: shop.test\r\n\r\n",
}


def test_there_are_enough_hostile_targets() -> None:
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_target_is_refused_recorded_and_not_reached(
    proxy: NameProxy, shop: Listener, canary: Listener, name: str
) -> None:
    raw = HOSTILE[name].replace(P.encode(), str(canary.port).encode())
    before, shopped = len(proxy.refusals()), len(shop.heard)
    answer = ask(proxy, raw)
    assert answer[:12] in (b"", b"HTTP/1.1 403", b"HTTP/1.1 400"), answer
    assert canary.heard == []
    assert len(shop.heard) == shopped
    deadline = time.monotonic() + 3
    while len(proxy.refusals()) == before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(proxy.refusals()) == before + 1, "no refusal on the record"


@pytest.mark.parametrize("waits", [True, False], ids=["after the answer", "together"])
@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "shop.test"])
def test_a_second_request_does_not_ride_on_the_first(
    proxy: NameProxy, shop: Listener, canary: Listener, host: str, waits: bool
) -> None:
    first, second = get("http://shop.test/first"), get(f"http://{host}/second".replace(P, str(canary.port)))
    shopped = len(shop.heard)
    address, _, port = proxy.address.rpartition(":")
    with socket.create_connection((address, int(port)), timeout=0.5) as connection, suppress(OSError):
        connection.sendall(first if waits else first + second)
        connection.recv(65536)
        connection.sendall(second)
        connection.recv(65536)
        connection.recv(65536)
    assert canary.heard == []
    assert not any(b"/second" in request.split(b"\r\n")[0] for request in shop.heard[shopped:])


def test_a_refusal_says_what_and_why(proxy: NameProxy) -> None:
    started = time.time()
    ask(proxy, connect("10.1.2.3:8080"))
    last = proxy.refusals()[-1]
    assert (last.method, last.host, last.port, last.reason) == ("CONNECT", "10.1.2.3", 8080, "not in the map")
    assert started - 1 < last.time < time.time() + 1
    assert not last.by_browser


def test_a_browsers_own_business_is_told_apart(proxy: NameProxy) -> None:
    ask(proxy, connect("firefox.settings.services.mozilla.com:443"))
    assert proxy.refusals()[-1].by_browser


def test_a_target_that_does_not_answer_is_no_refusal(canary: Listener) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with NameProxy({"shop.test": ("127.0.0.1", port)}) as proxy:
        assert ask(proxy, get("http://shop.test/")).startswith(b"HTTP/1.1 502")
        assert proxy.refusals() == []


@pytest.mark.parametrize(
    ("key", "target"),
    [
        ("shop.test", ("localhost", 80)),
        ("shop.test", ("shop.test", 80)),
        ("shop.test:0", ("127.0.0.1", 80)),
        ("shop.test:x", ("127.0.0.1", 80)),
        ("", ("127.0.0.1", 80)),
        ("shop.test", ("127.0.0.1", 0)),
    ],
)
def test_a_map_that_would_need_a_name_server_or_is_wrong_is_refused(key: str, target: tuple[str, int]) -> None:
    with pytest.raises(ValueError, match=r"."):
        endpoints({key: target})


def test_a_bare_name_stands_for_the_usual_ports_and_a_pair_for_itself() -> None:
    assert endpoints({"Shop.Test.": ("127.0.0.1", 8443), "shop.test:80": ("127.0.0.1", 8080)}) == {
        "shop.test:80": ("127.0.0.1", 8080),
        "shop.test:443": ("127.0.0.1", 8443),
        "shop.test:8443": ("127.0.0.1", 8443),
    }


def test_it_is_gone_after_the_end_and_its_record_is_not(shop: Listener) -> None:
    with NameProxy({"shop.test": ("127.0.0.1", shop.port)}) as proxy:
        ask(proxy, connect("10.0.0.1:80"))
        pid = proxy.pid
        assert proxy.alive
    assert not proxy.alive
    assert not Path("/proc", str(pid)).exists()
    assert [refusal.host for refusal in proxy.refusals()] == ["10.0.0.1"]
    with pytest.raises(ConnectionRefusedError):
        ask(proxy, connect("shop.test:443"))
    proxy.close()


def test_it_listens_where_it_is_told_and_says_so(shop: Listener) -> None:
    with NameProxy({"shop.test": ("127.0.0.1", shop.port)}, listen="127.0.0.2") as proxy:
        assert proxy.address.startswith("127.0.0.2:")
        assert b"the shop" in ask(proxy, get("http://shop.test/x"))
    with pytest.raises(ConfigError, match=r"CHECKER_PROXY_HOST: cannot listen on '192\.0\.2\.1'"):
        NameProxy({}, listen="192.0.2.1").__enter__()


def test_it_dies_with_its_parent() -> None:
    code = (
        "import os, signal; from checker.replay.names import NameProxy\n"
        "proxy = NameProxy({}).__enter__(); print(proxy.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == -signal.SIGKILL
    _wait_until_gone(int(ran.stdout))


def test_killed_it_is_seen_as_dead(shop: Listener) -> None:
    with NameProxy({"shop.test": ("127.0.0.1", shop.port)}) as proxy:
        os.kill(proxy.pid, signal.SIGKILL)
        deadline = time.monotonic() + 5
        while proxy.alive and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not proxy.alive


def _wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            state = Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state == "Z":
            return
        time.sleep(0.02)
    pytest.fail(f"process {pid} outlived its parent")
