"""inject(): a policy under libraries that know nothing of it, until eject()."""

from __future__ import annotations

import asyncio
import importlib
import os
import socket
import ssl
import subprocess
import sys
import threading

import certpolicy
import protocols
import pytest
from client_calls import CLIENTS


def _off():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


#: Clients of client_calls whose library takes a context under the same name itself.
PLAIN = [client for client in CLIENTS
         if client.library in ("urllib3", "httpx", "aiohttp", "urllib", "http.client", "smtplib", "imaplib",
                               "poplib", "ftplib", "websockets")
         and client.name not in ("aiohttp.request", "urllib.opener", "websockets.sync_connect")]
PLAIN += [client for client in CLIENTS if client.name == "asyncio.open_connection"]


def _module(client):
    pytest.importorskip(client.library)
    return importlib.import_module({"urllib": "urllib.request"}.get(client.library, client.library))


def _run(client, port, context):
    made = client.call(_module(client), port, {client.context: context})
    if asyncio.iscoroutine(made):
        asyncio.run(made)


@pytest.fixture(autouse=True)
def _ejected():
    yield
    certpolicy.eject()
    assert not {"_wrap_socket", "_wrap_bio"} & set(vars(ssl.SSLContext))


@pytest.mark.parametrize("client", PLAIN, ids=str)
def test_a_context_that_verifies_nothing_is_judged(world, engine, serve, client):
    context = _off()  # made before
    certpolicy.inject("pinned", engine)
    with serve(world.good, client.answer, before=client.before) as server:
        _run(client, server.port, context)
    assert server.octets > 0
    with serve(world.stranger, client.answer, before=client.before) as server:
        with pytest.raises(Exception) as caught:
            _run(client, server.port, context)
        assert certpolicy.report_of(caught.value).verdict == "deny"
        assert server.octets == 0
        certpolicy.eject()
        _run(client, server.port, context)
    assert server.octets > 0
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_NONE, False)


def test_requests_with_verify_false(world, engine, serve):
    requests = pytest.importorskip("requests")
    with requests.Session() as before:
        certpolicy.inject("pinned", engine)
        for session in (before, requests.Session()):
            with serve(world.stranger, protocols.http()) as server:
                with pytest.raises(requests.exceptions.SSLError) as caught:
                    session.get(f"https://localhost:{server.port}/", verify=False)
                assert certpolicy.report_of(caught.value).verdict == "deny"
                assert server.octets == 0
            with serve(world.good, protocols.http()) as server:
                assert session.get(f"https://localhost:{server.port}/").text == "hello"


def test_redis_and_pymongo(world, engine, serve):
    redis, pymongo = pytest.importorskip("redis"), pytest.importorskip("pymongo")
    certpolicy.inject("pinned", engine)
    for made, allowed in ((world.good, True), (world.stranger, False)):
        with serve(made, protocols.redis) as server:
            store = redis.Redis("localhost", server.port, ssl=True, ssl_cert_reqs="none")
            if allowed:
                assert store.ping()
            else:
                with pytest.raises(redis.exceptions.ConnectionError) as caught:
                    store.ping()
                assert certpolicy.report_of(caught.value).verdict == "deny"
            assert (server.octets > 0) == allowed
        with serve(made, protocols.mongo) as server, \
                pymongo.MongoClient("localhost", server.port, tls=True, tlsInsecure=True,
                                    serverSelectionTimeoutMS=3000) as client:
            if allowed:
                assert client.admin.command("ping")["ok"] == 1
            else:
                with pytest.raises(pymongo.errors.ServerSelectionTimeoutError, match="deny under pinned"):
                    client.admin.command("ping")
            assert (server.octets > 0) == allowed


def _connect(context, server, name="localhost", **more):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain, \
            context.wrap_socket(plain, server_hostname=name, **more) as tls:
        tls.sendall(b"hello")
        assert tls.recv(16) == b"hello"
        return tls


def test_the_policy_takes_the_place_of_the_contexts_own_roots(world, engine, serve):
    context = ssl.create_default_context()
    with serve(world.good) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            _connect(context, server)
        certpolicy.inject("pinned", engine)
        tls = _connect(context, server)
        assert tls.policy_report.verdict == "allow"
        assert isinstance(tls, ssl.SSLSocket)
        certpolicy.eject()
        with pytest.raises(ssl.SSLCertVerificationError):
            _connect(context, server)
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_who_names_no_peer_is_told_so(world, engine, serve):
    certpolicy.inject("public-strict", engine)
    with serve(world.good) as server, pytest.raises(certpolicy.CertificatePolicyError) as caught:
        _connect(_off(), server, None)
    assert "identity.peer-missing" in [one.code for one in caught.value.report.findings]


def test_servers_stay_as_they_are(world, engine, serve):
    certpolicy.inject("pinned", engine)
    plain = _off()
    with serve(world.good) as server:
        _connect(plain, server)
        assert server.failures == []
        context = server.context
        with socket.socket() as unconnected:
            tls = context.wrap_socket(unconnected, server_side=True, do_handshake_on_connect=False)
            assert type(tls) is ssl.SSLSocket
            tls.close()


