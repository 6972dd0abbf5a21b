"""Where a TLS connection of a context begins: the one place that every way to open one comes through.

ssl.SSLContext.wrap_socket and wrap_bio end in _wrap_socket and _wrap_bio with the new connection as the
`owner`. Here it becomes one that is judged, whatever class a library asked for, and OpenSSL leaves the
decision to the policy.
"""

from __future__ import annotations

import functools
import ssl
from typing import Any, Union

from ._handshake import SSLObject, SSLSocket, context_lock
from ._standard import INNER, StandardObject, StandardSocket
from ._terms import Terms

__all__ = ["begin", "begin_plain"]

_Kind = Union[type[SSLSocket], type[SSLObject]]


@functools.lru_cache(maxsize=64)
def _judged_class(cls: Any, kind: Any) -> type[Any]:
    return kind if cls in kind.__mro__ else type(cls.__name__, (kind, cls), {})


def _make_judged(owner: Any, kind: Any) -> None:
    if not isinstance(owner, (StandardSocket, StandardObject)):
        raise TypeError("only ssl's own sockets and objects can be put under a policy, not "
                        f"{type(owner).__module__}.{type(owner).__qualname__}")
    if not isinstance(owner, kind):
        cls: Any = type(owner)
        owner.__class__ = _judged_class(cls, kind)


def begin_plain(context: ssl.SSLContext, kind: _Kind, *arguments: Any, **named: Any) -> Any:
    """Opens a connection as ssl.SSLContext does, with the context's own values."""
    with context_lock:
        return (INNER._wrap_socket if kind is SSLSocket else INNER._wrap_bio)(context, *arguments, **named)


def begin(context: ssl.SSLContext, kind: _Kind, *arguments: Any, owner: Any, server_side: bool,
          terms: Terms | None = None, **more: Any) -> Any:
    """Opens the connection of an owner, which is judged from now on, by the context's terms unless others are given.

    A client takes over from its context that OpenSSL does not verify, since the policy does, and that there
    is no renegotiation, which would not be judged. The context itself keeps its values: whoever gets by
    here is verified by OpenSSL. Threads wait for each other meanwhile; nothing is sent.
    """
    _make_judged(owner, kind)
    if terms is not None:
        owner._terms = terms
    named = {"server_side": server_side, "owner": owner, **more}
    if server_side:
        return begin_plain(context, kind, *arguments, **named)
    with context_lock:
        mode, names = INNER.verify_mode.__get__(context), INNER.check_hostname.__get__(context)
        options = INNER.options.__get__(context)
        try:
            INNER.check_hostname.__set__(context, False)
            INNER.verify_mode.__set__(context, ssl.CERT_NONE)
            INNER.options.__set__(context, options | ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION)
            return begin_plain(context, kind, *arguments, **named)
        finally:
            INNER.options.__set__(context, options)
            INNER.verify_mode.__set__(context, mode)
            INNER.check_hostname.__set__(context, names)
