"""requests under a policy.

    from certpolicy import requests
    requests.get("https://example.org/", policy="public-strict")

Every https connection is judged under the host of its URL: those of redirects, those through a proxy
(CONNECT), and those to a proxy that speaks https itself, under the proxy's name.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, NoReturn

from ._client import context_of, forward, missing, note, wants
from ._engine import Engine, Policy
from .tls import SSLContext

try:
    import requests
    from requests.adapters import BaseAdapter, HTTPAdapter
except ModuleNotFoundError as error:
    raise missing("requests") from error

__all__ = ["PolicyAdapter", "Session", "delete", "get", "head", "options", "patch", "post", "put", "request",
           "session"]

wants(HTTPAdapter, "build_connection_pool_key_attributes", "init_poolmanager", "proxy_manager_for")

__getattr__ = forward(requests, ("adapters", "api", "packages", "sessions", "urllib3"))


class PolicyAdapter(HTTPAdapter):
    """An adapter whose https connections are judged, whatever `verify` says.

    Args:
        policy, engine, context: as of certpolicy.SSLContext; a `context` is used as it is.
        more: as of requests.adapters.HTTPAdapter: max_retries, pool_connections, pool_maxsize, pool_block.
    """

    def __init__(self, policy: Policy | str | None = None, *, engine: Engine | None = None,
                 context: SSLContext | None = None, **more: Any) -> None:
        self._judging = context_of(context or True, policy, engine)
        self._lock = threading.Lock()
        self._with_certificate: dict[Any, SSLContext] = {}
        super().__init__(**more)

    def _context_for(self, cert: Any) -> SSLContext:
        """One of its own for each client certificate, so that no other host is shown it."""
        if cert is None:
            return self._judging
        key = tuple(cert) if isinstance(cert, list) else cert
        with self._lock:
            if key not in self._with_certificate:
                self._with_certificate[key] = self._judging._twin()
            return self._with_certificate[key]

    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        """As of requests, with the context."""
        super().init_poolmanager(*arguments, **{**more, "ssl_context": self._judging})

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:
        """As of requests, with the context for proxies that speak https, too."""
        if proxy.lower().startswith("https:"):
            more["proxy_ssl_context"] = self._judging
        return super().proxy_manager_for(proxy, **{**more, "ssl_context": self._judging})

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """As of requests, with the context."""
        host, more = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {**more, "ssl_context": self._context_for(cert)}

    def send(self, request: Any, stream: bool = False, timeout: Any = None, verify: Any = True,
             cert: Any = None, proxies: Mapping[str, str] | None = None) -> Any:
        """As of requests. verify=False has no effect and warns; a denial is an SSLError of requests."""
        if not verify:
            note(self._judging, verify)
            verify = True
        return super().send(request, stream, timeout, verify, cert, proxies)

    def __reduce__(self) -> NoReturn:
        raise TypeError("what judges connections cannot be pickled or copied: make another in its place")


class Session(requests.Session):
    """A requests.Session whose https connections are judged, whatever `verify` says.

    Args:
        policy, engine, context: as of certpolicy.SSLContext.
        more: of requests.adapters.HTTPAdapter, such as max_retries.
    """

    def __init__(self, policy: Policy | str | None = None, *, engine: Engine | None = None,
                 context: SSLContext | None = None, **more: Any) -> None:
        super().__init__()
        adapter = PolicyAdapter(policy, engine=engine, context=context, **more)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def get_adapter(self, url: str | bytes) -> BaseAdapter:
        """As of requests; TypeError for a mounted HTTPAdapter that would not judge."""
        adapter = super().get_adapter(url)  # type: ignore[arg-type]
        if isinstance(adapter, HTTPAdapter) and not isinstance(adapter, PolicyAdapter):
            raise TypeError(f"{type(adapter).__name__} would not judge its connections: mount a "
                            "certpolicy.requests.PolicyAdapter, which takes the same arguments")
        return adapter


def session(policy: Policy | str | None = None, *, engine: Engine | None = None) -> Session:
    """As requests.session."""
    return Session(policy, engine=engine)


def request(method: str, url: str, *, policy: Policy | str | None = None, engine: Engine | None = None,
            context: SSLContext | None = None, **more: Any) -> requests.Response:
    """As requests.request, judged. get, post and the others are its short forms, as in requests."""
    with Session(policy, engine=engine, context=context) as once:
        return once.request(method, url, **more)


def get(url: str, params: Any = None, **more: Any) -> requests.Response:
    """As requests.get, judged."""
    return request("get", url, params=params, **more)


def options(url: str, **more: Any) -> requests.Response:
    """As requests.options, judged."""
    return request("options", url, **more)


def head(url: str, **more: Any) -> requests.Response:
    """As requests.head, judged."""
    return request("head", url, **{"allow_redirects": False, **more})


def post(url: str, data: Any = None, json: Any = None, **more: Any) -> requests.Response:
    """As requests.post, judged."""
    return request("post", url, data=data, json=json, **more)


def put(url: str, data: Any = None, **more: Any) -> requests.Response:
    """As requests.put, judged."""
    return request("put", url, data=data, **more)


def patch(url: str, data: Any = None, **more: Any) -> requests.Response:
    """As requests.patch, judged."""
    return request("patch", url, data=data, **more)


def delete(url: str, **more: Any) -> requests.Response:
    """As requests.delete, judged."""
    return request("delete", url, **more)
