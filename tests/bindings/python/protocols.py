"""What the servers of the tests speak: just enough of each protocol for its clients."""

from __future__ import annotations

import base64
import hashlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable

import servers

Answer = Callable[[ssl.SSLSocket, servers.Listener], None]


def head_of(connection: socket.socket) -> bytes:
    """Octets up to an empty line; short when the other side goes."""
    head = b""
    while b"\r\n\r\n" not in head and (more := connection.recv(1)):
        head += more
    return head


def http(status: str = "200 OK", *headers: str, body: bytes = b"hello") -> Answer:
    """Answers each connection's one request."""
    reply = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""])

    def answer(tls: ssl.SSLSocket, server: servers.Listener) -> None:
        server.octets += len(head_of(tls))
        tls.sendall(reply.encode() + body)

    return answer


def connect_proxy(plain: socket.socket) -> bool:
    """An http proxy and, behind its CONNECT, the server itself."""
    plain_head = head_of(plain)
    plain.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    return plain_head.startswith(b"CONNECT localhost:")


def relay(tls: ssl.SSLSocket, server: servers.Listener) -> None:
    """A proxy that speaks https itself and takes CONNECT to a port of loopback."""
    head = head_of(tls)
    server.octets += len(head)
    port = int(head.split()[1].rpartition(b":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as beyond:
        tls.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        tls.settimeout(0.05)
        back = threading.Thread(target=_pump, args=(beyond, tls), daemon=True)
        back.start()
        while back.is_alive():
            try:
                if not (data := tls.recv(65536)):
                    break
                beyond.sendall(data)
            except (TimeoutError, socket.timeout):
                continue
        beyond.shutdown(socket.SHUT_WR)
        back.join(30)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        return


def _line(connection: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n") and (more := connection.recv(1)):
        line += more
    return line


def talk(connection: socket.socket, greeting: str, replies: dict[str, str], until: str,
         count: Callable[[int], None] = lambda octets: None) -> bool:
    """A protocol of lines: the reply to the first word that `replies` has; {tag} is the line's first word.

    Ends with True at the word `until`, after its reply; with False when the other side goes."""
    if greeting:
        connection.sendall(greeting.encode() + b"\r\n")
    while line := _line(connection):
        count(len(line))
        words = line.decode().upper().split()
        word = next((one for one in words[:2] if one in replies), "")
        connection.sendall((replies[word].format(tag=line.decode().split()[0]) + "\r\n").encode())
        if word == until:
            return True
    return False


def lines(greeting: str, replies: dict[str, str], until: str) -> Answer:
    """The answer of a protocol of lines."""
    def answer(tls: ssl.SSLSocket, server: servers.Listener) -> None:
        def count(octets: int) -> None:
            server.octets += octets

        talk(tls, greeting, replies, until, count)

    return answer


SMTP = {"": "502 no", "EHLO": "250-localhost\r\n250 STARTTLS", "STARTTLS": "220 go", "NOOP": "250 ok",
        "QUIT": "221 bye"}
IMAP = {"": "{tag} BAD no", "CAPABILITY": "* CAPABILITY IMAP4REV1 STARTTLS\r\n{tag} OK done", "STARTTLS": "{tag} OK done",
        "NOOP": "{tag} OK done", "LOGOUT": "* BYE\r\n{tag} OK done"}
POP3 = {"": "-ERR no", "CAPA": "+OK\r\nSTLS\r\n.", "STLS": "+OK", "NOOP": "+OK", "QUIT": "+OK"}


def before(greeting: str, replies: dict[str, str], until: str) -> Callable[[socket.socket], bool]:
    """The part without TLS, up to the word that turns to it."""
    return lambda plain: talk(plain, greeting, replies, until)


class Ftp:
    """A server of FTP whose data connections may show another certificate."""

    REPLIES = {"USER": "331 ok", "PASS": "230 ok", "PBSZ": "200 ok", "PROT": "200 ok", "TYPE": "200 ok",
               "QUIT": "221 bye"}

    def __init__(self, data_context: ssl.SSLContext) -> None:
        self.data_context = data_context
        self.data_octets = 0
        self._listener: socket.socket | None = None

    def answer(self, tls: ssl.SSLSocket, server: servers.Listener) -> None:
        while line := _line(tls):
            server.octets += len(line)
            word = line.decode().split()[0].upper()
            if word == "PASV":
                self._listener = socket.create_server(("127.0.0.1", 0))
                port = self._listener.getsockname()[1]
                tls.sendall(f"227 (127,0,0,1,{port >> 8},{port & 255})\r\n".encode())
            elif word in ("NLST", "STOR"):
                self._transfer(tls, word)
            else:
                tls.sendall(self.REPLIES.get(word, "502 no").encode() + b"\r\n")

    def _transfer(self, tls: ssl.SSLSocket, word: str) -> None:
        assert self._listener is not None
        tls.sendall(b"150 ok\r\n")
        with self._listener, self._listener.accept()[0] as plain:
            plain.settimeout(30)
            try:
                with self.data_context.wrap_socket(plain, server_side=True) as data:
                    if word == "NLST":
                        data.sendall(b"one\r\n")
                        data.unwrap()
                    while more := data.recv(65536) if word == "STOR" else b"":
                        self.data_octets += len(more)
            except OSError:
                pass
        tls.sendall(b"226 ok\r\n")


def websocket(tls: ssl.SSLSocket, server: servers.Listener) -> None:
    """Opens a websocket and gives back its first, short message."""
    head = head_of(tls)
    server.octets += len(head)
    if not head:
        return
    key = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key:"))
    digest = hashlib.sha1(key.split(b":")[1].strip() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
    tls.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Accept: " + base64.b64encode(digest.digest()) + b"\r\n\r\n")
    while (frame := tls.recv(2)) and len(frame) == 2:
        mask, masked = tls.recv(4), tls.recv(frame[1] & 127)
        data = bytes(octet ^ mask[at % 4] for at, octet in enumerate(masked))
        tls.sendall(bytes([frame[0], len(data)]) + data)
        if frame[0] & 15 == 8:
            return


def redis(tls: ssl.SSLSocket, server: servers.Listener) -> None:
    """Answers commands: PING, and OK to any other."""
    replies = {b"PING": b"+PONG\r\n", b"HELLO": b"%1\r\n$5\r\nproto\r\n:3\r\n"}
    while (line := _line(tls)).startswith(b"*"):
        words = []
        for _ in range(int(line[1:])):
            _line(tls)
            words.append(_line(tls).strip())
        server.octets += len(b"".join(words))
        tls.sendall(replies.get(words[0].upper(), b"+OK\r\n"))


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        if not (more := connection.recv(size - len(data))):
            raise ConnectionError("the other side went")
        data += more
    return data


def mongo(tls: ssl.SSLSocket, server: servers.Listener) -> None:
    """Answers any command like a server that stands alone."""
    import bson

    document = bson.encode({"ok": 1, "ismaster": True, "isWritablePrimary": True, "minWireVersion": 0,
                            "maxWireVersion": 21, "maxBsonObjectSize": 1 << 24, "maxMessageSizeBytes": 1 << 25,
                            "maxWriteBatchSize": 1000, "readOnly": False})
    while True:
        size, request, _, kind = struct.unpack("<iiii", _exactly(tls, 16))
        server.octets += size
        _exactly(tls, size - 16)
        if kind == 2004:
            body, reply = struct.pack("<iqii", 0, 0, 0, 1) + document, 1
        else:
            body, reply = struct.pack("<iB", 0, 0) + document, 2013
        tls.sendall(struct.pack("<iiii", 16 + len(body), 1, request, reply) + body)
