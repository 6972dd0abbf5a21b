"""An ssl.SSLContext whose every handshake is judged by a policy.

    context = certpolicy.SSLContext("public-strict")
    with socket.create_connection(("example.org", 443)) as plain:
        with context.wrap_socket(plain, server_hostname="example.org") as tls:
            …

It goes wherever an ssl.SSLContext goes: sockets, asyncio, and the client libraries that take one. The
verdict falls when the handshake is over and before anything of the application's is sent or handed to it,
in resumed sessions too. A denied connection is closed and raises CertificatePolicyError.

What Python does not show cannot be judged: OCSP staples, the SCT list of the TLS extension, the group of
the key exchange. A client certificate of one's own has been sent when the verdict falls.
"""

from __future__ import annotations

import os
import ssl
import sys
from typing import Any

from ._begin import begin
from ._engine import Engine, Policy
from ._handshake import SSLObject, SSLSocket
from ._standard import INNER, StandardContext, check_sockets, direct
from ._terms import Observer, Terms
from ._verdict import CertificatePolicyError, report_of, warn
from ._words import Purpose

__all__ = ["CertificatePolicyError", "SSLContext", "SSLObject", "SSLSocket", "report_of"]


#: What a program may set of a context of clients, but for its ciphers.
_SETTINGS = ("keylog_filename", "maximum_version", "minimum_version", "options", "post_handshake_auth")


