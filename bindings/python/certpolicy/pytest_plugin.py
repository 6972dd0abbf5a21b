"""Fixtures for pytest: servers with every kind of certificate, and a report that explains itself.

    def test_my_client(certpolicy_servers):
        with certpolicy_servers("self-signed") as server:
            with pytest.raises(certpolicy.CertificatePolicyError):
                my_client(server.host, server.port)

    def test_my_certificate(certpolicy_engine):
        assert_policy(certpolicy_engine.evaluate(request, "pkix"), "deny", ["validity.expired"])

The package is installed with an entry point, so that pytest finds the plugin by itself. Certificates are made
by trustme, servers listen on loopback and echo. Nothing is imported or made before a fixture is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ._engine import Engine
    from ._report import Report
    from ._test_servers import Servers

__all__ = ["assert_policy", "certpolicy_engine", "certpolicy_servers"]


@pytest.fixture(scope="session")
def certpolicy_servers(tmp_path_factory: pytest.TempPathFactory) -> Servers:
    """Starts servers: certpolicy_servers(kind) for a with statement; .KINDS names the kinds.

    The server has host, port, chain_pem, root_pem, pin and octets, what applications sent to it.
    """
    from ._test_servers import Servers

    return Servers(tmp_path_factory.mktemp("certpolicy"))


@pytest.fixture
def certpolicy_engine(certpolicy_servers: Servers) -> Engine:
    """An engine that trusts the private CA of certpolicy_servers, and nothing else."""
    from ._engine import Engine

    engine = Engine()
    engine.add_anchor_der(certpolicy_servers.root_der())
    return engine


def _said(report: Report) -> list[str]:
    return [f"  {finding.action or '':6} {finding.code}: {finding.message}" for finding in report.findings]


def assert_policy(report: Report, verdict: str | None = None, codes: Iterable[str] | None = None) -> None:
    """Fails unless the report has this verdict, and its warnings and denials are just these codes.

    assert_policy(report) alone wants "allow".

    Args:
        report: what was judged.
        verdict: "allow", "warn" or "deny"; None: whatever, if codes are given.
        codes: the codes of all findings whose action is warn or deny, in any order; None: whatever.
    """
    __tracebackhide__ = True
    if verdict is None and codes is None:
        verdict = "allow"
    problems: list[str] = []
    if verdict is not None and report.verdict != verdict:
        problems.append(f"the verdict is {report.verdict}, not {verdict}")
    if codes is not None:
        wanted, found = set(codes), {f.code for f in report.findings if f.action in ("warn", "deny")}
        problems += [f"- {code} was not found" for code in sorted(wanted - found)]
        problems += [f"+ {code} was not expected" for code in sorted(found - wanted)]
    if problems:
        pytest.fail("\n".join([*problems, f"The report, under {report.policy}:", *_said(report)]), pytrace=False)
