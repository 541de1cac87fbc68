"""The floor: the practice purchase's pages, navigations and conversions, with nothing watched, recorded or probed.

No database, no signatures, no evidence, no events to follow; each page goes on as soon as it has loaded.
The pages carry the same words and style, and come from the same kind of server over the same TLS, so
that what differs is the check's own work.
"""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from flask import Flask, Response, redirect, render_template, request
from markupsafe import escape

from checker.diagnosis.diagnose import diagnose
from checker.evidence.model import Dossier
from checker.knowledge.loader import load_networks
from checker.practice.pixel import image, silent
from checker.report.view import build_view
from checker.web import assets
from checker.web.language import init_language

PORTAL, NETWORK, SHOP = (os.environ.get(f"BARE_{role}", "") for role in ("PORTAL", "NETWORK", "SHOP"))
GOLDEN = Path(__file__).parents[1] / "tests" / "golden" / "everything-is-credited" / "evidence.json"
application = Flask(__name__, template_folder=str(assets.ROOT / "templates"), static_folder=str(assets.ROOT / "static"))
application.config["SEND_FILE_MAX_AGE_DEFAULT"] = assets.LIFE_S
application.jinja_env.globals.update(
    asset=assets.address, portal_url="", keep_days=30, say=lambda _phrase, own: own, brand=None
)
init_language(application)

_NEXT = "<script>addEventListener('load',()=>document.forms[0].submit())</script>"
_TELL = """<script>addEventListener('load',()=>fetch('%s/report',{mode:'no-cors'}).then(()=>opener.postMessage(1,'*')))
</script>"""
_START = """<script>addEventListener('submit',e=>{e.preventDefault();const w=open('/go');
addEventListener('message',()=>{w.close();location.replace('/done')})})</script>"""


def page(title: str, text: str, body: str, head: str = "") -> Response:
    """A page of the store as the practice store has it."""
    style = assets.inline("practice/shop.css")
    return Response(
        f"<!doctype html><html lang=en data-check=idle><head><meta charset=utf-8><title>{title}</title>"
        f"<link rel=icon href='data:,'><style>{style}</style>{head}</head><body>"
        "<header><b>Practice store</b> <span>nothing here is real, nothing is charged</span></header>"
        f"<main><h1>{title}</h1><p>{text}</p>{body}</main></body></html>"
    )


@application.get("/check")
def check() -> Response:
    return page("Check", "A bare purchase.", "<form><button id=start>Start</button></form>", _START)


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


def tag(purchase: str) -> str:
    """The tag, loaded once in each purchase: a shopper's comes from no cache either."""
    return f"<script async src={NETWORK}/kit/{escape(purchase)}.js></script>"


@application.get("/item")
def item() -> Response:
    purchase = secrets.token_hex(8)
    form = f"<form method=post action=/cart><button>Put into the cart</button></form>{_NEXT}"
    response = page("Blue socks", "One pair, for practice.", form, tag(purchase))
    response.set_cookie("session", purchase, secure=True, httponly=True, samesite="Lax")
    return response


@application.post("/cart")
def cart() -> Response:
    form = f"<form method=post action=/order><button>Place the practice order</button></form>{_NEXT}"
    return page("Your cart", "Blue socks, one pair: 10.00 in practice money.", form)


@application.post("/order")
def order() -> object:
    return redirect("/thanks", code=303)


@application.get("/thanks")
def thanks() -> Response:
    body = f"<img src={NETWORK}/seal.png>{_TELL % NETWORK}"
    return page("Thank you", "The practice purchase is done.", body, tag(request.cookies.get("session", "")))


@application.get("/kit/<purchase>.js")
def kit(purchase: str) -> Response:
    response = Response("/* a tag that does nothing */", mimetype="text/javascript")
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


@application.get("/seal.png")
def seal() -> Response:
    return image()


@application.get("/report")
def report() -> Response:
    return silent()


@cache
def _report_page() -> str:
    dossier = Dossier.model_validate_json(GOLDEN.read_text())
    networks = load_networks()
    view = build_view(
        code="BARE-PAGE",
        created=datetime.now(UTC),
        dossier=dossier,
        diagnosis=diagnose(dossier, networks),
        fixes=[],
        networks=networks,
    )
    return render_template("shopper/report.html", view=view)


@application.get("/done")
def done() -> str:
    return _report_page()


@application.get("/readyz")
def ready() -> dict[str, str]:
    return {"status": "ok", "host": request.host}
