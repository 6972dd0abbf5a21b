"""TLS servers on loopback for the tests, and the certificates that they show."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import pathlib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from certpolicy._test_listener import Listener, echo
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PEM = serialization.Encoding.PEM


@dataclass
class Made:
    """A certificate with its key and the certificates above it, leaf first."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    above: list[x509.Certificate] = field(default_factory=list)

    def chain_pem(self) -> bytes:
        """What a server sends: without the root."""
        sent = [self.certificate, *(one for one in self.above if one.subject != one.issuer)]
        return b"".join(one.public_bytes(PEM) for one in sent)

    def key_pem(self) -> bytes:
        return self.key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    def pem(self) -> str:
        return self.certificate.public_bytes(PEM).decode()

    def pin(self) -> str:
        import base64
        import hashlib

        spki = self.key.public_key().public_bytes(serialization.Encoding.DER,
                                                  serialization.PublicFormat.SubjectPublicKeyInfo)
        return "sha256/" + base64.b64encode(hashlib.sha256(spki).digest()).decode()


def make(name: str, issuer: Made | None = None, *, is_ca: bool = False, names: tuple[str, ...] = (),
         days: int = 60, began: int = -1, purpose: x509.ObjectIdentifier | None = None) -> Made:
    """One certificate; without an issuer it signs itself. `began`: days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=began)
    signer = issuer.key if issuer is not None else key
    builder = (x509.CertificateBuilder().subject_name(subject)
               .issuer_name(issuer.certificate.subject if issuer is not None else subject)
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(start).not_valid_after(start + datetime.timedelta(days=days))
               .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
               .add_extension(x509.KeyUsage(not is_ca, False, False, False, False, is_ca, is_ca, False, False),
                              critical=True))
    if issuer is not None:
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    if not is_ca:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([purpose or ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([_general_name(n) for n in names]), False)
    certificate = builder.sign(signer, hashes.SHA256())
    above = [issuer.certificate, *issuer.above] if issuer is not None else []
    return Made(certificate, key, above)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def server_context(made: Made, folder: pathlib.Path, *, version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """A plain server's context that shows a chain."""
    chain, key = folder / f"{id(made)}.pem", folder / f"{id(made)}.key"
    chain.write_bytes(made.chain_pem())
    key.write_bytes(made.key_pem())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    if version is not None:
        context.minimum_version = context.maximum_version = version
    return context


@contextlib.contextmanager
def serving(context: ssl.SSLContext, answer: Callable[[ssl.SSLSocket, Listener], None] = echo,
            before: Callable[[socket.socket], bool] | None = None) -> Iterator[Listener]:
    """A server for the time of a with statement."""
    server = Listener(context, answer, before=before)
    try:
        yield server
    finally:
        server.close()
