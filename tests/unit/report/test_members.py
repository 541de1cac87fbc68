from __future__ import annotations

from datetime import UTC, datetime

from checker.diagnosis.diagnose import diagnose
from checker.knowledge.loader import load_networks
from checker.report.document import openapi
from checker.report.members import describe, members_check
from tests.builders import dossier

CREATED = datetime(2026, 11, 24, 9, 8, 7, tzinfo=UTC)


def test_a_line_says_how_the_check_ended_and_nothing_of_the_browser() -> None:
    given = dossier()
    assert members_check("K7QF-2MXP", CREATED, None, given, diagnose(given, load_networks())) == {
        "code": "K7QF-2MXP",
        "state": "complete",
        "verdict": "tracked",
        "created": "2026-11-24T09:08:07.000Z",
        "completed": None,
    }


def test_the_description_is_added_to_and_nothing_of_it_is_lost() -> None:
    before = openapi("https://portal.example", "1")["paths"]
    document = describe(openapi("https://portal.example", "1"))
    assert document["paths"].items() >= before.items()
    assert sorted(document["paths"].keys() - before.keys()) == ["/api/v1/checks", "/api/v1/members/{reference}/checks"]
    for operation in (
        document["paths"]["/api/v1/checks"]["post"],
        document["paths"]["/api/v1/members/{reference}/checks"]["get"],
    ):
        assert operation["security"] == [{"apiKey": []}]
        assert {"400", "401", "403"} < set(operation["responses"])
    body = document["webhooks"]["checkFinished"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == ["member", "code", "state", "verdict", "completed"]
