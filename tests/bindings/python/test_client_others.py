"""What each client library has beside a connection: options that switch verification off, proxies, data."""

from __future__ import annotations

import asyncio
import importlib
import socket
import ssl
import sys
import threading

import certpolicy
import protocols
import pytest
import servers

WARNED = certpolicy.CertificatePolicyWarning


def _off():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _refused(server, call):
    """A call, or a coroutine, that is denied and sends nothing."""
    with pytest.raises(Exception) as caught:
        made = call()
        if asyncio.iscoroutine(made):
            asyncio.run(made)
    report = certpolicy.report_of(caught.value)
    assert report is not None, repr(caught.value)
    assert report.verdict == "deny"
    assert server.octets == 0
    return report


@pytest.fixture
def terms(engine):
    return {"policy": "pinned", "engine": engine}


def test_a_context_of_another_kind_has_no_effect(world, serve, terms):
    calls = [
        lambda port: certpolicy.urllib.urlopen(f"https://localhost:{port}/", context=_off(), **terms),
        lambda port: certpolicy.smtplib.SMTP_SSL("localhost", port, context=_off(), **terms),
        lambda port: certpolicy.imaplib.IMAP4_SSL("localhost", port, ssl_context=_off(), **terms),
        lambda port: certpolicy.poplib.POP3_SSL("localhost", port, context=_off(), **terms),
        lambda port: certpolicy.http_client.HTTPSConnection("localhost", port, context=_off(), **terms).connect(),
        lambda port: certpolicy.asyncio.open_connection("localhost", port, ssl=_off(), **terms),
    ]
    for call in calls:
        with serve(world.stranger) as server, pytest.warns(WARNED, match="not certpolicy's"):
            _refused(server, lambda: call(server.port))  # noqa: B023


def test_a_context_of_ours_has_its_own_policy(engine, terms):
    context = certpolicy.SSLContext("pinned", engine=engine)
    with pytest.raises(TypeError, match="are those of"):
        certpolicy.http_client.HTTPSConnection("localhost", context=context, **terms)


def test_urllib_judges_redirects_and_refuses_other_handlers(world, serve, terms):
    import urllib.request

    with serve(world.stranger, protocols.http()) as second, \
            serve(world.good, protocols.http("302 Found", f"Location: https://127.0.0.1:{second.port}/")) as first:
        report = _refused(second, lambda: certpolicy.urllib.urlopen(f"https://localhost:{first.port}/", **terms))
        assert report["peer"] == {"ip": "127.0.0.1"}
    for one in (urllib.request.HTTPSHandler, urllib.request.HTTPSHandler()):
        with pytest.raises(TypeError):
            certpolicy.urllib.opener(one, **terms)


def test_http_client_judges_the_host_beyond_a_tunnel(world, serve, terms):
    with serve(world.stranger, protocols.http(), before=protocols.connect_proxy) as server:
        connection = certpolicy.http_client.HTTPSConnection("127.0.0.1", server.port, **terms)
        connection.set_tunnel("localhost", 1)
        assert _refused(server, connection.connect)["peer"] == {"dns": "localhost"}


def test_ftp_judges_data_connections_too(world, serve, terms):
    for made, allowed in ((world.good, True), (world.stranger, False)):
        ftp = protocols.Ftp(servers.server_context(made, world.folder))
        before = protocols.before("220 hi", {"": "502 no", "AUTH": "234 go"}, "AUTH")
        with serve(world.good, ftp.answer, before=before) as server:
            files = certpolicy.ftplib.FTP_TLS(**terms)
            files.connect("localhost", server.port)
            files.login("user", "secret")
            files.prot_p()
            if allowed:
                assert files.nlst() == ["one"]
                continue
            import io

            with pytest.raises(certpolicy.CertificatePolicyError):
                files.storbinary("STOR secret", io.BytesIO(b"secret"))
        assert ftp.data_octets == 0


