"""The check page, the run, the report, and claims."""

from __future__ import annotations

from flask import Blueprint

from checker.services.bench import Bench
from checker.web.limits import Turnstile
from checker.web.shopper.check import add_check_routes
from checker.web.shopper.claim import add_claim_routes
from checker.web.shopper.privacy import add_privacy_routes
from checker.web.shopper.probing import add_probing_routes
from checker.web.shopper.report import add_report_routes
from checker.web.shopper.run import add_run_routes


def blueprint(bench: Bench) -> Blueprint:
    """All routes a shopper meets on the portal."""
    site = Blueprint("shopper", __name__)
    add_check_routes(site, bench)
    add_run_routes(site, bench)
    add_report_routes(site, bench)
    add_privacy_routes(site, bench)
    add_claim_routes(site, bench, Turnstile(bench, site))
    add_probing_routes(site, bench)
    return site
