"""What the connections of a context are judged by, and the judgement itself."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Optional

from . import native
from ._chain import chain_of, session_of
from ._engine import Engine, Policy
from ._errors import Error
from ._report import Report
from ._verdict import CertificatePolicyError, warn_of
from ._words import Purpose

__all__ = ["Observer", "Terms", "terms_of"]

Observer = Callable[[Report], None]

_PURPOSES = {Purpose.SERVER: 0, Purpose.CLIENT: 1}


@dataclass
class Terms:
    """Engine, policy and guard of a context. Shared by threads, and but for the last two never changed."""

    engine: Engine
    policy: Optional[Policy]
    purpose: Purpose
    insecure_no_peer: bool
    on_report: Optional[Observer]
    guard: native.Guard
    #: What was loaded into the context as roots and does not count.
    ignored_roots: list[str] = field(default_factory=list)
    #: The last report that denied, for libraries that drop an error's cause on its way.
    denied: Optional[Report] = None

    @classmethod
    def of(cls, engine: Engine | None, policy: Policy | str | None, purpose: str,
           insecure_no_peer: bool, on_report: Observer | None) -> Terms:
        """Without an engine this machine's; without a policy the one that the environment names,
        else the first route that matches, else public-strict."""
        from ._default import policy_name

        engine = Engine.default() if engine is None else engine
        if not isinstance(engine, Engine):
            raise TypeError(f"an engine is a certpolicy.Engine, not {type(engine).__name__}")
        if on_report is not None and not callable(on_report):
            raise TypeError(f"on_report is called with each report: a function, not {type(on_report).__name__}")
        held = engine._held(policy_name() if policy is None else policy)
        wanted = Purpose(purpose)
        if wanted not in _PURPOSES:
            raise ValueError('the peer of a connection is a "server" or a "client"')
        guard = native.Guard(engine._native, None if held is None else held._native)
        return cls(engine, held, wanted, insecure_no_peer, on_report, guard)

    def _request(self, connection: ssl.SSLSocket | ssl.SSLObject, host: str | None,
                 address: str | None) -> native.Request:
        request = native.Request()
        for der in chain_of(connection):
            request.add_certificate_der(der)
        request.set_purpose(_PURPOSES[self.purpose])
        if self.insecure_no_peer:
            request.set_insecure_no_peer()
        elif host:
            request.add_peer_host(host)
        if address:
            request.set_address(address)
        session = session_of(connection)
        request.set_session(session["protocol"], session["cipher"], None, session["resumed"])
        request.set_session_fact(2, connection.compression() is not None)
        return request

    def judge(self, connection: ssl.SSLSocket | ssl.SSLObject, host: str | None,
              address: str | None) -> Report | None:
        """Judges a handshake that is over; raises CertificatePolicyError unless it may go on.

        None: the other side is a client that need not show a certificate, and showed none.
        """
        if self.purpose == Purpose.CLIENT and connection.context.verify_mode == ssl.CERT_OPTIONAL \
                and connection.getpeercert(True) is None:
            return None
        try:
            report = Report(self.guard.judge(self._request(connection, host, address)))
        except Error as error:
            raise CertificatePolicyError(f"the certificate could not be judged: {error}") from error
        if self.on_report is not None:
            self.on_report(report)
        if report.verdict == "deny":
            self.denied = report
            raise CertificatePolicyError.of(report, *self._notes(report, connection))
        if report.verdict == "warn":
            warn_of(report)
        elif report.verdict != "allow":
            raise CertificatePolicyError(f"there is no verdict {report.verdict!r}", report)
        return report

    def _notes(self, report: Report, connection: ssl.SSLSocket | ssl.SSLObject) -> list[str]:
        if connection.getpeercert(True) is None:
            return ["The other side showed no certificate at all: the suite has none, or a key that both knew took "
                    "its place."]
        if report.primary not in ("path.unknown-issuer", "identity.self-signed") or not self.ignored_roots:
            return []
        return [f"Roots that were loaded into the SSLContext ({', '.join(self.ignored_roots)}) do not count "
                "here: name them as anchors of the engine or of a policy."]


def terms_of(context: object) -> Terms:
    """The terms of a context; CertificatePolicyError when it has none: nothing may pass then."""
    terms = getattr(context, "_terms", None)
    if not isinstance(terms, Terms):
        raise CertificatePolicyError("the connection is not of a certpolicy.SSLContext")
    return terms
