from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.fixes.catalogue import load_fixes
from checker.knowledge.loader import KnowledgeError, load_networks
from checker.knowledge.stores import load_stores
from checker.services.bench import Bench, make_bench
from checker.services.start import Refused, Visitor
from tests.builders import CHROME, PORTAL, SECRET, settings
from tests.web import brands
from tests.web.brands import OTHER

ANN = Visitor(CHROME, "a" * 24)


def test_the_bench_is_ready_to_work(bench: Bench) -> None:
    assert bench.database.answers() is True
    assert bench.checks.by_code("AAAA-AAAA") is None
    assert list(bench.networks) == list(load_networks())
    assert bench.fixes == load_fixes()
    assert bench.stores == load_stores()


def test_tokens_are_signed_with_the_secret_of_the_settings(bench: Bench) -> None:
    from checker.practice.seals import Seals

    ticket = bench.desk.issue()
    assert Seals(SECRET).open("ticket", ticket) == ticket[:28]
    assert bench.seals.open("ticket", ticket) == ticket[:28]


def test_the_database_lies_in_the_data_folder(bench: Bench) -> None:
    assert (bench.settings.data / "checker.sqlite3").exists()


def test_an_operators_stores_take_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "stores.csv").write_text("id,name,hosts\nblue,Blue,blue.example\n")
    bench = make_bench(settings(tmp_path, CHECKER_STORES=str(tmp_path / "stores.csv")))
    assert list(bench.stores) == ["blue"]
    bench.database.engine.dispose()


def test_a_stores_file_that_cannot_be_accepted_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"none\.toml: cannot be read"):
        make_bench(settings(tmp_path, CHECKER_STORES=str(tmp_path / "none.toml")))
    assert not (tmp_path / "checker.sqlite3").exists()


@pytest.fixture
def portals(tmp_path: Path) -> Iterator[tuple[Bench, Bench]]:
    """The benches of two portals on one installation: the first without stores of its own, the other with one."""
    made = make_bench(settings(tmp_path, CHECKER_BRANDS=str(brands.write(tmp_path)), CHECKER_RETURN_HOSTS="all.test"))
    first, other = (made.at(brand) for brand in made.brands)
    yield first, other
    made.database.engine.dispose()


def test_a_portal_has_its_own_face_hosts_and_stores(portals: tuple[Bench, Bench]) -> None:
    first, other = portals
    assert (first.settings.portal.url, other.settings.portal.url) == (PORTAL, OTHER)
    assert (first.brand.name, other.brand.name) == ("Best<Price>", "Other")
    assert first.stores == load_stores()
    assert list(other.stores) == ["hats"]
    # Its own hosts to return to; where it has none, the installation's.
    assert (first.settings.return_hosts, other.settings.return_hosts) == (("www.bestprice.test",), ("all.test",))


def test_a_portal_has_its_own_checks_by_whichever_service_they_are_asked_for(portals: tuple[Bench, Bench]) -> None:
    first, other = portals
    ticket = first.desk.issue()
    row = first.desk.start(ticket, ANN, member="m")
    for bench, there in ((first, True), (other, False)):
        assert (bench.checks.get(row.id) is not None) is there
        assert (bench.checks.by_code(row.code) is not None) is there
        assert [found.id for found in bench.checks.of_member("m")] == [row.id] * there
        assert (bench.desk.follow(ticket, ANN) is not None) is there
    with pytest.raises(Refused, match="on another site"):
        other.desk.start(ticket, ANN)


def test_a_members_link_is_worth_something_at_its_own_portal_only(portals: tuple[Bench, Bench]) -> None:
    first, other = portals
    assert first.members.open(first.members.token("m")) == "m"
    assert other.members.open(first.members.token("m")) is None


def test_a_claim_is_judged_by_the_stores_of_its_portal(portals: tuple[Bench, Bench]) -> None:
    first, other = portals
    assert first.claim_desk.rules_for("Macy's")[0] == "macys"
    assert first.claim_desk.rules_for("Hats & Co")[0] is None
    assert other.claim_desk.rules_for("Macy's")[0] is None
    assert other.claim_desk.rules_for("Hats & Co")[0] == "hats"
    assert other.claim_desk.rules_for("Hats & Co")[1].name == "Hats & Co"
