"""PEM (RFC 7468): the octets in it."""

from __future__ import annotations

from typing import Union

__all__ = ["CERTIFICATE", "CRL", "ders", "is_pem"]

CERTIFICATE = "CERTIFICATE"
CRL = "X509 CRL"


def is_pem(octets: bytes) -> bool:
    """Whether octets are PEM text. DER is none, whatever texts stand in it: whoever made a certificate could have
    written another one's PEM there."""
    begins_as_der = octets[:1] == b"\x30" and octets[1:2] >= b"\x80"  # a SEQUENCE of more than 127 octets
    return b"-----BEGIN" in octets and not begins_as_der


def _blocks(text: bytes, label: str) -> list[bytes]:
    """The DER of each block of this label, in order; ValueError for one that is cut or no base64."""
    from base64 import b64decode

    begin, end = f"-----BEGIN {label}-----".encode(), f"-----END {label}-----".encode()
    found: list[bytes] = []
    at = 0
    while (start := text.find(begin, at)) >= 0:
        start += len(begin)
        stop = text.find(end, start)
        if stop < 0 or text.find(begin, start, stop) >= 0:
            raise ValueError(f"a block of {label} in the PEM text has no end")
        found.append(b64decode(b"".join(text[start:stop].split()), validate=True))
        at = stop + len(end)
    return found


def ders(value: Union[str, bytes, bytearray, memoryview], label: str) -> list[bytes]:
    """DER as it is, or what PEM holds of a label; ValueError for text that holds none."""
    if not isinstance(value, (str, bytes, bytearray, memoryview)):
        raise TypeError(f"DER or PEM text is expected, not {type(value).__name__}")
    octets = value.encode() if isinstance(value, str) else bytes(value)
    if not isinstance(value, str) and not is_pem(octets):
        return [octets]
    if not (found := _blocks(octets, label)):
        raise ValueError(f"the text holds no block of {label}")
    return found
