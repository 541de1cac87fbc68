"""The claim form, "my cashback is missing", and the page on which a claim is followed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from checker.knowledge.currencies import COMMON, CURRENCIES
from checker.report import claim_words as words
from checker.report.claim import DONE, Sketch, Window
from checker.services.bench import Bench
from checker.services.claim_form import NOTE_MAX, ZONES, Fault, one_line, read_form
from checker.services.picture import NoPicture, read_picture
from checker.store.models import CheckRow, ClaimRow
from checker.web.forms import from_our_page
from checker.web.language import _, day_and_time
from checker.web.limits import Turnstile
from checker.web.shopper.check import OFFERED
from checker.web.shopper.report import find_check, private
from checker.web.shopper.upload import read_upload

_TYPED = ("store", "order", "day", "month", "year", "time", "zone", "amount", "currency", "contact", "note", "check")


def zone_label(minutes: int) -> str:
    """An offset from UTC as people write it: `UTC+05:30`."""
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    return f"UTC{sign}{size // 60:02}:{size % 60:02}"


def when(moment: datetime, zone: int) -> str:
    """A moment in the zone in which the shopper told the time of the order."""
    there = moment.astimezone(timezone(timedelta(minutes=zone)))
    return f"{day_and_time(there)} ({zone_label(zone)})"


def window_text(window: Window, zone: int) -> str:
    """The window in a sentence, in the shopper's own time."""
    return _(words.WINDOW_WORDS[window.state], opens=when(window.opens, zone), closes=when(window.closes, zone))


def notice_text(key: str) -> str:
    """One of the notices above the form."""
    return _(words.NOTICES[key])


def add_claim_routes(site: Blueprint, bench: Bench, turnstile: Turnstile) -> None:
    desk, seals = bench.claim_desk, bench.seals

    def known(raw: str) -> CheckRow | None:
        """The check of a code; None for one that is malformed or gone."""
        try:
            return find_check(bench, raw)
        except HTTPException:
            return None

    def page(
        about: CheckRow | None,
        typed: MultiDict[str, str],
        status: int = 200,
        *,
        faults: dict[str, Fault] | None = None,
        notice: str = "",
        window: Window | None = None,
        kept: str | None = None,
    ) -> Response:
        told = render_template(
            "shopper/claim.html",
            action=f"/r/{about.code}/claim" if about else "/claim",
            token=seals.form("claim", about.id if about else ""),
            about=about,
            typed=typed,
            faults={name: _(words.FAULTS[fault.id], **fault.values) for name, fault in (faults or {}).items()},
            ids={name: fault.id for name, fault in (faults or {}).items()},
            notice=notice,
            window=window,
            kept=kept,
            stores=[store.name for store in islice(bench.stores.values(), OFFERED)],
            zones=[(z, zone_label(z), words.ZONES.get(z, "")) for z in sorted(ZONES)],
            common=COMMON,
            currencies=CURRENCIES,
            done=[(item, words.DONE_WORDS[item]) for item in DONE],
            note_max=NOTE_MAX,
        )
        return private(make_response(told, status))

    @site.get("/claim")
    def claim_form() -> Response:
        return page(None, MultiDict())

    @site.get("/r/<code>/claim")
    def claim_with_check(code: str) -> Response:
        check = find_check(bench, code)
        store = bench.stores.get(check.store_id or "")
        named = store.name if store else (check.store_id or "").strip("-")
        return page(check, MultiDict({"check": check.code, "store": named}))

    @site.post("/claim")
    @site.post("/r/<code>/claim")
    def file_claim(code: str = "") -> BaseResponse:
        """File it (303 to its page), or the form again with all that was typed: 422, 400 for an old form, 429."""
        sent = read_upload("proof")
        form, about = sent.form, known(code) if code else None
        now = datetime.now(UTC)
        filing, faults = read_form({name: form.get(name, "") for name in _TYPED}, form.getlist("done"), now)

        check = None
        if typed_code := one_line(form.get("check", "")):
            check = known(typed_code)
            if check is None:
                well_formed = len(typed_code.replace("-", "")) == 8
                faults["check"] = Fault("check_unknown" if well_formed else "check_unreal")

        kept = None if form.get("proof_drop") else desk.kept(form.get("proof_kept", ""))
        trying = turnstile.may_try()
        if sent.file and trying:
            try:
                kept = desk.keep(read_picture(sent.file))
                if kept is None:
                    faults["proof"] = Fault("proof_full")
            except NoPicture as refused:
                faults["proof"] = Fault(refused.fault)

        def again(status: int, notice: str = "", window: Window | None = None) -> Response:
            return page(about, form, status, faults=faults, notice=notice, window=window, kept=kept)

        form_id = seals.open_form("claim", about.id if about else "", form.get("token", ""))
        if form_id is None or not from_our_page(bench.settings):
            return again(400, notice_text("old_form"))
        if before := desk.filed_by(form_id):
            return redirect(f"/claim/{before.code}", 303)
        if filing is None or faults:
            return again(422)
        outlook = desk.consider(filing, by_hand=bool(form.get("by_hand")), draft=bool(form.get("draft")))
        if not outlook.accepted:
            return again(422, window_text(outlook.window, filing.zone), outlook.window)
        if not trying or not turnstile.may_file(check.id if check else None):
            return again(429, notice_text("too_many"))
        claim = desk.file(form_id, filing, check, kept, outlook)
        return redirect(f"/claim/{claim.code}", 303)

    def look(code: str) -> ClaimRow:
        claim = desk.find(code)
        if claim is None and not turnstile.may_guess():
            abort(429, _("Too many codes that do not exist came from this browser. Try again in an hour."))
        if claim is None:
            abort(404, _("There is no claim with this code. A claim code looks like C-K7QF-2MXP-9RTB."))
        return claim

    def sent_from(claim: ClaimRow, purpose: str) -> bool:
        token = request.form.get("token", "")
        return from_our_page(bench.settings) and seals.open_form(purpose, claim.code, token) is not None

    @site.get("/claim/<code>")
    def claim_page(code: str) -> Response:
        """A claim, for who has its code."""
        claim = look(code)
        told: dict[str, Any] = {
            "claim": claim,
            "words": words,
            "sketch": Sketch.model_validate(claim.sketch),
            "window": desk.window(claim, datetime.now(UTC)),
            "when": lambda moment: when(moment, claim.zone),
        }
        told["window_text"] = window_text(told["window"], claim.zone)
        told["token"] = seals.form("claim-file", claim.code)
        return private(make_response(render_template("shopper/claim_filed.html", **told)))

    @site.post("/claim/<code>/file")
    def file_draft(code: str) -> BaseResponse:
        """File a draft. When its time has not come, or the page is old, its page comes again and says so."""
        claim = look(code)
        if sent_from(claim, "claim-file"):
            desk.file_draft(claim)
        return redirect(f"/claim/{claim.code}", 303)

    @site.get("/claim/<code>/delete")
    def ask_to_delete(code: str) -> Response:
        claim = look(code)
        token = seals.form("claim-delete", claim.code)
        return private(make_response(render_template("shopper/delete_claim.html", claim=claim, token=token)))

    @site.post("/claim/<code>/delete")
    def delete_claim(code: str) -> BaseResponse:
        claim = look(code)
        if not sent_from(claim, "claim-delete"):
            return redirect(f"/claim/{claim.code}/delete", 303)
        bench.eraser.erase_claim(claim)
        return redirect("/deleted", 303)
