"""The webhook, over a real socket of this machine: what arrives, its signature, and what becomes of what does not."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import textwrap
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from checker.brands import Brand
from checker.services.bench import Bench, make_bench
from checker.services.deliver import WAITS_S, Messenger, signature
from checker.services.start import Visitor
from checker.store.deliveries import Deliveries
from checker.store.models import CheckRow, DeliveryRow
from checker.web.assets import ROOT
from tests.builders import CHROME, settings
from tests.unit.services.test_outward import Receiver
from tests.web import brands


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def hooked(tmp_path: Path, receiver: Receiver) -> Iterator[Bench]:
    path = brands.write(tmp_path, f"http://127.0.0.1:{receiver.port}/hook")
    made = make_bench(settings(tmp_path, CHECKER_BRANDS=str(path), CHECKER_WEBHOOK_PRIVATE="1"))
    yield made
    made.database.engine.dispose()


def post_of(bench: Bench) -> Messenger:
    outbox = bench.queue._outbox
    assert isinstance(outbox, Messenger)
    return outbox


def started(bench: Bench, member: str | None = "m-1", brand: Brand | None = None) -> CheckRow:
    desk = bench.at(brand or bench.brands[0]).desk
    return desk.start(desk.issue(), Visitor(CHROME, None), member=member)


def left(bench: Bench, check: CheckRow) -> None:
    """The shopper went away a minute ago, in the middle of it."""
    with bench.database.write() as session:
        session.execute(
            update(CheckRow).where(CheckRow.id == check.id).values(created=datetime.now(UTC) - timedelta(seconds=60))
        )


def row_of(bench: Bench, check: CheckRow) -> DeliveryRow:
    row = Deliveries(bench.database).of_check(check.id)
    assert row
    return row


def again(bench: Bench) -> None:
    """Time passes until every delivery is due."""
    with bench.database.write() as session:
        session.execute(update(DeliveryRow).values(due=datetime.now(UTC)))


def test_a_members_check_is_told_of_and_signed(hooked: Bench, receiver: Receiver) -> None:
    check = started(hooked)
    left(hooked, check)
    (one,) = post_of(hooked).due()
    post_of(hooked).send(one)
    ((path, headers, body),) = receiver.got
    assert path == "/hook"
    assert headers["Content-Type"] == "application/json"
    told = json.loads(body)
    assert told == {
        "code": check.code,
        "member": "m-1",
        "state": "incomplete",
        "verdict": "unknown",
        "completed": told["completed"],
    }
    assert datetime.fromisoformat(told["completed"]).tzinfo is not None
    stamp, _, mac = headers["X-Checker-Signature"].removeprefix("t=").partition(",v1=")
    assert abs(int(stamp) - time.time()) < 5
    assert mac == hmac.new(brands.SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert row_of(hooked, check).state == "sent"
    assert post_of(hooked).due() == []


def test_the_signature_is_the_one_that_is_documented() -> None:
    # Reckoned with: printf '7.{}' | openssl dgst -sha256 -hmac secret
    assert signature("secret", b"{}", 7) == (
        "t=7,v1=" + "76aad9429f417882918162a1928a38769fff65cc07b6bfa344ac9c5fb1e3448e"
    )


def test_it_is_sent_by_the_queues_worker(hooked: Bench, receiver: Receiver) -> None:
    check = started(hooked)
    left(hooked, check)
    assert hooked.queue.post() == 1
    assert hooked.queue.post() == 1  # it stands in the queue twice now
    while (task := hooked.queue.huey.dequeue()) is not None:
        hooked.queue.huey.execute(task)
    assert len(receiver.got) == 1
    assert row_of(hooked, check).state == "sent"


def test_what_does_not_arrive_is_tried_again_ever_later_and_then_no_more(
    hooked: Bench, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.status = 503
    check = started(hooked)
    left(hooked, check)
    (one,) = post_of(hooked).due()
    with caplog.at_level(logging.WARNING):
        for number, wait in enumerate(WAITS_S, 1):
            post_of(hooked).send(one)
            row = row_of(hooked, check)
            assert (row.state, row.tries, row.fault) == ("waiting", number, "it answered 503")
            assert wait - 5 < (row.due - datetime.now(UTC)).total_seconds() <= wait
            post_of(hooked).send(one)  # not due
            assert len(receiver.got) == number
            again(hooked)
        post_of(hooked).send(one)
    row = row_of(hooked, check)
    assert (row.state, row.tries) == ("dropped", len(WAITS_S) + 1)
    assert "m-1" not in caplog.text
    assert brands.SECRET not in caplog.text


def test_one_that_arrives_at_the_second_try_is_done(hooked: Bench, receiver: Receiver) -> None:
    receiver.status = 500
    check = started(hooked)
    left(hooked, check)
    (one,) = post_of(hooked).due()
    post_of(hooked).send(one)
    receiver.status = 204
    again(hooked)
    post_of(hooked).send(one)
    row = row_of(hooked, check)
    assert (row.state, row.tries, row.fault) == ("sent", 2, None)


def test_a_check_of_no_member_or_of_a_portal_without_webhook_is_told_to_nobody(
    hooked: Bench, receiver: Receiver
) -> None:
    nobody, elsewhere = started(hooked, None), started(hooked, "m-2", hooked.brands[1])
    left(hooked, nobody)
    left(hooked, elsewhere)
    for one in post_of(hooked).due():
        post_of(hooked).send(one)
    assert receiver.got == []
    assert Deliveries(hooked.database).of_check(nobody.id) is None
    assert row_of(hooked, elsewhere).state == "dropped"


def test_a_check_that_still_runs_is_let_run(hooked: Bench) -> None:
    check = started(hooked)
    assert post_of(hooked).due() == []
    row = hooked.checks.get(check.id)
    assert row and row.state == "running"


def test_what_a_lost_queue_held_is_sent_after_a_restart(hooked: Bench, receiver: Receiver) -> None:
    check = started(hooked)
    left(hooked, check)
    assert hooked.queue.post() == 1
    hooked.queue.huey.flush()
    restarted = make_bench(hooked.settings)
    assert restarted.queue.post() == 1
    while (task := restarted.queue.huey.dequeue()) is not None:
        restarted.queue.huey.execute(task)
    restarted.database.engine.dispose()
    assert len(receiver.got) == 1
    assert row_of(hooked, check).state == "sent"


def test_the_documented_way_to_verify_a_message_works(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    code = re.findall(r"((?:    .*\n|\n)*    def genuine(?:    .*\n|.+\n)*)", text)[0]
    told: dict[str, Any] = {}
    exec(textwrap.dedent(code), told)
    genuine, body, now = told["genuine"], b'{"code": "K7QF-2MXP"}', int(time.time())
    header = signature(brands.SECRET, body, now)
    assert genuine(header, body, brands.SECRET) is True
    assert genuine(header, body + b" ", brands.SECRET) is False
    assert genuine(header, body, "another secret") is False
    assert genuine(signature(brands.SECRET, body, now - 600), body, brands.SECRET) is False
