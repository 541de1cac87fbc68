"""Following a purchase as it happens: server-sent events."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.builders import FIREFOX, PORTAL
from tests.web.shopper import Browser, Purchase


def events(browser: Browser, purchase: Purchase) -> Iterator[tuple[str, Any]]:
    """The events of a purchase, as they come: name and data."""
    answer = browser.ask(f"{PORTAL}/run/{purchase.ticket}/events", page=PORTAL, buffered=False)
    assert answer.status_code == 200
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    try:
        for chunk in answer.response:
            text = chunk.decode() if isinstance(chunk, bytes) else chunk
            assert text.endswith("\n\n")
            name, data = text.strip().split("\n")
            yield name.removeprefix("event: "), json.loads(data.removeprefix("data: "))
    finally:
        answer.close()


def test_a_finished_check_tells_its_end_at_once(browser: Browser) -> None:
    purchase = browser.buy()
    *_, last = events(browser, purchase)
    assert last == ("end", {"code": purchase.code, "state": "complete"})


def test_a_step_is_told_with_its_state_and_its_time(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    listening = events(browser, purchase)
    name, steps = next(listening)
    listening.close()
    assert name == "step"
    assert [step["step"] for step in steps] == ["click", "landing", "tag", "order", "pixel", "postback"]
    assert [step["state"] for step in steps[:2]] == ["seen", "seen"]
    assert {step["state"] for step in steps[2:]} <= {"missing", "not_reached"}
    assert 0 <= steps[0]["at_ms"] <= steps[1]["at_ms"]


def test_steps_are_told_as_they_happen(browser: Browser) -> None:
    purchase = browser.open_check()
    other = Browser(browser.service)
    other.jars = {key: dict(jar) for key, jar in browser.jars.items()}
    heard: list[tuple[str, Any]] = []
    listening = threading.Thread(target=lambda: heard.extend(events(other, purchase)))
    listening.start()
    browser.start(purchase)

    def seen(steps: Any) -> set[str]:
        return {step["step"] for step in steps if step["state"] in ("seen", "altered")}

    def wait_for(step: str) -> None:
        deadline = time.monotonic() + 5
        while not any(name == "step" and step in seen(data) for name, data in list(heard)):
            assert time.monotonic() < deadline, step
            time.sleep(0.005)

    wait_for("landing")
    during = list(heard)
    browser.shop(purchase)
    # The purchase waits a moment for what the page has to tell, and ends with it.
    wait_for("order")
    browser.tell(purchase)
    listening.join(5)
    assert not listening.is_alive()
    names = [name for name, _ in heard]
    assert names[-1] == "end"
    assert set(names[:-1]) == {"step"}
    assert len(names) > 2
    assert heard[-1][1]["state"] == "complete"
    told = [seen(data) for name, data in heard if name == "step"]
    assert all(before <= after for before, after in itertools.pairwise(told))
    assert "order" not in seen(during[-1][1])
    assert told[-1] >= {"click", "landing", "tag", "order"}


def test_a_purchase_that_stops_has_an_end_too(browser: Browser) -> None:
    purchase = browser.open_check()
    browser.start(purchase)
    browser.ask(f"{PORTAL}/run/{purchase.ticket}/closed", method="POST")
    *_, (last, told) = events(browser, purchase)
    assert (last, told["state"]) == ("end", "incomplete")
    row = browser.service.bench.checks.get(purchase.check_id)
    assert row is not None
    assert row.state == "incomplete"


def test_a_window_whose_first_request_never_comes_is_absent(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.services.watch.ABSENT_S", 0.1)
    assert list(events(browser, browser.open_check())) == [("absent", {})]


def test_evidence_for_a_check_that_never_starts_is_not_waited_for_long(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checker.web.shopper.run.ABSENT_S", 0.1)
    answer = browser.tell(browser.open_check())
    assert answer.status_code == 404
    assert answer.get_json()["error"]["code"] == "not_found"


def test_evidence_that_is_earlier_than_the_window_is_kept(browser: Browser) -> None:
    purchase = browser.open_check()
    other = Browser(browser.service)
    other.jars = {key: dict(jar) for key, jar in browser.jars.items()}
    said = other.first_words(purchase)
    answers: list[Any] = []
    telling = threading.Thread(target=lambda: answers.append(other.tell(purchase, said).get_json()))
    telling.start()
    time.sleep(0.05)
    browser.ask(f"{PORTAL}/go/{purchase.ticket}")
    telling.join(5)
    assert answers == [{"accepted": len(said), "refused": 0}]


def test_whoever_listens_with_a_foreign_ticket_hears_nothing_and_breaks_nothing(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ticket was unused when the foreigner began to listen; then its owner starts the check."""
    monkeypatch.setattr("checker.services.watch.ABSENT_S", 0.3)
    purchase = browser.open_check()
    heard: list[tuple[str, Any]] = []
    faults: list[BaseException] = []

    def listen() -> None:
        try:
            heard.extend(events(Browser(browser.service, FIREFOX), purchase))
        except Exception as fault:
            faults.append(fault)

    listening = threading.Thread(target=listen)
    listening.start()
    time.sleep(0.1)
    browser.ask(f"{PORTAL}/go/{purchase.ticket}")
    listening.join(5)
    assert not listening.is_alive()
    assert faults == []
    assert [name for name, _ in heard] in ([], ["absent"])
