"""The situations that browsers are shown: what a server sends, which roots are installed, who is asked for.

Most are one step away from a sound chain of root, intermediate and leaf. Every root has a name of its
own, so that all of them can be installed at once.
"""

from __future__ import annotations

import dataclasses
import itertools

from ca import ABSENT, Cert, NOW, at, explicit_curve, sign, spki, staple, usual_signature  # noqa: F401
import ca
import der
from der import basic, eku, integer, key_usage, name_constraints, octets, oid, policies, sequence, tlv

HOST = "site.example"


@dataclasses.dataclass
class Situation:
    id: str
    chain: list[bytes]
    roots: list[bytes]
    key: str
    peer: str = HOST
    staple: bytes | None = None
    tls: str = "NORMAL"  # a priority string of GnuTLS; "openssl": its s_server
    session: dict | None = None  # what a program that connects there would tell
    hsts: bool = False  # whether the browser knows that host to be https only


ALL: list[Situation] = []
numbers = itertools.count(1)


def root(**changes) -> Cert:
    changes = {"key": "p256-root", "days": (-1000, 2000)} | changes
    subject = changes.pop("subject", f"CN=Root {next(numbers)},O=Situations")
    return Cert("ca", None, subject, **changes)


def ca_of(issuer: Cert, **changes) -> Cert:
    changes = {"key": "p256-ca", "days": (-500, 1000)} | changes
    subject = changes.pop("subject", f"CN=Intermediate {next(numbers)},O=Situations")
    kind = changes.pop("kind", "ca")
    return Cert(kind, issuer, subject, **changes)


ROOT = root()
CA = ca_of(ROOT)


def leaf(issuer: Cert | None = CA, **changes) -> Cert:
    changes = {"key": "p256-leaf", "san": f"dns:{HOST}"} | changes
    subject = changes.pop("subject", f"CN={HOST}")
    kind = changes.pop("kind", "leaf")
    return Cert(kind, issuer, subject, **changes)


def show(id: str, *chain: Cert | bytes, roots: tuple[Cert, ...] = (ROOT,), key: str = "", **fields) -> None:
    ders = [cert if isinstance(cert, bytes) else cert.der for cert in chain]
    ALL.append(Situation(id, ders, [cert.der for cert in roots],
                         key or getattr(chain[0], "key", "p256-leaf"), **fields))


def show_leaf(id: str, fields: dict | None = None, **changes) -> None:
    """One step away from a sound leaf."""
    show(id, leaf(**changes), CA, **(fields or {}))


def show_ca(id: str, leaf_changes: dict | None = None, fields: dict | None = None, **changes) -> None:
    issuer = ca_of(ROOT, **changes)
    show(id, leaf(issuer, **(leaf_changes or {})), issuer, **(fields or {}))


def show_root(id: str, leaf_changes: dict | None = None, **changes) -> None:
    anchor = root(**changes)
    issuer = ca_of(anchor)
    show(id, leaf(issuer, **(leaf_changes or {})), issuer, roots=(anchor,))


def self_signed(**changes) -> Cert:
    return leaf(None, **({"subject": f"CN={HOST},O=Self {next(numbers)}"} | changes))


# ---- sound ----
show("sound", leaf(), CA)
show("sound/by-root", leaf(ROOT))
show("sound/root-sent-too", leaf(), CA, ROOT)
show("sound/strangers-sent-too", leaf(), self_signed(), ca_of(root()), CA)
show_leaf("sound/rsa", key="rsa2048-leaf")
show_leaf("sound/no-aki-ski", change={"aki": ABSENT, "ski": ABSENT})

# ---- trust ----
show("trust/self-signed", self_signed(), roots=())
show("trust/self-signed-ca", self_signed(kind="ca"), roots=())
show("trust/self-signed-as-openssl-makes-it",
     self_signed(kind="ca", change={"key_usage": ABSENT}), roots=())
show("trust/self-signed-no-basic", self_signed(change={"basic": ABSENT, "key_usage": ABSENT, "eku": ABSENT}), roots=())
show("trust/self-signed-installed", *[only := self_signed()], roots=(only,))
show("trust/self-signed-ca-installed",
     *[only := self_signed(kind="ca", change={"key_usage": ABSENT, "eku": ABSENT})], roots=(only,))
show("trust/self-signed-ca-installed-with-usage", *[only := self_signed(kind="ca")], roots=(only,))
show("trust/self-signed-ca-installed-all-usages",
     *[only := self_signed(kind="ca", change={"key_usage": key_usage("digitalSignature", "keyCertSign")})], roots=(only,))
show("trust/self-signed-no-basic-installed",
     *[only := self_signed(change={"basic": ABSENT, "key_usage": ABSENT, "eku": ABSENT})], roots=(only,))
