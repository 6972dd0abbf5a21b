"""The chain of a handshake for Python 3.9, which does not tell it: read from the messages themselves.

Python has called back with each message since 3.8, for debugging (SSLContext._msg_callback). Of those a
Certificate message (RFC 5246 7.4.2, RFC 8446 4.4.2) is looked at, and what cannot be read is no chain.
"""

from __future__ import annotations

import ssl
from typing import Any

from ._standard import INNER

__all__ = ["certificates_of", "watch"]

_HANDSHAKE = 22
_CERTIFICATE = 11
_TLS13 = 0x0304


def _take(data: bytes, at: int, size: int) -> tuple[bytes, int]:
    """A vector behind its length of `size` octets; ValueError when it does not fit."""
    end = at + size
    length = int.from_bytes(data[at:end], "big")
    if end > len(data) or end + length > len(data):
        raise ValueError("a vector is cut short")
    return data[end:end + length], end + length


def certificates_of(message: bytes, is_13: bool) -> list[bytes]:
    """The DER of a Certificate message, leaf first; none when it cannot be read."""
    found: list[bytes] = []
    at = 4
    try:
        if is_13:
            _, at = _take(message, at, 1)
        entries, at = _take(message, at, 3)
        at = 0
        while at < len(entries):
            der, at = _take(entries, at, 3)
            found.append(der)
            if is_13:
                _, at = _take(entries, at, 2)
    except ValueError:
        return []
    return found


def _note(connection: Any, direction: str, version: int, content: int, kind: int, data: bytes) -> None:
    if direction == "read" and content == _HANDSHAKE and kind == _CERTIFICATE:
        connection.certpolicy_shown = certificates_of(data, version == _TLS13)


def watch(context: ssl.SSLContext) -> None:
    """Notes on each connection of the context what it was shown."""
    INNER._msg_callback.__set__(context, _note)
