from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from checker.diagnosis.diagnose import RULES_VERSION, diagnose
from checker.evidence.model import Browser, Dossier
from checker.fixes.catalogue import load_fixes
from checker.fixes.choose import choose
from checker.knowledge.loader import load_networks
from checker.report.document import as_json, openapi
from tests.builders import dossier, trail

NETWORKS = load_networks()
CREATED = datetime(2026, 11, 23, 9, 8, 7, 123_999, tzinfo=UTC)


def document(given: Dossier, completed: datetime | None = CREATED + timedelta(seconds=2)) -> dict[str, Any]:
    return json.loads(body(given, completed))


def body(given: Dossier, completed: datetime | None = CREATED + timedelta(seconds=2)) -> bytes:
    diagnosis = diagnose(given, NETWORKS)
    fixes = choose(load_fixes(), [cause.id for cause in diagnosis.causes], given.browser)
    return as_json("K7QF-2MXP", CREATED, completed, given, diagnosis, fixes)


LOST = dossier(trail(hop={"cookie": "missing"}, cart={"cookie": "missing"}))


def test_the_fields_stand_in_the_contracts_order() -> None:
    assert list(document(dossier())) == [
        "code",
        "state",
        "created",
        "completed",
        "rules_version",
        "browser",
        "verdict",
        "methods",
        "networks",
        "causes",
        "trail",
        "fixes",
        "evidence",
    ]


def test_each_row_has_the_contracts_fields_in_their_order() -> None:
    made = document(LOST)
    assert list(made["browser"]) == ["name", "version", "engine", "platform", "mobile"]
    assert list(made["methods"]) == ["third_party_pixel", "first_party_tag", "server_to_server"]
    assert list(made["networks"][0]) == ["id", "click", "click_id", "tag", "pixel", "verdict", "basis"]
    assert list(made["causes"][0]) == ["id", "certainty", "evidence"]
    assert list(made["trail"][0]) == ["step", "state", "at_ms"]
    assert list(made["fixes"][0]) == ["id", "cause", "title", "steps", "verified"]
    assert list(made["evidence"][0]) == ["probe", "status", "value", "reason", "ms"]


def test_times_are_utc_with_milliseconds() -> None:
    made = document(dossier())
    assert (made["created"], made["completed"]) == ("2026-11-23T09:08:07.123Z", "2026-11-23T09:08:09.123Z")
    abroad = CREATED.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert body(dossier(), abroad) == body(dossier(), CREATED)


def test_a_running_check_has_no_verdict_and_no_end() -> None:
    made = document(dossier().model_copy(update={"state": "running"}), None)
    assert (made["state"], made["verdict"], made["completed"]) == ("running", "unknown", None)


def test_the_rules_are_those_of_the_diagnosis() -> None:
    given = dossier()
    older = diagnose(given, NETWORKS).model_copy(update={"rules_version": "1999.1"})
    assert json.loads(as_json("A", CREATED, None, given, older, []))["rules_version"] == "1999.1"
    assert document(given)["rules_version"] == RULES_VERSION


def test_the_same_evidence_gives_the_same_bytes() -> None:
    assert body(LOST) == body(Dossier.model_validate_json(LOST.model_dump_json()))


def test_letters_of_any_script_are_written_as_they_are() -> None:
    named = dossier(browser=Browser(name="Wüstenfüchs 火狐"))
    assert "Wüstenfüchs 火狐".encode() in body(named)
    assert body(named).endswith(b"}\n")


def test_the_description_is_complete_for_its_one_route() -> None:
    told = openapi("https://portal.example", "9.9")
    assert told["info"]["version"] == "9.9"
    assert told["servers"] == [{"url": "https://portal.example"}]
    (path,) = told["paths"]
    assert path == "/api/v1/checks/{code}"
    assert set(told["paths"][path]["get"]["responses"]) == {"200", "400", "404"}
    json.dumps(told)