show("trust/self-signed-installed-expired", *[only := self_signed(days=(-90, -2))], roots=(only,))
show("trust/self-signed-installed-wrong-name", *[only := self_signed(san="dns:other.example")], roots=(only,))
show("trust/self-signed-no-san", self_signed(san=""), roots=())
show("trust/self-signed-v1", self_signed(version=1), roots=())
show("trust/leaf-installed", *[only := leaf(ca_of(root()))], roots=(only,))
show("trust/missing-intermediate", leaf(ca_of(ROOT)))
show("trust/unknown-root", *[leaf(middle := ca_of(root())), middle], roots=())
show("trust/unknown-root-sent", *[leaf(middle := ca_of(stranger := root())), middle, stranger], roots=())
show("trust/nobody", leaf(root()), roots=())
show("trust/intermediate-installed", leaf(middle := ca_of(root())), roots=(middle,))
show("trust/bad-signature-leaf", leaf(flip=True), CA)
show("trust/bad-signature-leaf-rsa", leaf(middle := ca_of(ROOT, key="rsa2048-ca"), flip=True), middle)
show("trust/bad-signature-ca", leaf(middle := ca_of(ROOT, flip=True)), middle)
show("trust/bad-signature-self-signed", self_signed(flip=True), roots=())
show("trust/bad-signature-expired", leaf(flip=True, days=(-90, -2)), CA)
show("trust/bad-signature-wrong-name", leaf(flip=True, san="dns:other.example"), CA)
show("trust/signed-by-another-key", leaf(signer="p256-other"), CA)
show("trust/akid-of-another", leaf(change={"aki": der.aki(spki("p256-other"))}), CA)
show("trust/akid-and-key-of-another", leaf(change={"aki": der.aki(spki("p256-other"))}, signer="p256-other"), CA)
show("trust/issuer-is-a-leaf", leaf(middle := ca_of(ROOT, kind="leaf")), middle)
show("trust/issuer-no-basic", leaf(middle := ca_of(ROOT, change={"basic": ABSENT})), middle)
show("trust/issuer-v1", leaf(middle := ca_of(ROOT, version=1)), middle)
show("trust/root-v1", leaf(middle := ca_of(anchor := root(version=1))), middle, roots=(anchor,))
show("trust/root-is-no-ca", leaf(middle := ca_of(anchor := root(change={"basic": basic(False)}))), middle, roots=(anchor,))
show("trust/root-no-basic", leaf(middle := ca_of(anchor := root(change={"basic": ABSENT}))), middle, roots=(anchor,))
show("trust/wrong-order", leaf(second := ca_of(first := ca_of(ROOT))), first, second)
show("trust/same-key-self-issued", leaf(CA, subject=f"CN={HOST}", key="p256-ca"), CA)
cross_old, cross_key = root(), "p256-cross"
crossed = f"CN=Crossed {next(numbers)}"
show("trust/expired-cross-sign", leaf(new := root(subject=crossed, key=cross_key)),
     Cert("ca", cross_old, crossed, key=cross_key, days=(-900, -3)), roots=(new, cross_old))
crossed = f"CN=Crossed {next(numbers)}"
show("trust/expired-root-of-two", leaf(middle := Cert("ca", good := root(), crossed, key=cross_key)), middle,
     Cert("ca", bad := root(days=(-900, -3)), crossed, key=cross_key), roots=(bad, good))
for count in (4, 8):
    links = [root()]
    for _ in range(count):
        links.insert(0, ca_of(links[0]))
    show(f"trust/{count}-intermediates", leaf(links[0]), *links[:-1], roots=(links[-1],))

