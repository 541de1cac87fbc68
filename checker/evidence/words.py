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
# What may stand behind a content blocker or a stripped address, as far as a page can tell one from another.
BlockerId = Literal[
    "ublock-origin",
    "ublock-origin-lite",
    "adblock-plus",  # EasyList alone: Adblock Plus, AdBlock
    "easylist-easyprivacy",  # both lists, and not uBlock's own: Vivaldi, Opera, AdBlock with options
    "privacy-lists",  # EasyPrivacy alone
    "adguard",
    "brave",
    "duckduckgo",
    "ghostery",
    "privacy-badger",
    "link-cleaner",  # strips parameters and blocks nothing: ClearURLs, URL tracking lists
    "dns",  # host names do not resolve: Pi-hole, NextDNS, VPNs, hosts files
    "browser-protection",  # the browser's own: Firefox strict, Edge, Safari in private windows
    "content-filter",  # something blocks, and no signature says which
]
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
BLOCKER_IDS: tuple[BlockerId, ...] = get_args(BlockerId)
CAUSE_IDS: tuple[CauseId, ...] = get_args(CauseId)
