"""The settings file of the portals: what it gives, and how it is refused."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from checker.brands import Brand, BrandError, Webhook, all_sites, load_brands
from checker.brands.colours import Colours
from checker.brands.model import Wording
from checker.config import Settings
from checker.web.assets import ROOT
from tests.builders import NETWORK, PORTAL, SHOP
from tests.builders import settings as settings_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
KEY = "a" * 64
FULL = f"""
[[portal]]
name = "BestPrice"
logo = "logo.svg"
languages = ["it", "en"]
default_language = "en"
stores = "stores.toml"
return_hosts = ["WWW.bestprice.example"]
badge_hosts = ["www.bestprice.example", "dev.bestprice.example:8443"]
api_keys = ["{KEY}"]

[portal.colours]
accent = "#0b5ed7"
accent_dark = "#8ab4ff"

[portal.wording.en]
button = "Test my browser"

[portal.webhook]
url = "https://systems.bestprice.example/hook?x=1"
secret_file = "hook.secret"

[[portal]]
url = "https://check.other.example/"
name = "Other"
"""


@pytest.fixture
def given(tmp_path: Path):  # type: ignore[no-untyped-def]
    (tmp_path / "logo.svg").write_bytes(SVG)
    (tmp_path / "stores.toml").write_text("")
    (tmp_path / "hook.secret").write_text("0123456789abcdef\n")

    def settings(text: str, **more: str) -> Settings:
        path = tmp_path / "brands.toml"
        path.write_text(text)
        return settings_of(tmp_path, CHECKER_BRANDS=str(path), **more)

    return settings


def refusals(settings: Settings) -> list[str]:
    """The refusal's lines, each without the folder."""
    with pytest.raises(BrandError) as refused:
        load_brands(settings)
    assert settings.brands_file
    return [line.removeprefix(f"{settings.brands_file.parent}/") for line in str(refused.value).splitlines()]


def test_without_a_file_there_is_one_portal_without_a_name(tmp_path: Path) -> None:
    (brand,) = load_brands(settings_of(tmp_path))
    assert (brand.url, brand.name, brand.logo, brand.colours, brand.webhook) == (PORTAL, "", None, None, None)
    assert (brand.badge_hosts, brand.api_keys, brand.return_hosts) == ((), (), ())
    assert brand.phrase("button", "en") is None


def test_a_whole_file_is_read(given) -> None:  # type: ignore[no-untyped-def]
    settings = given(FULL)
    first, second = load_brands(settings)
    assert (first.url, second.url) == (PORTAL, "https://check.other.example")
    assert first.logo == (SVG, "image/svg+xml")
    assert first.stores == settings.brands_file.parent / "stores.toml"
    assert first.return_hosts == ("www.bestprice.example",)
    assert first.badge_hosts == ("www.bestprice.example", "dev.bestprice.example:8443")
    assert first.webhook and first.webhook.secret == "0123456789abcdef"
    assert "0123456789abcdef" not in repr(first)
    assert first.first_language == "en"
    assert second.first_language == "en"
    assert [site.url for site in all_sites(settings)] == [PORTAL, "https://check.other.example", NETWORK, SHOP]


def test_a_phrase_is_given_in_its_own_language_only(given) -> None:  # type: ignore[no-untyped-def]
    first, _ = load_brands(given(FULL))
    assert first.phrase("button", "en") == "Test my browser"
    assert first.phrase("button", "it") is None
    assert first.phrase("lead", "en") is None