# ---- names ----
show_leaf("name/wrong", san="dns:other.example")
show_leaf("name/none", san="")
show_leaf("name/cn-only-other", san="", subject="CN=other.example")
show_leaf("name/san-of-mail-only", san="", change={"san": (sequence(tlv(0x81, b"a@site.example")), False)})
show_leaf("name/case", san="dns:SITE.example")
show_leaf("name/trailing-dot-presented", san="dns:site.example.")
show("name/trailing-dot-asked", leaf(), CA, peer="site.example.")
show("name/wildcard", leaf(san="dns:*.site.example"), CA, peer="www.site.example")
show("name/wildcard-deep", leaf(san="dns:*.site.example"), CA, peer="a.b.site.example")
show("name/wildcard-itself", leaf(san="dns:*.site.example"), CA)
show("name/wildcard-partial", leaf(san="dns:w*.site.example"), CA, peer="www.site.example")
show("name/wildcard-inner", leaf(san="dns:www.*.example"), CA, peer="www.site.example")
show("name/wildcard-tld", leaf(san="dns:*.example"), CA)
show("name/wildcard-alone", leaf(san="dns:*"), CA, peer="intranet")
show("name/wildcard-public-suffix", leaf(san="dns:*.co.uk"), CA, peer="shop.co.uk")
show("name/wildcard-com", leaf(san="dns:*.com"), CA, peer="situations.com")
show("name/wildcard-private-suffix", leaf(san="dns:*.github.io"), CA, peer="situations.github.io")
show("name/wildcard-two", leaf(san="dns:*.*.example"), CA, peer="www.site.example")
show("name/wildcard-ace", leaf(san="dns:xn--*.site.example"), CA, peer="xn--mller-kva.site.example")
show("name/wildcard-for-ace", leaf(san="dns:*.site.example"), CA, peer="xn--mller-kva.site.example")
show("name/ace", leaf(san="dns:xn--mller-kva.example"), CA, peer="xn--mller-kva.example")
show("name/utf8-in-san", leaf(san="dns:müller.example"), CA, peer="xn--mller-kva.example")
show("name/utf8-beside", leaf(san="dns:müller.example dns:site.example"), CA)
show("name/underscore", leaf(san="dns:a_b.site.example"), CA, peer="a_b.site.example", tls="openssl")
show("name/single-label", leaf(san="dns:intranet"), CA, peer="intranet")
show("name/local", leaf(san="dns:printer.local"), CA, peer="printer.local")
show("name/internal", leaf(san="dns:git.internal"), CA, peer="git.internal")
show("name/test", leaf(san="dns:shop.test"), CA, peer="shop.test")
show("name/localhost", leaf(san="dns:localhost"), CA, peer="localhost")
show("name/onion", leaf(san="dns:abcdefghij234567.onion dns:site.example"), CA)
show("name/ip", leaf(san="ip:127.0.0.1"), CA, peer="127.0.0.1")
show("name/ip-wrong", leaf(san="ip:127.0.0.2"), CA, peer="127.0.0.1")
show("name/ip-as-dns", leaf(san="dns:127.0.0.1"), CA, peer="127.0.0.1")
show("name/ip-as-cn", leaf(san="", subject="CN=127.0.0.1"), CA, peer="127.0.0.1")
show_leaf("name/ip-short-beside", change={"san": sequence(tlv(0x82, HOST.encode()), tlv(0x87, b"\x7f\0\0"))})
show_leaf("name/empty-dns-beside", change={"san": sequence(tlv(0x82, HOST.encode()), tlv(0x82, b""))})
show_leaf("name/space-beside", change={"san": sequence(tlv(0x82, b"a b.example"), tlv(0x82, HOST.encode()))})
show_leaf("name/nul", change={"san": sequence(tlv(0x82, b"site.example\0.other.example"))})
show_leaf("name/san-empty", change={"san": (sequence(), False)})
show_leaf("name/san-critical", change={"san": (der.names(f"dns:{HOST}"), True)})
show_leaf("name/many", san=" ".join(f"dns:n{i}.example" for i in range(200)) + f" dns:{HOST}")
show("name/pinned-by-browser", leaf(san="dns:accounts.google.com"), CA, peer="accounts.google.com", hsts=True)
show("name/preloaded-wrong", leaf(), CA, peer="accounts.google.com", hsts=True)
show("name/preloaded-self-signed", self_signed(san="dns:github.com"), roots=(), peer="github.com", hsts=True)
show("name/preloaded-expired", leaf(san="dns:github.com", days=(-90, -2)), CA, peer="github.com", hsts=True)
show("name/preloaded-tld", self_signed(san="dns:situations.dev"), roots=(), peer="situations.dev", hsts=True)

# ---- time ----
show_leaf("time/expired", days=(-90, -1))
show_leaf("time/expired-long-ago", days=(-4000, -3500))
show_leaf("time/not-yet", days=(2, 80))
show_leaf("time/backwards", days=(20, -20))
show_ca("time/ca-expired", days=(-500, -2))
show_ca("time/ca-not-yet", days=(2, 500))
show_root("time/root-expired", days=(-500, -2))
show_root("time/root-not-yet", days=(2, 500))
show_ca("time/both-expired", {"days": (-90, -2)}, days=(-500, -2))
show_ca("time/ca-expired-wrong-name", {"san": "dns:other.example"}, days=(-500, -2))
for days in (47, 100, 200, 398, 399, 825, 826, 1200, 4000):
    show_leaf(f"time/lives-{days}", days=(-5, days - 5))
show_leaf("time/lives-1200-issued-2019", days=(-2700, 500))
show_leaf("time/no-end", days=(-5, 20), times=(ca.time, lambda text: tlv(0x18, b"99991231235959Z")))
show_leaf("time/generalized", times=(der.full_time, der.full_time))
show_leaf("time/generalized-fraction", times=(ca.time, lambda text: tlv(0x18, b"20301231235959.5Z")))
show_leaf("time/no-seconds", times=(lambda text: tlv(0x17, b"2611010000Z"), ca.time))
show_leaf("time/offset", times=(lambda text: tlv(0x17, b"261101000000+0000"), ca.time))
show_leaf("time/impossible", times=(lambda text: tlv(0x17, b"261301000000Z"), ca.time))

# ---- name constraints ----
for critical in (True, False):
    word = "critical" if critical else "not-critical"
    show_ca(f"constraints/dns-other/{word}", change={"name_constraints": (name_constraints("dns:other.example"), critical)})
show_ca("constraints/dns-inside", change={"name_constraints": (name_constraints(f"dns:{HOST}"), True)})
show_ca("constraints/dns-excluded", change={"name_constraints": (name_constraints("", f"dns:{HOST}"), True)})
show_ca("constraints/dns-excluded-other", change={"name_constraints": (name_constraints("", "dns:other.example"), True)})
show_ca("constraints/leading-dot", {"san": "dns:www.site.example"}, {"peer": "www.site.example"},
        change={"name_constraints": (name_constraints(f"dns:.{HOST}"), True)})
show_ca("constraints/ip-excluded", {"san": "ip:127.0.0.1"}, {"peer": "127.0.0.1"},
        change={"name_constraints": (name_constraints("", "ip:127.0.0.0/8"), True)})
show_ca("constraints/ip-inside", {"san": "ip:127.0.0.1"}, {"peer": "127.0.0.1"},
        change={"name_constraints": (name_constraints("ip:127.0.0.0/8"), True)})