def test_a_context_of_certpolicy_keeps_its_own_policy(world, engine, serve):
    own = certpolicy.SSLContext("pinned", engine=engine)
    certpolicy.inject("elsewhere", engine)
    with serve(world.good) as server:
        _connect(own, server)
        with pytest.raises(certpolicy.CertificatePolicyError):
            _connect(_off(), server)


def test_a_second_call_changes_the_policy_and_one_eject_takes_all_away(world, engine, serve):
    with serve(world.good) as server:
        for policy, allowed in (("pinned", True), ("pinned", True), ("elsewhere", False)):
            certpolicy.inject(policy, engine)
            if allowed:
                _connect(_off(), server)
            else:
                with pytest.raises(certpolicy.CertificatePolicyError):
                    _connect(_off(), server)
        certpolicy.eject()
        certpolicy.eject()
        assert type(_connect(_off(), server)) is ssl.SSLSocket


def test_what_is_no_policy_changes_nothing(engine):
    with pytest.raises(certpolicy.Error):
        certpolicy.inject("no-such-policy", engine)
    assert "_wrap_socket" not in vars(ssl.SSLContext)


def test_resumed_sessions_are_judged(world, engine, serve):
    context = _off()
    with serve(world.good, version=ssl.TLSVersion.TLSv1_2) as server:
        before = _session(context, server)
        reports = []
        certpolicy.inject("pinned", engine, on_report=reports.append)
        with pytest.raises(certpolicy.CertificatePolicyError) as caught:
            _connect(context, server, session=before)  # its chain was never seen
        assert caught.value.report.primary == "session.chain-unavailable"
        session = _session(context, server)
        _connect(context, server, session=session)
        assert server.resumed >= 1
        assert reports[-1]["certificates"] == reports[-2]["certificates"]


def _session(context, server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain, \
            context.wrap_socket(plain, server_hostname="localhost") as tls:
        tls.sendall(b"hello")
        tls.recv(16)
        return tls.session


def test_threads_may_call_it_at_any_time(world, engine, serve):
    context, wrong = ssl.create_default_context(), []

    def work(server):
        for _ in range(20):
            try:
                _connect(context, server)
                wrong.append("a stranger's connection went on")
            except ssl.SSLCertVerificationError:
                pass
            except OSError as error:
                wrong.append(error)

    with serve(world.stranger) as server:
        threads = [threading.Thread(target=work, args=(server,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            certpolicy.inject("pinned", engine)
            certpolicy.eject()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert server.octets == 0
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


PROGRAM = """
import socket, ssl, sys
context = ssl._create_unverified_context()
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as plain:
    with context.wrap_socket(plain, server_hostname="localhost") as tls:
        tls.sendall(b"hello")
        print(tls.recv(16).decode(), __name__, sys.argv[2:])
"""


def _python(*arguments, **environment):
    return subprocess.run([sys.executable, "-m", "certpolicy", *arguments], capture_output=True, text=True,
                          timeout=120, env={**os.environ, **environment}, check=False)


def test_run_puts_it_under_a_script(world, serve, tmp_path):
    script, roots = tmp_path / "script.py", tmp_path / "roots.pem"
    script.write_text(PROGRAM)
    roots.write_bytes(world.root.pem().encode())
    with serve(world.good) as server:
        done = _python("run", "--policy", "dev-allow", str(script), str(server.port), "-x", "--policy",
                       SSL_CERT_FILE=str(roots))
        assert (done.returncode, done.stdout) == (0, "hello __main__ ['-x', '--policy']\n"), done.stderr
        octets = server.octets
        done = _python("run", "--policy", "public-strict", str(script), str(server.port), SSL_CERT_FILE=str(roots))
        assert done.returncode == 1
        assert "CertificatePolicyError: deny under public-strict" in done.stderr
        assert server.octets == octets


def test_run_takes_a_module_and_its_exit_code(tmp_path):
    (tmp_path / "leaves.py").write_text("import sys\nsys.exit(len(sys.argv))\n")
    assert _python("run", "-m", "leaves", "a", "b", PYTHONPATH=f"{tmp_path}:{os.environ['PYTHONPATH']}"
                   if "PYTHONPATH" in os.environ else str(tmp_path)).returncode == 3


def test_run_without_a_script_or_with_an_unknown_policy_is_wrong_usage():
    assert _python("run").returncode == 64
    done = _python("run", "--policy", "no-such-policy", "/nonexistent.py")
    assert done.returncode == 64
    assert "no-such-policy" in done.stderr


def test_other_words_are_the_commands(tmp_path):
    command = tmp_path / "certpolicy"
    command.write_text("#!/bin/sh\necho \"$@\"\nexit 2\n")
    command.chmod(0o755)
    done = _python("check", "localhost:1", "--policy", "x", PATH=f"{tmp_path}:/usr/bin:/bin")
    assert (done.returncode, done.stdout) == (2, "check localhost:1 --policy x\n")
    done = _python("check", PATH="/nonexistent")
    assert (done.returncode, done.stdout) == (69, "")
    assert "not on PATH" in done.stderr
