"""Makes certificates that only a test wants: names full of controls, pages of names, a second leaf.

certs.py PAGES: writes ca.pem, other.pem (a stranger's root) and NAME.pem with NAME.key: "good" for localhost, "other" by
the stranger, "names", and "pages"; good-chain.pem is what a server sends.
"""
import datetime
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier

# Sets a window's title, colours, clears; C1's CSI in UTF-8; right-to-left override; isolates; line separators.
EVIL = "\x1b]0;owned\x07\x1b[31m\x1b[2J\r\n\x7f\u009b31m\u202egpj.\u2066\u2069\u200f\u061c\u2028\x00\x08 --yes;$(id)"
EVIL_RAW = EVIL.encode() + b"\x9b2J\xff\xc0\x80"
LINES = 24  # of a page
NOW = datetime.datetime.utcnow().replace(microsecond=0)
DAY = datetime.timedelta(days=1)


def der(tag, body):
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + body


def alternative(*names):
    """subjectAltName of these (tag, octets), which no library would write."""
    value = der(0x30, b"".join(der(tag, octets) for tag, octets in names))
    return x509.UnrecognizedExtension(ObjectIdentifier("2.5.29.17"), value)


def location(oid, octets):
    """A CRL's place, or a CA's: whatever shows it shows these octets."""
    if oid == "2.5.29.31":
        body = der(0x30, der(0x30, der(0xa0, der(0xa0, der(0x86, octets)))))
    else:
        body = der(0x30, der(0x30, bytes.fromhex("06082b06010505073001") + der(0x86, octets)))
    return x509.UnrecognizedExtension(ObjectIdentifier(oid), body)


def subject(text):
    kinds = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.LOCALITY_NAME)
    return x509.Name([x509.NameAttribute(kind, text[:60]) for kind in kinds])


def certify(name, key, issuer, issuer_key, extensions, is_ca=False):
    builder = (x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key())
               .serial_number(x509.random_serial_number()).not_valid_before(NOW - DAY).not_valid_after(NOW + 60 * DAY)
               .add_extension(x509.BasicConstraints(is_ca, None), True)
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
               .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False))
    for extension in extensions:
        builder = builder.add_extension(extension, False)
    return builder.sign(issuer_key, hashes.SHA256())


def write(name, cert, key=None, *more):
    with open(name + ".pem", "wb") as out:
        out.write(b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (cert, *more)))
    if key:
        with open(name + ".key", "wb") as out:
            out.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                        serialization.NoEncryption()))


def new_key():
    return ec.generate_private_key(ec.SECP256R1())


def main():
    root_key, stranger_key, evil_key = new_key(), new_key(), new_key()
    root_name, stranger_name = subject("The tests' CA"), subject("A stranger")
    root = certify(root_name, root_key, root_name, root_key, [], True)
    stranger = certify(stranger_name, stranger_key, stranger_name, stranger_key, [], True)
    evil_ca = certify(subject(EVIL), evil_key, root_name, root_key, [], True)
    write("ca", root)
    write("other-ca", stranger)
    local = (0x82, b"localhost")
    key = new_key()
    good = certify(subject("localhost"), key, root_name, root_key, [alternative(local)])
    write("good", good, key, root)
    key = new_key()
    write("other", certify(subject("localhost"), key, stranger_name, stranger_key, [alternative(local)]), key, stranger)
    key = new_key()
    evil = [alternative((0x82, EVIL_RAW), (0x86, b"https://x/" + EVIL_RAW), (0x81, b"a@" + EVIL_RAW), (0x87, b"\x1b[3m")),
            location("2.5.29.31", b"http://" + EVIL_RAW), location("1.3.6.1.5.5.7.1.1", b"http://" + EVIL_RAW)]
    write("names", certify(subject(EVIL), key, subject(EVIL), evil_key, evil), key, evil_ca)
    key = new_key()
    many = [(0x82, b"host%d.a.test" % number) for number in range(int(sys.argv[1]) * LINES)]
    write("pages", certify(subject("localhost"), key, root_name, root_key, [alternative(*many)]), key, root)


main()
