"""Three sites behind one door: the `Host` header decides, and nothing but our three names is served."""

from __future__ import annotations

import pytest

from tests.builders import NETWORK, PORTAL, SHOP
from tests.web.shopper import Browser

ROLES = {"portal": PORTAL, "network": NETWORK, "shop": SHOP}
# What each site alone has.
OWN = {
    "portal": ["/check", "/api/v1/openapi.json", "/healthz", "/readyz", "/r/AAAA-AAAA", "/run/x", "/go/x", "/back/x"],
    "network": ["/click", "/click/on", "/kit/x.js", "/kit/done", "/seal/x.png", "/receipt/x.png", "/tone/x.css"],
    "shop": ["/item", "/cart/x", "/order/x", "/thanks/x", "/picture/x.png", "/plain/x.css"],
}
NO_SUCH = "The requested URL was not found on the server."


def host(browser: Browser, header: str, path: str = "/") -> tuple[int, str]:
    answer = browser.ask(PORTAL + path, environ={"HTTP_HOST": header})
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    "header",
    [
        "evil.test",
        "",
        "localhost",
        "127.0.0.1:8000",
        "[::1]:8000",
        "portal.test.evil.test",
        "evil-portal.test",
        "xportal.test",
        ".portal.test",
        "portal.test:80:80",
        "portal.test:eighty",
        "portal.test:\u0663",
        "portal.test@evil.test",
        "evil.test@portal.test",
        "portal.test/evil",
        "portal.test, network.test",
        "portal.test evil.test",
        "portal.test\x00",
        "p\u043ertal.test",
        "a" * 10_000,
    ],
)
def test_a_host_that_is_none_of_ours_is_refused(browser: Browser, header: str) -> None:
    answer = browser.ask(PORTAL + "/check", environ={"HTTP_HOST": header.encode().decode("latin-1")})
    assert answer.status_code == 421
    assert answer.mimetype == "application/json"
    assert answer.get_json()["error"]["code"] == "wrong_host"
    assert answer.get_json()["error"]["message"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("form", ["{}", "{}:8000", "{}:1", "{}.", "{}.:8000", "upper"])
def test_a_host_may_have_a_port_a_last_dot_and_capitals(browser: Browser, role: str, form: str) -> None:
    name = f"{role}.test"
    header = name.upper() if form == "upper" else form.format(name)
    expected = browser.ask(ROLES[role] + "/").status_code
    status, text = host(browser, header)
    assert status == expected != 421
    assert ("This is a practice store" in text) is (role == "shop")


@pytest.mark.parametrize(("owner", "path"), [(role, path) for role, paths in OWN.items() for path in paths])
def test_a_site_never_serves_another_sites_page(browser: Browser, owner: str, path: str) -> None:
    own = browser.ask(ROLES[owner] + path, headers={"Accept": "application/json"})
    assert NO_SUCH not in own.text, f"{path} is not a page of the {owner} at all"
    for role, origin in ROLES.items():
        if role != owner:
            other = browser.ask(origin + path, headers={"Accept": "application/json"})
            assert other.status_code == 404
            assert other.get_json()["error"]["code"] == "not_found"
            assert NO_SUCH in other.text


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "X-Original-Host", "Forwarded", "X-Original-URL"])
def test_no_other_header_chooses_the_site(browser: Browser, name: str) -> None:
    value = "host=shop.test" if name == "Forwarded" else "/item" if name.endswith("URL") else "shop.test"
    answer = browser.ask(PORTAL + "/check", headers={name: value})
    assert answer.status_code == 200
    assert 'id="start"' in answer.text
    assert "shop.test:8000/item" not in answer.text


@pytest.mark.parametrize("path", ["//evil.example/check", "//check", "/run//evil.example", "/r//AAAA-AAAA", "/\\evil"])
@pytest.mark.parametrize("role", ROLES)
def test_a_path_with_two_slashes_leads_nowhere_else(browser: Browser, role: str, path: str) -> None:
    answer = browser.ask(ROLES[role] + "/", environ={"PATH_INFO": path})
    assert answer.status_code in (200, 301, 308, 400, 404)
    location = answer.headers.get("Location", "/")
    assert location.startswith((ROLES[role] + "/", "/"))
    assert not location.startswith("//")
    assert "evil" not in location.removeprefix(ROLES[role]).split("/")[0]


def test_no_real_network_is_played_to_shoppers(browser: Browser) -> None:
    real = [name for network in browser.service.bench.networks.values() for name in network.hosts]
    assert len(real) > 10
    for name in real:
        answer = browser.ask(f"https://{name}/", environ={"HTTP_HOST": name})
        assert answer.status_code == 421
        assert answer.get_json()["error"]["code"] == "wrong_host"


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/staging"), ("GET", "/staging/x"), ("POST", "/staging/x/closed")]
)
def test_no_stage_is_open_to_shoppers(browser: Browser, method: str, path: str) -> None:
    assert browser.ask(PORTAL + path, method=method).status_code == 404


def test_a_shopper_cannot_choose_to_play_a_real_network(browser: Browser) -> None:
    purchase = browser.open_check()
    answer = browser.ask(f"{PORTAL}/go/{purchase.ticket}?network=awin&link=0")
    assert answer.headers["Location"].startswith(f"{NETWORK}/click?id=")
    assert set(browser.service.bench.ledger.trail(purchase.check_id)) == {"go"}
