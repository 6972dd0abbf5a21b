"""Proxies on loopback, good, bad and hostile ones, and one TLS server and one of SMTP behind them.

proxies.py CERT KEY: prints "KIND BEHAVIOUR PORT", one line a server, then "ready"; serves until its input ends.
What each proxy is asked for goes to the file asked, a line each.
"""
import base64
import socket
import ssl
import struct
import sys
import threading

REAL = {}  # what a name stands for, for those that resolve


def receive(peer, n):
    data = b""
    while len(data) < n:
        more = peer.recv(n - len(data))
        if not more:
            raise OSError("cut")
        data += more
    return data


def head(peer):
    data = b""
    while not data.endswith(b"\r\n\r\n"):
        data += receive(peer, 1)
    return data.decode("latin-1")


def note(*words):
    with open("asked", "a") as asked:
        print(*words, file=asked)


def pump(one, other):
    try:
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def join(peer, host, port):
    with socket.create_connection((REAL.get(host, host), port), timeout=5) as onward:
        threading.Thread(target=pump, args=(onward, peer), daemon=True).start()
        pump(peer, onward)


def http(peer, secret=None, before=b"", after=b""):
    text = head(peer)
    target = text.split()[1]
    note("http", target)
    if secret and f"Proxy-Authorization: Basic {base64.b64encode(secret).decode()}\r\n" not in text:
        peer.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n")
        return
    host, _, port = target.rpartition(":")
    peer.sendall(before + b"HTTP/1.1 200 Connection established\r\nContent-Length: 7\r\n\r\n" + after)
    join(peer, host.strip("[]"), int(port))


def socks(peer, secret=None):
    _, n_methods = receive(peer, 2)
    methods = receive(peer, n_methods)
    if secret:
        if 2 not in methods:
            peer.sendall(b"\x05\xff")
            return
        peer.sendall(b"\x05\x02")
        receive(peer, 1)
        user = receive(peer, receive(peer, 1)[0])
        password = receive(peer, receive(peer, 1)[0])
        right = user + b":" + password == secret
        peer.sendall(b"\x01" + (b"\x00" if right else b"\x01"))
        if not right:
            return
    else:
        peer.sendall(b"\x05\x00")
    _, _, _, kind = receive(peer, 4)
    if kind == 3:
        host = receive(peer, receive(peer, 1)[0]).decode()
    else:
        host = socket.inet_ntop(socket.AF_INET if kind == 1 else socket.AF_INET6, receive(peer, 4 if kind == 1 else 16))
    port = struct.unpack(">H", receive(peer, 2))[0]
    note("socks", kind, host)
    if host == "refused.test":
        peer.sendall(b"\x05\x05\x00\x01" + bytes(6))
        return
    peer.sendall(b"\x05\x00\x00\x03\x04name\x00\x00")
    join(peer, host, port)


def answer(words):
    def run(peer):
        peer.recv(4096)
        peer.sendall(words)
        peer.settimeout(5)
        peer.recv(1)
    return run


def flood(first, piece):
    def run(peer):
        peer.recv(4096)
        peer.sendall(first)
        while True:
            peer.sendall(piece)
    return run


def tls(peer, context):
    with context.wrap_socket(peer, server_side=True) as session:
        session.recv(1)


def smtp(peer, context):
    peer.sendall(b"220 mail ESMTP\r\n")
    line(peer)
    peer.sendall(b"250-mail\r\n250 STARTTLS\r\n")
    line(peer)
    peer.sendall(b"220 go\r\n")
    tls(peer, context)


def line(peer):
    data = b""
    while not data.endswith(b"\r\n"):
        data += receive(peer, 1)
    return data


def serve(listener, run):
    def one(peer):
        try:
            with peer:
                run(peer)
        except OSError:
            pass

    while True:
        peer, _ = listener.accept()
        threading.Thread(target=one, args=(peer,), daemon=True).start()


def start(kind, behaviour, run):
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listener, run), daemon=True).start()
    print(kind, behaviour, listener.getsockname()[1])


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    REAL.update({"behind.test": "127.0.0.1", "xn--mnchen-3ya.test": "127.0.0.1"})
    start("server", "tls", lambda peer: tls(peer, context))
    start("server", "smtp", lambda peer: smtp(peer, context))
    start("http", "good", http)
    start("http", "secret", lambda peer: http(peer, secret=b"er p@ss:wo%rd"))
    start("http", "early", lambda peer: http(peer, before=b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"))
    start("http", "inject", lambda peer: http(peer, after=b"<html>\x1b[2J"))
    start("http", "denied", answer(b"HTTP/1.1 403 Forbidden \x1b[31m\r\nDate: Tue, 24 Nov 2026 12:00:00 GMT\r\n\r\n<html>"))
    start("http", "garbage", answer(b"SSH-2.0-x\r\n"))
    start("http", "endless-line", flood(b"", b"HTTP/1.1 200 " + b"x" * 4096))
    start("http", "endless-head", flood(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"))
    start("http", "endless-hints", flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n"))
    start("http", "silent", lambda peer: receive(peer, 100000))
    start("socks", "good", socks)
    start("socks", "secret", lambda peer: socks(peer, secret=b"user:p@ss"))
    start("socks", "garbage", answer(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    start("socks", "nonsense", answer(b"\x05\x00\x05\x77\x00\x01"))
    start("socks", "hangup", lambda peer: None)
    print("ready", flush=True)
    sys.stdin.read()


main()
