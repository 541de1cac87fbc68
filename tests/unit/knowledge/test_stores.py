from __future__ import annotations

import datetime
import re
import textwrap
import time
from pathlib import Path

import pytest

import checker
from checker.knowledge._store_files import LARGEST
from checker.knowledge.loader import KnowledgeError, load_networks
from checker.knowledge.stores import MOST, UNNAMED, Claims, Store, find_store, fold, load_stores, store_id

OURS = load_stores()


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refused(path: Path) -> list[str]:
    """The lines of the refusal, without the file's name, which each of them must have."""
    with pytest.raises(KnowledgeError) as fault:
        load_stores(path)
    lines = str(fault.value).splitlines()
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


# Ours


def test_each_of_our_stores_says_where_it_is_from() -> None:
    assert len(OURS) >= 40
    for store in OURS.values():
        assert len(store.source) > 20, store.id
        assert store.date is not None and store.date >= datetime.date(2026, 11, 24), store.id
        assert store.confidence is not None, store.id


def test_each_of_our_stores_is_linked_with_a_network_by_its_source() -> None:
    signs = {
        "awin": ("awin",),
        "cj": ("cj", "commission junction", "anrdoezrs", "dpbolvw", "jdoqocy", "kqzyfj", "tkqlhce"),
        "rakuten": ("rakuten", "linksynergy"),
        "impact": ("impact",),
        "partnerize": ("partnerize", "prf.hn"),
        "tradedoubler": ("tradedoubler",),
        "admitad": ("admitad",),
        "tradetracker": ("tradetracker",),
        "aliexpress": ("aliexpress portals",),
        "adtraction": ("adtraction",),
        "webgains": ("webgains",),
    }
    assert set(signs) == set(load_networks())
    for store in OURS.values():
        assert store.networks, store.id
        for network in store.networks:
            assert any(sign in store.source.lower() for sign in signs[network]), (store.id, network)


def test_no_two_of_our_stores_can_be_taken_for_each_other() -> None:
    names = [fold(store.name) for store in OURS.values()]
    hosts = [host for store in OURS.values() for host in store.hosts]
    assert len(set(names)) == len(names)
    assert len(set(hosts)) == len(hosts)
    for store in OURS.values():
        assert find_store(OURS, store.id) is find_store(OURS, store.name) is store
        assert all(find_store(OURS, host) is store for host in store.hosts)


def test_the_callers_dict_is_its_own() -> None:
    load_stores().clear()
    assert load_stores() == OURS


# Finding one

SHOPS = {
    name: Store.model_validate({"id": name, "name": called, "hosts": hosts})
    for name, called, hosts in (
        ("blue", "Café Blüe & Co", ["blue.example", "blue.test"]),
        ("red.example", "Blue", ["red.example"]),
        ("green", "red.example", ["green.example", "green-two.example"]),
    )
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("blue", "blue"),
        (" BLUE\t", "blue"),
        ("Café Blüe & Co", "blue"),
        ("cafe blue and co", "blue"),
        ("CAFE  BLUE&CO.", "blue"),
        ("blue.test", "blue"),
        ("www.blue.test", "blue"),
        ("Shop.Blue.Test", "blue"),
        ("https://www.blue.test:8443/x?y=z#q", "blue"),
        ("red.example", "red.example"),
        ("green.example", "green"),
        ("GREEN-two.example/", "green"),
        ("notblue.test", None),
        ("blue.test.evil.example", None),
        ("bl", None),
        ("example", None),
        ("", None),
        ("   ", None),
        ("!?", None),
        ("http://[::1", None),
        ("\u0430bc", None),
        ("x" * 5000, None),
    ],
)
def test_a_store_is_found_by_id_name_or_host(text: str, found: str | None) -> None:
    store = find_store(SHOPS, text)
    assert (store.id if store else None) == found
    if found:
        assert store_id(SHOPS, text) == found


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("blue-socks", "blue-socks"),
        ("shop--x.example-", "shop--x.example-"),
        ("7", "7"),
        ("a" * 60, "a" * 60),
        ("a" * 80, "a" * 60),
        ("Märchen & Söhne", "marchen-sohne"),
        ("../../etc", "etc"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("-x", "x"),
        ("\u0436\u0443\u043a", UNNAMED),
        ("!?", UNNAMED),
    ],
)
def test_an_unknown_store_is_kept_by_a_name_that_could_be_an_id(text: str, kept: str) -> None:
    assert store_id(SHOPS, text) == kept
    assert find_store(SHOPS, kept) is None


def test_what_cannot_be_named_is_no_id_that_a_store_can_have() -> None:
    with pytest.raises(ValueError, match="must be 1 to 60"):
        Store.model_validate({"id": UNNAMED, "name": "x", "hosts": ["x.example"]})


