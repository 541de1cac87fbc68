"""Which setups a check's replay needs, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from checker.diagnosis.diagnose import diagnose
from checker.evidence.model import Browser, Dossier
from checker.knowledge.effects import Effects
from checker.knowledge.loader import load_networks
from checker.replay.setup import all_setups
from checker.services import replay as module
from checker.services.replay import Replayer, plan
from tests.builders import dossier, trail

SETUPS = all_setups()
NETWORKS = load_networks()
MISSING = {"cookie": "missing", "mark": "missing", "referrer": ""}
APART = {"cookie": "missing", "mark": "right", "referrer": ""}


def in_browser(made: Dossier, **browser: Any) -> Dossier:
    return made.model_copy(update={"browser": Browser(name="x", **browser)})


def plan_for(made: Dossier) -> Any:
    return plan(made, diagnose(made, NETWORKS), SETUPS, Effects())


@pytest.mark.parametrize(
    ("engine", "pixel", "expected"),
    [("firefox", APART, "firefox-default"), ("webkit", MISSING, "webkit-itp"), ("chromium", MISSING, "block")],
)
def test_the_nearest_setup_has_the_engine_and_the_causes(engine: Any, pixel: dict[str, str], expected: str) -> None:
    made = plan_for(in_browser(dossier(trail(pixel=pixel)), engine=engine))
    assert made.nearest.engine == engine
    assert made.nearest.expects == SETUPS[made.nearest.id].expects
    assert expected in made.nearest.id or made.nearest.expects == SETUPS[expected].expects


def test_what_a_fix_leads_to_is_replayed_too() -> None:
    made = plan_for(in_browser(dossier(trail(pixel=APART)), engine="firefox"))
    assert made.fixes == {"third-party-cookies-partitioned": made.nearest.fixes["third-party-cookies-partitioned"]}


@pytest.mark.parametrize("browser", [{"engine": "webkit", "mobile": True, "platform": "ios"}, {"engine": "other"}])
def test_a_browser_that_we_do_not_have_is_not_pretended(browser: dict[str, Any]) -> None:
    made = plan_for(in_browser(dossier(), **browser))
    assert made.nearest is None and made.why


class FakeQueue:
    """Hands out row numbers; the rows are the test's."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, setup_id: str, network: str, version: str, priority: int) -> int:
        self.asked.append(setup_id)
        return len(self.asked)


@pytest.fixture
def story_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setattr(module, "version_of", lambda setup: "v")

    def tell(made: Dossier, results: dict[str, dict[str, str] | None], runnable: Any = lambda setup: None) -> Any:
        queue = FakeQueue()

        class Rows:
            def get(self, replay_id: int) -> Any:
                return self.find(queue.asked[replay_id - 1], "own", "v")

            def find(self, setup_id: str, _network: str, _version: str) -> Any:
                methods = results.get(setup_id)
                result = {"methods": methods, "verdict": "v", "why": "w"} if methods else None
                return type("Row", (), {"state": "done" if result else "waiting", "result": result, "fault": None})

        replayer = Replayer(queue, Rows(), SETUPS, Effects(), runnable)  # type: ignore[arg-type]
        return replayer.story(made, diagnose(made, NETWORKS), ask=True)

    return tell


ALL = {"third_party_pixel": "tracked", "first_party_tag": "tracked", "server_to_server": "tracked"}
NO_PIXEL = ALL | {"third_party_pixel": "lost"}


def test_a_story_says_what_was_reproduced_and_that_the_fix_works(story_of: Callable[..., Any]) -> None:
    made = in_browser(dossier(trail(pixel=APART)), engine="firefox")
    nearest = plan_for(made).nearest.id
    story = story_of(made, {nearest: NO_PIXEL, "firefox-accept-all": ALL})
    assert story.state == "done"
    steps = {step.step: step for step in story.steps}
    assert (steps["control"].outcome, steps["setup"].outcome, steps["fix"].outcome) == ("reproduced",) * 3
    assert steps["fix"].worked is True


def test_a_setup_that_shows_something_else_did_not_reproduce_it(story_of: Callable[..., Any]) -> None:
    made = in_browser(dossier(trail(pixel=APART)), engine="firefox")
    nearest = plan_for(made).nearest.id
    story = story_of(made, {nearest: ALL, "firefox-accept-all": NO_PIXEL})
    steps = {step.step: step for step in story.steps}
    assert steps["setup"].outcome == "not reproduced"
    assert (steps["control"].outcome, steps["fix"].worked) == ("not reproduced", False)


def test_a_story_waits_for_what_is_not_made_yet(story_of: Callable[..., Any]) -> None:
    assert story_of(in_browser(dossier(), engine="chromium"), {}).state == "waiting"


def test_a_setup_that_this_machine_cannot_run_says_why(story_of: Callable[..., Any]) -> None:
    story = story_of(in_browser(dossier(), engine="webkit"), {}, lambda setup: "MiniBrowser is not installed")
    assert {step.outcome for step in story.steps} == {"cannot be replayed here"}
    assert story.steps[0].why == "MiniBrowser is not installed"
