"""The closed lists of words. The contract names them; outsiders match on them."""

from __future__ import annotations

from typing import Literal, get_args

Engine = Literal["chromium", "firefox", "webkit", "other"]
State = Literal["running", "complete", "incomplete"]
Credit = Literal["tracked", "lost", "unknown"]
Verdict = Literal["tracked", "at_risk", "lost", "unknown"]
Method = Literal["third_party_pixel", "first_party_tag", "server_to_server"]
Step = Literal["click", "landing", "tag", "order", "pixel", "postback"]
StepState = Literal["seen", "missing", "altered", "not_reached"]
Status = Literal["ok", "blocked", "unsupported", "timed_out", "failed", "not_run"]
Certainty = Literal["certain", "likely", "possible"]
Basis = Literal["measured", "inferred"]
Click = Literal["reaches", "blocked", "skipped", "altered", "unknown"]
ClickId = Literal["kept", "lost", "unknown"]
Load = Literal["loads", "blocked", "unknown", "none"]
CauseId = Literal[
    "cookies-off",
    "third-party-cookies-blocked",
    "third-party-cookies-partitioned",
    "network-cookies-blocked",
    "shop-cookies-blocked",
    "javascript-off",
    "images-off",
    "content-blocker",
    "tracking-protection",
    "redirect-skipped",
    "redirect-blocked",
    "network-unreachable",
    "click-id-stripped",
    "sub-id-stripped",
    "popup-blocked",
    "private-browsing",
    "in-app-browser",
    "privacy-signal",
    "cookies-cleared",
    "clock-wrong",
    "unsupported-browser",
]

METHODS: tuple[Method, ...] = get_args(Method)
STEPS: tuple[Step, ...] = get_args(Step)
CAUSE_IDS: tuple[CauseId, ...] = get_args(CauseId)
