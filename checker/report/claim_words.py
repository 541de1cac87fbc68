"""Every word about claims, for shoppers and for support. `%(name)s` are places to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from checker.report.claim import Advice, ClaimState, Done, Timing, WindowState


class StateWords(NamedTuple):
    """A claim's state as a heading, and what happens next."""

    title: str
    next: str


STATES: Mapping[ClaimState, StateWords] = {
    "draft": StateWords(
        "Your draft is kept",
        "Nothing is filed yet. Come back to this page once the time has come, and file it with one press.",
    ),
    "filed": StateWords(
        "Your claim is filed",
        "Our support looks for your click in our records and lays it beside your check. This page then says what we "
        "found.",
    ),
    "no_record": StateWords(
        "We found no record of your click",
        "Without a click from us before the order the store cannot credit it. If you have an e-mail or a picture that "
        "shows the click, tell our support your claim code.",
    ),
    "pending": StateWords(
        "The store is looking at it",
        "Stores wait until goods can no longer be returned, and for travel until after the stay. An answer often takes "
        "weeks, at some stores up to four months.",
    ),
    "confirmed": StateWords(
        "Your cashback is confirmed",
        "The amount can differ a little from your receipt: tax, shipping and exchange rates are usually not counted.",
    ),
    "declined": StateWords(
        "The store has declined the claim",
        "We cannot overrule a store. If you think that it is a mistake, write to our support with your claim code.",
    ),
}

Answer = Literal[
    "no_click", "other_site", "cart_not_empty", "bought_in_app", "order_changed", "cancelled", "voucher", "excluded",
    "not_tracked", "duplicate", "other_store", "store_takes_none", "too_late", "asked_store", "recorded",
]  # fmt: skip
ANSWERS: tuple[Answer, ...] = get_args(Answer)


class AnswerWords(NamedTuple):
    """An answer of support: the states in which it can be given, and its sentence for the shopper."""

    states: tuple[ClaimState, ...]
    text: str


ANSWER_WORDS: Mapping[Answer, AnswerWords] = {
    "no_click": AnswerWords(("no_record", "declined"), "There was no click from us to this store before the order."),
    "other_site": AnswerWords(
        ("declined",), "Another coupon, price or cashback site came between your click and the order."
    ),
    "cart_not_empty": AnswerWords(("declined",), "Things were in the cart before the click."),
    "bought_in_app": AnswerWords(("declined",), "The order was placed in the store's app or by telephone."),
    "order_changed": AnswerWords(("declined",), "The order was changed after it was placed."),
    "cancelled": AnswerWords(("declined",), "The order was cancelled or returned."),
    "voucher": AnswerWords(("declined",), "A voucher or gift card was used that is not on our pages."),
    "excluded": AnswerWords(("declined",), "The store gives no cashback for these goods or for this order."),
    "not_tracked": AnswerWords(
        ("no_record", "declined"),
        "The browser kept the store from recognising your click. Your check says what to change.",
    ),
    "duplicate": AnswerWords(("declined",), "There is another claim for the same order."),
    "other_store": AnswerWords(("declined",), "The click went to another store, or to its site in another country."),
    "store_takes_none": AnswerWords(("declined",), "This store takes no claims."),
    "too_late": AnswerWords(("declined",), "The time in which the store takes claims was over."),
    "asked_store": AnswerWords(("pending",), "We have sent your claim to the store."),
    "recorded": AnswerWords(("pending", "confirmed"), "The store has recorded your order."),
}

DONE_WORDS: Mapping[Done, str] = {
    "other_sites": "I used a coupon, price or other cashback site, or clicked on an advert or e-mail, before ordering",
    "cart_not_empty": "Something was already in the cart before I clicked",
    "bought_in_app": "I finished in the store's app, or by telephone",
    "order_changed": "I changed the order afterwards",
    "left_window": "I left the window that you opened, or used another window of the store",
}

