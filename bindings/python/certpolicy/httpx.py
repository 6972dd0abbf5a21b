"""httpx under a policy.

    from certpolicy import httpx
    httpx.get("https://example.org/", policy="public-strict")
    async with httpx.AsyncClient(policy="public-strict") as client: …
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from ._client import Judged, context_of, forward, missing, note, wants, wants_version
from .tls import SSLContext

try:
    import httpx
except ModuleNotFoundError as error:
    raise missing("httpx") from error

__all__ = ["AsyncClient", "AsyncHTTPTransport", "Client", "HTTPTransport", "delete", "get", "head", "options",
           "patch", "post", "put", "request", "stream"]

wants_version(httpx, 0, 28)  # before, a proxy's own connection has a context of its own
wants(httpx.Client, "_init_proxy_transport", "_init_transport")
wants(httpx.AsyncClient, "_init_proxy_transport", "_init_transport")

__getattr__ = forward(httpx)

#: Arguments of httpx.request that are a client's.
_OF_CLIENT = ("policy", "engine", "cookies", "proxy", "verify", "timeout", "trust_env")


def _proxied(proxy: Any, context: SSLContext) -> Any:
    """A proxy whose own connection, if it speaks https, is judged too."""
    if isinstance(proxy, (str, httpx.URL)):
        proxy = httpx.Proxy(proxy)
    if proxy is not None and proxy.url.scheme == "https" and not isinstance(proxy.ssl_context, SSLContext):
        note(context, True if proxy.ssl_context is None else proxy.ssl_context)
        proxy.ssl_context = context
    return proxy


class _Transport(Judged):
    _option = "verify"

    def __init__(self, *own: Any, proxy: Any = None, **named: Any) -> None:
        given = named.get("verify")
        named["verify"] = context_of(True if given is None else given, named.pop("policy", None),
                                     named.pop("engine", None))
        super().__init__(*own, proxy=_proxied(proxy, named["verify"]), **named)


class HTTPTransport(_Transport, httpx.HTTPTransport):
    """An httpx.HTTPTransport that is judged, whatever `verify` says: for retries and the like."""


class AsyncHTTPTransport(_Transport, httpx.AsyncHTTPTransport):
    """An httpx.AsyncHTTPTransport that is judged, whatever `verify` says."""


def _check(transports: Any) -> None:
    for one in transports:
        if isinstance(one, (httpx.HTTPTransport, httpx.AsyncHTTPTransport)) and not isinstance(one, Judged):
            raise TypeError(f"httpx.{type(one).__name__} would not judge its connections: take that of "
                            "certpolicy.httpx, which has the same arguments")


class _Client(Judged):
    _option = "verify"

    def __init__(self, **named: Any) -> None:
        _check([named.get("transport"), *(named.get("mounts") or {}).values()])
        said = any(named.get(name) is not None for name in ("policy", "engine"))
        if said and isinstance(named.get("transport"), Judged):
            raise TypeError("policy and engine are those of the transport that was given")
        super().__init__(**named)

    def _init_proxy_transport(self, proxy: Any, *own: Any, **named: Any) -> Any:
        return super()._init_proxy_transport(_proxied(proxy, self._judging), *own, **named)  # type: ignore[misc]


class Client(_Client, httpx.Client):
    """An httpx.Client whose https connections are judged, whatever `verify` says.

    Arguments as of httpx.Client; `policy` and `engine` as of certpolicy.SSLContext. A transport that was
    given, and each of `mounts`, has its own policy. Transports that would not judge: TypeError.
    """


class AsyncClient(_Client, httpx.AsyncClient):
    """An httpx.AsyncClient whose https connections are judged, whatever `verify` says; see Client."""


def _client(named: dict[str, Any]) -> Client:
    return Client(**{name: named.pop(name) for name in _OF_CLIENT if name in named})


def request(method: str, url: Any, **named: Any) -> httpx.Response:
    """As httpx.request, judged. get, post and the others are its short forms, as in httpx."""
    with _client(named) as client:
        return client.request(method, url, **named)


@contextlib.contextmanager
def stream(method: str, url: Any, **named: Any) -> Iterator[httpx.Response]:
    """As httpx.stream, judged."""
    with _client(named) as client, client.stream(method, url, **named) as response:
        yield response


def get(url: Any, **named: Any) -> httpx.Response:
    """As httpx.get, judged."""
    return request("GET", url, **named)


def options(url: Any, **named: Any) -> httpx.Response:
    """As httpx.options, judged."""
    return request("OPTIONS", url, **named)


def head(url: Any, **named: Any) -> httpx.Response:
    """As httpx.head, judged."""
    return request("HEAD", url, **named)


def post(url: Any, **named: Any) -> httpx.Response:
    """As httpx.post, judged."""
    return request("POST", url, **named)


def put(url: Any, **named: Any) -> httpx.Response:
    """As httpx.put, judged."""
    return request("PUT", url, **named)


def patch(url: Any, **named: Any) -> httpx.Response:
    """As httpx.patch, judged."""
    return request("PATCH", url, **named)


def delete(url: Any, **named: Any) -> httpx.Response:
    """As httpx.delete, judged."""
    return request("DELETE", url, **named)
