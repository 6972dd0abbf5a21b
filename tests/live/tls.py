"""TLS servers on loopback that note what their clients say, and hostile ones.

tls.py CERT KEY CLIENT-CA: prints "KIND BEHAVIOUR PORT", one line a server, then "ready"; serves until its input ends.
The name that a client asks for and the subject of its certificate go to the file seen, a line each.
"""
import socket
import ssl
import struct
import sys
import threading
import time


def message(kind, body):
    return bytes([kind]) + struct.pack(">I", len(body))[1:] + body


def records(body):
    return b"".join(b"\x16\x03\x03" + struct.pack(">H", len(body[at:at + 16384])) + body[at:at + 16384]
                    for at in range(0, len(body), 16384))


HELLO = message(2, b"\x03\x03" + bytes(32) + b"\x00" + b"\xc0\x2b" + b"\x00" + b"\x00\x05\xff\x01\x00\x01\x00")


def chain(der, count):
    entry = struct.pack(">I", len(der))[1:] + der
    return message(11, struct.pack(">I", len(entry) * count)[1:] + entry * count)


def note(*words):
    with open("seen", "a") as seen:
        print(*words, file=seen)


def honest(peer, context, wants):
    with context.wrap_socket(peer, server_side=True) as tls:
        if wants:
            note("client", dict(pair[0] for pair in tls.getpeercert()["subject"])["commonName"])
        tls.settimeout(5)
        data = tls.recv(100)
        note("data", len(data))


def contexts(cert, key, client_ca):
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        for wants in (False, True):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(cert, key)
            context.minimum_version = context.maximum_version = version
            context.sni_callback = lambda _, name, __: note("name", name) and None
            if wants:
                context.verify_mode = ssl.CERT_REQUIRED
                context.load_verify_locations(client_ca)
            yield ("client" if wants else "plain"), version.name, context, wants


def raw(data, pause=0.0):
    """Answers a hello with these octets, one after the other when there is a pause."""
    def run(peer):
        peer.recv(16384)
        if pause:
            for octet in data:
                peer.sendall(bytes([octet]))
                time.sleep(pause)
        else:
            peer.sendall(data)
        peer.settimeout(5)
        peer.recv(1)
    return run


def hang_up(peer):
    peer.recv(16384)


def serve(listener, run):
    def one(peer):
        try:
            with peer:
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


def main():
    cert, key, client_ca = sys.argv[1:4]
    for kind, version, context, wants in contexts(cert, key, client_ca):
        start(kind, version, lambda peer, c=context, w=wants: honest(peer, c, w))
    der = ssl.PEM_cert_to_DER_cert(open(cert).read())
    start("raw", "huge-chain", raw(records(HELLO + chain(der, 10_000_000 // len(der)))))
    start("raw", "long-chain", raw(records(HELLO + chain(der, 1000)) + b"\x15\x03\x03\x00\x02\x02\x28"))
    start("raw", "empty-certificates", raw(records(HELLO + chain(b"", 100_000)) + b"\x15\x03\x03\x00\x02\x02\x28"))
    start("raw", "cut-chain", raw(records(HELLO + message(11, b"\x00\xff\xff\x00\x80\x00"))))
    start("raw", "alert", raw(b"\x15\x03\x03\x00\x02\x02\x28"))
    start("raw", "unrecognized-name", raw(b"\x15\x03\x03\x00\x02\x02\x70"))
    start("raw", "garbage-after-hello", raw(records(HELLO) + b"<html>\x1b[31m" * 100))
    start("raw", "dribble", raw(records(HELLO + chain(der, 1)), pause=0.02))
    start("raw", "hangup", hang_up)
    print("ready", flush=True)
    sys.stdin.read()


main()
