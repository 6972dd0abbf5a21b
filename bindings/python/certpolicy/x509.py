"""Certificates as other packages hold them, as DER, and back.

    request = certpolicy.Request(x509.chain_of(tls), peer="example.org")

Every function that takes a certificate takes it as DER, as PEM, or as a `cryptography.x509.Certificate`.
`cryptography` is imported only where its objects are asked for. Nothing here says what a certificate is
worth: an engine does.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Union

from ._pem import CERTIFICATE, ders

if TYPE_CHECKING:
    import cryptography.x509

    CertificateLike = Union[str, bytes, bytearray, memoryview, cryptography.x509.Certificate]

__all__ = ["chain_of", "der_of", "ders_of", "pem_of", "to_cryptography"]


def ders_of(certificates: CertificateLike | Iterable[CertificateLike]) -> list[bytes]:
    """The DER of certificates: one, several, or PEM text that holds several.

    Raises TypeError for what is no certificate of any kind, ValueError for PEM without one.
    """
    if isinstance(certificates, str):
        certificates = certificates.encode()
    if isinstance(certificates, (bytes, bytearray, memoryview)):
        return ders(certificates, CERTIFICATE)
    if hasattr(certificates, "public_bytes"):
        return [_exported(certificates)]
    return [der for one in certificates for der in ders_of(one)]


def _exported(certificate: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return bytes(certificate.public_bytes(Encoding.DER))


def der_of(certificate: CertificateLike) -> bytes:
    """The DER of one certificate; ValueError when there are several."""
    found = ders_of(certificate)
    if len(found) != 1:
        raise ValueError(f"one certificate is expected, not {len(found)}")
    return found[0]


def pem_of(certificates: CertificateLike | Iterable[CertificateLike]) -> str:
    """PEM text of one certificate or several."""
    return "".join(ssl.DER_cert_to_PEM_cert(der) for der in ders_of(certificates))


def to_cryptography(certificates: CertificateLike | Iterable[CertificateLike]) -> list[cryptography.x509.Certificate]:
    """Certificates as `cryptography` holds them. It reads less strictly than an engine in some ways, and
    raises ValueError where it reads more strictly."""
    from cryptography.x509 import load_der_x509_certificate

    return [load_der_x509_certificate(der) for der in ders_of(certificates)]


def chain_of(connection: ssl.SSLSocket | ssl.SSLObject) -> list[bytes]:
    """The DER of what the peer of a TLS connection presented, leaf first; none before the handshake's end.

    A resumed session has its leaf alone. Before Python 3.10 a connection of another context than
    certpolicy.SSLContext tells the leaf only.
    """
    from . import _chain

    return _chain.chain_of(connection)
