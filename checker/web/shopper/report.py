"""The report: a page for shoppers, a text for support tickets."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, make_response, render_template, request

from checker.diagnosis.diagnose import Diagnosis
from checker.evidence.model import Dossier
from checker.fixes.choose import ChosenFix, choose
from checker.knowledge.effects import load_effects
from checker.report.changes import ChangesView, changes_view
from checker.report.store import store_line
from checker.report.text import as_text
from checker.report.view import ReportView, build_view
from checker.report.words import Say
from checker.services.bench import Bench
from checker.store.models import CheckRow
from checker.web.language import _
from checker.web.last import COOKIE, remember
from checker.web.shopper.check import visitor

_CODE = re.compile(r"[0-9A-Z]{4}-?[0-9A-Z]{4}")


def find_check(bench: Bench, raw: str) -> CheckRow:
    """The check of a support code, closed first if its time is up. Aborts with 400 or 404."""
    code = raw.upper().strip()
    if not _CODE.fullmatch(code):
        abort(400, "A support code looks like K7QF-2MXP: two groups of four letters and digits.")
    check = bench.checks.by_code(code if "-" in code else f"{code[:4]}-{code[4:]}")
    if check is None:
        abort(404, "There is no report with this code. Check the code, or run the check again.")
    return bench.finisher.advance(check)[0]


def fixes_for(bench: Bench, dossier: Dossier, diagnosis: Diagnosis) -> list[ChosenFix]:
    """The fixes of a check, the best first; refuted ones stand last, flagged."""
    return choose(
        bench.fixes,
        [cause.id for cause in diagnosis.causes],
        dossier.browser,
        blocker=diagnosis.identity.blocker,
        setup=diagnosis.identity.setup,
        effects=load_effects(),
    )


def add_report_routes(site: Blueprint, bench: Bench) -> None:
    def changes_of(check: CheckRow, say: Say) -> ChangesView | None:
        found = bench.finisher.against_earlier(check)
        if found is None:
            return None
        before, comparison = found
        return changes_view(before.code, before.created, before.browser_key != check.browser_key, comparison, say)

    def view_of(check: CheckRow, say: Say = str) -> ReportView:
        dossier, diagnosis = bench.finisher.outcome(check)
        # A purchase under way says nothing of any store yet.
        over = check.state != "running"
        return build_view(
            code=check.code,
            created=check.created,
            dossier=dossier,
            diagnosis=diagnosis,
            fixes=fixes_for(bench, dossier, diagnosis),
            networks=bench.networks,
            return_to=check.return_to,
            changes=changes_of(check, say),
            store=store_line(check.store_id, bench.stores, diagnosis, bench.networks, say) if over else None,
            say=say,
        )

    @site.get("/r/<code>.txt")
    def text(code: str) -> Response:
        return private(Response(as_text(view_of(find_check(bench, code))), mimetype="text/plain"))

    @site.get("/r/<code>")
    def report(code: str) -> Response:
        check = find_check(bench, code)
        page = make_response(render_template("shopper/report.html", view=view_of(check, _)))
        # No crawler has the reader's cookie: what it must not list is what everybody else with the code gets.
        response = private(page, listed=bench.desk.owns(check, visitor()))
        remember(response, bench, check, visitor(), request.cookies.get(COOKIE))
        return response


def private(response: Response, *, listed: bool = False) -> Response:
    """Marks a page that is for its reader alone: kept by no cache, and not `listed` by a search engine."""
    response.headers["Cache-Control"] = "private, no-store"
    if not listed:
        response.headers["X-Robots-Tag"] = "noindex"
    return response