# An operator's file

FULL = """
[[store]]
id = "blue"
name = "Blue"
hosts = ["blue.example"]
networks = ["awin", "cj"]
methods = ["server_to_server"]
market = ["DE", "AT"]
window_days = 30
source = "our contract"
date = 2026-01-02
confidence = "tested"

[store.claims]
accepts = true
earliest_hours = 72
latest_days = 60

[[store]]
id = "red"
name = "Red, of course"
hosts = ["red.example"]
session_only = true
"""
COLUMNS = "id,name,hosts,networks,methods,market,window_days,session_only,accepts,earliest_hours,latest_days"
TABLE = f"""{COLUMNS},source,date,confidence
blue,Blue,blue.example,awin cj,server_to_server,DE AT,30,,yes,72,60,our contract,2026-01-02,tested

red,"Red, of course",red.example,,,,,true,,,,,,
"""


def test_the_same_stores_as_toml_and_as_csv(tmp_path: Path) -> None:
    toml = load_stores(write(tmp_path, "s.toml", FULL))
    assert list(toml) == ["blue", "red"]
    assert toml["blue"].claims == Claims(accepts=True, earliest_hours=72, latest_days=60)
    assert toml["blue"].networks == ("awin", "cj")
    assert toml["red"].networks == toml["red"].methods == ()
    assert toml["red"].session_only is True
    assert toml == load_stores(write(tmp_path, "s.csv", TABLE))
    assert toml != OURS


def test_the_examples_in_the_documentation_can_be_read(tmp_path: Path) -> None:
    text = (Path(checker.__file__).parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")
    part = text.partition("\n## Stores\n")[2].partition("\n## ")[0]
    blocks = [
        textwrap.dedent(block) for block in re.findall(r"(?:^(?:    .*)?\n)+", part, re.MULTILINE) if block.strip()
    ]
    toml, table = (
        load_stores(write(tmp_path, f"s{end}", block)) for end, block in zip((".toml", ".csv"), blocks, strict=True)
    )
    more = {"source": "our contract of 2025", "date": datetime.date(2026, 11, 24), "confidence": "read"}
    assert toml == {"blue-socks": table["blue-socks"].model_copy(update=more)}


@pytest.mark.parametrize("name", ["s.toml", "s.csv", "S.CSV"])
def test_a_byte_order_mark_and_foreign_line_ends_do_no_harm(tmp_path: Path, name: str) -> None:
    text = FULL if name.endswith("toml") else TABLE
    path = write(tmp_path, name, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert list(load_stores(path)) == ["blue", "red"]


def test_a_spreadsheets_semicolons_are_understood(tmp_path: Path) -> None:
    path = write(tmp_path, "s.csv", "id;name;hosts\na;A, really;a.example,b.example\n")
    assert load_stores(path)["a"].hosts == ("a.example", "b.example")


def test_every_fault_of_a_toml_file_comes_at_once_with_its_line(tmp_path: Path) -> None:
    text = """[extra]
x = 1

[[store]]
id = "a"
name = "A"
hosts = ["a.example"]
colour = "red"

[[store]]
id = "b"
name = "B"
hosts = ["b.example"]
networks = [
  "awin",
  "nonet",
]
methods = ["pigeon"]

[[store]]
id = "a"
name = ""
hosts = ["https://a.example/"]
session_only = true
[store.claims]
accepts = "maybe"

[[store]]
name = "Nameless"
hosts = []
"""
    told = refused(write(tmp_path, "s.toml", text))
    starts = [line.partition(": ")[0] + ": " + line.split(": ")[1] for line in told]
    assert starts == [
        "line 1: extra",
        "line 8: colour",
        "line 14: networks.1",
        "line 18: methods.0",
        "line 21: id",
        "line 22: name",
        "line 23: hosts.0",
        "line 26: claims.accepts",
        "line 28: id",
        "line 30: hosts",
    ]
    assert "'nonet' is not one of awin, cj" in told[2]
    assert "stands in line 5 already" in told[4]


def test_every_fault_of_a_csv_file_comes_at_once_with_its_line(tmp_path: Path) -> None:
    text = (
        "id,name,hosts,networks,window_days,accepts,date\n"
        "a,A,a.example,awin,30,yes,2026-01-02\n"
        '"b","two\nlines",b.example,nix,x,perhaps,soon\n'
        "c,C\n"
        "a,A again,a.example,,,,\n"
    )
    told = refused(write(tmp_path, "s.csv", text))
    assert {line.partition(":")[0] for line in told} == {"line 3", "line 5", "line 6"}
    assert [line for line in told if line.startswith("line 5")] == ["line 5: has 2 cells, where the first line has 7"]
    assert [line for line in told if line.startswith("line 6")] == ["line 6: id: 'a' stands in line 2 already"]
    for name in ("networks.0", "window_days", "claims.accepts", "date"):
        assert any(line.startswith(f"line 3: {name}: ") for line in told), name


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("s.json", "{}", "must end in .toml or .csv"),
        ("s.toml", "", "holds no store"),
        ("s.csv", "", "holds no store"),
        ("s.csv", "id,name,hosts\n", "holds no store"),
        ("s.toml", '[[store]]\nid = "a', "line 2: cannot be read as TOML: Unterminated"),
        ("s.toml", "x = 1\nx = 2\n\n", "line 2: cannot be read as TOML: Cannot overwrite"),
        ("s.toml", 'store = [{id = "a", name = "A", hosts = ["a.example"]}]', "line 1: each store must stand under"),
        ("s.toml", "store = 5", "line 1: each store must stand under"),
        ("s.toml", b"[[store]]\nid = 'a'\nname = '\xff'\n", "line 3: is not UTF-8"),
        ("s.csv", b"id,name,hosts\na,\xe4,a.example\n", "line 2: is not UTF-8"),
        ("s.csv", "id,name,hosts,colour\na,A,a.example,red\n", "line 1: column 'colour' is not one of id, name"),
        ("s.csv", "id,name,id\na,A,b\n", "line 1: column 'id' stands there twice"),
        ("s.csv", 'id,name,hosts\na,"A"x,a.example\n', "line 2: cannot be read as CSV: "),
        ("s.csv", 'id,name,hosts\na,A,a.example\nb,"B,b.example\n', "line 3: cannot be read as CSV: "),
        ("s.csv", "id,name,hosts\nA,A,a.example\n", "line 2: id: 'A' must be 1 to 60 small letters"),
        ("s.csv", f"id,name,hosts\na,{'x' * 81},a.example\n", "line 2: name: String should have at most 80"),
        ("s.csv", "id,name,hosts\na,A\u202eB,a.example\n", "line 2: name: has characters that cannot be seen"),
        ("s.csv", "id,name,hosts\na,A,localhost\n", "line 2: hosts.0: 'localhost' must be a host name"),
        ("s.csv", "id,name,hosts\na,A,a.example a.example\n", "line 2: hosts: names the same thing twice"),
        ("s.csv", "id,name,hosts,market\na,A,a.example,Germany\n", "line 2: market.0: 'Germany' must be a country"),
        ("s.csv", "id,name,hosts,window_days\na,A,a.example,0\n", "line 2: window_days: "),
        (
            "s.csv",
            "id,name,hosts,window_days,session_only\na,A,a.example,3,true\n",
            "line 2: window_days: does not go with session_only",
        ),
    ],
)  # fmt: skip
def test_what_is_no_stores_file_is_refused_with_line_and_reason(
    tmp_path: Path, name: str, text: str | bytes, told: str
) -> None:
    lines = refused(write(tmp_path, name, text))
    assert lines[0].startswith(told)
    assert len(lines) == 1


