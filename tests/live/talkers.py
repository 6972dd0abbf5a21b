"""Servers that talk before TLS, good, bad and hostile ones, all on loopback and on ports of the kernel's choice.

talkers.py CERT KEY: prints "PROTOCOL BEHAVIOUR PORT", one line a server, then "ready"; serves until its input
ends, so that none outlives its test.
"""
import re
import socket
import ssl
import struct
import sys
import threading
import time

GREETING, ASK, ABLE, UNABLE, WAY, GO, REFUSAL = range(7)
XMPP = (b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
        b"id='1' from='localhost' version='1.0'>")
LDAP_OK = bytes.fromhex("300c02010178070a010004000400")
LDAP_NO = bytes.fromhex("301302010178" "0e" "0a0134" "0400" "0407") + b"no tls!"


def mysql(abilities):
    body = (b"\x0a" + b"8.0.36\0" + struct.pack("<I", 7) + b"12345678\0" + struct.pack("<H", abilities) + b"\x2d"
            + struct.pack("<H", 2) + struct.pack("<H", 8) + bytes([21]) + bytes(10) + b"123456789012\0"
            + b"caching_sha2_password\0")
    return struct.pack("<I", len(body))[:3] + b"\0" + body


# What is said, in turn: greeting, what the client asks about abilities, the answer with TLS, the answer without,
# how it asks for TLS, the go-ahead, a refusal. None: the protocol has no such step.
TALKS = {
    "smtp": (b"220-mail.example\r\n220 ESMTP\r\n", rb"EHLO \[127\.0\.0\.1\]\r\n",
             b"250-mail.example says starttls\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 HELP\r\n",
             b"250-starttls.example greets STARTTLS\r\n250 XSTARTTLS\r\n", rb"STARTTLS\r\n", b"220 go ahead\r\n",
             b"454 not now\r\n"),
    "lmtp": (b"220 mail LMTP\r\n", rb"LHLO \S+\r\n", b"250-mail\r\n250 STARTTLS\r\n", b"250 mail\r\n",
             rb"STARTTLS\r\n", b"220 go ahead\r\n", b"454 not now\r\n"),
    "imap": (b"* OK [CAPABILITY IMAP4rev1] ready\r\n", rb"a1 CAPABILITY\r\n",
             b"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK done\r\n",
             b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na1 OK done\r\n", rb"a2 STARTTLS\r\n", b"a2 OK go ahead\r\n",
             b"a2 NO not now\r\n"),
    "pop3": (b"+OK ready\r\n", rb"CAPA\r\n", b"+OK list\r\nTOP\r\nSTLS\r\n.\r\n", b"+OK list\r\nTOP\r\nUIDL\r\n.\r\n",
             rb"STLS\r\n", b"+OK go ahead\r\n", b"-ERR not now\r\n"),
    "ftp": (b"220-Welcome\r\nwhat a day\r\n 220 not yet\r\n220 FTP server\r\n", None, None, None, rb"AUTH TLS\r\n",
            b"234 go ahead\r\n", b"502 no such command\r\n"),
    "nntp": (b"200 news\r\n", rb"CAPABILITIES\r\n", b"101 list\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n",
             b"101 list\r\nVERSION 2\r\n.\r\n", rb"STARTTLS\r\n", b"382 go ahead\r\n", b"580 not now\r\n"),
    "sieve": (b'"IMPLEMENTATION" "x"\r\n"SIEVE" "fileinto"\r\n"STARTTLS"\r\nOK "ready"\r\n', None, None, None,
              rb"STARTTLS\r\n", b'OK "go ahead"\r\n', b'NO "not now"\r\n'),
    "irc": (b":irc.example NOTICE * :*** Looking up your hostname\r\n", None, None, None, rb"STARTTLS\r\n",
            b":irc.example 670 * :STARTTLS successful\r\n", b":irc.example 691 * :STARTTLS failed\r\n"),
    "xmpp": (None, rb"<stream:stream .*jabber:client.*to='localhost'.*>",
             XMPP + b"<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"
             b"</stream:features>", XMPP + b"<stream:features><bind/></stream:features>", rb"<starttls .*/>",
             b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
             b"<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>"),
    "xmpp-server": (None, rb"<stream:stream .*jabber:server.*to='localhost'.*>",
                    XMPP + b"<stream:features><starttls xmlns=\"a>b\"/></stream:features>",
                    XMPP + b"<stream:features/>", rb"<starttls .*/>", b"<proceed xmlns='x'></proceed>",
                    b"<failure/></stream:stream>"),
    "ldap": (None, None, None, None, rb"1\.3\.6\.1\.4\.1\.1466\.20037$", LDAP_OK, LDAP_NO),
    "postgres": (None, None, None, None, rb"^\x00\x00\x00\x08\x04\xd2\x16\x2f$", b"S", b"N"),
    "mysql": (mysql(0xffff), None, None, None, rb"(?s)^\x20\x00\x00\x01.{32}$", None, None),
}
# What greets instead when there is no TLS, for those that say so in the greeting.
WITHOUT = {"sieve": b'"IMPLEMENTATION" "x"\r\nOK "ready"\r\n', "mysql": mysql(0xf7ff)}
INJECTED = b"250 injected\r\n"


