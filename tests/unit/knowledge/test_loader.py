from __future__ import annotations

import datetime
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from checker.evidence.words import METHODS
from checker.knowledge.loader import FOLDER, KnowledgeError, Network, landing_parameters, load_networks

SHOP = "https://shop.example/p?q=1&r=2"
ALL = load_networks()
IDS = list(ALL)

# What each network must go on saying: its methods in short, its parameters, and its hosts.
EXPECTED = {
    "awin": ("3pc 1p s2s", "awc", "clickref", "www.awin1.com www.dwin1.com"),
    "cj": ("3pc 1p s2s", "cjevent cjdata", "sid", "www.anrdoezrs.net www.mczbf.com www.emjcd.com"),
    "rakuten": (
        "3pc 1p s2s",
        "ranSiteID ranMID ranEAID",
        "u1",
        "click.linksynergy.com tag.rmp.rakuten.com track.linksynergy.com",
    ),
    "impact": ("3pc 1p s2s", "irclickid im_ref irgwc", "subId1", "brand.sjv.io utt.impactcdn.com"),
    "partnerize": ("3pc 1p s2s", "clickref", "pubref", "prf.hn"),
    "tradedoubler": ("3pc 1p s2s", "tduid tdclid_sn", "epi", "clk.tradedoubler.com tbs.tradedoubler.com"),
    "admitad": ("1p s2s", "admitad_uid", "subid", "ad.admitad.com"),
    "tradetracker": ("3pc 1p s2s", "tt", "r", "tc.tradetracker.net tm.tradetracker.net ts.tradetracker.net"),
    "aliexpress": ("s2s", "aff_fcid aff_fsk aff_platform aff_trace_key aff_short_key", "dp", "s.click.aliexpress.com"),
    "adtraction": ("1p s2s", "at_gd", "epi", "track.adtraction.com"),
    "webgains": ("3pc 1p", "wgu wgexpiry", "clickref", "track.webgains.com analytics.webgains.io"),
}
SHORT = dict(zip(["3pc", "1p", "s2s"], METHODS, strict=True))

# What makes uBlock Origin's privacy list (2026) skip a link, in short. A link that lost it would be measured as
# reaching the network, while the network's real links are skipped.
SKIPPED_FOR = {
    "awin": r"\.php\?.*&ued=http",
    "cj": r"\.net/click-\d{6,9}-\d{8}\?.*&url=http",
    "rakuten": r"linksynergy\.com/.*&murl=http",
    "impact": r"//brand\.\w+\.io/c/\d+/\d+/\d+\?.*u=http",
    "partnerize": r"prf\.hn/click/.*/destination:http[^/]+$",
    "tradedoubler": r"/click\?.*&url=http",
    "tradetracker": r"//tc\.tradetracker\.net/.*&u=http",
    "adtraction": r"/t/t\?a=.*&url=http",
    "webgains": r"/click\.html\?.*&wgtarget=http",
}


def copy_of(network_id: str, folder: Path, edit: str = "", to: str = "") -> Path:
    """A network's own file, copied into `folder` with the one place `edit` (a pattern) rewritten."""
    text = (FOLDER / f"{network_id}.toml").read_text(encoding="utf-8")
    if edit:
        text, count = re.subn(edit, to, text, count=1, flags=re.MULTILINE | re.DOTALL)
        assert count == 1, f"{edit} is not in {network_id}.toml"
    path = folder / f"{network_id}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_networks_come_in_their_fixed_order() -> None:
    assert IDS[: len(EXPECTED)] == list(EXPECTED)
    assert IDS[len(EXPECTED) :] == sorted(IDS[len(EXPECTED) :])


@pytest.mark.parametrize("network_id", EXPECTED)
def test_each_network_says_what_it_uses(network_id: str) -> None:
    network = ALL[network_id]
    methods, click_id, sub_id, hosts = EXPECTED[network_id]
    assert network.methods == tuple(SHORT[word] for word in methods.split())
    assert network.click_id == tuple(click_id.split())
    assert network.sub_id == sub_id
    assert network.hosts == tuple(hosts.split())
    assert network.postback is ("s2s" in methods)
    assert network.source.date >= datetime.date(2026, 11, 22)


@pytest.mark.parametrize("network", ALL.values(), ids=IDS)
def test_every_link_carries_the_sub_id_and_only_a_destination_link_shows_the_shop(network: Network) -> None:
    for link in network.links:
        built = link.build(SHOP, "sub-42")
        assert "sub-42" in built
        assert "{" not in built
        assert ("shop.example" in built) is (link.shape == "destination")
        if link.shape == "destination" and not link.raw and "/destination:" not in built:
            assert SHOP in [value for values in parse_qs(urlsplit(built).query).values() for value in values]
    assert "opaque" in [link.shape for link in network.links]


@pytest.mark.parametrize("network_id", SKIPPED_FOR)
def test_the_first_destination_link_has_the_shape_that_skipping_rules_match(network_id: str) -> None:
    first = ALL[network_id].links[0]
    assert re.search(SKIPPED_FOR[network_id], first.build(SHOP, "sub-42"))
    opaque = [link for link in ALL[network_id].links if link.shape == "opaque"]
    assert not any(re.search(SKIPPED_FOR[network_id], link.build(SHOP, "sub-42")) for link in opaque)


def test_raw_links_show_the_destination_unencoded() -> None:
    raw = {network.id: link.build(SHOP, "s/1") for network in ALL.values() for link in network.links if link.raw}
    assert raw == {
        "cj": f"https://www.anrdoezrs.net/links/1000001/sid/s%2F1/{SHOP}",
        "partnerize": f"https://prf.hn/click/camref:2002/pubref:s%2F1/destination:{SHOP}",
    }


