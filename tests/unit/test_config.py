from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from checker.config import ROLES, ConfigError, Grid, Site, grid, load, secret

SITES = {f"CHECKER_{role.upper()}_URL": f"https://{role}.example" for role in ROLES}
SECRET = {"SECRET_KEY": "s" * 32}


def test_the_defaults_are_those_of_the_contract(tmp_path: Path) -> None:
    settings = load({"CHECKER_DATA": str(tmp_path)})
    assert [site.url for site in settings.sites] == [
        "http://cashback.localhost:8000",
        "http://network.localhost:8000",
        "http://shop.localhost:8000",
    ]
    assert settings.database_url == f"sqlite:///{tmp_path}/checker.sqlite3"
    assert settings.self_address is None
    assert settings.redis_url is None
    assert settings.grid is None
    assert settings.return_hosts == ()
    assert settings.stores_file is None


def test_scheme_and_port_fill_in_the_default_names_only(tmp_path: Path) -> None:
    given = {"CHECKER_DATA": str(tmp_path), "CHECKER_SHOP_URL": "https://shop.example"} | SECRET
    settings = load(given, scheme="https", port=8443)
    assert settings.portal.url == "https://cashback.localhost:8443"
    assert settings.shop.url == "https://shop.example"


def test_the_data_folder_is_var_unless_told_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(SECRET).data == tmp_path / "var"
    assert load(SECRET | {"CHECKER_DATA": ""}).data == tmp_path / "var"


