"""The API keeps to its own description and to the contract."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from checker.app import Service
from checker.diagnosis.diagnose import RULES_VERSION
from checker.evidence import words
from tests.builders import FIREFOX, PORTAL
from tests.web.json_schema import faults
from tests.web.shopper import Browser

# The contract's own list, by hand.
FIELDS = {
    "code", "state", "created", "completed", "rules_version", "browser", "verdict", "methods", "networks", "causes",
    "trail", "fixes", "evidence",
}  # fmt: skip


@pytest.fixture
def described(browser: Browser) -> dict[str, Any]:
    answer = browser.ask(f"{PORTAL}/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.get_json()


def schema_of(described: dict[str, Any], status: str) -> dict[str, Any]:
    answers = described["paths"]["/api/v1/checks/{code}"]["get"]["responses"]
    return answers[status]["content"]["application/json"]["schema"]


def test_the_description_names_every_field_of_the_contract(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert described["servers"] == [{"url": PORTAL}]
    schema = schema_of(described, "200")
    assert set(schema["properties"]) == FIELDS
    assert set(schema["required"]) == FIELDS
    assert set(schema["properties"]["methods"]["properties"]) == set(words.METHODS)
    assert schema["properties"]["causes"]["items"]["properties"]["id"]["enum"] == list(words.CAUSE_IDS)


@pytest.mark.parametrize("kind", ["all well", "lost", "stopped", "plain", "cookies apart"])
def test_a_document_is_what_the_description_says(service: Service, described: dict[str, Any], kind: str) -> None:
    browser = Browser(service, FIREFOX, third_party="apart" if kind == "cookies apart" else "sent")
    if kind == "lost":
        browser.keeps = ()
    if kind == "plain":
        purchase = browser.buy_without_script()
    elif kind == "stopped":
        purchase = browser.open_check()
        browser.ask(f"{PORTAL}/go/{purchase.ticket}")
        browser.tell(purchase)
        browser.ask(f"{PORTAL}/run/{purchase.ticket}/closed", method="POST")
        browser.end(purchase)
    else:
        purchase = browser.buy()
    document = browser.document(purchase)
    assert list(faults(document, schema_of(described, "200"))) == []
    assert document["state"] == ("incomplete" if kind == "stopped" else "complete")
    assert document["rules_version"] == RULES_VERSION
    assert document["code"] == purchase.code
    assert document["created"] < document["completed"]


def test_a_running_check_is_described_too_and_has_no_verdict(browser: Browser, described: dict[str, Any]) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    browser.shop(purchase, settled=False)
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None
    assert row.state == "running"
    purchase.code = row.code
    document = browser.document(purchase)
    assert list(faults(document, schema_of(described, "200"))) == []
    assert (document["state"], document["completed"], document["verdict"]) == ("running", None, "unknown")


def test_the_validator_finds_faults(browser: Browser, described: dict[str, Any]) -> None:
    document, schema = browser.document(browser.buy()), schema_of(described, "200")
    for spoil in (
        lambda d: d.pop("verdict"),
        lambda d: d.update(verdict="fine"),
        lambda d: d.update(more=1),
        lambda d: d.update(created="2026-11-23 10:00:00"),
        lambda d: d["trail"][0].update(at_ms=-1),
        lambda d: d["trail"][0].update(at_ms=True),
        lambda d: d["browser"].update(mobile="no"),
        lambda d: d.update(code="k7qf-2mxp"),
    ):
        spoiled = deepcopy(document)
        spoil(spoiled)
        assert len(list(faults(spoiled, schema))) == 1


@pytest.mark.parametrize(("code", "status"), [("AAAA-AAAA", 404), ("nonsense!", 400), ("AAAA_AAAA", 400)])
def test_an_error_is_what_the_description_says(
    browser: Browser, described: dict[str, Any], code: str, status: int
) -> None:
    answer = browser.ask(f"{PORTAL}/api/v1/checks/{code}")
    assert answer.status_code == status
    assert list(faults(answer.get_json(), schema_of(described, str(status)))) == []


def test_a_code_may_be_typed_in_small_letters_and_without_its_dash(browser: Browser) -> None:
    purchase = browser.buy()
    for typed in (purchase.code.lower(), purchase.code.replace("-", ""), purchase.code.lower().replace("-", "")):
        answer = browser.ask(f"{PORTAL}/api/v1/checks/{typed}")
        assert answer.get_json()["code"] == purchase.code
        assert f'data-code="{purchase.code}"' in browser.ask(f"{PORTAL}/r/{typed}").text


def test_a_finished_check_answers_the_same_bytes_every_time(browser: Browser, later: Callable[[float], None]) -> None:
    purchase = browser.buy()
    first = browser.ask(f"{PORTAL}/api/v1/checks/{purchase.code}").data
    later(86_400)
    other = Browser(browser.service, FIREFOX)
    assert other.ask(f"{PORTAL}/api/v1/checks/{purchase.code}").data == first
    assert b"\r" not in first
    assert first.endswith(b"}\n")


def test_the_same_evidence_gives_the_same_bytes(browser: Browser) -> None:
    """But for code, times and the tokens' own values, which differ from check to check."""

    def bare(document: dict[str, Any]) -> str:
        for field in ("code", "created", "completed"):
            document[field] = None
        for step in document["trail"]:
            step["at_ms"] = None
        for item in document["evidence"]:
            item["ms"] = None
        return json.dumps(document)

    # Each in a new browser: in the same one the second check would find the marks of the first.
    one, two = (bare(each.document(each.buy())) for each in (browser, Browser(browser.service)))
    assert one == two


def test_the_evidence_of_every_event_and_every_probe_is_listed_once(browser: Browser) -> None:
    probes = [item["probe"] for item in browser.document(browser.buy())["evidence"]]
    assert len(probes) == len(set(probes))
    assert {"trail-click", "trail-pixel", "trail-closed", "page-popup", "reach-hosts"} <= set(probes)


def test_no_page_of_a_check_is_kept_by_a_cache(browser: Browser) -> None:
    purchase = browser.buy()
    answer = browser.ask(f"{PORTAL}/api/v1/checks/{purchase.code}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/json"


def test_the_service_says_that_it_is_alive_and_ready(browser: Browser) -> None:
    assert browser.ask(f"{PORTAL}/healthz").get_json()["status"] == "ok"
    ready = browser.ask(f"{PORTAL}/readyz").get_json()
    assert (ready["status"], ready["database"]) == ("ok", "ok")


def test_the_service_is_not_ready_without_its_database(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise OperationalError("select 1", None, OSError("gone"))

    monkeypatch.setattr("sqlalchemy.engine.Engine.connect", broken)
    not_ready(browser, "The database does not answer.")


def test_the_service_is_not_ready_without_its_queue(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        raise sqlite3.OperationalError("gone")

    monkeypatch.setattr("huey.SqliteHuey.__len__", broken)
    not_ready(browser, "The queue does not answer.")


def not_ready(browser: Browser, message: str) -> None:
    answer = browser.ask(f"{PORTAL}/readyz", headers={"Accept": "*/*"})
    assert answer.status_code == 503
    assert answer.get_json()["error"] == {"code": "unavailable", "message": message}
    assert browser.ask(f"{PORTAL}/healthz").status_code == 200