show_ca("constraints/ip-only-dns-asked", change={"name_constraints": (name_constraints("ip:127.0.0.0/8"), True)})
show_ca("constraints/empty", change={"name_constraints": (sequence(), True)})
show_ca("constraints/directory", change={"name_constraints": (
    sequence(tlv(0xA0, sequence(tlv(0xA4, der.name("O=Elsewhere"))))), True)})
show_ca("constraints/uri", change={"name_constraints": (name_constraints("uri:other.example"), True)})
show_ca("constraints/cn-only", {"san": "", "subject": f"CN={HOST}"},
        change={"name_constraints": (name_constraints("dns:other.example"), True)})
show_root("constraints/root-other", change={"name_constraints": (name_constraints("dns:other.example"), True)})
show_ca("constraints/expired", {"days": (-90, -2)}, change={"name_constraints": (name_constraints("dns:other.example"), True)})
show_ca("constraints/wildcard-inside", {"san": "dns:*.site.example"}, {"peer": "www.site.example"},
        change={"name_constraints": (name_constraints("", "dns:www.site.example"), True)})
show_leaf("constraints/on-leaf", change={"name_constraints": (name_constraints("dns:other.example"), True)})

# ---- basic constraints, key usage, extended key usage ----
show_ca("path/length-0-leaf", change={"basic": basic(True, 0)})
show("path/length-exceeded", leaf(second := ca_of(first := ca_of(ROOT, change={"basic": basic(True, 0)}))), second, first)
show("path/length-exceeded-at-root",
     leaf(second := ca_of(anchor := root(change={"basic": basic(True, 0)}))), second, roots=(anchor,))
show_ca("path/basic-not-critical", change={"basic": (basic(True), False)})
show_ca("path/ca-no-cert-sign", change={"key_usage": key_usage("digitalSignature")})
show_ca("path/ca-no-key-usage", change={"key_usage": ABSENT})
show_root("path/root-no-cert-sign", change={"key_usage": key_usage("digitalSignature")})
show_leaf("usage/ca-as-leaf", kind="ca", change={"key_usage": ABSENT})
show_leaf("usage/ca-as-leaf-with-signature", kind="ca", change={"key_usage": key_usage("digitalSignature", "keyCertSign")})
show_leaf("usage/ca-as-leaf-expired", kind="ca", change={"key_usage": ABSENT}, days=(-90, -2))
show_leaf("usage/ca-as-leaf-wrong-name", kind="ca", change={"key_usage": ABSENT}, san="dns:other.example")
show_leaf("usage/leaf-path-length", change={"basic": basic(False, 0)})
show_leaf("usage/leaf-no-basic", change={"basic": ABSENT})
show_leaf("usage/leaf-cert-sign", change={"key_usage": key_usage("digitalSignature", "keyCertSign")})
show_leaf("usage/leaf-basic-false-spelled", change={"basic": sequence(tlv(0x01, b"\0"))})
for kind in ("p256-leaf", "rsa2048-leaf"):
    word = kind.partition("-")[0]
    show_leaf(f"usage/{word}/none", key=kind, change={"key_usage": ABSENT})
    show_leaf(f"usage/{word}/key-encipherment", key=kind, change={"key_usage": key_usage("keyEncipherment")})
    show_leaf(f"usage/{word}/key-agreement", key=kind, change={"key_usage": key_usage("keyAgreement")})
    show_leaf(f"usage/{word}/cert-sign-only", key=kind, change={"key_usage": key_usage("keyCertSign")})
    show_leaf(f"usage/{word}/non-repudiation", key=kind, change={"key_usage": key_usage("nonRepudiation")})
TLS12 = "NORMAL:-VERS-ALL:+VERS-TLS1.2"
show_leaf("usage/rsa2048/key-encipherment-tls12",
          {"tls": TLS12 + ":-KX-ALL:+ECDHE-RSA", "session": {"protocol": "TLS1.2"}}, key="rsa2048-leaf",
          change={"key_usage": key_usage("keyEncipherment")})
show_leaf("usage/rsa2048/key-encipherment-rsa-exchange",
          {"tls": TLS12 + ":-KX-ALL:+RSA",
           "session": {"protocol": "TLS1.2", "cipher": "TLS_RSA_WITH_AES_128_GCM_SHA256"}}, key="rsa2048-leaf",
          change={"key_usage": key_usage("keyEncipherment")})
