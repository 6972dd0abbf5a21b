"""Servers on loopback that show every kind of certificate, for the pytest plugin."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import itertools
import pathlib
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ._test_listener import Listener, echo

__all__ = ["Server", "Servers"]

_PEM = serialization.Encoding.PEM
_DER = serialization.Encoding.DER
_NAMES = ("localhost", "127.0.0.1", "::1")


def _context(key_pem: bytes, chain_pem: bytes, folder: pathlib.Path) -> ssl.SSLContext:
    """A server's context; it shows weak keys too, which OpenSSL would keep to itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=0")
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(chain_pem)
    key.write_bytes(key_pem)
    context.load_cert_chain(chain, key)
    return context


class Server(Listener):
    """A server that echoes what it is sent.

    Attributes:
        chain_pem: what it shows, leaf first.
        root_pem: the root of the private CA.
        pin: the key of its leaf as policies pin it.
    """

    def __init__(self, key_pem: bytes, chain_pem: bytes, root_pem: bytes, folder: pathlib.Path) -> None:
        self.chain_pem = chain_pem
        self.root_pem = root_pem
        leaf = x509.load_pem_x509_certificate(chain_pem)
        spki = leaf.public_key().public_bytes(_DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.pin = "sha256/" + b64encode(hashlib.sha256(spki).digest()).decode()
        super().__init__(_context(key_pem, chain_pem, folder), echo)


def _own(authority: trustme.CA | None, *names: str, began: int = -1, days: int = 60, is_ca: bool = False,
         common_name: str = "localhost", client_only: bool = False, rsa_bits: int = 0) -> tuple[bytes, bytes]:
    """What trustme does not make: key and certificate as PEM; without an authority it signs itself."""
    key: Any = ec.generate_private_key(ec.SECP256R1())
    if rsa_bits:
        key = rsa.generate_private_key(65537, rsa_bits)  # weak on purpose
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    issuer, signer = subject, key
    if authority is not None:
        issuer = x509.load_pem_x509_certificate(authority.cert_pem.bytes()).subject
        signer = serialization.load_pem_private_key(authority.private_key_pem.bytes(), None)
    start = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=began)
    purpose = ExtendedKeyUsageOID.CLIENT_AUTH if client_only else ExtendedKeyUsageOID.SERVER_AUTH
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
               .serial_number(x509.random_serial_number()).not_valid_before(start)
               .not_valid_after(start + datetime.timedelta(days=days))
               .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
               .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
               .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False))
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]),
                                        critical=False)
    made = builder.sign(signer, hashes.SHA256())
    return (key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
            made.public_bytes(_PEM))


class Servers:
    """Makes servers of every kind, whose private CA is made once."""

    #: What each kind is.
    KINDS: ClassVar[dict[str, str]] = {
        "good": "a certificate of the private CA, with the intermediate, for localhost",
        "self-signed": "a certificate that signed itself, for localhost",
        "stranger": "a certificate of a CA that nobody trusts, for localhost",
        "expired": "ended ten days ago",
        "not-yet-valid": "begins in ten days",
        "wrong-name": "for other.test only",
        "wildcard": "for *.localhost, which localhost does not match",
        "common-name-only": "localhost in the common name, no subject alternative name",
        "missing-intermediate": "good, without the intermediate",
        "ca-as-leaf": "a CA certificate in a server's place",
        "client-only": "for clients, not for servers",
        "weak-key": "a key of RSA with 1024 bits",
    }

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()
        self._root = trustme.CA()
        self._intermediate = self._root.create_child_ca()
        self._stranger = trustme.CA()

    def root_pem(self) -> bytes:
        """The private CA's root."""
        return self._root.cert_pem.bytes()

    def root_der(self) -> bytes:
        """The private CA's root."""
        return ssl.PEM_cert_to_DER_cert(self.root_pem().decode())

    def _issued(self, authority: trustme.CA, *names: str) -> tuple[bytes, bytes]:
        made = authority.issue_cert(*names)
        return made.private_key_pem.bytes(), b"".join(one.bytes() for one in made.cert_chain_pems)

    def _made(self, kind: str) -> tuple[bytes, bytes]:
        if kind == "missing-intermediate":
            key, chain = self._issued(self._intermediate, *_NAMES)
            return key, chain[:chain.index(b"-----END CERTIFICATE-----\n") + 26]
        own: dict[str, dict[str, Any]] = {
            "expired": {"began": -70}, "not-yet-valid": {"began": 10}, "ca-as-leaf": {"is_ca": True},
            "client-only": {"client_only": True}, "weak-key": {"rsa_bits": 1024}}
        makers: dict[str, Callable[[], tuple[bytes, bytes]]] = {
            "good": lambda: self._issued(self._intermediate, *_NAMES),
            "self-signed": lambda: _own(None, "localhost"),
            "stranger": lambda: self._issued(self._stranger, *_NAMES),
            "wrong-name": lambda: self._issued(self._root, "other.test"),
            "wildcard": lambda: self._issued(self._root, "*.localhost"),
            "common-name-only": lambda: _own(self._root),
        }
        if kind in own:
            return _own(self._root, "localhost", **own[kind])
        return makers[kind]()

    @contextlib.contextmanager
    def __call__(self, kind: str = "good") -> Iterator[Server]:
        """A server of this kind for the time of a with statement; ValueError for a kind that is not."""
        if kind not in self.KINDS:
            raise ValueError(f"there is no kind {kind!r}; the kinds are {', '.join(self.KINDS)}")
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        key, chain = self._made(kind)
        server = Server(key, chain, self.root_pem(), folder)
        try:
            yield server
        finally:
            server.close()
