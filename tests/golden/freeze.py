"""The trails from which the golden dossiers were made: `python -m tests.golden.freeze` writes them again.

Only `evidence.json` is written; what it means stands in `expected.json`, and no program writes that.
"""

from __future__ import annotations

import json
from pathlib import Path

from checker.evidence.model import Dossier
from tests.builders import PAGE_PLAIN, PAGE_REFUSED, PLAIN, SAME_TAB, dossier, landed, page, trail

FOLDER = Path(__file__).parent


def situations() -> dict[str, Dossier]:
    """Every situation by the name of its folder."""
    no_cookies = {"cookie": "missing", "mark": "missing", "referrer": ""}
    kept_apart = {"cookie": "missing", "mark": "right", "referrer": ""}
    missing = {"cookie": "missing"}
    no_click_id = {"click_id": "missing"}
    return {
        "everything is credited": dossier(),
        "everything is credited in a replay": dossier().model_copy(update={"origin": "replay"}),
        "third-party cookies are blocked": dossier(trail(kit=missing, mark=missing, pixel=no_cookies)),
        "third-party cookies are kept apart for each site": dossier(trail(kit=missing, mark=missing, pixel=kept_apart)),
        "scripting is off": dossier(trail(PLAIN, settled={}), said=PAGE_PLAIN),
        "scripting is off and third-party cookies are blocked": dossier(
            trail(PLAIN, settled={}, mark=missing, pixel=no_cookies), said=PAGE_PLAIN
        ),
        "images are off": dossier(
            trail(
                without=("mark", "picture", "pixel"),
                settled={"kit": "loaded", "pixel": "unasked", "picture": "unasked"},
            )
        ),
        "no site may keep cookies": dossier(
            trail(
                hop=missing,
                kit=missing,
                mark=missing,
                cart=missing,
                order=missing,
                pixel=no_cookies,
                report=no_click_id,
                postback=no_click_id,
            )
        ),
        "no site may keep cookies and scripting is off": dossier(
            trail(
                PLAIN,
                hop=missing,
                mark=missing,
                cart=missing,
                order=missing,
                pixel=no_cookies,
                postback=no_click_id,
                settled={},
            ),
            said=PAGE_PLAIN,
        ),
        "the network may not keep cookies": dossier(trail(hop=missing, kit=missing, mark=missing, pixel=no_cookies)),
        "the shop may not keep cookies": dossier(
            trail(cart=missing, order=missing, report=no_click_id, postback=no_click_id)
        ),
        "the network host does not resolve": dossier(trail(("go",)), state="incomplete", said=page(network="failed")),
        "the network host does not resolve and scripting is off": dossier(
            trail(("tab", "preflight-shop")), state="incomplete", said=PAGE_PLAIN
        ),
        "neither host can be reached": dossier(
            trail(("go",)), state="incomplete", said=page(network="failed", shop="failed")
        ),
        "a blocker stops the visit to the network": dossier(trail(("go",)), state="incomplete"),
        "the browser refuses the store window": dossier(trail(SAME_TAB), said=PAGE_REFUSED),
        "some click ids are stripped": dossier(
            trail(landing=landed(at_gd="missing", irclickid="missing", wgu="missing"))
        ),
        "all click ids are stripped but the one with a neutral name": dossier(
            trail(landing={"parameters": dict.fromkeys(landed()["parameters"], "missing") | {"pn_click": "right"}})
        ),
        "every parameter of the landing address is stripped": dossier(
            trail(
                landing={"parameters": dict.fromkeys(landed()["parameters"], "missing"), "referrer": ""},
                report=no_click_id,
                postback=no_click_id,
            )
        ),
        "the shopper closes the window at the store": dossier(
            trail(("go", "click", "hop", "landing", "kit", "mark", "closed")), state="incomplete"
        ),
        "the shopper closes the window before it has gone anywhere": dossier(
            trail(("go", "closed")), state="incomplete"
        ),
        "the shopper closes the window on the thank-you page": dossier(
            trail(without=("control", "picture", "pixel", "report", "settled"), closed={})
        ),
        "a blocker stops the pixel": dossier(
            trail(without=("pixel",), settled={"kit": "loaded", "pixel": "failed", "picture": "loaded"})
        ),
        "a blocker stops the tag": dossier(
            trail(without=("kit", "report"), settled={"kit": "failed", "pixel": "loaded", "picture": "loaded"})
        ),
        "a blocker stops the pixel and the tag": dossier(
            trail(without=("kit", "pixel", "report"), settled={"kit": "failed", "pixel": "failed", "picture": "loaded"})
        ),
        "a blocker stops the images of the network": dossier(
            trail(without=("mark", "pixel"), settled={"kit": "loaded", "pixel": "failed", "picture": "loaded"})
        ),
        "a blocker stops all that the shop asks of the network": dossier(
            trail(
                without=("kit", "mark", "control", "pixel", "report"),
                settled={"kit": "failed", "pixel": "failed", "picture": "loaded"},
            )
        ),
        "a slow line brings the pixel too late": dossier(
            trail(without=("pixel",), settled={"kit": "loaded", "pixel": "late", "picture": "loaded"})
        ),
        "a slow line brings the tag too late": dossier(
            trail(without=("kit", "report"), settled={"kit": "late", "pixel": "loaded", "picture": "loaded"})
        ),
        "our own postback is not delivered": dossier(
            trail(postback={"click_id": "undelivered", "fault": "MaxRetryError"})
        ),
        "the store is never reached": dossier(trail(("go", "click", "hop")), state="incomplete"),
        "the order is never placed": dossier(
            trail(("go", "click", "hop", "landing", "kit", "mark", "cart")), state="incomplete"
        ),
        "nothing is there but the start": dossier(trail(("go",)), state="incomplete", said=()),
        "nothing is there at all": dossier(trail(()), state="incomplete", said=()),
    }


def as_text(frozen: Dossier) -> str:
    return json.dumps(frozen.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    for name, made in situations().items():
        folder = FOLDER / name.replace(" ", "-")
        folder.mkdir(exist_ok=True)
        (folder / "evidence.json").write_text(as_text(made), encoding="utf-8")


if __name__ == "__main__":
    main()