@pytest.mark.parametrize("network", ALL.values(), ids=IDS)
def test_every_pixel_can_be_filled_in(network: Network) -> None:
    if network.pixel is not None:
        filled = network.pixel.format(order="ORDER-7", amount="12.50")
        assert "ORDER-7" in filled
        assert "12.50" in filled


def test_networks_without_a_known_tag_or_pixel_are_exactly_these() -> None:
    assert {n.id for n in ALL.values() if n.tag is None} == {
        "partnerize",
        "tradedoubler",
        "admitad",
        "aliexpress",
        "adtraction",
    }
    assert {n.id for n in ALL.values() if n.pixel is None} == {"impact", "aliexpress"}


def test_landing_parameters_are_in_order_and_without_repeats() -> None:
    parameters = landing_parameters()
    assert parameters[:4] == ("awc", "cjevent", "cjdata", "ranSiteID")
    assert len(parameters) == len(set(parameters))
    assert set(parameters) == {name for network in ALL.values() for name in network.click_id}


def test_a_parameter_of_two_networks_is_listed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    two = {name: ALL["awin"].model_copy(update={"id": name, "click_id": ("same", name)}) for name in ("a", "b")}
    monkeypatch.setattr("checker.knowledge.loader.load_networks", lambda: two)
    assert landing_parameters() == ("same", "a", "b")


def test_the_own_folder_is_read_once_and_a_caller_cannot_spoil_it() -> None:
    first = load_networks()
    taken = first.pop("awin")
    assert load_networks()["awin"] is taken


def test_networks_that_the_order_does_not_name_come_last_by_id(tmp_path: Path) -> None:
    for new in ("zeta", "alpha"):
        copy_of("awin", tmp_path, '^id = "awin"', f'id = "{new}"').rename(tmp_path / f"{new}.toml")
    copy_of("webgains", tmp_path)
    copy_of("cj", tmp_path)
    assert list(load_networks(tmp_path)) == ["cj", "webgains", "alpha", "zeta"]


@pytest.mark.parametrize("field", ["id", "name", "methods", "click_id", "sub_id", "postback"])
def test_a_missing_field_is_refused_by_file_and_field(field: str, tmp_path: Path) -> None:
    copy_of("awin", tmp_path, rf"^{field} = [^\n]*\n")
    with pytest.raises(KnowledgeError, match=rf"^awin\.toml: {field}: Field required$"):
        load_networks(tmp_path)


@pytest.mark.parametrize("table", ["cookies", "source"])
def test_a_missing_table_is_refused_by_file_and_field(table: str, tmp_path: Path) -> None:
    copy_of("awin", tmp_path, rf"^\[{table}\]\n.*?(?=^\[|\Z)")
    with pytest.raises(KnowledgeError, match=rf"^awin\.toml: {table}: Field required$"):
        load_networks(tmp_path)


@pytest.mark.parametrize(
    ("field", "where"),
    [
        ("shape", "links.0.shape"),
        ("url", "links.0.url"),
        ("network", "cookies.network"),
        ("shop", "cookies.shop"),
        ("text", "source.text"),
        ("date", "source.date"),
        ("confidence", "source.confidence"),
    ],
)
def test_a_missing_inner_field_is_refused_by_file_and_place(field: str, where: str, tmp_path: Path) -> None:
    copy_of("awin", tmp_path, rf"^{field} = [^\n]*\n")
    with pytest.raises(KnowledgeError, match=rf"^awin\.toml: {re.escape(where)}: Field required$"):
        load_networks(tmp_path)


def test_a_network_without_links_is_refused(tmp_path: Path) -> None:
    copy_of("awin", tmp_path, r"\[\[links\]\].*?(?=\[cookies\])")
    with pytest.raises(KnowledgeError, match=r"^awin\.toml: links: Field required$"):
        load_networks(tmp_path)


@pytest.mark.parametrize(
    ("edit", "to", "expected"),
    [
        ('^name = "Awin"', 'name = "Awin"\ncolour = "red"', r"awin\.toml: colour: Extra inputs are not permitted"),
        (r"\{sub_id\}", "{user}", r"awin\.toml: links\.0\.url: unknown placeholder user"),
        ("&ued={destination}", "", r"awin\.toml: links\.0: shape: must be destination exactly"),
        ('"awc"', '"awc", "awc"', r"awin\.toml: click_id: names the same thing twice"),
        ("^postback = true", "postback = false", r"awin\.toml: postback: must be true exactly when"),
        ("https://www.dwin1", "http://www.dwin1", r"awin\.toml: tag: must be an https URL"),
        ('^id = "awin"', 'id = "other"', r"awin\.toml: id: is 'other', but the file is called 'awin'"),
        ('^id = "awin"', "id = awin", r"awin\.toml: cannot be read as TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_file_and_field(edit: str, to: str, expected: str, tmp_path: Path) -> None:
    copy_of("awin", tmp_path, edit, to)
    with pytest.raises(KnowledgeError, match=f"^{expected}"):
        load_networks(tmp_path)


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    path = copy_of("awin", tmp_path, '^name = "Awin"\n')
    path.write_text(path.read_text().replace('"awc"', ""))
    with pytest.raises(KnowledgeError, match=r"name: Field required; click_id: "):
        load_networks(tmp_path)


def test_bytes_that_are_not_text_are_refused_by_file(tmp_path: Path) -> None:
    (tmp_path / "awin.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(KnowledgeError, match=r"^awin\.toml: cannot be read as TOML"):
        load_networks(tmp_path)


def test_a_folder_without_networks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="holds no network file"):
        load_networks(tmp_path / "nowhere")
