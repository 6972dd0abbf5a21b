"""aiohttp under a policy.

    from certpolicy import aiohttp
    async with aiohttp.ClientSession(policy="public-strict") as session:
        async with session.get("https://example.org/") as response: …
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from ._client import Judged, forward, missing, note, wants
from ._engine import Engine, Policy
from .tls import SSLContext

try:
    import aiohttp
    from aiohttp.client_reqrep import ConnectionKey
except ModuleNotFoundError as error:
    raise missing("aiohttp") from error

__all__ = ["ClientSession", "TCPConnector", "request"]

wants(aiohttp.TCPConnector, "_get_ssl_context")

_KEEPS_BY_NAME = "server_hostname" in ConnectionKey._fields

__getattr__ = forward(aiohttp, ("client", "connector"))


class TCPConnector(Judged, aiohttp.TCPConnector):
    """An aiohttp.TCPConnector whose https connections are judged, whatever `ssl` says, here or of a request.

    Arguments as of aiohttp.TCPConnector; `policy` and `engine` as of certpolicy.SSLContext. A fingerprint
    (aiohttp.Fingerprint) is looked at as well.
    """

    _option = "ssl"

    def __init__(self, *, ssl: Any = True, **named: Any) -> None:
        self._fingerprint = ssl if isinstance(ssl, aiohttp.Fingerprint) else None
        super().__init__(ssl=True if self._fingerprint else ssl, **named)

    async def connect(self, req: Any, *own: Any, **named: Any) -> Any:
        """As of aiohttp; ValueError for `server_hostname` where connections are kept without regard to it."""
        if req.server_hostname is not None and not _KEEPS_BY_NAME:
            raise ValueError(f"aiohttp {aiohttp.__version__} keeps connections without regard to server_hostname: "
                             "the next request would go over one that was judged under another name; 3.14 or "
                             "later is wanted for it")
        return await super().connect(req, *own, **named)

    def _get_fingerprint(self, req: Any) -> Any:
        return super()._get_fingerprint(req) or self._fingerprint

    def _get_ssl_context(self, req: Any) -> Any:
        given = super()._get_ssl_context(req)
        if given is None or isinstance(given, SSLContext):
            return given
        if not isinstance(req.ssl, aiohttp.Fingerprint):
            note(self._judging, req.ssl)
        return self._judging


def ClientSession(base_url: Any = None, *, policy: Policy | str | None = None, engine: Engine | None = None,
                  connector: aiohttp.BaseConnector | None = None, **more: Any) -> aiohttp.ClientSession:
    """An aiohttp.ClientSession whose https connections are judged, whatever `ssl` says. Call it in a loop.

    Args:
        base_url, more: as of aiohttp.ClientSession.
        policy, engine: as of certpolicy.SSLContext.
        connector: a TCPConnector of this module; one of aiohttp would not judge: TypeError.
    """
    if connector is None:
        connector = TCPConnector(policy=policy, engine=engine)
    elif policy is not None or engine is not None:
        raise TypeError("policy and engine are those of the connector that was given")
    elif isinstance(connector, aiohttp.TCPConnector) and not isinstance(connector, TCPConnector):
        raise TypeError("aiohttp.TCPConnector would not judge its connections: take certpolicy.aiohttp's")
    return aiohttp.ClientSession(base_url, connector=connector, **more)


@contextlib.asynccontextmanager
async def request(method: str, url: Any, *, policy: Policy | str | None = None, engine: Engine | None = None,
                  **more: Any) -> AsyncIterator[aiohttp.ClientResponse]:
    """As aiohttp.request, judged."""
    async with ClientSession(policy=policy, engine=engine) as once, \
            once.request(method, url, **more) as response:
        yield response