def test_octets_before_tls_are_refused(world, serve, terms):
    async def talk(port):
        reader, writer = await asyncio.open_connection("localhost", port)
        await reader.readline()
        await asyncio.sleep(0.2)
        try:
            await certpolicy.asyncio.start_tls(writer, server_hostname="localhost", **terms)
        finally:
            writer.close()

    def before(plain):
        plain.sendall(b"go\r\nput in by somebody in between\r\n")
        return True

    with serve(world.good, before=before) as server, pytest.raises(ConnectionError, match="before TLS"):
        asyncio.run(talk(server.port))
    assert server.octets == 0


def test_octets_that_come_while_the_last_words_before_tls_are_sent_are_refused(world, serve, terms):
    size, goes = 16 << 20, threading.Event()  # more than the kernel buffers

    def before(plain):
        goes.wait(30)
        plain.sendall(b"put in by somebody in between\r\n")
        left = size
        while left:
            left -= len(plain.recv(min(left, 65536)))
        return True

    async def talk(port):
        _, writer = await asyncio.open_connection("localhost", port)
        writer.transport.set_write_buffer_limits(high=0)
        writer.write(bytes(size))
        goes.set()
        try:
            await certpolicy.asyncio.start_tls(writer, server_hostname="localhost", **terms)
        finally:
            writer.close()

    with serve(world.good, before=before) as server, pytest.raises(ConnectionError, match="before TLS"):
        asyncio.run(talk(server.port))
    assert server.octets == 0


def test_smtp_is_judged_under_the_host_that_it_connected_to(world, serve, terms):
    with serve(world.good, protocols.lines("220 hi", protocols.SMTP, "QUIT")) as server:
        with certpolicy.smtplib.SMTP_SSL(f"localhost:{server.port}", **terms) as mail:
            assert mail.sock.policy_report["peer"] == {"dns": "localhost"}
        mail.connect("127.0.0.1", server.port)
        assert mail.sock.policy_report["peer"] == {"ip": "127.0.0.1"}
        mail.close()
    before = protocols.before("220 hi", protocols.SMTP, "STARTTLS")
    with serve(world.good, protocols.lines("", protocols.SMTP, "QUIT"), before=before) as server, \
            certpolicy.smtplib.SMTP(**terms) as mail:
        mail.connect("localhost", server.port)
        mail.starttls()
        assert mail.sock.policy_report["peer"] == {"dns": "localhost"}


def test_urllib3(world, serve, terms):
    urllib3 = pytest.importorskip("urllib3")
    ours = certpolicy.urllib3
    for named in ({"cert_reqs": "CERT_NONE"}, {"assert_hostname": False}, {"ssl_context": _off()}):
        with serve(world.stranger, protocols.http()) as server, pytest.warns(WARNED):
            pools = ours.PoolManager(**terms, **named)
            _refused(server, lambda: pools.request("GET", f"https://localhost:{server.port}/"))  # noqa: B023
            assert server.connections == 4  # its own three retries
    with serve(world.stranger, protocols.http()) as server, pytest.warns(WARNED):
        one = ours.PoolManager(**terms).connection_from_host(
            "localhost", server.port, "https", pool_kwargs={"ssl_context": _off()})
        _refused(server, lambda: one.request("GET", "/"))
    with serve(world.stranger, protocols.relay) as proxy:
        pools = ours.ProxyManager(f"https://localhost:{proxy.port}", **terms)
        _refused(proxy, lambda: pools.request("GET", "https://localhost:1/", retries=False))
    with serve(world.stranger, protocols.http(), before=protocols.connect_proxy) as server:
        pools = ours.ProxyManager(f"http://127.0.0.1:{server.port}", **terms)
        _refused(server, lambda: pools.request("GET", "https://localhost:1/", retries=False))
    assert ours.exceptions is urllib3.exceptions


def _httpx_async(**named):
    async def get(url, **more):
        async with certpolicy.httpx.AsyncClient(**named) as client:
            return await client.get(url, **more)

    return get


def _httpx_sync(**named):
    def get(url, **more):
        with certpolicy.httpx.Client(**named) as client:
            return client.get(url, **more)

    return get


