"""Python's own classes of ssl, also where another library has put one of its own in their place.

truststore puts a context there that has one of ssl's inside, which can be judged. gevent and eventlet put sockets there
that do their handshakes themselves, which cannot: that is refused in words, where those sockets are met.
"""

from __future__ import annotations

import _ssl
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

__all__ = ["INNER", "StandardContext", "StandardObject", "StandardSocket", "check_sockets", "direct"]

#: Where the values of a context really are; ssl.SSLContext's own properties lead there, by a name that others change.
INNER: Any = _ssl._SSLContext


def _replaced(name: str) -> str:
    by = getattr(ssl, name).__module__
    return (f"ssl.{name} was replaced by that of {by}, which does handshakes of its own: connections cannot be put "
            "under a policy there (certificates can be judged all the same, by an Engine)")


def _standard(name: str) -> Any:
    for cls in getattr(ssl, name).__mro__:
        if cls.__module__ == "ssl":
            return cls
    raise ImportError(_replaced(name))


if TYPE_CHECKING:
    from ssl import SSLContext as StandardContext
    from ssl import SSLObject as StandardObject
    from ssl import SSLSocket as StandardSocket
else:
    StandardContext, StandardObject, StandardSocket = (_standard(name) for name in (
        "SSLContext", "SSLObject", "SSLSocket"))


def direct(name: str, kind: Callable[[int], Any]) -> Any:
    """A property of contexts as ssl has it, without the name that others change."""
    place = getattr(INNER, name)
    return property(lambda self: kind(place.__get__(self)), lambda self, value: place.__set__(self, value),
                    doc=f"As {name} of ssl.SSLContext.")


def check_sockets() -> None:
    """Refuses what was put in the place of ssl's sockets since this was loaded."""
    if ssl.SSLSocket is not StandardSocket:
        raise NotImplementedError(_replaced("SSLSocket"))