def test_a_file_that_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv") == ["cannot be read: No such file or directory"]
    (tmp_path / "folder.toml").mkdir()
    assert refused(tmp_path / "folder.toml") == ["cannot be read: Is a directory"]


def test_a_file_that_is_too_large_is_refused_and_not_read_to_its_end(tmp_path: Path) -> None:
    assert refused(write(tmp_path, "s.csv", b"x" * (LARGEST + 1))) == ["is larger than 5 MB"]
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    assert refused(tmp_path / "zero.csv") == ["is larger than 5 MB"]


def rows(count: int) -> str:
    return "id,name,hosts\n" + "".join(f"s{n},Store {n},s{n}.example\n" for n in range(count))


def test_as_many_stores_as_are_allowed_are_read_and_found_fast(tmp_path: Path) -> None:
    stores = load_stores(write(tmp_path, "s.csv", rows(MOST)))
    assert len(stores) == MOST
    find_store(stores, "nobody")
    begun = time.process_time()
    assert find_store(stores, f"store {MOST - 1}") is stores[f"s{MOST - 1}"]
    assert time.process_time() - begun < 0.1


def test_one_store_too_many_is_refused(tmp_path: Path) -> None:
    assert refused(write(tmp_path, "s.csv", rows(MOST + 1))) == [f"line {MOST + 2}: more than {MOST} stores"]


def test_no_more_than_twenty_faults_are_told(tmp_path: Path) -> None:
    told = refused(write(tmp_path, "s.csv", "id,name,hosts\n" + "A,A,a.example\n" * 24))
    assert len(told) == 21
    assert told[0].startswith("line 2: ")
    # Each of the 24 has a wrong id, and all but the first repeat it.
    assert told[-1] == "27 more like these"