@pytest.mark.parametrize("client", [_httpx_sync, _httpx_async])
def test_httpx(world, serve, terms, monkeypatch, client):
    httpx = pytest.importorskip("httpx")
    for verify in (False, _off()):
        with serve(world.stranger, protocols.http()) as server, pytest.warns(WARNED):
            _refused(server, lambda: client(verify=verify, **terms)(f"https://localhost:{server.port}/"))  # noqa: B023
    with serve(world.stranger, protocols.http()) as second, \
            serve(world.good, protocols.http("302 Found", f"Location: https://127.0.0.1:{second.port}/")) as first:
        report = _refused(second, lambda: client(follow_redirects=True, **terms)(
            f"https://localhost:{first.port}/"))
        assert report["peer"] == {"ip": "127.0.0.1"}
    with serve(world.stranger, protocols.relay) as proxy:
        url = f"https://localhost:{proxy.port}"
        _refused(proxy, lambda: client(proxy=url, **terms)("https://localhost:1/"))
        _refused(proxy, lambda: client(proxy=httpx.Proxy(url), **terms)("http://localhost:1/"))
        monkeypatch.setenv("https_proxy", url)
        _refused(proxy, lambda: client(**terms)("https://localhost:1/"))
        assert proxy.connections == 3
        monkeypatch.delenv("https_proxy")
    with serve(world.stranger, protocols.http(), before=protocols.connect_proxy) as server:
        proxy = f"http://127.0.0.1:{server.port}"
        assert _refused(server, lambda: client(proxy=proxy, **terms)("https://localhost:1/"))["peer"] \
            == {"dns": "localhost"}


def test_httpx_transports(world, serve, terms):
    httpx = pytest.importorskip("httpx")
    ours = certpolicy.httpx
    with serve(world.stranger, protocols.http()) as server:
        transport = ours.HTTPTransport(retries=2, **terms)
        _refused(server, lambda: ours.Client(transport=transport).get(f"https://localhost:{server.port}/"))
    assert server.connections == 3
    for more in ({"policy": "dev-allow"}, {"engine": terms["engine"]}):
        with pytest.raises(TypeError, match="are those of"):
            ours.Client(transport=transport, **more)
    for named in ({"transport": httpx.HTTPTransport(verify=False)},
                  {"mounts": {"https://": httpx.HTTPTransport(verify=False)}}):
        with pytest.raises(TypeError, match="would not judge"):
            ours.Client(**named, **terms)
    answer = httpx.MockTransport(lambda request: httpx.Response(200, text="mock"))
    assert ours.Client(transport=answer, **terms).get("https://localhost/").text == "mock"


def test_aiohttp(world, serve, terms):
    aiohttp = pytest.importorskip("aiohttp")
    ours = certpolicy.aiohttp

    async def get(url, named=None, **more):
        async with ours.ClientSession(connector=ours.TCPConnector(**terms, **(named or {}))) as session, \
                session.get(url, **more) as response:
            return await response.text()

    for named, more in (({}, {"ssl": False}), ({"ssl": False}, {}), ({}, {"ssl": _off()}), ({"ssl": _off()}, {})):
        with serve(world.stranger, protocols.http()) as server, pytest.warns(WARNED):
            _refused(server, lambda: get(f"https://localhost:{server.port}/", named, **more))  # noqa: B023
    fingerprint = aiohttp.Fingerprint(bytes(32))
    for named, more in (({}, {"ssl": fingerprint}), ({"ssl": fingerprint}, {})):
        with serve(world.stranger, protocols.http()) as server:
            _refused(server, lambda: get(f"https://localhost:{server.port}/", named, **more))  # noqa: B023
        with serve(world.good, protocols.http()) as server, pytest.raises(aiohttp.ServerFingerprintMismatch):
            asyncio.run(get(f"https://localhost:{server.port}/", named, **more))
    with serve(world.stranger, protocols.http()) as second, \
            serve(world.good, protocols.http("302 Found", f"Location: https://127.0.0.1:{second.port}/")) as first:
        assert _refused(second, lambda: get(f"https://localhost:{first.port}/"))["peer"] == {"ip": "127.0.0.1"}
    with serve(world.stranger, protocols.http(), before=protocols.connect_proxy) as server:
        report = _refused(server, lambda: get("https://localhost:1/", proxy=f"http://127.0.0.1:{server.port}"))
        assert report["peer"] == {"dns": "localhost"}
    if sys.version_info >= (3, 11):  # before, asyncio has no TLS in TLS
        with serve(world.stranger, protocols.relay) as proxy:
            _refused(proxy, lambda: get("https://localhost:1/", proxy=f"https://localhost:{proxy.port}"))

    async def other():
        ours.ClientSession(connector=aiohttp.TCPConnector(), **more)

    for more, message in (({}, "would not judge"), (terms, "are those of")):
        with pytest.raises(TypeError, match=message):
            asyncio.run(other())


