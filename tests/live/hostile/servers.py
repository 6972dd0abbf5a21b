"""Hostile servers on loopback, on ports of the kernel's choice.

servers.py: reads the files of certs.py; prints "KIND BEHAVIOUR PORT", one line a server, then "ready"; serves until its
input ends. Nothing that they do lasts longer than LONGEST seconds a connection.
"""
import itertools
import os
import socket
import ssl
import struct
import sys
import threading
import time

LONGEST = 30
EVIL = b"\x1b]0;owned\x07\x1b[31m\x9b2J\xe2\x80\xae\x7f\x00\x08"

# How each protocol's server greets, and what it answers to anything: with something in it that moves cursors.
TALKS = {
    "smtp": (b"220 %b ESMTP\r\n", b"554 %b no\r\n"),
    "lmtp": (b"220 %b LMTP\r\n", b"554 %b no\r\n"),
    "imap": (b"* OK %b ready\r\n", b"a1 BAD %b\r\na2 NO %b\r\n"),
    "pop3": (b"+OK %b\r\n", b"-ERR %b\r\n"),
    "ftp": (b"220 %b\r\n", b"500 %b\r\n"),
    "nntp": (b"200 %b\r\n", b"580 %b\r\n"),
    "sieve": (b'"IMPLEMENTATION" "%b"\r\n"STARTTLS"\r\nOK\r\n', b'NO "%b"\r\n'),
    "irc": (b":%b NOTICE * :%b\r\n", b":%b 691 * :%b\r\n"),
    "xmpp": (b"", b"<stream:stream a='%b'><stream:error><%b/></stream:error></stream:stream>"),
    "ldap": (b"", b"\x30\x1a\x02\x01\x01\x78\x15\x0a\x01\x34\x04\x00\x04\x0e%b"),
    "postgres": (b"", b"E\x00\x00\x00\x30SFATAL\x00M%b\x00\x00"),
    "mysql": (b"\x20\0\0\0\xff\x69\x04#08004%b", b"%b"),
}


def message(kind, body):
    return bytes([kind]) + struct.pack(">I", len(body))[1:] + body


def record(kind, body, version=b"\x03\x03"):
    return bytes([kind]) + version + struct.pack(">H", len(body)) + body


def hello(session=b"", extensions=b"\xff\x01\x00\x01\x00", suite=b"\xc0\x2b", random=bytes(32)):
    body = b"\x03\x03" + random + bytes([len(session)]) + session + suite + b"\x00"
    return record(22, message(2, body + struct.pack(">H", len(extensions)) + extensions))


RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
FINISHED = record(20, b"\x01") + record(22, bytes(40))


def session_of(first):
    """The session that a client's hello names (RFC 8446 4.1.2)."""
    return first[44:44 + first[43]] if len(first) > 44 else b""


def resumed(peer):
    """As if the session were known: no certificate, and Finished that nobody can check."""
    peer.sendall(hello(session_of(peer.recv(16384))) + FINISHED)


def resumed_13(peer):
    """Takes a key that was shared in advance; none was offered (RFC 8446 4.2.11)."""
    session = session_of(peer.recv(16384))
    point = bytes.fromhex("0020") + bytes(31) + b"\x09"
    extensions = b"\x00\x2b\x00\x02\x03\x04" + b"\x00\x33\x00\x24\x00\x1d" + point + b"\x00\x29\x00\x02\x00\x00"
    peer.sendall(hello(session, extensions, b"\x13\x01") + FINISHED)


def retries(peer):
    """Asks for another hello, again and again (RFC 8446 4.1.4: once at most)."""
    while first := peer.recv(16384):
        peer.sendall(hello(session_of(first), b"\x00\x2b\x00\x02\x03\x04\x00\x33\x00\x02\x00\x18", b"\x13\x01", RETRY))


def flood(piece, first=b""):
    def run(peer):
        peer.recv(16384)
        peer.sendall(first)
        while True:
            peer.sendall(piece)
    return run


def answer(words, pause=0):
    def run(peer):
        peer.recv(16384)
        for piece in ([words] if not pause else [words[at:at + 1] for at in range(len(words))]):
            peer.sendall(piece)
            time.sleep(pause)
        while peer.recv(16384):
            pass
    return run


def talk(greeting, reply):
    def run(peer):
        peer.sendall(greeting.replace(b"%b", EVIL))
        while peer.recv(16384):
            peer.sendall(reply.replace(b"%b", EVIL))
    return run


