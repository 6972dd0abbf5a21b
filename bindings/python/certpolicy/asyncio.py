"""asyncio's streams under a policy.

    from certpolicy import asyncio
    reader, writer = await asyncio.open_connection("example.org", 443, policy="public-strict")
    await asyncio.start_tls(writer, server_hostname="example.org", policy="public-strict")

loop.create_connection and loop.start_tls take a certpolicy.SSLContext themselves.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from ._client import context_of, forward
from ._engine import Engine, Policy

__all__ = ["open_connection", "start_tls"]

__getattr__ = forward(asyncio, ("open_unix_connection", "streams"))


async def open_connection(host: str | None = None, port: int | str | None = None, *,
                          policy: Policy | str | None = None, engine: Engine | None = None, ssl: Any = True,
                          **more: Any) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """As asyncio.open_connection, over TLS and judged under the host or `server_hostname`.

    Args:
        host, port, more: as of asyncio.open_connection.
        policy, engine, ssl: as of certpolicy.SSLContext; an `ssl` of another kind has no effect.
    """
    return await asyncio.open_connection(host, port, ssl=context_of(ssl, policy, engine), **more)


async def start_tls(writer: asyncio.StreamWriter, *, server_hostname: str, policy: Policy | str | None = None,
                    engine: Engine | None = None, ssl: Any = True,
                    ssl_handshake_timeout: float | None = None) -> None:
    """Turns a client's stream to TLS (STARTTLS), judged under `server_hostname`; its reader stays.

    ConnectionError when the other side sent more than was read before: whoever was in between could have
    put it there. ssl_handshake_timeout: seconds.
    """
    context = context_of(ssl, policy, engine)
    streams: Any = writer
    await writer.drain()  # whatever else is waited for below ends without a turn of the loop
    if streams._reader._buffer:
        raise ConnectionError("the other side sent more before TLS than was read")
    if sys.version_info >= (3, 11):
        await writer.start_tls(context, server_hostname=server_hostname,
                               ssl_handshake_timeout=ssl_handshake_timeout)
        return
    protocol = streams._protocol
    transport = await asyncio.get_running_loop().start_tls(
        writer.transport, protocol, context, server_hostname=server_hostname,
        ssl_handshake_timeout=ssl_handshake_timeout)
    streams._transport = streams._reader._transport = protocol._transport = transport
    protocol._over_ssl = True
