"""Whichever way a library opens a connection of a context, it is judged."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import ssl
import threading

import certpolicy
import pytest


def test_a_class_that_a_library_puts_in_is_judged_too(world, engine, serve):
    class Own(ssl.SSLObject):
        pass

    class OwnSocket(ssl.SSLSocket):
        pass

    async def talk(port, context):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname="localhost")
        assert isinstance(writer.get_extra_info("ssl_object"), Own)
        writer.write(b"hello")
        answer = await reader.read(5)
        writer.close()
        return answer

    context = certpolicy.SSLContext("pinned", engine=engine)
    context.sslobject_class, context.sslsocket_class = Own, OwnSocket
    with serve(world.good) as server:
        assert asyncio.run(talk(server.port, context)) == b"hello"
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain, \
                context.wrap_socket(plain, server_hostname="localhost") as tls:
            assert isinstance(tls, OwnSocket)
            assert tls.policy_report.verdict == "allow"
    with serve(world.stranger) as server:
        with pytest.raises(certpolicy.CertificatePolicyError):
            asyncio.run(talk(server.port, context))
        with pytest.raises(certpolicy.CertificatePolicyError), \
                socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain:
            context.wrap_socket(plain, server_hostname="localhost")
    assert server.octets == 0


def test_what_could_not_be_judged_does_not_begin(engine):
    context = certpolicy.SSLContext("pinned", engine=engine)
    with socket.socket() as plain, pytest.raises(TypeError, match="only ssl's own sockets and objects"):
        context._wrap_socket(plain, False, "localhost")
    with pytest.raises(TypeError, match="only ssl's own sockets and objects"):
        context._wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), False, "localhost")


def test_the_certificate_is_told_as_of_any_verified_connection(world, engine, serve):
    context = certpolicy.SSLContext("pinned", engine=engine)
    with serve(world.good) as server, socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain, \
            context.wrap_socket(plain, server_hostname="localhost") as tls:
        assert ("DNS", "localhost") in tls.getpeercert()["subjectAltName"]


def test_a_child_does_not_wait_for_a_thread_of_its_parent(engine):
    from certpolicy._handshake import context_lock

    context = certpolicy.SSLContext("pinned", engine=engine)
    held, leave = threading.Event(), threading.Event()

    def hold():
        with context_lock:
            held.set()
            leave.wait(0.5)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(20)
        try:
            context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
            os._exit(0)
        finally:
            os._exit(1)
    thread.join()
    assert os.waitpid(child, 0)[1] == 0
