from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checker.cli import main
from checker.services.bench import Bench
from checker.services.picture import Picture
from tests.builders import NETWORK, PORTAL, SECRET, SHOP
from tests.unit.services.test_claim import check, filing

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """A function: run one command on the bench's database; answers status, output and complaint."""
    urls = {"CHECKER_PORTAL_URL": PORTAL, "CHECKER_NETWORK_URL": NETWORK, "CHECKER_SHOP_URL": SHOP}
    for name, value in (urls | {"SECRET_KEY": SECRET, "CHECKER_DATA": str(bench.settings.data)}).items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(list(arguments))
        return (status, *capsys.readouterr())

    return run


def filed(bench: Bench, form: str = "f", **more: object) -> str:
    what = filing(5, **more)
    proof = bench.claim_desk.keep(Picture("png", 1, 1, b"picture"))
    row = bench.claim_desk.file(form, what, check(bench, "socks"), proof, bench.claim_desk.consider(what))
    return row.code


def test_claims_are_listed_for_people_and_programs(bench: Bench, command: Command) -> None:
    one, two = filed(bench), filed(bench, "g", store="Hats")
    bench.claim_desk.answer(two, "pending")
    status, text, _ = command("claims")
    assert status == 0
    assert [line.split()[0] for line in text.splitlines()] == [one, two]
    assert [line.split()[0] for line in command("claims", "--state", "filed")[1].splitlines()] == [one]
    listed = json.loads(command("claims", "--json")[1])
    assert [(claim["code"], claim["state"], claim["store"]) for claim in listed] == [
        (one, "filed", "Shoes"), (two, "pending", "Hats"),
    ]  # fmt: skip


def test_a_claim_is_shown_with_what_the_check_can_prove(bench: Bench, command: Command) -> None:
    code = filed(bench, note="I bought\n\x1b[31msocks", contact="ann@x.example")
    status, text, _ = command("claim", code.lower())
    assert status == 0
    for part in (code, "A-1, 49.90 EUR", "ann@x.example", "made after the order", "left the window", "advice    Look"):
        assert part in text
    assert "\x1b" not in text
    document = json.loads(command("claim", code, "--json")[1])
    assert document["sketch"]["timing"] == "after"
    assert document["diagnosis"]["verdict"] == "unknown"
    assert datetime.now(UTC) - datetime.fromisoformat(document["filed"]) < timedelta(minutes=1)


def test_a_claim_is_moved_on(bench: Bench, command: Command) -> None:
    code = filed(bench)
    status, text, _ = command("claim", code, "--state", "declined", "--answer", "cancelled", "--note", "said the store")
    assert (status, text.splitlines()[0]) == (0, f"{code}  declined (cancelled)")
    assert "said the store" in text
    assert bench.claim_desk.get(code).state == "declined"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["claims", "--state", "lost"], "'lost' is no state; there are: draft, filed"),
        (["claim", "C-AAAA-AAAA-AAAA"], "there is no claim"),
        (["claim", "{code}", "--state", "nonsense"], "is no state"),
        (["claim", "{code}", "--state", "filed"], "only the shopper"),
        (["claim", "{code}", "--state", "pending", "--answer", "nonsense"], "is no answer; there are: no_click"),
        (["claim", "{code}", "--state", "pending", "--answer", "cancelled"], "belongs to declined"),
        (["claim", "{code}", "--note", "x"], "needs the --state"),
    ],
)
def test_a_wrong_command_is_refused_with_the_reason(
    bench: Bench, command: Command, arguments: list[str], why: str
) -> None:
    code = filed(bench)
    status, text, complaint = command(*[part.format(code=code) for part in arguments])
    assert (status, text) == (2, "")
    assert why in complaint
    assert bench.claim_desk.get(code).state == "filed"


def test_a_picture_is_written_to_a_new_file_for_its_owner_only(bench: Bench, command: Command, tmp_path: Path) -> None:
    code, path = filed(bench), tmp_path / "proof.png"
    assert command("claim", code, "--picture", str(path))[0] == 0
    assert path.read_bytes() == b"picture"
    assert path.stat().st_mode & 0o777 == 0o600
    assert "File exists" in command("claim", code, "--picture", str(path))[2]
    what = filing()
    bare = bench.claim_desk.file("bare", what, None, None, bench.claim_desk.consider(what))
    assert "without a picture" in command("claim", bare.code, "--picture", str(tmp_path / "other"))[2]