show_leaf("usage/p256/key-encipherment-expired", change={"key_usage": key_usage("keyEncipherment")}, days=(-90, -2))
show_leaf("usage/p256/key-encipherment-wrong-name", change={"key_usage": key_usage("keyEncipherment")}, san="dns:other.example")
show("usage/p256/key-encipherment-self-signed", self_signed(change={"key_usage": key_usage("keyEncipherment")}), roots=())
show_leaf("usage/empty-bits", change={"key_usage": der.bits(b"")})
show_leaf("usage/eku-none", change={"eku": ABSENT})
show_leaf("usage/eku-any", change={"eku": eku("any")})
show_leaf("usage/eku-client", change={"eku": eku("client")})
show_leaf("usage/eku-both", change={"eku": eku("server", "client")})
show_leaf("usage/eku-ocsp", change={"eku": eku("ocsp")})
show_leaf("usage/eku-ocsp-and-server", change={"eku": eku("ocsp", "server")})
show_leaf("usage/eku-sgc", change={"eku": eku("sgc")})
show_leaf("usage/eku-client-expired", change={"eku": eku("client")}, days=(-90, -2))
show_leaf("usage/eku-client-wrong-name", change={"eku": eku("client")}, san="dns:other.example")
show_leaf("usage/eku-critical", change={"eku": (eku("server"), True)})
show_leaf("usage/eku-empty", change={"eku": (sequence(), False)})
show_ca("usage/ca-eku-client", change={"eku": (eku("client"), False)})
show_ca("usage/ca-eku-any", change={"eku": (eku("any"), False)})
show_ca("usage/ca-eku-server", change={"eku": (eku("server"), False)})
show_ca("usage/ca-eku-sgc", change={"eku": (eku("sgc"), False)})
show_root("usage/root-eku-client", change={"eku": (eku("client"), False)})
show("usage/eku-client-self-signed", self_signed(change={"eku": eku("client")}), roots=())
show_leaf("usage/policies", change={"policies": (policies("1.3.6.1.4.1.32473.9"), False)})
show_ca("usage/require-policy", change={"policy_constraints": (sequence(tlv(0x80, b"\0")), True)})
show_ca("usage/inhibit-any", change={"inhibit_any": (integer(0), True)})

# ---- keys and signatures ----
for kind in ("rsa1024", "rsa1023", "rsa1536", "rsa2047", "rsa3072", "rsa4096", "rsa8192", "rsa2048e3", "p224", "p384", "p521",
             "ed25519", "k256", "b256", "dsa2048", "pss2048"):
    if kind not in ("p224", "k256", "b256"):
        show_leaf(f"key/{kind}", key=kind)
    else:
        show_leaf(f"key/{kind}", {"tls": "openssl"}, key=kind)
show_leaf("key/p521-wrong-name", key="p521", san="dns:other.example")
show_leaf("key/rsa1024-expired", key="rsa1024", days=(-90, -2))
show_leaf("key/rsa1023-wrong-name", key="rsa1023", san="dns:other.example")
show("key/rsa1024-self-signed", self_signed(key="rsa1024"), roots=())
for kind in ("rsa1024", "rsa1023", "rsa8192", "rsa2048e3", "p224", "p384", "p521", "ed25519", "k256", "dsa2048", "pss2048"):
    show_ca(f"key/ca-{kind}", key=kind)
show_root("key/root-rsa1024", key="rsa1024-root")
show_root("key/root-p521", key="p521-root")
show_leaf("key/explicit-curve", spki_der=explicit_curve("p256-leaf"))
for how in ("ecdsa-sha1", "ecdsa-sha384", "ecdsa-sha512", "ecdsa-sha3"):
    show_leaf(f"signature/{how}", signature=how)
RSA_ROOT = root(key="rsa2048-root")
RSA_CA = ca_of(RSA_ROOT, key="rsa2048-ca")
for how in ("rsa-sha1", "rsa-md5", "rsa-sha224", "rsa-sha512", "rsa-sha256-no-null", "pss-sha256", "pss-sha256-salt20"):
    show(f"signature/{how}", leaf(RSA_CA, signature=how), RSA_CA, roots=(RSA_ROOT,))
show("signature/ca-sha1", leaf(middle := ca_of(RSA_ROOT, signature="rsa-sha1")), middle, roots=(RSA_ROOT,))
show("signature/root-sha1", leaf(middle := ca_of(anchor := root(key="rsa2048-root", signature="rsa-sha1"))), middle, roots=(anchor,))
show("signature/root-md5", leaf(middle := ca_of(anchor := root(key="rsa2048-root", signature="rsa-md5"))), middle, roots=(anchor,))
show("signature/sha1-expired", leaf(RSA_CA, signature="rsa-sha1", days=(-90, -2)), RSA_CA, roots=(RSA_ROOT,))
show("signature/sha1-wrong-name", leaf(RSA_CA, signature="rsa-sha1", san="dns:other.example"), RSA_CA, roots=(RSA_ROOT,))
show("signature/sha1-self-signed", self_signed(key="rsa2048-leaf", signature="rsa-sha1"), roots=())
show("signature/sha1-unknown-issuer", leaf(middle := ca_of(root(), key="rsa2048-ca"), signature="rsa-sha1"), middle, roots=())
show_leaf("signature/inner-differs", inner=ca.SIGNATURES["ecdsa-sha384"][0])
show_leaf("signature/unused-bit", last_bit=0)
show_leaf("signature/unused-bit-set", last_bit=1)
show_leaf("signature/unknown", inner=sequence(oid("1.3.6.1.4.1.32473.8")), outer=sequence(oid("1.3.6.1.4.1.32473.8")))

