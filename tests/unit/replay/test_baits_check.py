"""Which baits, controls and addresses of ours are stale, with lists made for the purpose."""

from __future__ import annotations

import pytest

from checker.knowledge.baits import controls as control_paths
from checker.knowledge.baits import load, load_baits
from checker.replay import baits_check
from checker.replay.baits_check import check, examples, listed, stale_baits, stale_controls
from checker.replay.filter_lists import AdblockList, FilterList, Installed

NAMES = sorted({name for bait in load_baits() for name in bait.lists})
HIDING = "\n".join(f"##{entry.selector}" for entry in load().cosmetic)


def texts() -> dict[str, str]:
    """Lists that stop just what the catalogue says."""
    found = {name: "\n".join(bait.path for bait in load_baits() if name in bait.lists) for name in NAMES}
    return found | {"easylist": f"{found['easylist']}\n{HIDING}"}


def here(changed: dict[str, str] | None = None, *, whole: str = "", missing: dict[str, str] | None = None) -> Installed:
    """These lists, with some changed; `whole` is what another list of the same blockers adds."""
    contents = texts() | (changed or {})
    lists: dict[str, FilterList] = {name: AdblockList(text) for name, text in contents.items()}
    wholes: dict[str, FilterList] = {name: AdblockList(text, whole) for name, text in contents.items()}
    return Installed(lists, dict.fromkeys(lists, "Lists 1.0"), wholes, missing or {})


def test_nothing_is_stale_where_lists_say_what_the_catalogue_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(["/item"], here(missing={"urlhaus": "no such file"})) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == f"Lists 1.0: {', '.join(here().lists)}"
    assert printed[1] == "not tested, no such file: urlhaus"
    count = len(load_baits())
    assert printed[2:] == [f"{count} of {count} baits tested, and 1 addresses of our own: all as the catalogue says"]


def test_a_bait_of_a_missing_list_is_not_called_tested(capsys: pytest.CaptureFixture[str]) -> None:
    full = here()
    lists = {name: of for name, of in full.lists.items() if name != "adguard-cookies"}
    assert check([], Installed(lists, full.versions, full.wholes, {"adguard-cookies": "not here"})) == 0
    count, without = len(load_baits()), sum("adguard-cookies" in bait.lists for bait in load_baits())
    assert f"{count - without} of {count} baits tested" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "edit", "to", "said"),
    [
        ("easylist", "/ads?id=1", "", ["easylist no longer stops it for its own page"]),
        ("easylist", "/ads?id=1", "/ads?id=1$third-party", ["easylist no longer stops it for its own page"]),
        ("easylist", "/ads?id=1", "/ads?id=1|", ["easylist no longer stops it for its own page"]),
        ("easyprivacy", "/adlogger.php", "/adlogger.php\n/ads?id=", ["easyprivacy now stops it too"]),
    ],
)
def test_a_bait_goes_stale(name: str, edit: str, to: str, said: list[str]) -> None:
    changed = {name: texts()[name].replace(edit, to, 1)}
    lines = list(stale_baits(load(), here(changed)))
    assert lines and all(line.startswith("el-1 /ads?id=1 (fetch): ") for line in lines)
    assert any(words in line for words in said for line in lines)


def test_an_exception_of_another_list_makes_a_bait_stale() -> None:
    lines = list(stale_baits(load(), here(whole="@@/ad_728.js")))
    assert {line.partition(":")[0] for line in lines} == {"el-2 /ad_728.js (script)"}
    assert "another list of the same blocker lets it pass" in lines[0]


def test_a_hiding_bait_goes_stale() -> None:
    first = load().cosmetic[0]
    gone = here({"easylist": texts()["easylist"].replace(f"##{first.selector}", "")})
    allowed = here(whole=f"#@#{first.selector}")
    for lists in (gone, allowed):
        assert list(stale_baits(load(), lists)) == [f"{first.id} {first.selector}: easylist no longer hides it"]


def test_a_control_that_a_list_stops(capsys: pytest.CaptureFixture[str]) -> None:
    stopped = here({"urlhaus": control_paths()["image"]})
    path = control_paths()["image"]
    assert list(stale_controls(load(), stopped)) == [f"control {path} (image): urlhaus stops it (rule {path})"]
    assert check([], stopped) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith("1 faults")


def test_an_address_of_ours_that_a_list_stops_in_whatever_use() -> None:
    rules = "/seal/*$image,third-party\n/cart/*$document"
    lines = list(listed(["/seal/1.png", "/cart/1", "/item"], here({"urlhaus": rules})))
    assert [line.partition(" (")[0] for line in lines] == [
        "our own /seal/1.png: urlhaus stops it",
        "our own /cart/1: urlhaus stops it",
    ]


def test_routes_become_paths_as_browsers_ask_for_them() -> None:
    routes = ["/cart/<token>", "/r/<code>.txt", "/probe/echo/<token>.<ending>", "/click", "/static/<path:filename>"]
    found = list(examples(routes, ["site.css", "probes/index.js"]))
    token = ("65a1f3c07e92bd48" * 4)[:52]
    assert found[:5] == [
        f"/cart/{token}",
        "/r/65a1f3c07e.txt",
        *(f"/probe/echo/{token}.{ending}" for ending in ("png", "css", "js")),
    ]
    assert found[5:7] == ["/click", f"/click?id={token}"]
    assert found[7:] == ["/static/site.css", "/static/probes/index.js"]


def test_the_landing_is_tested_with_every_networks_parameter() -> None:
    _, landing = examples(["/item"], [])
    assert {"awc=", "irclickid=", "cjevent="} <= {part.partition("=")[0] + "=" for part in landing.split("&")}


def test_a_rule_among_many_is_told_in_short() -> None:
    assert baits_check._short("/a <+> /b") == "/a and others"
    assert baits_check._short("/a") == "/a"
