from __future__ import annotations

import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509

from checker.serve import Listening, make_certificates, settings_for
from tests.builders import SECRET, settings


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHECKER_PORTAL_URL", "CHECKER_NETWORK_URL", "CHECKER_SHOP_URL", "CHECKER_SELF_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CHECKER_DATA", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", SECRET)


@pytest.mark.parametrize(
    ("listening", "own", "portal"),
    [
        (Listening(), "http://127.0.0.1:8000", "http://cashback.localhost:8000"),
        (Listening("0.0.0.0", 80), "http://127.0.0.1:80", "http://cashback.localhost:80"),
        (Listening("::", 81), "http://127.0.0.1:81", "http://cashback.localhost:81"),
        (Listening("::1", 82), "http://[::1]:82", "http://cashback.localhost:82"),
        (Listening("10.0.0.5", 8443, tls=True), "https://10.0.0.5:8443", "https://cashback.localhost:8443"),
    ],
)
def test_the_service_knows_where_it_listens(listening: Listening, own: str, portal: str) -> None:
    made = settings_for(listening)
    assert (made.self_address, made.portal.url) == (own, portal)


def test_with_tls_it_trusts_its_own_authority(tmp_path: Path) -> None:
    assert settings_for(Listening(tls=True)).self_ca == tmp_path / "tls" / "ca.pem"
    assert settings_for(Listening()).self_ca is None


def test_an_address_that_was_given_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_SELF_ADDRESS", "http://10.1.1.1:99")
    assert settings_for(Listening("127.0.0.1", 8000)).self_address == "http://10.1.1.1:99"


def test_the_certificate_is_for_our_names_and_no_others(tmp_path: Path) -> None:
    server = make_certificates(settings(tmp_path))
    certificate = x509.load_pem_x509_certificates(server.read_bytes())[0]
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert sorted(names.get_values_for_type(x509.DNSName)) == ["network.test", "portal.test", "shop.test"]
    assert sorted(str(ip) for ip in names.get_values_for_type(x509.IPAddress)) == ["127.0.0.1", "::1"]
    ssl.create_default_context(cafile=str(tmp_path / "tls" / "ca.pem")).load_cert_chain(server)


def test_the_key_is_its_owners_and_the_authoritys_key_is_nobodys(tmp_path: Path) -> None:
    server = make_certificates(settings(tmp_path))
    assert stat.S_IMODE(server.stat().st_mode) == 0o600
    assert sorted(path.name for path in server.parent.iterdir()) == ["ca.pem", "server.pem"]
    assert "PRIVATE KEY" not in (server.parent / "ca.pem").read_text()
    again = server.read_bytes()
    make_certificates(settings(tmp_path))
    assert server.read_bytes() != again