# ---- form ----
UNKNOWN = (octets(b"x"), True)
show_leaf("form/critical-unknown", change={"unknown": UNKNOWN})
show_leaf("form/unknown", change={"unknown": (octets(b"x"), False)})
show_ca("form/critical-unknown-ca", change={"unknown": UNKNOWN})
show_root("form/critical-unknown-root", change={"unknown": UNKNOWN})
show_leaf("form/critical-unknown-expired", change={"unknown": UNKNOWN}, days=(-90, -2))
show_leaf("form/critical-unknown-wrong-name", change={"unknown": UNKNOWN}, san="dns:other.example")
show("form/critical-unknown-self-signed", self_signed(change={"unknown": UNKNOWN}), roots=())
show_leaf("form/critical-aia", change={"aia": (sequence(sequence(oid("1.3.6.1.5.5.7.48.1"), tlv(0x86, b"http://o.example/"))), True)})
show_leaf("form/critical-policies", change={"policies": (policies("1.3.6.1.4.1.32473.9"), True)})
show_leaf("form/critical-crl-points", change={"crl_points": (sequence(sequence(tlv(0xA0, tlv(0xA0, tlv(0x86, b"http://c.example/"))))), True)})
show_leaf("form/critical-netscape", change={"netscape": (der.bits(b"\x40", 6), True)})
for which, value in (("ski", octets(der.key_id(spki("p256-leaf")))), ("aki", der.aki(CA.spki)), ("tls_feature", sequence(integer(5))),
                     ("no_check", tlv(0x05)),
                     ("sia", sequence(sequence(oid("1.3.6.1.5.5.7.48.3"), tlv(0x86, b"http://t.example/")))),
                     ("scts", octets(b"\0\0")), ("eku", eku("server"))):
    show_leaf(f"form/critical-{which}", change={which: (value, True)})
show_ca("form/critical-mappings", change={"mappings": (sequence(sequence(oid("1.3.6.1.4.1.32473.9"), oid("1.3.6.1.4.1.32473.10"))), True)})
show_ca("form/critical-ski-ca", change={"ski": (octets(der.key_id(spki("p256-ca"))), True)})
show_ca("form/critical-eku-ca", change={"eku": (eku("server"), True)})
show_ca("form/basic-true-as-1-ca", change={"basic": sequence(tlv(0x01, b"\x01"))})
show_ca("form/serial-padded-ca", serial=b"\0\x01")
show_ca("form/printable-bad-ca", subject_der=sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(0x13, b"ca*1@x")))))
show_ca("form/no-seconds-ca", times=(lambda text: tlv(0x17, b"2611010000Z"), ca.time))
show_ca("form/inner-differs-ca", inner=ca.SIGNATURES["ecdsa-sha384"][0])
show_ca("form/extension-twice-ca-ski", twice=("ski",))
show_root("form/extension-twice-root", twice=("ski",))
show_leaf("form/basic-twice", twice=("basic",))
show_leaf("form/eku-twice", twice=("eku",))
show_leaf("form/unknown-twice", change={"unknown": (octets(b"x"), False)}, twice=("unknown",))
show_leaf("form/key-usage-trailing-zeros", change={"key_usage": der.bits(b"\x80", 0)})
show_leaf("form/key-usage-two-octets", change={"key_usage": der.bits(b"\x80\x00", 7)})
show_leaf("form/basic-false-spelled-expired", change={"basic": sequence(tlv(0x01, b"\0"))}, days=(-90, -2))
show_leaf("form/empty-subject", subject="")
show_leaf("form/empty-subject-san-not-critical", subject="", change={"san": (der.names(f"dns:{HOST}"), False)})
show_leaf("form/empty-issuer", issuer_der=sequence())
show("form/empty-root-name", leaf(anchor := root(subject="")), roots=(anchor,))
show_leaf("form/extension-twice", twice=("ski",))
show_leaf("form/san-twice", twice=("san",))
show_ca("form/extension-twice-ca", twice=("basic",))
show_leaf("form/serial-negative", serial=b"\x80\x01")
show_leaf("form/serial-zero", serial=b"\0")
show_leaf("form/serial-21", serial=b"\x01" * 21)
show_leaf("form/serial-padded", serial=b"\0\x01")
show_leaf("form/version-1", version=1)
show_leaf("form/version-2", version=2)
show_leaf("form/version-4", edit=lambda tbs: tbs.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x03", 1))
show_ca("form/version-1-ca", version=1)
trailing = leaf()
trailing.der += b"\0"
show("form/trailing-octet", trailing, CA)
show_leaf("form/trailing-in-tbs", extra=tlv(0x05))
show_leaf("form/trailing-in-extension", change={"ski": octets(b"12345678901234567890") + b"\0"})
show_leaf("form/basic-true-as-1", change={"basic": sequence(tlv(0x01, b"\x01"))})


def long_form(cert: bytes) -> bytes:
    """The outer length with one octet more than it needs."""
    return cert[:1] + bytes([cert[1] + 1]) + b"\0" + cert[2:]


show("form/long-length", long_form(leaf().der), CA, key="p256-leaf")
show("form/cut", leaf().der[:-20], CA, key="p256-leaf")
show("form/garbage", b"no certificate at all", CA, key="p256-leaf")
show("form/garbage-behind", leaf(), b"no certificate at all", CA)
show_leaf("form/big", change={"unknown": (octets(b"x" * 3000), False)})
show_leaf("form/printable-bad", subject_der=sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(0x13, b"si*te@x")))))
show_leaf("form/teletex", subject_der=sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(0x14, b"si\xe9te")))))
show_leaf("form/utf8-bad", subject_der=sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(0x0C, b"si\xe9te")))))
show_leaf("form/empty-rdn", subject_der=sequence(tlv(0x31)))
show_ca("form/issuer-other-case", {"issuer_der": der.name("CN=intermediate 0,O=situations")}, subject="CN=Intermediate 0,O=Situations")
show_ca("form/issuer-other-string-type",
        {"issuer_der": sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(0x13, b"Intermediate 00"))))}, subject="CN=Intermediate 00")