def test_aiohttp_keeps_no_connection_that_was_judged_under_another_name(world, engine, serve):
    aiohttp = pytest.importorskip("aiohttp")
    engine.add_policy_text("version: 1\npolicies:\n  named:\n    extends: internal-pinned\n    pins:\n"
                           f"      - {{spki: '{world.good.pin()}', peer: localhost, until: 2099-01-01}}\n")

    async def talk(port):
        async with certpolicy.aiohttp.ClientSession(policy="named", engine=engine) as session:
            url = f"https://127.0.0.1:{port}/"
            async with session.get(url, server_hostname="localhost") as response:
                await response.read()
            octets.append(server.octets)
            async with session.get(url):
                pass

    def answer(tls, server):
        while head := protocols.head_of(tls):
            server.octets += len(head)
            tls.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")

    octets = []
    with serve(world.good, answer) as server:
        if hasattr(aiohttp.client_reqrep.ConnectionKey, "server_hostname"):
            with pytest.raises(aiohttp.ClientConnectorCertificateError):
                asyncio.run(talk(server.port))
            assert octets == [server.octets]
        else:
            with pytest.raises(ValueError, match="without regard to server_hostname"):
                asyncio.run(talk(server.port))
            assert server.octets == 0


def test_websockets(world, serve, terms, monkeypatch):
    websockets = pytest.importorskip("websockets")
    ours = certpolicy.websockets

    async def talk(uri, **named):
        async with ours.connect(uri, **named) as socket:
            await socket.send("hello")

    def talk_sync(uri, **named):
        with ours.sync_connect(uri, **named) as socket:
            socket.send("hello")

    for call in (talk, talk_sync):
        with serve(world.stranger, protocols.websocket) as server, pytest.warns(WARNED):
            _refused(server, lambda: call(f"wss://localhost:{server.port}/", ssl=_off(), **terms))  # noqa: B023
        with pytest.raises(ValueError, match="say wss://"):
            made = call("ws://localhost:1/", **terms)
            asyncio.run(made)
        with serve(world.stranger, protocols.websocket) as second, \
                serve(world.good, protocols.http("302 Found", f"Location: wss://127.0.0.1:{second.port}/")) as first, \
                pytest.raises(Exception) as caught:
            made = call(f"wss://localhost:{first.port}/", **terms)
            if asyncio.iscoroutine(made):
                asyncio.run(made)
        assert second.octets == 0
        report = certpolicy.report_of(caught.value)
        assert report["peer"] == {"ip": "127.0.0.1"} if second.connections else report is None
        if hasattr(websockets.asyncio.client, "get_proxy"):
            with serve(world.stranger, protocols.relay) as proxy:
                monkeypatch.setenv("https_proxy", f"https://localhost:{proxy.port}")
                _refused(proxy, lambda: call("wss://somewhere.test/", **terms))  # noqa: B023
                monkeypatch.delenv("https_proxy")


