"""What a handshake showed, as far as each version of Python tells."""

from __future__ import annotations

import ssl
import sys
from typing import Any, Union

from ._cipher import iana_name

__all__ = ["chain_of", "session_of"]

Connection = Union[ssl.SSLSocket, ssl.SSLObject]

_PROTOCOLS = {"SSLv2": "SSL2.0", "SSLv3": "SSL3.0", "TLSv1": "TLS1.0", "TLSv1.1": "TLS1.1",
              "TLSv1.2": "TLS1.2", "TLSv1.3": "TLS1.3"}

#: _ssl.ENCODING_DER
_DER = 2


def _sent(connection: Connection) -> list[bytes]:
    """The chain as it was sent; of a resumed session nothing or the leaf."""
    if sys.version_info >= (3, 13):
        return list(connection.get_unverified_chain())
    inner: Any = connection._sslobj  # type: ignore[union-attr]
    if sys.version_info >= (3, 10):
        return [bytes(one.public_bytes(_DER)) for one in inner.get_unverified_chain() or ()]
    return getattr(connection, "certpolicy_shown", [])


def chain_of(connection: Connection) -> list[bytes]:
    """The DER of what the peer presented, leaf first; a resumed session has its leaf alone."""
    leaf = connection.getpeercert(True)
    if leaf is None:
        return []
    rest = _sent(connection)
    return rest if rest[:1] == [leaf] else [leaf, *rest]


def session_of(connection: Connection) -> dict[str, Any]:
    """Protocol, suite, and whether it was resumed. Python does not tell the group."""
    cipher = connection.cipher()
    version = connection.version()
    return {"protocol": _PROTOCOLS.get(version, version) if version else None,
            "cipher": iana_name(cipher[0]) if cipher else None,
            "resumed": bool(connection.session_reused)}