# ---- staples ----
MUST = {"tls_feature": (sequence(integer(5)), False)}
show_leaf("staple/must-and-none", change=MUST)
show_leaf("staple/must-and-none-wrong-name", change=MUST, san="dns:other.example")
show_leaf("staple/must-and-none-expired", change=MUST, days=(-90, -2))
show_leaf("staple/must-critical-and-none", change={"tls_feature": (sequence(integer(5)), True)})
show_ca("staple/must-of-ca", change=MUST)


def show_stapled(id: str, *said, change: dict | None = None, wrong_name: bool = False, **how) -> None:
    one = leaf(change=change, **({"san": "dns:other.example"} if wrong_name else {}))
    show(id, one, CA, staple=staple(CA, one, *said, **how))


responder = Cert("leaf", CA, "CN=Responder", key="p256-ocsp", change={"eku": eku("ocsp")})
stranger = Cert("leaf", CA, "CN=Responder 2", key="p256-ocsp")
show_stapled("staple/must-and-good", change=MUST)
show_stapled("staple/must-and-old", change=MUST, days=(-40, -30))
show_stapled("staple/must-and-unknown", "unknown", change=MUST)
show_stapled("staple/must-and-revoked", "revoked", change=MUST)
show_stapled("staple/good")
show_stapled("staple/good-by-responder", signer=responder, certs=(responder,))
show_stapled("staple/good-by-stranger", signer=stranger, certs=(stranger,))
show_stapled("staple/revoked", "revoked")
show_stapled("staple/revoked-with-reason", "revoked", reason="keyCompromise")
show_stapled("staple/revoked-by-responder", "revoked", signer=responder, certs=(responder,))
show_stapled("staple/revoked-by-stranger", "revoked", signer=stranger, certs=(stranger,))
show_stapled("staple/revoked-wrong-name", "revoked", wrong_name=True)
show_stapled("staple/revoked-old", "revoked", days=(-40, -30))
show_stapled("staple/unknown", "unknown")
show_stapled("staple/old", days=(-40, -30))
show_stapled("staple/a-year-old-and-valid", days=(-300, 30))
show_stapled("staple/future", days=(2, 9))
show_stapled("staple/no-next-update", next_update=False)
show_stapled("staple/of-another", serial=77)
show_stapled("staple/revoked-of-another", "revoked", serial=77)
show_stapled("staple/bad-signature", flip=True)
show_stapled("staple/revoked-bad-signature", "revoked", flip=True)
for status, word in ((1, "malformed-request"), (2, "internal-error"), (3, "try-later"), (6, "unauthorized")):
    show(f"staple/{word}", leaf(), CA, staple=der.ocsp_error(status))
show("staple/must-and-try-later", leaf(change=MUST), CA, staple=der.ocsp_error(3))
show("staple/garbage", leaf(), CA, staple=b"no response")
expired = leaf(days=(-90, -2))
show("staple/revoked-expired", expired, CA, staple=staple(CA, expired, "revoked"))
alone = self_signed()
show("staple/revoked-self-signed", alone, roots=(), staple=staple(alone, alone, "revoked"))

# ---- an issuer's faults, and others beside them ----
CA_WRONG = {"expired": {"days": (-500, -2)}, "not-yet": {"days": (2, 500)}, "no-cert-sign": {"change": {"key_usage": key_usage("digitalSignature")}},
            "client": {"change": {"eku": (eku("client"), False)}}, "no-ca": {"change": {"basic": basic(False)}},
            "constraints": {"change": {"name_constraints": (name_constraints("dns:elsewhere.example"), True)}},
            "p224": {"key": "p224"}, "rsa1023": {"key": "rsa1023"}, "critical": {"change": {"unknown": UNKNOWN}}, "bad-signature": {"flip": True}}
LEAF_WRONG = {"name": {"san": "dns:other.example"}, "expired": {"days": (-90, -2)}, "not-yet": {"days": (2, 80)},
              "ca": {"kind": "ca", "change": {"key_usage": ABSENT}}, "client": {"change": {"eku": eku("client")}},
              "weak": {"key": "rsa1023"}, "usage": {"change": {"key_usage": key_usage("keyAgreement")}},
              "critical": {"change": {"unknown": UNKNOWN}}, "bad-signature": {"flip": True}, "must": {"change": MUST}}
for wrong, changes in CA_WRONG.items():
    issuer = ca_of(ROOT, **changes)
    strange = ca_of(stranger := root(), **changes)
    show(f"issuer/{wrong}/unknown-root", leaf(strange), strange, roots=())
    for also, more in LEAF_WRONG.items():
        if also in ("name", "expired", "ca", "client", "bad-signature", "usage"):
            show(f"issuer/{wrong}/{also}", leaf(issuer, **more), issuer)
