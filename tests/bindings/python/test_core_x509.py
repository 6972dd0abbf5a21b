"""Certificates from and to what other packages hold."""

from __future__ import annotations

import datetime
import socket
import ssl
import subprocess
import sys

import certpolicy
import cryptography.x509
import pytest
import servers
from certpolicy import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID


@pytest.fixture
def chain(world):
    return [world.good.certificate, world.intermediate.certificate]


def test_every_form_gives_the_same(world, chain):
    ders = [one.public_bytes(Encoding.DER) for one in chain]
    pem = world.good.chain_pem()
    noisy = b"subject: x\n" + pem.replace(b"\n", b"\r\n") + b"trailing\n"
    for form in (pem, pem.decode(), bytearray(pem), memoryview(pem), noisy, chain, ders, iter(chain),
                 [chain[0], ders[1]], [pem]):
        assert x509.ders_of(form) == ders
    assert x509.der_of(chain[0]) == ders[0] == x509.der_of(x509.pem_of(ders[0]))
    assert x509.ders_of(x509.pem_of(chain)) == ders
    assert x509.to_cryptography(pem) == chain
    assert x509.ders_of(b"0\x03\x02\x01\x00") == [b"0\x03\x02\x01\x00"]  # judging it is the engine's office
    engine = world.engine()
    assert engine.evaluate(certpolicy.Request(x509.ders_of(chain), peer="localhost"), "pinned").verdict == "allow"


def test_a_certificate_that_holds_the_pem_of_another_is_itself(world):
    key = ec.generate_private_key(ec.SECP256R1())
    name = cryptography.x509.Name([cryptography.x509.NameAttribute(NameOID.COMMON_NAME, "impostor")])
    now = datetime.datetime.now(datetime.timezone.utc)
    impostor = (
        cryptography.x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(1))
        .add_extension(cryptography.x509.UnrecognizedExtension(
            cryptography.x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\n" + world.good.chain_pem()), critical=False)
        .sign(key, hashes.SHA256()))
    der = impostor.public_bytes(Encoding.DER)
    assert b"-----BEGIN CERTIFICATE-----" in der
    for form in (der, bytearray(der), memoryview(der), [der], impostor, x509.pem_of(der)):
        assert x509.ders_of(form) == [der]
    for made in (certpolicy.Request(der, peer="localhost"), certpolicy.Request([der], peer="localhost"),
                 certpolicy.Request(x509.ders_of(der), peer="localhost")):
        report = world.engine().evaluate(made, "pinned")
        assert (report.verdict, report.kind) == ("deny", "self-signed")
    helped = certpolicy.Request(world.good.pem(), peer="localhost", intermediates=der)
    assert world.engine().evaluate(helped, "pkix").primary == "path.unknown-issuer"


def test_what_is_no_certificate(chain):
    for wrong in ("-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n", "-----BEGIN CERTIFICATE-----\nAA==\n",
                  "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
                  "-----BEGIN CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"):
        with pytest.raises(ValueError):
            x509.ders_of(wrong)
    for wrong in (None, 3, object(), [None], [3]):
        with pytest.raises(TypeError):
            x509.ders_of(wrong)
    with pytest.raises(ValueError):
        x509.der_of(chain)
    with pytest.raises(ValueError):
        x509.der_of([])
    with pytest.raises(ValueError):
        x509.to_cryptography(b"0\x03\x02\x01\x00")


def test_a_connection_has_its_chain(world, engine, serve):
    context = certpolicy.SSLContext("pinned", engine=engine)
    with serve(world.good) as server, socket.create_connection(("127.0.0.1", server.port)) as plain, \
            context.wrap_socket(plain, server_hostname="localhost") as tls:
        assert x509.chain_of(tls) == x509.ders_of(world.good.chain_pem())


def test_a_connection_of_another_context(world, serve):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with serve(world.good) as server, socket.create_connection(("127.0.0.1", server.port)) as plain, \
            context.wrap_socket(plain, server_hostname="localhost") as tls:
        expected = x509.ders_of(world.good.chain_pem())
        assert x509.chain_of(tls) == (expected if sys.version_info >= (3, 10) else expected[:1])


def test_cryptography_is_imported_when_it_is_needed():
    code = "import certpolicy.x509 as x, sys; x.ders_of(b'0'); print('cryptography' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def _revocation_list(issuer, revoked):
    now = datetime.datetime.now(datetime.timezone.utc)
    entry = (cryptography.x509.RevokedCertificateBuilder().serial_number(revoked.serial_number)
             .revocation_date(now - datetime.timedelta(days=1)).build())
    return (cryptography.x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
            .last_update(now - datetime.timedelta(hours=1)).next_update(now + datetime.timedelta(days=1))
            .add_revoked_certificate(entry)
            .add_extension(cryptography.x509.CRLNumber(1), critical=False)
            .add_extension(cryptography.x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
                           critical=False)
            .sign(issuer.key, servers.hashes.SHA256()))


@pytest.mark.parametrize(("encoding", "form"), [
    (Encoding.PEM, bytes), (Encoding.PEM, bytearray), (Encoding.PEM, memoryview), (Encoding.PEM, bytes.decode),
    (Encoding.DER, bytes), (Encoding.DER, bytearray), (Encoding.DER, memoryview)])
@pytest.mark.parametrize("several", [False, True])
def test_lists_and_intermediates_are_pem_or_der(world, engine, encoding, form, several):
    revoked = _revocation_list(world.intermediate, world.good.certificate)
    crl, intermediate = (form(one.public_bytes(encoding))
                         for one in (revoked, world.intermediate.certificate))
    leaf = world.good.pem()
    request = certpolicy.Request(leaf, peer="localhost", intermediates=[intermediate] if several else intermediate,
                                 crls=[crl] if several else crl)
    report = engine.evaluate(request, "pkix")
    assert (report.primary, report.kind) == ("revocation.revoked", "private-ca")
    alone = engine.evaluate(certpolicy.Request(leaf, peer="localhost"), "pkix")
    assert alone.primary == "path.unknown-issuer"


@pytest.mark.parametrize("name", ["crls", "intermediates"])
@pytest.mark.parametrize("wrong", [3, [3], [None], object(), "", "text", b"-----BEGIN NOTHING-----",
                                   "-----BEGIN X509 CRL-----\nAAAA", "-----BEGIN CERTIFICATE-----\nAAAA"])
def test_what_is_no_pem_and_no_der(name, wrong):
    with pytest.raises((TypeError, ValueError)):
        certpolicy.Request(peer="localhost", **{name: wrong})
