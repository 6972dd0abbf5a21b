"""Certificates as public CAs issue them, so that they pass under public-strict."""

from __future__ import annotations

import datetime

import servers
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

#: Domain validated, of the CA/Browser Forum.
_DV = x509.ObjectIdentifier("2.23.140.1.2.1")


def _name(common_name: str, organisation: bool) -> x509.Name:
    above = [x509.NameAttribute(NameOID.COUNTRY_NAME, "NL"),
             x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example Trust")] if organisation else []
    return x509.Name([*above, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _url(path: str) -> list[x509.GeneralName]:
    return [x509.UniformResourceIdentifier(f"http://pki.example.org/{path}")]


def make(name: str, issuer: servers.Made | None = None, *, depth: int | None = None, days: int = 60,
         names: tuple[str, ...] = ()) -> servers.Made:
    """A root (no issuer), an intermediate (depth: its path length) or a leaf (names)."""
    key = ec.generate_private_key(ec.SECP256R1())
    is_ca = not names
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    subject = _name(name, is_ca)
    builder = (x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
               .issuer_name(issuer.certificate.subject if issuer else subject)
               .serial_number(x509.random_serial_number()).not_valid_before(start)
               .not_valid_after(start + datetime.timedelta(days=days)))
    signer = issuer.key if issuer else key
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(is_ca, depth), True),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.KeyUsage(not is_ca, False, False, False, False, is_ca, is_ca, False, False), True)]
    if issuer is not None:
        extensions += [
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
            (x509.CertificatePolicies([x509.PolicyInformation(_DV, None)]), False),
            (x509.CRLDistributionPoints([x509.DistributionPoint(_url("list.crl"), None, None, None)]), False),
            (x509.AuthorityInformationAccess([x509.AccessDescription(
                AuthorityInformationAccessOID.CA_ISSUERS, _url("ca.cer")[0])]), False)]
    if names:
        extensions.append((x509.SubjectAlternativeName([servers._general_name(one) for one in names]), False))
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, is_critical)
    above = [issuer.certificate, *issuer.above] if issuer else []
    return servers.Made(builder.sign(signer, hashes.SHA256()), key, above)