for wrong, changes in (("expired", {"days": (-500, -2)}), ("not-yet", {"days": (2, 500)}), ("constraints", CA_WRONG["constraints"]),
                       ("no-ca", {"change": {"basic": basic(False)}}), ("length", {"change": {"basic": basic(True, 0)}})):
    anchor = root(**changes)
    issuer = ca_of(anchor)
    for also in ("name", "expired", "client"):
        show(f"root/{wrong}/{also}", leaf(issuer, **LEAF_WRONG[also]), issuer, roots=(anchor,))
for first, second in itertools.combinations(LEAF_WRONG, 2):
    if not set(LEAF_WRONG[first]) & set(LEAF_WRONG[second]):
        show(f"leaf/{first}/{second}", leaf(**(LEAF_WRONG[first] | LEAF_WRONG[second])), CA)
for wrong, changes in LEAF_WRONG.items():
    show(f"leaf/{wrong}/self-signed", self_signed(**changes), roots=())
    show(f"leaf/{wrong}/self-signed-installed", *[only := self_signed(**changes)], roots=(only,))
    show(f"leaf/{wrong}/self-signed-ca-installed",
         *[only := self_signed(**({"kind": "ca"} | changes | {"change": {"key_usage": ABSENT} | changes.get("change", {})}))], roots=(only,))
    show(f"leaf/{wrong}/no-intermediate", leaf(ca_of(ROOT), **changes))
    one = leaf(**changes)
    show(f"leaf/{wrong}/revoked", one, CA, staple=staple(CA, one, "revoked"))

# ---- several at once ----
TRUST = {"private": lambda **c: ([leaf(**c), CA], (ROOT,)), "self-signed": lambda **c: ([self_signed(**c)], ()),
         "unknown": lambda **c: ([leaf(stray, **c), stray], ())}
stray = ca_of(root())
WRONG = {"name": {"san": "dns:other.example"}, "expired": {"days": (-90, -2)}, "not-yet": {"days": (2, 80)},
         "ca-as-leaf": {"kind": "ca", "change": {"key_usage": ABSENT}}, "weak": {"key": "rsa1024"},
         "long": {"days": (-5, 1500)}, "client": {"change": {"eku": eku("client")}}}
for trust, make in TRUST.items():
    for first, second in itertools.combinations(WRONG, 2):
        if set(WRONG[first]) & set(WRONG[second]):
            continue
        ders, roots = make(**(WRONG[first] | WRONG[second]))
        show(f"several/{trust}/{first}/{second}", *ders, roots=roots)
    ders, roots = make(san="dns:other.example", days=(-90, -2), key="rsa1024")
    show(f"several/{trust}/name/expired/weak", *ders, roots=roots)

# ---- the handshake ----
show_leaf("tls/1.0", {"tls": "NORMAL:-VERS-ALL:+VERS-TLS1.0", "session": {"protocol": "TLS1.0"}}, key="rsa2048-leaf")
show_leaf("tls/1.1", {"tls": "NORMAL:-VERS-ALL:+VERS-TLS1.1", "session": {"protocol": "TLS1.1"}}, key="rsa2048-leaf")
show_leaf("tls/1.2", {"tls": TLS12, "session": {"protocol": "TLS1.2"}})
show_leaf("tls/1.2-cbc", {"tls": TLS12 + ":-CIPHER-ALL:+AES-128-CBC:-KX-ALL:+ECDHE-RSA", "session": {
    "protocol": "TLS1.2", "cipher": "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"}}, key="rsa2048-leaf")
show_leaf("tls/1.2-cbc-ecdsa", {"tls": TLS12 + ":-CIPHER-ALL:+AES-128-CBC", "session": {
    "protocol": "TLS1.2", "cipher": "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"}})
show_leaf("tls/1.2-rsa-exchange", {"tls": TLS12 + ":-KX-ALL:+RSA", "session": {
    "protocol": "TLS1.2", "cipher": "TLS_RSA_WITH_AES_128_GCM_SHA256"}}, key="rsa2048-leaf",
    change={"key_usage": key_usage("digitalSignature", "keyEncipherment")})
show_leaf("tls/1.2-dhe", {"tls": TLS12 + ":-KX-ALL:+DHE-RSA", "session": {
    "protocol": "TLS1.2", "cipher": "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"}}, key="rsa2048-leaf")
show_leaf("tls/1.2-3des", {"tls": TLS12 + ":-CIPHER-ALL:+3DES-CBC:-KX-ALL:+RSA:+ECDHE-RSA", "session": {
    "protocol": "TLS1.2", "cipher": "TLS_RSA_WITH_3DES_EDE_CBC_SHA"}}, key="rsa2048-leaf")
show_leaf("tls/1.2-ccm", {"tls": TLS12 + ":-CIPHER-ALL:+AES-128-CCM", "session": {
    "protocol": "TLS1.2", "cipher": "TLS_ECDHE_ECDSA_WITH_AES_128_CCM"}})
show_leaf("tls/1.2-wrong-name", {"tls": TLS12, "session": {"protocol": "TLS1.2"}}, san="dns:other.example")
show_leaf("tls/1.0-expired", {"tls": "NORMAL:-VERS-ALL:+VERS-TLS1.0", "session": {"protocol": "TLS1.0"}},
          key="rsa2048-leaf", days=(-90, -2))