def test_a_secret_may_be_in_the_environment(given, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    text = FULL.replace('secret_file = "hook.secret"', 'secret_env = "HOOK_SECRET"')
    assert refusals(given(text)) == [
        "brands.toml:19: portal.0.webhook: the secret in HOOK_SECRET is missing, or shorter than 16 characters"
    ]
    monkeypatch.setenv("HOOK_SECRET", "fedcba9876543210")
    webhook = load_brands(given(text))[0].webhook
    assert webhook and webhook.secret == "fedcba9876543210"


def test_every_mistake_is_told_at_once_with_its_line(given) -> None:  # type: ignore[no-untyped-def]
    text = """[[portal]]
name = ""
logo = "nothing.svg"
languages = ["en", "nl"]
colour = "red"

[portal.colours]
accent = "#ff8800"
accent_dark = "#8ab4ff"

[portal.wording.en]
buton = "Go"

[[portal]]
url = "https://x.example/path"
"""
    settings = given(text)
    told = refusals(settings)
    assert [line.split(": ")[0] for line in told] == [f"brands.toml:{number}" for number in (2, 3, 4, 5, 7, 12, 14, 15)]
    assert told[1].startswith("brands.toml:3: portal.0.logo: there is no file ")
    assert "2.3" in told[4] and "4.5" in told[4]
    assert "'https://x.example/path' must be a bare origin" in told[7]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("logo.svg", "stores.toml", 4, "neither a PNG nor an SVG"),
        ("logo.svg", "../missing", 4, "there is no file"),
        ('"logo.svg"', "7", 4, "must be the path of a file"),
        ("WWW.bestprice.example", "https://www.bestprice.example", 8, "is no host name|without a port"),
        ("WWW.bestprice.example", "a.example:8080", 8, "without a port"),
        ("WWW.bestprice.example", "*.example", 8, "is no host name"),
        ("dev.bestprice.example:8443", "x; script-src *", 9, "is no host name"),
        (KEY, "not hashed", 10, "SHA-256"),
        ('"en"\nstores', '"fr"\nstores', 6, "is not among the languages"),
        ('button = "Test my browser"', 'button = ""', 17, "at least 1 character"),
        ('button = "Test my browser"', 'support_url = "javascript:alert(1)"', 17, "must begin with https://"),
        ('button = "Test my browser"', 'support_url = "//evil.example"', 17, "must begin with https://"),
        ("https://systems", "http://systems", 20, "must be an https address"),
        ("https://systems", "https://user@systems", 20, "no user"),
        ("https://systems.bestprice.example/hook?x=1", "https://[::1", 20, "is no address|https address"),
        ('secret_file = "hook.secret"', "", 19, "either secret_env or secret_file"),
        ("https://check.other.example/", NETWORK, 24, "network's already"),
        ("https://check.other.example/", PORTAL.replace("http:", "https:"), 24, "another portal's already"),
        ('name = "BestPrice"', 'url = "https://a.example"\nname = "B"', 3, "CHECKER_PORTAL_URL"),
        ("[[portal]]", "[[portals]]", 2, "portals: there is no such key"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_line(given, old: str, new: str, line: int, said: str) -> None:  # type: ignore[no-untyped-def]
    assert old in FULL
    told = refusals(given(FULL.replace(old, new, 1) if old != "[[portal]]" else FULL.replace(old, new)))
    hits = [text for text in told if text.startswith(f"brands.toml:{line}: ") and re.search(said, text)]
    assert hits, told


def test_a_single_portal_needs_its_double_brackets_too(given) -> None:  # type: ignore[no-untyped-def]
    assert refusals(given('[portal]\nname = "X"\n')) == [
        "brands.toml:1: portal: write each portal as [[portal]], in double brackets"
    ]
    assert refusals(given("")) == ["brands.toml:1: portal: is missing"]


def test_a_file_that_is_no_toml_or_is_not_there_is_refused_by_name(given) -> None:  # type: ignore[no-untyped-def]
    assert refusals(given("[[portal]\n"))[0].startswith("brands.toml: cannot be read as TOML: ")
    assert "line 1" in refusals(given("[[portal]\n"))[0]
    settings = given(FULL)
    settings.brands_file.unlink()
    assert "No such file" in refusals(settings)[0]


def test_plain_http_to_this_machine_needs_the_setting_for_it(given) -> None:  # type: ignore[no-untyped-def]
    text = FULL.replace("https://systems.bestprice.example/hook?x=1", "http://127.0.0.1:9/hook")
    assert "must be an https address" in refusals(given(text))[0]
    webhook = load_brands(given(text, CHECKER_WEBHOOK_PRIVATE="1"))[0].webhook
    assert webhook and webhook.url == "http://127.0.0.1:9/hook"


def test_the_documented_file_is_one_that_is_taken(given, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    document = (ROOT / "docs" / "operations.md").read_text()
    text = textwrap.dedent(re.findall(r"((?:    .*\n|\n)*)One of the portals must", document)[0])
    text = text.replace("<SHA-256 of a key>", KEY).replace("bestprice.svg", "logo.svg")
    monkeypatch.setenv("BESTPRICE_WEBHOOK", "0123456789abcdef")
    first, second = load_brands(given(text, CHECKER_PORTAL_URL="https://check.bestprice.example"))
    assert (first.name, first.default_language, second.name) == ("BestPrice", "it", "Other")
    # Every key that there is is documented.
    for model in (Brand, Colours, Wording, Webhook):
        for key in model.model_fields:
            assert key in document
