"""Connections that are judged when their handshake is over."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from typing import Any, NoReturn, Optional

from ._report import Report
from ._standard import StandardObject, StandardSocket
from ._terms import Terms, terms_of
from ._verdict import CertificatePolicyError

__all__ = ["SSLObject", "SSLSocket", "context_lock"]

#: Held while a context's values are others for the moment in which a connection takes them over (_begin.py).
context_lock = threading.RLock()
if hasattr(os, "register_at_fork"):  # a child would wait for ever for a thread that it does not have
    os.register_at_fork(before=context_lock.acquire, after_in_parent=context_lock.release,
                        after_in_child=context_lock.release)


class _Judged:
    """What sockets and objects have in common: no octet passes before the verdict allows it.

    OpenSSL makes a handshake of its own accord when an application writes or reads first; so each way
    to the octets goes through the handshake here, and through the verdict at its end.
    """

    _terms: Optional[Terms] = None
    _refused: Optional[BaseException] = None
    _settled = False
    _report: Optional[Report] = None

    @property
    def policy_report(self) -> Report | None:
        """The report that allowed the connection; None before the verdict."""
        return self._report

    def _terms_of(self, context: object) -> Terms:
        """Those of the context by which the handshake began: a server may change it half-way."""
        if self._terms is None:
            self._terms = terms_of(context)
        return self._terms

    def _check_refused(self) -> None:
        if self._refused is not None:
            raise CertificatePolicyError("the connection was refused before") from self._refused

    def _address(self) -> str | None:
        """The IP address of the other side, where it is known."""
        return None

    def _drop(self) -> None:
        """Ends the connection under a denial."""

    def do_handshake(self, *block: bool, **named: bool) -> None:
        """As of ssl; then the verdict. Raises CertificatePolicyError on deny; a socket is closed then."""
        me: Any = self
        self._check_refused()
        terms = self._terms_of(me.context)
        super().do_handshake(*block, **named)  # type: ignore[misc]
        if self._settled:
            return
        try:
            self._report = terms.judge(me, me.server_hostname, self._address())
        except BaseException as error:
            self._refused = error
            self._drop()
            raise
        self._settled = True

    def getpeercert(self, binary_form: bool = False) -> Any:
        """As of ssl, which looks at the context."""
        with context_lock:
            return super().getpeercert(binary_form)  # type: ignore[misc]

    def _pass(self) -> None:
        self._check_refused()
        if not self._settled and getattr(self, "_sslobj", None) is not None:
            self.do_handshake()

    def verify_client_post_handshake(self) -> NoReturn:
        """Refused: who shows a certificate after the handshake would not be judged."""
        raise NotImplementedError("certificates are asked for in the handshake only")

    def read(self, len: int = 1024, buffer: Any = None) -> Any:
        """As of ssl, after the verdict."""
        self._pass()
        return super().read(len, buffer)  # type: ignore[misc]

    def write(self, data: Any) -> Any:
        """As of ssl, after the verdict."""
        self._pass()
        return super().write(data)  # type: ignore[misc]


class SSLSocket(_Judged, StandardSocket):
    """An ssl.SSLSocket that is judged at the end of its handshake."""

    def _address(self) -> str | None:
        try:
            name = self.getpeername()
        except OSError:  # it is no IP socket, or not connected
            return None
        return name[0].partition("%")[0] if isinstance(name, tuple) and name else None

    def _drop(self) -> None:
        with contextlib.suppress(OSError):
            self.shutdown(socket.SHUT_RDWR)  # whoever holds a file of it keeps it open
        self.close()

    def shutdown(self, how: int) -> None:
        """As of ssl.SSLSocket, which takes TLS away; before the verdict TLS stays, and both ways end."""
        if self._settled:
            super().shutdown(how)
        else:
            socket.socket.shutdown(self, socket.SHUT_RDWR)

    def send(self, data: Any, flags: int = 0) -> int:
        """As of ssl.SSLSocket, after the verdict."""
        self._pass()
        return super().send(data, flags)


class SSLObject(_Judged, StandardObject):
    """An ssl.SSLObject that is judged at the end of its handshake; asyncio's connections are of these."""
