"""DER, certificates and CRLs as the cases of tests/rules want them: right by default, wrong on purpose.

Signatures are RSA with PKCS #1 padding by the openssl command: the same bytes at every run.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import ipaddress
import pathlib
import re
import subprocess

KEYS = pathlib.Path(__file__).parent / "keys"


def tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def sequence(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def integer(value: int) -> bytes:
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    out = b""
    for arc in (40 * first + second, *rest):
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.append(0x80 | arc & 0x7F)
        out += bytes(reversed(digits))
    return tlv(0x06, out)


def bits(content: bytes, unused: int = 0) -> bytes:
    return tlv(0x03, bytes([unused]), content)


def octets(content: bytes) -> bytes:
    return tlv(0x04, content)


def utc_time(text: str) -> bytes:
    """"2026-05-20T00:00:00Z" as UTCTime."""
    return tlv(0x17, (text[2:].translate({ord(c): None for c in "-:T"})).encode())


def full_time(text: str) -> bytes:
    return tlv(0x18, (text.translate({ord(c): None for c in "-:T"})).encode())


ATTRIBUTES = {"CN": "2.5.4.3", "O": "2.5.4.10", "OU": "2.5.4.11", "C": "2.5.4.6", "L": "2.5.4.7"}


def name(text: str) -> bytes:
    """"CN=a,O=b" as a Name; "" is empty, and "\\," a comma in a value."""
    rdns = []
    for part in filter(None, re.split(r"(?<!\\),", text)):
        kind, _, value = part.replace("\\,", ",").partition("=")
        tag = 0x13 if kind == "C" else 0x0C
        rdns.append(tlv(0x31, sequence(oid(ATTRIBUTES[kind]), tlv(tag, value.encode()))))
    return sequence(*rdns)


# ---- keys ----


@functools.lru_cache(maxsize=None)
def public_key(key: str) -> bytes:
    """SubjectPublicKeyInfo of keys/KEY.pem."""
    return subprocess.run(["openssl", "pkey", "-in", KEYS / f"{key}.pem", "-pubout", "-outform", "DER"],
                          check=True, capture_output=True).stdout


def rsa_public_key(modulus: int, exponent: int = 65537) -> bytes:
    return sequence(sequence(oid("1.2.840.113549.1.1.1"), tlv(0x05)),
                    bits(sequence(integer(modulus), integer(exponent))))


SIGNATURES = {"sha256": "1.2.840.113549.1.1.11", "sha1": "1.2.840.113549.1.1.5", "md5": "1.2.840.113549.1.1.4"}


def algorithm(digest: str) -> bytes:
    return sequence(oid(SIGNATURES[digest]), tlv(0x05))


@functools.lru_cache(maxsize=None)
def sign(key: str, digest: str, data: bytes) -> bytes:
    return subprocess.run(["openssl", "dgst", f"-{digest}", "-sign", KEYS / f"{key}.pem"],
                          input=data, check=True, capture_output=True).stdout


# P-256 (SEC 2 2.4.2), for signatures that are the same at every run (RFC 6979), which openssl does not make.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def multiply(k: int, point: tuple[int, int]) -> tuple[int, int]:
    def add(a, b):
        if a is None or b is None:
            return a or b
        if a == b:
            slope = (3 * a[0] ** 2 - 3) * pow(2 * a[1], -1, P)
        else:
            slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
        x = (slope ** 2 - a[0] - b[0]) % P
        return x, (slope * (a[0] - x) - a[1]) % P

    out = None
    for bit in bin(k)[2:]:
        out = add(out, out) if out else None
        out = add(out, point) if bit == "1" else out
    return out


@functools.lru_cache(maxsize=None)
def sign_p256(key: str, data: bytes) -> bytes:
    """ECDSA with SHA-256 by keys/KEY.pem, the nonce by RFC 6979 3.2."""
    text = subprocess.run(["openssl", "pkey", "-in", KEYS / f"{key}.pem", "-noout", "-text"],
                          check=True, capture_output=True, text=True).stdout
    secret = int(re.search(r"priv:([\s0-9a-f:]+)pub:", text)[1].translate({ord(c): None for c in " :\n"}), 16)
    digest = hashlib.sha256(data).digest()
    seed = secret.to_bytes(32, "big") + (int.from_bytes(digest, "big") % N).to_bytes(32, "big")
    mac = lambda k, m: hmac.new(k, m, "sha256").digest()
    k, v = bytes(32), b"\x01" * 32
    for octet in (b"\x00", b"\x01"):
        k = mac(k, v + octet + seed)
        v = mac(k, v)
    nonce = int.from_bytes(mac(k, v), "big")  # below N but for one of 2**32
    r = multiply(nonce, G)[0] % N
    return sequence(integer(r), integer(pow(nonce, -1, N) * (int.from_bytes(digest, "big") + r * secret) % N))


def key_id(spki: bytes) -> bytes:
    return subprocess.run(["openssl", "dgst", "-sha1", "-binary"], input=spki, check=True,
                          capture_output=True).stdout


# ---- extensions: the content of extnValue ----

OIDS = {"ski": "2.5.29.14", "key_usage": "2.5.29.15", "san": "2.5.29.17", "basic": "2.5.29.19",
        "name_constraints": "2.5.29.30", "policies": "2.5.29.32", "aki": "2.5.29.35",
        "policy_constraints": "2.5.29.36", "eku": "2.5.29.37", "freshest_crl": "2.5.29.46",
        "inhibit_any": "2.5.29.54", "aia": "1.3.6.1.5.5.7.1.1", "sia": "1.3.6.1.5.5.7.1.11",
        "directory_attributes": "2.5.29.9", "crl_points": "2.5.29.31",
        "tls_feature": "1.3.6.1.5.5.7.1.24", "no_check": "1.3.6.1.5.5.7.48.1.5",
        "nonce": "1.3.6.1.5.5.7.48.1.2", "archive_cutoff": "1.3.6.1.5.5.7.48.1.6",
        "scts": "1.3.6.1.4.1.11129.2.4.2", "ocsp_scts": "1.3.6.1.4.1.11129.2.4.5",
        "unknown": "1.3.6.1.4.1.32473.1", "aspnet": "1.3.6.1.4.1.311.84.1.1"}

USAGES = ("digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
          "keyCertSign", "cRLSign")

PURPOSES = {"server": "1.3.6.1.5.5.7.3.1", "client": "1.3.6.1.5.5.7.3.2", "code": "1.3.6.1.5.5.7.3.3",
            "ocsp": "1.3.6.1.5.5.7.3.9", "any": "2.5.29.37.0"}


def key_usage(*usages: str) -> bytes:
    value = 0
    for usage in usages:
        value |= 0x80 >> USAGES.index(usage)
    unused = (value & -value).bit_length() - 1 if value else 0
    return bits(bytes([value]) if value else b"", unused)


def basic(ca: bool = False, path_len: int | None = None) -> bytes:
    parts = [tlv(0x01, b"\xff")] if ca else []
    if path_len is not None:
        parts.append(integer(path_len))
    return sequence(*parts)


def eku(*purposes: str) -> bytes:
    return sequence(*(oid(PURPOSES[purpose]) for purpose in purposes))


def general_name(text: str) -> bytes:
    """"dns:a.example", "uri:https://a.example/", "ip:192.0.2.1", "ip:10.0.0.0/8", "srv:_a.example"."""
    kind, _, value = text.partition(":")
    if kind in ("mail", "dns", "uri"):
        return tlv({"mail": 0x81, "dns": 0x82, "uri": 0x86}[kind], value.encode())
    if kind == "srv":
        return tlv(0xA0, oid("1.3.6.1.5.5.7.8.7"), tlv(0xA0, tlv(0x16, value.encode())))
    if "/" in value:
        address, mask = value.split("/")
        if mask.isdigit():
            network = ipaddress.ip_network(value)
            return tlv(0x87, network.network_address.packed, network.netmask.packed)
        return tlv(0x87, ipaddress.ip_address(address).packed, ipaddress.ip_address(mask).packed)
    return tlv(0x87, ipaddress.ip_address(value).packed)


def names(text: str) -> bytes:
    return sequence(*map(general_name, text.split()))


def name_constraints(permitted: str = "", excluded: str = "", maximum: bool = False) -> bytes:
    def subtrees(tag: int, text: str) -> bytes:
        extra = tlv(0x81, b"\x05") if maximum else b""
        return tlv(tag, *(sequence(general_name(part), extra) for part in text.split())) if text else b""

    return sequence(subtrees(0xA0, permitted), subtrees(0xA1, excluded))


def policies(*dotted: str) -> bytes:
    return sequence(*(sequence(oid(policy)) for policy in dotted))


def aki(spki: bytes, issuer: str | None = None, serial: int | None = None, with_key: bool = True) -> bytes:
    parts = [tlv(0x80, key_id(spki))] if with_key else []
    if issuer is not None:
        parts.append(tlv(0xA1, tlv(0xA4, name(issuer))))
    if serial is not None:
        parts.append(tlv(0x82, integer(serial)[2:]))
    return sequence(*parts)


def extension(which: str, value: bytes, critical: bool) -> bytes:
    return sequence(oid(OIDS[which]), tlv(0x01, b"\xff") if critical else b"", octets(value))


# ---- certificates ----


class Cert:
    """A certificate; `change` maps extension names to their content, (content, critical) or None."""

    def __init__(self, kind: str, issuer: Cert | None, *, subject: str, key: str = "", spki: bytes = b"",
                 serial: bytes | int = 0x1001, not_before: str = "2026-05-20T00:00:00Z",
                 not_after: str = "2026-08-18T00:00:00Z", time=utc_time, version: int = 3, san: str = "",
                 digest: str = "sha256", outer: str | None = None, signer: str | None = None,
                 issuer_name: str | None = None, change: dict | None = None, twice: tuple[str, ...] = (),
                 extra: bytes = b"", unique_id: bytes = b"") -> None:
        self.subject, self.key = subject, key
        self.spki = spki or public_key(key)
        issuer = issuer or self
        extensions = {"basic": (basic(kind != "leaf"), True), "ski": (octets(key_id(self.spki)), False)}
        if issuer is not self:
            extensions["aki"] = (aki(issuer.spki), False)
        if kind == "leaf":
            extensions["key_usage"] = (key_usage("digitalSignature"), True)
            extensions["eku"] = (eku("server"), False)
        else:
            extensions["key_usage"] = (key_usage("keyCertSign", "cRLSign"), True)
        if san:
            extensions["san"] = (names(san), False)
        for which, value in (change or {}).items():
            critical = extensions.get(which, (b"", False))[1]
            extensions[which] = value if isinstance(value, tuple) else (value, critical)
        content = [extension(which, value, critical)
                   for which, (value, critical) in extensions.items() if value is not None]
        content += [extension(which, *extensions[which]) for which in twice]
        tbs = sequence(
            tlv(0xA0, integer(version - 1)) if version > 1 else b"",
            tlv(0x02, serial) if isinstance(serial, bytes) else integer(serial),
            algorithm(digest),
            name(issuer.subject if issuer_name is None else issuer_name),
            sequence(time(not_before), time(not_after)),
            name(subject), self.spki, unique_id,
            tlv(0xA3, sequence(*content)) if version == 3 else b"", extra)
        self.tbs = tbs
        self.der = sequence(tbs, algorithm(outer or digest), bits(sign(signer or issuer.key, digest, tbs)))


def crl(issuer: Cert, revoked: tuple[int, ...] = (), *, this_update: str = "2026-05-30T00:00:00Z",
        next_update: str = "2026-06-08T00:00:00Z", signer: str | None = None) -> bytes:
    entries = [sequence(integer(serial), utc_time(this_update),
                        sequence(sequence(oid("2.5.29.21"), octets(tlv(0x0A, b"\x01")))))
               for serial in revoked]
    tbs = sequence(integer(1), algorithm("sha256"), name(issuer.subject), utc_time(this_update),
                   utc_time(next_update), sequence(*entries) if entries else b"",
                   tlv(0xA0, sequence(extension("aki", aki(issuer.spki), False),
                                      sequence(oid("2.5.29.20"), octets(integer(7))))))
    return sequence(tbs, algorithm("sha256"), bits(sign(signer or issuer.key, "sha256", tbs)))


# ---- OCSP ----

HASHES = {"sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1", "sha384": "2.16.840.1.101.3.4.2.2",
          "sha512": "2.16.840.1.101.3.4.2.3", "sha3_256": "2.16.840.1.101.3.4.2.8"}
REASONS = {"keyCompromise": 1, "superseded": 4}


def parts(der: bytes) -> list[bytes]:
    """The contents of the elements inside one element."""
    def content(at: int) -> tuple[int, int]:
        n = der[at + 1] & 0x7F if der[at + 1] & 0x80 else 0
        start = at + 2 + n
        return start, start + (int.from_bytes(der[at + 2:start], "big") if n else der[at + 1])

    at, end = content(0)
    found = []
    while at < end:
        start, at = content(at)
        found.append(der[start:at])
    return found


def key_bits(spki: bytes) -> bytes:
    """What is in the BIT STRING of the key."""
    return parts(spki)[1][1:]


def single(issuer: Cert, serial: int, status: str = "good", *, hash: str = "sha1", name_of: str | None = None,
           key_of: Cert | None = None, this_update: str = "2026-05-30T00:00:00Z",
           next_update: str | None = "2026-06-08T00:00:00Z", reason: str | None = None,
           revoked_at: str = "2026-05-29T00:00:00Z", time=full_time, extensions: bytes = b"") -> bytes:
    digest = getattr(hashlib, hash)
    cert_id = sequence(
        sequence(oid(HASHES[hash]), tlv(0x05)),
        octets(digest(name(issuer.subject if name_of is None else name_of)).digest()),
        octets(digest(key_bits((key_of or issuer).spki)).digest()), integer(serial))
    said = {"good": tlv(0x80), "unknown": tlv(0x82)}.get(status)
    if said is None:
        code = tlv(0xA0, tlv(0x0A, bytes([REASONS[reason]]))) if reason else b""
        said = tlv(0xA1, full_time(revoked_at), code)
    return sequence(cert_id, said, time(this_update),
                    tlv(0xA0, full_time(next_update)) if next_update else b"",
                    tlv(0xA1, sequence(extensions)) if extensions else b"")


def ocsp(responder: Cert, *singles: bytes, by: str = "name", key: str | None = None, digest: str = "sha256",
         certs: tuple[Cert, ...] = (), produced_at: str = "2026-05-30T00:00:00Z", extensions: bytes = b"",
         named: Cert | None = None, flip: bool = False, kind: str = "1.3.6.1.5.5.7.48.1.1", extra: bytes = b"") -> bytes:
    """An OCSPResponse that `responder` signs and is named in, unless it is `named` or `key` otherwise."""
    named = named or responder
    who = tlv(0xA1, name(named.subject)) if by == "name" else tlv(
        0xA2, octets(hashlib.sha1(key_bits(named.spki)).digest()))
    data = sequence(who, full_time(produced_at), sequence(*singles),
                    tlv(0xA1, sequence(extensions)) if extensions else b"")
    signature = sign(key or responder.key, digest, data)
    if flip:
        signature = bytes([signature[0] ^ 1]) + signature[1:]
    basic = sequence(data, algorithm(digest), bits(signature),
                     tlv(0xA0, sequence(*(cert.der for cert in certs))) if certs else b"", extra)
    return sequence(tlv(0x0A, b"\x00"), tlv(0xA0, sequence(oid(kind), octets(basic))))


def ocsp_error(status: int) -> bytes:
    return sequence(tlv(0x0A, bytes([status])))
