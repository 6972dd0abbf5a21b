"""A policy under a program that cannot be changed.

Every client connection of Python's own ssl module is judged from inject() on, whichever library makes it
and whenever its context was made. Connections of servers stay as they are, and so do those of a
certpolicy.SSLContext, which have their own policy.
"""

from __future__ import annotations

import ssl
import sys
from typing import Any, Optional

from ._begin import begin, begin_plain
from ._engine import Engine, Policy
from ._handshake import SSLObject, SSLSocket, context_lock
from ._standard import StandardContext, check_sockets
from ._terms import Observer, Terms
from ._words import Purpose

__all__ = ["eject", "inject"]

#: In force now; read and changed under context_lock, under which contexts are looked at too: who comes in
#: while eject() waits is not verified by other values than its own.
_terms: Optional[Terms] = None


def _begin(context: ssl.SSLContext, kind: Any, *arguments: Any, server_side: bool, owner: Any,
           **named: Any) -> Any:
    with context_lock:
        if server_side or _terms is None:
            return begin_plain(context, kind, *arguments, server_side=server_side, owner=owner, **named)
        if sys.version_info < (3, 10):
            from ._shown import watch

            watch(context)
        return begin(context, kind, *arguments, server_side=False, owner=owner, terms=_terms, **named)


def _wrap_socket(self: ssl.SSLContext, sock: Any, server_side: bool, server_hostname: str | None = None, *,
                 owner: Any = None, session: Any = None) -> Any:
    return _begin(self, SSLSocket, sock, server_side=server_side, server_hostname=server_hostname,
                  owner=owner, session=session)


def _wrap_bio(self: ssl.SSLContext, incoming: Any, outgoing: Any, server_side: bool,
              server_hostname: str | None = None, *, owner: Any = None, session: Any = None) -> Any:
    return _begin(self, SSLObject, incoming, outgoing, server_side=server_side,
                  server_hostname=server_hostname, owner=owner, session=session)


def inject(policy: Policy | str | None = None, engine: Engine | None = None, *,
           on_report: Observer | None = None) -> None:
    """Puts a policy under every client connection of Python's ssl module, until eject().

    The policy takes the place of what each context would verify: verify=False no longer lets anything
    pass, and what a context would refuse is the policy's to say. A second call changes the policy for
    connections that begin from then on. Threads may call it at any time.

    Not seen are programs and libraries that do TLS by other means: pycurl, psycopg, grpc, PyOpenSSL,
    gevent's own ssl, and processes that are started.

    Args:
        policy, engine, on_report: as of certpolicy.SSLContext.
    """
    global _terms
    terms = Terms.of(engine, policy, Purpose.SERVER, False, on_report)
    check_sockets()
    with context_lock:
        _terms = terms
        patched: Any = StandardContext
        patched._wrap_socket, patched._wrap_bio = _wrap_socket, _wrap_bio


def eject() -> None:
    """Takes away what inject() put there. Connections that began meanwhile stay judged."""
    global _terms
    with context_lock:
        patched: Any = StandardContext
        for name, ours in (("_wrap_socket", _wrap_socket), ("_wrap_bio", _wrap_bio)):
            if vars(patched).get(name) is ours:
                delattr(patched, name)
        _terms = None