class Hostile(Exception):
    pass


def expect(peer, pattern, had=b""):
    peer.settimeout(5)
    while not re.search(pattern, had):
        more = peer.recv(1)  # what comes next may be TLS
        if not more or len(had) > 65536:
            raise Hostile(had)
        had += more


def upgrade(peer, context):
    peer.settimeout(5)
    with context.wrap_socket(peer, server_side=True) as tls:
        tls.recv(1)


def talk(peer, context, name, behaviour):
    steps = TALKS[name]
    greeting = steps[GREETING]
    if behaviour == "absent" and name in WITHOUT:
        greeting = WITHOUT[name]
    if greeting is not None:
        peer.sendall(greeting + (INJECTED if behaviour == "early" else b""))
    if steps[ASK] is not None:
        expect(peer, steps[ASK])
        answer = steps[UNABLE if behaviour == "absent" else ABLE]
        peer.sendall(answer + (steps[GO] if behaviour == "pipelined" else b""))
    expect(peer, steps[WAY])
    if behaviour == "refuse" or (behaviour == "absent" and steps[ASK] is None):
        peer.sendall(steps[REFUSAL] or b"")
        expect(peer, b"never")
    if behaviour == "inject":
        peer.sendall((steps[GO] or b"") + INJECTED)
    elif behaviour == "lie":
        peer.sendall(steps[GO] or b"")
        time.sleep(0.1)
        peer.sendall(b"still \x1b[31mplain\r\n")
        expect(peer, b"never")
    else:
        peer.sendall(steps[GO] or b"")
    upgrade(peer, context)


def say(peer, words):
    peer.sendall(words)
    expect(peer, b"never")


def dribble(peer, _):
    for octet in b"220-" + b"x" * 10000:
        peer.sendall(bytes([octet]))
        time.sleep(0.05)


def flood(piece):
    def run(peer, _):
        peer.settimeout(20)
        while True:
            peer.sendall(piece)
    return run


def tls_at_once(peer, context):
    upgrade(peer, context)


def silent(peer, _):
    expect(peer, b"never")


# Behaviours that need no protocol.
OTHERS = {
    "hangup": lambda peer, _: None,
    "silent": silent,
    "tls": tls_at_once,
    "dribble": dribble,
    "long-line": flood(b"2" * 4096),
    "many-lines": flood(b"220-more\r\n" * 400),
    "much-xml": flood(b"<a>" * 1000),
    "long-tag": flood(b"<a " + b"b" * 4000),
    "ssh": lambda peer, _: say(peer, b"SSH-2.0-OpenSSH_9.2\r\n"),
    "imap-greeting": lambda peer, _: say(peer, b"* OK ready\r\n"),
    "preauth": lambda peer, _: say(peer, b"* PREAUTH welcome back\r\n"),
    "smtp-greeting": lambda peer, _: say(peer, b"220 mail.example ESMTP\r\n"),
    "busy": lambda peer, _: say(peer, b"421 \x1b]0;owned\x07 too busy\r\n"),
    "http": lambda peer, _: say(peer, b"HTTP/1.1 400 Bad Request\r\nDate: Tue, 24 Nov 2026 12:00:00 GMT\r\n\r\n"),
    "ldap-notice": lambda peer, _: say(peer, bytes.fromhex("300c02010078070a013404000400")),
    "ldap-huge": lambda peer, _: say(peer, bytes.fromhex("3084ffffffff0201")),
    "ldap-indefinite": lambda peer, _: say(peer, bytes.fromhex("308002010178070a010004000400")),
    "xmpp-unknown": lambda peer, _: say(peer, XMPP + b"<stream:error><host-unknown xmlns='x'/></stream:error></stream:stream>"),
    "postgres-error": lambda peer, _: say(peer, b"E\x00\x00\x00\x20SFATAL\x00Munsupported frontend\x00\x00"),
    "mysql-error": lambda peer, _: say(peer, b"\x18\0\0\0\xff\x69\x04#08004host is blocked"),
    "mysql-cut": lambda peer, _: say(peer, b"\x06\0\0\0\x0a8.0.3"),
    "empty-records": flood(b"\x16\x03\x03\x00\x00" * 100),
    "alerts": flood(b"\x15\x03\x03\x00\x02\x01\x70" * 100),
    "huge-message": flood(b"\x16\x03\x03\x40\x00" + b"\x0b\xff\xff\xff" + b"\0" * 16380),
}


def serve(listener, run):
    def one(peer):
        try:
            with peer:
                run(peer)
        except (OSError, Hostile):
            pass

    while True:
        peer, _ = listener.accept()
        threading.Thread(target=one, args=(peer,), daemon=True).start()


def start(protocol, behaviour, run):
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listener, run), daemon=True).start()
    print(protocol, behaviour, listener.getsockname()[1])


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    for name in TALKS:
        for behaviour in ("good", "absent", "refuse", "inject", "early", "pipelined", "lie"):
            start(name, behaviour, lambda peer, n=name, b=behaviour: talk(peer, context, n, b))
    for behaviour, run in OTHERS.items():
        start("any", behaviour, lambda peer, r=run: r(peer, context))
    print("ready", flush=True)
    sys.stdin.read()


main()
