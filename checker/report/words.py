"""The words for people: one table for each closed list, checked both ways by a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from checker.diagnosis.compare import Change
from checker.evidence.words import CauseId, Certainty, Credit, Method, Step, Verdict

Say = Callable[[str], str]
"""Puts a text into the reader's language, before its places are filled; `str` leaves it as it is."""


class CauseWords(NamedTuple):
    """A cause in one line, and what it does to a purchase."""

    title: str
    effect: str


CAUSES: dict[CauseId, CauseWords] = {
    "cookies-off": CauseWords(
        "Your browser keeps no cookies",
        "Neither the store nor the network can remember that you came from us.",
    ),
    "third-party-cookies-blocked": CauseWords(
        "Third-party cookies are blocked",
        "A store that reports the sale with a third-party pixel cannot credit it. Most stores have other ways.",
    ),
    "third-party-cookies-partitioned": CauseWords(
        "Each site's cookies are kept apart",
        "A store that reports the sale with a third-party pixel cannot credit it. Most stores have other ways.",
    ),
    "network-cookies-blocked": CauseWords(
        "The affiliate network may not keep cookies",
        "The network cannot recognise your click when a store's pixel reports the sale.",
    ),
    "shop-cookies-blocked": CauseWords(
        "The store may not keep cookies",
        "The store forgets on its next page that you came from us.",
    ),
    "javascript-off": CauseWords(
        "The store's pages run no scripts",
        "Stores that report the sale with the network's script cannot credit it.",
    ),
    "images-off": CauseWords(
        "Your browser loads no images",
        "Stores that report the sale with an image cannot credit it.",
    ),
    "content-blocker": CauseWords(
        "A content blocker is at work",
        "It stops requests by which stores and networks report sales.",
    ),
    "tracking-protection": CauseWords(
        "Your browser's own tracking protection is at work",
        "It stops requests by which stores and networks report sales.",
    ),
    "redirect-skipped": CauseWords(
        "The visit to the network is skipped",
        "You reach the store, but the network never sees your click, so nobody can credit the sale.",
    ),
    "redirect-blocked": CauseWords(
        "The visit to the network is stopped",
        "The way to the store leads over the affiliate network, and something in this browser stops it there.",
    ),
    "network-unreachable": CauseWords(
        "The affiliate network cannot be reached",
        "Your device or your line answers that the network's address does not exist or does not respond.",
    ),
    "click-id-stripped": CauseWords(
        "The click's mark is removed from addresses",
        "Networks hand the store a mark in the address. Something removes it, so the store cannot name your click.",
    ),
    "sub-id-stripped": CauseWords(
        "Our own mark is removed from links",
        "The network sees a click, but not that it was yours.",
    ),
    "popup-blocked": CauseWords(
        "No new window could be opened",
        "The practice purchase ran in this tab instead. That does your cashback no harm.",
    ),
    "private-browsing": CauseWords(
        "This may be a private window",
        "Private windows forget everything when they close, and block more than others.",
    ),
    "in-app-browser": CauseWords(
        "This is the browser of another app",
        "It keeps its cookies to itself and may lose them when you leave the app.",
    ),
    "privacy-signal": CauseWords(
        "Your browser asks not to be tracked",
        "Some stores take this as a no to all tracking, cashback included.",
    ),
    "cookies-cleared": CauseWords(
        "Cookies are deleted between visits",
        "If they are deleted between your click and your order, the store forgets that you came from us.",
    ),
    "clock-wrong": CauseWords(
        "Your device's clock is wrong",
        "Cookies may run out too early, and times on a claim will not match.",
    ),
    "unsupported-browser": CauseWords(
        "We do not know this browser well enough",
        "What we saw is true, but we have never tested this browser.",
    ),
}

METHODS: dict[Method, tuple[str, str]] = {
    "third_party_pixel": (
        "Third-party pixel",
        "An image of the network on the thank-you page, sent with the cookie from your click.",
    ),
    "first_party_tag": (
        "Network tag on the store's pages",
        "The network's script keeps your click in a cookie of the store and reports it with the order.",
    ),
    "server_to_server": (
        "Server to server",
        "The store's own server keeps your click and reports it to the network.",
    ),
}
CREDITS: dict[Credit, str] = {"tracked": "credited", "lost": "not credited", "unknown": "not measured"}
CERTAINTIES: dict[Certainty, str] = {"certain": "measured", "likely": "likely", "possible": "possible"}

STEPS: dict[Step, str] = {
    "click": "the visit to the affiliate network",
    "landing": "the store's landing page",
    "tag": "the network's script on the store's page",
    "order": "the practice order",
    "pixel": "the network's image on the thank-you page",
    "postback": "the store server's report",
}


class StationWords(NamedTuple):
    """A station of the journey strip, and what it says when it was reached and when it was not."""

    name: str
    reached: str
    missed: str