class SSLContext(StandardContext):
    """A context whose connections are judged by a policy, and by nothing else.

    Args:
        policy: the name of a policy, or a Policy of the engine. Without one: $CERTPOLICY_POLICY, else
            the first route of the policy files that matches, else public-strict.
        engine: what is trusted; without one this machine's (Engine.default()).
        purpose: "server" for a context of clients, whose peers are servers; "client" for one of servers
            that ask for certificates. There OpenSSL decides first, by the roots that are loaded.
        insecure_no_peer: no name is checked, on purpose. Whoever holds any certificate that the policy
            accepts can then pose as the peer.
        on_report: called with every report, denials too, before the connection goes on; what it raises
            ends the connection.

    What switches verification off in other contexts (verify_mode, check_hostname) has no effect in one
    of clients, and says so by a CertificatePolicyWarning. Roots loaded into it do not count: what is
    trusted is the engine's and the policy's to say. Contexts may be shared by threads.
    """

    sslsocket_class = SSLSocket
    sslobject_class = SSLObject

    minimum_version = direct("minimum_version", ssl.TLSVersion)
    maximum_version = direct("maximum_version", ssl.TLSVersion)
    verify_flags = direct("verify_flags", ssl.VerifyFlags)

    _terms: Terms

    def __new__(cls, policy: Policy | str | None = None, *, engine: Engine | None = None,
                purpose: str = Purpose.SERVER, insecure_no_peer: bool = False,
                on_report: Observer | None = None) -> SSLContext:
        """Makes the context; see the class."""
        check_sockets()
        return cls._under(Terms.of(engine, policy, purpose, insecure_no_peer, on_report))

    @classmethod
    def _under(cls, terms: Terms) -> SSLContext:
        """A context under terms that are there."""
        serves = terms.purpose == Purpose.CLIENT
        self = StandardContext.__new__(cls, ssl.PROTOCOL_TLS_SERVER if serves else ssl.PROTOCOL_TLS_CLIENT)
        self._terms = terms
        INNER.check_hostname.__set__(self, False)
        INNER.verify_mode.__set__(self, ssl.CERT_REQUIRED)
        self.options |= ssl.OP_NO_COMPRESSION
        if sys.version_info < (3, 10):
            from ._shown import watch

            watch(self)
        return self

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """See the class; all is done when the object is made."""

    def _wrap_socket(self, sock: Any, server_side: bool, server_hostname: str | None = None, *,
                     owner: Any = None, session: Any = None) -> Any:
        self._check_named(server_hostname)
        return begin(self, SSLSocket, sock, server_side=server_side, server_hostname=server_hostname,
                     owner=owner, session=session)

    def _wrap_bio(self, incoming: Any, outgoing: Any, server_side: bool,
                  server_hostname: str | None = None, *, owner: Any = None, session: Any = None) -> Any:
        self._check_named(server_hostname)
        return begin(self, SSLObject, incoming, outgoing, server_side=server_side,
                     server_hostname=server_hostname, owner=owner, session=session)

    def _check_named(self, server_hostname: str | None) -> None:
        if self.check_hostname and not server_hostname:
            raise ValueError("check_hostname requires server_hostname: it says who the peer should be; a context "
                             "made with insecure_no_peer=True checks no name")

    def _twin(self) -> SSLContext:
        """Another context on the same terms and with the same settings, but for certificates of one's own and
        ALPN. It does not resume the sessions of this one."""
        twin = self._under(self._terms)
        vars(twin).update(vars(self))
        for name in _SETTINGS:
            setattr(twin, name, getattr(self, name))
        level = f":@SECLEVEL={self.security_level}" if sys.version_info >= (3, 10) else ""
        twin.set_ciphers(":".join(one["name"] for one in self.get_ciphers() if one["protocol"] != "TLSv1.3") + level)
        return twin

    @property
    def _serves(self) -> bool:
        return self._terms.purpose == Purpose.CLIENT

    @property
    def policy(self) -> Policy | None:
        """The policy of every connection; None: it follows the endpoint, by the routes."""
        return self._terms.policy

    @property
    def engine(self) -> Engine:
        """What is trusted and known."""
        return self._terms.engine

    def _ignore(self, what: str) -> None:
        warn(f"{what} has no effect here: the policy judges each connection. For a server of development or "
             "with a key of its own see `certpolicy why HOST` and `certpolicy trust HOST`.")

    @property
    def options(self) -> ssl.Options:
        """As of ssl.SSLContext; renegotiation, which would not be judged, stays off."""
        return ssl.Options(INNER.options.__get__(self))

    @options.setter
    def options(self, value: int) -> None:
        INNER.options.__set__(self, value | ssl.OP_NO_RENEGOTIATION)

    @property  # type: ignore[override]
    def verify_mode(self) -> ssl.VerifyMode:
        """CERT_REQUIRED for clients, whatever is set. A server may ask and go without: CERT_OPTIONAL."""
        return ssl.VerifyMode(INNER.verify_mode.__get__(self)) if self._serves else ssl.CERT_REQUIRED

    @verify_mode.setter
    def verify_mode(self, value: ssl.VerifyMode) -> None:
        if self._serves and value != ssl.CERT_NONE:
            INNER.verify_mode.__set__(self, value)
        elif value != ssl.CERT_REQUIRED:
            self._ignore("switching verification off (verify=False, CERT_NONE)")

    @property
    def check_hostname(self) -> bool:
        """True for clients: the policy checks names, unless insecure_no_peer was said."""
        return not self._serves and not self._terms.insecure_no_peer

    @check_hostname.setter
    def check_hostname(self, value: bool) -> None:
        if not value and not self._serves:
            self._ignore("switching verification off (verify=False, CERT_NONE)")

    def load_verify_locations(self, cafile: Any = None, capath: Any = None, cadata: Any = None) -> None:
        """Roots loaded into a context of clients do not count: a refusal names them."""
        if self._serves:
            super().load_verify_locations(cafile, capath, cadata)
            return
        if cafile is None and capath is None and cadata is None:
            raise TypeError("cafile, capath and cadata cannot be all omitted")
        for path in (cafile, capath):
            if path is not None:
                os.stat(path)
                self._note_roots(os.fsdecode(path))
        if cadata is not None:
            self._note_roots("cadata")

    def _note_roots(self, source: str) -> None:
        usual = ssl.get_default_verify_paths()
        certifi = sys.modules.get("certifi")
        if source in (usual.cafile, usual.capath) or (certifi is not None and source == certifi.where()):
            return
        if source not in self._terms.ignored_roots:
            self._terms.ignored_roots.append(source)

    def load_default_certs(self, purpose: ssl.Purpose = ssl.Purpose.SERVER_AUTH) -> None:
        """Without effect for clients: the engine says what is trusted."""
        if self._serves:
            super().load_default_certs(purpose)

    def set_default_verify_paths(self) -> None:
        """Without effect for clients: the engine says what is trusted."""
        if self._serves:
            super().set_default_verify_paths()
