"""OpenSSL's names of cipher suites in IANA's words, which the session rules speak.

OpenSSL writes "ECDHE-RSA-AES128-GCM-SHA256" where IANA's registry has
"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" (openssl-ciphers(1), "CIPHER SUITE NAMES"). The names of TLS 1.3
are the same in both. What does not fit is handed on as it is: an unknown suite is judged as a weak one.
"""

from __future__ import annotations

import re

__all__ = ["iana_name"]

#: OpenSSL's exchanges; a name without one means RSA. The longer ones stand first.
_EXCHANGES = (
    ("ECDHE-ECDSA-", "ECDHE_ECDSA"), ("ECDHE-RSA-", "ECDHE_RSA"), ("ECDHE-PSK-", "ECDHE_PSK"),
    ("ECDHE-", "ECDHE_RSA"),
    ("DHE-RSA-", "DHE_RSA"), ("DHE-DSS-", "DHE_DSS"), ("DHE-PSK-", "DHE_PSK"), ("RSA-PSK-", "RSA_PSK"),
    ("PSK-", "PSK"), ("ADH-", "DH_anon"), ("AECDH-", "ECDH_anon"), ("SRP-RSA-", "SRP_SHA_RSA"),
    ("SRP-DSS-", "SRP_SHA_DSS"), ("SRP-", "SRP_SHA"), ("", "RSA"),
)

#: The rest, by pattern; the first that fits counts.
_CIPHERS = (
    (r"(AES|ARIA|CAMELLIA)(128|256)-(GCM)-(SHA256|SHA384)", r"\1_\2_\3_\4"),
    (r"(AES)(128|256)-CCM8", r"\1_\2_CCM_8"),
    (r"(AES)(128|256)-CCM", r"\1_\2_CCM"),
    (r"CHACHA20-POLY1305", r"CHACHA20_POLY1305_SHA256"),
    (r"(AES|CAMELLIA)-?(128|256)(?:-CBC)?-(SHA|SHA256|SHA384)", r"\1_\2_CBC_\3"),
    (r"(?:DES-CBC3|3DES-EDE-CBC)-SHA", r"3DES_EDE_CBC_SHA"),
    (r"SEED-SHA", r"SEED_CBC_SHA"),
    (r"IDEA-CBC-SHA", r"IDEA_CBC_SHA"),
    (r"RC4-(SHA|MD5)", r"RC4_128_\1"),
    (r"NULL-(SHA|SHA256|SHA384|MD5)", r"NULL_\1"),
)


def iana_name(name: str) -> str:
    """IANA's name of a suite that OpenSSL calls `name`; `name` itself when it has no such form."""
    if name.startswith("TLS_"):
        return name
    prefix, exchange = next(row for row in _EXCHANGES if name.startswith(row[0]))
    rest = name[len(prefix):]
    if exchange == "DHE_PSK" and "CCM" in rest:
        exchange, rest = "PSK_DHE" if rest.endswith("CCM8") else "DHE_PSK", rest
    for pattern, words in _CIPHERS:
        if (fits := re.fullmatch(pattern, rest)) is not None:
            return f"TLS_{exchange}_WITH_{fits.expand(words)}"
    return name