YOU = StationWords("You", "pressed the button", "")
STATIONS: dict[Step, StationWords] = {
    "click": StationWords("Network", "saw your click", "never saw your click"),
    "landing": StationWords("Store", "knows where you came from", "was not reached"),
    "order": StationWords("Order", "placed", "was not placed"),
}
CASHBACK = StationWords("Cashback", "credited in {count} of 3 ways", "not measured")
ALTERED = "reached, but something was taken away on the way"
NOT_REACHED = "not reached"

BROWSER_ON = "{browser} on {platform}"

# Sentence and lead for each verdict. `at_risk` has shades: nothing but the pixel is lost, or something at networks;
# `unseen` is unknown though every way credited the purchase.
VERDICTS: dict[Verdict | str, tuple[str, str]] = {
    "tracked": (
        "Cashback works in this browser",
        "We made a practice purchase, and it was credited to your click in all three ways that stores use.",
    ),
    "pixel_only": (
        "Cashback works at most stores",
        "Your practice purchase was credited in the ways that most stores use. Only stores that still use a "
        "third-party pixel would miss it. That is normal in many browsers today.",
    ),
    "at_risk": (
        "Cashback works at some stores and gets lost at others",
        "Your practice purchase was credited in some of the ways that stores use, but not in all.",
    ),
    "networks": (
        "Cashback gets lost at some affiliate networks",
        "Our own practice purchase came through, but something in this browser gets in the way at {count} of the "
        "{known} affiliate networks that we know.",
    ),
    "most_networks": (
        "Cashback gets lost at most affiliate networks",
        "Our own practice purchase came through, but something in this browser gets in the way at {count} of the "
        "{known} affiliate networks that we know.",
    ),
    "unseen": (
        "Your purchase was credited, but we did not see everything",
        "We made a practice purchase, and it was credited to your click in all three ways that stores use.",
    ),
    "lost": (
        "Cashback would get lost in this browser",
        "We made a practice purchase, and none of the ways that stores use could credit it to your click.",
    ),
    "unknown": (
        "We could not tell",
        "The practice purchase went through, but not everything that would decide could be seen.",
    ),
    "incomplete": (
        "The check could not finish",
        "The practice purchase stopped at {step}. A real purchase may stop there too.",
    ),
    "running": ("The check is still running", "Load this page again in a few seconds."),
}

# What follows the lead: at which networks, and what nobody could see.
LOST_AT = "Cashback gets lost at {networks}."
PROBABLY_LOST_AT = "Cashback probably gets lost at {networks}."
PARTLY_LOST_AT = "It may get lost, depending on the store, at {networks}."
NOT_SEEN = (
    "We could not see whether something in this browser blocks the affiliate networks of real stores. "
    "Check again, and leave this page and the store window open until the report is there."
)
NOT_MEASURED = (
    "But something here blocks requests, and we have not measured what it does at the affiliate networks of real "
    "stores. Switch it off for your purchase, and check again."
)

# Why a purchase gets lost at some networks; their names follow.
LOSSES: dict[str, str] = {
    "skipped": "The visit to the network is skipped, so it never sees your click",
    "blocked": "The visit to the network is stopped, so it never sees your click",
    "altered": "Our own mark is removed from the link, so the network does not know that the click is yours",
    "click_id": "Your click's mark is removed from the store's address",
    "tag": "The network's script is stopped on the store's pages",
    "pixel": "The network's image is stopped on the thank-you page",
}

# Which blocker it is, by how sure that is.
BLOCKERS: dict[Certainty, str] = {
    "certain": "This is: {name}.",
    "likely": "Most likely this is: {name}.",
    "possible": "This may be: {name}.",
}


class Rule(NamedTuple):
    """One of the five rules for shoppers, in two lines; `step` is what of it this check has seen."""

    title: str
    text: str


RULES: tuple[Rule, ...] = (
    Rule("Click first, then buy", "Come to us before you order. A click after the order cannot be credited."),
    Rule("Start with an empty cart", "Empty it before you click: what was in it before may not count."),
    Rule(
        "Stay in the window that we opened",
        "Another tab of the store, an e-mail, an advert or a coupon site can take the credit.",
    ),
    Rule(
        "Finish online and change nothing",
        "Orders finished by telephone or changed afterwards are not credited.",
    ),
    Rule(
        "Let cookies work", "The store and the network must be able to recognise your click. This is what we checked."
    ),
)

# What a check has seen of a rule.
JUST_CHECKED = "checked just now"
SEE_ABOVE = "see above"

# A check held against an earlier one: each line's word, and the sentence over all. The last three are for no lines:
# both times all was well, only now, or too little is known.
CHANGES: dict[Change, str] = {
    "fixed": "now fixed",
    "still": "still there",
    "new": "new",
    "found": "seen now, not measured last time",
    "not_measured": "not measured this time",
}
COMPARED: dict[Change | str, str] = {
    "fixed": "What you changed has worked",
    "partly": "Some of it is fixed, and some is still there",
    "still": "Nothing has changed yet",
    "new": "Something new stands in the way",
    "found": "We now see what we could not see before",
    "not_measured": "We could not see everything again",
    "same": "Nothing was in the way before, and nothing is now",
    "clear": "Nothing is in the way now",
    "unclear": "We could not compare everything",
}
