"""urllib.request under a policy.

    from certpolicy.urllib import urlopen
    urlopen("https://example.org/", policy="public-strict")

Redirects and proxies (CONNECT) are followed as urllib.request does, and each https connection is judged
under the host of its URL.
"""

from __future__ import annotations

import ssl
import urllib.request
from typing import Any

from ._client import context_of
from ._engine import Engine, Policy

__all__ = ["handler", "opener", "urlopen"]


def handler(*, policy: Policy | str | None = None, engine: Engine | None = None,
            context: ssl.SSLContext | None = None) -> urllib.request.HTTPSHandler:
    """The handler for https, for urllib.request.build_opener."""
    return urllib.request.HTTPSHandler(context=context_of(context or True, policy, engine))


def opener(*handlers: Any, policy: Policy | str | None = None, engine: Engine | None = None,
           context: ssl.SSLContext | None = None) -> urllib.request.OpenerDirector:
    """As urllib.request.build_opener. Handlers for https among `handlers`: TypeError."""
    if any(isinstance(one, urllib.request.HTTPSHandler)
           or (isinstance(one, type) and issubclass(one, urllib.request.HTTPSHandler)) for one in handlers):
        raise TypeError("another handler for https would not judge its connections")
    return urllib.request.build_opener(handler(policy=policy, engine=engine, context=context), *handlers)


def urlopen(url: str | urllib.request.Request, data: Any = None, timeout: float | None = None, *,
            policy: Policy | str | None = None, engine: Engine | None = None,
            context: ssl.SSLContext | None = None) -> Any:
    """As urllib.request.urlopen; a denial is the `reason` of its URLError (certpolicy.report_of finds it).

    Args:
        url, data: as of urllib.request.urlopen.
        timeout: seconds; without one socket.getdefaulttimeout().
        policy, engine, context: as of certpolicy.SSLContext; a `context` of another kind has no effect.
    """
    opened = opener(policy=policy, engine=engine, context=context)
    return opened.open(url, data) if timeout is None else opened.open(url, data, timeout)
