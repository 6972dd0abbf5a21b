"""The plugin: each kind of server is what it says, and a report explains itself."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys

import certpolicy
import pytest

trustme = pytest.importorskip("trustme")

from certpolicy.pytest_plugin import assert_policy, certpolicy_engine, certpolicy_servers  # noqa: E402, F401

#: Under dev-allow: the verdict, and the code that says what it is.
EXPECTED = {
    "good": ("allow", None),
    "self-signed": ("warn", "identity.self-signed"),
    "stranger": ("warn", "path.unknown-issuer"),
    "expired": ("warn", "validity.expired"),
    "not-yet-valid": ("warn", "validity.not-yet-valid"),
    "wrong-name": ("warn", "identity.name-mismatch"),
    "wildcard": ("warn", "identity.name-mismatch"),
    "common-name-only": ("warn", "identity.name-mismatch"),
    "missing-intermediate": ("warn", "path.unknown-issuer"),
    "ca-as-leaf": ("allow", None),
    "client-only": ("deny", "usage.extended-key-usage"),
    "weak-key": ("warn", "crypto.weak-key"),
}


def test_every_kind_is_expected(certpolicy_servers):  # noqa: F811
    assert set(certpolicy_servers.KINDS) == set(EXPECTED)


@pytest.mark.parametrize("kind", EXPECTED)
def test_each_kind_is_what_it_says(certpolicy_servers, certpolicy_engine, kind):  # noqa: F811
    verdict, code = EXPECTED[kind]
    reports = []
    context = certpolicy.SSLContext("dev-allow", engine=certpolicy_engine, on_report=reports.append)
    with certpolicy_servers(kind) as server:
        plain = socket.create_connection((server.host, server.port), timeout=30)
        if verdict == "deny":
            with pytest.raises(certpolicy.CertificatePolicyError):
                context.wrap_socket(plain, server_hostname=server.host)
        else:
            with context.wrap_socket(plain, server_hostname=server.host) as tls:
                tls.sendall(b"hello")
                assert tls.recv(16) == b"hello"
                assert server.octets == 5
        plain.close()
    assert reports[0].verdict == verdict
    assert code is None or code in [finding.code for finding in reports[0].findings]
    assert reports[0]["certificates"][0]["pin"] == server.pin


def test_localhost_is_whatever_it_resolves_to(certpolicy_servers, certpolicy_engine):  # noqa: F811
    context = certpolicy.SSLContext("dev-allow", engine=certpolicy_engine)
    addresses = [("127.0.0.1", socket.AF_INET)]
    with contextlib.suppress(OSError):
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        addresses.append(("::1", socket.AF_INET6))
    with certpolicy_servers("good") as server:
        assert server.host == "localhost"
        for n, (address, family) in enumerate(addresses, 1):
            with socket.socket(family) as plain:
                plain.settimeout(30)
                plain.connect((address, server.port))
                with context.wrap_socket(plain, server_hostname=server.host) as tls:
                    tls.sendall(b"hello")
                    assert tls.recv(16) == b"hello"
            assert server.octets == 5 * n
    for address, _ in addresses:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address, server.port), timeout=30)


def test_a_kind_that_is_not(certpolicy_servers):  # noqa: F811
    with pytest.raises(ValueError, match="self-signed"), certpolicy_servers("no-such"):
        pass


def test_assert_policy_says_what_differs(certpolicy_servers, certpolicy_engine):  # noqa: F811
    with certpolicy_servers("expired") as server:
        request = certpolicy.Request(server.chain_pem, peer="localhost")
    report = certpolicy_engine.evaluate(request, "pkix")
    assert_policy(report, "deny", ["validity.expired"])
    for wrong in ({}, {"verdict": "allow"}, {"codes": []}, {"verdict": "deny", "codes": []}):
        with pytest.raises(pytest.fail.Exception):
            assert_policy(report, **wrong)
    with pytest.raises(pytest.fail.Exception) as caught:
        assert_policy(report, "allow", ["path.length"])
    text = str(caught.value)
    for part in ("the verdict is deny, not allow", "- path.length was not found",
                 "+ validity.expired was not expected", "under pkix"):
        assert part in text


def test_the_plugin_costs_nothing_until_it_is_used():
    code = "import certpolicy.pytest_plugin, sys; print([m for m in ('trustme', 'cryptography', 'ssl') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
