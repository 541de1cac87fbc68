"""The catalogue of baits: what it holds, and what it refuses."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from checker.knowledge.baits import (
    FAMILIES,
    PATH,
    BaitError,
    Cosmetic,
    controls,
    cosmetics,
    load,
    load_baits,
    probed,
)

DECIDING = set(FAMILIES) - {"annoyance", "cookie-notices"}
# One accepted file, that each refusal spoils in one place.
GOOD = """
[[bait]]
id = "el-1"
family = "easylist"
path = "/ads?id=1"
type = "fetch"
lists = ["easylist", "adguard-base"]
checked = 2026-11-24
probed = true

[[cosmetic]]
id = "elh-1"
family = "easylist"
element = "class"
name = "sponsored-ads"
lists = ["easylist"]
checked = 2026-11-24
probed = true
""" + "".join(
    f'[[control]]\ntype = "{kind}"\npath = "/plain/{kind}"\nchecked = 2026-11-24\n'
    for kind in ("fetch", "script", "image")
)


def spoiled(folder: Path, edit: str, to: str) -> Path:
    path = folder / "spoiled.toml"
    assert edit in GOOD
    path.write_text(GOOD.replace(edit, to, 1), encoding="utf-8")
    return path


def test_each_deciding_family_is_probed_by_two_types_of_request() -> None:
    types = {family: {bait.type for bait in probed() if bait.family == family} for family in FAMILIES}
    assert {family for family, of in types.items() if len(of) == 2} == DECIDING
    assert {family: len(of) for family, of in types.items() if family not in DECIDING} == {
        "annoyance": 0,
        "cookie-notices": 0,
    }
    assert len(probed()) == 2 * len(DECIDING)


def test_every_family_has_spares() -> None:
    spare = Counter(bait.family for bait in load_baits() if not bait.probed)
    assert min(spare[family] for family in FAMILIES) >= 2


def test_a_nonce_is_the_last_parameter() -> None:
    by_id = {bait.id: bait for bait in load_baits()}
    assert by_id["el-1"].with_nonce("abc") == "/ads?id=1&n=abc"
    assert by_id["el-2"].with_nonce("abc") == "/ad_728.js?n=abc"
    assert by_id["el-1"].route == "/ads"


def test_controls_and_hiding_baits() -> None:
    assert set(controls()) == {"fetch", "script", "image"}
    assert {entry.selector for entry in cosmetics()} < {entry.selector for entry in cosmetics(spare=True)}
    assert {entry.element for entry in cosmetics()} == {"class", "id"}
    assert [entry.selector[0] for entry in cosmetics()] == [".", "#"]


def test_the_copies_here_are_good(tmp_path: Path) -> None:
    catalogue = load(spoiled(tmp_path, "2026-11-24", "2026-11-23"))
    assert catalogue.bait[0].checked.isoformat() == "2026-11-23"
    assert catalogue.cosmetic == (Cosmetic.model_validate(catalogue.cosmetic[0].model_dump()),)


@pytest.mark.parametrize(
    ("edit", "to", "word"),
    [
        ('family = "easylist"\npath', "path", r"spoiled\.toml: bait el-1 family: Field required"),
        ('family = "easylist"\npath', 'family = "easylists"\npath', r"bait el-1 family: Input should be"),
        ('path = "/ads?id=1"', 'path = "//ads.example/x"', "bait el-1 path: must be a path on our own host"),
        ('path = "/ads?id=1"', 'path = "ads"', "bait el-1 path: must be a path on our own host"),
        ('path = "/ads?id=1"', 'path = "/ads#x"', "bait el-1 path: must be a path on our own host"),
        ('path = "/ads?id=1"', 'path = "/a ds"', "bait el-1 path: String should match pattern"),
        ('type = "fetch"\nlists', 'type = "font"\nlists', "bait el-1 type: Input should be"),
        (', "adguard-base"]', "]", "bait el-1: lists: easylist stands for adguard-base, easylist"),
        ("checked = 2026-11-24", 'checked = "2026-11-24"', "bait el-1 checked: Input should be a valid date"),
        ("probed = true", 'probed = "yes"', "bait el-1 probed: Input should be a valid boolean"),
        ("probed = true", "probed = true\nnote = 1", "bait el-1 note: Extra inputs"),
        ('id = "el-1"\n', "", r"bait /ads\?id=1 id: Field required"),
        ('lists = ["easylist"]', 'lists = ["easyprivacy"]', "cosmetic elh-1 lists: must be easylist alone"),
        ('name = "sponsored-ads"', 'name = ".x"', "cosmetic elh-1 name: String should match"),
        ('id = "elh-1"', 'id = "el-1"', "id: el-1 stands there twice"),
        ('type = "image"', 'type = "script"', "control: each of fetch, image and script needs one"),
        ('path = "/plain/image"', 'path = "plain"', "control plain path: must be a path"),
        ("[[bait]]", "[bait", "cannot be read as TOML"),
        ("[[bait]]", "[bait]", "bait: Input should be a valid tuple"),
    ],
)
def test_an_incomplete_catalogue_is_refused_by_entry_and_field(edit: str, to: str, word: str, tmp_path: Path) -> None:
    with pytest.raises(BaitError, match=word):
        load(spoiled(tmp_path, edit, to))


def test_the_same_path_twice_is_refused(tmp_path: Path) -> None:
    text = PATH.read_text(encoding="utf-8")
    path = tmp_path / "baits.toml"
    path.write_text(text.replace('path = "/ad?count=1"', 'path = "/ads?id=1"'), encoding="utf-8")
    with pytest.raises(BaitError, match=r"baits\.toml: path: /ads\?id=1 stands there twice"):
        load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BaitError, match=r"none\.toml: cannot be read"):
        load(tmp_path / "none.toml")
