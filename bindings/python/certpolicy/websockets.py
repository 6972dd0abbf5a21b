"""websockets under a policy.

    from certpolicy import websockets
    async with websockets.connect("wss://example.org/", policy="public-strict") as socket: …
    with websockets.sync_connect("wss://example.org/", policy="public-strict") as socket: …
"""

from __future__ import annotations

from typing import Any

from ._client import context_of, forward, missing, note, wants
from ._engine import Engine, Policy
from .tls import SSLContext

try:
    import websockets
    import websockets.asyncio.client as _asyncio
    import websockets.sync.client as _sync
    from websockets.uri import parse_uri
except ModuleNotFoundError as error:
    raise missing("websockets") from error

__all__ = ["connect", "sync_connect"]

wants(_asyncio.connect, "process_redirect")

#: Which proxy the environment names for a URI; None before websockets 15, which knows no proxies.
_get_proxy: Any = getattr(_asyncio, "get_proxy", None)

__getattr__ = forward(websockets, ("asyncio", "client", "legacy", "sync", "unix_connect"))


def _proxy_of(uri: str, proxy: Any) -> Any:
    return proxy if proxy is not True or _get_proxy is None else _get_proxy(parse_uri(uri))


def _is_https(proxy: Any) -> bool:
    return isinstance(proxy, str) and proxy.lower().startswith("https:")


def _judged(uri: str, named: dict[str, Any], policy: Policy | str | None,
            engine: Engine | None) -> dict[str, Any]:
    """The arguments with a context for the server, and for a proxy that speaks https."""
    if not parse_uri(uri).secure:
        raise ValueError("there is no TLS on a ws:// connection to judge: say wss://")
    given = named.get("ssl")
    context = context_of(True if given is None else given, policy, engine)
    named["ssl"] = context
    if _is_https(_proxy_of(uri, named.get("proxy", True))) and not isinstance(named.get("proxy_ssl"), SSLContext):
        note(context, named.get("proxy_ssl") or True)
        named["proxy_ssl"] = context
    return named


class connect(_asyncio.connect):
    """websockets.connect (asyncio), judged; redirects under their own hosts. Only wss:// URIs.

    Arguments as of websockets.connect; `policy` and `engine` as of certpolicy.SSLContext. An `ssl` of
    another kind has no effect.
    """

    def __init__(self, uri: str, *, policy: Policy | str | None = None, engine: Engine | None = None,
                 **named: Any) -> None:
        super().__init__(uri, **_judged(uri, named, policy, engine))
        self._judges_proxy = "proxy_ssl" in named

    def process_redirect(self, exc: Exception) -> Any:
        """As of websockets; ValueError for a server behind a proxy that speaks https where there was none."""
        uri = super().process_redirect(exc)
        if isinstance(uri, str) and not self._judges_proxy and _is_https(_proxy_of(uri, getattr(self, "proxy", None))):
            return ValueError(f"cannot follow redirect to {uri} over a proxy that would not be judged")
        return uri


def sync_connect(uri: str, *, policy: Policy | str | None = None, engine: Engine | None = None,
                 **named: Any) -> _sync.ClientConnection:
    """websockets.sync.client.connect, judged. Only wss:// URIs; see connect. Redirects go over the proxy of the
    first URI, or over none, as that one does."""
    named = _judged(uri, named, policy, engine)
    if _get_proxy is not None:
        named["proxy"] = _proxy_of(uri, named.get("proxy", True))
    made: _sync.ClientConnection = _sync.connect(uri, **named)
    return made
