"""Three tiny sites on one TLS server, that remember who asked for what. Paths are neutral: on no blocklist."""

from __future__ import annotations

import ssl
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import trustme

HOSTS = ("portal.test", "network.test", "shop.test", "www.awin1.com", "cashback.localhost")
PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
START = """<!doctype html><title>portal</title>
<a id=go href="https://network.test/click?x=1">go</a>
<a id=awin href="https://www.awin1.com/cread.php?awinmid=1&awinaffid=2&ued=https%3A%2F%2Fshop.test%2Flanding">awin</a>
<a id=tab target=_blank href="https://shop.test/new-tab">new tab</a>
<form action="https://shop.test/new-tab" target=_blank><button id=form>new tab</button></form>
<button id=open onclick="window.open('https://shop.test/new-tab')">new tab</button>"""
LANDING = """<!doctype html><title>shop</title>
<img src="https://network.test/affiliate/sale?order=1"><img src="/picture"><script src="/tag"></script>"""


@dataclass(frozen=True)
class Visit:
    """One request as it arrived."""

    host: str
    path: str
    query: str
    cookie: str
    gpc: str | None


class Site:
    """Portal, network and shop, each under its own name."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                url = urlsplit(self.path)
                host = str(self.headers["Host"]).partition(":")[0]
                site.visits.append(
                    Visit(host, url.path, url.query, self.headers.get("Cookie", ""), self.headers.get("Sec-GPC"))
                )
                status, headers, body = site.answer(host, url.path)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A browser that is killed breaks off: no news."""

        self._server = Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert(*HOSTS).configure_cert(context)
        # The handshake belongs into the request's thread: one slow client must not stop the others.
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.target = ("127.0.0.1", int(self._server.server_address[1]))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def answer(self, host: str, path: str) -> tuple[int, dict[str, str], bytes]:
        html = {"Content-Type": "text/html"}
        if path == "/start":
            return 200, html, START.encode()
        if path in ("/click", "/cread.php"):
            cookie = "click=1; SameSite=None; Secure; Path=/; Max-Age=999"
            query = "awc=1&irclickid=2&fbclid=3&im_ref=4"
            return 302, {"Set-Cookie": cookie, "Location": f"https://shop.test/landing?{query}"}, b""
        if path == "/landing":
            return 200, html | {"Set-Cookie": "own=1; Secure; Path=/; Max-Age=999"}, LANDING.encode()
        if path in ("/affiliate/sale", "/picture"):
            return 200, {"Content-Type": "image/gif", "Cache-Control": "no-store"}, PIXEL
        if path == "/tag":
            return 200, {"Content-Type": "text/javascript"}, b"fetch('/scripted')"
        return 200, html, b"<!doctype html><title>page</title>"

    def map(self) -> dict[str, tuple[str, int]]:
        return dict.fromkeys(HOSTS, self.target)

    def seen(self, path: str) -> Visit | None:
        """The first request for a path."""
        return next((visit for visit in self.visits if visit.path == path), None)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