WINDOW_WORDS: Mapping[WindowState, str] = {
    "early": "It is a little early. Most purchases appear within 72 hours by themselves. You can file this from "
    "%(opens)s.",
    "open": "You can file this until %(closes)s.",
    "late": "The time in which claims are taken ended on %(closes)s. What is left is to ask by hand: our support can "
    "write to the store, but the store need not answer.",
    "refused": "This store takes no claims for missing cashback. Our support can only take note of it, so that the "
    "store hears how often it happens.",
}

TIMING_WORDS: Mapping[Timing, str] = {
    "none": "No check came with this claim. It can still be followed up; a check shows how a browser is set, and that "
    "helps.",
    "long_before": "The check was made more than a day before the order. The browser may have been set differently by "
    "then.",
    "before": "The check was made shortly before the order: it shows how the browser was set at that time.",
    "after": "The check was made after the order. It shows how the browser is set now, which need not be how it was at "
    "the purchase.",
}

ADVICE_WORDS: Mapping[Advice, str] = {
    "wait": "Wait: the claim's time has not come.",
    "by_hand": "Too late for an ordinary claim. Ask the store by hand, or decline.",
    "no_claims": "This store takes no claims. Say so, and decline.",
    "look_up_click": "Look in the click log for a click to this store before the order. The check does not decide.",
    "likely_lost": "Look up the click. If it is there, the browser lost the tracking: file with the store, report "
    "attached, and send the fixes.",
    "maybe_lost": "Look up the click. The browser loses tracking, but the check is not from the time of the order.",
    "ask_store": "Look up the click. If it is there, the browser was fine at the time: ask the store.",
}

FAULTS: Mapping[str, str] = {
    "store_missing": "Write the name of the store.",
    "order_missing": "Write the order number. It is in the store's confirmation.",
    "too_long": "This is %(length)s characters long. Shorten it to %(limit)s.",
    "date_missing": "Write day, month and year of the order.",
    "date_unreal": "There is no such day. Check day, month and year.",
    "date_ancient": "That is before the year 2000. Check the year.",
    "date_future": "That is still to come. Check the date, the time and the time zone.",
    "time_missing": "Write the time of the order, as exactly as you know it.",
    "time_unreal": "Write the time like 14:05 or 2:05 pm.",
    "zone_missing": "Choose the time zone in which you read that time.",
    "amount_missing": "Write what you paid.",
    "amount_unreal": "Write only the amount, like 49.90.",
    "amount_unclear": "This can be read in two ways. Write it like %(one)s or like %(other)s.",
    "amount_range": "The amount must be more than 0 and less than 10 million.",
    "currency_missing": "Choose the currency.",
    "currency_unknown": "We do not know this currency. Choose one from the list.",
    "contact_unreal": "This does not look like an e-mail address. Correct it, or leave it empty.",
    "check_unreal": "A code of a check looks like K7QF-2MXP. Correct it, or leave it empty.",
    "check_unknown": "There is no report with this code any more. Correct it, or leave it empty.",
    "proof_too_big": "This picture is larger than 3 MB. Choose a smaller one, or leave it out.",
    "proof_no_picture": "This file is not a PNG or JPEG picture. Choose another, or leave it out.",
    "proof_full": "We cannot keep pictures just now. Leave it out, and send it to our support later.",
    "proof_broken": "This picture is damaged. Choose another, or leave it out.",
}

NOTICES: Mapping[str, str] = {
    "old_form": "This page was open for long. All that you typed is still here: look it over, and send it once more.",
    "too_many": "Many claims came from this browser, or for this check, within an hour. All that you typed is still "
    "here: wait a while, and send it again.",
}

ZONES: Mapping[int, str] = {
    -480: "Los Angeles in winter",
    -420: "Los Angeles in summer",
    -300: "New York in winter",
    -240: "New York in summer",
    0: "London and Lisbon in winter",
    60: "Rome, Berlin, Paris, Madrid in winter; London in summer",
    120: "Rome, Berlin, Paris, Madrid in summer; Athens in winter",
    180: "Athens in summer; Istanbul, Moscow",
    330: "India",
    480: "China, Manila, Perth",
    540: "Japan, Korea",
    600: "Sydney in winter",
    660: "Sydney in summer",
}
"""Places that help to find an offset from UTC (minutes) in the list."""