def test_websockets_follows_no_redirect_over_a_proxy_that_is_not_judged(world, serve, terms, monkeypatch):
    websockets = pytest.importorskip("websockets")
    if not hasattr(importlib.import_module("websockets.asyncio.client"), "get_proxy"):
        pytest.skip("websockets before 15 knows no proxies")

    async def talk(port):
        async with certpolicy.websockets.connect(f"wss://localhost:{port}/", **terms) as socket:
            await socket.send("hello")

    def talk_sync(port):
        certpolicy.websockets.sync_connect(f"wss://localhost:{port}/", **terms).close()

    roots = world.folder / "strangers.pem"
    roots.write_text(world.stranger.pem())
    monkeypatch.setenv("SSL_CERT_FILE", str(roots))  # of whom a context of the library's own would think well
    monkeypatch.setenv("no_proxy", "localhost")
    with serve(world.stranger, protocols.relay) as proxy, \
            serve(world.good, protocols.http("302 Found", "Location: wss://somewhere.test/")) as first:
        monkeypatch.setenv("https_proxy", f"https://localhost:{proxy.port}")
        with pytest.raises(ValueError, match="would not be judged"):
            asyncio.run(talk(first.port))
        with pytest.raises((OSError, websockets.exceptions.WebSocketException)):  # it goes there without the proxy
            talk_sync(first.port)
    assert (proxy.connections, proxy.octets) == (0, 0)


def test_redis(world, serve, terms):
    redis = pytest.importorskip("redis")
    ours = certpolicy.redis
    for named in ({"ssl_cert_reqs": "none"}, {"ssl_cert_reqs": None}, {"ssl_check_hostname": False}):
        with serve(world.stranger, protocols.redis) as server, pytest.warns(WARNED):
            _refused(server, ours.Redis("localhost", server.port, **named, **terms).ping)
    with serve(world.stranger, protocols.redis) as server, pytest.warns(WARNED):
        _refused(server, ours.from_url(f"rediss://localhost:{server.port}?ssl_cert_reqs=none", **terms).ping)
    async def in_a_loop():
        ours.async_from_url("redis://localhost", **terms)

    for make in (lambda: ours.Redis("localhost", ssl=False, **terms), lambda: ours.from_url("redis://localhost", **terms),
                 lambda: asyncio.run(in_a_loop()),
                 lambda: ours.Redis(unix_socket_path="/tmp/none", **terms)):  # noqa: S108
        with pytest.raises(ValueError, match="no TLS"):
            make()
    for kind in (ours.Redis, ours.AsyncRedis):
        with pytest.raises(ValueError, match="max_connections=1"):
            kind(single_connection_client=True, **terms)
    with serve(world.stranger, protocols.redis) as server:
        used = redis.ConnectionPool(redis.SSLConnection, host="localhost", port=server.port, ssl_cert_reqs="none")
        assert redis.Redis(connection_pool=used).ping()
        octets = server.octets
        with pytest.warns(WARNED), pytest.raises(redis.exceptions.ConnectionError) as caught:
            ours.Redis(connection_pool=used, **terms).ping()
        assert certpolicy.report_of(caught.value).verdict == "deny"
        assert server.octets == octets
    with serve(world.good, protocols.redis) as server:
        with ours.Redis.from_url(f"rediss://localhost:{server.port}", **terms) as store:
            assert store.ping()
        server.close()
        assert not any(one.is_alive() for one in server._open)  # it closed what it opened
    with pytest.raises(ValueError, match="max_connections=1"):
        ours.from_url("rediss://localhost", single_connection_client=True, **terms)
    used = ours.Redis("localhost", 1, **terms).connection_pool
    assert ours.Redis(connection_pool=used).connection_pool is used
    for more in ({"policy": "dev-allow"}, {"engine": terms["engine"]}):
        with pytest.raises(TypeError, match="are those of"):
            ours.Redis(connection_pool=used, **more)
    for name in ("ssl_validate_ocsp", "ssl_validate_ocsp_stapled", "ssl_ocsp_expected_cert"):
        with pytest.raises(ValueError, match=f"{name} would have no effect"):
            ours.Redis("localhost", 1, **{name: True}, **terms)
    with serve(world.stranger, protocols.redis) as server, pytest.raises(redis.exceptions.ConnectionError) as caught:
        ours.Redis("localhost", server.port, ssl_ca_data=world.stranger.pem(), **terms).ping()
    assert "cadata" in str(caught.value)
    for name in ("RedisCluster", "Sentinel", "asyncio"):
        with pytest.raises(AttributeError):
            getattr(ours, name)
    assert ours.RedisError is redis.RedisError


