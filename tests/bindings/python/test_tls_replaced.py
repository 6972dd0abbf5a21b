"""What other libraries put in the place of ssl's own classes: judged all the same, or refused in words."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: A context with one of ssl's inside, as truststore has it, whose sockets are ssl's.
WITH_ONE_INSIDE = """
import _ssl, ssl

class SSLContext(ssl.SSLContext):
    verify_mode = property(lambda self: None, lambda self, value: None)
    def __init__(self, protocol=ssl.PROTOCOL_TLS_CLIENT):
        self.inside = OWN(protocol)
    def wrap_socket(self, *arguments, **named):
        for context in (self, self.inside):
            _ssl._SSLContext.check_hostname.__set__(context, False)
            _ssl._SSLContext.verify_mode.__set__(context, ssl.CERT_NONE)
        return self.inside.wrap_socket(*arguments, **named)

OWN, ssl.SSLContext = ssl.SSLContext, SSLContext
"""
TRUSTSTORE = """
import ssl, truststore
truststore.inject_into_ssl()
"""
#: Sockets that do handshakes of their own, as gevent's and eventlet's are.
GREEN = """
import socket, ssl, types

class SSLSocket(socket.socket):
    pass

SSLSocket.__module__ = "green.ssl"
ssl.SSLSocket = SSLSocket
"""
GEVENT = """
import gevent.monkey, ssl, warnings
warnings.simplefilter("ignore")
gevent.monkey.patch_all()
"""

BEGIN = """
import socket, sys
import certpolicy, certpolicy.tls
engine = certpolicy.Engine(anchors=[sys.argv[2]])
"""
SPEAK = """
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as plain:
    with context.wrap_socket(plain, server_hostname="localhost") as tls:
        tls.sendall(b"hello")
        print(tls.recv(16).decode())
"""
INJECTED = """
certpolicy.inject("pkix", engine)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""
OURS = """
context = certpolicy.SSLContext("pkix", engine=engine)
context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
assert context.minimum_version is ssl.TLSVersion.TLSv1_2
"""


def _library(prelude):
    for name in ("truststore", "gevent"):
        if f" {name}" in prelude:
            pytest.importorskip(name)


def _run(program, *arguments):
    return subprocess.run([sys.executable, "-W", "ignore", "-c", program, *(str(one) for one in arguments)],
                          capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("made", [INJECTED, OURS], ids=["injected", "ours"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("prelude", [WITH_ONE_INSIDE, TRUSTSTORE], ids=["one inside", "truststore"])
def test_a_context_with_one_inside_is_judged(world, serve, tmp_path, prelude, when, made):
    _library(prelude)
    (tmp_path / "root.pem").write_text(world.root.pem())
    program = (prelude + BEGIN if when == "before" else BEGIN + prelude) + made + SPEAK
    with serve(world.good) as server:
        done = _run(program, server.port, tmp_path / "root.pem")
        assert (done.returncode, done.stdout) == (0, "hello\n"), done.stderr
    with serve(world.stranger) as server:
        done = _run(program, server.port, tmp_path / "root.pem")
        assert done.returncode == 1
        assert "CertificatePolicyError: deny under pkix" in done.stderr, done.stderr
        assert server.octets == 0


@pytest.mark.parametrize("made", [INJECTED, OURS], ids=["injected", "ours"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("prelude", [GREEN, GEVENT], ids=["green", "gevent"])
def test_sockets_that_do_handshakes_of_their_own_are_refused(world, serve, tmp_path, prelude, when, made):
    _library(prelude)
    (tmp_path / "root.pem").write_text(world.root.pem())
    with serve(world.good) as server:
        program = (prelude + BEGIN if when == "before" else BEGIN + prelude) + made + SPEAK
        done = _run(program, server.port, tmp_path / "root.pem")
        assert done.returncode == 1
        assert ("ImportError: " if when == "before" else "NotImplementedError: ") + "ssl.SSLSocket was replaced" in done.stderr
        assert server.octets == 0


@pytest.mark.parametrize("prelude", [GREEN, GEVENT], ids=["green", "gevent"])
def test_sockets_that_come_after_inject_are_refused(world, serve, tmp_path, prelude):
    _library(prelude)
    (tmp_path / "root.pem").write_text(world.root.pem())
    with serve(world.good) as server:
        done = _run(BEGIN + "import ssl\n" + INJECTED + prelude + SPEAK, server.port, tmp_path / "root.pem")
        assert done.returncode == 1
        assert "hello" not in done.stdout
        assert server.octets == 0


@pytest.mark.parametrize("prelude", [GREEN, GEVENT], ids=["green", "gevent"])
def test_certificates_are_judged_all_the_same(prelude):
    _library(prelude)
    done = _run(prelude + "import certpolicy\nprint(certpolicy.Engine().evaluate({'chain': []}).verdict)")
    assert (done.returncode, done.stdout) == (0, "deny\n"), done.stderr