def context_of(name, version=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(name + ".pem", name + ".key")
    if version:
        context.minimum_version = context.maximum_version = version
    return context


def tls(*contexts):
    """A certificate after the other, one a connection."""
    turn = itertools.cycle(contexts)

    def run(peer):
        with next(turn).wrap_socket(peer, server_side=True) as session:
            session.recv(1)
    return run


def tls_then(context, words, sealed):
    """Words after a good handshake, within TLS or beside it."""
    def run(peer):
        with context.wrap_socket(peer, server_side=True) as session:
            for _ in range(200):
                if sealed:
                    session.sendall(words)
                else:
                    os.write(session.fileno(), words)
    return run


def relayed(context, keep, pause=0):
    """A true server whose octets come one by one, or stop after so many."""
    def run(peer):
        heard, said = ssl.MemoryBIO(), ssl.MemoryBIO()
        session, sent = context.wrap_bio(heard, said, server_side=True), 0
        while more := peer.recv(16384):
            heard.write(more)
            try:
                session.do_handshake()
            except ssl.SSLWantReadError:
                pass
            words = said.read()[:keep - sent]
            sent += len(words)
            for octet in words:
                peer.sendall(bytes([octet]))
                time.sleep(pause)
    return run


def long_chain(octets, filler):
    """A chain of so many octets, behind a leaf that is good and proved."""
    with open("good.pem") as good, open(filler) as more:
        text, extra = good.read(), more.read().split("-----END")[0] + "-----END CERTIFICATE-----\n"
    name = f"chain-{octets}"
    with open(name + ".pem", "w") as out:
        out.write(text + extra * (octets // len(ssl.PEM_cert_to_DER_cert(extra))))
    os.symlink("good.key", name + ".key")
    return context_of(name)


def serve(listener, run):
    def one(peer):
        try:
            with peer:
                peer.settimeout(LONGEST)
                run(peer)
        except (OSError, ValueError):
            pass

    while True:
        peer, _ = listener.accept()
        threading.Thread(target=one, args=(peer,), daemon=True).start()


def start(kind, behaviour, run):
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listener, run), daemon=True).start()
    print(kind, behaviour, listener.getsockname()[1])


def start_raw():
    with open("good.pem") as good:
        cert = ssl.PEM_cert_to_DER_cert(good.read().split("-----END")[0] + "-----END CERTIFICATE-----\n")
    entry = struct.pack(">I", len(cert))[1:] + cert
    shown = record(22, message(11, struct.pack(">I", len(entry))[1:] + entry))
    start("raw", "shown-then-silent", answer(hello() + shown))
    start("raw", "resumed", resumed)
    start("raw", "resumed-1.3", resumed_13)
    start("raw", "retries", retries)
    start("raw", "hello-requests", flood(record(22, message(0, b"")) * 1000))
    start("raw", "cipher-changes", flood(record(20, b"\x01") * 1000, hello(b"", b"\x00\x2b\x00\x02\x03\x04", b"\x13\x01")))
    start("raw", "tiny-records", flood(record(22, b"\x00") * 1000, hello() + record(22, b"\x0b\x0f\xff\xff")))
    start("raw", "escapes", answer(EVIL * 100))
    start("raw", "endless-banner", flood(EVIL * 1000, b"220-"))
    start("raw", "dribbled-banner", answer(b"220-" + EVIL * 1000, 0.05))


def start_tls():
    good = context_of("good")
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = context_of("good", version)
        start("tls", "good-" + version.name, tls(context))
        start("tls", "dribble-" + version.name, relayed(context, 1 << 20, 0.02))
        start("tls", "stop-" + version.name, relayed(context, 700))
        start("tls", "data-" + version.name, tls_then(context, EVIL * 4000, True))
        start("tls", "garbage-" + version.name, tls_then(context, EVIL * 4000, False))
    start("tls", "names", tls(context_of("names")))
    start("tls", "pages", tls(context_of("pages")))
    start("tls", "changing", tls(good, context_of("other")))
    start("tls", "chain-900k", tls(long_chain(900_000, "ca.pem")))
    start("tls", "chain-10m", tls(long_chain(10_000_000, "pages.pem")))


def main():
    start_raw()
    start_tls()
    for protocol, (greeting, reply) in TALKS.items():
        start("talk", protocol, talk(greeting, reply))
    print("ready", flush=True)
    sys.stdin.read()


main()
