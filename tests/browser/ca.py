"""Keys and certificates for the situations that browsers are shown: sound unless told otherwise.

Dates count in days from now, since the browsers go by this machine's clock. Everything is signed by the
openssl command, which takes what libraries refuse to sign.
"""

from __future__ import annotations

import datetime
import functools
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "rules"))
import der  # noqa: E402
from der import basic, bits, integer, oid, octets, sequence, tlv  # noqa: E402

WORK = pathlib.Path(tempfile.mkdtemp(prefix="browser-keys-"))
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)

CURVES = {"p224": "secp224r1", "p256": "P-256", "p384": "P-384", "p521": "P-521", "k256": "secp256k1",
          "b256": "brainpoolP256r1"}


def run(*command: str | os.PathLike, data: bytes = b"") -> bytes:
    return subprocess.run(command, input=data, check=True, capture_output=True).stdout


@functools.lru_cache(maxsize=None)
def key(kind: str) -> pathlib.Path:
    """The PEM file of a key: "p256", "rsa2048", "rsa2048e3", "pss2048", "ed25519", "dsa2048"; what follows a
    hyphen tells apart several of a kind."""
    path = WORK / f"{kind}.pem"
    base = kind.partition("-")[0]
    if base in CURVES:
        run("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{CURVES[base]}", "-out", path)
    elif base.startswith(("rsa", "pss")):
        size, _, exponent = base[3:].partition("e")
        run("openssl", "genpkey", "-algorithm", "RSA-PSS" if base.startswith("pss") else "RSA", "-pkeyopt",
            f"rsa_keygen_bits:{size}", "-pkeyopt", f"rsa_keygen_pubexp:{exponent or 65537}", "-out", path)
    elif base.startswith("dsa"):
        params = WORK / f"{base}-params.pem"
        run("openssl", "genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", f"dsa_paramgen_bits:{base[3:]}",
            "-pkeyopt", "dsa_paramgen_q_bits:256", "-out", params)
        run("openssl", "genpkey", "-paramfile", params, "-out", path)
    else:
        run("openssl", "genpkey", "-algorithm", base, "-out", path)
    return path


@functools.lru_cache(maxsize=None)
def spki(kind: str) -> bytes:
    return run("openssl", "pkey", "-in", key(kind), "-pubout", "-outform", "DER")


def explicit_curve(kind: str) -> bytes:
    """The same key with the curve's parameters in place of its name."""
    return run("openssl", "pkey", "-in", key(kind), "-pubout", "-outform", "DER", "-ec_param_enc", "explicit")


NULL = tlv(0x05)


def pss(digest: str, salt: int) -> bytes:
    hashed = sequence(oid(der.HASHES[digest]), NULL)
    return sequence(oid("1.2.840.113549.1.1.10"), sequence(
        tlv(0xA0, hashed), tlv(0xA1, sequence(oid("1.2.840.113549.1.1.8"), hashed)), tlv(0xA2, integer(salt))))


# Algorithm identifier, and what the openssl command is to be told.
SIGNATURES = {
    "ecdsa-sha1": (sequence(oid("1.2.840.10045.4.1")), ("-sha1",)),
    "ecdsa-sha256": (sequence(oid("1.2.840.10045.4.3.2")), ("-sha256",)),
    "ecdsa-sha384": (sequence(oid("1.2.840.10045.4.3.3")), ("-sha384",)),
    "ecdsa-sha512": (sequence(oid("1.2.840.10045.4.3.4")), ("-sha512",)),
    "ecdsa-sha3": (sequence(oid("2.16.840.1.101.3.4.3.10")), ("-sha3-256",)),
    "rsa-md5": (sequence(oid("1.2.840.113549.1.1.4"), NULL), ("-md5",)),
    "rsa-sha1": (sequence(oid("1.2.840.113549.1.1.5"), NULL), ("-sha1",)),
    "rsa-sha224": (sequence(oid("1.2.840.113549.1.1.14"), NULL), ("-sha224",)),
    "rsa-sha256": (sequence(oid("1.2.840.113549.1.1.11"), NULL), ("-sha256",)),
    "rsa-sha256-no-null": (sequence(oid("1.2.840.113549.1.1.11")), ("-sha256",)),
    "rsa-sha384": (sequence(oid("1.2.840.113549.1.1.12"), NULL), ("-sha384",)),
    "rsa-sha512": (sequence(oid("1.2.840.113549.1.1.13"), NULL), ("-sha512",)),
    "dsa-sha256": (sequence(oid("2.16.840.1.101.3.4.3.2")), ("-sha256",)),
    "pss-sha256": (pss("sha256", 32), ("-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32")),
    "pss-sha256-salt20": (pss("sha256", 20),
                          ("-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:20")),
    "ed25519": (sequence(oid("1.3.101.112")), None),
}


def usual_signature(kind: str) -> str:
    if kind.startswith("rsa"):
        return "rsa-sha256"
    if kind.startswith("pss"):
        return "pss-sha256"
    if kind.startswith("dsa"):
        return "dsa-sha256"
    return "ed25519" if kind.startswith("ed25519") else "ecdsa-sha256"


