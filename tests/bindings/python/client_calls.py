"""A call of each client: it sends something of an application's and has an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import protocols
import pytest


@dataclass
class Client:
    """A client library's way to connect.

    Attributes:
        name: of the test.
        library: what must be installed, and the module of certpolicy.
        call: call(module, port, terms): terms are keywords such as policy and engine.
        answer, before: of the server; see servers.Listener.
        context: the keyword for a certpolicy.SSLContext.
    """

    name: str
    library: str
    call: Callable[[Any, int, dict[str, Any]], Any]
    answer: protocols.Answer
    before: Any = None
    context: str = "context"

    def run(self, port: int, **terms: Any) -> None:
        """Calls; asynchronous calls in a loop of their own. Skips without the library."""
        pytest.importorskip(self.library)
        made = self.call(import_module(f"certpolicy.{self.library.replace('.', '_')}"), port, terms)
        if isinstance(made, Coroutine):
            asyncio.run(made)

    def __str__(self) -> str:
        return self.name


def _url(port: int) -> str:
    return f"https://localhost:{port}/"


def _requests_session(requests: Any, port: int, terms: dict[str, Any]) -> None:
    with requests.Session(**terms) as session:
        assert session.get(_url(port)).text == "hello"


def _requests_get(requests: Any, port: int, terms: dict[str, Any]) -> None:
    assert requests.get(_url(port), **terms).text == "hello"


def _requests_adapter(requests: Any, port: int, terms: dict[str, Any]) -> None:
    import requests as plain

    with plain.Session() as session:
        session.mount("https://", requests.PolicyAdapter(**terms))
        assert session.get(_url(port)).text == "hello"


def _urllib3(urllib3: Any, port: int, terms: dict[str, Any]) -> None:
    with urllib3.PoolManager(**terms, retries=False) as pools:
        assert pools.request("GET", _url(port)).data == b"hello"


def _urllib3_pool(urllib3: Any, port: int, terms: dict[str, Any]) -> None:
    with urllib3.HTTPSConnectionPool("localhost", port, **terms, retries=False) as pool:
        assert pool.request("GET", "/").data == b"hello"


def _httpx(httpx: Any, port: int, terms: dict[str, Any]) -> None:
    with httpx.Client(**terms) as client:
        assert client.get(_url(port)).text == "hello"


def _httpx_get(httpx: Any, port: int, terms: dict[str, Any]) -> None:
    assert httpx.get(_url(port), **terms).text == "hello"


def _httpx_transport(httpx: Any, port: int, terms: dict[str, Any]) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(**terms)) as client:
        assert client.get(_url(port)).text == "hello"


async def _httpx_async(httpx: Any, port: int, terms: dict[str, Any]) -> None:
    async with httpx.AsyncClient(**terms) as client:
        assert (await client.get(_url(port))).text == "hello"


async def _aiohttp(aiohttp: Any, port: int, terms: dict[str, Any]) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(**terms)) as session, \
            session.get(_url(port)) as response:
        assert await response.text() == "hello"


async def _aiohttp_request(aiohttp: Any, port: int, terms: dict[str, Any]) -> None:
    async with aiohttp.request("GET", _url(port), **terms) as response:
        assert await response.text() == "hello"


def _urllib(urllib: Any, port: int, terms: dict[str, Any]) -> None:
    with urllib.urlopen(_url(port), **terms) as response:
        assert response.read() == b"hello"


def _urllib_opener(urllib: Any, port: int, terms: dict[str, Any]) -> None:
    with urllib.opener(**terms).open(_url(port)) as response:
        assert response.read() == b"hello"


def _http_client(http_client: Any, port: int, terms: dict[str, Any]) -> None:
    connection = http_client.HTTPSConnection("localhost", port, **terms)
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"hello"
    connection.close()


async def _streams(module: Any, port: int, terms: dict[str, Any]) -> None:
    reader, writer = await module.open_connection("localhost", port, **terms)
    writer.write(b"hello")
    assert await reader.readexactly(5) == b"hello"
    writer.close()


async def _start_tls(module: Any, port: int, terms: dict[str, Any]) -> None:
    reader, writer = await asyncio.open_connection("localhost", port)
    assert await reader.readline() == b"hi\r\n"
    writer.write(b"STARTTLS\r\n")
    assert await reader.readline() == b"go\r\n"
    await module.start_tls(writer, server_hostname="localhost", **terms)
    writer.write(b"hello")
    assert await reader.readexactly(5) == b"hello"
    writer.close()


def _smtp_ssl(smtplib: Any, port: int, terms: dict[str, Any]) -> None:
    with smtplib.SMTP_SSL("localhost", port, **terms) as mail:
        assert mail.noop()[0] == 250


def _smtp(smtplib: Any, port: int, terms: dict[str, Any]) -> None:
    context = {"context": terms.pop("context")} if "context" in terms else {}
    with smtplib.SMTP("localhost", port, **terms) as mail:
        mail.starttls(**context)
        assert mail.noop()[0] == 250


def _imap_ssl(imaplib: Any, port: int, terms: dict[str, Any]) -> None:
    with imaplib.IMAP4_SSL("localhost", port, **terms) as mail:
        assert mail.noop()[0] == "OK"


def _imap(imaplib: Any, port: int, terms: dict[str, Any]) -> None:
    context = {"ssl_context": terms.pop("ssl_context")} if "ssl_context" in terms else {}
    with imaplib.IMAP4("localhost", port, **terms) as mail:
        mail.starttls(**context)
        assert mail.noop()[0] == "OK"


def _pop3_ssl(poplib: Any, port: int, terms: dict[str, Any]) -> None:
    mail = poplib.POP3_SSL("localhost", port, **terms)
    assert mail.noop() == b"+OK"
    mail.quit()


def _pop3(poplib: Any, port: int, terms: dict[str, Any]) -> None:
    context = {"context": terms.pop("context")} if "context" in terms else {}
    mail = poplib.POP3("localhost", port, **terms)
    mail.stls(**context)
    assert mail.noop() == b"+OK"
    mail.quit()


def _ftp(ftplib: Any, port: int, terms: dict[str, Any]) -> None:
    with ftplib.FTP_TLS(**terms) as files:
        files.connect("localhost", port)
        files.auth()
        assert files.sendcmd("TYPE I") == "200 ok"


async def _websocket(websockets: Any, port: int, terms: dict[str, Any]) -> None:
    async with websockets.connect(f"wss://localhost:{port}/", **terms) as socket:
        await socket.send("hello")
        assert await socket.recv() == "hello"


def _websocket_sync(websockets: Any, port: int, terms: dict[str, Any]) -> None:
    with websockets.sync_connect(f"wss://localhost:{port}/", **terms) as socket:
        socket.send("hello")
        assert socket.recv() == "hello"


def _redis(redis: Any, port: int, terms: dict[str, Any]) -> None:
    with redis.Redis("localhost", port, **terms) as store:
        assert store.ping() is True


def _redis_url(redis: Any, port: int, terms: dict[str, Any]) -> None:
    with redis.from_url(f"rediss://localhost:{port}/0", **terms) as store:
        assert store.ping() is True


async def _redis_async(redis: Any, port: int, terms: dict[str, Any]) -> None:
    store = redis.AsyncRedis(host="localhost", port=port, **terms)
    try:
        assert await store.ping() is True
    finally:
        await store.aclose()


async def _redis_async_url(redis: Any, port: int, terms: dict[str, Any]) -> None:
    store = redis.async_from_url(f"rediss://localhost:{port}/0", **terms)
    try:
        assert await store.ping() is True
    finally:
        await store.aclose()


def _mongo(pymongo: Any, port: int, terms: dict[str, Any]) -> None:
    with pymongo.MongoClient("localhost", port, serverSelectionTimeoutMS=5000, **terms) as client:
        assert client.admin.command("ping")["ok"] == 1


async def _mongo_async(pymongo: Any, port: int, terms: dict[str, Any]) -> None:
    async with pymongo.AsyncMongoClient("localhost", port, serverSelectionTimeoutMS=5000, **terms) as client:
        assert (await client.admin.command("ping"))["ok"] == 1


def _before(greeting: str, replies: dict[str, str], until: str) -> Any:
    return protocols.before(greeting, replies, until)


_SMTP_TLS = protocols.lines("", protocols.SMTP, "QUIT")
_IMAP_TLS = protocols.lines("", protocols.IMAP, "LOGOUT")
_POP3_TLS = protocols.lines("", protocols.POP3, "QUIT")
_TYPE = {"": "502 no", "AUTH": "234 go", "TYPE": "200 ok", "QUIT": "221 bye"}


def _echo(tls: Any, server: Any) -> None:
    import servers

    servers.echo(tls, server)


_HTTP = protocols.http()

CLIENTS = [
    Client("requests.Session", "requests", _requests_session, _HTTP),
    Client("requests.get", "requests", _requests_get, _HTTP),
    Client("requests.PolicyAdapter", "requests", _requests_adapter, _HTTP),
    Client("urllib3.PoolManager", "urllib3", _urllib3, _HTTP, context="ssl_context"),
    Client("urllib3.HTTPSConnectionPool", "urllib3", _urllib3_pool, _HTTP, context="ssl_context"),
    Client("httpx.Client", "httpx", _httpx, _HTTP, context="verify"),
    Client("httpx.get", "httpx", _httpx_get, _HTTP, context="verify"),
    Client("httpx.HTTPTransport", "httpx", _httpx_transport, _HTTP, context="verify"),
    Client("httpx.AsyncClient", "httpx", _httpx_async, _HTTP, context="verify"),
    Client("aiohttp.ClientSession", "aiohttp", _aiohttp, _HTTP, context="ssl"),
    Client("aiohttp.request", "aiohttp", _aiohttp_request, _HTTP, context="ssl"),
    Client("urllib.urlopen", "urllib", _urllib, _HTTP),
    Client("urllib.opener", "urllib", _urllib_opener, _HTTP),
    Client("http_client.HTTPSConnection", "http.client", _http_client, _HTTP),
    Client("asyncio.open_connection", "asyncio", _streams, _echo, context="ssl"),
    Client("asyncio.start_tls", "asyncio", _start_tls, _echo,
           _before("hi", {"STARTTLS": "go", "": "no"}, "STARTTLS"), context="ssl"),
    Client("smtplib.SMTP_SSL", "smtplib", _smtp_ssl, protocols.lines("220 hi", protocols.SMTP, "QUIT")),
    Client("smtplib.SMTP", "smtplib", _smtp, _SMTP_TLS, _before("220 hi", protocols.SMTP, "STARTTLS")),
    Client("imaplib.IMAP4_SSL", "imaplib", _imap_ssl, protocols.lines("* OK hi", protocols.IMAP, "LOGOUT"),
           context="ssl_context"),
    Client("imaplib.IMAP4", "imaplib", _imap, _IMAP_TLS, _before("* OK hi", protocols.IMAP, "STARTTLS"),
           context="ssl_context"),
    Client("poplib.POP3_SSL", "poplib", _pop3_ssl, protocols.lines("+OK hi", protocols.POP3, "QUIT")),
    Client("poplib.POP3", "poplib", _pop3, _POP3_TLS, _before("+OK hi", protocols.POP3, "STLS")),
    Client("ftplib.FTP_TLS", "ftplib", _ftp, protocols.lines("", _TYPE, "QUIT"),
           _before("220 hi", _TYPE, "AUTH")),
    Client("websockets.connect", "websockets", _websocket, protocols.websocket, context="ssl"),
    Client("websockets.sync_connect", "websockets", _websocket_sync, protocols.websocket, context="ssl"),
    Client("redis.Redis", "redis", _redis, protocols.redis, context="ssl_context"),
    Client("redis.from_url", "redis", _redis_url, protocols.redis, context="ssl_context"),
    Client("redis.AsyncRedis", "redis", _redis_async, protocols.redis, context="ssl_context"),
    Client("redis.async_from_url", "redis", _redis_async_url, protocols.redis, context="ssl_context"),
    Client("pymongo.MongoClient", "pymongo", _mongo, protocols.mongo, context="ssl_context"),
    Client("pymongo.AsyncMongoClient", "pymongo", _mongo_async, protocols.mongo, context="ssl_context"),
]
