"""A TLS server on loopback for tests: the pytest plugin's servers are of this kind."""

from __future__ import annotations

import contextlib
import errno
import socket
import ssl
import threading
import time
from collections.abc import Callable

__all__ = ["Listener", "echo"]

#: Ports that are tried until one is free in both families.
_TRIES = 50


def _listeners() -> list[socket.socket]:
    """One port of 127.0.0.1 and, where there is IPv6, of ::1: localhost may be either, and clients that know
    one address of it are not told of the other."""
    for _ in range(_TRIES):
        ipv4 = socket.create_server(("127.0.0.1", 0))
        try:
            return [ipv4, socket.create_server(("::1", ipv4.getsockname()[1]), family=socket.AF_INET6)]
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:  # there is no IPv6, or no ::1
                return [ipv4]
            ipv4.close()
    raise OSError(errno.EADDRINUSE, "no port is free at both 127.0.0.1 and ::1")


class Listener:
    """Answers each connection in a thread of its own by `answer`, until it is closed.

    Args:
        context: a server's.
        answer: called with the connection, whose handshake is over, and the listener.
        before: called with the socket before TLS begins; False: the connection ends there.

    Attributes:
        host: what leads to it, at all of its addresses: "localhost".
        port: its port.
        octets: how many octets applications sent, on all connections, as far as `take` gave them out.
        connections, resumed: how many there were, and how many of them resumed a session.
        failures: what went wrong in handshakes and answers.
    """

    host = "localhost"

    def __init__(self, context: ssl.SSLContext, answer: Callable[[ssl.SSLSocket, Listener], None], *,
                 before: Callable[[socket.socket], bool] | None = None) -> None:
        self.context = context
        self.octets = 0
        self.connections = 0
        self.resumed = 0
        self.failures: list[BaseException] = []
        self._answer = answer
        self._before = before
        self._open: list[threading.Thread] = []
        self._sockets = _listeners()
        self.port: int = self._sockets[0].getsockname()[1]
        self._threads = [threading.Thread(target=self._serve, args=(one,), daemon=True) for one in self._sockets]
        for thread in self._threads:
            thread.start()

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            one = threading.Thread(target=self._one, args=(plain,), daemon=True)
            self._open.append(one)
            one.start()

    def _one(self, plain: socket.socket) -> None:
        plain.settimeout(30)
        self.connections += 1
        try:
            if self._before is not None and not self._before(plain):
                return
            with self.context.wrap_socket(plain, server_side=True) as tls:
                self.resumed += tls.session_reused or 0
                self._answer(tls, self)
        except (OSError, ValueError) as failure:
            self.failures.append(failure)
        finally:
            plain.close()

    def take(self, tls: ssl.SSLSocket, size: int = 65536) -> bytes:
        """What the application sent next, at most `size` octets; none when it has closed the connection."""
        data = tls.recv(size)
        self.octets += len(data)
        return data

    def close(self) -> None:
        """Stops listening, and waits up to two seconds for answers that are under way."""
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(5)
        end = time.monotonic() + 2  # for what was sent to be counted; clients that stay open are not waited for
        for thread in self._open:
            thread.join(max(0, end - time.monotonic()))


def echo(tls: ssl.SSLSocket, server: Listener) -> None:
    """Gives back what it is sent, until the other side goes."""
    while data := server.take(tls):
        tls.sendall(data)
