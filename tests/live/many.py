"""Many TLS servers on loopback: good ones, ones that are silent, ones that accept nothing, and a port that is closed.

many.py CERT KEY OTHER-CERT OTHER-KEY [GOOD SILENT DEAD]: prints "KIND N PORT", one line a server, then "ready"; serves
until its input ends. A dead one's queue is full, so that connecting to it takes for ever. "pair" is one port at
127.0.0.1 and, with the other certificate, 127.0.0.2; "twin" the same with one certificate.
"""
import select
import socket
import ssl
import sys
import threading


def handshake(peer, context):
    try:
        peer.settimeout(10)
        with context.wrap_socket(peer, server_side=True) as tls:
            tls.recv(1)
    except OSError:
        pass


def serve(listeners, context):
    poll = select.poll()
    by_fd = {listener.fileno(): listener for listener in listeners}
    for fd in by_fd:
        poll.register(fd, select.POLLIN)
    while True:
        for fd, _ in poll.poll():
            peer, _ = by_fd[fd].accept()
            threading.Thread(target=handshake, args=(peer, context), daemon=True).start()


def listen(kind, number, backlog=64, address="127.0.0.1", port=0):
    listener = socket.socket()
    listener.bind((address, port))
    listener.listen(backlog)
    print(kind, number, listener.getsockname()[1])
    return listener


def listen_twice(kind, first, second):
    """One port at two addresses, each with a context of its own."""
    for _ in range(20):
        one = listen(kind, 0)
        try:
            two = listen(kind, 1, address="127.0.0.2", port=one.getsockname()[1])
        except OSError:
            one.close()
            continue
        for listener, context in ((one, first), (two, second)):
            threading.Thread(target=serve, args=([listener], context), daemon=True).start()
        return
    raise SystemExit("no port is free at both addresses")


def context_of(cert, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def main():
    context, other = context_of(*sys.argv[1:3]), context_of(*sys.argv[3:5])
    counts = [int(word) for word in sys.argv[5:8]] or [1, 1, 1]
    listen_twice("pair", context, other)
    listen_twice("twin", context, context)
    good = [listen("good", number) for number in range(counts[0])]
    silent = [listen("silent", number) for number in range(counts[1])]
    dead, fillers = [listen("dead", number, 0) for number in range(counts[2])], []
    for listener in dead:
        for _ in range(3):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
            fillers.append(filler)
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    print("closed 0", closed.getsockname()[1])
    threading.Thread(target=serve, args=(good, context), daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()
    del silent, fillers


main()