def sign(kind: str, how: str, data: bytes) -> bytes:
    options = SIGNATURES[how][1]
    if options is None:
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            return run("openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key(kind), "-in", file.name)
    return run("openssl", "dgst", *options, "-sign", key(kind), data=data)


def at(days: float) -> str:
    return (NOW + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def time(text: str) -> bytes:
    return der.utc_time(text) if text < "2050" else der.full_time(text)


der.OIDS["unknown2"] = "1.3.6.1.4.1.32473.2"
der.OIDS["mappings"] = "2.5.29.33"
der.OIDS["netscape"] = "2.16.840.1.113730.1.1"
der.PURPOSES["mail"] = "1.3.6.1.5.5.7.3.4"
der.PURPOSES["sgc"] = "2.16.840.1.113730.4.1"
ABSENT = None


class Cert:
    """`change` maps extensions to their content, (content, critical) or ABSENT. `kind`: "leaf", "ca". `last_bit`: what
    the last bit of the signature is, which is said to be unused."""

    def __init__(self, kind: str, issuer: Cert | None, subject: str, *, key: str = "p256", san: str = "",
                 days: tuple[float, float] = (-10, 80), signature: str = "", signer: str = "", change: dict | None = None,
                 serial: bytes | int | None = None, version: int = 3, twice: tuple[str, ...] = (), times=(time, time),
                 spki_der: bytes = b"", inner: bytes = b"", outer: bytes = b"", issuer_der: bytes = b"",
                 subject_der: bytes = b"", extra: bytes = b"", edit=lambda octets: octets, flip: bool = False,
                 last_bit: int | None = None) -> None:
        issuer = issuer or self
        self.key = key
        self.subject_der = subject_der or der.name(subject)
        self.spki = spki_der or spki(key)
        self.serial = serial if isinstance(serial, int) else int.from_bytes(os.urandom(15), "big") | 1 << 118
        usage = ("digitalSignature",) if kind == "leaf" else ("keyCertSign", "cRLSign")
        extensions = {"basic": (basic(kind != "leaf"), True), "ski": (octets(der.key_id(self.spki)), False),
                      "key_usage": (der.key_usage(*usage), True)}
        if issuer is not self:
            extensions["aki"] = (der.aki(issuer.spki), False)
        if kind == "leaf":
            extensions["eku"] = (der.eku("server"), False)
        if san:
            extensions["san"] = (der.names(san), not subject and not subject_der)
        for which, value in (change or {}).items():
            critical = extensions.get(which, (b"", False))[1]
            extensions[which] = value if isinstance(value, tuple) or value is None else (value, critical)
        content = [der.extension(which, *value) for which, value in extensions.items() if value is not None]
        content += [der.extension(which, *extensions[which]) for which in twice]
        signature = signature or usual_signature(signer or issuer.key)
        algorithm = SIGNATURES[signature][0]
        tbs = edit(sequence(
            tlv(0xA0, integer(version - 1)) if version > 1 else b"",
            tlv(0x02, serial) if isinstance(serial, bytes) else integer(self.serial),
            inner or algorithm, issuer_der or issuer.subject_der,
            sequence(times[0](at(days[0])), times[1](at(days[1]))), self.subject_der, self.spki,
            tlv(0xA3, sequence(*content)) if version == 3 else b"", extra))
        signed = sign(signer or issuer.key, signature, tbs)
        while last_bit is not None and signed[-1] & 1 != last_bit:
            signed = sign(signer or issuer.key, signature, tbs)
        if flip:
            signed = signed[:-1] + bytes([signed[-1] ^ 1])
        self.der = sequence(tbs, outer or algorithm, bits(signed, 0 if last_bit is None else 1))


def staple(issuer: Cert, leaf: Cert, status: str = "good", *, days: tuple[float, float] = (-1, 5), signer: Cert | None = None,
           certs: tuple[Cert, ...] = (), serial: int | None = None, reason: str | None = None, flip: bool = False,
           next_update: bool = True) -> bytes:
    """An OCSPResponse of `issuer`, or of `signer` in its name."""
    responder = signer or issuer
    digest = __import__("hashlib").sha1
    cert_id = sequence(sequence(oid(der.HASHES["sha1"]), NULL), octets(digest(issuer.subject_der).digest()),
                       octets(digest(der.key_bits(issuer.spki)).digest()), integer(serial or leaf.serial))
    said = {"good": tlv(0x80), "unknown": tlv(0x82)}.get(status)
    if said is None:
        said = tlv(0xA1, der.full_time(at(-2)), tlv(0xA0, tlv(0x0A, bytes([der.REASONS[reason]]))) if reason else b"")
    single = sequence(cert_id, said, der.full_time(at(days[0])),
                      tlv(0xA0, der.full_time(at(days[1]))) if next_update else b"")
    data = sequence(tlv(0xA1, responder.subject_der), der.full_time(at(days[0])), sequence(single))
    how = usual_signature(responder.key)
    signed = sign(responder.key, how, data)
    if flip:
        signed = signed[:-1] + bytes([signed[-1] ^ 1])
    body = sequence(data, SIGNATURES[how][0], bits(signed),
                    tlv(0xA0, sequence(*(cert.der for cert in certs))) if certs else b"")
    return sequence(tlv(0x0A, b"\x00"), tlv(0xA0, sequence(oid("1.3.6.1.5.5.7.48.1.1"), octets(body))))
