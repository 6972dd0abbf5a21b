"""urllib3 under a policy.

    from certpolicy import urllib3
    urllib3.PoolManager(policy="public-strict").request("GET", "https://example.org/")
"""

from __future__ import annotations

from typing import Any

from ._client import Judged, context_of, forward, missing, note, wants
from ._engine import Engine, Policy
from .tls import SSLContext

try:
    import urllib3
except ModuleNotFoundError as error:
    raise missing("urllib3") from error

__all__ = ["HTTPSConnectionPool", "PoolManager", "ProxyManager", "request"]

wants(urllib3.PoolManager, "connection_from_context")

__getattr__ = forward(urllib3, ("connection", "connection_from_url", "connectionpool", "contrib", "poolmanager",
                                "proxy_from_url"))


class HTTPSConnectionPool(Judged, urllib3.HTTPSConnectionPool):
    """A urllib3.HTTPSConnectionPool that is judged; cert_reqs and the like have no effect."""

    _option = "ssl_context"


class _Pools(Judged):
    _option = "ssl_context"

    def connection_from_context(self, request_context: dict[str, Any]) -> Any:
        """As of urllib3; a context of another kind for one request has no effect."""
        given = request_context.get("ssl_context")
        if not isinstance(given, SSLContext):
            note(self._judging, True if given is None else given)
            request_context["ssl_context"] = self._judging
        return super().connection_from_context(request_context)  # type: ignore[misc]


class PoolManager(_Pools, urllib3.PoolManager):
    """A urllib3.PoolManager whose https connections are judged, whatever cert_reqs says.

    Arguments as of urllib3.PoolManager; `policy` and `engine` as of certpolicy.SSLContext. An
    `ssl_context` of another kind has no effect.
    """


class ProxyManager(_Pools, urllib3.ProxyManager):
    """A urllib3.ProxyManager whose https connections are judged, those to the proxy under its own name."""

    def __init__(self, proxy_url: str, *own: Any, policy: Policy | str | None = None,
                 engine: Engine | None = None, ssl_context: Any = None, proxy_ssl_context: Any = None,
                 **named: Any) -> None:
        context = context_of(True if ssl_context is None else ssl_context, policy, engine)
        if not isinstance(proxy_ssl_context, SSLContext):
            note(context, True if proxy_ssl_context is None else proxy_ssl_context)
            proxy_ssl_context = context
        super().__init__(proxy_url, *own, ssl_context=context, proxy_ssl_context=proxy_ssl_context, **named)


def request(method: str, url: str, *, policy: Policy | str | None = None, engine: Engine | None = None,
            **more: Any) -> Any:
    """As urllib3.request, judged; its connection is not kept."""
    with PoolManager(policy=policy, engine=engine) as once:
        return once.request(method, url, **more)