def test_the_environment_is_read_when_nothing_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (SITES | SECRET | {"CHECKER_DATA": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    assert load().portal.url == "https://portal.example"


def test_every_setting_of_the_contract_is_read(tmp_path: Path) -> None:
    settings = load(
        SITES
        | SECRET
        | {
            "CHECKER_DATA": str(tmp_path),
            "DATABASE_URL": "postgresql+psycopg://db/x",
            "REDIS_URL": "redis://r",
            "SELENIUM_REMOTE_URL": "http://grid",
            "CHECKER_SELF_ADDRESS": "http://127.0.0.1:9",
            "CHECKER_SELF_CA": "/ca.pem",
            "CHECKER_RETURN_HOSTS": " One.example ,,two.example,",
            "CHECKER_STORES": " stores.csv ",
        }
    )
    assert settings.database_url == "postgresql+psycopg://db/x"
    assert settings.redis_url == "redis://r"
    assert settings.grid == Grid("http://grid")
    assert settings.self_address == "http://127.0.0.1:9"
    assert settings.self_ca == Path("/ca.pem")
    assert settings.return_hosts == ("one.example", "two.example")
    assert settings.stores_file == Path("stores.csv")
    assert settings.as_environ()["CHECKER_STORES"] == "stores.csv"
    assert settings.secret_key == "s" * 32
    assert [settings.site(role).host for role in ROLES] == ["portal.example", "network.example", "shop.example"]


@pytest.mark.parametrize(
    ("raw", "url", "host"),
    [
        ("https://name.example", "https://name.example", "name.example"),
        (" https://name.example/ ", "https://name.example", "name.example"),
        ("http://Name.Example:8000", "http://Name.Example:8000", "name.example"),
        ("https://[::1]:8443", "https://[::1]:8443", "::1"),
    ],
)
def test_a_bare_origin_is_a_site(raw: str, url: str, host: str) -> None:
    site = Site.parse("shop", raw)
    assert (site.role, site.url, site.host) == ("shop", url, host)
    assert site.scheme == url.split(":")[0]


@pytest.mark.parametrize(
    "raw",
    [
        "name.example",
        "ftp://name.example",
        "//name.example",
        "https://",
        "https://name.example/path",
        "https://name.example?x=1",
        "https://name.example#x",
        "https://user@name.example",
        "https://user:pass@name.example",
        "https://name.example:port",
        "https://name.example:99999",
        "https://[::1",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_bare_origin_is_refused_by_the_name_of_its_setting(raw: str) -> None:
    with pytest.raises(ConfigError, match="CHECKER_SHOP_URL="):
        load(SITES | SECRET | {"CHECKER_SHOP_URL": raw})


def test_the_three_sites_must_have_three_names() -> None:
    with pytest.raises(ConfigError, match="three different host names"):
        load(SITES | SECRET | {"CHECKER_SHOP_URL": "http://PORTAL.example:81"})


def test_a_secret_is_required_once_the_sites_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY is required"):
        load({"CHECKER_PORTAL_URL": "https://portal.example", "CHECKER_DATA": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


def test_a_short_secret_is_refused_without_showing_it() -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY is shorter") as refusal:
        load(SITES | {"SECRET_KEY": "hush"})
    assert "hush" not in str(refusal.value)


def test_the_quick_start_makes_a_secret_and_keeps_it(tmp_path: Path) -> None:
    first = load({"CHECKER_DATA": str(tmp_path / "new")}).secret_key
    assert len(first) >= 32
    assert load({"CHECKER_DATA": str(tmp_path / "new")}).secret_key == first
    assert load({"CHECKER_DATA": str(tmp_path / "other")}).secret_key != first
    path = tmp_path / "new" / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_processes_that_start_at_once_share_one_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = iter(range(100_000, 100_008))
    monkeypatch.setattr("checker.config.os.getpid", lambda: next(numbers))
    found: list[str] = []
    gate = threading.Barrier(8)

    def start() -> None:
        gate.wait()
        found.append(load({"CHECKER_DATA": str(tmp_path)}).secret_key)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_settings_do_not_show_the_environment() -> None:
    assert "HUSH" not in repr(load(SITES | SECRET | {"HUSH": "HUSH"}))


def test_settings_do_not_show_the_secret() -> None:
    assert "s" * 32 not in repr(load(SITES | SECRET))


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"SELENIUM_REMOTE_URL": " "}, None),
        ({"SELENIUM_REMOTE_URL": "http://grid:4444/"}, Grid("http://grid:4444", "127.0.0.1")),
        (
            {"SELENIUM_REMOTE_URL": "https://me:x@grid/wd", "CHECKER_PROXY_HOST": "10.0.0.5"},
            Grid("https://me:x@grid/wd", "10.0.0.5"),
        ),
    ],
)
def test_a_grid_is_read(environ: dict[str, str], expected: Grid | None) -> None:
    assert grid(environ) == expected


@pytest.mark.parametrize("url", ["grid:4444", "ws://grid", "http://", "http://grid:x", "http://grid:99999"])
def test_a_grid_without_a_proper_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="SELENIUM_REMOTE_URL"):
        grid({"SELENIUM_REMOTE_URL": url})


def test_days_and_proxies_have_defaults_and_can_be_set() -> None:
    made = load(SITES | SECRET)
    assert (made.keep_days, made.claim_days, made.claim_closes_days, made.proxies) == (30, 400, 90, 0)
    told = {"CHECKER_KEEP_DAYS": "7", "CHECKER_CLAIM_DAYS": " 500 ", "CHECKER_PROXIES": "1"}
    made = load(SITES | SECRET | told)
    assert (made.keep_days, made.claim_days, made.proxies) == (7, 500, 1)
    assert load(made.as_environ()).keep_days == 7


@pytest.mark.parametrize(
    "name", ["CHECKER_KEEP_DAYS", "CHECKER_CLAIM_DAYS", "CHECKER_CLAIM_CLOSES_DAYS", "CHECKER_PROXIES"]
)
@pytest.mark.parametrize("value", ["-1", "x", "1.5", "99999", "\u0661"])
def test_a_number_that_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"{name}=.* whole number from"):
        load(SITES | SECRET | {name: value})


def test_the_settings_of_portals_and_webhooks_are_read_and_handed_on(tmp_path: Path) -> None:
    given = {"CHECKER_DATA": str(tmp_path), "CHECKER_BRANDS": "brands.toml", "CHECKER_WEBHOOK_PRIVATE": "1"}
    settings = load(given)
    assert settings.brands_file == Path("brands.toml").resolve()
    assert settings.webhook_private is True
    again = load(settings.as_environ())
    assert (again.brands_file, again.webhook_private) == (settings.brands_file, True)
    plain = load(load({"CHECKER_DATA": str(tmp_path)}).as_environ())
    assert (plain.brands_file, plain.webhook_private) == (None, False)


def test_a_secret_of_the_operators_is_read_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", " abc \n")
    assert secret("HOOK") == "abc"
    assert secret("NOTHING_OF_THIS_NAME") == ""
