"""The floor: the practice purchase's navigations and requests, with nothing watched, recorded or probed.

No database, no signatures, no evidence; each page goes on as soon as it has loaded. Served by the
same server over the same TLS as the service, so that what differs is the check's own work.
"""

from __future__ import annotations

import os

from flask import Flask, Response, redirect, request

from checker.practice.pixel import image, silent

PORTAL, NETWORK, SHOP = (os.environ.get(f"BARE_{role}", "") for role in ("PORTAL", "NETWORK", "SHOP"))
application = Flask(__name__)

_NEXT = "<script>addEventListener('load',()=>document.forms[0].submit())</script>"


def page(head: str, body: str) -> Response:
    return Response(f"<!doctype html><html data-check=idle><head>{head}</head><body>{body}</body></html>")


@application.get("/check")
def check() -> Response:
    script = (
        "<script>addEventListener('submit',e=>{e.preventDefault();const w=open('/go');"
        "addEventListener('message',()=>{w.close();location.replace('/done')})})</script>"
    )
    return page(script, "<form><button id=start>Start</button></form>")


@application.get("/go")
def go() -> object:
    return redirect(f"{NETWORK}/click")


@application.get("/click")
def click() -> object:
    response = redirect("/click/on")
    response.set_cookie("click", "1", secure=True, httponly=True, samesite="None")
    return response


@application.get("/click/on")
def click_on() -> object:
    return redirect(f"{SHOP}/item")


@application.get("/item")
def item() -> Response:
    response = page(
        f"<script async src={NETWORK}/kit.js></script>",
        f"<form method=post action=/cart></form><img src={NETWORK}/seal.png>{_NEXT}",
    )
    response.set_cookie("session", "1", secure=True, httponly=True, samesite="Lax")
    return response


@application.post("/cart")
def cart() -> Response:
    return page("", f"<form method=post action=/order></form>{_NEXT}")


@application.post("/order")
def order() -> object:
    return redirect("/thanks", code=303)


@application.get("/thanks")
def thanks() -> Response:
    tell = (
        f"addEventListener('load',()=>fetch('{NETWORK}/report',{{mode:'no-cors'}}).then(()=>opener.postMessage(1,'*')))"
    )
    return page(f"<script async src={NETWORK}/kit.js></script>", f"<img src={NETWORK}/seal.png><script>{tell}</script>")


@application.get("/kit.js")
def kit() -> Response:
    response = Response("/* a tag that does nothing */", mimetype="text/javascript")
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


@application.get("/seal.png")
def seal() -> Response:
    return image()


@application.get("/report")
def report() -> Response:
    return silent()


@application.get("/done")
def done() -> Response:
    return Response(
        "<!doctype html><html data-check=complete data-code=NONE><title>Done</title><body>Done</body></html>"
    )


@application.get("/readyz")
def ready() -> dict[str, str]:
    return {"status": "ok", "host": request.host}
