"""The matrix in words: its marks, its columns, and how it was measured; a test checks each closed list both ways."""

from __future__ import annotations

from typing import Literal, NamedTuple

from checker.evidence.words import Click, ClickId, Load, Method, Verdict

Mark = Literal["good", "partly", "mostly", "warn", "bad", "unknown"]


class MarkWords(NamedTuple):
    """A mark as a sign in text, a word, and what it says."""

    sign: str
    word: str
    text: str


MARKS: dict[Mark, MarkWords] = {
    "good": MarkWords("✓", "tracked", "Every way in which this network credits a sale worked."),
    "partly": MarkWords(
        "(✓)", "tracked as far as measured", "What we could measure worked; another way of this network we could not."
    ),
    "mostly": MarkWords(
        "≈",
        "at risk, pixel only",
        "Of what we could measure, only the third-party pixel is lost: it works at most stores.",
    ),
    "warn": MarkWords(
        "!", "at risk", "Some ways to credit the sale worked and others did not: it depends on the store."
    ),
    "bad": MarkWords("✕", "lost", "No way to credit the sale worked."),
    "unknown": MarkWords(
        "?", "unknown", "Not measured, or the measurement does not decide. It says neither yes nor no."
    ),
}

VERDICTS: dict[Verdict, Mark] = {"tracked": "good", "at_risk": "warn", "lost": "bad", "unknown": "unknown"}
FIELDS = {"click": "click", "click_id": "click id", "tag": "tag", "pixel": "pixel"}

CLICKS: dict[Click, str] = {
    "reaches": "The network saw the click, with the mark that says whose it is.",
    "altered": "The network saw the click, but the mark that says whose it is had been removed from the link.",
    "skipped": "The browser went straight to the store, and left the network out: nobody saw a click.",
    "blocked": "The browser, a blocker or the name lookup stopped the visit to the network.",
    "unknown": "It could not be measured.",
}
CLICK_IDS: dict[ClickId, str] = {
    "kept": "The store received the click's id in the address of its landing page.",
    "lost": "The id was not there: removed on the way, or never handed out.",
    "unknown": "The store was not reached, so nothing can be said.",
}
LOADS: dict[Load, str] = {
    "loads": "The store's page asked the network for it, and got it.",
    "blocked": "The page went on without it, though a clean browser of the same kind loads it.",
    "none": "The network has none, or none whose address we know.",
    "unknown": "The purchase did not come to the page that would load it.",
}
METHODS: dict[Method, str] = {
    "third_party_pixel": "third-party pixel",
    "first_party_tag": "network tag",
    "server_to_server": "server to server",
}
SHAPES: dict[str, str] = {
    "destination": "link that names the store's page",
    "opaque": "link that does not name the store's page",
}
OWN_COLUMN = "Practice network"

TERMS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("Click", "The visit to the network on the way to the store.", tuple(CLICKS.items())),
    ("Click id", "What the network hands the store, so that the order can name the click.", tuple(CLICK_IDS.items())),
    ("Tag and pixel", "The network's script and its image on the store's pages.", tuple(LOADS.items())),
)

HOW: tuple[str, ...] = (
    "Each mark stands for a practice purchase in a real browser, driven by a program: from a cashback site over the "
    "network to a store, an order, and back. Where a setup has a blocker, it is the real one with its real lists; "
    "“own rules” are rules of ours, written after what the named product does.",
    "The browser asked for each network's usual click link, script and image under the network's real host names. "
    "A name mapping led all of them to our own practice network. No affiliate network was contacted, and nothing was "
    "bought.",
    "Many networks have two kinds of links: one names the store's page that it leads to, the other does not. A blocker "
    "can go around the network only where the link names the page. The mark is for that kind where the network has it.",
    "What a browser did not load counts as blocked only where a clean browser of the same kind loads it. A result that "
    "was unclear, or other than in the last measurement, was measured again; where the tries kept disagreeing, it is "
    "unknown.",
    "A network may do things differently for a single store, and block lists change every day. The browsers ran on a "
    "desktop computer; WebKit here is WebKitGTK, which shares Safari's engine but is not Safari.",
)
BESIDE = "A second, smaller mark is the other kind of link, shown where it fares differently."
EMPTY = "Nothing has been measured yet, so there is nothing to show."
NOT_MADE = "This purchase was not made, or did not come to an end, when the table was measured."
NO_REASON = "The measurement gives no reason."
NOT_IN_RUN = "Not part of this measurement:"