def test_pymongo(world, serve, terms):
    pymongo = pytest.importorskip("pymongo")
    ours = certpolicy.pymongo
    for named in ({"tlsInsecure": True}, {"tlsAllowInvalidCertificates": True}, {"tlsAllowInvalidHostnames": True}):
        with serve(world.stranger, protocols.mongo) as server, pytest.warns(WARNED), \
                ours.MongoClient("localhost", server.port, serverSelectionTimeoutMS=2000, **named, **terms) as client:
            _refused(server, lambda: client.admin.command("ping"))  # noqa: B023
    with pytest.raises(pymongo.errors.ConfigurationError, match="no TLS"):
        ours.MongoClient("localhost", tls=False, **terms)
    roots = world.folder / "roots-of-mongo.pem"
    roots.write_text(world.root.pem())
    with pytest.raises(pymongo.errors.ConfigurationError, match="tlsCRLFile would have no effect"):
        ours.MongoClient("localhost", tlsCRLFile=str(roots), **terms)
    with serve(world.stranger, protocols.mongo) as server, pytest.raises(pymongo.errors.PyMongoError, match="roots-of-mongo"), \
            ours.MongoClient(f"mongodb://localhost:{server.port}/?tlsCAFile={roots}", serverSelectionTimeoutMS=2000,
                             **terms) as client:
        client.admin.command("ping")


def test_pymongo_judges_the_servers_that_srv_names(world, serve, terms, monkeypatch):
    pytest.importorskip("pymongo")
    resolver = pytest.importorskip("dns.resolver")
    asyncresolver = importlib.import_module("dns.asyncresolver")
    rrset = importlib.import_module("dns.rrset")
    ours, address = certpolicy.pymongo, socket.getaddrinfo

    class Answers(list):
        def __init__(self, port):
            self.rrset = rrset.from_text("_mongodb._tcp.mongo.corp.test.", 60, "IN", "SRV", f"0 0 {port} db.corp.test.")
            super().__init__(self.rrset)

    def resolve(name, kind, **more):
        if kind == "TXT":
            raise resolver.NoAnswer
        return Answers(port)

    async def resolve_in_a_loop(*arguments, **more):
        return resolve(*arguments, **more)

    async def ping(**named):
        async with ours.AsyncMongoClient("mongodb+srv://mongo.corp.test/", **named) as client:
            await client.admin.command("ping")

    def ping_sync(**named):
        with ours.MongoClient("mongodb+srv://mongo.corp.test/", **named) as client:
            client.admin.command("ping")

    monkeypatch.setattr(resolver, "resolve", resolve)
    monkeypatch.setattr(asyncresolver, "resolve", resolve_in_a_loop)
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more, **named: address(
        "127.0.0.1" if host == "db.corp.test" else host, *more, **named))
    for call in (ping_sync, ping):
        with serve(world.stranger, protocols.mongo) as server, pytest.warns(WARNED):
            port = server.port
            report = _refused(server, lambda: call(tlsInsecure=True, serverSelectionTimeoutMS=2000, **terms))  # noqa: B023
        assert report["peer"] == {"dns": "db.corp.test"}


def test_a_library_that_is_too_old_is_refused(monkeypatch):
    httpx = pytest.importorskip("httpx")
    for version, is_fine in (("0.27.2", False), ("0.28.0", True), ("1.0", True), ("0.28rc1", False)):
        monkeypatch.setattr(httpx, "__version__", version)
        monkeypatch.delitem(sys.modules, "certpolicy.httpx", raising=False)
        if is_fine:
            importlib.import_module("certpolicy.httpx")
        else:
            with pytest.raises(ImportError, match="0.28 or later"):
                importlib.import_module("certpolicy.httpx")


def test_psycopg_says_that_it_cannot_be_judged():
    with pytest.raises(ImportError, match="sslmode=verify-full"):
        certpolicy.psycopg  # noqa: B018


@pytest.mark.parametrize("library", ["aiohttp", "httpx", "pymongo", "redis", "requests", "urllib3", "websockets"])
def test_a_library_that_is_not_there_is_named(monkeypatch, library):
    for name in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, f"certpolicy.{library}", raising=False)
    with pytest.raises(ImportError, match=f"pip install {library}"):
        importlib.import_module(f"certpolicy.{library}")
