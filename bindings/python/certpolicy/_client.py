"""What the modules for client libraries share: one context, whatever a program says of verification."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Collection
from types import ModuleType
from typing import Any

from ._engine import Engine, Policy
from ._standard import StandardContext
from .tls import SSLContext

__all__ = ["Judged", "Upgraded", "context_of", "forward", "missing", "note", "wants", "wants_version"]


def missing(library: str) -> ImportError:
    """The error for a module whose library is not installed."""
    return ImportError(f"certpolicy.{library} is for the library {library}, which is not installed: "
                       f"pip install {library}", name=library)


def wants(owner: Any, *names: str) -> None:
    """ImportError unless a library has the places where its connections are put under the policy."""
    if gone := [name for name in names if not hasattr(owner, name)]:
        library = owner.__module__.partition(".")[0]
        raise ImportError(f"this version of {library} cannot be put under a policy: "
                          f"{owner.__qualname__} has no {', '.join(gone)}")


def wants_version(library: ModuleType, *least: int) -> None:
    """ImportError for versions of a library that have no way to put all of its connections under a policy."""
    version: str = library.__version__
    numbers = [int(one) for one in version.split(".")[:len(least)] if one.isdigit()]
    if tuple(numbers) < least:
        raise ImportError(f"{library.__name__} {version} cannot be put under a policy: "
                          f"{'.'.join(map(str, least))} or later is wanted")


def note(context: SSLContext, given: object) -> None:
    """Says of what a library's own option was given that it does not switch the policy off.

    False, None or another ssl.SSLContext: a warning. A file or folder of roots: a refusal names it.
    """
    if isinstance(given, (str, bytes, os.PathLike)):
        is_folder = os.path.isdir(given)
        context.load_verify_locations(None if is_folder else given, given if is_folder else None)
    elif isinstance(given, StandardContext):
        context._ignore("an ssl.SSLContext that is not certpolicy's")
    elif not given:
        context._ignore("switching verification off (verify=False, CERT_NONE)")


def context_of(given: object, policy: Policy | str | None, engine: Engine | None) -> SSLContext:
    """The context for a client.

    Args:
        given: what the library's own option (verify, ssl, context, …) was given. A certpolicy.SSLContext
            is used as it is; nothing else changes what is judged.
        policy, engine: as of certpolicy.SSLContext.
    """
    if isinstance(given, SSLContext):
        if policy is not None or engine is not None:
            raise TypeError("policy and engine are those of the certpolicy.SSLContext that was given")
        return given
    context = SSLContext(policy, engine=engine)
    if given is not True:
        note(context, given)
    return context


class Judged:
    """A client that is told at its making which context its connections are of.

    Its own arguments come first; policy, engine and the library's own option for a context (`_option`)
    are keywords.
    """

    _option = "context"

    def __init__(self, *own: Any, policy: Policy | str | None = None, engine: Engine | None = None,
                 **named: Any) -> None:
        given = named.get(self._option)
        self._judging = context_of(True if given is None else given, policy, engine)
        named[self._option] = self._judging
        super().__init__(*own, **named)


class Upgraded:
    """A client that begins without TLS and turns to it later (STARTTLS)."""

    def __init__(self, *own: Any, policy: Policy | str | None = None, engine: Engine | None = None,
                 **named: Any) -> None:
        self._policy, self._engine = policy, engine
        super().__init__(*own, **named)

    def _context_of(self, given: ssl.SSLContext | None) -> SSLContext:
        return context_of(given or True, self._policy, self._engine)


def forward(library: ModuleType, without: Collection[str] = ()) -> Callable[[str], Any]:
    """A module's __getattr__ that leads to a library's other names: exceptions, types, constants.

    without: names of what opens connections that would not be judged.
    """
    def lookup(name: str) -> Any:
        if name.startswith("__") or name in without:
            raise AttributeError(f"certpolicy.{library.__name__} has no {name}: import {library.__name__} "
                                 "for what shall not be judged")
        return getattr(library, name)

    return lookup
