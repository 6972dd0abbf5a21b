"""Makes root.pem, chain.pem with leaf.key, and leaf.ocsp and middle.ocsp: an OCSP response for each."""
import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID

NOW = datetime.datetime.utcnow().replace(microsecond=0)
DAY = datetime.timedelta(days=1)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certify(subject, key, issuer, issuer_key, is_ca):
    usage = dict.fromkeys(("digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
                           "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False)
    usage["key_cert_sign" if is_ca else "digital_signature"] = True
    builder = (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer)).public_key(key.public_key())
               .serial_number(x509.random_serial_number()).not_valid_before(NOW - DAY).not_valid_after(NOW + 60 * DAY)
               .add_extension(x509.BasicConstraints(is_ca, None), True).add_extension(x509.KeyUsage(**usage), True)
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
               .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False))
    if not is_ca:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), False)
    return builder.sign(issuer_key, hashes.SHA256())


def staple(cert, issuer, key):
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=cert, issuer=issuer, algorithm=hashes.SHA1(), cert_status=ocsp.OCSPCertStatus.GOOD,
        this_update=NOW - DAY, next_update=NOW + DAY, revocation_time=None, revocation_reason=None)
    return builder.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer).sign(key, hashes.SHA256())


def pem(thing):
    return thing.public_bytes(serialization.Encoding.PEM)


def main():
    keys = {who: ec.generate_private_key(ec.SECP256R1()) for who in ("root", "middle", "leaf")}
    root = certify("Root", keys["root"], "Root", keys["root"], True)
    middle = certify("Middle", keys["middle"], "Root", keys["root"], True)
    leaf = certify("localhost", keys["leaf"], "Middle", keys["middle"], False)
    with open("root.pem", "wb") as out:
        out.write(pem(root))
    with open("chain.pem", "wb") as out:
        out.write(pem(leaf) + pem(middle))
    with open("leaf.key", "wb") as out:
        out.write(keys["leaf"].private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                             serialization.NoEncryption()))
    for who, response in (("leaf", staple(leaf, middle, keys["middle"])), ("middle", staple(middle, root, keys["root"]))):
        with open(who + ".ocsp", "wb") as out:
            out.write(response.public_bytes(serialization.Encoding.DER))


main()
